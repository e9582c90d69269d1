"""Reads the headers of safetensors files: eight bytes of length, then JSON with every tensor's place. Bounded.

The `safetensors` package opens a file only when all of its weights are there and an array library is installed; the
header alone is a few lines, also for a download that is not complete.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from weighbridge.errors import WeightsUnreadable
from weighbridge.footprint.files.checkpoint import Checkpoint, Tensor

HEADER_MAX = 100_000_000
"""Limit of the format itself."""
FILES_MAX = 2_000
POINTER = b"version https://"
"""How a file begins that only points to weights kept elsewhere (Git LFS)."""


def read_folder(folder: Path) -> Checkpoint | None:
    """All tensors of the safetensors files of a folder; None without such files. Raises WeightsUnreadable."""
    paths = sorted(folder.glob("*.safetensors"))[: FILES_MAX + 1]
    if not paths:
        return None
    if len(paths) > FILES_MAX:
        raise WeightsUnreadable(folder, f"it holds more than {FILES_MAX:,} weight files")
    # A folder may hold the same weights again in one file for other tools; the numbered set is the model.
    numbered = [path for path in paths if "-of-" in path.name]
    tensors: dict[str, Tensor] = {}
    notes: list[str] = []
    for path in numbered or paths:
        found, whole = read_file(path)
        tensors |= {tensor.name: tensor for tensor in found}
        if not whole:
            notes.append(f"{path.name} is shorter than its header says; its sizes are taken from the header.")
    missing = _missing(folder, set(tensors))
    if missing:
        raise WeightsUnreadable(folder, f"{missing:,} tensors of its index are in files that are not there")
    return Checkpoint(tuple(tensors[name] for name in sorted(tensors)), tuple(notes))


def read_file(path: Path) -> tuple[list[Tensor], bool]:
    """Tensors of one file, and whether the file is as long as they need. Raises WeightsUnreadable."""
    try:
        with path.open("rb") as file:
            head = file.read(8)
            length = int.from_bytes(head, "little")
            size = path.stat().st_size
            if head.startswith(POINTER[:8]):
                raise WeightsUnreadable(path, "it is a Git LFS pointer, not the weights; fetch them with git lfs pull")
            if len(head) < 8 or not 2 <= length <= min(HEADER_MAX, size - 8):
                raise WeightsUnreadable(path, "it does not begin with the header of a safetensors file")
            text = file.read(length)
    except OSError as error:
        raise WeightsUnreadable(path, error.strerror or str(error)) from error
    try:
        header = json.loads(text)
        header.pop("__metadata__", None)
        tensors = [_tensor(str(name), entry) for name, entry in header.items()]
        end = max((int(entry["data_offsets"][1]) for entry in header.values()), default=0)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
        raise WeightsUnreadable(path, "its header is damaged") from error
    return tensors, size >= 8 + length + end


def _tensor(name: str, entry: dict[str, Any]) -> Tensor:
    begin, end = (int(offset) for offset in entry["data_offsets"])
    if not 0 <= begin <= end:
        raise ValueError("offsets out of order")
    return Tensor(name, str(entry["dtype"]).upper(), tuple(int(size) for size in entry["shape"]), float(end - begin))


def _missing(folder: Path, present: set[str]) -> int:
    """Tensors that the index of a sharded checkpoint lists and no file holds; 0 without an index."""
    from weighbridge.footprint.files.config_file import read_json

    index = folder / "model.safetensors.index.json"
    if not index.is_file():
        return 0
    listed = read_json(index).get("weight_map")
    return len(set(listed) - present) if isinstance(listed, dict) else 0

"""A model directory, a config.json or a GGUF file to a model that can be sized like one of the catalog."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from weighbridge.errors import NotAModelFile, UnknownLayout, WeightsUnreadable
from weighbridge.footprint.fallback import fallback
from weighbridge.footprint.files.checkpoint import Checkpoint
from weighbridge.footprint.files.config_file import read_config
from weighbridge.footprint.files.gguf_header import GgufHeader, read_header
from weighbridge.footprint.files.gguf_layout import Facts, quantization, read_layout
from weighbridge.footprint.files.kin import kin, sizes_of, sizes_of_config
from weighbridge.footprint.files.safetensors_header import read_file, read_folder
from weighbridge.footprint.hf.config import read_architecture, silent_on_tables, silent_on_windows
from weighbridge.records.architecture import Architecture
from weighbridge.records.base import Evidence
from weighbridge.records.model import Model

Catalogued = Callable[[], Iterable[Model]]
"""Gives the catalog's models, asked only where a file leaves something open."""
PART = re.compile(r"-\d{5}-of-\d{5}\.gguf$")
STORED = {
    "F8_E4M3": "fp8_channel",
    "F8_E5M2": "fp8_channel",
    "I8": "int8",
    "U8": "mxfp4",
    "I32": "int4_g128",
    "F4": "nvfp4",
}
"""Number format of most of a checkpoint's bytes to the precision it is served at, where no config says so."""
EXPLAINED = 0.03
"""Share by which files and layout may differ before it is said."""


@dataclass(frozen=True)
class LocalModel:
    """A model read from disk, and what its user should know about that, one sentence each."""

    model: Model
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Read:
    """What the files say."""

    architecture: Architecture
    context_tokens: int | None
    notes: tuple[str, ...]
    weights: float | None = None


def read_model(path: Path, models: Catalogued) -> LocalModel:
    """Read a folder, a config.json, a safetensors or a GGUF file.

    Raises NotAModelFile, WeightsUnreadable or UnknownLayout, or the errors of reading a file.
    """
    if not path.exists():
        raise NotAModelFile(path, "there is no such file or folder")
    if path.is_dir():
        found, name = _read_folder(path, models), path.resolve().name
    elif not path.is_file():
        raise NotAModelFile(path, "it is neither a file nor a folder")
    elif path.suffix == ".gguf":
        found, name = _read_gguf(_parts(path), models), path.stem
    elif path.suffix == ".json":
        found, name = _read_config(path, None, models), path.resolve().parent.name
    elif path.suffix == ".safetensors":
        tensors, whole = read_file(path)
        notes = () if whole else (f"{path.name} is shorter than its header says.",)
        found, name = _bound(Checkpoint(tuple(tensors), notes), "no config.json was given"), path.stem
    else:
        raise NotAModelFile(path, "its name ends in none of .json, .gguf and .safetensors")
    slug = re.sub(r"[^a-z0-9._+-]+", "-", name.lower()).strip("-._+") or "model"
    model = Model(
        id=f"local/{slug[:120]}",
        name=name,
        maker="local",
        open_weights=True,
        parameters_b=None if found.weights is None else found.weights / 1e9,
        context_tokens=found.context_tokens,
        architecture=found.architecture,
    )
    return LocalModel(model, found.notes)


def _read_folder(folder: Path, models: Catalogued) -> _Read:
    config, gguf = folder / "config.json", sorted(folder.glob("*.gguf"))
    if config.is_file():
        return _read_config(config, read_folder(folder), models)
    main = [path for path in gguf if "mmproj" not in path.name.lower()]
    firsts = [path for path in main if not PART.search(path.name) or "-00001-of-" in path.name]
    if len(firsts) > 1:
        raise NotAModelFile(folder, f"it holds {len(firsts)} GGUF models; name one, such as {firsts[0].name}")
    if firsts:
        return _read_gguf(_parts(firsts[0]), models)
    checkpoint = read_folder(folder)
    if checkpoint is None:
        raise NotAModelFile(
            folder, "it holds neither config.json nor weights" if any(folder.iterdir()) else "it is empty"
        )
    return _bound(checkpoint, "there is no config.json")


def _parts(path: Path) -> list[Path]:
    """All files of a GGUF model that is split over several."""
    if not PART.search(path.name):
        return [path]
    stem = PART.sub("", path.name)
    found = sorted(item for item in path.parent.glob("*.gguf") if PART.sub("", item.name) == stem)
    total = int(path.name[-10:-5])
    if len(found) != total:
        raise WeightsUnreadable(path, f"{total - len(found):,} of its {total:,} parts are not there")
    return found


def _read_gguf(paths: list[Path], models: Catalogued) -> _Read:
    headers = [read_header(path) for path in paths]
    whole = GgufHeader(headers[0].metadata, tuple(t for h in headers for t in h.tensors), all(h.whole for h in headers))
    name = quantization(whole)
    checkpoint = Checkpoint(whole.tensors)
    weights = checkpoint.weights()
    size = f"{weights / 1e9:,.2f} B weights in {checkpoint.size_bytes() / 2**30:,.1f} GiB"
    notes = [f"{len(whole.tensors):,} tensors, {size}{f' ({name.upper()})' if name else ''}."]
    if not whole.whole:
        notes.append("The file is shorter than its header says; its sizes are taken from the header.")
    try:
        architecture, windows_known = read_layout(whole)
    except UnknownLayout as error:
        bound = _bound(checkpoint, str(error))
        return replace(bound, notes=(*notes, *bound.notes))
    if not windows_known:
        architecture, note = _with_windows(architecture, models)
        notes.append(note)
    architecture = architecture.model_copy(update={"evidence": _evidence("the GGUF file's metadata and tensors")})
    context = Facts(whole.metadata).get("context_length") or None
    return _Read(architecture, context, tuple(notes), float(weights))


def _read_config(path: Path, checkpoint: Checkpoint | None, models: Catalogued) -> _Read:
    config = read_config(path)
    text = {**config, **(config.get("text_config") or {})}
    notes = [] if checkpoint is None else list(checkpoint.notes)
    try:
        architecture = _layout(config, checkpoint, models, notes)
    except UnknownLayout as error:
        if checkpoint is None:
            raise
        return _bound(checkpoint, str(error))
    if checkpoint is not None:
        architecture = _weighed(architecture, checkpoint, notes)
    architecture = architecture.model_copy(update={"evidence": _evidence(_source(checkpoint))})
    longest = text.get("max_position_embeddings") or text.get("n_positions")
    context = longest if type(longest) is int and longest > 0 else None
    return _Read(architecture, context, tuple(notes))


def _source(checkpoint: Checkpoint | None) -> str:
    return (
        "config.json" if checkpoint is None else "config.json, weights as the headers of the safetensors files sum up"
    )


def _layout(
    config: dict[str, Any], checkpoint: Checkpoint | None, models: Catalogued, notes: list[str]
) -> Architecture:
    """The layout that a config describes; what it leaves open is taken from the files, else from the catalog."""
    if checkpoint is not None:
        config = _with_text(config, "tie_word_embeddings", checkpoint.tied)
    silent = silent_on_windows(config)
    try:
        found = read_architecture(_with_text(config, "use_sliding_window", value=False) if silent else config)
    except UnknownLayout:
        relative = kin(sizes_of_config(config), models())
        if relative is None or relative.architecture is None:
            raise
        notes.append(f"config.json is incomplete; the layout is that of {relative.id}, which has the same sizes.")
        return relative.architecture
    if silent:
        found, note = _with_windows(found, models)
        notes.append(note)
    if checkpoint is None and silent_on_tables(config):
        relative = kin(sizes_of(found), models())
        if relative is not None and relative.architecture is not None:
            found = found.model_copy(update={"tied_embeddings": relative.architecture.tied_embeddings})
        else:
            notes.append("config.json does not say whether the output head has weights of its own; they are counted.")
    return found


def _with_text(config: dict[str, Any], key: str, value: Any) -> dict[str, Any]:
    """The config with a key of its language part set."""
    if isinstance(config.get("text_config"), dict):
        return {**config, "text_config": {**config["text_config"], key: value}}
    return {**config, key: value}


def _with_windows(architecture: Architecture, models: Catalogued) -> tuple[Architecture, str]:
    """The layout with the windows of the catalog's model of the same sizes, and what to say about it."""
    relative = kin(sizes_of(architecture), models())
    if relative is not None and relative.architecture is not None:
        groups = {"groups": relative.architecture.groups}
        return architecture.model_copy(
            update=groups
        ), f"Which layers have a sliding window is taken from {relative.id}."
    note = "A sliding window is named, but not which layers have it: every layer is counted in full (an upper bound)."
    return architecture, note


def _weighed(architecture: Architecture, checkpoint: Checkpoint, notes: list[str]) -> Architecture:
    """The layout with the bytes that its files hold; said where files and layout tell different stories."""
    from weighbridge.footprint.components import of_architecture
    from weighbridge.footprint.operands import number

    layers = sum(group.count for group in architecture.groups)
    stored = checkpoint.size_bytes(layers)
    computed = number(of_architecture(architecture, architecture.stored_precision).weight_bytes)
    size = f"{checkpoint.weights(layers) / 1e9:,.2f} B weights in {stored / 2**30:,.1f} GiB"
    notes.append(f"{len(checkpoint.tensors):,} tensors, {size}.")
    if abs(stored / computed - 1.0) > EXPLAINED:
        notes.append(f"The layout explains {computed / 2**30:,.1f} GiB of that; the files are taken as right.")
    return architecture.model_copy(update={"stored_weight_bytes": stored})


def _bound(checkpoint: Checkpoint, reason: str) -> _Read:
    """An upper bound from the stored weights alone. Raises UnknownLayout when there are none."""
    weights, stored = checkpoint.weights(), checkpoint.size_bytes()
    if not weights or not stored:
        raise UnknownLayout(f"{reason}, and the files hold no weights")
    model = Model(id="local/model", name="model", maker="local", open_weights=True, parameters_b=weights / 1e9)
    architecture = fallback(model)
    if architecture is None:
        raise UnknownLayout(reason)
    precision = STORED.get(checkpoint.main_kind, "bf16")
    update = {"stored_precision": precision, "stored_weight_bytes": stored}
    size = f"{weights / 1e9:,.2f} B weights in {stored / 2**30:,.1f} GiB are stored"
    note = f"{reason.rstrip('.')}. {size}; the cache is an upper bound."
    return _Read(architecture.model_copy(update=update), None, (*checkpoint.notes, note), float(weights))


def _evidence(source: str) -> Evidence:
    return Evidence(grade="primary", source=source)

"""CSV files of measurements: rows under the names that this package uses, and what became of each."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf, isfinite
from pathlib import Path

from weighbridge.errors import FileUnreadable, InvalidField

MAX_CASES_BYTES = 50_000_000

SAME = {
    "input_tokens": ("isl", "input_len", "input_length", "prompt_tokens", "prompt_len", "in_tokens"),
    "output_tokens": ("osl", "output_len", "output_length", "gen_tokens", "out_tokens", "completion_tokens"),
    "accelerator": ("system", "gpu", "hardware", "accelerator_id", "device", "gpu_type", "gpu_model"),
    "server": ("backend", "framework", "engine"),
    "precision": ("dtype", "quant", "quantization"),
    "devices": ("gpus", "num_gpus", "n_gpus", "gpu_count", "num_devices", "accelerator_count"),
    "concurrency": ("batch", "batch_size", "bs", "users", "max_concurrency", "num_seqs", "max_num_seqs"),
    "parallelism": ("parallel", "mapping", "split", "config"),
    "tokens_per_s_per_device": (
        "measured_out_tok_s_per_gpu", "out_tok_s_per_gpu", "tok_s_per_gpu", "output_tokens_per_s_per_device",
        "output_tok_s_per_gpu", "tps_per_gpu", "measured_tok_s_per_gpu", "tok_s_gpu", "measured_tok_s_gpu",
        "output_tps_per_gpu", "tokens_per_s_per_gpu", "output_tokens_per_s_per_gpu",
    ),
    "tokens_per_s": (
        "measured_out_tok_s", "out_tok_s", "tok_s", "output_tok_s", "tok_s_total", "measured_tok_s",
        "output_tokens_per_s", "output_throughput", "output_tps",
    ),
    "latency_s": ("measured_latency_s", "total_latency_s", "e2e_latency_s", "latency_sec"),
    "ttft_ms": ("measured_ttft_ms",),
    "tpot_ms": ("measured_tpot_ms",),
    "model": ("model_id", "hf_id", "model_name"),
}  # fmt: skip
"""Our name of a column, and what others call it."""
_OURS = {other: name for name, others in SAME.items() for other in others}


NOTHING = ("", "-", "nan", "null", "none", "n/a")
"""What files write in a cell without a value."""


@dataclass(frozen=True)
class Row:
    """One line of a file."""

    path: Path
    line: int
    cells: Mapping[str, str]
    header: Mapping[str, str] = field(default_factory=dict)
    """What the file calls columns that have another name here."""

    @property
    def id(self) -> str:
        """Given id, else file and line."""
        return self.cells.get("id") or self.cells.get("case_id") or f"{self.path.stem}:{self.line}"

    def text(self, name: str) -> str:
        """A cell, empty when the column is missing."""
        return (self.cells.get(name) or "").strip()

    def number(self, name: str, least: float = -inf) -> float | None:
        """A cell as a number; None when it is empty or says that there is none. Raises InvalidField."""
        text = self.text(name).replace(",", "")
        if text.lower() in NOTHING:
            return None
        try:
            found = float(text)
        except ValueError:
            raise self._invalid(name, f"{text!r} is not a number.") from None
        if not isfinite(found):
            raise self._invalid(name, f"{text!r} is no number that can be computed with.")
        if found < least:
            raise self._invalid(name, f"{text} must be at least {least:g}.")
        return found

    def positive(self, name: str) -> float | None:
        """A cell as a number above 0; None as for `number`. Raises InvalidField."""
        found = self.number(name)
        if found is not None and found <= 0:
            raise self._invalid(name, f"{self.text(name)} must be more than 0.")
        return found

    def _invalid(self, name: str, reason: str) -> InvalidField:
        return InvalidField(self.path, self.line, self.header.get(name, name), reason)


@dataclass(frozen=True)
class CaseResult:
    """A measured quantity beside ours."""

    row: Row
    model: str
    quantity: str
    unit: str
    result: float | None
    """None when it cannot be predicted; `note` then says why."""
    expected: float | None
    ok: bool
    note: str = ""
    low: float | None = None
    high: float | None = None

    @property
    def ratio(self) -> float | None:
        """Result over expected."""
        return self.result / self.expected if self.result is not None and self.expected else None


def read_rows(path: Path) -> list[Row]:
    """The lines of a CSV file (also gzipped), with columns renamed to ours. Raises FileUnreadable."""
    try:
        data = path.read_bytes()[:MAX_CASES_BYTES]
        text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError, EOFError, gzip.BadGzipFile) as error:
        raise FileUnreadable(path, str(error)) from None
    reader = csv.DictReader(io.StringIO(text))
    ours = {name: _OURS.get(name.strip().lower(), name.strip().lower()) for name in reader.fieldnames or ()}
    header = {found: name for name, found in ours.items() if name != found}
    return [Row(path, reader.line_num, {ours[k]: v for k, v in cells.items() if k}, header) for cells in reader]

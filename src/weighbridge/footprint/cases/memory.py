"""Counted and observed sizes beside the memory formulas: weights, cache, server logs."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from weighbridge.errors import SizeUnknown, WeighbridgeError
from weighbridge.footprint import memory
from weighbridge.footprint.cases.names import find_model, find_precision
from weighbridge.footprint.cases.rows import CaseResult, Row
from weighbridge.footprint.components import of_architecture
from weighbridge.footprint.constants import constants
from weighbridge.footprint.fallback import layout
from weighbridge.footprint.memory import GIB, Share
from weighbridge.footprint.operands import number
from weighbridge.footprint.parameters import count
from weighbridge.records.architecture import Architecture
from weighbridge.records.model import Model

if TYPE_CHECKING:
    from weighbridge.catalog import Catalog

Quantity = tuple[str, str, float, float | None, float]
"""Name, unit, ours, theirs, and the share by which they may differ."""

PARAMETERS_TOLERANCE, SIZE_TOLERANCE, LOG_TOLERANCE = 1e-4, 0.01, 0.025
_MIB = 2.0**20
_DEVICES = re.compile(r"\bTP\s*(\d+)", re.IGNORECASE)
_FORMAT = re.compile(r"\b(bf16|fp8|int8|w8a8|nvfp4|fp4|mxfp4|awq|gptq|int4)\b", re.IGNORECASE)
_SEQUENCES = re.compile(r"(\d+)\s*(?:seqs?|sequences)\s*x\s*([\d,]+)", re.IGNORECASE)


def weights(rows: Sequence[Row], catalog: Catalog) -> list[CaseResult]:
    """Parameters, and bytes of plain checkpoints, of each row."""
    return [found for row in rows for found in _judged(row, catalog, _weights)]


def cache(rows: Sequence[Row], catalog: Catalog) -> list[CaseResult]:
    """Cache bytes per token and sequence of each row."""
    return [found for row in rows for found in _judged(row, catalog, _cache)]


def observed(rows: Sequence[Row], catalog: Catalog) -> list[CaseResult]:
    """What server logs say of weights and cache."""
    return [found for row in rows for found in _judged(row, catalog, _observed)]


def _judged(row: Row, catalog: Catalog, read: Callable[[Row, Model, Architecture], list[Quantity]]) -> list[CaseResult]:
    try:
        model = find_model(catalog, row.text("model"))
        architecture = layout(model)
        if architecture is None:
            raise SizeUnknown(model.id)
        found = read(row, model, architecture)
    except WeighbridgeError as error:
        return [
            CaseResult(
                row, row.text("model"), row.text("quantity") or "size", "", None, None, ok=False, note=str(error)
            )
        ]
    note = "upper bound: the layout is a stand-in" if architecture.upper_bound else ""
    if not found:
        said = f"no figure here is predicted; the row says: {row.text('quantity') or row.text('note')}"
        return [
            CaseResult(
                row, model.id, row.text("quantity"), row.text("unit"), None, row.number("observed"), ok=False, note=said
            )
        ]
    return [_result(row, model, item, note) for item in found]


def _result(row: Row, model: Model, item: Quantity, note: str) -> CaseResult:
    name, unit, ours, theirs, tolerance = item
    ok = theirs is not None and abs(ours - theirs) <= tolerance * abs(theirs)
    notes = "; ".join(part for part in (note, row.text("note")) if part)
    return CaseResult(row, model.id, name, unit, ours, theirs, ok, notes)


def _weights(row: Row, _: Model, architecture: Architecture) -> list[Quantity]:
    counts = count(architecture)
    plain = row.text("plain") != "no" and not row.text("note")
    # Towers and draft layers in a file are counted by its publisher, and only partly served.
    tolerance = PARAMETERS_TOLERANCE if plain else 0.03
    published = row.number("params_hf_safetensors") or row.number("parameters")
    found: list[Quantity] = [("parameters", "", float(counts.total), published, tolerance)]
    size = row.number("safetensors_total_bytes")
    if size is not None:
        held = "bf16" if published and abs(size / published - 2) < 0.01 else architecture.stored_precision
        ours = number(of_architecture(architecture, held).weight_bytes)
        found.append(("weight bytes", "B", ours, size, SIZE_TOLERANCE if plain else 0.03))
    return found


def _cache(row: Row, _: Model, architecture: Architecture) -> list[Quantity]:
    parts = of_architecture(architecture, "bf16")
    whole = memory.share(parts, 1.0, constants())
    growing = number(whole.growing_token_bytes)
    sizes = {
        "bytes_per_token_bf16_all_layers": ("cache per token, all layers", number(parts.reserved_token_bytes)),
        "state_bytes_per_seq": ("state per sequence", number(parts.state_bytes)),
        "kv_bytes_32k_window_aware": ("cache at 32k", number(memory.sequence_bytes(whole, 32_768.0))),
        "kv_bytes_128k_window_aware": ("cache at 128k", number(memory.sequence_bytes(whole, 131_072.0))),
    }
    indexer = sum(group.count * getattr(group.mixer, "indexer_bytes_per_token", 0.0) for group in architecture.groups)
    sizes["bytes_per_token_growing_layers_only"] = ("cache per token, layers that grow", growing - indexer)
    sizes["bytes_per_token_fp8"] = ("cache per token at 8 bit", number(parts.reserved_token_bytes) / 2)
    return [
        (name, "B", ours, theirs, SIZE_TOLERANCE)
        for column, (name, ours) in sizes.items()
        if (theirs := row.number(column)) is not None
    ]


def _observed(row: Row, model: Model, architecture: Architecture) -> list[Quantity]:
    text = row.text("configuration")
    tensor, named = _DEVICES.search(text), _FORMAT.search(f"{row.text('model')} {text}")
    devices = float(tensor[1]) if tensor else row.number("devices") or 1.0
    label = row.text("precision") or (named[1] if named else "")
    precision = find_precision(model, label)
    parts = of_architecture(architecture, precision)
    share, theirs = memory.share(parts, devices, constants()), row.number("observed")
    kind = row.text("quantity").lower()
    if kind.startswith("weights"):
        return [(row.text("quantity"), "GiB", number(share.weight_bytes) / GIB, theirs, LOG_TOLERANCE)]
    if kind.startswith("kv bytes/token"):
        # Logs divide the pool by tokens kept in every layer.
        ours = number(share.growing_token_bytes) + number(share.window_token_bytes)
        return [(row.text("quantity"), "B", ours, theirs, SIZE_TOLERANCE)]
    sequences = _SEQUENCES.search(text)
    if sequences and ("kv" in kind or "state" in kind):
        number_of, tokens = float(sequences[1]), float(sequences[2].replace(",", ""))
        return [(row.text("quantity"), "MiB", _pool(share, text, kind, number_of, tokens), theirs, SIZE_TOLERANCE)]
    return []


def _pool(share: Share, text: str, kind: str, sequences: float, tokens: float) -> float:
    """MiB of the pool that a log line names: fixed states, windowed layers, or those that keep every token."""
    if "state" in kind or "recurrent" in text.lower():
        return sequences * number(share.state_bytes) / _MIB
    each = share.window_token_bytes if "swa" in text.lower() else share.growing_token_bytes
    return sequences * tokens * number(each) / _MIB

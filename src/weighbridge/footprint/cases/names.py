"""What rows of measurements call a model, an accelerator and a number format, as catalog records."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from weighbridge.errors import AmbiguousId, UnknownId, UnknownPrecision
from weighbridge.footprint.fallback import layout
from weighbridge.footprint.precision import find, precisions

if TYPE_CHECKING:
    from weighbridge.catalog import Catalog
    from weighbridge.records.accelerator import Accelerator
    from weighbridge.records.model import Model

_QUANTIZED = re.compile(
    r"[-_ ](fp8(-dynamic|-static)?(-per-?tensor|-per-?channel)?|fp4|nvfp4|mxfp4|bf16|int8|int4|w8a8|w4a16|awq|gptq|"
    r"gguf)(-v\d+)?$",
    re.IGNORECASE,
)
_TUNED = re.compile(r"[-_](instruct|chat|it|base|hf|thinking|v0\.\d)$", re.IGNORECASE)
_ENDINGS = ("-instruct", "-it", "-base", "-chat", "-bf16")


def find_model(catalog: Catalog, name: str) -> Model:
    """The model of a row: by id, name, alias or repository, else the one of the same layout.

    A quantized copy, or the untuned base of a tuned model, has the layout of the model itself. Raises UnknownId.
    """
    named, _, origin = name.strip().partition(" (")
    for given in filter(None, (named, origin.rstrip(")"))):
        for candidate in _spellings(given.split()[0]):
            found = _by_repository(catalog, candidate) or _by_name(catalog, candidate)
            if found is not None:
                return found
    return catalog.models.find(name)


def _spellings(name: str) -> dict[str, None]:
    """The name, without its number format, without how it was tuned, with other tunings; then each without a maker."""
    bare = _QUANTIZED.sub("", name)
    root = _TUNED.sub("", bare)
    tried = [name, bare, root, *(root + ending for ending in _ENDINGS)]
    return dict.fromkeys([*tried, *(text.rsplit("/", 1)[-1] for text in tried)])


def _by_name(catalog: Catalog, name: str) -> Model | None:
    for candidate in (name, f"Meta-{name}", name.removeprefix("Meta-")):
        try:
            return catalog.models.find(candidate)
        except (UnknownId, AmbiguousId):
            continue
    return None


def _by_repository(catalog: Catalog, name: str) -> Model | None:
    wanted = name.casefold()
    return next((m for m in catalog.models.values() if m.repository and m.repository.casefold() == wanted), None)


_SERIES = {"dgx", "hgx", "instinct"}
"""Words for servers and series that stand before the name of a device."""


def find_accelerator(catalog: Catalog, name: str) -> Accelerator:
    """The accelerator of a row, with or without its vendor or the series of its server. Raises UnknownId."""
    with suppress(UnknownId):
        return catalog.accelerators.find(name)
    vendors = {re.escape(item.vendor) for item in catalog.accelerators.values() if item.vendor}
    words = "|".join(sorted(vendors | _SERIES))
    return catalog.accelerators.find(re.sub(rf"(?i)\b({words})\b", "", name).strip(" _-") or name)


def find_precision(model: Model, label: str) -> str:
    """The number format that a row's label means for a model; without a label 16 bit, or what the model comes in.

    Raises UnknownPrecision.
    """
    architecture = layout(model)
    stored = architecture.stored_precision if architecture else "bf16"
    key = label.strip().lower()
    if not key:
        return stored if precisions()[stored].four_bit else "bf16"
    if key in stored:
        return stored
    if key == "fp4" and precisions()[stored].compute == "fp4":
        return stored
    short = {"fp4": "nvfp4", "float8": "fp8", "w8a8": "int8", "bfloat16": "bf16", "float16": "bf16"}
    try:
        return find(short.get(key, key))
    except UnknownPrecision:
        return find(key.split()[0])

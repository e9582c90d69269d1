"""Sets of a checkpoint's modules, as configs name them: one by one, by wildcards, or by regular expressions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from weighbridge.errors import UnknownLayout

ROOT = re.compile(r"^(model\.|language_model\.|text_model\.|backbone\.|transformer\.)+")
ROOTS = ("", "model.", "language_model.model.", "model.language_model.", "backbone.")
"""What stands before the layers in the names of a checkpoint's modules."""
PATTERN_MAX = 200
REPEATED_GROUP = re.compile(r"\)[*+{]")
REPEATS_MAX = 6
"""Beyond these a pattern could keep the matcher busy for hours; those of published checkpoints stay far below."""
LAYER = re.compile(r"layers\.\d+(?=\.)")
WHOLE_LAYER = re.compile(r"(layers\.\d+)\*")


@dataclass(frozen=True)
class Modules:
    """A set of modules by name, wildcard or regular expression."""

    names: frozenset[str]
    """Without what stands before the layers."""
    wildcards: Mapping[str, tuple[str, ...]]
    """By the layer that they name; those that name none, under an empty name."""
    expressions: tuple[re.Pattern[str], ...]

    @classmethod
    def of(cls, patterns: Iterable[str]) -> Modules:
        """Raises UnknownLayout for an expression that is broken or could take for ever."""
        written = [str(pattern) for pattern in patterns]
        plain = [ROOT.sub("", text) for text in written if not text.startswith("re:")]
        wildcards: dict[str, list[str]] = {}
        for text in plain:
            if "*" in text:
                # A layer's number followed by a star means that layer, not those whose numbers begin so.
                star = WHOLE_LAYER.sub(r"\1.*", text)
                wildcards.setdefault(_layer(star), []).append(star)
        return cls(
            names=frozenset(text for text in plain if "*" not in text),
            wildcards={layer: tuple(stars) for layer, stars in wildcards.items()},
            expressions=tuple(_compiled(text[3:]) for text in written if text.startswith("re:")),
        )

    @property
    def general(self) -> int:
        """How many patterns may mean any layer."""
        return len(self.wildcards.get("", ())) + len(self.expressions)

    def hold(self, module: str) -> bool:
        """Whether a module, named from its layer on, is one of them or inside one."""
        parts = module.split(".")
        if any(".".join(parts[:length]) in self.names for length in range(1, len(parts) + 1)):
            return True
        # A name without dots is that of a module anywhere.
        if any(part in self.names for part in parts[1:]):
            return True
        for layer in (_layer(module), ""):
            if any(_wild(module, pattern) for pattern in self.wildcards.get(layer, ())):
                return True
        return any(found.match(root + module) for found in self.expressions for root in ROOTS)


def _layer(text: str) -> str:
    """The layer that a module or a pattern begins with; empty if that is none in particular."""
    found = LAYER.match(text)
    return found[0] if found else ""


def _wild(module: str, pattern: str) -> bool:
    """Whether a wildcard covers a module or one that it is in, with or without what stands before the layers."""
    return any(fnmatchcase(name, tail) for name in (module, f"model.{module}") for tail in (pattern, f"{pattern}.*"))


def _compiled(pattern: str) -> re.Pattern[str]:
    """The expression of an exception. Raises UnknownLayout for one that is broken or could take for ever."""
    repeats = pattern.count("*") + pattern.count("+") + pattern.count("{")
    if len(pattern) > PATTERN_MAX or repeats > REPEATS_MAX or REPEATED_GROUP.search(pattern):
        raise UnknownLayout(f"the exception {pattern[:60]!r} of its quantization is too involved")
    try:
        return re.compile(pattern)
    except re.error as error:
        raise UnknownLayout(f"the exception {pattern[:60]!r} of its quantization is no expression: {error}") from error

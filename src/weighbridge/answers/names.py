"""Every name of the catalog by its tokens, so that a question's words can be matched to records."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from weighbridge.answers.keystrokes import near
from weighbridge.answers.language import name_tokens, ordinary

if TYPE_CHECKING:
    from weighbridge.catalog import Catalog
    from weighbridge.records import License, Model

Kind = Literal["model", "license", "provider", "framework", "accelerator"]
LONGEST = 12
"""Tokens of the longest name that is looked up."""
_TAILS = frozenset(["instruct", "it", "chat", "base", "hf", "bf16"])
"""Last parts of repository names that people leave out."""
_SHORTEST_TYPO = 5


@dataclass
class Meaning:
    """What a name can stand for."""

    exact: dict[tuple[Kind, str], None] = field(default_factory=dict)
    """Records with this very name."""
    family: dict[tuple[Kind, str], None] = field(default_factory=dict)
    """Records whose names go on after it."""


class NameIndex:
    """Names, aliases and beginnings of names to records. Built once per catalog, then only read."""

    def __init__(self, catalog: Catalog) -> None:
        self._meanings: dict[tuple[str, ...], Meaning] = {}
        self._letters: dict[str, set[str]] = {}
        for model in catalog.models.values():
            maker = catalog.providers.get(model.maker)
            self._add_model(model, {name.casefold() for name in (model.maker, maker.name if maker else model.maker)})
        for sheet in catalog.licenses.values():
            self._add_license(sheet)
        for provider in catalog.providers.values():
            plain = re.sub(r"\(.*?\)", "", provider.name)
            short = re.sub(r" (?:AI|Labs?|Inference|Cloud)$", "", plain.strip())
            for name in {provider.id, plain, short, *provider.aliases}:
                self._add(name_tokens(name), "provider", provider.id)
        for framework in catalog.frameworks.values():
            short = re.split(r"[,(]| v\d| \d\.", framework.name)[0]
            for name in {framework.id, short, *framework.aliases}:
                self._add(name_tokens(name), "framework", framework.id)
        for accelerator in catalog.accelerators.values():
            for name in {accelerator.id, accelerator.name, *accelerator.aliases}:
                tokens = name_tokens(name)
                self._add(tokens, "accelerator", accelerator.id)
        self._typo_words = sorted(
            word
            for word in {tokens[0] for tokens in self._meanings} - ordinary()
            if word.isalpha() and len(word) >= _SHORTEST_TYPO
        )
        self.words = frozenset(word for tokens in self._meanings for word in tokens if word.isalpha())
        """Every word of every name."""
        self.sorted_words = sorted(word for word in self.words - ordinary() if len(word) > 3)  # as long as a name is

    def meaning(self, tokens: tuple[str, ...]) -> Meaning | None:
        """What a run of tokens stands for; None when no name begins with it."""
        return self._meanings.get(tokens)

    def corrected(self, token: str) -> str | None:
        """The first word of a name that a misspelt token most likely is; None when none is near enough."""
        if len(token) < _SHORTEST_TYPO or not token.isalpha() or token in ordinary() or (token,) in self._meanings:
            return None
        return near(token, self._typo_words)

    def _add_model(self, model: Model, makers: set[str]) -> None:
        names = {model.name, model.id.split("/", 1)[-1], *(alias.rsplit("/", 1)[-1] for alias in model.aliases)}
        first, _, rest = model.name.partition(" ")
        if first.casefold() in makers and rest:
            names.add(rest)  # people leave the maker out of the name
        pointers = {alias.rsplit("/", 1)[-1] for alias in model.aliases if alias.isalpha()}
        for name in names:
            if name in pointers and name != model.name:
                # A bare family name that a vendor points at one version may mean any of the family.
                self._begin(name_tokens(name), "model", model.id)
                continue
            plain = name_tokens(re.sub(r"\(.*?\)", " ", name))
            for tokens in {plain, name_tokens(name), _without_tail(plain)}:
                self._add(tokens, "model", model.id)
                # One word that begins only names of embedding or speech models is more likely plain English.
                shortest = 1 if model.kind in ("chat", "completion") else 2
                for length in range(shortest, len(tokens)):
                    self._begin(tokens[:length], "model", model.id)

    def _add_license(self, sheet: License) -> None:
        names = {sheet.id, sheet.name, sheet.spdx or "", (sheet.scancode_key or "")}
        names |= {tag.tag.removeprefix("other/") for tag in sheet.hub_tags if not tag.publishers}
        short = re.sub(r"\(.*?\)| license| agreement| terms of use", " ", sheet.name, flags=re.IGNORECASE)
        if any(char.isdigit() for char in short):
            names.add(short)
        plain = re.sub(r"\b(?:AI|Labs?|Community|Model|Models|Open)\b ", "", sheet.name)
        for tokens in {name_tokens(short), name_tokens(plain)}:
            for length in range(1, len(tokens) + 1):
                self._begin(tokens[:length], "license", sheet.id)
        for name in names:
            tokens = name_tokens(name)
            for spelled in _spellings(tokens):
                self._add(spelled, "license", sheet.id)
            if sheet.version and not any(char.isdigit() for char in name):
                self._begin(tokens, "license", sheet.id)  # without its version it may be any of the family
            else:
                self._add(tokens, "license", sheet.id)
            for length in range(1, len(tokens)):
                self._begin(tokens[:length], "license", sheet.id)
        for name in typical_names(sheet):
            tokens = name_tokens(name)
            self._add(tokens[:-1] if tokens[-1:] == ("x",) else tokens, "license", sheet.id)

    def _add(self, tokens: tuple[str, ...], kind: Kind, record_id: str) -> None:
        if tokens and len(tokens) <= LONGEST and not _too_plain(tokens):
            self._meanings.setdefault(tokens, Meaning()).exact[kind, record_id] = None

    def _begin(self, tokens: tuple[str, ...], kind: Kind, record_id: str) -> None:
        if tokens and not _too_plain(tokens):
            self._meanings.setdefault(tokens, Meaning()).family[kind, record_id] = None


def _spellings(tokens: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    """How people write a name and its version, `ABC 3.0`: ABC 3, ABCv3, ABC v3."""
    if len(tokens) < 2 or not tokens[-1][0].isdigit():  # a name and a version
        return
    *name, before, version = tokens
    for written in {version, version.removesuffix(".0")}:
        yield (*name, before, written)
        yield (*name, f"{before}v", written)
        yield (*name, before, "v", written)


def typical_names(sheet: License) -> list[str]:
    """Names of models that a sheet lists: `Model 3 1B/3B (text)` gives `Model 3 1B` and `Model 3 3B`."""
    found: list[str] = []
    for entry in sheet.typical_models:
        for part in re.split(r",|\.\.\.|\band\b", re.sub(r"\(.*?\)|\[|\]", " ", entry)):
            found += _alternatives(part)
    return [name for name in found if any(char.isupper() or char.isdigit() for char in name)]


def _alternatives(part: str) -> Iterable[str]:
    first, *others = (piece.strip() for piece in part.split("/"))
    yield first
    stem = re.split(r"([ -])", first)
    for other in others:
        words = re.split(r"[ -]", other)
        kept = "".join(stem[: max(0, len(stem) - 2 * len(words) + 1)])
        yield f"{kept}{other}" if kept else other


def _without_tail(tokens: tuple[str, ...]) -> tuple[str, ...]:
    while len(tokens) > 1 and tokens[-1] in _TAILS:
        tokens = tokens[:-1]
    return tokens


def _too_plain(tokens: tuple[str, ...]) -> bool:
    """Whether nobody would mean a record by these words alone."""
    return len(tokens) == 1 and (len(tokens[0]) < 2 or tokens[0].replace(".", "").isdigit())

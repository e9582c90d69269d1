"""Which licenses and models the names of a question stand for."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from weighbridge.answers.entities import Entities, Mention
from weighbridge.answers.language import name_tokens, says

if TYPE_CHECKING:
    from weighbridge.catalog import Catalog
    from weighbridge.records import License, Model

MOST = 4
"""Sheets of one name that an answer goes into."""


@dataclass(frozen=True)
class Subject:
    """One named thing."""

    label: str
    """As the question writes it, or the model's name."""
    models: tuple[Model, ...]
    sheets: tuple[License, ...]
    """The license, or several when the name covers versions under different ones: the newest first, services last."""
    unlicensed: bool = False
    """Whether models are named and no license sheet is known for them."""

    @property
    def key(self) -> tuple[str, ...]:
        """Ids of what it stands for."""
        return (*(model.id for model in self.models), *(sheet.id for sheet in self.sheets))

    @property
    def sheet(self) -> License | None:
        """The license, when there is one."""
        return self.sheets[0] if self.sheets else None

    @property
    def model(self) -> Model | None:
        """The model, when the name is that of one."""
        return self.models[0] if len(self.models) == 1 else None

    @property
    def multimodal(self) -> bool | None:
        """Whether all the models take more than text; None when they differ or it is unknown."""
        kinds = {model.multimodal for model in self.models}
        return kinds.pop() if len(kinds) == 1 else None


def subjects(entities: Entities, catalog: Catalog) -> tuple[Subject, ...]:
    """The subjects of a question in its order, each once; a family and its license together as one."""
    return _under(each_named(entities, catalog))


def each_named(entities: Entities, catalog: Catalog) -> tuple[Subject, ...]:
    """The same, with a family and its license apart."""
    spans: dict[tuple[int, int], list[Mention]] = {}
    for mention in entities.mentions:
        if mention.kind in ("model", "license", "provider"):
            spans.setdefault((mention.start, mention.end), []).append(mention)
    found: list[Subject] = []
    specific = any(
        mention.kind in ("model", "license") and not mention.family and "provider" not in {m.kind for m in group}
        for group in spans.values()
        for mention in group
    )
    services = len(spans) > 1 and not any(mention.kind == "model" for group in spans.values() for mention in group)
    """Whether only terms of services are named, such as those of two vendors."""
    for group in spans.values():
        kinds = {mention.kind for mention in group}
        terms = any(mention.kind == "license" and not mention.family for mention in group)
        if "provider" in kinds and not (terms and services) and (specific or len(spans) > 1 or kinds == {"provider"}):
            continue
        subject = _subject(group, entities, catalog)
        if subject and subject.key not in {other.key for other in found}:
            found.append(subject)
    return tuple(found)


def _under(found: tuple[Subject, ...]) -> tuple[Subject, ...]:
    """A family and one of its licenses, `FAMILY under the LICENSE`, are one subject under that license."""
    if len(found) != 2:  # a pair
        return found
    for one, other in (found, found[::-1]):
        own = {sheet.id for sheet in one.sheets}
        if one.models and len(own) == 1 and says(other.label, "license_noun") and own <= {s.id for s in other.sheets}:
            return (one,)  # `MODEL` and `the FAMILY terms`, which are the terms of that model
    model, plain = found if found[0].models else (found[1], found[0])
    ids = {sheet.id for sheet in model.sheets}
    shared = tuple(sheet for sheet in plain.sheets if sheet.id in ids)
    if plain.models or not model.models or not shared or not len(ids) > 1:
        return found
    fitting = tuple(item for item in model.models if item.license_id in {sheet.id for sheet in shared})
    return (Subject(plain.label, fitting, shared),)


def _subject(group: list[Mention], entities: Entities, catalog: Catalog) -> Subject | None:
    models = [catalog.models[i] for m in group if m.kind == "model" for i in m.ids]
    named = [catalog.licenses[i] for m in group if m.kind == "license" for i in m.ids]
    exact_model = any(m.kind == "model" and not m.family for m in group)
    models = _called_so(_of_size(models, entities), group[0].text)
    label = models[0].name if len(models) == 1 and not named else group[0].text
    own = {model.license_id for model in models if model.license_id}
    exact_license = any(m.kind == "license" and not m.family for m in group)
    closed = bool(models) and not any(model.open_weights for model in models)
    if exact_license and closed and all(sheet.category != "proprietary" for sheet in named):
        # A service and published weights share the name: the license of that name is that of the weights.
        models, sheets = (
            [model for model in catalog.models.values() if model.license_id in {s.id for s in named}],
            named,
        )
        label = group[0].text
    elif exact_model and len(own) == 1:
        sheets = [catalog.licenses[i] for i in own if i in catalog.licenses]
    elif named and closed and own - {sheet.id for sheet in named}:
        # The vendor's own terms before those that describe its kind.
        sheets = [catalog.licenses[i] for i in sorted(own) if i in catalog.licenses]
    elif named:
        sheets = named
    else:
        sheets = [catalog.licenses[i] for i in sorted(own) if i in catalog.licenses]
    sheets = _of_version(_unversioned(_newest_first(sheets), group[0].text), group[0].text, entities)
    if not (models or sheets):
        return None
    released = tuple(model for model in models if model.status != "claimed") or tuple(models)
    return Subject(label, released, tuple(sheets), bool(models) and not sheets)


def without_unknown_sizes(question: str, entities: Entities, catalog: Catalog) -> Entities:
    """The entities, where `FAMILY 900B` counts as unknown when no model of the family has about that size."""
    unknown, gone = list(entities.unknown), set()
    for mention in entities.of("model"):
        size = _SIZE.match(question, mention.end)
        models = [catalog.models[i] for i in mention.ids]
        if size is None or _has_size(mention.text) or not models:
            continue
        if not any(model.parameters_b and _near_size(model.parameters_b, float(size[1])) for model in models):
            unknown.append(question[mention.start : size.end()])
            gone.add((mention.start, mention.end))
    kept = tuple(mention for mention in entities.mentions if (mention.start, mention.end) not in gone)
    return replace(entities, mentions=kept, unknown=tuple(unknown)) if gone else entities


_SIZE = re.compile(r"[ -](\d+(?:\.\d+)?)b\b", re.IGNORECASE)


def _has_size(name: str) -> bool:
    return re.search(r"\d+(?:\.\d+)?b\b", name, re.IGNORECASE) is not None


def _near_size(parameters_b: float, size: float) -> bool:
    return abs(parameters_b - size) <= 0.15 * size + 0.3


def _of_size(models: list[Model], entities: Entities) -> list[Model]:
    """Of a family, the models with the number of parameters that the question states elsewhere."""
    sizes = [item.value / 1e9 for item in entities.quantities if item.unit == "parameters_b"]
    if len(models) < 2 or not sizes:
        return models
    near = [
        model for model in models if model.parameters_b and any(_near_size(model.parameters_b, size) for size in sizes)
    ]
    return near or models


def _called_so(models: list[Model], text: str) -> list[Model]:
    """Of several models those with just that name, when there are any."""
    named = name_tokens(text)
    same = [model for model in models if named == name_tokens(model.name)]
    return same or models


def _unversioned(sheets: list[License], text: str) -> list[License]:
    """Of several licenses the one whose id is the words and a version: `CC-BY` is not `CC-BY-SA`."""
    named = name_tokens(text)
    same = [sheet for sheet in sheets if name_tokens(sheet.id)[: len(named)] == named and _only_version(sheet, named)]
    if len(same) == 1:
        return same
    plain = tuple(token for token in named if token not in ("the", "s"))
    if len([token for token in plain if not says(token, "license_noun")]) < 2:  # `FAMILY license` is any of them
        return sheets
    called = [sheet for sheet in sheets if name_tokens(sheet.name.partition("(")[0])[-len(plain) :] == plain]
    exact = [sheet for sheet in called if name_tokens(sheet.name.partition("(")[0]) == plain]
    return exact or called or sheets


def _only_version(sheet: License, named: tuple[str, ...]) -> bool:
    rest = name_tokens(sheet.id)[len(named) :]
    return len(rest) == 1 and rest[0][0].isdigit()


def _of_version(sheets: list[License], text: str, entities: Entities) -> list[License]:
    """Of several sheets, those with a version number that stands in the question beside the name."""
    digits = {f"{item.value:g}" for item in entities.quantities if item.unit == "number"}
    digits |= set(re.findall(r"\d+(?:\.\d+)?", text))
    fitting = [sheet for sheet in sheets if {sheet.version or "", *re.findall(r"\d+(?:\.\d+)?", sheet.id)} & digits]
    return fitting or sheets


def _newest_first(sheets: list[License]) -> list[License]:
    unique = {sheet.id: sheet for sheet in sheets}
    newest = sorted(unique.values(), key=lambda sheet: (sheet.date or "", sheet.id), reverse=True)
    return sorted(newest, key=lambda sheet: sheet.category == "proprietary")

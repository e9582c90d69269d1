"""Which licenses and models the names of a question stand for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from weighbridge.answers.entities import Entities, Mention

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
    """The license, or several when the name covers versions under different ones; the newest first."""
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
    """The subjects of a question in its order, each once."""
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
    for group in spans.values():
        kinds = {mention.kind for mention in group}
        if "provider" in kinds and (specific or len(spans) > 1 or kinds == {"provider"}):
            continue
        subject = _subject(group, entities, catalog)
        if subject and subject.key not in {other.key for other in found}:
            found.append(subject)
    return tuple(found)


def _subject(group: list[Mention], entities: Entities, catalog: Catalog) -> Subject | None:
    models = [catalog.models[i] for m in group if m.kind == "model" for i in m.ids]
    named = [catalog.licenses[i] for m in group if m.kind == "license" for i in m.ids]
    exact_model = any(m.kind == "model" and not m.family for m in group)
    models = _of_size(models, entities)
    label = models[0].name if len(models) == 1 and not named else group[0].text
    own = {model.license_id for model in models if model.license_id}
    if exact_model and len(own) == 1:
        sheets = [catalog.licenses[i] for i in own if i in catalog.licenses]
    elif named:
        sheets = named
    else:
        sheets = [catalog.licenses[i] for i in sorted(own) if i in catalog.licenses]
    sheets = _of_version(_newest_first(sheets), group[0].text, entities)
    if not (models or sheets):
        return None
    released = tuple(model for model in models if model.status != "claimed") or tuple(models)
    return Subject(label, released, tuple(sheets), bool(models) and not sheets)


def _of_size(models: list[Model], entities: Entities) -> list[Model]:
    """Of a family, the models with the number of parameters that the question states elsewhere."""
    sizes = [item.value / 1e9 for item in entities.quantities if item.unit == "parameters_b"]
    if len(models) < 2 or not sizes:
        return models
    near = [
        model
        for model in models
        if model.parameters_b and any(abs(model.parameters_b - size) <= 0.15 * size + 0.3 for size in sizes)
    ]
    return near or models


def _of_version(sheets: list[License], text: str, entities: Entities) -> list[License]:
    """Of several sheets, those with a version number that stands in the question beside the name."""
    digits = {f"{item.value:g}" for item in entities.quantities if item.unit == "number"}
    digits |= set(re.findall(r"\d+(?:\.\d+)?", text))
    fitting = [sheet for sheet in sheets if {sheet.version or "", *re.findall(r"\d+(?:\.\d+)?", sheet.id)} & digits]
    return fitting or sheets


def _newest_first(sheets: list[License]) -> list[License]:
    unique = {sheet.id: sheet for sheet in sheets}
    return sorted(unique.values(), key=lambda sheet: (sheet.date or "", sheet.id), reverse=True)

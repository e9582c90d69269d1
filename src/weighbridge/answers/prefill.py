"""Free text about a use -> fields of the needs, with the words each was read from. Nothing is guessed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from weighbridge.answers.entities import Entities, at_home, recognize
from weighbridge.answers.language import matching, says
from weighbridge.answers.names import NameIndex
from weighbridge.answers.quantities import GAP, Quantity
from weighbridge.answers.stated import read_circumstances

_FLAGS = (
    ("data.personal", "personal data", "personal_data"),
    ("data.health", "health data", "health_data"),
    ("data.cardholder", "card data", "card_data"),
    ("capabilities.tool_calling", "calls tools", "tool_calling"),
    ("workload.batch", "answers may take hours", "batch"),
)
_UNITS: dict[str, tuple[str, str]] = {
    "queries_month": ("workload.queries_per_month", "queries a month"),
    "input_tokens": ("workload.input_tokens", "tokens in"),
    "output_tokens": ("workload.output_tokens", "tokens out"),
    "context_tokens": ("capabilities.context_tokens", "longest context"),
    "concurrency": ("workload.peak_concurrency", "at the same time"),
    "users": ("organization.monthly_active_users", "monthly active users"),
    "days": ("data.retention_days_max", "days of retention"),
    "money_year": ("organization.annual_revenue_usd", "revenue in a year"),
    "money_month": ("budget.monthly_usd_max", "budget a month"),
}
"""Unit of a number to the field it states and what that field is."""
_PER = {"day": 30.0, "week": 4.33}


@dataclass(frozen=True)
class Reading:
    """One field that the text states."""

    field: str
    label: str
    words: str
    """What it was read from."""


@dataclass
class Prefill:
    """Fields by their path below the needs, and where each comes from."""

    fields: dict[str, Any] = field(default_factory=dict)
    readings: list[Reading] = field(default_factory=list)

    def put(self, path: str, value: Any, label: str, words: str) -> None:
        """State a field once; what is stated first stays."""
        if path not in self.fields:
            self.fields[path] = value
            self.readings.append(Reading(path, label, words))


def prefill(text: str, names: NameIndex) -> Prefill:
    """What a description of a use states."""
    entities = recognize(text, names)
    found = Prefill()
    _amounts(text, entities, found)
    _data(text, found)
    _places(text, entities, found)
    _named(entities, found)
    _use(text, entities, found)
    return found


def _amounts(text: str, entities: Entities, found: Prefill) -> None:
    for quantity in entities.quantities:
        unit = "money_month" if quantity.unit == "money" and says(text, "prefill", "budget") else quantity.unit
        if unit not in _UNITS or quantity.currency not in (None, "USD"):
            continue
        path, label = _UNITS[unit]
        value = quantity.value * _months(text, quantity) if unit == "queries_month" else quantity.value
        found.put(path, int(value) if value == int(value) else value, label, quantity.text)


def _months(text: str, quantity: Quantity) -> float:
    """How often the period that the text names fits into a month."""
    after = text[quantity.end : quantity.end + 40].lower()
    return next((factor for word, factor in _PER.items() if f"a {word}" in after or f"per {word}" in after), 1.0)


def _data(text: str, found: Prefill) -> None:
    for path, label, word in _FLAGS:
        if says(text, "prefill", word):
            found.put(path, value=True, label=label, words=label)
    if found.fields.get("data.health"):
        found.put("data.personal", value=True, label="personal data", words="health data is personal")
    for name in matching(text, "prefill", "data_class")[:1]:
        found.put("data.class", name, "data class", name)
    for name in matching(text, "prefill", "hosting"):
        found.fields.setdefault("infrastructure.hosting", []).append(name)
    if "infrastructure.hosting" in found.fields:
        said = ", ".join(name.replace("_", " ") for name in found.fields["infrastructure.hosting"])
        found.readings.append(Reading("infrastructure.hosting", "runs on", said))
    for name in matching(text, "prefill", "task")[:1]:
        found.put("capabilities.task", name, "task", name)


def _places(text: str, entities: Entities, found: Prefill) -> None:
    """A place at home is the head office; a place in a sentence about staying is where data may go."""
    for place in entities.places:
        if len(place) == 2 and place not in ("EU", "UK") and at_home(text, place):
            found.put("organization.country", place, "head office", place)
    if entities.places and says(text, "prefill", "residency"):
        allowed = [place for place in entities.places if place != found.fields.get("organization.country")]
        chosen = allowed or list(entities.places)
        found.put("data.residency", chosen, "data stays in", ", ".join(chosen))


def _named(entities: Entities, found: Prefill) -> None:
    frameworks = list(dict.fromkeys(name for mention in entities.of("framework") for name in mention.ids))
    if frameworks:
        found.put("compliance", frameworks, "rules", ", ".join(frameworks))
    owned: dict[str, int] = {}
    for mention in entities.of("accelerator"):
        counts = [q for q in entities.quantities if q.unit == "accelerators" and 0 <= mention.start - q.end <= GAP]
        if counts and len(mention.ids) == 1:
            owned[mention.ids[0]] = int(counts[-1].value)
    if owned:
        said = ", ".join(f"{count} x {name}" for name, count in owned.items())
        found.put("infrastructure.owned_accelerators", owned, "hardware", said)


def _use(text: str, entities: Entities, found: Prefill) -> None:
    """What the recognizers of license questions read."""
    facts = read_circumstances(text, entities).facts
    if facts.purpose is not None:
        found.put("use.purpose", facts.purpose, "purpose", facts.purpose.replace("_", " "))
    if facts.fine_tunes:
        found.put("use.fine_tunes", value=True, label="fine-tuning", words="fine-tuning")
    if facts.tags:
        found.put("use.tags", list(facts.tags), "fields of use", ", ".join(facts.tags))

"""A compliance framework: checks over the attributes of one way of running a model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from weighbridge.records.base import CatalogRecord, Record

AttributeName = Annotated[str, StringConstraints(pattern=r"^[a-z]+\.[a-z0-9_]+$")]
"""Group and name, such as `vendor.dpa_signed`."""
AttributeType = Literal["bool", "number", "enum"]
AttributeValue = bool | float | str
Operator = Literal["==", "<=", ">=", "in"]
Severity = Literal["blocker", "major", "minor", "info"]
Party = Literal["vendor", "legal", "security", "privacy_officer", "engineering", "procurement"]
Scope = Literal["option", "organization"]
Due = Literal["before_use", "ongoing", "at_distribution"]
"""before_use: once, before the system goes live. ongoing: again and again while it is used. at_distribution: when
weights or a product with the model inside go to others."""
FullDate = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]

_SIGNS = {"==": "", "<=": "at most ", ">=": "at least ", "in": "one of "}


class Attribute(Record):
    """A fact that checks ask about, and whom to ask when it is not known."""

    type: AttributeType
    ask: str
    """The question that settles it, in plain words."""
    party: Party
    """Who can answer."""
    scope: Scope
    """`option` when the answer differs between options, `organization` when one answer serves all of them."""
    values: tuple[str, ...] = ()
    """What an enum can be."""

    def in_words(self) -> str:
        """The question, how to answer it and who can."""
        answer = {"bool": "true or false", "number": "a number", "enum": ", ".join(self.values)}[self.type]
        return f"{self.ask} Answer: {answer}. Ask: {self.party.replace('_', ' ')}."

    def accepts(self, value: AttributeValue) -> bool:
        """Whether `value` is an answer of the right type."""
        if self.type == "enum":
            return isinstance(value, str) and value in self.values
        if isinstance(value, bool) or self.type == "bool":
            return isinstance(value, bool) and self.type == "bool"
        return isinstance(value, float | int)

    @model_validator(mode="after")
    def _enums_list_their_values(self) -> Attribute:
        if (self.type == "enum") != bool(self.values):
            raise ValueError("an enum, and only an enum, lists its values")
        return self


class Condition(Record):
    """`attribute` compared with `value`; `in` needs a list."""

    attribute: AttributeName
    op: Operator
    value: AttributeValue | tuple[str, ...]

    def holds(self, value: AttributeValue | None) -> bool | None:
        """Whether `value` meets the condition; None when `value` is None, that is unknown."""
        if value is None:
            return None
        if isinstance(self.value, tuple):
            return value in self.value
        if self.op == "==":
            return value == self.value
        if isinstance(value, str) or isinstance(self.value, str):
            return False
        return value <= self.value if self.op == "<=" else value >= self.value

    def in_words(self) -> str:
        """The condition as text: `vendor.retention_days: at most 30`."""
        return f"{self.attribute}: {_SIGNS[self.op]}{plain_value(self.value)}"


class Postponed(Condition):
    """Who is given more time: the duty binds them from `applies_from` only."""

    applies_from: FullDate
    clause: str


class FollowUp(Record):
    """A duty that a failed check brings with it."""

    do: str
    clause: str
    due: Due = "before_use"
    role: str


class Check(Condition):
    """One question of a framework. It passes when the condition holds."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    question: str
    severity: Severity
    """A failed blocker rules the option out; major and minor ones are work to do; info only informs."""
    role: str
    """Whose duty it is: any, provider, deployer, downstream_provider, modifier, service_organization."""
    clause: str
    mode: Literal["auto", "attest"]
    """`auto` can come from the catalog or the needs; `attest` needs a person's word."""
    do: str | None = None
    """What to do so that it holds, as an order: `sign a processing agreement`; None makes it `settle: QUESTION`."""
    due: Due = "before_use"
    """When that must be done."""
    applies_when: tuple[Condition, ...] = ()
    """All must hold, beside the conditions of the framework."""
    applies_from: FullDate | None = None
    """Day from which the duty binds; None is now."""
    postponed: Postponed | None = None
    """A later first day for those who meet a condition; whoever does not say so gets no more time."""
    on_fail: str | None = None
    """What to do about a failure."""
    then: tuple[FollowUp, ...] = ()
    """Duties that a failure brings with it."""

    def first_day(self, values: Mapping[str, AttributeValue | None]) -> FullDate | None:
        """The day from which it binds someone of whom `values` are known; None is now."""
        later = self.postponed
        if later is not None and later.holds(values.get(later.attribute)):
            return later.applies_from
        return self.applies_from

    def in_words(self) -> str:
        """The question with its weight, clause and first day."""
        begins = f", from {self.applies_from}" if self.applies_from else ""
        cases = "".join(f" Only where {condition.in_words()}." for condition in self.applies_when)
        return f"{self.question} ({self.severity}, {self.clause}{begins}) Needs {super().in_words()}.{cases}"


class Milestone(Record):
    """A day on which a part of the framework begins to bind."""

    date: FullDate
    what: str
    clause: str


class Threshold(Record):
    """A figure above which further duties begin."""

    what: str
    value: str
    clause: str


class OpenSourceExemption(Record):
    """Duties that open-source models are spared, and on which conditions."""

    spared: tuple[str, ...]
    stays: tuple[str, ...]
    conditions: tuple[str, ...]
    disqualifying_license_terms: tuple[str, ...]
    tolerated: tuple[str, ...]
    clause: str


class Penalty(Record):
    """The highest fine for a kind of breach."""

    breach: str
    maximum: str


class Framework(CatalogRecord):
    """A law, standard or scheme as checks, each with its clause. Checks are a summary, not legal advice."""

    name: str
    status: str
    """In force, voluntary, being replaced ... in a few words."""
    applicability: str
    """Whom it reaches, in plain words."""
    applies_when: tuple[Condition, ...] = ()
    """The same as conditions; all must hold. Empty: reaches everybody."""
    attributes: dict[AttributeName, Attribute]
    """Every attribute that conditions and checks use."""
    checks: tuple[Check, ...] = Field(min_length=1)
    dates: tuple[Milestone, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    open_source_exemption: OpenSourceExemption | None = None
    penalties: tuple[Penalty, ...] = ()
    risks: tuple[str, ...] = ()
    """Risk categories that the framework names."""
    notes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    """Texts that the checks summarize."""
    aliases: tuple[str, ...] = ()

    @property
    def short(self) -> str:
        """The name people use: the first alias that begins with a capital letter, else the full one."""
        return next((alias for alias in self.aliases if alias[:1].isupper()), self.name)

    def conditions(self) -> Iterable[Condition]:
        """Every condition of the framework: its own, each check's and each check itself."""
        yield from self.applies_when
        for check in self.checks:
            yield from check.applies_when
            if check.postponed is not None:
                yield check.postponed
            yield check

    @model_validator(mode="after")
    def _check_ids_are_unique(self) -> Framework:
        ids = [check.id for check in self.checks]
        twice = sorted({check_id for check_id in ids if ids.count(check_id) > 1})
        if twice:
            raise ValueError(f"check ids must differ; twice: {', '.join(twice)}")
        return self

    @model_validator(mode="after")
    def _attributes_are_described(self) -> Framework:
        for condition in self.conditions():
            attribute = self.attributes.get(condition.attribute)
            if attribute is None:
                raise ValueError(f"{condition.attribute} is used but not described under attributes")
            if not _fits(condition, attribute):
                comparison = f"`{condition.op} {condition.value}`"
                raise ValueError(f"{condition.attribute} is a {attribute.type}, so {comparison} cannot be judged")
        return self


def plain_value(value: AttributeValue | tuple[str, ...] | None) -> str:
    """An attribute's value as a reader sees it."""
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(value)
    return value if isinstance(value, str) else f"{value:g}"


def _fits(condition: Condition, attribute: Attribute) -> bool:
    """Whether the comparison makes sense for the attribute's type."""
    if isinstance(condition.value, tuple):
        return condition.op == "in" and all(attribute.accepts(value) for value in condition.value)
    if condition.op == "in" or (condition.op != "==" and attribute.type != "number"):
        return False
    return attribute.accepts(condition.value)

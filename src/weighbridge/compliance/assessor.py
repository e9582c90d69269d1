"""The frameworks that the needs name, judged for many options at the cost of the distinct ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING

from weighbridge.compliance.assess import Assessment, assess
from weighbridge.compliance.attributes import Attributes
from weighbridge.compliance.derivation import Derivation, stated_reach
from weighbridge.compliance.traits import Traits
from weighbridge.errors import WrongAnswer
from weighbridge.needs import Needs
from weighbridge.records.framework import Attribute, Framework

if TYPE_CHECKING:
    from weighbridge.catalog import Table


class Assessor:
    """Judges options against the frameworks that the needs list under `compliance`.

    Raises UnknownId for a framework that no plugin provides, and WrongAnswer for an answer that no framework asks for
    or that has the wrong type.
    """

    def __init__(self, needs: Needs, frameworks: Table[Framework], as_of: date) -> None:
        check_answers(needs, frameworks.values())
        found = [frameworks.find(ref) for ref in needs.compliance]
        self.frameworks = tuple({framework.id: framework for framework in found}.values())
        self._as_of = as_of
        self._derivation = Derivation(needs, stated_reach(self.frameworks))
        self._by_facts: dict[tuple[object, ...], Assessment] = {}
        self._by_parts: dict[tuple[Attributes, ...], Mapping[str, Assessment]] = {}
        self._sets: dict[tuple[int, ...], Mapping[str, Assessment]] = {}

    def assess(self, traits: Traits) -> Mapping[str, Assessment]:
        """Framework id to assessment. Options that get the same verdicts get the same object."""
        parts = self._derivation.parts(traits)
        if parts not in self._by_parts:
            known = self._derivation.joined(parts)
            found = {framework.id: self._one(framework, known) for framework in self.frameworks}
            self._by_parts[parts] = self._sets.setdefault(tuple(map(id, found.values())), found)
        return self._by_parts[parts]

    def _one(self, framework: Framework, known: Attributes) -> Assessment:
        """Options that agree on everything the framework asks share one assessment."""
        names, values, notes = framework.attributes, known.values.get, known.notes.get
        key = (framework.id, *map(values, names), *map(notes, names))
        if key not in self._by_facts:
            self._by_facts[key] = assess(framework, known.values, self._as_of, known.notes)
        return self._by_facts[key]


def check_answers(needs: Needs, frameworks: Iterable[Framework]) -> None:
    """Refuse answers that would be ignored or misread. Raises WrongAnswer."""
    known: dict[str, Attribute] = {}
    for framework in frameworks:
        known |= framework.attributes
    for name, value in needs.answers.items():
        attribute = known.get(name)
        if attribute is None:
            near = get_close_matches(name, known, n=1, cutoff=0.6)
            fix = f"did you mean {near[0]!r}?" if near else "leave it out."
            raise WrongAnswer(name, "no framework asks for it", fix)
        if not attribute.accepts(value):
            plain = {"bool": "true or false", "number": "a number", "enum": f"one of {', '.join(attribute.values)}"}
            raise WrongAnswer(name, f"{value!r} does not answer {attribute.ask!r}", f"write {plain[attribute.type]}.")

"""The frameworks that the needs name, judged for many options at the cost of the distinct ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches

from weighbridge.compliance.assess import Assessment, assess
from weighbridge.compliance.attributes import Traits, option_attributes, stated_scope
from weighbridge.errors import UnknownFramework, WrongAnswer
from weighbridge.needs import Needs
from weighbridge.records.framework import Attribute, Framework


class Assessor:
    """Judges options against the frameworks of the needs.

    Raises UnknownFramework for a framework that no plugin provides, and WrongAnswer for an answer that no framework asks
    for or that has the wrong type.
    """

    def __init__(self, needs: Needs, frameworks: Mapping[str, Framework], as_of: date) -> None:
        check_answers(needs, frameworks.values())
        self.frameworks = tuple(find_framework(frameworks, ref) for ref in dict.fromkeys(needs.compliance))
        self._needs, self._as_of = needs, as_of
        self._stated = stated_scope(self.frameworks)
        self._by_traits: dict[Traits, Mapping[str, Assessment]] = {}
        self._by_facts: dict[tuple[object, ...], Assessment] = {}

    def assess(self, traits: Traits) -> Mapping[str, Assessment]:
        """Framework id to assessment. Equal traits return the same object."""
        found = self._by_traits.get(traits)
        if found is None:
            known = option_attributes(self._needs, traits, self._stated)
            found = self._by_traits[traits] = {
                framework.id: self._one(framework, known.values, known.notes) for framework in self.frameworks
            }
        return found

    def _one(self, framework: Framework, values: Mapping[str, object], notes: Mapping[str, str]) -> Assessment:
        """Options that agree on everything the framework asks share one assessment."""
        key = (framework.id, *((values.get(name), notes.get(name)) for name in framework.attributes))
        if key not in self._by_facts:
            self._by_facts[key] = assess(framework, values, self._as_of, notes)  # type: ignore[arg-type]
        return self._by_facts[key]


def find_framework(frameworks: Mapping[str, Framework], ref: str) -> Framework:
    """The framework with that id or alias, however it is capitalized. Raises UnknownFramework."""
    names = {name.casefold(): item for item in frameworks.values() for name in (item.id, *item.aliases)}
    if ref.casefold() in names:
        return names[ref.casefold()]
    near = get_close_matches(ref.casefold(), names, n=1, cutoff=0.5)
    raise UnknownFramework(ref, [names[name].id for name in near], frameworks)


def check_answers(needs: Needs, frameworks: Iterable[Framework]) -> None:
    """Refuse answers that would be ignored or misread. Raises WrongAnswer."""
    known: dict[str, Attribute] = {}
    for framework in frameworks:
        known |= framework.attributes
    for name, value in needs.answers.items():
        attribute = known.get(name)
        if attribute is None:
            near = get_close_matches(name, known, n=1, cutoff=0.6)
            raise WrongAnswer(name, "no framework asks for it", f"did you mean {near[0]!r}?" if near else "leave it out.")
        if not attribute.accepts(value):
            wanted = {"bool": "true or false", "number": "a number"}.get(attribute.type, f"one of {', '.join(attribute.values)}")
            raise WrongAnswer(name, f"{value!r} does not answer {attribute.ask!r}", f"write {wanted}.")

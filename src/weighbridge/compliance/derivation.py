"""Everything that can be said about options before anybody is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from weighbridge.compliance.attributes import Attributes
from weighbridge.compliance.from_model import from_fine_tuning, from_model
from weighbridge.compliance.from_needs import from_hosting, from_needs
from weighbridge.compliance.from_vendor import can_be_shortened, from_vendor
from weighbridge.compliance.traits import ModelTraits, Traits, VendorTraits
from weighbridge.needs import Hosting, Needs
from weighbridge.records.framework import AttributeValue, Framework

_STATED = "as your answers state"


class Derivation:
    """Everything that can be said about options before anybody is asked, each part worked out once.

    Answers of the needs override what was derived, except what the catalog knows of this very vendor: an answer holds
    for all options, and may not turn a vendor that trains on data into one that does not. A contract of your own
    belongs in a pack that replaces the provider's row. `reach`, from `stated_reach`, fills what is unknown at the end.
    """

    def __init__(self, needs: Needs, reach: Mapping[str, AttributeValue] | None = None) -> None:
        self._needs, self._reach = needs, reach or {}
        self._from_needs = from_needs(needs)
        self._answers = Attributes()
        for name, value in needs.answers.items():
            self._answers.put(name, value, _STATED)
        self._places: dict[tuple[Hosting, tuple[str, ...] | None], Attributes] = {}
        self._models: dict[ModelTraits, Attributes] = {}
        self._vendors: dict[VendorTraits, Attributes] = {}
        self._alike: dict[tuple[object, ...], Attributes] = {}

    def attributes(self, traits: Traits) -> Attributes:
        """The attributes of an option with these traits."""
        return self.joined(self.parts(traits))

    def parts(self, traits: Traits) -> tuple[Attributes, ...]:
        """What place, model and, where a third party has the data, vendor tell; the same objects where they agree."""
        place, model = self._place(traits), self._model(traits.model)
        third_party = place.values["deployment.third_party_processes_data"]
        return (place, model, self._vendor(traits.vendor)) if third_party else (place, model)

    def joined(self, parts: tuple[Attributes, ...]) -> Attributes:
        """The attributes of an option that has these parts."""
        place, model, *vendor = parts
        found = Attributes()
        for part in (self._from_needs, place, model, self._answers, *vendor):
            found.update(part)
        for name, value in self._reach.items():
            if found.values.get(name) is None:
                found.put(name, value, "because you listed the framework")
        return found

    def _place(self, traits: Traits) -> Attributes:
        key = (traits.hosting, traits.processing)
        if key not in self._places:
            self._places[key] = self._shared(from_hosting(self._needs, *key))
        return self._places[key]

    def _model(self, traits: ModelTraits) -> Attributes:
        if traits not in self._models:
            found = from_model(traits)
            found.update(from_fine_tuning(self._needs, traits))
            self._models[traits] = self._shared(found)
        return self._models[traits]

    def _vendor(self, traits: VendorTraits) -> Attributes:
        """What the vendor's posture settles against the answers, and what it leaves to be asked."""
        if traits not in self._vendors:
            kept, said = Attributes(), from_vendor(traits)
            for name, fact in said.values.items():
                negotiable = fact is None or (name == "vendor.retention_days" and can_be_shortened(traits.retention))
                if not (negotiable and name in self._needs.answers):
                    kept.put(name, fact, said.notes.get(name))
            self._vendors[traits] = self._shared(kept)
        return self._vendors[traits]

    def _shared(self, found: Attributes) -> Attributes:
        """The first attributes that say the same."""
        return self._alike.setdefault((*found.values.items(), *found.notes.items()), found)


def option_attributes(needs: Needs, traits: Traits, reach: Mapping[str, AttributeValue] | None = None) -> Attributes:
    """The attributes of one option; see `Derivation`, which serves many."""
    return Derivation(needs, reach).attributes(traits)


def stated_reach(frameworks: Iterable[Framework]) -> dict[str, AttributeValue]:
    """What listing a framework under `compliance` states: the conditions of its reach that nothing else can tell."""
    return {
        condition.attribute: condition.value
        for framework in frameworks
        for condition in framework.applies_when
        if condition.op == "==" and not isinstance(condition.value, tuple)
    }

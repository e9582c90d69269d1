"""Attributes that can be computed: from the needs, the hosting, the provider's posture, the model and its license."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from weighbridge import places
from weighbridge.needs import Hosting, Needs
from weighbridge.records import License, Model, Posture, PostureFact, Region, Retention
from weighbridge.records.framework import AttributeValue, Framework
from weighbridge.records.model import Modality, ModelKind
from weighbridge.records.provider import Certificate

_NO_POSTURE = Posture()
_STATED = "as your answers state"
_LANGUAGE: tuple[ModelKind, ...] = ("chat", "completion")
_CERTIFICATES: tuple[tuple[Certificate, str], ...] = (
    ("soc2_type2", "vendor.soc2_type2"),
    ("iso_27001", "vendor.iso27001"),
    ("iso_42001", "vendor.iso42001"),
    ("pci_dss", "vendor.pci_aoc"),
)


INDICATIVE_FLOP = 1e23
"""Training compute from which a model is presumed general-purpose (Commission guidelines of 18 July 2025)."""


@dataclass(frozen=True, slots=True, eq=False)
class VendorTraits:
    """What a vendor's posture tells the checks. Compared by identity: make one per posture and share it."""

    trains: PostureFact
    retention: Retention
    certificates: Mapping[Certificate, PostureFact]

    @classmethod
    def of(cls, posture: Posture) -> VendorTraits:
        """Traits of a posture."""
        return cls(posture.trains_on_data, posture.retention, posture.certificates)


@dataclass(frozen=True, slots=True)
class ModelTraits:
    """What a model and its license tell the checks."""

    kind: ModelKind
    open_weights: bool
    generates: tuple[Modality, ...] | None
    exemption: str | None
    """likely_yes, uncertain or likely_no, as the license sheet says of the EU AI Act's open-source exemption."""
    exemption_why: str | None
    training_flop: float | None = None

    @classmethod
    def of(cls, model: Model, license: License | None) -> ModelTraits:  # noqa: A002  # the product's own word
        """Traits of a model under its license sheet."""
        sheet = None if license is None else license.eu_ai_act_open_source_exemption
        return cls(
            kind=model.kind,
            open_weights=model.open_weights,
            generates=model.output_modalities,
            exemption=sheet.assessment if sheet else None,
            exemption_why=sheet.why if sheet else None,
            training_flop=model.training_flop,
        )


@dataclass(frozen=True, slots=True)
class Traits:
    """All that the checks can learn from an option, in the parts that options share."""

    hosting: Hosting
    processing: tuple[str, ...] | None
    """Countries or groups where the chosen region processes prompts."""
    vendor: VendorTraits
    model: ModelTraits

    @classmethod
    def of(
        cls,
        *,
        hosting: Hosting,
        model: Model,
        license: License | None,  # noqa: A002  # the product's own word
        posture: Posture | None = None,
        region: Region | None = None,
    ) -> Traits:
        """Traits of a model run by `hosting`, with the posture and region of the provider if one sells it."""
        return cls(
            hosting=hosting,
            processing=region.processing if region else None,
            vendor=VendorTraits.of(posture or _NO_POSTURE),
            model=ModelTraits.of(model, license),
        )


@dataclass
class Attributes:
    """Values by attribute, None for unknown, and notes: what is known beside a value, or what must be confirmed."""

    values: dict[str, AttributeValue | None] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)

    def put(self, name: str, value: AttributeValue | None, note: str | None = None) -> None:
        """Set a value and its note, replacing an older one."""
        self.values[name] = value
        self.notes.pop(name, None)
        if note:
            self.notes[name] = note

    def update(self, other: Attributes) -> None:
        """Take over what `other` says, with its notes, replacing older ones."""
        for name in other.values.keys() & self.notes.keys():
            del self.notes[name]
        self.values.update(other.values)
        self.notes.update(other.notes)


class Derivation:
    """Everything that can be said about options before anybody is asked, each part worked out once.

    Answers of the needs override what was derived, except what the catalog knows of this very vendor: an answer holds
    for all options, and may not turn a vendor that trains on data into one that does not. A contract of your own
    belongs in a pack that replaces the provider's row. `reach`, from `stated_reach`, fills what is unknown at the end.
    """

    def __init__(self, needs: Needs, reach: Mapping[str, AttributeValue] | None = None) -> None:
        self._needs, self._reach = needs, reach or {}
        self._from_needs = _from_needs(needs)
        self._answers = Attributes()
        for name, value in needs.answers.items():
            self._answers.put(name, value, _STATED)
        self._places: dict[tuple[Hosting, tuple[str, ...] | None], Attributes] = {}
        self._models: dict[ModelTraits, Attributes] = {}
        self._vendors: dict[VendorTraits, Attributes] = {}

    def attributes(self, traits: Traits) -> Attributes:
        """The attributes of an option with these traits."""
        place = (traits.hosting, traits.processing)
        if place not in self._places:
            self._places[place] = _from_hosting(self._needs, *place)
        if traits.model not in self._models:
            self._models[traits.model] = _from_model(traits.model)
            self._models[traits.model].update(_from_fine_tuning(self._needs, traits.model))
        found = Attributes()
        for part in (self._from_needs, self._places[place], self._models[traits.model], self._answers):
            found.update(part)
        if self._places[place].values["deployment.third_party_processes_data"]:
            found.update(self._vendor(traits.vendor))
        for name, value in self._reach.items():
            if found.values.get(name) is None:
                found.put(name, value, "because you listed the framework")
        return found

    def _vendor(self, traits: VendorTraits) -> Attributes:
        """What the vendor's posture settles against the answers, and what it leaves to be asked."""
        if traits not in self._vendors:
            kept, said = Attributes(), _from_vendor(traits)
            for name, fact in said.values.items():
                negotiable = fact is None or (name == "vendor.retention_days" and _can_be_shortened(traits.retention))
                if not (negotiable and name in self._needs.answers):
                    kept.put(name, fact, said.notes.get(name))
            self._vendors[traits] = kept
        return self._vendors[traits]


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


def _from_needs(needs: Needs) -> Attributes:
    found, data = Attributes(), needs.data
    found.put("data.personal", data.personal)
    found.put("data.phi", data.health)
    found.put("data.cardholder", data.cardholder)
    found.put("data.confidential", data.class_ in ("confidential", "restricted"))
    found.put("use.fine_tunes", needs.use.fine_tunes)
    found.put("org.eu_nexus", _eu_nexus(needs))
    industry = (needs.organization.industry or "").casefold()
    found.put("org.us_federal_information", True if "federal" in industry else None)
    return found


def _eu_nexus(needs: Needs) -> bool | None:
    """Whether EU law reaches the organization; demanding that data stay in the EEA is taken as a sign that it does."""
    organization = needs.organization
    if organization.eu_nexus is not None:
        return organization.eu_nexus
    eea = places.groups()["EEA"]
    used = places.expand([*organization.use_countries, *([organization.country] if organization.country else [])])
    if used & eea or places.expand(needs.data.residency) & eea:
        return True
    return None if organization.country is None else False


def _from_hosting(needs: Needs, hosting: Hosting, processing: tuple[str, ...] | None) -> Attributes:
    """A cloud host counts as a third party: it holds the data even where it runs nothing but a virtual machine."""
    found = Attributes()
    own_site = hosting in ("on_premises", "edge")
    found.put("deployment.third_party_processes_data", not own_site)
    if own_site:
        found.put("deployment.transfer_basis", "none_needed", "the data stays on your own machines")
    elif hosting == "self_hosted_cloud":
        rented = needs.data.residency or None
        found.put("deployment.transfer_basis", *_transfer(rented, "where you rent the machines decides"))
    else:
        found.put("deployment.transfer_basis", *_transfer(processing, "the place of processing is not known"))
    return found


def _transfer(where: tuple[str, ...] | None, otherwise: str) -> tuple[str | None, str]:
    """GDPR transfer basis (Art. 44-49) for processing in `where`, when the places alone settle it."""
    if where is None:
        return None, otherwise
    shown = ", ".join(where)
    if places.within(where, ["EEA"]):
        return "none_needed", f"processed in {shown}"
    if places.within(where, ["EEA", "ADEQUATE"]):
        return "adequacy", f"processed in {shown}"
    return None, f"processed in {shown}: needs a certified importer, standard clauses or binding rules"


def _from_model(traits: ModelTraits) -> Attributes:
    found = Attributes()
    language = traits.kind in _LANGUAGE
    found.put("model.is_gpai", True if language else None, "taken as general-purpose because it generates language")
    exempt = {"likely_yes": True, "likely_no": False}.get(traits.exemption or "") if traits.open_weights else False
    why = traits.exemption_why if traits.open_weights else "its weights are closed"
    found.put("model.open_source_exempt", exempt, why)
    pictures = None if traits.generates is None else bool({"image", "video"} & set(traits.generates))
    found.put("use.generates_images", pictures)
    found.put("use.generates_synthetic_content", True if language or pictures else None)
    return found


def _from_fine_tuning(needs: Needs, traits: ModelTraits) -> Attributes:
    """The share of the original compute that your fine-tuning uses.

    Where the original is not known, the indicative size of a general-purpose model stands in for it, as in the
    Commission's guidelines of 18 July 2025 on providers of general-purpose models.
    """
    found = Attributes()
    own, original = needs.use.fine_tuning_flop, traits.training_flop
    found.put("model.training_flop", original, "as the maker states it" if original else None)
    if needs.use.fine_tunes and own is not None:
        stated = f"{own:.3g} FLOP against {original or INDICATIVE_FLOP:.3g} of the original"
        note = stated if original else f"{stated}, the indicative size, as the original is not known"
        found.put("model.finetune_compute_ratio", own / (original or INDICATIVE_FLOP), note)
    return found


def _from_vendor(traits: VendorTraits) -> Attributes:
    """What the posture of the vendor tells: a plain yes or no settles, a condition or a gap has to be confirmed."""
    found = Attributes()
    certificates = traits.certificates
    found.put("vendor.trains_on_inputs", _stance(traits.trains), traits.trains.condition)
    retention = traits.retention
    found.put("vendor.retention_days", retention.days, _joined(retention.condition, retention.zero_condition))
    for certificate, name in _CERTIFICATES:
        fact = certificates.get(certificate, PostureFact())
        found.put(name, _stance(fact), fact.condition)
    _business_associate(found, certificates.get("hipaa_baa", PostureFact()))
    _fedramp(found, certificates.get("fedramp", PostureFact()))
    return found


def _business_associate(found: Attributes, offered: PostureFact) -> None:
    """An agreement that a vendor offers is not signed yet; one that it refuses cannot be."""
    if offered.value == "no":
        found.put("vendor.baa_signed", value=False, note=_joined("the vendor offers none", offered.condition))
        found.put("vendor.baa_covers_service", value=False, note="there is no agreement to cover it")
        return
    says = {"yes": "the vendor offers one", "conditional": "the vendor offers one on conditions"}
    offer = says.get(offered.value or "")
    found.put("vendor.baa_signed", None, _joined(offer, offered.condition))
    found.put("vendor.baa_covers_service", None)


def _fedramp(found: Attributes, certified: PostureFact) -> None:
    """A posture says whether a service is certified, not in which class; `no` is the class `none`."""
    if certified.value == "no":
        found.put("vendor.fedramp_class", "none", certified.condition)
        return
    says = "the service is certified; the class is to be confirmed" if certified.value == "yes" else None
    found.put("vendor.fedramp_class", None, _joined(says, certified.condition))


def _stance(fact: PostureFact) -> bool | None:
    return {"yes": True, "no": False}.get(fact.value or "")


def _can_be_shortened(retention: Retention) -> bool:
    """Whether zero retention can be had, so that an answer of yours may beat the default number of days."""
    return retention.zero_option not in (None, "none")


def _joined(*texts: str | None) -> str | None:
    return "; ".join(text for text in texts if text) or None

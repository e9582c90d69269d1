"""What the checks can learn from an option: its hosting, its place, its vendor and its model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from weighbridge.needs import Hosting
from weighbridge.records import License, Model, Posture, PostureFact, Region, Retention
from weighbridge.records.model import Modality, ModelKind
from weighbridge.records.provider import Certificate

_NO_POSTURE = Posture()


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

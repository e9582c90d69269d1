"""Attributes that a model tells, and what fine-tuning it adds, under the EU AI Act."""

from __future__ import annotations

from weighbridge.compliance.attributes import Attributes
from weighbridge.compliance.traits import ModelTraits
from weighbridge.needs import Needs
from weighbridge.records.model import ModelKind

_LANGUAGE: tuple[ModelKind, ...] = ("chat", "completion")
INDICATIVE_FLOP = 1e23
"""Training compute from which a model is presumed general-purpose (Commission guidelines of 18 July 2025)."""


def from_model(traits: ModelTraits) -> Attributes:
    """What the kind of a model, its output and its license tell under the EU AI Act."""
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


def from_fine_tuning(needs: Needs, traits: ModelTraits) -> Attributes:
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

"""The lines of a table of licenses: what a sheet says on each point that decides, in a few words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from weighbridge.answers.consequences import limits_in_words

if TYPE_CHECKING:
    from weighbridge.records import License


def burden(sheet: License) -> tuple[int, int]:
    """How much a license asks for, to sort by: its kind, then its limits and duties."""
    order = ("permissive", "copyleft", "community-restricted", "proprietary", "non-commercial")
    return order.index(sheet.category), len(sheet.thresholds) + len(sheet.territory) + len(sheet.obligations)


def least(sheet: License) -> str:
    """Its limits and first duties in one sentence."""
    duties = "; ".join(f"{duty.what} ({duty.clause})" for duty in sheet.obligations[:3]) or "no duties"
    limits = "no size limit" if not sheet.thresholds else limits_in_words(sheet)
    return f"{limits}; {duties}."


def _territory(sheet: License) -> str:
    told = []
    for area in sheet.territory:
        only = " (multimodal models)" if area.condition else ""
        told.append(f"leaves out {', '.join(area.excluded)}{only} ({area.clause})")
    return "; ".join(told) or "no limit"


def _commercial(sheet: License) -> str:
    grant = sheet.commercial_use
    return f"{grant.value.replace('_', ' ')}{f' ({grant.clause})' if grant.clause else ''}"


_TRAINING = {
    "allowed_with_naming": "allowed, with a naming duty",
    "derivative_terms_follow": "allowed; the terms follow the new model",
    "forbidden_competing": "forbidden for competing models",
    "forbidden_foundational": "forbidden for foundation models",
    "forbidden_commercial": "forbidden for commercial purposes",
    "research_only": "for research only",
    "not_addressed": "not addressed",
    "unverified": "not verified",
}


def _outputs(sheet: License) -> str:
    value, clause = sheet.outputs.train_other_models, sheet.outputs.clause
    return f"{_TRAINING.get(value, value)}{f' ({clause})' if clause else ''}"


def _duties(sheet: License) -> str:
    return "; ".join(f"{duty.what} ({duty.clause})" for duty in sheet.obligations) or "none"


def _policy(sheet: License) -> str:
    bans = ", with banned fields of use" if sheet.field_of_use_bans else ""
    return ("acceptable use policy applies" if sheet.acceptable_use.incorporated else "no use policy") + bans


LINES: tuple[tuple[str, Callable[[License], str]], ...] = (
    ("Commercial use", _commercial),
    ("Size limit", limits_in_words),
    ("Territory", _territory),
    ("Duties", _duties),
    ("Use policy", _policy),
    ("Training on outputs", _outputs),
    ("Patents", lambda sheet: sheet.patent.grant or "not known"),
    ("Law", lambda sheet: sheet.governing_law.law or "not stated"),
    ("OSI approved", lambda sheet: "yes" if sheet.osi_approved else "no"),
)

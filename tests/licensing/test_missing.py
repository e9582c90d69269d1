"""Nothing is assured while a text is unread or a circumstance that matters is missing: all sheets, each field."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from weighbridge.licensing import SEVERITY, Circumstances, judge
from weighbridge.needs import OutputTraining, Purpose
from weighbridge.plugins.packs import load_pack
from weighbridge.records import License

SHEETS: tuple[License, ...] = load_pack(Path(__file__).parents[2] / "plugins" / "weighbridge_licenses").records(
    "licenses"
)
SMALL: dict[str, Any] = {
    **dict.fromkeys(
        (
            *("mau", "mau_at_release", "product_mau", "annual_revenue_usd", "monthly_revenue_usd", "ttm_revenue_usd"),
            *("product_monthly_revenue_usd", "product_annual_revenue_usd"),
        ),
        1000,
    ),
    **{name: False for name, info in Circumstances.model_fields.items() if bool in get_args(info.annotation)},
    "region": "JP",
    "use_countries": ("JP",),
    "role": "licensee",
    "trains_on_output": "none",
    "nonprofit": False,
}
"""Everything is stated, and nothing of it is remarkable."""
OTHER: dict[str, tuple[Any, ...]] = {
    "purpose": get_args(Purpose),
    "region": ("DE", "GB", "KR", "US", "JP"),
    "use_countries": (("DE",), ("GB",), ("KR",), ("US",), ("JP",)),
    "trains_on_output": get_args(OutputTraining),
    "role": ("licensee", "end_user"),
}
"""What a field that is left out may turn out to be; a figure may be huge, a flag may be yes."""
ASSUMED = {"tags", "use_modality"}
"""`tags` names what is done, so an empty list says that nothing of it is; no sheet looks at the modality of a use."""
_WEIGHTS = ("distributes_weights", "distributes_derivative")
SAID_BY_PURPOSE = {
    "internal_business": ("hosted_service", *_WEIGHTS),
    "evaluation_business": ("hosted_service", *_WEIGHTS),
    "research": ("hosted_service",),
    "personal": ("hosted_service",),
    "hosted_api": _WEIGHTS,
    "maas": _WEIGHTS,
}
"""What a stated purpose already answers: internal use means that nothing goes to third parties."""


def values_of(field: str) -> tuple[Any, ...]:
    if field in OTHER:
        return OTHER[field]
    return (True, False) if isinstance(SMALL.get(field), bool) else (0, 10**13)


def without(field: str, facts: Circumstances) -> Circumstances:
    """The facts without `field`, and without those figures of the group or product that could speak for it."""
    dropped = {field: None}
    if field in SMALL and isinstance(SMALL[field], int) and not isinstance(SMALL[field], bool):
        family = ("mau",) if "mau" in field else ("revenue",)
        dropped |= {name: None for name in SMALL if any(part in name for part in family)}
    if field == "purpose":  # a purpose tells whether the model is hosted for others
        dropped |= {"hosted_service": None}
    if field == "distributes_derivative":  # follows from the other two when they are stated
        dropped |= {"distributes_weights": None, "fine_tunes": None}
    return facts.model_copy(update=dropped)


def settings() -> Iterator[Circumstances]:
    for purpose in get_args(Purpose):
        yield Circumstances(purpose=purpose, **SMALL)
        yield Circumstances(purpose=purpose, **{**SMALL, "trains_on_output": "internal_llm"})
        yield Circumstances(purpose=purpose, **{**SMALL, "distributes_weights": True, "fine_tunes": True})
        yield Circumstances(purpose=purpose, **{**SMALL, "group_runs_maas": True, "model_multimodal": True})


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.id)
def test_a_missing_circumstance_that_matters_leaves_nothing_assured(sheet: License) -> None:
    for facts in settings():
        for field in sorted(set(Circumstances.model_fields) - ASSUMED):
            missing = without(field, facts)
            found = judge(sheet, missing)
            if SEVERITY[found.assured] >= SEVERITY["unknown"] or field in {ask.name for ask in found.asks}:
                continue
            for value in values_of(field):
                if value and field in SAID_BY_PURPOSE.get(facts.purpose or "", ()):
                    continue
                then = judge(sheet, missing.model_copy(update={field: value}))
                assert SEVERITY[then.verdict] <= SEVERITY[found.verdict], (sheet.id, facts.purpose, field, value)


@pytest.mark.parametrize("sheet", [s for s in SHEETS if not s.text_basis.verified], ids=lambda sheet: sheet.id)
def test_an_unread_text_assures_nothing(sheet: License) -> None:
    for facts in settings():
        assert SEVERITY[judge(sheet, facts).assured] >= SEVERITY["unknown"]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.id)
def test_with_everything_stated_a_read_text_is_settled(sheet: License) -> None:
    for facts in settings():
        found = judge(sheet, facts)
        assert not found.conditional, (sheet.id, facts.purpose, found.asks)
        assert (found.assured == found.verdict) or not sheet.text_basis.verified

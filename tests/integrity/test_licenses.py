"""The license sheets as data: complete, consistent, each fact with its clause."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

from weighbridge import places
from weighbridge.licensing.tags import known_tags
from weighbridge.plugins.packs import load_pack
from weighbridge.records import License

PACK = Path(__file__).parents[2] / "plugins" / "weighbridge_licenses"
SHEETS: tuple[License, ...] = load_pack(PACK).records("licenses")
each_sheet = pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.id)


def test_all_sheets_are_there() -> None:
    assert len(SHEETS) == 75
    kinds = Counter(sheet.category for sheet in SHEETS)
    assert kinds == {
        "community-restricted": 43,
        "non-commercial": 14,
        "permissive": 10,
        "proprietary": 5,
        "copyleft": 3,
    }
    assert sum(sheet.text_basis.verified for sheet in SHEETS) == 67


@each_sheet
def test_each_limit_duty_and_ban_has_its_clause(sheet: License) -> None:
    clauses = [limit.clause for limit in sheet.thresholds] + [duty.clause for duty in sheet.obligations]
    clauses += [ban.clause for ban in sheet.field_of_use_bans] + [area.clause for area in sheet.territory]
    assert all(clause.strip() for clause in clauses)
    if sheet.acceptable_use.incorporated:
        assert sheet.acceptable_use.clause
        assert sheet.acceptable_use.where


@each_sheet
def test_evidence_follows_the_text_basis(sheet: License) -> None:
    evidence = sheet.evidence_for("commercial_use")
    assert evidence is not None
    assert (evidence.grade == "primary") == sheet.text_basis.verified
    assert sheet.text_basis.verified == (sheet.text_basis.kind != "secondary_summary")
    assert date.fromisoformat(sheet.reviewed)
    assert evidence.as_of == sheet.reviewed


@each_sheet
def test_the_grant_fits_the_limits(sheet: License) -> None:
    if sheet.commercial_use.value == "yes_below_threshold":
        assert any(limit.effect == "needs_vendor_agreement" for limit in sheet.thresholds)
    if sheet.commercial_use.value == "no":
        assert sheet.commercial_license_offered is not None
        assert sheet.noncommercial.clause
        assert sheet.noncommercial.purposes
    if sheet.category in ("permissive", "copyleft"):
        assert not (sheet.thresholds or sheet.territory or sheet.field_of_use_bans)
    if sheet.category == "proprietary":
        assert sheet.redistribution.value == "no"


@each_sheet
def test_bans_and_duties_stand_once(sheet: License) -> None:
    assert len({ban.tag for ban in sheet.field_of_use_bans}) == len(sheet.field_of_use_bans)
    duties = [(duty.id, duty.triggers, duty.activities) for duty in sheet.obligations]
    assert len(set(duties)) == len(duties)
    assert len({limit.id for limit in sheet.thresholds}) == len(sheet.thresholds)


@each_sheet
def test_places_are_known(sheet: License) -> None:
    stated = [place for area in sheet.territory for place in area.excluded]
    stated += [place for duty in sheet.obligations for place in duty.places]
    for place in stated:
        assert place in places.groups() or len(place) == 2, place


def test_frozen_thresholds_count_users_of_the_group() -> None:
    for sheet in SHEETS:
        for limit in sheet.thresholds:
            if limit.reference_date is not None:
                assert limit.metric == "mau", sheet.id
                assert limit.scope == "group", sheet.id


def test_hub_labels_do_not_collide_silently() -> None:
    """Two sheets may share a label only if publishers or model patterns keep them apart."""
    for one, other in combinations(SHEETS, 2):
        for first in one.hub_tags:
            for second in other.hub_tags:
                if first.tag == second.tag:
                    apart = (first.publishers, first.models) != (second.publishers, second.models)
                    assert apart, (first.tag, one.id, other.id)


def test_no_two_tags_are_spelled_almost_alike() -> None:
    from difflib import SequenceMatcher

    for one, other in combinations(sorted(known_tags(SHEETS)), 2):
        assert SequenceMatcher(None, one, other).ratio() < 0.9, (one, other)


def test_files_are_sorted_by_id() -> None:
    for path in PACK.glob("*_licenses.yaml"):
        ids = [
            line.removeprefix("- id: ").strip() for line in path.read_text().splitlines() if line.startswith("- id: ")
        ]
        assert ids == sorted(ids), path.name

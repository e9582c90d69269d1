"""An option at a glance, the three sentences, and the groups of what is out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from weighbridge.ranking.recommendation import Recommendation
from weighbridge.records.base import GRADES
from weighbridge.reports import words
from weighbridge.reports.comparison import compare
from weighbridge.reports.glance import glance, out_groups, three_sentences

Example = Callable[..., Recommendation]


@pytest.fixture
def result(example: Example) -> Recommendation:
    return example("claims-assistant")


def test_parts_add_up_to_the_score(result: Recommendation) -> None:
    for entry in result.top(30):
        item = glance(entry)
        assert sum(part.points for part in item.parts) == pytest.approx(item.score, abs=1e-4)
        assert sum(part.of for part in item.parts) == pytest.approx(100)
        assert all(0 <= part.points <= part.of + 1e-9 for part in item.parts)
        assert item.grade is None or item.grade in GRADES


def test_three_sentences_say_why_what_and_how_firm(result: Recommendation) -> None:
    lead, means, firm = three_sentences(result)
    assert lead.startswith(words.option(result.top(1)[0].view))
    assert "a month" in means
    assert "license" in means
    assert firm.startswith("It stays first in")


def test_groups_count_what_gates_exclude(result: Recommendation) -> None:
    groups = out_groups(result)
    assert {group.gate: group.count for group in groups} == dict(result.exclusion_counts)
    for group in groups:
        members = result.out_by(group.gate, 3)
        assert members
        assert all(group.gate in {finding.name for finding in entry.failing} for entry in members)
        assert all(entry.rank is None for entry in members)


def test_a_comparison_has_a_cell_for_every_option_and_stars_only_what_is_better(result: Recommendation) -> None:
    entries = [*result.top(3), result.out_by("residency", 1)[0]]
    for line in compare(entries):
        assert len(line.cells) == len(entries)
        assert line.differs == (len(set(line.cells)) > 1)
        assert len(line.best) < len(entries)
        if line.best:
            assert line.differs
    same = compare([result.top(1)[0]] * 2)
    assert not any(line.differs for line in same)


@pytest.mark.parametrize(
    ("title", "inside"), [("Privacy", "privacy"), ("GPU footprint", "GPU footprint"), ("", ""), ("X", "x")]
)
def test_a_title_inside_a_sentence(title: str, inside: str) -> None:
    assert words.inline(title) == inside

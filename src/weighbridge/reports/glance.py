"""A ranked option at a glance, the winner in three sentences, and why the others are out: plain data for any face."""

from __future__ import annotations

from dataclasses import dataclass

from weighbridge.ranking.recommendation import Entry, Recommendation
from weighbridge.records.base import GRADES, Grade
from weighbridge.reports import words

_ALLOWS = {
    "allowed": "allows this use freely",
    "allowed_with_obligations": "allows this use",
    "needs_vendor_agreement": "allows this use only with an agreement",
    "forbidden": "forbids this use",
    "unknown": "leaves this use open",
}


@dataclass(frozen=True)
class Part:
    """What one criterion adds to a score."""

    name: str
    title: str
    points: float
    of: float
    """Points at most: the criterion's weight of 100."""


@dataclass(frozen=True)
class Glance:
    """One ranked option, in words and figures."""

    rank: int
    id: str
    option: str
    maker: str
    status: str
    score: float
    parts: tuple[Part, ...]
    cost: str
    verdict: str
    license: str
    open_points: int
    grade: Grade | None
    """The weakest grade behind its weighted criteria; None when one of them rests on no record."""
    marks: tuple[str, ...]


@dataclass(frozen=True)
class OutGroup:
    """Options that a gate excludes."""

    gate: str
    title: str
    count: int
    says: str
    """`2,183 process data outside the allowed countries`."""


def glance(entry: Entry) -> Glance:
    """A ranked option at a glance."""
    from weighbridge.reports.summary import marks_of

    view = entry.view
    sheet = view.license
    return Glance(
        rank=entry.rank or 0,
        id=entry.id,
        option=words.option(view),
        maker=view.maker_name,
        status=entry.status,
        score=entry.score,
        parts=parts(entry),
        cost=words.money_range(view.row["cost_low"], view.row["cost_expected"], view.row["cost_high"]),
        verdict=words.VERDICTS[view.verdict.verdict],
        license=(sheet.spdx or sheet.name) if sheet else "not on record",
        open_points=len(entry.open_points),
        grade=weakest_grade(entry),
        marks=tuple(marks_of(entry)),
    )


def parts(entry: Entry) -> tuple[Part, ...]:
    """What each weighted criterion adds, in the order of the reports; they add up to the score."""
    return tuple(
        Part(
            finding.name, finding.title, (finding.score or 0) * (finding.weight or 0) * 100, (finding.weight or 0) * 100
        )
        for finding in entry.criteria(weighted_only=True)
    )


def weakest_grade(entry: Entry) -> Grade | None:
    """The weakest grade of evidence behind weighted criteria; what is computed carries none and is left out."""
    grades = [finding.evidence.grade for finding in entry.criteria(weighted_only=True) if finding.evidence is not None]
    return max(grades, key=GRADES.index, default=None)


def three_sentences(result: Recommendation) -> tuple[str, ...]:
    """Why the first ranked option leads, what it costs and may do, how firm that is; empty when every option is out."""
    leaders = result.top(2)
    if not leaders:
        return ()
    first = leaders[0]
    return (_lead(first, leaders[1] if len(leaders) > 1 else None), _means(first), _firm(result, first))


def out_groups(result: Recommendation) -> tuple[OutGroup, ...]:
    """Gates that exclude options, most first; an option may stand in several groups."""
    gates = {gate.name: gate for gate in result.ranking.gates}
    return tuple(
        OutGroup(name, gates[name].title, count, f"{count:,} {gates[name].out or 'fail: ' + gates[name].title}")
        for name, count in result.exclusion_counts.items()
    )


def _lead(first: Entry, second: Entry | None) -> str:
    best = sorted(parts(first), key=lambda part: -part.points)[:2]
    earns = " and ".join(
        f"{words.inline(part.title)} ({part.points:.0f} of {part.of:.0f})" for part in best if part.points
    )
    lead = f"{words.option(first.view)} earns {first.score:.0f} of 100 points, most of them for {earns}"
    if second is None:
        return f"{lead}; no other option is left."
    if second.status != first.status:
        return f"{lead}; it is the only one that qualifies, the next still has points to confirm."
    return f"{lead}; the next is {words.option(second.view)}, {first.score - second.score:.1f} points behind."


def _means(first: Entry) -> str:
    view = first.view
    row = view.row
    cost = words.money_range(row["cost_low"], row["cost_expected"], row["cost_high"])
    duties = len(view.verdict.obligations)
    do = f" with {duties} {'duty' if duties == 1 else 'duties'} to carry out" if duties else ""
    name = view.license.name if view.license else "not on record"
    waits = len(first.open_points)
    opened = "" if not waits else f", and {waits} point{' has' if waits == 1 else 's have'} to be confirmed first"
    allows = _ALLOWS[view.verdict.verdict]
    return f"It costs {cost} a month; its license ({name}) {allows}{do}{opened}."


def _firm(result: Recommendation, first: Entry) -> str:
    from weighbridge.reports.summary import firm_of

    return firm_of(result, first)

"""An old decision beside today's catalog: what changed, and whether the choice still holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from weighbridge.errors import UnknownId, UnknownOption
from weighbridge.ranking.recommendation import Entry, Recommendation
from weighbridge.reports import words
from weighbridge.reports.pack.recheck_contract import Change, Recheck
from weighbridge.reports.pack.record import failing_gates, watched
from weighbridge.reports.pack.record_contract import DecisionRecord, Watched

CHANGED_COST = 0.005
"""Share below which a cost counts as unchanged."""
CHANGED_SCORE = 0.05
"""Points below which a score counts as unchanged."""


@dataclass(frozen=True)
class _Now:
    """Today's result, as far as it is compared."""

    result: Recommendation
    chosen: Entry | None
    """None when the option is no longer in the catalog."""
    watched: Mapping[str, Watched]
    out: Mapping[str, list[str]]


def compare(record: DecisionRecord, result: Recommendation) -> Recheck:
    """What a ranking of the record's needs and policy on another catalog says about the old choice."""
    now = _look(record, result)
    snapshot = result.ranking.context.catalog.snapshot
    because = list(_broken(record, now))
    changes = [*_about_catalog(record, now), *_about_options(record, now)]
    if because:
        verdict = because[0]
    else:
        verdict = "Nothing that changed takes the choice away." if changes else "Nothing changed."
    return Recheck(
        id=record.id,
        holds=not because,
        verdict=verdict,
        because=because,
        chosen=record.chosen,
        recommended_then=record.recommended,
        recommended_now=result.winner.id if result.winner else None,
        date_then=record.date,
        date_now=snapshot.as_of.isoformat(),
        snapshot_then=record.snapshot.id,
        snapshot_now=snapshot.id,
        changes=changes,
    )


def _look(record: DecisionRecord, result: Recommendation) -> _Now:
    ids = {item.id for item in record.watched}
    found = {}
    for entry in result.top():
        if entry.rank is not None and (entry.rank <= len(record.watched) or entry.id in ids):
            found[entry.id] = Watched.model_validate(watched(entry))
    return _Now(result, _find(result, record.chosen), found, dict(failing_gates(result)))


def _find(result: Recommendation, option_id: str) -> Entry | None:
    try:
        return result.find(option_id)
    except (UnknownOption, UnknownId):
        return None


def _broken(record: DecisionRecord, now: _Now) -> Iterable[str]:
    """Why the choice no longer stands as it did."""
    chosen, before = now.chosen, record.ranked.get(record.chosen)
    if chosen is None:
        yield f"{record.chosen} is no longer in the catalog."
        return
    if chosen.status == "excluded":
        yield from (f"{chosen.id} is out: {finding.reason}" for finding in chosen.failing)
        return
    if before is not None and before.status == "qualified" and chosen.status == "conditional":
        yield f"{chosen.id} is conditional now: {chosen.open_points[0].reason}"
    yield from _overtaken(record, now, chosen)


def _overtaken(record: DecisionRecord, now: _Now, chosen: Entry) -> Iterable[str]:
    """Options ahead of the chosen one that were not ahead of it then, each with its reason."""
    before = record.ranked.get(record.chosen)
    limit = before.rank if before is not None else 0
    for entry in now.result.top((chosen.rank or 1) - 1):
        then = record.ranked.get(entry.id)
        if then is None or then.rank > limit:
            yield f"{words.option(entry.view)} ({entry.id}) is ahead now: {_reason(record, now, entry, chosen)}"


def _reason(record: DecisionRecord, now: _Now, entry: Entry, chosen: Entry) -> str:
    """What brought it ahead."""
    then = record.ranked.get(entry.id)
    if then is None:
        gates = record.excluded.get(entry.id)
        return "it is new in the catalog." if gates is None else f"it was out by {_gates(now, gates)}."
    before = record.ranked[chosen.id]
    if entry.status != then.status:
        return f"it is {entry.status} now."
    cost = entry.view.row["cost_expected"]
    if _cost_moved(then.monthly_usd, cost):
        return f"its cost went from {words.money(then.monthly_usd)} to {words.money(cost)} a month."
    own = chosen.view.row["cost_expected"]
    if _cost_moved(before.monthly_usd, own):
        return f"the chosen option's cost went from {words.money(before.monthly_usd)} to {words.money(own)} a month."
    return f"{entry.score:.1f} points ({then.score:.1f} then) against {chosen.score:.1f} ({before.score:.1f} then)."


def _about_catalog(record: DecisionRecord, now: _Now) -> Iterable[Change]:
    snapshot = now.result.ranking.context.catalog.snapshot
    if snapshot.id != record.snapshot.id:
        yield _change("snapshot", None, f"The catalog is {snapshot.id}, it was {record.snapshot.id}.")
    then = {item.name: item.version for item in record.snapshot.plugins}
    today = {item.name: item.version for item in snapshot.plugins}
    for name in sorted(then.keys() | today.keys()):
        if name not in today:
            yield _change("plugin", None, f"Plugin {name} is not loaded; it was, in version {then[name]}.")
        elif name not in then:
            yield _change("plugin", None, f"Plugin {name} {today[name] or 'without version'} is new.")
        elif then[name] != today[name]:
            yield _change("plugin", None, f"Plugin {name} went from version {then[name]} to {today[name]}.")


def _about_options(record: DecisionRecord, now: _Now) -> Iterable[Change]:
    """The watched options of then, the chosen one first, and those that are newly among the first."""
    ordered = sorted(record.watched, key=lambda item: (item.id != record.chosen, item.rank))
    for old in ordered:
        new = now.watched.get(old.id)
        if new is not None:
            yield from _moved(old, new)
        elif old.id in now.out:
            yield _change("status", old.id, f"{old.name} is out by {_gates(now, now.out[old.id])}.")
        else:
            yield _change("option", old.id, f"{old.name} is no longer in the catalog.")
    for option_id, new in now.watched.items():
        if option_id in record.ranked or new.rank > len(record.watched):
            continue
        gates = record.excluded.get(option_id)
        came = "is new in the catalog" if gates is None else f"was out by {_gates(now, gates)}"
        yield _change("option", option_id, f"{new.name} {came} and ranks {new.rank}.")


def _moved(old: Watched, new: Watched) -> Iterable[Change]:
    """What is not the same about one option."""
    if _cost_moved(old.monthly_usd, new.monthly_usd):
        yield _change(
            "price",
            old.id,
            f"{new.name}: {words.money(old.monthly_usd)} a month then, {words.money(new.monthly_usd)} now.",
        )
    if (old.license, old.verdict) != (new.license, new.verdict):
        before, after = (
            f"{item.license or 'unknown'}, {words.VERDICTS.get(item.verdict, item.verdict)}" for item in (old, new)
        )
        yield _change("license", old.id, f"{new.name}: license {before} then, {after} now.")
    if old.retires != new.retires:
        yield _change(
            "retirement",
            old.id,
            f"{new.name}: withdrawn on {new.retires or 'no known day'}, {old.retires or 'none'} then.",
        )
    if old.status != new.status:
        yield _change("status", old.id, f"{new.name}: {old.status} then, {new.status} now.")
    yield from _points_moved(old, new)
    if old.rank != new.rank:
        yield _change("rank", old.id, f"{new.name}: rank {old.rank} then, {new.rank} now.")


def _points_moved(old: Watched, new: Watched) -> Iterable[Change]:
    """Open points that came or went, and criteria whose points differ."""
    before = {(point.party, point.question) for point in old.open_points}
    after = {(point.party, point.question) for point in new.open_points}
    for party, question in sorted(after - before):
        yield _change("open_point", old.id, f"{new.name}: open now, to {party}: {question}")
    for party, question in sorted(before - after):
        yield _change("open_point", old.id, f"{new.name}: no longer open, to {party}: {question}")
    names = [name for name in old.points if abs(old.points[name] - new.points.get(name, 0.0)) > CHANGED_SCORE]
    if names:
        parts = ", ".join(f"{name} {old.points[name]:.1f} -> {new.points.get(name, 0.0):.1f}" for name in names)
        yield _change("score", old.id, f"{new.name}: {old.score:.1f} points then, {new.score:.1f} now ({parts}).")


def _change(kind: str, option: str | None, what: str) -> Change:
    return Change(kind=kind, option=option, what=what)


def _cost_moved(old: float | None, new: float | None) -> bool:
    if old is None or new is None:
        return old is not new
    return abs(new - old) > CHANGED_COST * max(old, new, 0.01)


def _gates(now: _Now, names: Iterable[str]) -> str:
    titles = {gate.name: gate.title for gate in now.result.ranking.gates}
    return " and ".join(f'"{titles.get(name, name)}"' for name in names)

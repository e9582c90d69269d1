"""The decision as JSON: everything to repeat it, and to check later whether it still holds."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from weighbridge.ranking.recommendation import Entry, Recommendation
from weighbridge.reports import words
from weighbridge.reports.pack.decision import Decision
from weighbridge.reports.pack.record_contract import RECORD_VERSION
from weighbridge.reports.record import entry_json, recommendation_json

WATCHED = 20
"""Options compared in detail when the decision is checked again."""


def decision_json(decision: Decision) -> str:
    """The record; the same decision gives the same text."""
    return json.dumps(decision_data(decision), indent=1, ensure_ascii=False) + "\n"


def decision_data(decision: Decision) -> dict[str, Any]:
    """The record as plain data, as `DecisionRecord` types it."""
    from importlib.metadata import version

    result = decision.result
    shared = shared_data(result)
    return {
        "record_version": RECORD_VERSION,
        "id": decision.id,
        "status": "proposed",
        "owner": decision.context.policy.owner,
        "date": decision.context.as_of.isoformat(),
        "review_on": decision.review_on.isoformat(),
        "tool": {"name": "weighbridge", "version": version("weighbridge")},
        "snapshot": shared["snapshot"],
        "needs": shared["needs"],
        "policy": shared["policy"],
        "weights": {name: round(weight, 6) for name, weight in result.ranking.weights.items()},
        "chosen": decision.chosen.id,
        "recommended": shared["recommended"],
        "option": entry_json(decision.chosen),
        "counts": shared["counts"],
        "watched": [watched(entry) for entry in _first_and_chosen(decision)],
        "ranked": {entry.id: _standing(entry) for entry in result.top()},
        "excluded": dict(failing_gates(result)),
        **{name: shared[name] for name in ("excluded_by_gate", "relaxations", "robustness", "failures", "overrides")},
    }


def shared_data(result: Recommendation) -> dict[str, Any]:
    """What the record shares with `rank --format json`, without the options."""
    return recommendation_json(result, top=0, excluded=False)


def failing_gates(result: Recommendation) -> Iterable[tuple[str, list[str]]]:
    """Id of every excluded option and the gates that it fails, by id."""
    limit = 1 if result.ranking.context.policy.unknown == "exclude" else 0
    names = [gate.name for gate in result.ranking.gates]
    found = (
        (entry.id, [name for name in names if entry.view.row[f"gate:{name}"] < limit]) for entry in result.excluded()
    )
    return sorted(found)


def watched(entry: Entry) -> dict[str, Any]:
    """What is compared about one option."""
    view = entry.view
    names = entry.ranking.weights
    return {
        "id": entry.id,
        "rank": entry.rank,
        "name": words.option(view),
        "status": entry.status,
        "score": round(entry.score, 4),
        "monthly_usd": rounded(view.row["cost_expected"]),
        "license": view.model.license_id,
        "verdict": view.verdict.verdict,
        "retires": retirement(entry),
        "points": {name: round(view.row[f"score:{name}"] * weight * 100, 4) for name, weight in names.items()},
        "open_points": [
            {"source": point.source, "reason": point.reason, "question": point.question, "party": point.party}
            for point in entry.open_points
        ],
    }


def retirement(entry: Entry) -> str | None:
    """The day on which the option can no longer be bought; None when nobody has announced one."""
    view = entry.view
    days = [
        view.offer.retires if view.offer is not None else None,
        None if view.model.open_weights else view.model.retires,
    ]
    return min((day for day in days if day is not None), default=None)


def rounded(usd: float | None) -> float | None:
    """Cents."""
    return None if usd is None else round(usd, 2)


def _standing(entry: Entry) -> dict[str, Any]:
    return {
        "rank": entry.rank,
        "status": entry.status,
        "score": round(entry.score, 4),
        "monthly_usd": rounded(entry.view.row["cost_expected"]),
    }


def _first_and_chosen(decision: Decision) -> tuple[Entry, ...]:
    first = decision.result.top(WATCHED)
    return first if decision.chosen.id in {entry.id for entry in first} else (*first, decision.chosen)

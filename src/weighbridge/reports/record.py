"""A recommendation as plain data: the JSON contract of `weighbridge rank`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from weighbridge.options.view import OptionView
from weighbridge.ranking.recommendation import Entry, Finding, Recommendation
from weighbridge.records import Evidence
from weighbridge.reports.second_opinion import second_opinion
from weighbridge.reports.snapshot import snapshot_json

FOOTPRINT_FIELDS = (
    "precision",
    "gpus_per_replica",
    "stages",
    "attention_groups",
    "replicas",
    "accelerator_count",
    "max_concurrency",
    "weights_gib",
    "kv_cache_gib",
    "overhead_gib",
    "total_gib",
    "per_accelerator_gib",
    "usable_gib",
    "margin_share",
    "tight",
    "seconds_per_token",
    "time_to_first_token_s",
    "output_tokens_per_s",
    "low",
    "high",
    "utilization",
    "basis",
)


def recommendation_json(result: Recommendation, top: int | None = None, *, excluded: bool = True) -> dict[str, Any]:
    """The whole result; `top` limits the ranked options listed, None lists all. The same inputs give the same data.

    `excluded` false leaves the list of excluded options empty; explaining thousands of them takes a second.
    """
    context = result.ranking.context
    return {
        "snapshot": snapshot_json(result.ranking.context.catalog.snapshot),
        "needs": context.needs.model_dump(mode="json", by_alias=True),
        "policy": context.policy.model_dump(mode="json"),
        "counts": {"weighed": result.weighed, **result.counts, "models": result.reach[0], "providers": result.reach[1]},
        "recommended": result.winner.id if result.winner else None,
        "options": [entry_json(entry) for entry in result.top(top)],
        "excluded": [_excluded_json(entry) for entry in result.excluded()] if excluded else [],
        "excluded_by_gate": dict(result.exclusion_counts),
        "relaxations": [
            {"change": item.change, "opens": item.opens, "gate": item.gate, "field": item.field, "value": item.value}
            for item in result.relaxations
        ],
        "robustness": _robustness_json(result),
        "failures": [
            {"plugin": item.plugin, "stage": item.stage, "reason": item.reason, "remedy": item.remedy}
            for item in result.failures
        ],
        "overrides": [
            {"kind": item.kind, "id": item.id, "plugin": item.plugin, "replaced": item.replaced}
            for item in context.catalog.overrides
        ],
    }


def entry_json(entry: Entry) -> dict[str, Any]:
    """One ranked option."""
    view = entry.view
    plan = view.plan
    return {
        "rank": entry.rank,
        "id": entry.id,
        "status": entry.status,
        "model": view.model.id,
        "claimed": view.model.status == "claimed",
        "provider": view.supply.provider.id if view.supply.provider else None,
        "hosting": view.hosting,
        "region": view.region.id,
        "precision": plan["precision"] if plan else None,
        "accelerator": plan["accelerator_id"] if plan else None,
        "accelerator_count": view.row["accelerator_count"],
        "score": round(entry.score, 4),
        "criteria": {finding.name: _criterion_json(finding) for finding in entry.criteria()},
        "monthly_cost": cost_json(view),
        "footprint": footprint_json(plan),
        "license": license_json(view),
        "compliance": compliance_json(view),
        "packs": view.packs,
        "open_points": [
            {"source": point.source, "reason": point.reason, "question": point.question, "party": point.party}
            for point in entry.open_points
        ],
    }


def explanation_json(result: Recommendation, entry: Entry) -> dict[str, Any]:
    """One option with every gate and the other plans."""
    gates = [
        {
            "gate": finding.name,
            "title": finding.title,
            "outcome": finding.outcome,
            "reason": finding.reason,
            "citation": finding.citation,
            "evidence": evidence_json(finding.evidence),
        }
        for finding in entry.gates()
    ]
    return {
        "snapshot": snapshot_json(result.ranking.context.catalog.snapshot),
        **entry_json(entry),
        "gates": gates,
        "way_in": list(entry.way_in) if entry.status == "excluded" else [],
        "other_plans": [footprint_json(plan) for plan in entry.view.other_plans],
        "second_opinion": _opinions_json(entry.view),
    }


def _opinions_json(view: OptionView) -> dict[str, Any] | None:
    """Tokens a second of the plan by each estimator and all together; null when nobody else has an opinion."""
    speed, _ = second_opinion(view)
    if speed is None:
        return None
    said = [{"estimator": item.estimator, "output_tokens_per_s": item.output_tokens_per_s} for item in speed.opinions]
    return {"opinions": said, "output_tokens_per_s": speed.output_tokens_per_s, "low": speed.low, "high": speed.high}


def cost_json(view: OptionView) -> dict[str, Any]:
    """Monthly cost in USD; null is unknown."""
    return {
        "low": _rounded(view.row["cost_low"]),
        "expected": _rounded(view.row["cost_expected"]),
        "high": _rounded(view.row["cost_high"]),
        "currency": "USD",
        "basis": view.offer.price_basis if view.offer else "self-hosting",
        "parts": _cost_parts(view),
    }


def _cost_parts(view: OptionView) -> dict[str, float]:
    """What the expected cost is made of."""
    expected = view.row["cost_expected"]
    if expected is None:
        return {}
    staff = view.table.context.needs.infrastructure.staff_usd
    if view.offer is not None:
        return {"api": round(expected, 2)}
    parts = {"accelerators_and_power": round(expected - (staff or 0.0), 2)}
    return {**parts, "staff": staff} if staff is not None else parts


def footprint_json(plan: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The accelerator plan; null for an API or when nothing holds."""
    if plan is None:
        return None
    values = {name: plan[name] for name in FOOTPRINT_FIELDS}
    rounded = {name: round(value, 4) if isinstance(value, float) else value for name, value in values.items()}
    return {"accelerator": plan["accelerator_id"], **rounded}


def license_json(view: OptionView) -> dict[str, Any]:
    """Verdict, duties and the clauses it rests on."""
    verdict = view.verdict
    return {
        "id": view.model.license_id,
        "verdict": verdict.verdict,
        "obligations": [{"id": duty.id, "what": duty.what, "clause": duty.clause} for duty in verdict.obligations],
        "clauses": list(verdict.clauses),
        "asks": [ask.name for ask in verdict.asks],
    }


def compliance_json(view: OptionView) -> dict[str, Any]:
    """Per framework its status and open points, what the organization itself owes included."""
    return {
        item.framework_id: {
            "status": item.status,
            "open_points": [
                {
                    "check": point.check_id,
                    "question": point.question,
                    "party": point.party,
                    "clause": point.clause,
                    "severity": point.severity,
                    "result": point.result,
                    "answer_as": point.attribute,
                }
                for point in item.open_points
            ],
        }
        for item in view.assessments.values()
    }


def evidence_json(evidence: Evidence | None) -> dict[str, Any] | None:
    """Grade, source and date; null is unknown."""
    return None if evidence is None else evidence.model_dump(mode="json", exclude_none=True)


def _criterion_json(finding: Finding) -> dict[str, Any]:
    score, weight = finding.score or 0.0, finding.weight or 0.0
    return {
        "score": round(score, 4),
        "value": _rounded(finding.value, 4),
        "unit": finding.unit,
        "weight": round(weight, 4),
        "contribution": round(score * weight * 100, 4),
        "reason": finding.reason,
        "evidence": evidence_json(finding.evidence),
    }


def _excluded_json(entry: Entry) -> dict[str, Any]:
    """The first failing gate, as the contract has it, and all of them."""
    failing = [
        {"gate": finding.name, "reason": finding.reason, "citation": finding.citation} for finding in entry.failing
    ]
    return {"id": entry.id, "model": entry.view.model.id, **failing[0], "all": failing}


def _robustness_json(result: Recommendation) -> dict[str, Any]:
    firm = result.robustness
    return {
        "first_rank_share": {result.id_of(index): share for index, share in firm.first_rank_share.items()},
        "weight_intervals": {name: list(interval) for name, interval in firm.weight_intervals.items()},
        "turns": [
            {
                "criterion": turn.criterion,
                "weight": turn.weight,
                "side": "above" if turn.above else "below",
                "then": result.id_of(turn.option_ix),
            }
            for turn in firm.turns
        ],
    }


def _rounded(value: float | None, digits: int = 2) -> float | None:
    return None if value is None else round(value, digits)

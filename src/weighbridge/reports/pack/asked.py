"""What the enterprise stated, in the words of a paper."""

from __future__ import annotations

from weighbridge.reports import words
from weighbridge.reports.pack.blocks import Cell, Facts
from weighbridge.reports.pack.decision import Decision

HOSTINGS = {
    "cloud_api": "a cloud API",
    "self_hosted_cloud": "rented accelerators",
    "on_premises": "your own site",
    "edge": "the edge",
}
PURPOSES = {
    "internal_business": "internal business use",
    "evaluation_business": "evaluation by a business",
    "product": "part of a product",
    "hosted_api": "an API hosted for others",
    "maas": "models sold as a service",
    "research": "research",
    "personal": "personal use",
}


def needs_facts(decision: Decision) -> Facts:
    """What the enterprise stated."""
    needs, policy = decision.needs, decision.context.policy
    work, data, able = needs.workload, needs.data, needs.capabilities
    kinds = [name for name in ("personal", "health", "cardholder") if getattr(data, name)]
    days = data.retention_days_max
    kept = "for any time" if days is None else f"at most {days:g} days"
    load = (
        f"{words.count(work.queries_per_month)} queries a month, {work.input_tokens:,} tokens in and "
        f"{work.output_tokens:,} out; the busiest hour is {work.peak_factor:g} times the average"
    )
    handled = (
        f"{data.class_}{', ' + ' and '.join(kinds) + ' data' if kinds else ''}; processed in "
        f"{', '.join(data.residency) or 'any country'}; kept {kept}; training on it "
        f"{'is allowed' if data.training_on_data else 'is not allowed'}"
    )
    pairs: list[tuple[str, Cell]] = [
        ("Use", f"{needs.name}; {PURPOSES[needs.use.purpose]}"),
        ("Volume", load),
        ("Data", handled),
        ("Must do", _abilities(decision)),
        ("May run on", ", ".join(HOSTINGS[name] for name in needs.infrastructure.hosting)),
        ("Frameworks", _frameworks(decision)),
        ("Budget", _budget(needs.budget.monthly_usd_max)),
        ("Must last until", decision.context.horizon.isoformat()),
        ("Policy", f"{policy.name}{f', owner {policy.owner}' if policy.owner else ''}"),
    ]
    if able.min_quality is not None:
        pairs.insert(4, ("Least quality", f"{able.min_quality:g} of 1 on the benchmark for {able.task} tasks"))
    if work.max_seconds_per_token is not None:
        pairs.insert(2, ("Pace", f"at most {work.max_seconds_per_token * 1000:g} ms a token"))
    return Facts(pairs)


def _frameworks(decision: Decision) -> str:
    known = decision.context.catalog.frameworks
    return ", ".join(known[name].short for name in decision.needs.compliance) or "none named"


def _abilities(decision: Decision) -> str:
    able = decision.needs.capabilities
    said = [f"read {', '.join(able.input)}"]
    if able.context_tokens is not None:
        said.append(f"hold {able.context_tokens:,} tokens of context")
    if able.languages:
        said.append(f"speak {', '.join(able.languages)}")
    if able.tool_calling:
        said.append("call tools")
    return ", ".join(said)


def _budget(usd: float | None) -> str:
    return "not stated" if usd is None else f"${usd:,.0f} a month"

"""Accelerators, compliance frameworks, market claims and fine-tuning services in plain words."""

from __future__ import annotations

from collections.abc import Iterator

from weighbridge.knowledge.facts.base import Speaker, listed, money, sentence
from weighbridge.knowledge.passage import Passage
from weighbridge.records.accelerator import Accelerator, PriceRange
from weighbridge.records.claim import Claim
from weighbridge.records.framework import Framework
from weighbridge.records.service import FineTuningService


def accelerator(device: Accelerator) -> Passage:
    """One device type with memory, speed and prices."""
    rates = {
        "BF16": device.bf16_tflops,
        "FP8": device.fp8_tflops,
        "FP4": device.fp4_tflops,
    }
    text = sentence(
        f"{device.name} by {device.vendor} is a {device.setting} accelerator with {device.memory_gb:g} GB of memory",
        f"memory bandwidth {device.bandwidth_gb_s:,.10g} GB/s" if device.bandwidth_gb_s else None,
        *(f"{rate:,.10g} dense {name} TFLOPS" for name, rate in rates.items() if rate),
        f"board power {device.power_w:g} W" if device.power_w else None,
        f"up to {device.max_per_node} share one host or link domain",
        _range("purchase", device.purchase_usd, ""),
        _range("rent", device.hourly_usd, " an hour"),
        "figures are preliminary" if device.preliminary else None,
    )
    return Speaker("accelerator", device, device.name).say("", "Data sheet", text, "memory_gb")


def _range(what: str, price: PriceRange, unit: str) -> str | None:
    told = [
        f"{name} {money(amount)}"
        for name, amount in (("from", price.low), ("typically", price.typical), ("up to", price.high))
        if amount
    ]
    return f"{what}{unit}: {', '.join(told)}" if told else None


def framework(rules: Framework) -> Iterator[Passage]:
    """Whom a framework reaches, its dates, thresholds and exemptions, and each of its checks."""
    speaker = Speaker("framework", rules, rules.name)
    text = sentence(f"{rules.name}: {rules.status}", rules.applicability)
    yield speaker.say("profile", "Whom it reaches", text, "applicability")
    for check in rules.checks:
        begins = f"it binds from {check.applies_from}" if check.applies_from else None
        role = None if check.role == "any" else f"a duty of the {check.role.replace('_', ' ')}"
        text = sentence(
            f"{check.question} ({check.clause})",
            f"severity of a failure: {check.severity}",
            role,
            begins,
            check.on_fail,
        )
        yield speaker.say(check.id, "Check", text, "checks", check.clause)
    for number, milestone in enumerate(rules.dates, 1):
        text = sentence(f"{rules.name}, from {milestone.date}: {milestone.what} ({milestone.clause})")
        yield speaker.say(f"date-{number}", "Dates", text, "dates", milestone.clause)
    for number, limit in enumerate(rules.thresholds, 1):
        text = sentence(f"{rules.name}, {limit.what}: {limit.value} ({limit.clause})")
        yield speaker.say(f"threshold-{number}", "Thresholds", text, "thresholds", limit.clause)
    for number, penalty in enumerate(rules.penalties, 1):
        text = sentence(f"{rules.name}, penalty for {penalty.breach}: {penalty.maximum}")
        yield speaker.say(f"penalty-{number}", "Penalties", text, "penalties")
    exemption = rules.open_source_exemption
    if exemption:
        text = sentence(
            f"{rules.name}, open-source exemption ({exemption.clause}): spared are {listed(exemption.spared)}",
            f"these duties stay: {listed(exemption.stays)}",
            f"conditions: {listed(exemption.conditions)}",
            f"license terms that rule it out: {listed(exemption.disqualifying_license_terms)}",
            f"tolerated: {listed(exemption.tolerated)}",
        )
        yield speaker.say(
            "open-source-exemption", "Open-source exemption", text, "open_source_exemption", exemption.clause
        )
    for number, note in enumerate(rules.notes, 1):
        yield speaker.say(f"note-{number}", "Notes", sentence(f"{rules.name}: {note}"), "notes")


def claim(said: Claim) -> Passage:
    """What is claimed, with what is known beside it."""
    about = (said.about,) if said.about else ()
    text = sentence(
        f"claimed: {said.statement}",
        f"known otherwise: {said.known_otherwise}" if said.known_otherwise else "nothing further is known about it",
    )
    return Speaker("claim", said, f"Market claim on {said.topic}", about).say("", "Claim", text, "statement")


def service(tool: FineTuningService) -> Passage:
    """A fine-tuning service or tool."""
    related = (tool.provider_id,) if tool.provider_id else ()
    kind = {True: "a hosted fine-tuning service", False: "fine-tuning software that you run yourself"}.get(
        bool(tool.hosted), "a fine-tuning service"
    )
    claimed = [
        f"{amount} {what}"
        for amount, what in ((tool.claimed_users, "users"), (tool.claimed_models, "models"))
        if amount and amount != "unknown"
    ]
    text = sentence(
        f"{tool.name}: {kind if tool.hosted is not None else 'for fine-tuning'}",
        tool.known_otherwise,
        f"claimed: {listed(claimed)}" if claimed else None,
        f"status: {tool.status}" if tool.status else None,
    )
    return Speaker("service", tool, tool.name, related).say("", "Fine-tuning", text, "status")

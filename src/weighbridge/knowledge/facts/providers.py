"""Providers and their data handling in plain words."""

from __future__ import annotations

from collections.abc import Iterator

from weighbridge.knowledge.facts.base import Speaker, listed, sentence, words
from weighbridge.knowledge.passage import Passage
from weighbridge.records.provider import Posture, Provider, Region

_CERTIFICATES = {
    "soc2_type2": "SOC 2 Type 2 report",
    "iso_27001": "ISO 27001 certificate",
    "iso_42001": "ISO 42001 certificate",
    "hipaa_baa": "HIPAA business associate agreement (BAA)",
    "fedramp": "FedRAMP authorization",
    "pci_dss": "PCI DSS attestation",
}
_ROLES = {"maker": "maker of models", "api": "seller of an API"}
_HOLDS = {
    "yes": "has a {}",
    "no": "has no {}",
    "conditional": "has a {} on a condition",
    None: "does not say whether there is a {}",
}
_TRAINS = {
    "yes": "trains on customer data by default",
    "no": "does not train on customer data by default",
    "conditional": "trains on customer data on a condition",
    None: "does not say whether it trains on customer data",
}
_ZERO = {
    "default": "has zero retention by default",
    "self_serve": "lets any customer switch on zero retention",
    "approval_gated": "gives zero retention on approval",
    "sales_gated": "agrees zero retention through sales",
    "none": "offers no zero retention",
}


def passages(provider: Provider) -> Iterator[Passage]:
    """Who the provider is and, per posture, how it handles data."""
    speaker = Speaker("provider", provider, provider.name)
    roles = listed(_ROLES[role] for role in provider.roles)
    text = sentence(
        f"{provider.name} is a {roles}",
        f"headquarters: {provider.country}" if provider.country else "the country of its headquarters is not known",
        f"website: {provider.website}" if provider.website else None,
    )
    yield speaker.say("profile", "Profile", text, "country")
    for number, posture in enumerate(provider.postures, 1):
        yield from _posture(speaker, posture, "" if number == 1 else f"-{number}")


def _posture(speaker: Speaker, posture: Posture, suffix: str) -> Iterator[Passage]:
    """One passage per topic of a posture."""
    who = speaker.name if posture.tier == "standard" else f"{speaker.name}, tier {posture.tier}"
    if posture.models:
        who += f" (models {listed(posture.models)})"
    training = posture.trains_on_data
    yield speaker.say(
        f"training{suffix}",
        "Training on customer data",
        sentence(f"{who} {_TRAINS[training.value]}", training.condition),
        "postures",
        None,
        training.evidence,
    )
    kept = posture.retention
    text = sentence(f"{who} {_kept(kept.days)}", kept.condition)
    yield speaker.say(f"retention{suffix}", "Retention", text, "postures", None, kept.evidence)
    zero = _ZERO[kept.zero_option] if kept.zero_option else "does not say whether zero retention can be had"
    text = sentence(f"{who} {zero}", kept.zero_condition)
    evidence = kept.zero_evidence or kept.evidence
    yield speaker.say(f"zero-retention{suffix}", "Zero retention", text, "postures", None, evidence)
    for name, label in _CERTIFICATES.items():
        fact = posture.certificates.get(name)  # type: ignore[call-overload]  # the keys are the closed set of names
        if fact is not None:
            text = sentence(f"{who} {_HOLDS[fact.value].format(label)}", fact.condition)
            topic = f"{name.replace('_', '-')}{suffix}"
            yield speaker.say(topic, label, text, "postures", None, fact.evidence)
    for region in posture.regions:
        text = _region(who, region)
        yield speaker.say(f"region-{region.id}{suffix}", "Regions", text, "postures", None, region.evidence)


def _kept(days: float | None) -> str:
    if days is None:
        return "gives no number of days for which it keeps prompts and answers"
    if days == 0:
        return "keeps no prompts and answers by default"
    period = f"{days:g} days" if days >= 1 else f"{max(1, round(24 * days))} h"
    return f"keeps prompts and answers up to {period}"


def _region(who: str, region: Region) -> str:
    processing = listed(region.processing) if region.processing else "not known"
    storage = listed(region.storage) if region.storage else "not known"
    return sentence(
        f"{who}, {region.name}: prompts are processed in {processing}, stored in {storage}",
        f"access: {words(region.access)}",
        region.condition,
    )

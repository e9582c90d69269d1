"""Answers from the data-handling records of providers: one provider's posture, and which providers offer something."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from weighbridge.answers.answer import Citation, Draft, Figure, Statement
from weighbridge.answers.compose_knowledge import beside
from weighbridge.answers.evidence import from_passage, says_yes_or_no
from weighbridge.answers.language import matching
from weighbridge.knowledge import facts
from weighbridge.places import within

if TYPE_CHECKING:
    from weighbridge.answers.desk import Desk
    from weighbridge.answers.turn import Turn
    from weighbridge.knowledge.passage import Passage
    from weighbridge.records.provider import Posture, Provider, Region

CONTRACT = "Confirm it in your contract: postures differ by tier and change."
_TOPICS: dict[str, tuple[str, ...]] = {
    "training": ("training",),
    "zero_retention": ("zero-retention",),
    "retention": ("retention", "zero-retention"),
    "residency": ("region-",),
    "soc2_type2": ("soc2-type2",),
    "iso_27001": ("iso-27001",),
    "iso_42001": ("iso-42001",),
    "hipaa_baa": ("hipaa-baa",),
    "fedramp": ("fedramp",),
    "pci_dss": ("pci-dss",),
}
"""What a question asks about, to the beginnings of the ids of passages that say it."""
_MOST_REGIONS = 3
_MOST_NAMED = 12


def posture(turn: Turn, desk: Desk) -> Draft | None:
    """How the named providers handle data, as far as the question asks."""
    asked = matching(turn.words, "posture_topics") or ("training", "retention")
    if turn.entities.places and "residency" in asked:
        asked = ("residency", *(topic for topic in asked if topic not in ("residency", "retention")))
    parts: list[Statement] = []
    for provider_id in turn.providers[:3]:
        provider = desk.catalog.providers[provider_id]
        passages = [p for p in facts.about(desk.catalog, provider_id) if p.kind == "provider"]
        direct = _residency(turn, provider, passages) if "residency" in asked else None
        parts += [direct] if direct else []
        for topic in asked:
            told = {statement.text for statement in parts}
            parts += [one for one in _on_topic(topic, provider, passages) if one.text not in told]
    if not parts:
        return None
    parts[0] = replace(_answering(turn, asked[0], parts[0], desk), role="lead")
    parts += beside(turn, desk, tuple(turn.providers[:2]), 45)
    parts.append(Statement(CONTRACT, "do"))
    ids = turn.providers[:2]
    return Draft("provider_posture", tuple(parts), "answered", tuple(f"weighbridge providers {i}" for i in ids))


def _answering(turn: Turn, topic: str, lead: Statement, desk: Desk) -> Statement:
    """The first sentence with yes or no before it, where the question takes that and the record says which."""
    if not turn.says("yes_no") or topic in ("residency", "retention") or len(turn.providers) != 1:
        return lead
    stance = _stance(topic, desk.catalog.providers[turn.providers[0]], turn)
    if stance == "unknown" or turn.says("negation") or says_yes_or_no(lead.text):
        return lead
    word = {"yes": "Yes", "no": "No", "conditional": "On a condition"}[stance]
    return replace(lead, text=f"{word}: {lead.text}")


def _on_topic(topic: str, provider: Provider, passages: list[Passage]) -> list[Statement]:
    """What is on record on one topic; that nothing is, where nothing is."""
    found = [p for p in passages if p.id.partition("#")[2].startswith(_TOPICS[topic])]
    plain = [p for p in found if "(models " not in p.text] or found
    if plain:
        return [from_passage(passage) for passage in plain[: _MOST_REGIONS if topic == "residency" else 2]]
    label = topic.replace("_", " ")
    text = f"Nothing is on record about {label} at {provider.name}: unknown is not a yes."
    cited = from_passage(passages[0]).citations if passages else ()
    return [Statement(text, "why", cited, basis=f"{provider.name} {label}")]


def _residency(turn: Turn, provider: Provider, passages: list[Passage]) -> Statement | None:
    """Yes or no, where the question names a place and the provider's regions are on record."""
    places = turn.entities.places
    regions = [region for posture in provider.postures for region in posture.regions]
    if not places or not any(region.processing for region in regions):
        return None
    fitting = [region for region in regions if _within(region, places[0])]
    where = places[0]
    if fitting:
        how = {"default": "by default", "configurable": "by a setting", "dedicated_only": "on dedicated capacity only"}
        access = how.get(fitting[0].access, "on request")
        text = f"Yes: {provider.name} processes prompts in {fitting[0].name} ({where}), {access}."
    else:
        text = f"No: no region of {provider.name} on record keeps the processing of prompts inside {where}."
    shown = fitting or regions
    wanted = {f"#region-{region.id}" for region in shown[:2]}
    cited = tuple(
        citation
        for passage in passages
        if any(passage.id.endswith(end) or f"{end}-" in passage.id for end in wanted)
        for citation in from_passage(passage).citations
    )[:2]
    return Statement(text, "why", cited, basis=f"{provider.name} {fitting[0].name if fitting else ''} {where}")


def _within(region: Region, place: str) -> bool:
    """Whether all processing of a region stays inside the place, as far as is known."""
    return bool(region.processing) and within(region.processing, (place,)) is True


def providers_with(turn: Turn, desk: Desk) -> Draft | None:
    """Which providers offer what the question asks for; None when it asks for nothing on record."""
    asked = matching(turn.words, "posture_topics")
    if "residency" not in asked and turn.entities.places and not asked:
        asked = ("residency",)
    if not asked:
        return None
    topic = asked[0]
    against = turn.says("prohibition") or turn.says("negation")
    if topic == "retention":  # what is asked for is that they keep nothing
        against = not (against or turn.says("keeps_nothing"))
    sellers = [one for one in sorted(desk.catalog.providers.values(), key=lambda p: p.name) if one.postures]
    if topic == "residency" and not turn.entities.places:
        return None
    held: dict[str, list[Provider]] = {"yes": [], "conditional": [], "no": [], "unknown": []}
    for provider in sellers:
        held[_stance(topic, provider, turn)].append(provider)
    what, unless = _WHAT[topic]
    place = f" in {turn.entities.places[0]}" if turn.entities.places and topic == "residency" else ""
    first, title = ("no", unless) if against else ("yes", what)
    chosen = held[first]
    words = [f"{len(chosen)} of {len(sellers)} providers on record {title}{place}{_names(chosen)}."]
    if held["conditional"]:
        words.append(f"On a condition, such as a setting, approval or contract: {_names(held['conditional'])[2:]}.")
    if held["unknown"]:
        words.append(f"Nothing is on record for {len(held['unknown'])}; unknown is neither yes nor no.")
    shown = [*chosen, *held["conditional"]][:_MOST_NAMED]
    cited = tuple(citation for provider in shown for citation in _proof(topic, provider, desk, turn))
    figures = tuple(
        Figure(f"providers: {name}", len(found), "providers", f"counted over {len(sellers)} postures on record")
        for name, found in held.items()
    )
    names = " ".join(provider.name for found in held.values() for provider in found)
    basis = f"{names} {len(sellers)} {place} {title}"
    parts = [Statement(words[0], "lead", cited, figures, basis)]
    parts += [Statement(told, "why", (), figures, basis) for told in words[1:]]
    parts.append(Statement(CONTRACT, "do"))
    return Draft("provider_posture", tuple(parts), "answered", ("weighbridge providers",))


_WHAT = {
    "training": ("train on customer data by default", "do not train on customer data by default"),
    "retention": ("keep no prompts by default", "keep prompts by default"),
    "zero_retention": ("offer zero retention without asking", "offer no zero retention"),
    "residency": ("keep processing", "cannot keep processing"),
    "soc2_type2": ("have a SOC 2 Type 2 report", "have no SOC 2 Type 2 report"),
    "iso_27001": ("have an ISO 27001 certificate", "have no ISO 27001 certificate"),
    "iso_42001": ("have an ISO 42001 certificate", "have no ISO 42001 certificate"),
    "hipaa_baa": ("sign a business associate agreement (BAA)", "sign no business associate agreement (BAA)"),
    "fedramp": ("have a FedRAMP authorization", "have no FedRAMP authorization"),
    "pci_dss": ("have a PCI DSS attestation", "have no PCI DSS attestation"),
}
"""How the answer goes on for those that do, and for those that do not."""


def _stance(topic: str, provider: Provider, turn: Turn) -> str:
    """The best that any tier of a provider gives: yes, conditional, no or unknown."""
    told = {_of_posture(topic, one, turn) for one in provider.postures if not one.models}
    told = told or {_of_posture(topic, one, turn) for one in provider.postures}
    return next(word for word in ("yes", "conditional", "no", "unknown") if word in told)


def _of_posture(topic: str, one: Posture, turn: Turn) -> str:
    if topic == "training":
        return one.trains_on_data.value or "unknown"
    if topic == "retention":
        return "unknown" if one.retention.days is None else "yes" if one.retention.days == 0 else "no"
    if topic == "zero_retention":
        words = {"default": "yes", "self_serve": "yes", "none": "no", None: "unknown"}
        return words.get(one.retention.zero_option, "conditional")
    if topic == "residency":
        fitting = [region for region in one.regions if _within(region, turn.entities.places[0])]
        if any(region.access == "default" for region in fitting):
            return "yes"
        known = any(region.processing for region in one.regions)
        return "conditional" if fitting else "no" if known else "unknown"
    fact = one.certificates.get(topic)  # type: ignore[call-overload]  # the topics are the closed set of names
    return (fact.value if fact else None) or "unknown"


def _proof(topic: str, provider: Provider, desk: Desk, turn: Turn) -> tuple[Citation, ...]:
    """The citation that shows what is said of a provider."""
    passages = [p for p in facts.about(desk.catalog, provider.id) if p.kind == "provider"]
    fitting = [
        f"region-{region.id}"
        for posture in provider.postures
        for region in posture.regions
        if topic == "residency" and _within(region, turn.entities.places[0])
    ]
    starts = tuple(fitting) or _TOPICS[topic]
    found = [p for p in passages if p.id.partition("#")[2].startswith(starts)]
    return from_passage(found[0]).citations if found else ()


def _names(found: list[Provider]) -> str:
    names = [provider.name for provider in found]
    shown = ", ".join(names[:_MOST_NAMED]) + (
        f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    )
    return f": {shown}" if names else ""

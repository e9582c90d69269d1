"""Answers about claims of the market: what is claimed, and what is known otherwise."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from weighbridge.answers.answer import Draft, Statement
from weighbridge.answers.compose_knowledge import beside
from weighbridge.answers.consequences import listed
from weighbridge.answers.evidence import from_passage
from weighbridge.answers.language import matching, stems
from weighbridge.knowledge import facts
from weighbridge.knowledge.facts.others import service

if TYPE_CHECKING:
    from weighbridge.answers.desk import Desk
    from weighbridge.answers.turn import Turn
    from weighbridge.knowledge.passage import Passage

MOST = 4
FINE_TUNING = "fine-tuning"
"""The guide."""
_SAYING = "article brief market claims claimed says said according states common widespread popular how many much"
_PARTS = re.compile(r"Claimed: (.*?)\.? (?:Known otherwise: (.*?)\.?|Nothing further is known about it\.)$", re.DOTALL)
_NOTHING = "Nothing beyond the claim is on record."


def claims(turn: Turn, desk: Desk) -> Draft | None:
    """Claims about the models and makers named, or those that hold most words of the question."""
    found = _about(turn, desk) or _on_topic(turn, desk) or _by_words(turn, desk)
    if not found:
        return None
    parts = [_told(passage, "lead" if number == 0 else "why") for number, passage in enumerate(found[:MOST])]
    note = "Such claims are graded claimed; no calculation uses them."
    return Draft("market_claim", (*parts, Statement(note, "do")), "answered")


def tuning_services(turn: Turn, desk: Desk) -> Draft | None:
    """Services and tools for fine-tuning that are on record."""
    found = sorted(desk.catalog.services.values(), key=lambda item: (item.hosted is False, item.name))
    passages = [service(item) for item in found]
    if not found:
        return None
    hosted = listed([item.name for item in found if item.hosted])
    own = listed([item.name for item in found if item.hosted is False])
    text = f"As services: {hosted}." + (f" To run yourself: {own}." if own else "")
    cited = tuple(citation for passage in passages for citation in from_passage(passage).citations)
    parts = [Statement(text, "lead", cited, basis=text)]
    guide = "Compare what they let you take home (weights or only an endpoint), where data goes, and the base license."
    parts += beside(turn, desk, (FINE_TUNING,), 45)
    return Draft("knowledge", (*parts, Statement(guide, "do")), "answered")


def tuning_tool(turn: Turn, desk: Desk) -> Draft | None:
    """What is on record about the fine-tuning service or tool that the question names; None when it names none."""
    asked = stems(turn.words)
    for tool in sorted(desk.catalog.services.values(), key=lambda item: item.name):
        named = stems(tool.name.partition(" and ")[0])
        if named <= asked and (tool.provider_id is None or turn.says("topics", "modification")):
            lead = from_passage(service(tool), role="lead")
            return Draft("knowledge", (lead, *beside(turn, desk, (FINE_TUNING,), 60)), "answered")
    return None


def _about(turn: Turn, desk: Desk) -> list[Passage]:
    """Claims about the models named and about the claimed models that they stand for, those on the topic first."""
    ids = {model.id for subject in turn.subjects for model in subject.models}
    ids |= {model.id for model in desk.catalog.models.values() if model.actual_counterpart in ids}
    passages = [p for p in facts.claims_about(desk.catalog, sorted(ids)) if _named(p, turn)]
    asked = stems(turn.words) - stems(turn.names)
    scored = [(len(asked & stems(p.text)), "Known otherwise" in p.text, -i, p) for i, p in enumerate(passages)]
    return [p for *_, p in sorted(scored, key=lambda item: item[:3], reverse=True)]


def _named(passage: Passage, turn: Turn) -> bool:
    """Whether a claim speaks of what the question names, and not of a relative."""
    return any(stems(subject.label) & stems(passage.text) for subject in turn.subjects)


def _on_topic(turn: Turn, desk: Desk) -> list[Passage]:
    """Claims of the topic that the question names, those for its years when it names any."""
    topics = matching(turn.words, "claim_topics")
    ids = [claim.id for claim in desk.catalog.claims.values() if claim.topic in topics]
    found = [p for one in sorted(ids) for p in facts.about(desk.catalog, one) if p.kind == "claim"]
    years = re.findall(r"20\d\d", turn.words)
    fitting = [p for p in found if any(year in p.text for year in years)] or found
    asked = stems(turn.words)
    return sorted(fitting, key=lambda passage: -len(asked & stems(passage.text)))


def _by_words(turn: Turn, desk: Desk) -> list[Passage]:
    """Claims that hold most of what the question asks, beside the names in it; two words of all at least."""
    asked = stems(turn.words) - stems(_SAYING)
    wanted = asked - stems(turn.names)
    hits = desk.search(turn.words, (), ("claim",), 12)
    shared = {hit.passage.id: len(wanted & stems(hit.passage.text)) for hit in hits}
    near = [
        hit.passage
        for hit in hits
        if len(asked & stems(hit.passage.text)) >= max(2, 0.5 * len(asked)) or shared[hit.passage.id] >= len(wanted) > 1
    ]
    return sorted(near, key=lambda passage: -shared[passage.id])[:2]


def _told(passage: Passage, role: str) -> Statement:
    """A claim and what is known beside it, in two sentences."""
    parts = _PARTS.match(passage.text)
    if parts is None:
        return from_passage(passage, role="lead" if role == "lead" else "why")
    known = f"What is known: {parts[2]}." if parts[2] else _NOTHING
    text = f"The article claims: {parts[1]}. {known}"
    return Statement(text, "lead" if role == "lead" else "why", from_passage(passage).citations, basis=passage.text)

"""Questions that documents answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from weighbridge.answers import compose_cost, compose_knowledge, compose_market, compose_sizing, refuse

if TYPE_CHECKING:
    from weighbridge.answers.answer import Draft
    from weighbridge.answers.desk import Desk
    from weighbridge.answers.turn import Turn

Attempt = Callable[[], "Draft | None"]


def read(turn: Turn, desk: Desk) -> Iterator[Attempt]:
    """Questions that documents answer."""
    if turn.frameworks:
        kinds, ids = ("regulation",), turn.frameworks
        if turn.says("when"):
            yield lambda: compose_knowledge.on_date(turn, desk)
        yield lambda: _vague_or(turn, desk, lambda: compose_knowledge.answer(turn, desk, "compliance", kinds, ids))
        yield lambda: compose_knowledge.answer(turn, desk, "compliance", (), ids)
    if turn.says("refusals", "vague") and not turn.subjects and not turn.providers and not turn.says("kinds", "how_to"):
        yield lambda: _missing(turn, desk)
    if turn.says("hosting_patterns"):
        ids = (compose_knowledge.HOSTING_PATTERNS,)
        yield lambda: compose_knowledge.answer(turn, desk, "knowledge", (), ids, strict=False)
    if turn.says("kinds", "compliance"):
        yield lambda: compose_knowledge.answer(turn, desk, "compliance", ("regulation", "license", "guide", "provider"))
    yield lambda: compose_knowledge.on_date(turn, desk)
    yield from _of_kinds(turn, desk)
    yield lambda: compose_knowledge.answer(turn, desk, "knowledge")


def _of_kinds(turn: Turn, desk: Desk) -> Iterator[Attempt]:
    """Guides and claims, by what the question is about."""
    if turn.says("is_true") and not turn.subjects:
        yield lambda: compose_market.claims(turn, desk)
    if turn.says("kinds", "cost"):
        yield lambda: compose_knowledge.answer(turn, desk, "cost", (), (compose_cost.COST_METHOD,), strict=True)
        yield lambda: compose_knowledge.answer(turn, desk, "cost", ("guide", "market", "hardware"))
    if turn.says("kinds", "sizing"):
        yield lambda: compose_knowledge.answer(turn, desk, "sizing", (), (compose_sizing.SIZING_METHOD,), strict=True)
        yield lambda: compose_knowledge.answer(turn, desk, "sizing", ("guide", "hardware"))
    if not turn.says("article"):
        yield lambda: compose_market.tuning_tool(turn, desk)
    if turn.says("tuning_services"):
        yield lambda: compose_market.tuning_services(turn, desk)
    if turn.says("kinds", "market"):
        yield lambda: compose_market.claims(turn, desk)
        yield lambda: compose_knowledge.answer(turn, desk, "market_claim", ("market", "claim", "guide"))


def _vague_or(turn: Turn, desk: Desk, otherwise: Attempt) -> Draft | None:
    """A question about `our vendor` cannot be answered by the framework alone."""
    if turn.says("refusals", "vague") and turn.says("yes_no") and turn.says("kinds", "posture") and not turn.providers:
        return _missing(turn, desk)
    return otherwise()


def _missing(turn: Turn, desk: Desk) -> Draft | None:
    return refuse.missing_information(turn, desk) if turn.says("yes_no") or turn.says("permission") else None

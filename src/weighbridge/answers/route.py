"""Which kind of answer a question gets, tried in order; the first composer that has an answer wins."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from weighbridge.answers import (
    compose_cost,
    compose_family,
    compose_knowledge,
    compose_market,
    compose_model,
    compose_property,
    compose_provider,
    compose_recommend,
    compose_sizing,
    compose_table,
    refuse,
)
from weighbridge.answers.language import stems
from weighbridge.answers.premise import correction
from weighbridge.answers.premise_license import confirmed
from weighbridge.answers.quantities import first
from weighbridge.answers.route_documents import read
from weighbridge.answers.route_license import about_license, license_draft
from weighbridge.answers.subjects import Subject

if TYPE_CHECKING:
    from weighbridge.answers.answer import Draft
    from weighbridge.answers.desk import Desk
    from weighbridge.answers.turn import Turn

Attempt = Callable[[], "Draft | None"]

_TERMS = frozenset(["obligations", "naming", "display", "notice", "source", "termination", "law", "changes", "patent"])
"""Topics of terms, whatever figures the question holds beside them."""


def draft(turn: Turn, desk: Desk) -> Draft:
    """The answer to a question, before it is checked."""
    if not turn.words.strip():
        return refuse.injection_only(turn, desk)
    for attempt in _attempts(turn, desk):
        found = attempt()
        if found is not None and found.statements:
            return refuse.with_unknown(found, turn)
    return refuse.not_in_knowledge(turn)


def _attempts(turn: Turn, desk: Desk) -> Iterator[Attempt]:
    """Composers in the order in which they may answer."""
    yield from _refused(turn, desk)
    if turn.subjects and (turn.says("model_topics", "inner") or turn.says("model_topics", "training")):
        yield lambda: compose_model.model_fact(turn, desk)
    if any(subject.models and all(model.status == "claimed" for model in subject.models) for subject in turn.subjects):
        yield lambda: compose_model.model_fact(turn, desk)
    if turn.says("article"):
        yield lambda: compose_market.claims(turn, desk)
    yield from _computed(turn, desk)
    yield from _recorded(turn, desk)
    yield from read(turn, desk)


def _refused(turn: Turn, desk: Desk) -> Iterator[Attempt]:
    """What has no plain answer: orders, advice that binds, false premises, the future, names that nobody knows."""
    if turn.says("refusals", "secret") and not turn.subjects and turn.commanded:
        yield lambda: refuse.injection_only(turn, desk)
    if turn.says("refusals", "promise") and _about_the_future(turn):
        yield lambda: refuse.prediction(turn, desk)
    if turn.says("refusals", "legal_advice"):
        yield lambda: refuse.legal_advice(turn, desk)
    yield lambda: correction(turn, desk)
    yield lambda: compose_model.retirement(turn, desk)
    if _about_the_future(turn):
        yield lambda: refuse.prediction(turn, desk)
    if turn.says("private") and not turn.subjects and not turn.frameworks:
        yield refuse.not_in_knowledge
    if turn.dangling:
        yield lambda: refuse.missing_information(turn, desk)
    alone = turn.says("kinds", "comparison") and len(turn.subjects) < 2  # a comparison takes two
    if turn.entities.unknown and (alone or not any(subject.models for subject in turn.subjects)):
        yield lambda: refuse.unknown_model(turn, desk)


def _about_the_future(turn: Turn) -> bool:
    """Whether it asks what others will do; what happens to oneself later is a matter of today's terms."""
    soft = turn.says("refusals", "future") and not turn.says("refusals", "hypothetical")
    return (turn.says("refusals", "prediction") or soft) and not turn.says("article")


def _computed(turn: Turn, desk: Desk) -> Iterator[Attempt]:
    """Questions that engines answer."""
    models = any(subject.models for subject in turn.subjects)
    stated = (
        bool(turn.entities.of("accelerator"))
        or first(turn.entities.quantities, "context_tokens", "concurrency") is not None
    )
    price = turn.says("kinds", "cost") or (turn.follow_up and turn.previous_kind == "cost")
    volume = first(turn.entities.quantities, "queries_month", "input_tokens") is not None
    if models and (price or volume) and not _licensed(turn) and not turn.says("kinds", "recommend"):
        yield lambda: compose_cost.cost(turn, desk)
    sized = turn.says("kinds", "sizing") or (turn.follow_up and turn.previous_kind == "sizing")
    if models and (sized or stated) and not _licensed(turn):
        yield lambda: compose_sizing.sizing(turn, desk)
    if turn.accelerators and not turn.subjects:
        yield lambda: compose_model.accelerator_fact(turn, desk)
    if turn.says("kinds", "recommend") and len(turn.subjects) < 2 and not turn.says("kinds", "compliance"):
        yield lambda: compose_recommend.recommend(turn, desk)


def _licensed(turn: Turn) -> bool:
    """Whether the words are about permission rather than about figures."""
    open_weights = any(model.open_weights for subject in turn.subjects for model in subject.models)
    if "fee" in turn.topics and open_weights and not turn.says("per_token"):
        return True
    money = any(item.unit in ("money_year", "money_month") for item in turn.entities.quantities)
    money = money or (turn.says("of_a_company") and any(item.currency for item in turn.entities.quantities))
    asked = money or turn.says("permission") or turn.says("duty") or bool(_TERMS & set(turn.topics))
    revenue = money and turn.stated.any
    return (revenue or (turn.says("license_words") and asked)) and not (
        turn.says("kinds", "sizing") and bool(turn.entities.of("accelerator"))
    )


def _recorded(turn: Turn, desk: Desk) -> Iterator[Attempt]:
    """Questions that sheets and records answer."""
    with_sheet = [subject for subject in turn.subjects if subject.sheets]
    yield from _of_providers(turn, desk, with_sheet)
    if turn.says("kinds", "which_license") and not with_sheet:
        yield lambda: compose_property.with_property(turn, desk)
    if turn.says("kinds", "which_of_family") and with_sheet:
        yield lambda: compose_family.by_license(turn, desk)
    if len(turn.subjects) > 1 and not turn.says("license_words") and not turn.stated.any:
        yield lambda: compose_model.compared(turn, desk)
    if len(with_sheet) > 1:
        yield lambda: confirmed(turn, desk)
        yield lambda: compose_table.compare(turn, desk)
    if turn.frameworks and with_sheet:
        yield lambda: _framework_and_license(turn, desk, with_sheet[0])
    yield from _of_one(turn, desk, with_sheet)


def _of_providers(turn: Turn, desk: Desk, with_sheet: list[Subject]) -> Iterator[Attempt]:
    """Questions about the data handling of providers, named or any."""
    if turn.providers and turn.says("kinds", "posture") and _only_providers(turn):
        yield lambda: compose_provider.posture(turn, desk)
    general = bool(turn.frameworks) and turn.says("in_general")
    if turn.says("any_provider") and not (turn.providers or with_sheet or general or turn.says("license_noun")):
        yield lambda: compose_provider.providers_with(turn, desk)


def _of_one(turn: Turn, desk: Desk, with_sheet: list[Subject]) -> Iterator[Attempt]:
    """Questions about one license or model."""
    unread = [subject for subject in turn.subjects if subject.unlicensed]
    if unread and not with_sheet and (turn.says("license_words") or turn.says("permission")):
        yield lambda: refuse.unread_license(unread[0], desk)
    if with_sheet and about_license(turn):
        yield lambda: license_draft(turn, desk, with_sheet[0])
    if turn.subjects and turn.says("kinds", "model_fact"):
        yield lambda: compose_model.model_fact(turn, desk)
    if with_sheet and _speaks_to(turn, desk, tuple(sheet.id for sheet in with_sheet[0].sheets[:2])):
        yield lambda: license_draft(turn, desk, with_sheet[0])
    if turn.subjects and not turn.providers:
        yield lambda: compose_model.model_fact(turn, desk)
    if turn.providers:
        yield lambda: compose_knowledge.answer(turn, desk, "provider_posture", ("provider",), turn.providers)


def _only_providers(turn: Turn) -> bool:
    """Whether every name in the question is that of a provider, even if models or licenses are called so too."""
    providers = {mention.text.casefold() for mention in turn.entities.of("provider")}
    return all(subject.label.casefold() in providers for subject in turn.subjects)


def _speaks_to(turn: Turn, desk: Desk, ids: tuple[str, ...]) -> bool:
    """Whether what is written about these ids holds most of the words asked about."""
    wanted = stems(turn.words) - stems(turn.names)
    if not wanted:
        return True
    held = stems(" ".join(f"{hit.passage.section} {hit.passage.text}" for hit in desk.search(turn.words, ids, limit=6)))
    return len(wanted & held) >= compose_knowledge.COVERED * len(wanted)


def _framework_and_license(turn: Turn, desk: Desk, subject: Subject) -> Draft | None:
    """A framework and a license together: what the documents of both say."""
    return compose_knowledge.together(turn, desk, (*turn.frameworks, subject.sheets[0].id))

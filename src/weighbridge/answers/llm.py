"""A language model may put an answer into better words and add to it; it is believed only where it can be checked."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from weighbridge.answers.answer import Answer, Citation
from weighbridge.answers.llm_check import Inspector
from weighbridge.answers.llm_errors import ModelFailed
from weighbridge.answers.llm_evidence import Given
from weighbridge.answers.llm_model import TIMEOUT_SECONDS, ModelSpec, open_model, wanted_spec
from weighbridge.answers.llm_prompt import ASK_TOOLS, FORM, INSTRUCTIONS
from weighbridge.answers.llm_reply import Sentence
from weighbridge.answers.llm_wire import Exchange, Rejected, within
from weighbridge.errors import InvalidSetting

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.tools import BaseTool

    from weighbridge.answers.desk import Desk
    from weighbridge.knowledge.passage import Passage

__all__ = ["ModelSpec", "Outcome", "improve", "open_model", "rephrase", "wanted_spec"]

SECONDS_VARIABLE = "WEIGHBRIDGE_LLM_SECONDS"
"""Sets the limit of the whole exchange."""
MORE_PASSAGES = 4
"""Passages handed over beside those that the answer cites."""
NOT_FOR_MODELS = frozenset({
    "unknown_model", "undisclosed", "prediction", "legal_advice", "false_premise", "missing_information", "injection",
    "not_in_knowledge",
})  # fmt: skip
"""Kinds of answers that say there is none: nothing in them is to be added to."""

OnToken = Callable[[str], None]
"""Gets text for display: whole sentences, each after its check."""


@dataclass(frozen=True)
class Outcome:
    """What to show, and how it came about."""

    answer: Answer
    """The model's wording when it was accepted, else the computed answer unchanged."""
    accepted: bool
    reason: str
    """One line for the reader."""


def improve(answer: Answer, desk: Desk, spec: str, on_token: OnToken | None = None) -> Outcome:
    """Let the model of a spec reword an answer of that desk, with the passages and engines of the desk at hand.

    Raises BadModelSpec, MissingExtra, MissingPartnerPackage or InvalidSetting, before anything is sent; what goes wrong
    after that is in the outcome.
    """
    wanted, seconds = ModelSpec.parse(spec), _seconds()
    if (refused := _unfit(answer)) is not None:
        return refused
    model = open_model(wanted, seconds)
    from weighbridge.answers.langchain_tools import engine_tools

    tools = engine_tools(desk.catalog, lambda: desk.full)
    return rephrase(answer, _passages(answer, desk), tools, model, on_token, label=wanted.label, seconds=seconds)


def rephrase(  # noqa: PLR0913  # the last two have defaults that hold nearly always
    answer: Answer,
    passages: Iterable[Passage],
    tools: Sequence[BaseTool],
    model: BaseChatModel,
    on_token: OnToken | None = None,
    *,
    label: str = "the language model",
    seconds: float = TIMEOUT_SECONDS,
) -> Outcome:
    """Let a model put a computed answer into its own words, and take them only if every sentence holds.

    A sentence holds when its citations were given, its quotes are verbatim, its numbers and names stand in the evidence
    and belong together, it says about permission what the computed answer says, some piece of evidence says it, and it
    holds no link, markup or talk about instructions. One that does not hold ends the exchange: the computed answer is
    the result. Never raises for what a model or server does.

    `on_token` gets sentences once they are checked, none before; if a later one fails, what was shown was still sound.
    """
    if (refused := _unfit(answer)) is not None:
        return refused
    over = threading.Event()

    def run() -> Inspector:
        exchange = Exchange(model, on_token is not None, time.monotonic() + seconds)
        given = Given.of(answer, passages)
        if tools:
            given = exchange.with_tools(given, tools)
        inspector = Inspector(given, f"{INSTRUCTIONS} {ASK_TOOLS} {FORM}")

        def take(sentence: Sentence) -> None:
            reason = inspector.take(sentence)
            if reason is not None:
                raise Rejected(reason)
            if on_token is not None and not over.is_set():
                on_token(sentence.text if len(inspector.kept) == 1 else f" {sentence.text}")

        exchange.answer(given, take)
        return inspector

    try:
        inspector = within(seconds, run)
    except (ModelFailed, Rejected) as error:
        told = f"The wording of {label} was not taken" if isinstance(error, Rejected) else f"No answer from {label}"
        return Outcome(answer, accepted=False, reason=f"{told}: {error}. The computed answer stands.")
    finally:
        over.set()
    return _accepted(answer, inspector, label, on_token)


def _accepted(answer: Answer, inspector: Inspector, label: str, on_token: OnToken | None) -> Outcome:
    added = inspector.left_out()
    if on_token is not None:
        for paragraph in added:
            on_token(f"\n\n{paragraph}")
    text = "\n\n".join([" ".join(inspector.kept), *added])
    citations = _unique([*inspector.citations, *answer.citations])
    quotes = len(inspector.citations)
    reason = f"Worded by {label}; {len(inspector.kept)} sentences and {quotes} quotes checked against the evidence."
    return Outcome(replace(answer, text=text, citations=citations), accepted=True, reason=reason)


def _unfit(answer: Answer) -> Outcome | None:
    """An outcome without asking anyone, for answers that say there is none or that ask back."""
    if answer.status == "answered" and answer.kind not in NOT_FOR_MODELS and answer.text.strip():
        return None
    return Outcome(answer, accepted=False, reason="No language model was asked: there is nothing here to reword.")


def _passages(answer: Answer, desk: Desk) -> list[Passage]:
    """The cited passages, then what else speaks to the question about the same documents."""
    cited = [found for item in answer.citations if (found := desk.passage(item.passage)) is not None]
    about = tuple(dict.fromkeys(item.id for item in answer.citations))
    more = [hit.passage for hit in desk.search(answer.question, about, (), MORE_PASSAGES)] if about else []
    return [*cited, *more]


def _unique(citations: Iterable[Citation]) -> tuple[Citation, ...]:
    return tuple({(item.passage, item.quote): item for item in citations}.values())


def _seconds() -> float:
    text = os.environ.get(SECONDS_VARIABLE, "")
    try:
        value = float(text or TIMEOUT_SECONDS)
    except ValueError:
        value = 0.0
    if not 0 < value <= 3600:
        raise InvalidSetting(SECONDS_VARIABLE, text, "a number of seconds up to 3600")
    return value

"""Answers from records of models and accelerators: the fact asked for in one sentence, and several side by side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from weighbridge.answers import refuse
from weighbridge.answers.answer import Draft, Statement
from weighbridge.answers.consequences import listed
from weighbridge.answers.evidence import from_passage, sentences
from weighbridge.answers.figure_sources import newness
from weighbridge.answers.language import stems
from weighbridge.knowledge import facts

if TYPE_CHECKING:
    from weighbridge.answers.desk import Desk
    from weighbridge.answers.turn import Turn
    from weighbridge.knowledge.passage import Passage
    from weighbridge.records import Model

MOST = 4
"""Models that an answer goes into."""


@dataclass(frozen=True)
class _Fact:
    """Something asked about a model."""

    topic: str
    """Name of the word list that asks for it."""
    what: str
    """What it is called when it is not disclosed."""
    value: Callable[[Model], object]
    """The value; None when it is not known."""
    tell: Callable[[Model], str]
    """The whole sentence, for a model whose value is known."""
    amount: Callable[[Model], float | str | None] | None = None
    """What two models are compared by; None when more is not better or worse."""
    more: str = ""
    """What the one with the larger amount has."""


def _inputs(model: Model) -> str:
    kinds: list[str] = list(model.input_modalities or ())
    verb = "takes only text" if kinds == ["text"] else f"takes {listed(kinds)} as input"
    return f"{model.name} {verb}."


def _parameters(model: Model) -> str:
    active = model.active_parameters_b
    mixture = f", {active:g} billion of them active per token" if active and active != model.parameters_b else ""
    return f"{model.name} has {model.parameters_b:g} billion parameters{mixture}."


def _nothing(_model: Model) -> None:
    """What no maker publishes."""


def _untold(_model: Model) -> str:
    """A fact that the passages tell better than a sentence."""
    return ""


def _languages(model: Model) -> str:
    more = ", and more" if model.more_languages else ""
    return f"{model.name} states these languages: {listed(list(model.languages or ()))}{more}."


def _retirement(model: Model) -> str:
    return f"{model.name} is served by its maker until {model.retires} and then switched off; plan the move before."


_FACTS: tuple[_Fact, ...] = (
    _Fact("retirement", "the retirement date", lambda m: m.retires, _retirement, lambda m: m.retires, "lasts longer"),
    _Fact("parameters", "the number of parameters", lambda m: m.parameters_b, _parameters, lambda m: m.parameters_b,
          "has more parameters"),
    _Fact("output_limit", "the longest answer", lambda m: m.output_tokens_max,
          lambda m: f"The longest answer of {m.name} is {m.output_tokens_max:,} tokens.",
          lambda m: m.output_tokens_max, "gives longer answers"),
    _Fact("context", "the context window", lambda m: m.context_tokens,
          lambda m: f"The context window of {m.name} is {m.context_tokens:,} tokens.",
          lambda m: m.context_tokens, "has the larger context window"),
    _Fact("cutoff", "the knowledge cutoff", lambda m: m.knowledge_cutoff,
          lambda m: f"The knowledge of {m.name} ends at {m.knowledge_cutoff}.",
          lambda m: m.knowledge_cutoff, "knows of later events"),
    _Fact("training", "the course and cost of the training", _nothing, _untold),
    _Fact("inner", "the inside of the service", _nothing, _untold),
    _Fact("training_data", "the training data", _nothing, _untold),
    _Fact("architecture", "the architecture", lambda m: m.architecture, _untold),
    _Fact("languages", "the supported languages", lambda m: m.languages, _languages),
    _Fact("inputs", "the kinds of input", lambda m: m.input_modalities or None, _inputs),
    _Fact("released", "the release date", lambda m: m.release_date,
          lambda m: f"{m.name} was released on {m.release_date}.", lambda m: m.release_date, "is newer"),
)  # fmt: skip


def model_fact(turn: Turn, desk: Desk) -> Draft | None:
    """What the catalog says about the models named."""
    models = [model for subject in turn.subjects for model in representative(subject.models)]
    if not models:
        return None
    model = models[0]
    asked = next((fact for fact in _FACTS if turn.says("model_topics", fact.topic)), None)
    if asked and asked.value(model) is None and asked.topic != "retirement" and model.status != "claimed":
        return refuse.undisclosed(turn, desk, asked.what)
    if model.status == "claimed":
        parts = [*_claimed(model, desk), *_by_words(turn, desk, models)]
    elif asked and asked.topic == "retirement" and not model.retires:
        parts = [_told(f"No date on which {model.name} is switched off is on record.", model, desk)]
    elif asked and asked.value(model) and (told := asked.tell(model)):
        parts = _direct(asked, told, models, desk)
    else:
        parts = _by_words(turn, desk, models)
    if not parts:
        return None
    parts[0] = replace(parts[0], role="lead")
    return Draft("model_fact", tuple(parts), "answered", (f"weighbridge models {model.id}",))


def retirement(turn: Turn, desk: Desk) -> Draft | None:
    """The date on which a named model is switched off, when it is on record: a fact, not a prediction."""
    models = [model for subject in turn.subjects for model in representative(subject.models) if model.retires]
    return model_fact(turn, desk) if models and turn.says("model_topics", "retirement") else None


def compared(turn: Turn, desk: Desk) -> Draft | None:
    """Models side by side on the one figure that the question compares; None when it compares no figure."""
    models = [model for subject in turn.subjects for model in representative(subject.models)[:1]][:MOST]
    fact = next((item for item in _FACTS if item.amount and turn.says("model_topics", item.topic)), None)
    if len(models) < 2 or fact is None or fact.amount is None:  # a comparison takes two
        return None
    known = [model for model in models if fact.amount(model) is not None]
    parts = [_told(fact.tell(model), model, desk) for model in known]
    parts += [_told(f"Of {model.name} it is not known.", model, desk) for model in models if model not in known]
    amount = fact.amount
    ordered = sorted(known, key=lambda model: str(amount(model)).zfill(12), reverse=True)
    if len(known) > 1 and fact.amount(ordered[0]) != fact.amount(ordered[1]):
        lead = f"{ordered[0].name} {fact.more}."
    elif len(known) > 1:
        lead = f"{listed([model.name for model in known])} do not differ in that."
    else:
        return None
    parts.insert(0, replace(_told(lead, ordered[0], desk), role="lead"))
    return Draft("comparison", tuple(parts), "answered", tuple(f"weighbridge models {m.id}" for m in models[:2]))


def accelerator_fact(turn: Turn, desk: Desk) -> Draft | None:
    """The data sheets of the accelerators named, when nothing else is."""
    parts = []
    for one in turn.accelerators[:3]:
        parts += [from_passage(passage) for passage in facts.about(desk.catalog, one) if passage.kind == "accelerator"]
    if not parts:
        return None
    parts[0] = replace(parts[0], role="lead")
    return Draft(
        "sizing", tuple(parts), "answered", tuple(f"weighbridge accelerators {i}" for i in turn.accelerators[:2])
    )


def representative(models: tuple[Model, ...]) -> list[Model]:
    """Of a family the three newest chat models (`newness`); a single model as it is."""
    chat = [model for model in models if model.kind in ("chat", "completion")] or list(models)
    return sorted(chat, key=newness, reverse=True)[:3]


def _direct(fact: _Fact, told: str, models: list[Model], desk: Desk) -> list[Statement]:
    """The fact of the first model, then of its relatives where the name is that of a family."""
    parts = [_told(told, models[0], desk)]
    return parts + [_told(fact.tell(model), model, desk) for model in models[1:3] if fact.value(model)]


def _told(text: str, model: Model, desk: Desk) -> Statement:
    """A sentence about a model, with the passage that holds its words or figures."""
    passages = {p.id.partition("#")[2]: p for p in facts.about(desk.catalog, model.id)}
    found = max(
        (passages[key] for key in ("profile", "size") if key in passages),
        key=lambda passage: len(stems(text) & stems(passage.text)),
    )
    return Statement(text, "why", from_passage(found, None, "why", text).citations, basis=f"{model.name} {found.text}")


def _claimed(model: Model, desk: Desk) -> list[Statement]:
    """What is known of a model that an article names and nobody has released."""
    passage = desk.passage(f"model:{model.id}#profile")
    told = f" {model.claim_note}" if model.claim_note else ""
    counterpart = desk.catalog.models.get(model.actual_counterpart or "")
    instead = f" The closest released model is {counterpart.name}." if counterpart else ""
    text = f"{model.name} has not been released: it is a claim of an article.{told}{instead}"
    cited = from_passage(passage).citations if passage else ()
    return [Statement(text, "lead", cited, basis=text)]


def _by_words(turn: Turn, desk: Desk, models: list[Model]) -> list[Statement]:
    """The fact passages that share most words with the question."""
    found = [best(turn.words, list(facts.about(desk.catalog, model.id)), 2) for model in models[:3]]
    return [_cut(from_passage(passage)) for passages in found for passage in passages]


LONG = 45
"""Words of one fact passage that an answer shows; the citation leads to the rest."""


def _cut(statement: Statement) -> Statement:
    """A statement without the sentences that go on listing."""
    kept: list[str] = []
    words = 0
    for sentence in sentences(statement.text):
        words += len(sentence.split())
        if kept and words > LONG:
            break
        kept.append(sentence)
    return replace(statement, text=" ".join(kept))


def best(words: str, passages: list[Passage], most: int) -> list[Passage]:
    """Passages that share most content words with the question, titles and names of the record left out."""
    if not passages:
        return []
    own = stems(passages[0].title)
    wanted = stems(words) - own
    scored = [
        (len(wanted & (stems(p.section) | (stems(p.text) - own))) + 1.5 * len(wanted & stems(p.section)), -i, p)
        for i, p in enumerate(passages)
    ]
    top = sorted(scored, key=lambda item: item[:2], reverse=True)
    highest = top[0][0]
    return [passage for score, _, passage in top[:most] if score and score >= 0.6 * highest] if highest else []

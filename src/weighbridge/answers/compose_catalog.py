"""Answers from records of the catalog: facts of a model, data handling of a provider, recommendations."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from weighbridge.answers import refuse
from weighbridge.answers.answer import Draft, Figure, Statement
from weighbridge.answers.compose_knowledge import beside
from weighbridge.answers.evidence import from_passage
from weighbridge.answers.language import stems
from weighbridge.answers.quantities import first
from weighbridge.knowledge import facts

if TYPE_CHECKING:
    from weighbridge.answers.desk import Desk
    from weighbridge.answers.turn import Turn
    from weighbridge.knowledge.passage import Passage
    from weighbridge.needs import Needs
    from weighbridge.records import Model

_ASKED: tuple[tuple[tuple[str, ...], str, tuple[str, ...]], ...] = (
    (("parameter", "how big", "how large", "size of"), "the number of parameters", ("parameters_b",)),
    (("context",), "the context window", ("context_tokens",)),
    (("cutoff", "cut-off"), "the knowledge cutoff", ("knowledge_cutoff",)),
    (("training data", "trained on", "dataset"), "the training data", ()),
    (("architecture", "layers", "experts"), "the architecture", ("architecture",)),
    (("language",), "the supported languages", ("languages",)),
    (("release date", "released", "when was"), "the release date", ("release_date",)),
)
"""Words of a question, what they ask for, and the fields that would hold it."""


def model_fact(turn: Turn, desk: Desk) -> Draft | None:
    """What the catalog says about a model."""
    models = [model for subject in turn.subjects for model in _representative(subject.models)]
    if not models:
        return None
    model = models[0]
    words = turn.words.lower()
    for asked, what, fields in _ASKED:
        if any(word in words for word in asked) and all(getattr(model, name) is None for name in fields):
            return refuse.undisclosed(turn, desk, what)
    parts: list[Statement] = []
    for one in models[:3]:
        found = _best(turn.words, list(facts.about(desk.catalog, one.id)), 2)
        parts += [from_passage(passage) for passage in found]
    if model.status == "claimed":
        parts = [*_claimed(model, desk), *parts]
    if not parts:
        return None
    parts[0] = replace(parts[0], role="lead")
    return Draft("model_fact", tuple(parts), "answered", (f"weighbridge models {model.id}",))


def _claimed(model: Model, desk: Desk) -> list[Statement]:
    """What is known of a model that an article names and nobody has released."""
    passage = desk.passage(f"model:{model.id}#profile")
    told = f" {model.claim_note}" if model.claim_note else ""
    counterpart = desk.catalog.models.get(model.actual_counterpart or "")
    instead = f" The closest released model is {counterpart.name}." if counterpart else ""
    text = f"{model.name} has not been released: it is a claim of an article.{told}{instead}"
    cited = from_passage(passage).citations if passage else ()
    return [Statement(text, "lead", cited, basis=text)]


def posture(turn: Turn, desk: Desk) -> Draft | None:
    """How a provider handles data, as far as the question asks."""
    ids = turn.providers
    if not ids:
        return None
    parts: list[Statement] = []
    for provider_id in ids[:3]:
        provider = desk.catalog.providers[provider_id]
        passages = [p for p in facts.about(desk.catalog, provider_id) if p.kind == "provider"]
        found = _best(turn.words, [p for p in passages if not p.id.endswith("#profile")], 3)
        if not found:
            text = (
                f"Nothing is on record about the data handling of {provider.name} on this point: unknown is not a yes."
            )
            cited = from_passage(passages[0]).citations if passages else ()
            parts.append(Statement(text, "why", cited, basis=provider.name))
            continue
        parts += [from_passage(passage) for passage in found]
    parts[0] = replace(parts[0], role="lead")
    parts += beside(turn, desk, tuple(ids[:2]), 45)
    parts.append(Statement("Confirm it in your contract: postures differ by tier and change.", "do"))
    return Draft("provider_posture", tuple(parts), "answered", tuple(f"weighbridge providers {i}" for i in ids[:2]))


def recommend(turn: Turn, desk: Desk) -> Draft | None:
    """The first options of a ranking, when a volume is stated; else what is missing."""
    from weighbridge.needs import Needs

    queries = first(turn.entities.quantities, "queries_month")
    tokens_in, tokens_out = (
        first(turn.entities.quantities, "input_tokens"),
        first(turn.entities.quantities, "output_tokens"),
    )
    if queries is None or tokens_in is None or tokens_out is None or desk.rank is None:
        text = (
            "A recommendation needs your volume: queries a month, input and output tokens per query; then where data "
            "may go, and what the use is."
        )
        guide = beside(turn, desk, ("choosing-a-model", "hosting-patterns", "choosing-a-license"), 80)
        then = Statement("Write them into a needs file and run `weighbridge rank`, or tell me here.", "do")
        return Draft(
            "recommend", (Statement(text, "lead"), *guide, then), "needs_more", ("weighbridge rank NEEDS.yaml",)
        )
    stated = turn.stated.facts
    needs = Needs.model_validate(
        {
            "workload": {
                "queries_per_month": queries,
                "input_tokens": int(tokens_in),
                "output_tokens": int(tokens_out),
            },
            "organization": {"country": stated.region if stated.region and len(stated.region) == 2 else None,
                             "annual_revenue_usd": stated.annual_revenue_usd, "monthly_active_users": stated.mau},
            "use": {"purpose": stated.purpose or "internal_business", "fine_tunes": bool(stated.fine_tunes)},
            "data": {"residency": ["EU"] if "EU" in turn.entities.places else []},
        }
    )  # fmt: skip
    return _ranked(desk, needs)


def _ranked(desk: Desk, needs: Needs) -> Draft | None:
    """The first three options with score and monthly cost."""
    assert desk.rank is not None  # noqa: S101  # the caller checked
    result = desk.rank(needs)
    entries = result.top(3)
    if not entries:
        text = f"None of the {result.weighed} options weighed passes every gate for what you stated."
        return Draft("recommend", (Statement(text, "lead", basis=str(result.weighed)),), "answered")
    parts: list[Statement] = []
    for entry in entries:
        model, value = entry.view.model, entry.view.row["cost_expected"]
        figures = [Figure(f"{entry.id} score", round(entry.score, 1), "points of 100", "weighted sum of the criteria")]
        told = f"{entry.rank}. {model.name} ({entry.id}): {entry.score:.0f} points, {entry.status}"
        if value is not None:
            figures.append(Figure(f"{entry.id} cost", float(value), "USD a month", "the stated volume at list prices"))
            told += f", about ${value:,.0f} a month"
        passage = desk.passage(f"model:{model.id}#profile")
        cited = from_passage(passage).citations if passage else ()
        parts.append(Statement(f"{told}.", "why", cited, tuple(figures), f"{entry.id} {model.name} {entry.rank}"))
    first = entries[0]
    lead = f"{first.view.model.name} leads for what you stated, out of {result.weighed:,} options weighed."
    figure = Figure("options weighed", result.weighed, "options", "every way of running every model")
    parts.insert(0, Statement(lead, "lead", parts[0].citations, (figure,), first.view.model.name))
    return Draft("recommend", tuple(parts), "answered", ("weighbridge rank NEEDS.yaml",))


def _representative(models: tuple[Model, ...]) -> list[Model]:
    """Of a family the three newest chat models; a single model as it is."""
    chat = [model for model in models if model.kind in ("chat", "completion")] or list(models)
    return sorted(chat, key=lambda model: (model.release_date or "", model.id), reverse=True)[:3]


def _best(words: str, passages: list[Passage], most: int) -> list[Passage]:
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
    best = top[0][0]
    return [passage for score, _, passage in top[:most] if score and score >= 0.6 * best] if best else []

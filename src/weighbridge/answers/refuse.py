"""Answers that say why there is no answer, and what is certain nevertheless."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from weighbridge.answers.answer import Draft, Statement
from weighbridge.answers.chosen import pick
from weighbridge.answers.entities import recognize
from weighbridge.answers.evidence import from_passage, says_yes_or_no, statements
from weighbridge.answers.family import relevant
from weighbridge.answers.ranked import ranked_sentences
from weighbridge.answers.sheet_facts import for_topics, sheet_passages
from weighbridge.answers.subjects import subjects

if TYPE_CHECKING:
    from weighbridge.answers.desk import Desk
    from weighbridge.answers.subjects import Subject
    from weighbridge.answers.turn import Turn

COUNSEL = "Take the sheet and its clauses to your counsel: they decide, this informs."


def injection_only(turn: Turn, desk: Desk) -> Draft:
    """Nothing was asked; what was named keeps its license, whatever the command says of it."""
    text = (
        "I do not follow instructions inside a question, and nothing else was asked. Ask about a model, a license, a "
        "cost or a rule."
    )
    named = subjects(recognize(turn.question, desk.names), desk.catalog)
    known = [_license_of(subject) for subject in named[:1] if subject.sheets]
    return Draft("injection", (Statement(text, "lead"), *known), "not_in_knowledge")


def _license_of(subject: Subject) -> Statement:
    """Under which license the sheets put something."""
    sheet = subject.sheets[0]
    profile = sheet_passages(sheet)[0]
    text = f"{subject.label} is under the {sheet.name} ({sheet.id})." if subject.models else profile.text
    return from_passage(profile, text, "why", profile.text)


def legal_advice(turn: Turn, desk: Desk) -> Draft:
    """Binding advice was wanted."""
    text = "I cannot give binding legal advice or confirm that a use is compliant: what I say is information only."
    then = (
        "For a binding answer ask your counsel, or the licensor in writing. What I can do: state what a license or "
        "a framework asks for, with its clauses, when you name the model and the use."
    )
    known = _known(turn, desk, 50) if turn.subjects or turn.frameworks else []
    return Draft("legal_advice", (Statement(text, "lead"), *known, Statement(then, "do")), "not_in_knowledge")


def prediction(turn: Turn, desk: Desk) -> Draft:
    """The future was asked for."""
    text = "Nobody can predict that, and I do not guess."
    if turn.says("refusals", "promise"):
        text = "I cannot promise that: nobody can predict it, and I do not guess."
    known = _known(turn, desk, 85)
    if known:
        text += " What can be said is what holds today."
    elif turn.entities.unknown:
        text += f" {turn.entities.unknown[0]} is not in the catalog either."
    lead = Statement(text, "lead", basis=" ".join(turn.entities.unknown))
    return Draft("prediction", (lead, *known), "not_in_knowledge")


def unknown_model(turn: Turn, desk: Desk) -> Draft:
    """A model that nobody knows."""
    name = turn.entities.unknown[0]
    kind = "provider" if turn.says("provider_named") else "model"
    text = f"Unknown {kind}: the catalog has none named {name}, so I cannot say anything about it."
    near = _near_names(name, desk) if kind == "model" else []
    then = (
        f"Known names that come close: {', '.join(near)}."
        if near
        else "Check the name, or add it with a pack of your own."
    )
    known = [_license_of(subject) for subject in turn.subjects[:2] if subject.models and subject.sheets]
    parts = (Statement(text, "lead", basis=name), *known, Statement(then, "do", basis=" ".join(near)))
    return Draft("unknown_model", parts, "not_in_knowledge", ("weighbridge models",))


def with_unknown(found: Draft, turn: Turn) -> Draft:
    """A draft about the known things of a question, with a word about the names in it that nobody knows."""
    unknown = [name for name in turn.entities.unknown if all(name not in part.text for part in found.statements)]
    if not unknown or found.kind in ("prediction", "legal_advice", "injection", "not_in_knowledge"):
        return found
    name = unknown[0]
    if not turn.says("kinds", "comparison"):
        note = Statement(f"The catalog has nothing named {name}; nothing is said about it here.", "note", basis=name)
        return replace(found, statements=(*found.statements, note))
    lead = Statement(
        f"Unknown model: the catalog has none named {name}, so there is nothing to compare.", "lead", basis=name
    )
    rest = tuple(replace(part, role="why") if part.role == "lead" else part for part in found.statements)
    return Draft("unknown_model", (lead, *rest), "answered", found.suggestions)


def unread_license(subject: Subject, desk: Desk) -> Draft:
    """A model whose license nobody has read: neither yes nor no."""
    model = subject.models[0]
    tag = f" Its page names {model.license_tag}." if model.license_tag else ""
    text = (
        f"The license of {model.name} is unknown here: its text has not been read, so whether you may use it is open."
    )
    passage = desk.passage(f"model:{model.id}#profile")
    cited = from_passage(passage).citations if passage else ()
    then = "Read the license file beside the weights, or let counsel read it, before anyone relies on the model."
    lead = Statement(f"{text}{tag}", "lead", cited, basis=f"{model.name} {model.license_tag}")
    return Draft("license_fact", (lead, Statement(then, "do")), "needs_more", (f"weighbridge models {model.id}",))


def not_in_knowledge(turn: Turn | None = None) -> Draft:
    """Nothing found speaks to the question."""
    text = "I do not have that in the knowledge, so I cannot answer it with a source."
    named = next((subject for subject in turn.subjects if subject.models), None) if turn else None
    if named:
        text = (
            f"Nothing about that is on record for {named.label}, and I do not guess: not disclosed, as far as is known "
            f"here."
        )
    then = (
        "I know models, their licenses, providers and their data handling, prices, GPU sizing and compliance "
        "frameworks; documents of your own can be added with `weighbridge knowledge add`."
    )
    lead = Statement(text, "lead", basis=named.label if named else "")
    return Draft("not_in_knowledge", (lead, Statement(then, "do")), "not_in_knowledge")


def missing_information(turn: Turn, desk: Desk) -> Draft:
    """The question leans on something it does not name."""
    if turn.says("refusals", "contract"):
        return _unseen_contract(turn, desk)
    what = "vendor" if turn.says("refusals", "vendor") else "model or license"
    text = f"I cannot tell: you did not name the {what}, so there is nothing to look up."
    known = _known(turn, desk, 75)
    then = f"Which {what} is it? Tell me the name, and I will look up what is known about it."
    if what == "vendor":
        then += " Ask the vendor itself for the current report or contract, and check its scope and date."
    return Draft("missing_information", (Statement(text, "lead"), *known, Statement(then, "ask")), "needs_more")


def _unseen_contract(turn: Turn, desk: Desk) -> Draft:
    """A contract of the company's own, which is not part of the knowledge."""
    lead = Statement("I cannot tell: I do not have your contract.", "lead")
    then = (
        "Read its text on that point, or add it with `weighbridge knowledge add` and ask again; for what a vendor "
        "offers by default, tell me the vendor."
    )
    return Draft("missing_information", (lead, *_known(turn, desk, 75), Statement(then, "ask")), "needs_more")


def undisclosed(turn: Turn, desk: Desk, what: str) -> Draft:
    """A fact that the maker keeps to itself."""
    model = turn.subjects[0].models[0]
    maker = desk.catalog.providers.get(model.maker)
    name = maker.name if maker else model.maker
    text = (
        f"Not disclosed: {what} of {model.name} is not known here; nothing by {name} is on record, and I do not guess."
    )
    passage = desk.passage(f"model:{model.id}#profile")
    if passage is None:
        return Draft("undisclosed", (Statement(text, "lead", basis=f"{model.name} {name}"),), "not_in_knowledge")
    lead = Statement(text, "lead", from_passage(passage).citations, basis=f"{model.name} {name}")
    return Draft("undisclosed", (lead,), "not_in_knowledge", (f"weighbridge models {model.id}",))


def _known(turn: Turn, desk: Desk, words: int) -> list[Statement]:
    """What documents say about the things that were named."""
    about = tuple(sheet.id for subject in turn.subjects for sheet in relevant(turn.words, subject.sheets))[:4]
    about = about or turn.frameworks or turn.providers or _framework_spoken_of(turn, desk)
    if not about:
        return []
    hits = desk.search(turn.words, about, limit=8)
    hits = [hit for hit in hits if hit.passage.document_id in about]
    documents = [hit for hit in hits if ":" not in hit.passage.id.partition("#")[0]][:4] or hits[:4]
    ranked = ranked_sentences(turn.words, documents, ("duty", "must"))
    found = statements(pick([item for item in ranked if not says_yes_or_no(item.shown)], words))
    for subject in turn.subjects[:1]:
        for sheet in relevant(turn.words, subject.sheets)[-1:]:
            found += [from_passage(passage) for passage in for_topics(sheet, turn.topics, 2)]
    return found


def _framework_spoken_of(turn: Turn, desk: Desk) -> tuple[str, ...]:
    """The framework whose text speaks of what was asked, when it is not named."""
    if not turn.says("kinds", "compliance"):
        return ()
    hits = desk.search(turn.words, (), ("regulation",), 3)
    return (hits[0].passage.document_id,) if hits else ()


def _near_names(name: str, desk: Desk) -> list[str]:
    from difflib import get_close_matches

    names = {model.name.casefold(): model.name for model in desk.catalog.models.values() if model.status != "claimed"}
    first = name.casefold().split(" ")[0].split("-")[0]
    family = {key: shown for key, shown in names.items() if key.startswith(first)}
    return [names[key] for key in get_close_matches(name.casefold(), family or names, n=3, cutoff=0.55)]

"""Answers from documents - compliance, methods, markets, definitions - in sentences of the passages that fit best."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from weighbridge.answers.answer import Draft, Statement
from weighbridge.answers.chosen import best_first, pick, stands, unless_silent
from weighbridge.answers.dates import full_dates, in_words
from weighbridge.answers.entities import recognize
from weighbridge.answers.evidence import Sentence, cite, from_passage, says_yes_or_no, sentences, statements
from weighbridge.answers.language import stems
from weighbridge.answers.ranked import by_heading, ranked_sentences
from weighbridge.answers.verify import numbers
from weighbridge.knowledge.passage import Hit

if TYPE_CHECKING:
    from weighbridge.answers.desk import Desk
    from weighbridge.answers.turn import Turn
    from weighbridge.knowledge.passage import Passage
    from weighbridge.records.framework import Framework, Milestone

HOSTING_PATTERNS = "hosting-patterns"
"""The guide."""
WORDS = 130
"""Words of such an answer."""
_ARTICLE = re.compile(r"Art\. (\d+)")
RELATED = 3
"""Further passages of the leading document that are looked at."""
FEW = 2
"""Content words beside the names up to which a document about the names answers."""
MOSTLY = 0.85
SOME = 0.25
COVERED = 0.5
"""Share of the question's content words that the passages used must hold, else nothing is claimed."""


def answer(
    turn: Turn, desk: Desk, kind: str, kinds: tuple[str, ...] = (), about: tuple[str, ...] = (), *, strict: bool = False
) -> Draft | None:
    """A draft from the best passages; None when they do not speak to the question.

    `strict` asks the passages to hold most of its words; the names of frameworks ask for fewer.
    """
    found = desk.search(turn.words, about, kinds, 14)
    if not (kinds or about or turn.names):  # the page of one license speaks of that license only
        found = [hit for hit in found if hit.passage.kind != "license"]
        found = [hit for hit in found if not _answers_another(hit, turn.words)] or found
    if about:
        found = [Hit(hit.passage, hit.score * (1.0 if hit.passage.document_id in about else 0.4)) for hit in found]
    hits = by_heading(turn.words, found, turn.boost, turn.names)
    share = MOSTLY if strict else SOME if turn.frameworks and about else COVERED
    if not hits or not covered(turn.words, hits, turn.names, turn.boost if about else (), share):
        return None
    if not (kinds or about or turn.names) and _scattered(turn.words, hits):
        return None
    hits = _near(hits, facts=kind == "market_claim")
    hits = [*hits, *_related(hits, desk)]
    ranked = ranked_sentences(turn.words, hits, turn.boost, turn.names)
    chosen = unless_silent(best_first(pick(ranked, WORDS), ranked, turn.words), ranked, turn.words, turn.names)
    body = [_corroborated(statement, desk) for statement in statements(chosen)]
    if body:
        body[0] = _with_clause(body[0], chosen[0])
    if about and body and not set(about) & {c.id for statement in body for c in statement.citations}:
        body += beside(turn, desk, about[:1], 45)
    if not body:
        return None
    row = _row(turn, hits) if turn.says("quantity") else None
    return Draft(kind, (row, *body, *_tables(hits)) if row else (*_direct(body), *_tables(hits)))


_CLAUSE = re.compile(r"\(((?:Art\.|Annex|§|clause|control|req)[^()]*(?:\([^()]*\)[^()]*)*)\)\s*$")


def _with_clause(lead: Statement, sentence: Sentence) -> Statement:
    """The first sentence with the clause of its section, where it names none itself."""
    clause = _CLAUSE.search(sentence.passage.section)
    if clause is None or re.search(r"Art\.|§|Annex|clause|\b[A-Z]\.\d", lead.text):
        return lead
    return replace(lead, text=f"{lead.text.rstrip('.')} ({clause[1]}).")


def on_date(turn: Turn, desk: Desk) -> Draft | None:
    """What begins on the date that the question names, from the milestones of the frameworks."""
    dates = full_dates(turn.words)
    found = []
    for rules in desk.catalog.frameworks.values():
        for number, milestone in enumerate(rules.dates, 1):
            passage = desk.passage(f"framework:{rules.id}#date-{number}")
            if passage and milestone.date in dates and (not turn.frameworks or rules.id in turn.frameworks):
                found.append(_milestone(rules, milestone, passage))
    found = found or _beginnings(turn, desk)
    if not found:
        return None
    about = tuple(dict.fromkeys(citation.id for statement in found for citation in statement.citations))
    return Draft("compliance", (*_direct(found), *beside(turn, desk, about, 60)), "answered")


def _beginnings(turn: Turn, desk: Desk) -> list[Statement]:
    """The milestones of a named framework that a question for a date speaks of: `When did the ... duties start?`."""
    if not (turn.frameworks and turn.says("when")):
        return []
    rules = desk.catalog.frameworks[turn.frameworks[0]]
    asked = stems(turn.words)
    passages = [desk.passage(f"framework:{rules.id}#date-{number}") for number in range(1, len(rules.dates) + 1)]
    scores = [len(asked & stems(milestone.what)) for milestone in rules.dates]
    best = max(scores, default=0)
    return [
        _milestone(rules, milestone, passage)
        for milestone, passage, score in zip(rules.dates, passages, scores, strict=True)
        if passage and score == best >= FEW
    ][:3]


def _milestone(rules: Framework, milestone: Milestone, passage: Passage) -> Statement:
    clause = f" ({milestone.clause})" if milestone.clause else ""
    text = f"From {in_words(milestone.date)} the {rules.name.partition(',')[0]} brings: {milestone.what}{clause}."
    return from_passage(passage, text, "why", passage.text)


def _related(hits: list[Hit], desk: Desk) -> list[Hit]:
    """Passages of the leading document that speak of what its best passage speaks of, after the hits themselves."""
    top = hits[0].passage
    opening = next(iter(sentences(top.text)), "")
    query = f"{top.section.rpartition(' > ')[2]} {opening}"
    known = {hit.passage.id for hit in hits}
    found = [
        hit
        for hit in desk.search(query, (top.document_id,), (top.kind,), 4 * RELATED)
        if hit.passage.document_id == top.document_id and hit.passage.id not in known
    ]
    same = set(_ARTICLE.findall(top.section))
    beside = sorted(found, key=lambda hit: not same & set(_ARTICLE.findall(hit.passage.section)))
    return [
        Hit(hit.passage, (0.8 if same & set(_ARTICLE.findall(hit.passage.section)) else 0.3) * hits[0].score)
        for hit in beside[:RELATED]
    ]


def _row(turn: Turn, hits: list[Hit]) -> Statement | None:
    """The rows of a leading table that hold what is asked about, as a sentence; None when it is no table's matter."""
    asked = stems(turn.words)
    for hit in hits[:2]:
        rows = [line for line in hit.passage.text.splitlines() if line.lstrip().startswith("|")]
        cells = [[cell.strip() for cell in row.strip().strip("|").split("|")] for row in rows]
        if len(cells) < 3 or not any(asked & stems(title) for title in cells[0][1:]):  # title, rule and a row
            continue
        shared = [len(asked & stems(row[0])) for row in cells[2:]]
        best = max(shared)
        fitting = [row for row, share in zip(cells[2:], shared, strict=True) if share == best]
        if not best or len(fitting) > FEW:
            continue
        told = "; ".join(f"{row[0]}: {', '.join(row[1:])}" for row in fitting)
        cited = tuple(cite(hit.passage, rows[2 + cells[2:].index(row)]) for row in fitting)
        return Statement(f"{', '.join(cells[0][1:])}: {told}.", "lead", cited, basis=hit.passage.text)
    return None


def _tables(hits: list[Hit]) -> list[Statement]:
    """The table of a leading passage, as it stands."""
    for hit in hits[:2]:
        rows = [line for line in hit.passage.text.splitlines() if line.lstrip().startswith("|")]
        if len(rows) > 2:
            return [Statement("\n".join(rows), "table", (cite(hit.passage, rows[0]),), basis=hit.passage.text)]
    return []


def _corroborated(statement: Statement, desk: Desk) -> Statement:
    """A sentence that names licenses and their limits also cites the sheets that hold those limits."""
    stated = numbers(statement.text)
    found = recognize(statement.text, desk.names)
    cited = list(statement.citations)
    for license_id in dict.fromkeys(i for mention in found.of("license") if not mention.family for i in mention.ids):
        sheet = desk.catalog.licenses[license_id]
        for limit in sheet.thresholds:
            passage = desk.passage(f"license:{license_id}#{limit.id}")
            if passage and limit.value in stated and limit.value:
                cited += from_passage(passage).citations
                break
    return replace(statement, citations=tuple(cited))


def covered(words: str, hits: list[Hit], names: str = "", boost: tuple[str, ...] = (), share: float = COVERED) -> bool:
    """Whether the passages hold enough of what was asked, beside the names that chose them."""
    wanted = stems(words) - stems(names) or stems(names)
    if not wanted:
        return False
    if names and len(wanted) <= FEW and hits[0].passage.kind == "regulation":
        return True
    held = stems(" ".join(f"{hit.passage.header} {hit.passage.text}" for hit in hits[:3]))
    spoken = any(len(stems(phrase) & held) >= FEW for phrase in boost)
    return spoken or len(wanted & held) >= share * len(wanted)


def _answers_another(hit: Hit, words: str) -> bool:
    """Whether a passage begins with yes or no to the question of its heading, and that is hardly the one asked."""
    opening = next(iter(sentences(hit.passage.text)), "")
    asked = stems(words)
    same = len(asked & stems(f"{hit.passage.section} {opening}"))
    return says_yes_or_no(opening) in ("yes", "no") and same < COVERED * len(asked)


def _scattered(words: str, hits: list[Hit]) -> bool:
    """Whether no single passage holds two words of the question: they come from passages that share no subject."""
    wanted = stems(words)
    shared = [len(wanted & stems(f"{hit.passage.header} {hit.passage.text}")) for hit in hits[:3]]
    return len(wanted) > 1 and max(shared) < FEW


def _near(hits: list[Hit], *, facts: bool) -> list[Hit]:
    """The hits of the leading document, and others that come close; documents before generated facts."""
    documents = hits if facts else [hit for hit in hits if ":" not in hit.passage.id.partition("#")[0]] or hits
    top = documents[0]
    kept = [
        hit
        for hit in documents
        if hit.score >= (0.25 if hit.passage.document_id == top.passage.document_id else 0.85) * top.score
    ]
    return kept[:5]


def _direct(body: list[Statement]) -> list[Statement]:
    return [replace(body[0], role="lead"), *body[1:]]


def beside(turn: Turn, desk: Desk, about: tuple[str, ...], words: int = 60) -> list[Statement]:
    """A few sentences about given ids, to put under a computed answer."""
    hits = [hit for hit in desk.search(turn.words, about, limit=6) if hit.passage.document_id in about]
    documents = [hit for hit in hits if ":" not in hit.passage.id.partition("#")[0]]
    ranked = [
        sentence
        for sentence in ranked_sentences(turn.words, documents[:3])
        if stands(sentence) and not says_yes_or_no(sentence.shown)  # it answers its heading, which is not shown
    ]
    return statements(pick(ranked, words))


def together(turn: Turn, desk: Desk, ids: tuple[str, ...]) -> Draft | None:
    """What documents of several ids say, each with a share of the words."""
    body: list[Statement] = []
    for document in ids:
        hits = [hit for hit in desk.search(turn.words, (document,), limit=8) if hit.passage.document_id == document]
        documents = [hit for hit in hits if ":" not in hit.passage.id.partition("#")[0]][:3]
        known = " ".join(statement.text for statement in body)
        body += statements(pick(ranked_sentences(turn.words, documents), WORDS // len(ids) + 15, known))
    return Draft("compliance", tuple(_direct(body))) if body else None

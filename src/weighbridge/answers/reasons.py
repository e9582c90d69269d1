"""Why a license says so: sentences of its document, facts of its sheet, and what its relatives say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from weighbridge.answers.answer import Statement
from weighbridge.answers.chosen import pick, unless_silent
from weighbridge.answers.consequences import listed
from weighbridge.answers.evidence import from_passage, statements
from weighbridge.answers.language import stems
from weighbridge.answers.ranked import by_heading, ranked_sentences
from weighbridge.answers.sheet_facts import for_topics, sheet_passages

if TYPE_CHECKING:
    from weighbridge.answers.desk import Desk
    from weighbridge.answers.subjects import Subject
    from weighbridge.answers.turn import Turn
    from weighbridge.knowledge.passage import Passage
    from weighbridge.records import License


WHY_WORDS = 95
"""Words of explanation from documents."""


def explained(turn: Turn, subject: Subject, desk: Desk, known: str) -> list[Statement]:
    """Sentences of the license's document, then facts of the sheet that they do not hold, then of its relatives."""
    sheet = subject.sheet
    assert sheet is not None  # noqa: S101  # as above
    hits = [
        hit for hit in desk.search(turn.words, (sheet.id,), ("license",), 10) if hit.passage.document_id == sheet.id
    ]
    documents = [hit for hit in hits if not hit.passage.id.startswith("license:")]
    documents = by_heading(turn.words, documents, turn.boost, turn.names)[:5]
    ranked = ranked_sentences(turn.words, documents, turn.boost, turn.names)
    chosen = pick(ranked, WHY_WORDS)
    wanted = " ".join((turn.words, *turn.boost))
    body = statements(chosen if known else unless_silent(chosen, ranked, wanted, turn.names))
    said = " ".join([known, *(statement.text for statement in body)])
    for passage in for_topics(sheet, turn.topics, 2 if documents else 5):
        asked = stems(turn.words) - stems(turn.names) - stems(said)
        if _adds(passage.text, said) or asked & stems(passage.text):
            body.append(from_passage(passage))
            said += f" {passage.text}"
    return [*body, *_relatives(turn, subject, desk, said)]


def _relatives(turn: Turn, subject: Subject, desk: Desk, said: str) -> list[Statement]:
    """Other versions that the text speaks of, or that say the same, each with its own fact."""
    sheet = subject.sheet
    assert sheet is not None  # noqa: S101  # as above
    found: list[Statement] = []
    first = next(iter(for_topics(sheet, turn.topics, 1)), None)
    same = [other for other in subject.sheets[1:] if first and twin(first.id, other) and _twin_text(first, other)]
    if first and same:
        cited = tuple(c for other in same for c in from_passage(twin(first.id, other)).citations)  # type: ignore[arg-type]
        text = f"The same holds under {listed([other.name for other in same])}."
        found.append(Statement(text, "why", cited, basis=text))
    for other in desk.catalog.licenses.values():
        tag = re.sub(r"^[a-z]+-", "", other.id).upper()
        if other.family != sheet.family or other.id == sheet.id or other in same or len(tag) < 3:
            continue
        if re.search(rf"(?<![\w.]){re.escape(tag)}(?![\w.])", said, re.IGNORECASE):
            found += [from_passage(passage) for passage in for_topics(other, turn.topics, 1)]
    return found[:2]


def twin(passage_id: str, other: License) -> Passage | None:
    """The passage of another license on the same topic."""
    topic = passage_id.partition("#")[2]
    return next((item for item in sheet_passages(other) if item.id.endswith(f"#{topic}")), None)


def _twin_text(passage: Passage, other: License) -> bool:
    """Whether both say the same apart from the licenses' names and clause numbers."""
    same = twin(passage.id, other)
    return same is not None and _bare(passage) == _bare(same)


def _bare(passage: Passage) -> str:
    text = passage.text.replace(passage.title, "")
    return " ".join(re.sub(r"\([^)]*\)|\W", " ", text).split()).casefold()


def _adds(text: str, said: str) -> bool:
    """Whether a fact says something that is not there yet: a clause or most of its words."""
    new = stems(text) - stems(said)
    return len(new) > 0.45 * len(stems(text))

"""Several things side by side: licenses compared on what decides, and all licenses with a given property."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from weighbridge.answers.answer import Draft, Statement
from weighbridge.answers.chosen import pick
from weighbridge.answers.direct_fact import named_as
from weighbridge.answers.evidence import from_passage, statements
from weighbridge.answers.family import relevant
from weighbridge.answers.judged import judged
from weighbridge.answers.ranked import ranked_sentences
from weighbridge.answers.sheet_facts import for_topics, sheet_passages
from weighbridge.answers.table_lines import LINES, burden, least

if TYPE_CHECKING:
    from weighbridge.answers.desk import Desk
    from weighbridge.answers.subjects import Subject
    from weighbridge.answers.turn import Turn
    from weighbridge.licensing import Verdict
    from weighbridge.records import License

_COLUMNS = 4
_CLAUSES = re.compile(r"\s*\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)")
_VERDICTS = {
    "allowed": "allowed",
    "allowed_with_obligations": "allowed, with duties",
    "unknown": "depends on what is not stated",
    "needs_vendor_agreement": "needs an agreement with the licensor",
    "forbidden": "not allowed",
}


def compare(turn: Turn, desk: Desk) -> Draft:
    """The named licenses in a table, with the verdict for the stated use."""
    rows = [(subject, relevant(turn.words, subject.sheets)[0]) for subject in turn.subjects if subject.sheets][
        :_COLUMNS
    ]
    rows = _distinct(rows)
    names = [named_as(subject, sheet) for subject, sheet in rows]
    verdicts = [
        judged(subject, sheet, turn.stated.facts.model_copy(update={"model_multimodal": subject.multimodal}), desk)[1]
        for subject, sheet in rows
    ]
    lead, shown = _by_verdict(turn, rows, names, verdicts) or _lead(turn, rows, names)
    profile = sheet_passages(shown)[0]
    parts = [Statement(lead, "lead", from_passage(profile).citations, basis=f"{lead} {profile.text}")]
    cells = [["", *names]]
    if turn.stated.any:
        cells.append(["This use", *(_VERDICTS[found.verdict] for found in verdicts)])
    for title, tell in LINES:
        cells.append([title, *(tell(sheet) for _, sheet in rows)])
    table = "\n".join("| " + " | ".join(cell.replace("|", "/") for cell in line) + " |" for line in _ruled(cells))
    citations = tuple(
        citation
        for _, sheet in rows
        for passage in for_topics(sheet, ("threshold", "obligations", "family"), 1)
        for citation in from_passage(passage).citations
    )
    parts.append(Statement(table, "table", citations, basis=table))
    for _, sheet in rows:
        hits = [h for h in desk.search(turn.words, (sheet.id,), ("license",), 5) if h.passage.document_id == sheet.id]
        documents = [hit for hit in hits if not hit.passage.id.startswith("license:")][:3]
        parts += statements(pick(ranked_sentences(turn.words, documents), 45, lead))
    suggestions = tuple(f"weighbridge license {sheet.id}" for _, sheet in rows)
    return Draft("comparison", tuple(parts), "answered", suggestions)


_REFUSED = ("needs_vendor_agreement", "forbidden")
_TERMS_ASKED = ("outputs", "ownership", "patent", "law", "open_source")
"""Topics that are compared by what the texts say, whatever the use."""


def _by_verdict(
    turn: Turn, rows: list[tuple[Subject, License]], names: list[str], verdicts: list[Verdict]
) -> tuple[str, License] | None:
    """Which of them grants the stated use, where not all do."""
    refused = [found.verdict in _REFUSED for found in verdicts]
    if not (turn.stated.any and any(refused)) or any(topic in turn.topics for topic in _TERMS_ASKED):
        return None
    told = "; ".join(f"{name}: {_VERDICTS[found.verdict]}" for name, found in zip(names, verdicts, strict=True))
    if all(refused):
        many = "Neither" if len(rows) == 2 else "None"  # of two, or of more
        return f"{many} of them allows this use as it stands. {told}.", rows[0][1]
    return f"For this use they differ. {told}.", rows[refused.index(False)][1]


def _lead(turn: Turn, rows: list[tuple[Subject, License]], names: list[str]) -> tuple[str, License]:
    """What the question compares: one point of the licenses, or which of them asks for least or most."""
    sheets = [sheet for _, sheet in rows]
    if len({sheet.id for sheet in sheets}) == 1:
        return f"They are under one and the same license, the {sheets[0].name}: {least(sheets[0])}", sheets[0]
    if turn.says("same"):
        each = "; ".join(f"{name} is under the {sheet.name}" for name, sheet in zip(_labels(rows), sheets, strict=True))
        return f"No, not the same license. {each}.", sheets[0]
    asked = next((title for topic, title in _ROWS.items() if topic in turn.topics), None)
    if asked and not turn.says("stricter"):
        tell = dict(LINES)[asked]
        lines = [tell(sheet) for sheet in sheets]
        if len({_CLAUSES.sub("", one) for one in lines}) > 1:
            differ = "; ".join(f"{name}: {one}" for name, one in zip(names, lines, strict=True))
            return f"On {asked[:1].lower()}{asked[1:]} they differ. {differ}.", sheets[0]
        return f"On {asked[:1].lower()}{asked[1:]} they do not differ: {lines[0]}.", sheets[0]
    order = sorted(range(len(rows)), key=lambda i: (burden(sheets[i]), i))
    if turn.says("stricter"):
        most = order[-1]
        return f"{names[most]} is the stricter: {least(sheets[most])}", sheets[most]
    return f"{names[order[0]]} asks for least: {least(sheets[order[0]])}", sheets[order[0]]


def _labels(rows: list[tuple[Subject, License]]) -> list[str]:
    return [subject.model.name if subject.model else subject.label for subject, _ in rows]


_ROWS = {
    "outputs": "Training on outputs",
    "ownership": "Training on outputs",
    "territory": "Territory",
    "patent": "Patents",
    "law": "Law",
    "open_source": "OSI approved",
    "policy": "Use policy",
    "military": "Use policy",
    "threshold": "Size limit",
}
"""Topic of a question to the row that answers it."""


def _ruled(cells: list[list[str]]) -> list[list[str]]:
    return [cells[0], ["---"] * len(cells[0]), *cells[1:]]


def _distinct(rows: list[tuple[Subject, License]]) -> list[tuple[Subject, License]]:
    """One row per name; two models under one license stay two rows."""
    seen: dict[tuple[str, str], tuple[Subject, License]] = {}
    for subject, sheet in rows:
        seen.setdefault((subject.label, sheet.id), (subject, sheet))
    return list(seen.values())

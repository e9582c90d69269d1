"""Several things side by side: licenses compared on what decides, and all licenses with a given property."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from weighbridge.answers.answer import Draft, Figure, Statement
from weighbridge.answers.consequences import limits_in_words
from weighbridge.answers.direct_fact import named_as
from weighbridge.answers.evidence import from_passage, pick, ranked_sentences, statements
from weighbridge.answers.family import relevant
from weighbridge.answers.judged import judged
from weighbridge.answers.sheet_facts import for_topics, sheet_passages

if TYPE_CHECKING:
    from weighbridge.answers.desk import Desk
    from weighbridge.answers.subjects import Subject
    from weighbridge.answers.turn import Turn
    from weighbridge.licensing import Verdict
    from weighbridge.records import License

_COLUMNS = 4
_CLAUSES = re.compile(r"\s*\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)")
MOST_NAMED = 14
"""Licenses that a list names."""
SEE = ("weighbridge licenses",)
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
    for title, tell in _LINES:
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
        return f"They are under one and the same license, the {sheets[0].name}: {_least(sheets[0])}", sheets[0]
    if turn.says("same"):
        told = "; ".join(f"{name} is under the {sheet.name}" for name, sheet in zip(_labels(rows), sheets, strict=True))
        return f"No, not the same license. {told}.", sheets[0]
    asked = next((title for topic, title in _ROWS.items() if topic in turn.topics), None)
    if asked and not turn.says("stricter"):
        tell = dict(_LINES)[asked]
        told = [tell(sheet) for sheet in sheets]
        if len({_CLAUSES.sub("", one) for one in told}) > 1:
            differ = "; ".join(f"{name}: {one}" for name, one in zip(names, told, strict=True))
            return f"On {asked[:1].lower()}{asked[1:]} they differ. {differ}.", sheets[0]
        return f"On {asked[:1].lower()}{asked[1:]} they do not differ: {told[0]}.", sheets[0]
    order = sorted(range(len(rows)), key=lambda i: (_burden(sheets[i]), i))
    if turn.says("stricter"):
        most = order[-1]
        return f"{names[most]} is the stricter: {_least(sheets[most])}", sheets[most]
    return f"{names[order[0]]} asks for least: {_least(sheets[order[0]])}", sheets[order[0]]


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


def with_property(turn: Turn, desk: Desk) -> Draft | None:
    """Which licenses have what the question asks for, from the sheets; None when it asks for nothing known."""
    places = set(turn.entities.places)
    sheets = sorted(desk.catalog.licenses.values(), key=lambda sheet: sheet.id)
    if "territory" in turn.topics and turn.says("prohibition"):
        out = [s for s in sheets if any(not places or places & set(area.excluded) for area in s.territory)]
        where = f"leave out {', '.join(sorted(places))}" if places else "leave out some territory"
        return _listed(out, where, "territory", len(sheets))
    for item in _PROPERTIES:
        if item.asked(turn):
            return _listed([sheet for sheet in sheets if item.holds(sheet)], item.title, item.topic, len(sheets))
    return None


def _listed(found: list[License], title: str, topic: str, of: int) -> Draft | None:
    """The licenses by name, with the clause that shows it for the first ones."""
    if not found:
        return None
    names = ", ".join(sheet.name for sheet in found[:MOST_NAMED])
    more = f" and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
    text = f"{len(found)} licenses in the catalog {title}: {names}{more}."
    passages = [passage for sheet in found[:MOST_NAMED] for passage in for_topics(sheet, (topic,), 1)]
    citations = tuple(citation for passage in passages for citation in from_passage(passage).citations)
    figure = Figure("licenses", len(found), "licenses", f"counted over {of} sheets")
    lead = Statement(text, "lead", citations, (figure,), f"{names} {more}")
    return Draft("comparison", (lead, *(from_passage(passage) for passage in passages[:4])), "answered", SEE)


def _ruled(cells: list[list[str]]) -> list[list[str]]:
    return [cells[0], ["---"] * len(cells[0]), *cells[1:]]


def _distinct(rows: list[tuple[Subject, License]]) -> list[tuple[Subject, License]]:
    """One row per name; two models under one license stay two rows."""
    seen: dict[tuple[str, str], tuple[Subject, License]] = {}
    for subject, sheet in rows:
        seen.setdefault((subject.label, sheet.id), (subject, sheet))
    return list(seen.values())


def _burden(sheet: License) -> tuple[int, int]:
    order = ("permissive", "copyleft", "community-restricted", "proprietary", "non-commercial")
    return order.index(sheet.category), len(sheet.thresholds) + len(sheet.territory) + len(sheet.obligations)


def _least(sheet: License) -> str:
    duties = "; ".join(f"{duty.what} ({duty.clause})" for duty in sheet.obligations[:3]) or "no duties"
    limits = "no size limit" if not sheet.thresholds else limits_in_words(sheet)
    return f"{limits}; {duties}."


def _territory(sheet: License) -> str:
    told = []
    for area in sheet.territory:
        only = " (multimodal models)" if area.condition else ""
        told.append(f"leaves out {', '.join(area.excluded)}{only} ({area.clause})")
    return "; ".join(told) or "no limit"


def _commercial(sheet: License) -> str:
    grant = sheet.commercial_use
    return f"{grant.value.replace('_', ' ')}{f' ({grant.clause})' if grant.clause else ''}"


_TRAINING = {
    "allowed_with_naming": "allowed, with a naming duty",
    "derivative_terms_follow": "allowed; the terms follow the new model",
    "forbidden_competing": "forbidden for competing models",
    "forbidden_foundational": "forbidden for foundation models",
    "forbidden_commercial": "forbidden for commercial purposes",
    "research_only": "for research only",
    "not_addressed": "not addressed",
    "unverified": "not verified",
}


def _outputs(sheet: License) -> str:
    value, clause = sheet.outputs.train_other_models, sheet.outputs.clause
    return f"{_TRAINING.get(value, value)}{f' ({clause})' if clause else ''}"


def _duties(sheet: License) -> str:
    return "; ".join(f"{duty.what} ({duty.clause})" for duty in sheet.obligations) or "none"


def _policy(sheet: License) -> str:
    bans = ", with banned fields of use" if sheet.field_of_use_bans else ""
    return ("acceptable use policy applies" if sheet.acceptable_use.incorporated else "no use policy") + bans


_LINES: tuple[tuple[str, Callable[[License], str]], ...] = (
    ("Commercial use", _commercial),
    ("Size limit", limits_in_words),
    ("Territory", _territory),
    ("Duties", _duties),
    ("Use policy", _policy),
    ("Training on outputs", _outputs),
    ("Patents", lambda sheet: sheet.patent.grant or "not known"),
    ("Law", lambda sheet: sheet.governing_law.law or "not stated"),
    ("OSI approved", lambda sheet: "yes" if sheet.osi_approved else "no"),
)


def _has(turn: Turn, *topics: str) -> bool:
    return any(topic in turn.topics for topic in topics)


@dataclass(frozen=True)
class _Property:
    """Something that licenses have in common, as `which licenses ...` asks for it."""

    title: str
    """How the answer goes on after the number of licenses."""
    topic: str
    """Topic of the fact that shows it."""
    asked: Callable[[Turn], bool]
    holds: Callable[[License], bool]


def _restricts_training(sheet: License) -> bool:
    return sheet.outputs.train_other_models.startswith(("forbidden", "research"))


def _grants_patents(sheet: License) -> bool:
    return bool(sheet.patent.grant) and not (sheet.patent.grant or "").startswith(("none", "not", "excluded"))


def _asks_for_mark(sheet: License) -> bool:
    marks = ("built", "powered", "name", "display")
    return any(duty.id.startswith(marks) for duty in sheet.obligations) or any(item.duty for item in sheet.thresholds)


def _bans(sheet: License, *parts: str) -> bool:
    return any(part in ban.tag for ban in sheet.field_of_use_bans for part in parts)


_PROPERTIES: tuple[_Property, ...] = (
    _Property(
        "have a limit by revenue",
        "threshold",
        lambda turn: _has(turn, "threshold") and "revenue" in turn.words.lower(),
        lambda sheet: any(item.currency for item in sheet.thresholds),
    ),
    _Property(
        "have a limit by users",
        "threshold",
        lambda turn: _has(turn, "threshold") and "user" in turn.words.lower(),
        lambda sheet: any(item.metric == "mau" for item in sheet.thresholds),
    ),
    _Property(
        "ask for registration",
        "registration",
        lambda turn: _has(turn, "registration"),
        lambda sheet: any("regist" in duty.what for duty in sheet.obligations),
    ),
    _Property(
        "are OSI-approved",
        "open_source",
        lambda turn: _has(turn, "open_source") and not _has(turn, "exemption"),
        lambda sheet: sheet.osi_approved,
    ),
    _Property("grant patents expressly", "patent", lambda turn: _has(turn, "patent"), _grants_patents),
    _Property(
        "likely qualify for the EU AI Act open-source exemption",
        "exemption",
        lambda turn: _has(turn, "exemption"),
        lambda sheet: sheet.eu_ai_act_open_source_exemption.assessment == "likely_yes",
    ),
    _Property(
        "ban military use", "military", lambda turn: _has(turn, "military"), lambda sheet: _bans(sheet, "military")
    ),
    _Property(
        "restrict medical use",
        "medical",
        lambda turn: _has(turn, "medical"),
        lambda sheet: _bans(sheet, "medical", "clinical"),
    ),
    _Property(
        "forbid or limit training other models on outputs",
        "outputs",
        lambda turn: _has(turn, "outputs") and turn.says("prohibition"),
        _restricts_training,
    ),
    _Property(
        "let you train other models on outputs",
        "outputs",
        lambda turn: _has(turn, "outputs"),
        lambda sheet: sheet.outputs.train_other_models in ("allowed", "allowed_with_naming"),
    ),
    _Property("are copyleft", "source", lambda turn: _has(turn, "source"), lambda sheet: sheet.category == "copyleft"),
    _Property(
        "ask you to show a mark or name", "display", lambda turn: _has(turn, "display", "naming"), _asks_for_mark
    ),
    _Property(
        "make the user hold the licensor harmless",
        "indemnity",
        lambda turn: _has(turn, "indemnity"),
        lambda sheet: bool(sheet.user_indemnity and sheet.user_indemnity.value is True),
    ),
    _Property(
        "let the licensor change terms or policy",
        "changes",
        lambda turn: _has(turn, "changes"),
        lambda sheet: bool(sheet.licensor_may_change_terms and sheet.licensor_may_change_terms.value is not False),
    ),
    _Property(
        "do not grant commercial use",
        "commercial",
        lambda turn: _has(turn, "commercial") and (turn.says("prohibition") or turn.says("claims", "forbids")),
        lambda sheet: sheet.commercial_use.value == "no",
    ),
    _Property(
        "grant commercial use without a size limit",
        "commercial",
        lambda turn: _has(turn, "commercial"),
        lambda sheet: sheet.commercial_use.value == "yes" and not sheet.thresholds,
    ),
)

"""Several things side by side: licenses compared on what decides, and all licenses with a given property."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from weighbridge.answers.answer import Draft, Statement
from weighbridge.answers.compose_license import named_as
from weighbridge.answers.evidence import from_passage, pick, ranked_sentences, statements
from weighbridge.answers.sheet_facts import for_topics, sheet_passages
from weighbridge.licensing import judge

if TYPE_CHECKING:
    from weighbridge.answers.desk import Desk
    from weighbridge.answers.subjects import Subject
    from weighbridge.answers.turn import Turn
    from weighbridge.records import License

_COLUMNS = 4
_VERDICTS = {
    "allowed": "allowed",
    "allowed_with_obligations": "allowed, with duties",
    "unknown": "depends on what is not stated",
    "needs_vendor_agreement": "needs an agreement with the licensor",
    "forbidden": "not allowed",
}


def compare(turn: Turn, desk: Desk) -> Draft:
    """The named licenses in a table, with the verdict for the stated use."""
    rows = [(subject, subject.sheets[0]) for subject in turn.subjects if subject.sheets][:_COLUMNS]
    rows = _distinct(rows)
    names = [named_as(subject, sheet) for subject, sheet in rows]
    verdicts = [
        judge(sheet, turn.stated.facts.model_copy(update={"model_multimodal": subject.multimodal}))
        for subject, sheet in rows
    ]
    best = min(range(len(rows)), key=lambda i: (_burden(rows[i][1]), i))
    lead = f"{names[best]} asks for least: {_least(rows[best][1])}"
    profile = sheet_passages(rows[best][1])[0]
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


def with_property(turn: Turn, desk: Desk) -> Draft | None:
    """Which licenses have what the question asks for, from the sheets; None when it asks for nothing known."""
    for is_asked, title, holds, topic in _PROPERTIES:
        if not is_asked(turn):
            continue
        found = [sheet for sheet in desk.catalog.licenses.values() if holds(sheet, turn) and sheet.text_basis]
        if not found:
            continue
        shown = sorted(found, key=lambda sheet: sheet.id)[:14]
        more = f" and {len(found) - len(shown)} more" if len(found) > len(shown) else ""
        names = ", ".join(sheet.name for sheet in shown)
        text = f"{len(found)} licenses in the catalog {title}: {names}{more}."
        passages = [p for sheet in shown for p in for_topics(sheet, (topic,), 1)]
        citations = tuple(c for passage in passages for c in from_passage(passage).citations)
        basis = f"{text} counted over {len(desk.catalog.licenses)} sheets"
        lead = Statement(text, "lead", citations, basis=basis)
        body = [from_passage(passage) for passage in passages[:5]]
        return Draft("comparison", (lead, *body), "answered", ("weighbridge licenses",))
    return None


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
    limits = "no size limit" if not sheet.thresholds else _thresholds(sheet)
    return f"{limits}; {duties}."


def _thresholds(sheet: License) -> str:
    told = []
    for limit in sheet.thresholds:
        if limit.metric == "business_type":
            told.append(f"{limit.measured or limit.applies_to.replace('_', ' ')}, any size ({limit.clause})")
            continue
        word = "more than" if limit.operator == ">" else "at least"
        unit = "monthly active users" if limit.metric == "mau" else limit.metric.replace("_", " ")
        money = "USD " if limit.currency else ""
        told.append(f"{word} {money}{limit.value / 1e6:g} million {unit} ({limit.clause})")
    return "; ".join(dict.fromkeys(told)) or "none"


def _territory(sheet: License) -> str:
    told = []
    for area in sheet.territory:
        only = " (multimodal models)" if area.condition else ""
        told.append(f"leaves out {', '.join(area.excluded)}{only} ({area.clause})")
    return "; ".join(told) or "no limit"


def _commercial(sheet: License) -> str:
    grant = sheet.commercial_use
    return f"{grant.value.replace('_', ' ')}{f' ({grant.clause})' if grant.clause else ''}"


def _outputs(sheet: License) -> str:
    terms = sheet.outputs
    return f"{terms.train_other_models.replace('_', ' ')}{f' ({terms.clause})' if terms.clause else ''}"


def _duties(sheet: License) -> str:
    return "; ".join(f"{duty.what} ({duty.clause})" for duty in sheet.obligations) or "none"


def _policy(sheet: License) -> str:
    bans = ", with banned fields of use" if sheet.field_of_use_bans else ""
    return ("acceptable use policy applies" if sheet.acceptable_use.incorporated else "no use policy") + bans


_LINES: tuple[tuple[str, Callable[[License], str]], ...] = (
    ("Commercial use", _commercial),
    ("Size limit", _thresholds),
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


def _excluding(sheet: License, turn: Turn) -> bool:
    places = set(turn.entities.places)
    return any(not places or places & set(area.excluded) for area in sheet.territory)


_Property = tuple[Callable[["Turn"], bool], str, Callable[["License", "Turn"], bool], str]
_PROPERTIES: tuple[_Property, ...] = (
    (lambda t: _has(t, "territory") and t.says("prohibition"), "leave out that territory", _excluding, "territory"),
    (lambda t: t.says("topics", "threshold") and "revenue" in t.words.lower(), "have a limit by revenue",
     lambda s, t: any(x.currency for x in s.thresholds), "threshold"),
    (lambda t: t.says("topics", "threshold") and "user" in t.words.lower(), "have a limit by users",
     lambda s, t: any(x.metric == "mau" for x in s.thresholds), "threshold"),
    (lambda t: _has(t, "registration"), "ask for registration",
     lambda s, t: any("regist" in x.what for x in s.obligations), "registration"),
    (lambda t: _has(t, "open_source") and "osi" in t.words.lower(), "are OSI-approved",
     lambda s, t: s.osi_approved, "open_source"),
    (lambda t: _has(t, "patent"), "grant patents expressly",
     lambda s, t: bool(s.patent.grant) and not (s.patent.grant or "").startswith(("none", "not", "excluded")), "patent"),
    (lambda t: _has(t, "exemption"), "likely qualify for the EU AI Act open-source exemption",
     lambda s, t: s.eu_ai_act_open_source_exemption.assessment == "likely_yes", "exemption"),
    (lambda t: _has(t, "military"), "ban military use",
     lambda s, t: any(x.tag == "military" for x in s.field_of_use_bans), "military"),
    (lambda t: _has(t, "medical"), "restrict medical use",
     lambda s, t: any("medical" in x.tag or "clinical" in x.tag for x in s.field_of_use_bans), "medical"),
    (lambda t: _has(t, "outputs") and t.says("prohibition"), "forbid or limit training other models on outputs",
     lambda s, t: s.outputs.train_other_models.startswith(("forbidden", "research")), "outputs"),
    (lambda t: _has(t, "outputs"), "let you train other models on outputs",
     lambda s, t: s.outputs.train_other_models in ("allowed", "allowed_with_naming"), "outputs"),
    (lambda t: _has(t, "source"), "are copyleft", lambda s, t: s.category == "copyleft", "source"),
    (lambda t: _has(t, "display", "naming"), "ask you to display a mark or name",
     lambda s, t: any(x.id.startswith(("built", "powered", "name", "display")) for x in s.obligations)
     or any(x.duty for x in s.thresholds), "display"),
    (lambda t: _has(t, "indemnity"), "make the user hold the licensor harmless",
     lambda s, t: bool(s.user_indemnity and s.user_indemnity.value is True), "indemnity"),
    (lambda t: _has(t, "changes"), "let the licensor change terms or policy",
     lambda s, t: bool(s.licensor_may_change_terms and s.licensor_may_change_terms.value is not False), "changes"),
    (lambda t: _has(t, "commercial") and (t.says("prohibition") or "non-commercial" in t.words.lower()),
     "do not grant commercial use", lambda s, t: s.commercial_use.value == "no", "commercial"),
    (lambda t: _has(t, "commercial") and t.says("permission"), "grant commercial use without a size limit",
     lambda s, t: s.commercial_use.value == "yes" and not s.thresholds, "commercial"),
)  # fmt: skip
"""Which licenses ...: how the question is recognized, how the answer begins, which sheets have it, which fact shows it."""

"""Every open point of one option as a question to a named party, with why it matters and the clause behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

from weighbridge.compliance.assess import Assessment, OpenPoint
from weighbridge.extensions import UNKNOWN
from weighbridge.licensing.circumstances import Circumstances
from weighbridge.licensing.verdict import Ask
from weighbridge.licensing.wording import called
from weighbridge.ranking.recommendation import Entry, Finding
from weighbridge.records.docstrings import field_texts
from weighbridge.records.framework import Party, Severity
from weighbridge.reports.evidence_age import aged_facts

Group = Literal["vendor", "maker", "legal", "privacy_officer", "security", "procurement", "engineering", "business"]
GROUPS: dict[Group, str] = {
    "vendor": "Vendor",
    "maker": "Maker of the model",
    "legal": "Legal",
    "privacy_officer": "Data protection officer",
    "security": "Security",
    "procurement": "Procurement",
    "engineering": "Engineering",
    "business": "Business owner",
}
"""Parties in the order in which they are listed, in words."""

_WEIGHS: dict[Severity, str] = {
    "blocker": "The wrong answer rules the option out",
    "major": "The wrong answer means work to finish before use",
    "minor": "The wrong answer is a gap to close",
    "info": "For information",
}
_OWN_GATES = {"license", "compliance"}
"""Gates whose questions come in more detail from the license and from the frameworks."""


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to find out, or to confirm, about one option."""

    id: str
    group: Group
    party: str
    """Whom to ask, by name where it is known."""
    question: str
    why: str
    source: str
    """License id, framework id, gate, or `posture`."""
    clause: str | None
    decides: bool
    """Whether the option is out, or not yet qualified, without a good answer."""
    answer_as: str | None
    """Where the answer goes in the needs file or policy, so that the next run knows it."""

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)


def questions(entry: Entry) -> tuple[Question, ...]:
    """The questionnaire of an option, grouped by party, those that decide first. The same entry gives the same list."""
    found: dict[str, Question] = {}
    for item in (*_of_gates(entry), *_of_license(entry), *_of_frameworks(entry), *_of_evidence(entry)):
        found.setdefault(item.id, item)
    order = list(GROUPS)
    return tuple(sorted(found.values(), key=lambda item: (order.index(item.group), not item.decides)))


def _of_gates(entry: Entry) -> Iterator[Question]:
    for finding in entry.gates(UNKNOWN):
        if finding.name in _OWN_GATES:
            continue
        explained = _asked(entry, finding)
        group, party = _party(entry, explained[1])
        yield Question(
            f"gate:{finding.name}",
            group,
            party,
            explained[0],
            f"{finding.reason} Until then the option is not qualified.",
            f"gate {finding.name}",
            finding.citation,
            decides=True,
            answer_as=None,
        )


def _asked(entry: Entry, finding: Finding) -> tuple[str, str]:
    """Question and party of an unknown gate, as the list of open points words them."""
    point = next(item for item in entry.open_points if item.source == finding.name)
    return point.question, point.party


def _party(entry: Entry, named: str) -> tuple[Group, str]:
    if named == "you":
        return "business", GROUPS["business"]
    if named == entry.view.supply.label:
        return "vendor", named
    return "maker", entry.view.maker_name if named == "the maker" else named


def _of_license(entry: Entry) -> Iterator[Question]:
    view, verdict = entry.view, entry.view.verdict
    sheet = view.license
    name = sheet.name if sheet else view.model.license_tag or "unknown license"
    if not verdict.bases:
        why = f"The license of {view.model.name} is not on record ({name}), so nothing can be said about the use."
        text, who = "Under which license text is this exact version published? Please send it.", view.maker_name
        yield Question("license:text", "maker", who, text, why, "license", None, decides=True, answer_as=None)
    for basis in verdict.bases:
        if not basis.read:
            license_name = _license_name(entry, basis.license_id)
            text = f"Have you read the full text of {license_name}, and does it say what the summary here says?"
            why = "The sheet rests on summaries. What it says is taken as unknown until somebody reads the text."
            answer = f"agreements of the policy ({basis.license_id}), once the contract is signed"
            yield Question(
                f"license:{basis.license_id}:read",
                "legal",
                GROUPS["legal"],
                text,
                why,
                basis.license_id,
                None,
                decides=True,
                answer_as=answer,
            )
    for ask in verdict.asks:
        yield _of_ask(ask, name, verdict.license_id)
    for step in verdict.trace:
        if step.rule.startswith("contradiction"):
            text = f"Do you agree with the stricter reading? {step.detail}"
            yield Question(
                f"license:{step.rule}",
                "legal",
                GROUPS["legal"],
                text,
                "The text says two things; only counsel or the licensor can settle it.",
                step.license_id or verdict.license_id,
                step.clause,
                decides=False,
                answer_as=None,
            )


def _license_name(entry: Entry, license_id: str) -> str:
    sheet = entry.ranking.context.catalog.licenses.get(license_id)
    return sheet.name if sheet else license_id


def _of_ask(ask: Ask, name: str, license_id: str) -> Question:
    meaning = field_texts(Circumstances).get(ask.name, ask.name).split("\n")[0].rstrip(".")
    if ask.stand_in is None:
        text = f"Please state: {meaning[0].lower()}{meaning[1:]}."
    else:
        text = f"Please confirm, since {called(ask.stand_in)} stood in for it: {meaning[0].lower()}{meaning[1:]}."
    becomes = ask.could_become.replace("_", " ")
    why = f"{name} looks at it; the answer could make the verdict: {becomes}."
    return Question(
        f"license:{ask.name}",
        "business",
        GROUPS["business"],
        text,
        why,
        license_id,
        ask.clause,
        decides=ask.stand_in is None,
        answer_as=_NEEDS_FIELD.get(ask.name, ask.name),
    )


_NEEDS_FIELD = {
    "region": "organization.country",
    "use_countries": "organization.use_countries",
    "mau": "organization.monthly_active_users",
    "mau_at_release": "organization.monthly_active_users_at_release",
    "product_mau": "organization.product_monthly_active_users",
    "group_runs_maas": "organization.runs_model_service",
    "purpose": "use.purpose",
    "trains_on_output": "use.trains_on_output",
    "distributes_weights": "use.distributes_weights",
    "fine_tunes": "use.fine_tunes",
    **{
        name: f"organization.{name}"
        for name in (
            *("annual_revenue_usd", "monthly_revenue_usd", "product_annual_revenue_usd", "product_monthly_revenue_usd"),
            *("competes_with_licensor", "nonprofit"),
        )
    },
}
"""Circumstance to its field in a needs file, where it has one."""


def _of_frameworks(entry: Entry) -> Iterator[Question]:
    for assessment in entry.view.assessments.values():
        for point in assessment.open_points:
            yield _of_point(entry, assessment, point)


def _of_point(entry: Entry, assessment: Assessment, point: OpenPoint) -> Question:
    group: Group = _GROUP_OF[point.party]
    party = GROUPS[group]
    if group == "vendor":
        own = entry.view.supply.provider is None or point.attribute.startswith("model.")
        group, party = ("maker", entry.view.maker_name) if own else ("vendor", entry.view.supply.label)
    failed = point.result == "fail"
    said = f" What is known: {point.note}." if point.note else ""
    also = f" Also settles {', '.join(point.also)}." if point.also and len(point.also) <= 4 else ""
    weighs = f"{_WEIGHS[point.severity]} ({assessment.name} {point.clause})."
    why = f"It is not met today. {weighs}{said}" if failed else f"{weighs}{said}{also}"
    text = f"How and by when will this be put right? {point.question}" if failed else point.question
    return Question(
        f"{assessment.framework_id}:{point.check_id}:{point.attribute}",
        group,
        party,
        text,
        why,
        assessment.framework_id,
        point.clause,
        decides=point.severity == "blocker",
        answer_as=f"answers.{point.attribute}",
    )


_GROUP_OF: dict[Party, Group] = {
    "vendor": "vendor",
    "legal": "legal",
    "security": "security",
    "privacy_officer": "privacy_officer",
    "engineering": "engineering",
    "procurement": "procurement",
}


def _of_evidence(entry: Entry) -> Iterable[Question]:
    """Facts on data handling whose evidence has run out, to be confirmed anew."""
    for fact in aged_facts(entry):
        yield Question(
            f"posture:{fact.field}",
            "vendor",
            entry.view.supply.label,
            f"Is this still so: {fact.says}? Please name the page or contract clause.",
            f"The evidence is of {fact.as_of} and ran out on {fact.expires}; its grade counts as {fact.grade} now.",
            "posture",
            fact.source,
            decides=False,
            answer_as=None,
        )

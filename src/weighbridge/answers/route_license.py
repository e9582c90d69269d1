"""Questions about one license: a verdict where a use is stated or asked about, else what the text says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge.answers import compose_license
from weighbridge.answers.family import relevant
from weighbridge.answers.subjects import Subject

if TYPE_CHECKING:
    from weighbridge.answers.answer import Draft
    from weighbridge.answers.desk import Desk
    from weighbridge.answers.turn import Turn


_FACT_TOPICS = frozenset(
    "patent ownership termination registration naming display trademark law changes indemnity exemption open_source "  # noqa: SIM905  # a list of words reads better as words
    "source notice threshold obligations family policy fee".split()
)
"""Topics whose answer is what the text says, rather than whether a use is allowed."""


def about_license(turn: Turn) -> bool:
    """Whether a question that names something with a license is about its terms."""
    if turn.previous_kind in ("license_verdict", "license_fact") and turn.follow_up:
        return True
    facts = turn.says("kinds", "model_fact") and not turn.says("permission") and not turn.says("topics", "ownership")
    facts = facts and any(subject.models for subject in turn.subjects)
    if turn.says("license_words") or turn.says("permission") or turn.says("prohibition"):
        return True
    return (bool(_FACT_TOPICS & set(turn.topics)) or turn.stated.any) and not facts


def license_draft(turn: Turn, desk: Desk, subject: Subject) -> Draft | None:
    """A verdict where a use is stated or asked about, else the facts."""
    sheets = relevant(turn.words, subject.sheets)
    narrowed = Subject(subject.label, subject.models, sheets, subject.unlicensed)
    topics = set(turn.topics)
    if "exemption" in topics:
        ids = tuple(rules.id for rules in desk.catalog.frameworks.values() if rules.open_source_exemption)
        return compose_license.exemption(turn, narrowed, desk, ids)
    use = turn.stated.facts
    asks_permission = turn.says("permission") or turn.says("prohibition") or (turn.says("yes_no") and bool(use.tags))
    sized = use.mau or use.annual_revenue_usd or use.monthly_revenue_usd or use.product_annual_revenue_usd
    about_text = bool(topics & _FACT_TOPICS) and not (asks_permission and (use.purpose or sized))
    decided = use.purpose or use.tags or use.trains_on_output or use.region or use.use_countries or sized
    if turn.says("omits") and sheets[0].obligations:
        return compose_license.fact(turn.also_about("notice"), narrowed, desk)
    left_out = turn.says("prohibition") and not turn.says("permission") and "territory" in topics
    judged = (
        (asks_permission and decided and not about_text)
        or (turn.says("needs_license") and sized)
        or (turn.says("permission") and not topics & (_FACT_TOPICS - {"open_source", "source"}))
    )
    if judged and (sized or use.tags or not left_out):
        return compose_license.verdict(turn, narrowed, desk)
    return compose_license.fact(turn, narrowed, desk)

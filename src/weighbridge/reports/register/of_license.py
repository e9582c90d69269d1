"""What the licenses of an option ask for in this use."""

from __future__ import annotations

from collections.abc import Iterator

from weighbridge.licensing.verdict import Step
from weighbridge.ranking.recommendation import Entry
from weighbridge.records.license import License
from weighbridge.records.license_terms import Obligation
from weighbridge.records.license_words import Trigger
from weighbridge.reports.register.duty import Due, Duty, Owner

_AT_DISTRIBUTION: frozenset[Trigger] = frozenset(
    {"distribute_weights", "distribute_derivative", "distribute_model_trained_on_output"}
)
_TRIGGERS: dict[Trigger, str] = {
    "any_use": "any use",
    "commercial_use": "commercial use",
    "commercial_product": "a commercial product with the model inside",
    "make_available_product": "a product or service offered to others",
    "hosted_service": "others reach the model over a network",
    "hosted_service_modified": "others reach a changed model over a network",
    "distribute_weights": "weights go to others",
    "distribute_derivative": "changed weights go to others",
    "distribute_model_trained_on_output": "a model trained on outputs goes to others",
}
_OWNER_BY_DUTY: tuple[tuple[str, Owner], ...] = (
    ("register", "procurement"),
    ("one_time_notice", "procurement"),
    ("built_", "product"),
    ("display", "product"),
    ("powered_by", "product"),
    ("name_prefix", "product"),
    ("attribution", "product"),
    ("license_copy", "engineering"),
    ("retain_notices", "engineering"),
    ("notice", "engineering"),
    ("state_changes", "engineering"),
    ("network_source", "engineering"),
    ("copyleft", "engineering"),
    ("use_latest", "engineering"),
    ("keep_guardrails", "engineering"),
    ("keep_model_documentation", "engineering"),
    ("health_", "legal"),
    ("clinical", "legal"),
)
"""Beginnings of the ids of license duties to who carries them out; all others are for the lawyers."""


def of_license(entry: Entry) -> Iterator[Duty]:
    """The agreement to sign, the duties that this use sets off, and what each text asks for besides."""
    verdict, catalog = entry.view.verdict, entry.ranking.context.catalog
    if verdict.verdict == "needs_vendor_agreement":
        sheet = catalog.licenses.get(verdict.license_id)
        signed = verdict.license_id in entry.ranking.context.policy.agreements
        yield Duty(
            f"{verdict.license_id}:agreement",
            f"sign an agreement with {sheet.publisher if sheet else 'the licensor'}",
            verdict.clauses[0] if verdict.clauses else None,
            verdict.license_id,
            sheet.name if sheet else verdict.license_id,
            "procurement",
            "the verdict on the license",
            "before_use",
            "licensee",
            status="done" if signed else "to_do",
        )
    for step in verdict.trace:
        if step.duty is not None:
            license_id = step.license_id or verdict.license_id
            sheet = catalog.licenses.get(license_id)
            duty = next((item for item in sheet.obligations if item.id == step.duty.id), None) if sheet else None
            yield _of_step(step, license_id, sheet.name if sheet else license_id, duty)
    for basis in verdict.bases:
        sheet = catalog.licenses.get(basis.license_id)
        if sheet is not None:
            yield from _of_sheet(sheet, signed=basis.license_id in entry.ranking.context.policy.agreements)


def _of_step(step: Step, license_id: str, name: str, obligation: Obligation | None) -> Duty:
    assert step.duty is not None  # noqa: S101  # the caller has looked
    triggers = obligation.triggers if obligation else ()
    met = [_TRIGGERS[item] for item in triggers]
    only_passed_on = bool(triggers) and _AT_DISTRIBUTION.issuperset(triggers)
    due: Due = "at_distribution" if only_passed_on else "ongoing" if "any_use" in triggers else "before_use"
    owners: tuple[Owner, ...] = (*(who for start, who in _OWNER_BY_DUTY if step.duty.id.startswith(start)), "legal")
    activities = (
        [item.replace("_", " ") for item in obligation.activities] if obligation else ["the size of the business"]
    )
    return Duty(
        f"{license_id}:{step.duty.id}",
        step.duty.what,
        step.clause,
        license_id,
        name,
        owners[0],
        " or ".join([*met, *activities]),
        due,
        "licensee",
    )


def _of_sheet(sheet: License, *, signed: bool) -> Iterator[Duty]:
    if not sheet.text_basis.verified:
        what = f"read the full text of {sheet.name}; the sheet here rests on summaries"
        yield Duty(
            f"{sheet.id}:read",
            what,
            None,
            sheet.id,
            sheet.name,
            "legal",
            "the text was not read",
            "before_use",
            "licensee",
            status="done" if signed else "to_do",
        )
    change = sheet.licensor_may_change_terms
    if change is not None and change.value is not False:
        what = f"watch for changes of {sheet.name}; the licensor may change it"
        yield Duty(
            f"{sheet.id}:watch", what, change.clause, sheet.id, sheet.name, "legal", "any use", "ongoing", "licensee"
        )
    if sheet.user_indemnity is not None and sheet.user_indemnity.value is True:
        what = "accept, or insure against, the duty to hold the licensor harmless"
        clause = sheet.user_indemnity.clause
        yield Duty(
            f"{sheet.id}:indemnity", what, clause, sheet.id, sheet.name, "legal", "any use", "before_use", "licensee"
        )

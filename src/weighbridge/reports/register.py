"""Everything to do before and while one option is used: who, when, and the clause that asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

from weighbridge.compliance.assess import CheckResult
from weighbridge.licensing.verdict import Step
from weighbridge.ranking.recommendation import Entry
from weighbridge.records.framework import Condition, Framework, plain_value
from weighbridge.records.framework import Due as FrameworkDue
from weighbridge.records.license import License, Obligation
from weighbridge.records.license_words import Trigger
from weighbridge.reports import words

Due = Literal["before_use", "at_distribution", "ongoing", "by_date"]
Owner = Literal["legal", "privacy_officer", "security", "procurement", "engineering", "product", "business"]
Status = Literal["to_do", "done", "later"]

DUE: dict[Due, str] = {
    "before_use": "before use",
    "at_distribution": "at distribution",
    "ongoing": "ongoing",
    "by_date": "by date",
}
OWNERS: dict[Owner, str] = {
    "legal": "Legal",
    "privacy_officer": "Data protection officer",
    "security": "Security",
    "procurement": "Procurement",
    "engineering": "Engineering",
    "product": "Product owner",
    "business": "Business owner",
}
ROLES = {
    "any": "any operator",
    "provider": "provider of the system",
    "deployer": "deployer",
    "downstream_provider": "one who builds on the model",
    "modifier": "one who changes the model",
    "service_organization": "customer of the service",
    "licensee": "licensee",
    "customer": "customer",
}
"""In whose shoes a duty falls to you."""

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


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing to do."""

    id: str
    what: str
    clause: str | None
    source: str
    """License id, framework id, `posture` or `policy`."""
    owner: Owner
    trigger: str
    """What sets it off, in plain words."""
    due: Due
    date: str | None
    """The day, for `by_date`."""
    status: Status
    """done: the stated answers or the catalog show it. later: it binds from `date` on."""
    role: str
    """In whose shoes it falls to you, a key of `ROLES`."""

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)


def duties(entry: Entry) -> tuple[Duty, ...]:
    """The register of an option: what is due first comes first, then by owner. The same entry gives the same list."""
    found: dict[str, Duty] = {}
    for item in (*_of_policy(entry), *_of_license(entry), *_of_frameworks(entry), *_of_posture(entry)):
        found.setdefault(item.id, item)
    when, who, open_first = list(DUE), list(OWNERS), ("to_do", "later", "done")
    return tuple(
        sorted(
            found.values(),
            key=lambda item: (
                when.index(item.due),
                item.date or "",
                open_first.index(item.status),
                who.index(item.owner),
            ),
        )
    )


def source_name(entry: Entry, duty: Duty) -> str:
    """Who asks for a duty, as people say it: `GDPR`."""
    catalog = entry.ranking.context.catalog
    if duty.source in catalog.frameworks:
        return words.framework(catalog.frameworks[duty.source])
    if duty.source in catalog.licenses:
        return catalog.licenses[duty.source].name
    return {"posture": "terms of the vendor", "policy": "your policy"}.get(duty.source, duty.source)


def asked_by(entry: Entry, duty: Duty) -> str:
    """Who asks for a duty, with the clause: `GDPR, Art. 35`."""
    name = source_name(entry, duty)
    return f"{name}, {duty.clause}" if duty.clause else name


def _of_license(entry: Entry) -> Iterator[Duty]:
    verdict, catalog = entry.view.verdict, entry.ranking.context.catalog
    if verdict.verdict == "needs_vendor_agreement":
        sheet = catalog.licenses.get(verdict.license_id)
        signed = verdict.license_id in entry.ranking.context.policy.agreements
        yield Duty(
            f"{verdict.license_id}:agreement",
            f"sign an agreement with {sheet.publisher if sheet else 'the licensor'}",
            verdict.clauses[0] if verdict.clauses else None,
            verdict.license_id,
            "procurement",
            "the verdict on the license",
            "before_use",
            None,
            "done" if signed else "to_do",
            "licensee",
        )
    for step in verdict.trace:
        if step.duty is not None:
            license_id = step.license_id or verdict.license_id
            sheet = catalog.licenses.get(license_id)
            duty = next((item for item in sheet.obligations if item.id == step.duty.id), None) if sheet else None
            yield _of_step(step, license_id, duty)
    for basis in verdict.bases:
        sheet = catalog.licenses.get(basis.license_id)
        if sheet is not None:
            yield from _of_sheet(sheet, signed=basis.license_id in entry.ranking.context.policy.agreements)


def _of_step(step: Step, license_id: str, obligation: Obligation | None) -> Duty:
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
        owners[0],
        " or ".join([*met, *activities]),
        due,
        None,
        "to_do",
        "licensee",
    )


def _of_sheet(sheet: License, *, signed: bool) -> Iterator[Duty]:
    if not sheet.text_basis.verified:
        what = f"read the full text of {sheet.name}; the sheet here rests on summaries"
        status: Status = "done" if signed else "to_do"
        yield Duty(
            f"{sheet.id}:read",
            what,
            None,
            sheet.id,
            "legal",
            "the text was not read",
            "before_use",
            None,
            status,
            "licensee",
        )
    change = sheet.licensor_may_change_terms
    if change is not None and change.value is not False:
        what = f"watch for changes of {sheet.name}; the licensor may change it"
        yield Duty(
            f"{sheet.id}:watch", what, change.clause, sheet.id, "legal", "any use", "ongoing", None, "to_do", "licensee"
        )
    if sheet.user_indemnity is not None and sheet.user_indemnity.value is True:
        what = "accept, or insure against, the duty to hold the licensor harmless"
        clause = sheet.user_indemnity.clause
        yield Duty(
            f"{sheet.id}:indemnity", what, clause, sheet.id, "legal", "any use", "before_use", None, "to_do", "licensee"
        )


def _of_frameworks(entry: Entry) -> Iterator[Duty]:
    for assessment in entry.view.assessments.values():
        framework = entry.ranking.context.catalog.frameworks.get(assessment.framework_id)
        if framework is None or assessment.status == "not_applicable":
            continue
        for item in assessment.checks:
            if item.result != "not_applicable":
                yield from _of_check(framework, item)


def _of_check(framework: Framework, item: CheckResult) -> Iterator[Duty]:
    check = item.check
    if check.severity == "info" and item.result == "pass":
        return
    party = framework.attributes[check.attribute].party
    owner: Owner = "procurement" if party == "vendor" else party
    later = item.result == "not_yet"
    status: Status = "later" if later else "done" if item.result == "pass" else "to_do"
    trigger = "; ".join(_asked(framework, item) for item in check.applies_when) or framework.applicability
    yield Duty(
        f"{framework.id}:{check.id}",
        check.do or f"settle: {check.question}",
        check.clause,
        framework.id,
        owner,
        trigger,
        "by_date" if later else _due(check.due),
        item.binds_from,
        status,
        check.role,
    )
    if item.result == "fail":
        for number, follow in enumerate(check.then, start=1):
            yield Duty(
                f"{framework.id}:{check.id}:{number}",
                follow.do,
                follow.clause,
                framework.id,
                owner,
                check.on_fail or f"{check.question} No.",
                _due(follow.due),
                None,
                "to_do",
                follow.role,
            )


def _asked(framework: Framework, condition: Condition) -> str:
    """A condition as the question it answers: `Do you fine-tune the model? yes`."""
    value = plain_value(condition.value)
    return f"{framework.attributes[condition.attribute].ask} {value}"


def _due(due: FrameworkDue) -> Due:
    return due


def _of_posture(entry: Entry) -> Iterator[Duty]:
    """What must be switched on, bought or asked for before the vendor handles data as the needs demand."""
    view, data = entry.view, entry.ranking.context.needs.data
    if view.supply.provider is None:
        return
    who, posture, region = view.supply.label, view.supply.posture, view.region
    if posture.trains_on_data.value == "conditional" and not data.training_on_data:
        condition = posture.trains_on_data.condition or "see its terms"
        yield _arranged("training", f"make sure that {who} does not train on your data: {condition}", "procurement")
    retention, limit = posture.retention, data.retention_days_max
    needed = limit is not None and not (retention.days is not None and retention.days <= limit)
    if needed and retention.zero_option not in (None, "none", "default"):
        how = {"self_serve": "switch on", "approval_gated": "apply for", "sales_gated": "buy"}[
            str(retention.zero_option)
        ]
        terms = f": {retention.zero_condition}" if retention.zero_condition else ""
        owner: Owner = "engineering" if retention.zero_option == "self_serve" else "procurement"
        yield _arranged("retention", f"{how} zero retention at {who}{terms}", owner)
    if region.access != "default" and data.residency:
        ways = {"configurable": "choose", "dedicated_only": "buy dedicated capacity for", "on_request": "ask for"}
        terms = f": {region.condition}" if region.condition else ""
        owner = "engineering" if region.access == "configurable" else "procurement"
        yield _arranged("region", f"{ways[region.access]} the region {region.name} at {who}{terms}", owner)


def _arranged(name: str, what: str, owner: Owner) -> Duty:
    trigger = "the vendor does it only on a condition"
    return Duty(f"posture:{name}", what, None, "posture", owner, trigger, "before_use", None, "to_do", "customer")


def _of_policy(entry: Entry) -> Iterator[Duty]:
    policy = entry.ranking.context.policy
    if policy.expiry:
        what = f"have the decision confirmed when the policy {policy.name!r} is reviewed"
        yield Duty(
            "policy:review",
            what,
            None,
            "policy",
            "business",
            "the policy's expiry",
            "by_date",
            policy.expiry,
            "later",
            "any",
        )

"""What is to be arranged with the vendor, and when the enterprise's own policy is due."""

from __future__ import annotations

from collections.abc import Iterator

from weighbridge.ranking.recommendation import Entry
from weighbridge.reports.register.duty import Duty, Owner


def of_handling(entry: Entry) -> Iterator[Duty]:
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
    return Duty(f"posture:{name}", what, None, "posture", "data handling", owner, trigger, "before_use", "customer")


def of_policy(entry: Entry) -> Iterator[Duty]:
    """The review of the policy on the day on which it expires."""
    policy = entry.ranking.context.policy
    if policy.expiry:
        what = f"have the decision confirmed when the policy {policy.name!r} is reviewed"
        yield Duty(
            "policy:review",
            what,
            None,
            "policy",
            "your policy",
            "business",
            "the policy's expiry",
            "by_date",
            "any",
            policy.expiry,
            "later",
        )

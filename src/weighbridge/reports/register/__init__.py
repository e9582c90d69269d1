"""The obligations register: everything to do before and while one option is used."""

from __future__ import annotations

from weighbridge.ranking.recommendation import Entry
from weighbridge.reports.register.duty import DUE, OWNERS, ROLES, Due, Duty, Owner, Status
from weighbridge.reports.register.of_frameworks import of_frameworks
from weighbridge.reports.register.of_handling import of_handling, of_policy
from weighbridge.reports.register.of_license import of_license

__all__ = ["DUE", "OWNERS", "ROLES", "Due", "Duty", "Owner", "Status", "duties"]


def duties(entry: Entry) -> tuple[Duty, ...]:
    """The register of an option: what is due first comes first, then by owner. The same entry gives the same list."""
    found: dict[str, Duty] = {}
    for item in (*of_policy(entry), *of_license(entry), *of_frameworks(entry), *of_handling(entry)):
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

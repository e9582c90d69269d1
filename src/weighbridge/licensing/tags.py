"""From the license label of a model hub to license sheets; a label that fits several is reported, not guessed."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

from weighbridge.records.license import License
from weighbridge.records.license_terms import HubTag


def resolve_tag(tag: str, licenses: Iterable[License], *, repository: str | None = None) -> tuple[str, ...]:
    """Ids of the licenses that a label stands for, sorted: none, one, or several when it stays ambiguous.

    `tag` is the hub's label; where that is `other`, the license name beside it, with or without `other/` before it.
    `repository` is `publisher/name`; a label that is tied to a publisher or to models matches only with it, and then
    wins over one that is not.
    """
    publisher, _, model = (repository or "").lower().partition("/")
    wanted = _bare(tag)
    tied: set[str] = set()
    general: set[str] = set()
    for sheet in licenses:
        for entry in sheet.hub_tags:
            if _bare(entry.tag) != wanted:
                continue
            if not (entry.publishers or entry.models):
                general.add(sheet.id)
            elif not publisher or _fits(entry, publisher, model):
                # Without a repository every tied label stays possible, so the answer is ambiguous.
                tied.add(sheet.id)
    if not publisher:
        return tuple(sorted(tied | general))
    return tuple(sorted(tied or general))


def known_tags(licenses: Iterable[License]) -> frozenset[str]:
    """Tags of a use that some sheet reacts to: banned fields of use and activities."""
    found: set[str] = set()
    for sheet in licenses:
        found.update(ban.tag for ban in sheet.field_of_use_bans)
        for duty in sheet.obligations:
            found.update(duty.activities)
    return frozenset(found)


def _bare(tag: str) -> str:
    return tag.strip().lower().removeprefix("other/")


def _fits(entry: HubTag, publisher: str, model: str) -> bool:
    by_publisher = not entry.publishers or publisher in {name.lower() for name in entry.publishers}
    by_model = not entry.models or any(fnmatchcase(model, pattern) for pattern in entry.models)
    return by_publisher and by_model

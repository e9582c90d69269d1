"""Changes to a policy that open options: a name more that is allowed, a pattern less that is denied."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase

import polars as pl

from weighbridge import places
from weighbridge.extensions import UNKNOWN
from weighbridge.options.view import OptionView
from weighbridge.policy import CountryListing, LicenseListing, Listing, matches_license
from weighbridge.ranking.change import Relaxation, most, views
from weighbridge.ranking.engine import Ranking

Change = Callable[[pl.DataFrame, Ranking], list[Relaxation]]
Denials = tuple[str, ...]


def of_listing(gate: str, field: str, ref: Callable[[OptionView], str | None]) -> Change:
    """Changes to one allow-and-deny list of the policy, for options that only this list keeps out."""

    def changes(rows: pl.DataFrame, ranking: Ranking) -> list[Relaxation]:
        names = Counter(name for view in views(rows, ranking) if (name := ref(view)) is not None)
        listing: Listing | CountryListing = getattr(ranking.context.policy, field)
        open_to_all = isinstance(listing, CountryListing) or ranking.context.policy.default == "allow"
        reach = _reach_of(listing, ranking)
        denied = {name: tuple(item for item in listing.deny if reach(name, item)) for name in names}

        def allowed(name: str) -> bool:
            return open_to_all if listing.allow is None else any(reach(name, item) for item in listing.allow)

        kept_out_by = {items for name, items in denied.items() if items and allowed(name)}
        fewer = (
            Relaxation(
                f"a policy that does not deny {' and '.join(items)}",
                sum(count for name, count in names.items() if allowed(name) and set(denied[name]) <= set(items)),
                gate,
                f"policy.{field}.deny",
                tuple(item for item in listing.deny if item not in items),
            )
            for items in sorted(kept_out_by)
        )
        more = (
            Relaxation(
                f"a policy that allows {name}", count, gate, f"policy.{field}.allow", (*(listing.allow or ()), name)
            )
            for name, count in names.items()
            if not denied[name] and not (listing.allow is not None and allowed(name))
        )
        return most([*fewer, *more])

    return changes


def of_agreements(rows: pl.DataFrame, ranking: Ranking) -> list[Relaxation]:
    """By the license that needs an agreement; a forbidden use cannot be relaxed."""
    counts = Counter(
        view.license.id
        for view in views(rows, ranking)
        if view.verdict.verdict == "needs_vendor_agreement" and view.license is not None
    )
    signed = ranking.context.policy.agreements
    return most(_agreement(ranking, license_id, count, signed) for license_id, count in counts.items())


def _agreement(ranking: Ranking, license_id: str, opens: int, signed: tuple[str, ...]) -> Relaxation:
    sheet = ranking.context.catalog.licenses[license_id]
    change = f"a signed agreement with {sheet.publisher} ({sheet.name})"
    return Relaxation(change, opens, "license", "policy.agreements", (*signed, license_id))


def of_unknowns(ranking: Ranking) -> Iterable[Relaxation]:
    """Options that a policy keeps out only because something about them is not known."""
    outcomes = [pl.col(f"gate:{gate.name}") for gate in ranking.gates]
    kept_out = (pl.col("fails") > 0) & (pl.min_horizontal(outcomes) == UNKNOWN)
    opens = len(ranking.table.filter(kept_out))
    if opens:
        yield Relaxation(
            "a policy that ranks what is to be confirmed", opens, "unknown", "policy.unknown", "conditional"
        )


def _reach_of(listing: Listing | CountryListing, ranking: Ranking) -> Callable[[str, str], bool]:
    """How a pattern of a listing is held against a name."""
    if isinstance(listing, CountryListing):
        return _reach_of_country
    if not isinstance(listing, LicenseListing):
        return fnmatchcase
    licenses = ranking.context.catalog.licenses

    def reach(license_id: str, pattern: str) -> bool:
        sheet = licenses.get(license_id)
        return matches_license(pattern, license_id, sheet.category if sheet else None)

    return reach


def _reach_of_country(code: str, item: str) -> bool:
    return code in places.expand([item])

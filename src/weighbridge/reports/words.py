"""Figures and options in plain words."""

from __future__ import annotations

from weighbridge.needs import Needs
from weighbridge.options.view import OptionView

VERDICTS = {
    "allowed": "free to use",
    "allowed_with_obligations": "with duties",
    "needs_vendor_agreement": "needs an agreement",
    "forbidden": "forbidden",
    "unknown": "unknown",
}


def money(usd: float | None) -> str:
    """USD in about three significant digits: $9.50, $950, $1.2k, $3.4M; `unknown` for None."""
    if usd is None:
        return "unknown"
    for limit, divisor, suffix in ((1e3, 1.0, ""), (1e6, 1e3, "k"), (1e9, 1e6, "M")):
        if usd < limit * 0.9995:
            shown = usd / divisor
            digits = 0 if shown >= 99.95 else 1 if suffix or shown >= 9.995 else 2
            text = f"{shown:,.{digits}f}"
            return f"${text.removesuffix('.0')}{suffix}"
    return f"${usd / 1e9:,.1f}B"


def money_range(low: float | None, expected: float | None, high: float | None) -> str:
    """`$1.2k (0.9k - 1.6k)`; the range is left out when it has no width."""
    if expected is None:
        return "unknown"
    if low is None or high is None or money(low) == money(high):
        return money(expected)
    return f"{money(expected)} ({money(low).removeprefix('$')} - {money(high).removeprefix('$')})"


def printable(text: str) -> str:
    """Text without control characters, which could steer a terminal; texts of packs are data."""
    return "".join(mark for mark in text if mark.isprintable() or mark == "\n")


def count(number: float) -> str:
    """1,234 or 1.2 M."""
    return f"{number / 1e6:,.1f} M" if number >= 1e6 else f"{number:,.0f}"


def load(needs: Needs) -> str:
    """The workload and its main limits in one line."""
    work, data = needs.workload, needs.data
    kinds = [
        name for name, on in (("personal", data.personal), ("health", data.health), ("card", data.cardholder)) if on
    ]
    parts = [
        f"{count(work.queries_per_month)} queries a month",
        f"{work.input_tokens:,} tokens in / {work.output_tokens:,} out",
        f"{data.class_} {' and '.join(kinds) + ' ' if kinds else ''}data",
    ]
    if data.residency:
        parts.append(f"{' + '.join(data.residency)} only")
    if needs.budget.monthly_usd_max is not None:
        parts.append(f"at most {money(needs.budget.monthly_usd_max)}")
    return ", ".join(parts)


def option(view: OptionView) -> str:
    """An option as a person would name it."""
    mark = " [claimed, not released]" if view.model.status == "claimed" else ""
    name = f"{view.model.name}{mark}"
    if view.supply.provider is not None:
        region = "" if view.region.id == "unknown" else f", {view.region.name}"
        return f"{name} at {view.supply.provider.name}{region}"
    plan = view.plan
    if plan is None:
        return f"{name}, {view.supply.label}"
    devices = view.table.context.catalog.accelerators[plan["accelerator_id"]].name
    number = plan["accelerator_count"]
    if view.hosting == "self_hosted_cloud":
        return f"{name}, {number} x {devices} rented"
    owned = plan["owned"]
    if owned >= number:
        return f"{name}, on your {devices} ({number} of {owned})"
    place = "at the edge" if view.hosting == "edge" else "on your site"
    return f"{name}, {number} x {devices} {place}"


def license_words(view: OptionView) -> str:
    """License name and verdict, short."""
    sheet = view.license
    if sheet is None:
        return "not on record"
    unread = "" if view.verdict.text_read else ", text not read"
    return f"{sheet.spdx or sheet.name}: {VERDICTS[view.verdict.verdict]}{unread}"


def sentence(text: str) -> str:
    """The text with its first letter capital."""
    return f"{text[:1].upper()}{text[1:]}"


def inline(title: str) -> str:
    """A title inside a sentence: `privacy` for Privacy, but `GPU footprint` as it is."""
    return title if title[1:2].isupper() else f"{title[:1].lower()}{title[1:]}"

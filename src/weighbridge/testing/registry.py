"""The checks by name. Their code is loaded when one runs, so that the list itself costs nothing."""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # see weighbridge.testing
if TYPE_CHECKING:
    from collections.abc import Callable

    from weighbridge.testing.finding import Finding
    from weighbridge.testing.subject import Subject

CONTRIBUTIONS = ("gates", "criteria")

CHECKS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "loads": ("loading", "It loads, and speaks this version of the hooks", ()),
    "brings_something": ("loading", "It brings something, and every file of it is read", ()),
    "hooks_return": ("loading", "Its hooks return what they promise, in time", ()),
    "no_network": ("loading", "It needs no network", ()),
    "no_programs": ("loading", "It starts no other program", ()),
    "no_writes": ("loading", "It writes no files", ()),
    "leaves_no_trace": ("loading", "It leaves the process as it was", ()),
    "repeatable": ("loading", "Asked twice, it gives the same", ()),
    "imports_declared": ("imports", "What it imports is declared", ("code",)),
    "imports_fast": ("imports", "It imports in under 200 ms", ("code",)),
    "ids": ("records", "Ids are well formed and its own", ("records",)),
    "evidence": ("records", "Every record says where its facts come from", ("records",)),
    "evidence_dated": ("records", "Evidence is dated, and not from the future", ("records",)),
    "plain_text": ("records", "Names are plain text that cannot steer a terminal or a page", ("records",)),
    "joined": ("joins", "What it refers to exists", ("records",)),
    "offers_joined": ("joins", "Offers belong to a model, a provider and its regions", ("offers",)),
    "licenses_resolve": ("joins", "Licenses that models name have a sheet", ("models",)),
    "prices_stated": ("prices", "Prices are positive, or said to be free", ("offers", "accelerators")),
    "prices_plausible": ("prices", "Prices are in USD per million tokens", ("offers",)),
    "license_cases": ("cases", "Its license cases come out as expected", ("cases",)),
    "documents_cite": ("documents", "Documents cite their sources and have passages", ("documents",)),
    "names": ("contributions", "Gates and criteria have names and texts of their own", CONTRIBUTIONS),
    "vectorized": ("contributions", "Gates and criteria are expressions over the table of their grain", CONTRIBUTIONS),
    "bounded": ("contributions", "Gates give pass, unknown or fail; criteria score 0 to 1", CONTRIBUTIONS),
    "independent": ("contributions", "No option's result depends on the others, or on chance", CONTRIBUTIONS),
    "unknown_stays_unknown": ("unknowns", "An unknown is neither a pass nor better than a known fact", CONTRIBUTIONS),
    "direction": ("unknowns", "A criterion moves the way it says", ("criteria",)),
    "explains": ("explanations", "Explanations never raise, are never empty and change nothing", CONTRIBUTIONS),
    "asks": ("explanations", "An unknown asks somebody something; a fail cites what decides", ("gates",)),
    "formats": ("others", "Report formats give text or bytes", ("report_formats",)),
    "estimators": ("others", "Estimators give a positive speed or None", ("throughput_estimators",)),
}
"""Name to module, what the check says, and what a plugin must bring for it: a hook, `records`, `code` or `cases`."""


def title_of(name: str) -> str:
    """What the check says of a sound plugin."""
    return CHECKS[name][1]


def applies(name: str, subject: Subject) -> bool:
    """Whether the plugin brings what the check is about."""
    wanted = CHECKS[name][2]
    return not wanted or any(subject.brings(item) for item in wanted)


def run_check(name: str, subject: Subject) -> list[Finding]:
    """The findings of one check."""
    module = import_module(f"weighbridge.testing.checks.{CHECKS[name][0]}")
    check: Callable[[Subject], list[Finding]] = getattr(module, name)
    return list(check(subject))

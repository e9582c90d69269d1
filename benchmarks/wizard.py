"""The wizard in a real browser: python benchmarks/wizard.py. Writes docs/benchmarks-wizard.md.

First paint, a step and the results are wall times as a person waits for them, in Chromium without a window on the same
machine as the server. Memory is that of the server process with a number of visits held open at once.
"""

from __future__ import annotations

import os
import platform
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter, sleep

from playwright.sync_api import Browser, Locator

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.wizard.browser import journey  # noqa: E402  # found by the line above
from tests.wizard.browser.driving import AS_OF, Visit, Wizard, browser_at_hand  # noqa: E402

PAGE = ROOT / "docs" / "benchmarks-wizard.md"
EXAMPLE = ROOT / "examples" / "claims-assistant.yaml"
ROUNDS = 3
SETTLE_S = 6
"""So that memory which the allocator keeps for a moment is given back before it is read."""
SESSIONS, FIRST_VISITS = 20, 5
"""Visits held open, after some that let the server load what all share."""
MEMORY = ROOT / "examples" / "hospital-notes.yaml"


@dataclass(frozen=True)
class Line:
    """One row: what was timed, the median and the worst round in seconds, and the budget."""

    what: str
    seconds: float
    worst: float
    budget_s: float | None


def journeys(browser: Browser) -> list[Line]:
    """Visits from the first paint to the results, each with needs of its own so that nothing is ready."""
    taken: dict[str, list[float]] = {"cold": [], "first": [], "step": [], "results": []}
    for number in range(ROUNDS):
        with Wizard.started("--as-of", AS_OF, "--needs", str(EXAMPLE)) as wizard:
            taken["cold"].append(_first_paint(browser, wizard))
            taken["first"].append(_first_paint(browser, wizard))
            steps, results = _steps(browser, wizard, number)
            taken["step"] += steps
            taken["results"].append(results)
    titles = {
        "cold": ("first visit to a server that has just started: the form can be filled in", 2.5),
        "first": ("first paint of a later visit: the form can be filled in", 2.5),
        "step": ("a step: from the click to the next form", 0.3),
        "results": ("results: from the last click to the ranked list, newly weighed", 1.0),
    }
    return [Line(told, median(taken[key]), max(taken[key]), budget) for key, (told, budget) in titles.items()]


def _first_paint(browser: Browser, wizard: Wizard) -> float:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    start = perf_counter()
    page.goto(wizard.url, wait_until="commit")
    page.get_by_role("button", name="Continue").wait_for()
    taken = perf_counter() - start
    context.close()
    return taken


def _steps(browser: Browser, wizard: Wizard, number: int) -> tuple[list[float], float]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    visit = Visit(context.new_page(), wizard).go()
    visit.page.get_by_label("Name of this use", exact=True).fill(f"Round {number}")
    steps = []
    for before in range(journey.step(visit), journey.LAST_STEP):
        following = visit.page.get_by_role("heading", name=f"Step {before + 1} of")
        steps.append(_answered(visit.button("Continue").first, following))
        visit.settled()
    results = _answered(visit.button("Weigh the options").first, visit.page.locator(".wb-row").nth(1))
    context.close()
    return steps, results


def _answered(button: Locator, what: Locator) -> float:
    """Seconds from a click until something stands there."""
    start = perf_counter()
    button.click()
    what.wait_for()
    return perf_counter() - start


def memory(browser: Browser) -> tuple[float, float]:
    """Resident memory of the server with a few visits at their results, and what each further one adds; in MiB."""
    from weighbridge import yamlfile
    from weighbridge.wizard import link

    stated = link.encode(yamlfile.read(MEMORY, 100_000).data)
    with Wizard.started("--as-of", AS_OF) as wizard:
        held = []
        before = 0.0
        for number in range(FIRST_VISITS + SESSIONS):
            context = browser.new_context()
            held.append(context)
            Visit(context.new_page(), wizard).go(f"results?needs={stated}")
            if number == FIRST_VISITS - 1:
                sleep(SETTLE_S)
                before = wizard.resident_mib()
        sleep(SETTLE_S)
        after = wizard.resident_mib()
        for context in held:
            context.close()
    return before, (after - before) / SESSIONS


def _mib(size: float) -> str:
    return "no memory that shows" if abs(size) < 0.05 else f"{size:.1f} MiB"


def text(lines: list[Line], base_mib: float, each_mib: float, version: str) -> str:
    """The page."""
    rows = [f"| {line.what} | {line.seconds:.2f} | {line.worst:.2f} | {line.budget_s or ''} |" for line in lines]
    setting = (
        f"Measured with Chromium {version} without a window, {ROUNDS} servers started anew, on {os.cpu_count()} cores "
        f"({platform.machine()}, Python {platform.python_version()}). Load average: {os.getloadavg()[1]:.1f}; "
        "above the number of cores, other work slowed every figure."
    )
    held = (
        f"Memory: the server holds {base_mib:.0f} MiB with the catalog loaded and {FIRST_VISITS} visits at their "
        f"results; each of {SESSIONS} more visits that are held open at the same time adds {_mib(each_mib)}."
    )
    head = ["| what | median, s | worst, s | budget, s |", "|---|--:|--:|--:|"]
    mark = "<!-- Generated: python benchmarks/wizard.py. Do not edit. -->"
    return "\n".join([mark, "# The wizard in a browser", "", setting, "", *head, *rows, "", held, ""])


def main() -> None:
    """Measure and write."""
    with browser_at_hand() as browser:
        lines = journeys(browser)
        base_mib, each_mib = memory(browser)
        page = text(lines, base_mib, each_mib, browser.version)
    PAGE.write_text(page, encoding="utf-8")
    print(page)


if __name__ == "__main__":
    main()

"""What a person does on the way from a blank page to the pack."""

from __future__ import annotations

import re
from pathlib import Path

from .driving import Visit

LAST_STEP = 7
WINNER = ".st-key-winner"


def use_example(visit: Visit, title: str) -> None:
    """Fill every step from an example."""
    choose(visit, "Example", title)
    visit.press("Use this example")


def choose(visit: Visit, label: str, option: str) -> None:
    """Pick an entry of a selection list."""
    visit.page.get_by_role("combobox", name=label).click()
    visit.page.get_by_role("option", name=option, exact=True).click()
    visit.settled()


def type_number(visit: Visit, label: str, value: int) -> None:
    """Type into a number field."""
    visit.page.get_by_label(label, exact=True).fill(str(value))


def step(visit: Visit) -> int:
    """Number of the step shown."""
    heading = visit.page.get_by_role("heading", name=re.compile(r"^Step \d of \d")).inner_text()
    return int(heading.split()[1])


def onwards(visit: Visit) -> None:
    """Send the step shown as it is."""
    before = step(visit)
    visit.press("Weigh the options" if before == LAST_STEP else "Continue")
    if before < LAST_STEP:
        visit.page.get_by_role("heading", name=re.compile(f"^Step {before + 1} of")).wait_for()


def to_results(visit: Visit) -> str:
    """Send every step from the one shown on; the name of the first option."""
    while step(visit) < LAST_STEP:
        onwards(visit)
    onwards(visit)
    return winner(visit)


def winner(visit: Visit) -> str:
    """The first option in plain words, on the results page."""
    name: str = visit.page.locator(WINNER).get_by_role("heading").inner_text()
    return name


def download(visit: Visit, name: str, folder: Path) -> Path:
    """Have a file of the pack made, and take it; `name` is that of its format."""
    visit.page.locator(f".st-key-make-{name} button:visible").first.click()
    button = visit.page.locator(f".st-key-get-{name} button:visible").first
    button.wait_for()
    visit.settled()  # a click on a page that is still being drawn would be lost
    with visit.page.expect_download() as waiting:
        button.click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path

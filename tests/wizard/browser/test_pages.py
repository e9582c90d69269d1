"""Every page in a real browser, with something on it: drawn, quiet, without a call to the outside, accessible."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from weighbridge import yamlfile
from weighbridge.wizard import link

from .accessibility import violations
from .driving import Visit

EXAMPLE = Path(__file__).parents[3] / "examples" / "hospital-notes.yaml"


def nothing(_tab: Visit) -> None:
    """The page as it opens."""


def asked(tab: Visit) -> None:
    tab.page.get_by_role("button", name="May we host").click()
    tab.page.get_by_role("button", name="Begin anew").wait_for()


def part(name: str) -> Callable[[Visit], None]:
    def open_part(tab: Visit) -> None:
        tab.page.get_by_role("tab", name=name).click()

    return open_part


def checks(tab: Visit) -> None:
    tab.page.get_by_role("tab", name="Compliance").click()
    tab.settled()
    tab.page.get_by_test_id("stExpander").first.locator("summary").click()


def posture(tab: Visit) -> None:
    """Of an option whose seller's statements are on record."""
    tab.page.get_by_label("Or the id of any option").fill("anthropic/claude-haiku-4-5@bedrock:us")
    tab.page.keyboard.press("Enter")
    tab.settled()
    tab.page.get_by_role("tab", name="Data handling").click()
    tab.page.get_by_text("How you get it").first.wait_for()


def two_chosen(tab: Visit) -> None:
    for number in range(2):
        tab.page.locator("[class*=st-key-compare-]").nth(number).locator("label").click()
        tab.settled()
    tab.press("Compare 2")


def last_step(tab: Visit) -> None:
    tab.press("7. Priorities")


PAGES: Mapping[str, tuple[str, Callable[[Visit], None]]] = MappingProxyType({
    "needs": ("", nothing), "priorities": ("", last_step), "results": ("results", nothing),
    "out": ("results", part("Why others are out")), "what-if": ("results", part("What if")),
    "firm": ("results", part("How firm")), "charts": ("results", part("Charts")), "compare": ("results", two_chosen),
    "duties": ("results", part("To do and to ask")), "questions": ("option", part("To ask")),
    "license": ("option", part("License")), "posture": ("option", posture),
    "checks": ("option", checks), "option": ("option", nothing), "pack": ("pack", nothing), "ask": ("ask", asked),
    "catalog": ("catalog?kind=licenses&id=apache-2.0", nothing), "plugins": ("plugins", nothing),
    "sources": ("sources", nothing),
})  # fmt: skip
"""Page, or part of one, to its path and to what is done there before it is checked."""


@pytest.fixture(scope="module")
def stated() -> str:
    """An example's needs as a link."""
    return link.encode(yamlfile.read(EXAMPLE, 100_000).data)


DARK = "() => getComputedStyle(document.querySelector('.stApp')).colorScheme == 'dark'"


@pytest.mark.parametrize("name", PAGES)
def test_page_has_no_serious_violation_in_light_or_dark(visit: Callable[..., Visit], stated: str, name: str) -> None:
    path, prepare = PAGES[name]
    joined = "&" if "?" in path else "?"
    tab = visit(f"{path}{joined}needs={stated}", color_scheme="light")
    prepare(tab)
    tab.pointer_away()
    assert violations(tab.page) == []
    tab.page.emulate_media(color_scheme="dark")
    tab.page.wait_for_function(DARK)
    tab.settled()
    assert violations(tab.page, "color-contrast") == []

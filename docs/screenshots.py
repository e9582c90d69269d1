"""Photograph every page of the wizard, wide and narrow, light and dark: make screenshots. Writes docs/screenshots/."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from PIL import Image

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.wizard.browser.driving import AS_OF, Visit, Wizard, browser_at_hand  # noqa: E402  # found by the line above

FOLDER = ROOT / "docs" / "screenshots"
EXAMPLE = ROOT / "examples" / "claims-assistant.yaml"
WIDTHS = {"wide": 1440, "narrow": 390}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
FIRST_HEIGHT, MOST_HEIGHT = 900, 2600
SCROLLED = "[data-testid=stMain], [data-testid=stAppScrollToBottomContainer]"
"""What scrolls; the second where a page ends in a field to ask."""
COLORS = 160
"""Colors that a picture keeps; text and flat areas need no more."""


def _priorities(visit: Visit) -> None:
    visit.press("7. Priorities")


def _charts(visit: Visit) -> None:
    visit.page.get_by_role("tab", name="Charts").click()
    visit.settled()
    visit.page.wait_for_timeout(1500)


def _duties(visit: Visit) -> None:
    visit.page.get_by_role("tab", name="To do and to ask").click()
    visit.settled()


def _posture(visit: Visit) -> None:
    visit.page.get_by_label("Or the id of any option").fill("anthropic/claude-haiku-4-5@bedrock:eu")
    visit.page.keyboard.press("Enter")
    visit.settled()
    visit.page.get_by_role("tab", name="Data handling").click()
    visit.settled()


def _compare(visit: Visit) -> None:
    for number in range(2):
        visit.page.locator("[class*=st-key-compare-]").nth(number).locator("label").click()
        visit.settled()
    visit.press("Compare 2")


def _pack(visit: Visit) -> None:
    visit.press("Decision pack")


def _option(visit: Visit) -> None:
    visit.press("Everything about it")


def _ask(visit: Visit) -> None:
    visit.page.get_by_role("button", name="May we host").click()
    visit.settled()
    visit.page.get_by_role("button", name="Begin anew").wait_for()


def _nothing(_visit: Visit) -> None:
    """The page as it opens."""


SHOTS: dict[str, tuple[str, Callable[[Visit], None]]] = {
    "needs": ("", _nothing),
    "priorities": ("", _priorities),
    "results": ("results", _nothing),
    "charts": ("results", _charts),
    "duties": ("results", _duties),
    "compare": ("results", _compare),
    "option": ("results", _option),
    "data-handling": ("option", _posture),
    "pack": ("results", _pack),
    "ask": ("ask", _ask),
    "catalog": ("catalog?kind=licenses&id=apache-2.0", _nothing),
    "plugins": ("plugins", _nothing),
    "sources": ("sources", _nothing),
}
"""Name of a picture to the page it begins on, and what is done there before it is taken."""


def photograph(visit: Visit, width: int, path: Path) -> None:
    """The whole page, as tall as it is up to a limit, in few colors."""
    height = visit.page.evaluate(f"() => document.querySelector('{SCROLLED}').scrollHeight")
    visit.page.set_viewport_size({"width": width, "height": max(FIRST_HEIGHT, min(MOST_HEIGHT, int(height) + 8))})
    visit.page.wait_for_timeout(700)
    picture = Image.open(io.BytesIO(visit.page.screenshot(animations="disabled")))
    picture.convert("RGB").quantize(COLORS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
        path, optimize=True
    )


def main() -> None:
    """Take the pictures named as arguments, or all."""
    FOLDER.mkdir(exist_ok=True)
    wanted = sys.argv[1:] or list(SHOTS)
    with browser_at_hand() as browser, Wizard.started("--as-of", AS_OF, "--needs", str(EXAMPLE)) as wizard:
        for name in wanted:
            path, prepare = SHOTS[name]
            for size, width in WIDTHS.items():
                for scheme in SCHEMES:
                    context = browser.new_context(
                        viewport={"width": width, "height": FIRST_HEIGHT}, color_scheme=scheme, locale="en-US"
                    )
                    visit = Visit(context.new_page(), wizard).go(path)
                    prepare(visit)
                    photograph(visit, width, FOLDER / f"{name}-{size}-{scheme}.png")
                    context.close()
            print(name)
    total = sum(path.stat().st_size for path in FOLDER.glob("*.png"))
    print(f"{len(list(FOLDER.glob('*.png')))} pictures, {total / 1e6:.1f} MB")


if __name__ == "__main__":
    main()

"""Colors of the theme: enough contrast for what is read and for what carries meaning, in both appearances."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from weighbridge.wizard import SCRIPT

CONFIG = SCRIPT.parent / ".streamlit" / "config.toml"
CSS = SCRIPT.with_name("wizard.css")
FADED = 0.6
"""Share of the text color that Streamlit's captions keep over their ground."""
WHITE = "#ffffff"


@pytest.fixture(scope="module")
def settings() -> dict[str, Any]:
    return tomllib.loads(CONFIG.read_text(encoding="utf-8"))


def rgb(color: str) -> tuple[float, float, float]:
    red, green, blue = (int(color[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue


def over(front: str, ground: str, share: float) -> str:
    """A color laid over another with some transparency."""
    mixed = (share * a + (1 - share) * b for a, b in zip(rgb(front), rgb(ground), strict=True))
    return "#" + "".join(f"{round(part * 255):02x}" for part in mixed)


def luminance(color: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb(color)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio as WCAG 2 defines it, 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_formula_agrees_with_known_pairs() -> None:
    assert contrast("#000000", WHITE) == pytest.approx(21)
    assert contrast("#767676", WHITE) == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_read_has_four_and_a_half_to_one(settings: dict[str, Any], scheme: str) -> None:
    theme = settings["theme"][scheme]
    side = theme["sidebar"]
    grounds = [theme["backgroundColor"], theme["secondaryBackgroundColor"], side["backgroundColor"]]
    for ground in grounds:
        assert contrast(theme["textColor"], ground) >= 7
        assert contrast(over(theme["textColor"], ground, FADED), ground) >= 4.5
        assert contrast(theme["linkColor"], ground) >= 4.5
    assert contrast(WHITE, theme["primaryColor"]) >= 4.5


@pytest.mark.parametrize(("at", "scheme"), [(0, "light"), (1, "dark")])
def test_the_chosen_tab_and_small_print_can_be_read(settings: dict[str, Any], at: int, scheme: str) -> None:
    rules, theme = CSS.read_text(encoding="utf-8"), settings["theme"][scheme]
    tab = re.search(r"stTab.*color: light-dark\((#\w+), (#\w+)\)", rules)
    small = re.search(r"stCaptionContainer\"\].*color: light-dark\((#\w+), (#\w+)\)", rules)
    assert tab is not None
    assert small is not None
    for found in (tab, small):
        for ground in (theme["backgroundColor"], theme["sidebar"]["backgroundColor"]):
            assert contrast(found.groups()[at], ground) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_carries_meaning_has_three_to_one(settings: dict[str, Any], scheme: str) -> None:
    theme = settings["theme"][scheme]
    named = [theme[f"{name}Color"] for name in ("primary", "green", "orange", "red", "blue", "gray")]
    for color in [*named, *theme["chartCategoricalColors"]]:
        assert contrast(color, theme["backgroundColor"]) >= 3, color


def test_a_clone_and_an_installation_have_the_same_settings() -> None:
    assert (Path(__file__).parents[2] / ".streamlit" / "config.toml").read_bytes() == CONFIG.read_bytes()


def test_nothing_is_reported_or_asked_outside(settings: dict[str, Any]) -> None:
    assert settings["browser"]["gatherUsageStats"] is False
    assert settings["server"]["address"] == "127.0.0.1"
    assert settings["server"]["maxUploadSize"] <= 10
    assert settings["client"]["showErrorDetails"] == "none"

"""Texts of strangers on every page of the wizard."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from unittest.mock import patch

import pytest
from streamlit.testing.v1 import AppTest

from weighbridge.wizard import SCRIPT, entry
from weighbridge.wizard.launch import Launch

from .checks import NEEDS, refuse_active, refuse_markup

PAGES = ("results", "option", "compare", "catalog", "plugins", "sources", "pack", "ask")
FORWARD = ("Continue", "Weigh the options")


@pytest.fixture(scope="module")
def app(hostile_pack: Path, as_of: date) -> Iterator[AppTest]:
    """The wizard over the hostile pack alone, walked to the results."""
    launch = Launch(as_of=as_of, packs=(hostile_pack,), needs=NEEDS)
    with patch.dict(os.environ, {**launch.environment(), "WEIGHBRIDGE_NO_PLUGINS": "1"}):
        app = AppTest.from_file(str(SCRIPT), default_timeout=60).run()
        for _ in range(7):
            next(button for button in app.button if button.label in FORWARD).click().run()
            assert not app.exception
        yield app


@pytest.mark.parametrize("page", PAGES)
def test_a_page_shows_texts_and_obeys_none(page: str, app: AppTest) -> None:
    app.switch_page(entry.path_of(f"{page}.py")).run()
    assert not app.exception
    refuse_what_is_active(app)


@pytest.mark.parametrize(
    ("kind", "record"),
    [("models", "gravel/pebble-7b"), ("providers", "gravel"), ("licenses", "crowd-1.0"), ("frameworks", "stone-act")],
)
def test_a_record_shows_texts_and_obeys_none(kind: str, record: str, hostile_pack: Path, as_of: date) -> None:
    launch = Launch(as_of=as_of, packs=(hostile_pack,))
    with patch.dict(os.environ, {**launch.environment(), "WEIGHBRIDGE_NO_PLUGINS": "1"}):
        app = AppTest.from_function(_record, args=(kind, record), default_timeout=60).run()
    assert not app.exception
    assert any("evil.example" in str(item.value) for item in app.html)
    refuse_what_is_active(app)


def _record(kind: str, record: str) -> None:
    from weighbridge.wizard import record_view

    record_view.draw(kind, record)  # type: ignore[arg-type]  # one of the kinds above


def refuse_what_is_active(app: AppTest) -> None:
    """Nothing on the page comes alive. Raises AssertionError."""
    written = [*app.markdown, *app.caption, *app.info, *app.error, *app.warning, *app.success, *app.subheader]
    for item in written:
        assert not getattr(item, "allow_html", False)
        refuse_markup(str(item.value))
        assert ":red[x]" not in str(item.value)
    pages = [str(item.value) for item in app.html]
    for text in pages:
        refuse_active(text)
    assert written or pages

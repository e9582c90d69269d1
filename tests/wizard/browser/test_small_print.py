"""Small print, and code within it, can be read in light and dark wherever a page sets it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser

from weighbridge.wizard import SCRIPT

from .accessibility import violations
from .driving import PATIENCE_MS, Wizard, free_port

PAGE = Path(__file__).with_name("small_print.py")


@pytest.fixture(scope="module")
def small_print() -> Iterator[str]:
    """The address of the page, served with the settings of the wizard."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(PAGE), "--server.port", str(port)]
    process = subprocess.Popen(  # noqa: S603  # our own command
        command, cwd=SCRIPT.parent, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    running = Wizard(f"http://127.0.0.1:{port}/", process)
    try:
        running.wait()
        yield running.url
    finally:
        process.terminate()
        process.communicate(timeout=20)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_small_print_has_enough_contrast(browser: Browser, small_print: str, scheme: Literal["light", "dark"]) -> None:
    with browser.new_context(color_scheme=scheme) as context:
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(small_print)
        page.locator("[data-testid=stCaptionContainer] code").nth(4).wait_for()
        color_of = "element => getComputedStyle(element).colorScheme"
        assert page.locator(".stApp").evaluate(color_of) == scheme, "the settings of the wizard are in force"
        assert violations(page, "color-contrast") == []

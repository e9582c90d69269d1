"""The real wizard on a free port of this machine, and a real Chromium without a window that drives it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from .driving import AS_OF, Visit, Wizard, browser_at_hand


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests; each visit has a profile of its own."""
    with browser_at_hand() as found:
        yield found


@pytest.fixture(scope="session")
def wizard() -> Iterator[Wizard]:
    """The wizard over the full catalog."""
    with Wizard.started("--as-of", AS_OF) as running:
        yield running


@pytest.fixture
def visit(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Visit]]:
    """Opens a page of the wizard in a new profile. Afterwards no request may have left this machine."""
    with ExitStack() as stack:
        opened: list[Visit] = []

        def open_page(path: str = "", at: Wizard | None = None, **profile: Any) -> Visit:
            at = at or request.getfixturevalue("wizard")
            context: BrowserContext = stack.enter_context(browser.new_context(accept_downloads=True, **profile))
            page: Page = context.new_page()
            found = Visit(page, at)
            opened.append(found)
            found.go(path)
            return found

        yield open_page
        assert [url for found in opened for url in found.outside] == []
        assert [message for found in opened for message in found.faults] == []

"""Sign-in against a real OpenID Connect provider that the test runs, with the roles of those who come."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from . import provider
from .driving import AS_OF, Visit, Wizard, free_port

EXAMPLES = Path(__file__).parents[3] / "examples"
PEOPLE = {
    "Ada": {"name": "Ada", "email": "ada@example.com", "email_verified": True},
    "Bob": {"name": "Bob", "email": "bob@example.com", "email_verified": True},
    "Eve": {"name": "Eve", "email": "ada@example.com", "email_verified": False},
}
SETTINGS = """
[auth]
redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
cookie_secret = "a secret of this test, long enough to sign with"
client_id = "{id}"
client_secret = "{secret}"
server_metadata_url = "{metadata}"

[roles]
editors = ["ada@example.com"]
viewers = ["*@example.com"]
"""


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wizard]:
    """A wizard that asks for sign-in."""
    port = free_port()
    path = tmp_path_factory.mktemp("sign-in") / "sign-in.toml"
    with provider.running(PEOPLE) as running:
        text = SETTINGS.format(
            port=port, id=provider.CLIENT_ID, secret=provider.CLIENT_SECRET, metadata=running.metadata_url
        )
        path.write_text(text, encoding="utf-8")
        needs = EXAMPLES / "startup-support.yaml"
        with Wizard.started("--as-of", AS_OF, "--sign-in", str(path), "--needs", str(needs), port=port) as wizard:
            yield wizard


def sign_in(visit: Callable[..., Visit], wizard: Wizard, name: str) -> Visit:
    tab = visit("", wizard)
    tab.page.get_by_role("button", name="Sign in").click()
    tab.page.get_by_role("link", name=name).click()
    tab.page.get_by_role("heading", level=2).first.wait_for()
    return tab.settled()


def test_nobody_sees_a_page_without_signing_in(visit: Callable[..., Visit], guarded: Wizard) -> None:
    for path in ("", "results", "catalog"):
        tab = visit(path, guarded)
        tab.page.get_by_role("button", name="Sign in").wait_for()
        assert tab.page.get_by_role("link", name="Catalog").count() == 0
        assert "Step 1" not in tab.text()


def test_an_editor_states_needs_and_can_leave(visit: Callable[..., Visit], guarded: Wizard) -> None:
    tab = sign_in(visit, guarded, "Ada")
    tab.page.get_by_role("heading", name="Step 1 of 7").wait_for()
    tab.page.get_by_text("Ada, editor").wait_for()
    tab.page.get_by_role("button", name="Sign out").click()
    tab.page.get_by_role("button", name="Sign in").wait_for()


def test_a_viewer_looks_and_cannot_state(visit: Callable[..., Visit], guarded: Wizard) -> None:
    tab = sign_in(visit, guarded, "Bob")
    tab.page.get_by_text("stating needs takes an editor").wait_for()
    assert tab.page.get_by_role("button", name="Continue").count() == 0
    assert tab.page.locator("input[type=file]").count() == 0
    tab.menu("Results")
    tab.page.locator(".st-key-winner").wait_for()


def test_an_unverified_address_gives_no_role(visit: Callable[..., Visit], guarded: Wizard) -> None:
    tab = sign_in(visit, guarded, "Eve")
    tab.page.get_by_text("Eve has no role here").wait_for()
    assert tab.page.get_by_role("link", name="Catalog").count() == 0

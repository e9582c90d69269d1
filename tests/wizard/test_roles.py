"""Roles of people who sign in: nobody gets more than the settings say."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from weighbridge.wizard import SCRIPT
from weighbridge.wizard.launch import VARIABLE, Launch
from weighbridge.wizard.roles import Role, Roles

from .conftest import texts

ROLES = Roles(editors=("ada@example.com", "*@platform.example.com"), viewers=("*@example.com",))


@pytest.mark.parametrize(
    ("claims", "role"),
    [
        ({"email": "ada@example.com"}, "editor"),
        ({"email": "ADA@Example.com", "email_verified": True}, "editor"),
        ({"email": "ada@example.com", "email_verified": False}, None),
        ({"email": "x@platform.example.com"}, "editor"),
        ({"email": "bob@example.com"}, "viewer"),
        ({"email": "bob@elsewhere.com"}, None),
        ({"email": "ada@example.com.evil.com"}, None),
        ({"email": 7}, None),
        ({}, None),
    ],
)
def test_a_role_comes_from_the_address(claims: dict[str, Any], role: Role | None) -> None:
    assert ROLES.role_of(claims) == role


def test_a_role_comes_from_any_of_several_groups() -> None:
    roles = Roles(claim="groups", editors=("architects",), viewers=("staff",))
    assert roles.role_of({"groups": ["staff", "architects"]}) == "editor"
    assert roles.role_of({"groups": ["staff"]}) == "viewer"
    assert roles.role_of({"groups": "architects"}) == "editor"
    assert roles.role_of({"groups": None, "email": "ada@example.com"}) is None


def test_without_settings_whoever_signs_in_may_look() -> None:
    assert Roles().role_of({"sub": "1"}) == "viewer"


def opened() -> AppTest:
    return AppTest.from_file(str(SCRIPT), default_timeout=60)


def test_without_sign_in_everybody_is_an_editor() -> None:
    app = opened().run()
    assert "Step 1 of 7" in texts(app)


def test_required_sign_in_that_is_not_set_up_admits_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, Launch(sign_in=True).model_dump_json())
    app = opened().run()
    assert not app.exception
    assert "Sign-in is required" in texts(app).replace("\\", "")
    assert "Step 1" not in texts(app)


def test_settings_of_sign_in_ask_for_it() -> None:
    app = opened()
    app.secrets["auth"] = {"redirect_uri": "http://localhost/oauth2callback", "cookie_secret": "x"}
    app.run()
    assert not app.exception
    assert [button.label for button in app.button] == ["Sign in"]

"""Who a draft belongs to: one browser or one signed-in person, and nobody else."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.web.server.starlette.starlette_app_utils import generate_xsrf_token_string

from weighbridge.wizard import people, visitor


def come(monkeypatch: pytest.MonkeyPatch, cookie: str | None, person: tuple[str, str] | None = None) -> str | None:
    cookies = {} if cookie is None else {visitor.COOKIE: cookie}
    monkeypatch.setattr(visitor, "st", SimpleNamespace(context=SimpleNamespace(cookies=cookies)))
    monkeypatch.setattr(people, "identity", lambda: person)
    return visitor.owner()


@given(st.binary(min_size=16, max_size=40))
def test_the_cookie_of_streamlit_names_the_same_browser_whatever_its_mask(secret: bytes) -> None:
    masked = {generate_xsrf_token_string(secret) for _ in range(4)}
    assert {visitor.secret_of(cookie) for cookie in masked} == {secret}


@pytest.mark.parametrize(
    "cookie",
    ["", "2|", "2||aa|1", "2|00|zz|1", "2|00000000|00|1", f"1|00000000|{'00' * 16}|1", "00" * 16, "2|a|b|c|d"],
)
def test_what_is_no_such_cookie_names_nobody(cookie: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert visitor.secret_of(cookie) is None
    assert come(monkeypatch, cookie) is None


def test_browsers_are_told_apart_and_the_secret_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    mine, yours = bytes(16), bytes([1] * 16)
    first = come(monkeypatch, generate_xsrf_token_string(mine))
    assert first == come(monkeypatch, generate_xsrf_token_string(mine))
    assert first != come(monkeypatch, generate_xsrf_token_string(yours))
    assert mine.hex() not in str(first)
    assert come(monkeypatch, None) is None


def test_a_person_who_signed_in_is_the_same_in_every_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    here, there = (generate_xsrf_token_string(bytes([number] * 16)) for number in (1, 2))
    ada = ("https://login.example.com", "ada")
    assert come(monkeypatch, here, ada) == come(monkeypatch, there, ada) == come(monkeypatch, None, ada)
    assert come(monkeypatch, here, ada) != come(monkeypatch, here, ("https://login.example.com", "bob"))
    assert come(monkeypatch, here, ada) != come(monkeypatch, here, ("https://other.example.com", "ada"))
    assert come(monkeypatch, here, ada) != come(monkeypatch, here)

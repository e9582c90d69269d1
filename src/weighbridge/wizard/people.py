"""Sign-in by OpenID Connect, when the server is set up for it; without that everybody is an editor."""

from __future__ import annotations

from typing import Any

import streamlit as st
from pydantic import ValidationError

from weighbridge.wizard.launch import Launch
from weighbridge.wizard.roles import Role, Roles
from weighbridge.wizard.text import plain


def admit() -> bool:
    """Whether the visitor may go on; otherwise what to do is drawn. Settings that cannot be read admit nobody."""
    settings = _settings()
    if settings is None:
        return True
    if "auth" not in settings:
        _refuse("Sign-in is required here, but it is not set up: the server's secrets have no section [auth].")
    elif not _signed_in():
        st.header("Weighbridge", anchor=False)
        st.markdown("Sign in to go on.")
        st.button("Sign in", type="primary", icon=":material/login:", on_click=st.login)
    elif role() is None:
        _refuse(f"{_name()} has no role here. Ask whoever runs this server for one.")
        st.button("Sign out", icon=":material/logout:", on_click=st.logout)
    else:
        return True
    return False


def role() -> Role | None:
    """The role of the visitor."""
    settings = _settings()
    if settings is None:
        return "editor"
    if "auth" not in settings or not _signed_in():
        return None
    try:
        return Roles.model_validate(settings.get("roles", {})).role_of(dict(st.user))
    except ValidationError:
        return None


def may_edit() -> bool:
    """Whether the visitor may state needs and upload files."""
    return role() == "editor"


def identity() -> tuple[str, str] | None:
    """Issuer and subject of who is signed in, which together name one person; None when nobody is."""
    if _settings() is None or not _signed_in():
        return None
    subject = st.user.get("sub") or st.user.get("email")
    return (str(st.user.get("iss") or ""), str(subject)) if subject else None


def foot() -> None:
    """Who is signed in, with a way out; nothing where nobody signs in."""
    settings = _settings()
    if settings is None or not _signed_in():
        return
    st.caption(f"{plain(_name())}, {role()}")
    st.button("Sign out", icon=":material/logout:", on_click=st.logout, type="tertiary")


def _settings() -> dict[str, Any] | None:
    """The server's secrets, None when nothing in them or in the launch asks for sign-in."""
    from streamlit.errors import StreamlitSecretNotFoundError

    required = Launch.from_environment().sign_in
    try:
        found: dict[str, Any] = st.secrets.to_dict()
    except StreamlitSecretNotFoundError as error:
        # A file that is there and cannot be read may well ask for sign-in.
        absent = error.error_id == "no-secrets-found"
        return {} if required or not absent else None
    return found if required or "auth" in found else None


def _signed_in() -> bool:
    return bool(st.user.get("is_logged_in", False))


def _name() -> str:
    return str(st.user.get("name") or st.user.get("email") or st.user.get("sub") or "Somebody")


def _refuse(reason: str) -> None:
    st.header("Weighbridge", anchor=False)
    st.error(plain(reason), icon=":material/lock:")

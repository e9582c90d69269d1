"""Who a draft belongs to: the signed-in person or, where nobody signs in, the browser."""

from __future__ import annotations

from binascii import Error as NotHex
from binascii import unhexlify
from hashlib import sha256
from itertools import cycle

import streamlit as st

from weighbridge.wizard import people

COOKIE = "_streamlit_xsrf"
"""Streamlit gives every browser this cookie, which holds 16 random bytes until the browser is closed."""
_LEAST_BYTES = 16


def owner() -> str | None:
    """A name for the visitor that nobody else can come under; None when the browser takes no cookies."""
    person = people.identity()
    if person is not None:
        return _name("person", *person)
    secret = secret_of(st.context.cookies.get(COOKIE) or "")
    return None if secret is None else _name("browser", secret.hex())


def secret_of(cookie: str) -> bytes | None:
    """The random bytes in the cookie `2|mask|masked bytes|time`, whose mask changes with every answer of the server."""
    try:
        version, mask, masked, _ = cookie.strip("\"'").split("|")
        key, held = unhexlify(mask), unhexlify(masked)
    except (NotHex, ValueError):
        return None
    if version != "2" or not key or len(held) < _LEAST_BYTES:
        return None
    return bytes(byte ^ pad for byte, pad in zip(held, cycle(key), strict=False))


def _name(*parts: str) -> str:
    """A digest, so that no secret is kept; the length of each part tells `a, bc` from `ab, c`."""
    return sha256("".join(f"{len(part)}:{part}" for part in parts).encode()).hexdigest()

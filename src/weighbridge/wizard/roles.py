"""Who may do what, once people sign in: settings in `secrets.toml` and the claims of a person give a role."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any, Literal

from weighbridge.records.base import Record

Role = Literal["viewer", "editor"]


class Roles(Record):
    """The section `[roles]`. Patterns are names with `*` and `?`, compared without case."""

    claim: str = "email"
    """Claim of the identity that is compared: `email`, `groups`, `roles` ..."""
    editors: tuple[str, ...] = ()
    """Values whose bearers may state needs and upload files."""
    viewers: tuple[str, ...] = ("*",)
    """Values whose bearers may look at what others share; whoever is in neither list is turned away."""

    def role_of(self, claims: Mapping[str, Any]) -> Role | None:
        """The role of a signed-in person, None when there is none for them.

        An address counts unless the identity provider says that it is unverified. `*` alone takes in everybody.
        """
        values = tuple(_values(claims.get(self.claim)))
        if self.claim == "email" and claims.get("email_verified") in (False, "false"):
            values = ()
        if _matches(values, self.editors):
            return "editor"
        return "viewer" if _matches(values, self.viewers) or "*" in self.viewers else None


def _values(claim: Any) -> Iterable[str]:
    if isinstance(claim, str):
        return (claim,)
    return (item for item in claim if isinstance(item, str)) if isinstance(claim, Iterable) else ()


def _matches(values: Iterable[str], patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(value.casefold(), pattern.casefold()) for value in values for pattern in patterns)

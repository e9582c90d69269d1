"""Why a language model gave no answer, in one line, whatever client raised it."""

from __future__ import annotations

import re
from collections.abc import Iterator

_DETAIL_CHARACTERS = 140
_KEYS = re.compile(r"\b(?:sk|key|token|bearer)[-_ ]\S+|[A-Za-z0-9_-]{24,}", re.IGNORECASE)
_REASONS = {
    401: "it refuses the key ({variable})",
    403: "it refuses access with this key ({variable})",
    404: "it knows no such model or address",
    408: "it took too long",
    413: "the question with its passages is too long for it",
    529: "it is overloaded",
}


class ModelFailed(Exception):
    """No answer came; the message says why in one line."""

    def __init__(self, reason: str, *, retry_after: float | None = None, final: bool = True) -> None:
        super().__init__(reason)
        self.retry_after = retry_after
        """Seconds that the server asks to wait; None unless it is a limit of rate or load."""
        self.final = final
        """False when the same server may answer if asked in another form."""


_BY_NAME: tuple[tuple[str, str, bool], ...] = (
    ("lengthfinish", "its answer broke off at its length limit", True),
    ("contentfilter", "it declined to answer", True),
    ("refusal", "it declined to answer", True),
    ("timeout", "it took too long", True),
    ("timedout", "it took too long", True),
    ("connect", "it could not be reached, or broke the connection", True),
    ("network", "it could not be reached, or broke the connection", True),
    ("remoteprotocol", "it could not be reached, or broke the connection", True),
    ("decode", "what came back is no answer of such a server", False),
    ("validation", "what came back is no answer of such a server", False),
    ("notimplemented", "it cannot be asked in this form", False),
)
"""Part of an error class's name, the reason in words, and whether another form is useless. The first one counts."""


def failure(error: BaseException, variable: str) -> ModelFailed:
    """Any client's error as a `ModelFailed`. `variable` names the setting that holds the key."""
    if isinstance(error, ModelFailed):
        return error
    status = next((code for item in _chain(error) if isinstance(code := getattr(item, "status_code", None), int)), None)
    if status is not None and status >= 400:
        return _of_status(status, error, variable)
    names = {kind.__name__.lower() for item in _chain(error) for kind in type(item).__mro__}
    for part, reason, final in _BY_NAME:
        if any(part in name for name in names):
            return ModelFailed(reason, final=final)
    return ModelFailed(f"what came back cannot be used ({type(error).__name__})", final=False)


def _of_status(status: int, error: BaseException, variable: str) -> ModelFailed:
    if status == 429:
        wait = _retry_after(error)
        told = f" and asks to wait {wait:g} s" if wait is not None else ""
        return ModelFailed(f"it is limiting the rate of requests{told}", retry_after=1.0 if wait is None else wait)
    if status in _REASONS:
        return ModelFailed(_REASONS[status].format(variable=variable))
    if status >= 500:
        return ModelFailed(f"its server failed (HTTP {status})", final=False)
    return ModelFailed(f"it refused the request (HTTP {status}: {_detail(error)})", final=False)


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or current.__context__


def _retry_after(error: BaseException) -> float | None:
    for item in _chain(error):
        headers = getattr(getattr(item, "response", None), "headers", None)
        value = headers.get("retry-after") if headers is not None else None
        if value is not None:
            try:
                return max(0.0, float(value))
            except ValueError:
                return None
    return None


def _detail(error: BaseException) -> str:
    """The server's own words, shortened, without anything like a key and without control characters."""
    plain = " ".join("".join(char if char.isprintable() else " " for char in str(error)).split())
    return _KEYS.sub("...", plain)[:_DETAIL_CHARACTERS]

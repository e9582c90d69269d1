"""Questions in plain words to answers with sources: recognized, computed or looked up, checked before shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge.answers.answer import Answer, Citation, Figure

if TYPE_CHECKING:
    from weighbridge.answers.session import Session

__all__ = ["Answer", "Citation", "Figure", "Session"]


def __getattr__(name: str) -> object:
    if name == "Session":
        from weighbridge.answers.session import Session

        return Session
    raise AttributeError(name)

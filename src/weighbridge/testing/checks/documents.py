"""Documents: answers quote them, so they must say where they come from and fall into passages."""

from __future__ import annotations

import re

from weighbridge.testing.finding import Finding
from weighbridge.testing.subject import Subject

_HEADING = re.compile(r"^#{1,6}\s+\S", re.MULTILINE)
_ACTIVE = re.compile(r"<\s*(?:script|iframe|object|embed|form|img)\b|javascript:", re.IGNORECASE)


def documents_cite(subject: Subject) -> list[Finding]:
    """A document names its source for the text, the day it was reviewed, and has headings; nothing in it is active."""
    found = []
    for _, document in subject.records("documents"):
        where = f"documents: {document.id}"
        if document.evidence_for("text") is None:
            fix = "Add `evidence:` to its front matter: the source of the text, with its date."
            found.append(Finding(where, "it cites no source.", fix))
        if document.reviewed is None:
            found.append(Finding(where, "nobody says when it was reviewed.", "Add `reviewed:` with a date."))
        if not _HEADING.search(document.text):
            fix = "Add Markdown headings: each becomes a passage that answers can quote and cite."
            found.append(Finding(where, "it has no heading.", fix))
        if _ACTIVE.search(document.text):
            fix = "Write plain Markdown; such a piece is quoted as text and only confuses."
            found.append(Finding(where, "it has active HTML in it.", fix))
        if any(not mark.isprintable() and mark not in "\n\t" for mark in document.text):
            fix = "Remove control characters; they could steer a terminal."
            found.append(Finding(where, "it has characters that are no text.", fix))
    return found

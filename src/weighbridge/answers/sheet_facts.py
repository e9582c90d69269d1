"""Which fact passages of a license sheet speak to which topic of a question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge.knowledge.facts.licenses import passages

if TYPE_CHECKING:
    from weighbridge.knowledge.passage import Passage
    from weighbridge.records import License

__all__ = ["for_topics", "sheet_passages"]

_PARTS: dict[str, tuple[str, ...]] = {
    "patent": ("patent",),
    "ownership": ("outputs",),
    "outputs": ("outputs",),
    "termination": ("termination",),
    "fee": ("commercial-use", "commercial-license"),
    "registration": ("duty-regist", "commercial-use"),
    "naming": ("duty-name", "duty-derivative_name", "trademark"),
    "display": ("duty-built", "duty-powered", "duty-display", "duty-attribution", "Size limit"),
    "territory": ("territory",),
    "threshold": ("Size limit", "commercial-license"),
    "assistant": ("Size limit",),
    "trademark": ("trademark",),
    "law": ("governing-law",),
    "changes": ("changes",),
    "indemnity": ("indemnity", "service-indemnity"),
    "exemption": ("eu-ai-act-exemption",),
    "open_source": ("profile", "eu-ai-act-exemption"),
    "medical": ("duty-clinical", "duty-health", "banned-uses"),
    "military": ("banned-uses",),
    "policy": ("acceptable-use", "banned-uses"),
    "hosting": ("hosting",),
    "source": ("duty-source", "duty-corresponding", "duty-share", "redistribution"),
    "redistribution": ("redistribution", "duty-"),
    "modification": ("modification",),
    "evaluation": ("commercial-use", "non-commercial", "commercial-license"),
    "internal": ("commercial-use", "non-commercial", "commercial-license"),
    "commercial": ("commercial-use", "commercial-license", "Size limit"),
    "notice": ("duty-",),
    "obligations": ("duty-",),
    "family": ("profile", "note-"),
}
"""Topic to the beginnings of passage topics, or section titles, most specific topic first."""


def sheet_passages(sheet: License) -> list[Passage]:
    """Everything the sheet states, as passages."""
    return list(passages(sheet))


def for_topics(sheet: License, topics: tuple[str, ...], most: int = 4) -> list[Passage]:
    """Passages for the topics, the most specific topic first, at most `most`."""
    available = sheet_passages(sheet)
    found: dict[str, Passage] = {}
    for topic, parts in _PARTS.items():
        if topic not in topics:
            continue
        for part in parts:
            for passage in available:
                if topic == "display" and "needs an agreement" in passage.text:
                    continue
                if passage.id.partition("#")[2].startswith(part) or passage.section == part:
                    found.setdefault(passage.id, passage)
    return list(found.values())[:most]

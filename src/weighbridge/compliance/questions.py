"""Questions of frameworks that one answer of the organization settles for every option."""

from __future__ import annotations

from collections.abc import Iterable

from weighbridge.records.framework import Attribute, Framework

STATED_BY_NEEDS = frozenset(
    {"data.personal", "data.phi", "data.cardholder", "data.confidential", "org.eu_nexus", "use.fine_tunes"}
)
"""Attributes that follow from other fields of the needs, so that nobody is asked twice."""


def questions_for(frameworks: Iterable[Framework]) -> dict[str, Attribute]:
    """Attributes to attest, by name; a question of several frameworks stands once, where it comes first."""
    return {
        name: attribute
        for framework in frameworks
        for name, attribute in framework.attributes.items()
        if attribute.scope == "organization" and name not in STATED_BY_NEEDS
    }

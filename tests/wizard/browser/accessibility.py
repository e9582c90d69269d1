"""Accessibility by axe-core, as it comes with the package axe-playwright-python."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

KNOWN: Mapping[str, str] = MappingProxyType({})
"""What stands inside widgets of Streamlit and cannot be mended from outside: rule to the reason."""
GRAVE = ("serious", "critical")


def violations(page: Page) -> list[str]:
    """Serious and critical violations, each with its rule, its element and what is wrong."""
    result = Axe().run(page, options={"resultTypes": ["violations"]}).response
    return [
        f"{found['id']} ({found['impact']}): {node['html'][:300]}\n{node['failureSummary']}"
        for found in result["violations"]
        if found["impact"] in GRAVE
        for node in found["nodes"]
        if found["id"] not in KNOWN
    ]

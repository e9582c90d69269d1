"""Accessibility by axe-core, as it comes with the package axe-playwright-python."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

GRAVE = ("serious", "critical")


def violations(page: Page, *rules: str) -> list[str]:
    """Serious and critical violations of all rules or those named: rule, element and what is wrong."""
    only: dict[str, object] = {"runOnly": list(rules)} if rules else {}
    result = Axe().run(page, options={"resultTypes": ["violations"], **only}).response
    return [
        f"{found['id']} ({found['impact']}): {node['html'][:300]}\n{node['failureSummary']}"
        for found in result["violations"]
        if found["impact"] in GRAVE
        for node in found["nodes"]
    ]

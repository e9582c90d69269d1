"""Every page in a real browser: drawn, quiet, without a call to the outside, and accessible."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .accessibility import violations
from .driving import Visit

PATHS = ("", "results", "compare", "option", "pack", "ask", "catalog", "plugins", "sources")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PATHS)
def test_page_has_no_serious_violation(visit: Callable[..., Visit], path: str, scheme: str) -> None:
    found = violations(visit(path, color_scheme=scheme).page)
    assert found == []

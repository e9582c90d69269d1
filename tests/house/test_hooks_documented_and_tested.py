"""A hook comes with its page, its arguments there, and a test."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from weighbridge.plugins.loading import HOOK_ARGUMENTS


@pytest.mark.parametrize("hook", HOOK_ARGUMENTS)
def test_hook_is_documented_with_its_arguments(hook: str, root: Path) -> None:
    page = (root / "docs" / "hooks.md").read_text(encoding="utf-8")
    assert f"\n## {hook}({', '.join(HOOK_ARGUMENTS[hook])})\n" in page


@pytest.mark.parametrize("hook", HOOK_ARGUMENTS)
def test_hook_is_mentioned_by_a_test(hook: str, root: Path) -> None:
    mention = re.compile(rf"""["']{hook}["']|def {hook}\(|\.{hook}\b|\b{hook}\.yaml""")
    files = [path for path in (root / "tests").rglob("test_*.py") if path.parent.name != "house"]
    assert any(mention.search(path.read_text(encoding="utf-8")) for path in files)

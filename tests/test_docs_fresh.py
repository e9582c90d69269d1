"""Generated pages say what the code and the data say."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def pages() -> dict[Path, str]:
    sys.path.insert(0, str(ROOT / "docs"))
    try:
        import generate
    finally:
        sys.path.remove(str(ROOT / "docs"))
    return generate.pages()


def test_generated_pages_are_fresh(pages: dict[Path, str]) -> None:
    stale = [
        str(path.relative_to(ROOT))
        for path, text in pages.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    assert stale == [], "run: make docs"


def test_no_page_is_left_over(pages: dict[Path, str]) -> None:
    assert sorted((ROOT / "docs" / "schemas").iterdir()) == sorted(path for path in pages if path.suffix == ".json")

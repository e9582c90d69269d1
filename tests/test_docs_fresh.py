"""Generated pages say what the code and the data say."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


CODE = """
import json, sys
sys.path.insert(0, "docs")
import generate
json.dump({str(path): text for path, text in generate.pages().items()}, sys.stdout)
"""


@pytest.fixture(scope="module")
def pages() -> dict[Path, str]:
    """Made in a process of their own, as `make docs` makes them: a schema depends on what was loaded before."""
    command = [sys.executable, "-c", CODE]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603  # our own code
    return {Path(name): text for name, text in json.loads(done.stdout).items()}


def test_generated_pages_are_fresh(pages: dict[Path, str]) -> None:
    stale = [
        str(path.relative_to(ROOT))
        for path, text in pages.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    assert stale == [], "run: make docs"


def test_no_page_is_left_over(pages: dict[Path, str]) -> None:
    assert sorted((ROOT / "docs" / "schemas").iterdir()) == sorted(path for path in pages if path.suffix == ".json")

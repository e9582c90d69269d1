"""Write the generated pages of docs/ and the generated parts of README.md: `make docs`. Do not edit those by hand."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from generator import answers, catalog, cli, law, needs, plugins, readme, scoring, sizing
from generator.common import COMMAND, DOCS, ROOT
from generator.hooks import hooks_page
from generator.schemas import schemas

__all__ = ["COMMAND", "hooks_page", "pages"]

PAGES: dict[Path, Callable[[], str]] = {
    DOCS / "answers.md": answers.page,
    DOCS / "cli.md": cli.page,
    DOCS / "cost.md": sizing.cost_page,
    DOCS / "hooks.md": hooks_page,
    DOCS / "law.md": law.page,
    DOCS / "needs.md": needs.page,
    DOCS / "scoring.md": scoring.page,
    DOCS / "plugins.md": plugins.page,
    DOCS / "sizing.md": sizing.sizing_page,
    DOCS / "catalog.md": catalog.page,
    ROOT / "README.md": readme.page,
}
"""File to the function that writes its text."""


def pages() -> dict[Path, str]:
    """Every generated file with the text it should have."""
    found = {path: page() for path, page in PAGES.items()}
    return found | {DOCS / "schemas" / name: text for name, text in schemas().items()}


def stale() -> dict[Path, str]:
    """Files that differ from what the code and the data say now, with the text they should have."""
    return {
        path: text for path, text in pages().items() if not path.exists() or path.read_text(encoding="utf-8") != text
    }


def main() -> None:
    """Write what is stale, or with `--check` only name it and exit 1."""
    found = stale()
    names = ", ".join(str(path.relative_to(ROOT)) for path in found)
    if "--check" in sys.argv[1:]:
        sys.exit(f"stale: {names}. Run: {COMMAND}" if found else 0)
    for path, text in found.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    print(f"written: {names}" if found else "all generated pages are fresh")


if __name__ == "__main__":
    main()

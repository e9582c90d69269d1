"""No file names the machine it was written on, or the registry it was built from."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

PATTERNS = (
    r"(?<![\w.])/(?:work|root|home/\w+|tmp/\w)/",
    r"--(?:extra-)?index-url|--find-links|--trusted-host",
    r"PIP_(?:EXTRA_)?INDEX_URL",
    r"(?:files\.)?pythonhosted\.org|pypi\.org/simple",
)
SKIPPED = {".venv", ".bench-venv", ".git", "__pycache__", "build", "dist"}


def tracked(root: Path) -> list[Path]:
    """Files under version control; outside of a clone, all but caches."""
    if (root / ".git").exists():
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607  # git is looked up
            cwd=root,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        return [root / name for name in listed.split("\0") if name]
    return [path for path in root.rglob("*") if path.is_file() and not SKIPPED & set(path.parts)]


def test_no_host_and_no_path_of_a_workplace(root: Path) -> None:
    pattern = re.compile("|".join(PATTERNS))
    found = []
    for path in tracked(root):
        if path == Path(__file__) or not path.is_file():
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [
            f"{path.relative_to(root)}:{number}: {hit.group()}"
            for number, line in enumerate(text.splitlines(), start=1)
            for hit in pattern.finditer(line)
        ]
    assert found == []

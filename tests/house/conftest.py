"""Paths and parsed sources that the house tests share."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def modules() -> dict[str, ast.Module]:
    """Module name to syntax tree, of the core and the plugins."""
    return {
        module_name(path, folder): ast.parse(path.read_text(encoding="utf-8"))
        for folder in (ROOT / "src", ROOT / "plugins")
        for path in sorted(folder.rglob("*.py"))
    }


def module_name(path: Path, folder: Path) -> str:
    """`weighbridge.cli.rank`, or `weighbridge.cli` for a package's own file."""
    parts = path.relative_to(folder).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def without_type_checking(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node that runs: bodies of `if TYPE_CHECKING:` are left out."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            for other in node.orelse:
                yield other
                yield from without_type_checking(other)
            continue
        yield node
        yield from without_type_checking(node)

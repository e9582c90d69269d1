"""One idea a module: 400 lines at most, functions of 60."""

from __future__ import annotations

import ast
from pathlib import Path

MODULE_LINES = 400
FUNCTION_LINES = 60
FOLDERS = ("src", "plugins", "tests", "docs", "benchmarks")


def sources(root: Path) -> dict[str, str]:
    return {
        str(path.relative_to(root)): path.read_text(encoding="utf-8")
        for folder in FOLDERS
        for path in sorted((root / folder).rglob("*.py"))
    }


def test_no_module_is_longer_than_the_limit(root: Path) -> None:
    lengths = {name: text.count("\n") for name, text in sources(root).items()}
    assert {name: lines for name, lines in lengths.items() if lines > MODULE_LINES} == {}


def test_no_function_is_longer_than_the_limit(root: Path) -> None:
    long = [
        f"{name}:{node.lineno} {node.name}: {length} lines"
        for name, text in sources(root).items()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION_LINES
    ]
    assert long == []

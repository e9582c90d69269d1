"""What is imported is declared, and what is declared is imported."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def declared(root: Path) -> set[str]:
    """Distributions that the base package asks for."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {normal(re.split(r"[^A-Za-z0-9._-]", text)[0]) for text in project["dependencies"]}


@pytest.fixture(scope="module")
def used(modules: dict[str, ast.Module]) -> dict[str, str]:
    """Third-party distribution to a module that imports it."""
    own = {name.split(".")[0] for name in modules}
    homes = packages_distributions()
    found: dict[str, str] = {}
    for module, tree in modules.items():
        for name in imported(tree) - own - set(sys.stdlib_module_names):
            for distribution in homes.get(name, [name]):
                found.setdefault(normal(distribution), module)
    return found


def imported(tree: ast.Module) -> set[str]:
    """Top-level names of absolute imports."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_import_is_declared(used: dict[str, str], declared: set[str]) -> None:
    assert {name: module for name, module in used.items() if name not in declared} == {}


def test_every_dependency_is_used(used: dict[str, str], declared: set[str]) -> None:
    assert declared - set(used) == set()

"""What is imported is declared, and what is declared is imported; what an extra brings is imported only on demand."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest

from .conftest import without_type_checking


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return found


@pytest.fixture(scope="module")
def base(project: dict[str, Any]) -> set[str]:
    """Distributions that every installation has."""
    return {distribution(text) for text in project["dependencies"]}


@pytest.fixture(scope="module")
def extras(project: dict[str, Any]) -> set[str]:
    """Distributions that only an extra brings."""
    return {distribution(text) for texts in project.get("optional-dependencies", {}).values() for text in texts}


def distribution(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[^A-Za-z0-9._-]", requirement)[0]).lower()


@cache
def homes(name: str) -> set[str]:
    """Distributions that a top-level name may come from."""
    return {distribution(item) for item in packages_distributions().get(name, [name])}


def third_party(modules: dict[str, ast.Module]) -> Iterator[tuple[str, str, bool]]:
    """(module, imported top-level name, whether that happens as soon as the module is loaded)."""
    own = {name.split(".")[0] for name in modules} | set(sys.stdlib_module_names)
    for module, tree in modules.items():
        late = {
            id(node)
            for function in ast.walk(tree)
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
            for node in ast.walk(function)
        }
        for node in without_type_checking(tree):
            for name in imported(node) - own:
                yield module, name, id(node) not in late


def imported(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Import):
        return {alias.name.split(".")[0] for alias in node.names}
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return {node.module.split(".")[0]}
    return set()


def test_every_import_is_declared(modules: dict[str, ast.Module], base: set[str], extras: set[str]) -> None:
    undeclared = {f"{module}: {name}" for module, name, _ in third_party(modules) if not homes(name) & (base | extras)}
    assert sorted(undeclared) == []


HOSTED = {"weighbridge.testing.pytest_plugin"}
"""Modules that only the package of their extra loads."""


def test_what_an_extra_brings_is_imported_on_demand(
    modules: dict[str, ast.Module], base: set[str], extras: set[str]
) -> None:
    early = {
        f"{module}: {name}"
        for module, name, at_once in third_party(modules)
        if at_once and module not in HOSTED and not homes(name) & base and not module.startswith("weighbridge.wizard.")
    }
    # The wizard is loaded by Streamlit alone, so it may take it for granted; nothing else imports the wizard's pages.
    assert sorted(item for item in early if homes(item.split(": ")[1]) & extras) == []


def test_every_dependency_is_used(modules: dict[str, ast.Module], base: set[str]) -> None:
    used = {home for _, name, _ in third_party(modules) for home in homes(name)}
    assert base - used == set()

"""Imports go down only, and never in a circle."""

from __future__ import annotations

import ast

from .conftest import without_type_checking

LAYERS = (
    ("records",),
    ("yamlfile", "errors", "places", "needs", "policy", "templates", "codes"),
    ("hookspecs", "plugins", "extensions"),
    ("catalog",),
    ("licensing", "compliance", "pricing", "footprint"),
    ("options",),
    ("ranking", "knowledge"),
    ("answers",),
    ("reports",),
    ("advisor",),
    ("testing", "scaffold", "trust"),
    ("cli", "wizard"),
    ("__main__",),
)
"""Lowest first. A module imports from its own layer and those before it."""

BESIDE = {("pricing", "footprint")}
"""Engines that may use another engine: the cost of self-hosting counts the accelerators of a plan."""

RANK = {part: rank for rank, parts in enumerate(LAYERS) for part in parts}


def imports(tree: ast.Module, modules: dict[str, ast.Module]) -> set[str]:
    """Modules of the core that a module imports when it runs, inside functions included."""
    found = set()
    for node in without_type_checking(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.split(".")[0] == "weighbridge"}
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "weighbridge":
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                found.add(inner if inner in modules else node.module)
    return found


def graph(modules: dict[str, ast.Module]) -> dict[str, set[str]]:
    return {name: imports(tree, modules) for name, tree in modules.items() if name.split(".")[0] == "weighbridge"}


def test_every_part_of_the_core_has_a_layer(modules: dict[str, ast.Module]) -> None:
    parts = {name.split(".")[1] for name in graph(modules) if "." in name}
    assert parts <= set(RANK)


def test_imports_go_down(modules: dict[str, ast.Module]) -> None:
    upwards = [
        f"{name} imports {target}"
        for name, targets in graph(modules).items()
        for target in sorted(targets)
        if "." in name and "." in target and RANK[target.split(".")[1]] > RANK[name.split(".")[1]]
    ]
    assert upwards == []


def test_no_module_imports_itself_through_others(modules: dict[str, ast.Module]) -> None:
    edges = graph(modules)
    del edges["weighbridge"]  # its names are loaded on first use
    done: set[str] = set()

    def walk(name: str, path: tuple[str, ...]) -> list[str]:
        if name in path:
            return [*path[path.index(name) :], name]
        if name in done:
            return []
        for target in sorted(edges.get(name, ())):
            circle = walk(target, (*path, name))
            if circle:
                return circle
        done.add(name)
        return []

    for name in sorted(edges):
        assert walk(name, ()) == []


def test_engines_do_not_know_each_other(modules: dict[str, ast.Module]) -> None:
    engines = set(LAYERS[4])
    crossing = [
        f"{name} imports {target}"
        for name, targets in graph(modules).items()
        for target in sorted(targets)
        if "." in name
        and "." in target
        and {name.split(".")[1], target.split(".")[1]} <= engines
        and name.split(".")[1] != target.split(".")[1]
        and (name.split(".")[1], target.split(".")[1]) not in BESIDE
    ]
    assert crossing == []


def test_plugins_use_only_what_the_core_offers_to_plugins(modules: dict[str, ast.Module]) -> None:
    offered = set(LAYERS[0] + LAYERS[1] + LAYERS[2]) | {"pricing"}
    reaching = [
        f"{name} imports {target}"
        for name, tree in modules.items()
        if name.split(".")[0] != "weighbridge"
        for target in sorted(imports(tree, modules))
        if "." in target and target.split(".")[1] not in offered
    ]
    assert reaching == []

"""What a plugin imports: declared, and quickly."""

from __future__ import annotations

import ast
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from weighbridge.testing.finding import Finding
from weighbridge.testing.subject import Subject
from weighbridge.testing.target import homes_of, package_of

LIMIT_MS = 200
RUNS = 3
WAIT_SECONDS = 60

_MEASURE = """
import sys, time
from importlib import import_module
import weighbridge.extensions, weighbridge.plugins.host, weighbridge.records  # what the host has loaded by then
for name in sys.argv[1:]:
    start = time.process_time()
    import_module(name)
    print(name, time.process_time() - start, file=sys.__stdout__)
"""


def imports_declared(subject: Subject) -> list[Finding]:
    """Every third-party package that its code imports is a requirement of its distribution."""
    code = subject.code
    if code is None or code.requirements is None:
        return []
    declared = {package_of(text) for text in code.requirements} | {code.distribution}
    own = {code.module.partition(".")[0], *(path.stem for path in code.files)} | set(sys.stdlib_module_names)
    found: dict[str, Finding] = {}
    for path in code.files:
        for name, line in _imported(path):
            if name not in own and not homes_of(name) & declared:
                packages = ", ".join(sorted(homes_of(name)))
                fix = f"Add {packages!r} to the dependencies in pyproject.toml, or do without it."
                found.setdefault(
                    name, Finding(f"{path.name}, line {line}", f"it imports {name!r}, which nothing declares.", fix)
                )
    return list(found.values())


def imports_fast(subject: Subject) -> list[Finding]:
    """Importing its module takes little processor time beyond what the program has loaded already."""
    if subject.code is None:
        return []
    module = subject.code.module
    spent = import_ms([module], subject.code.search).get(module)
    if spent is None or spent <= LIMIT_MS:
        return []
    fix = "Import heavy packages inside the function that needs them: every command loads every plugin."
    return [Finding(module, f"importing it takes {spent:,.0f} ms of processor time, over {LIMIT_MS} ms.", fix)]


def import_ms(modules: Sequence[str], search: Sequence[Path] = ()) -> dict[str, float]:
    """Milliseconds of processor time to import each, in that order, in a fresh process: the median of three runs.

    A module that cannot be imported is left out.
    """
    times: dict[str, list[float]] = {}
    for _ in range(RUNS):
        for name, seconds in _measured(modules, search):
            times.setdefault(name, []).append(seconds * 1000)
    return {name: statistics.median(found) for name, found in times.items()}


def _measured(modules: Sequence[str], search: Sequence[Path]) -> Iterator[tuple[str, float]]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([*map(str, search), *sys.path])}
    try:
        done = subprocess.run(  # noqa: S603  # our own interpreter
            [sys.executable, "-c", _MEASURE, *modules],
            capture_output=True,
            text=True,
            check=False,
            timeout=WAIT_SECONDS,
            env=environment,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        return  # `loads` says that it hangs
    for line in done.stdout.splitlines():
        name, _, seconds = line.partition(" ")
        if name in modules:
            yield name, float(seconds)


def _imported(path: Path) -> Iterator[tuple[str, int]]:
    """Top-level names that a file imports at run time, with their lines; optional and typing-only ones left out."""
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
    except (OSError, SyntaxError, UnicodeDecodeError):
        return  # `loads` says so
    yield from _imports_in(tree)


def _imports_in(node: ast.AST) -> Iterator[tuple[str, int]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from ((alias.name.partition(".")[0], child.lineno) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            if child.module and not child.level:
                yield child.module.partition(".")[0], child.lineno
        elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            for other in child.orelse:
                yield from _imports_in(other)
        elif isinstance(child, ast.Try) and any(
            "ImportError" in ast.unparse(item.type or child) for item in child.handlers
        ):
            continue
        else:
            yield from _imports_in(child)

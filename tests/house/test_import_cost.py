"""Light commands load nothing heavy. Checked by what is imported, not by the clock."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {"polars", "genai_prices", "rich", "yaml", "pydantic", "httpx2", "asyncio"}
PROGRAM = """
import sys
from weighbridge.cli import main
try:
    main()
except SystemExit as stop:
    assert not stop.code, stop.code
sys.stderr.write(" ".join(sys.modules))
"""


def imported(*arguments: str, program: str = PROGRAM) -> set[str]:
    """Top-level modules that a run of the command line loads."""
    run = subprocess.run(  # noqa: S603  # our own interpreter and program
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True, timeout=60
    )
    return {name.split(".")[0] for name in run.stderr.split()}


@pytest.mark.parametrize("argument", ["--version", "--help"])
def test_version_and_help_load_nothing_heavy(argument: str) -> None:
    assert imported(argument) & HEAVY == set()


def test_the_package_itself_is_light() -> None:
    program = "import sys, weighbridge; sys.stderr.write(' '.join(sys.modules))"
    assert imported(program=program) & {*HEAVY, "click", "pluggy"} == set()


def test_browsing_needs_neither_tables_nor_prices_code() -> None:
    assert imported("licenses", "--only-plugins", "licenses", "--format", "json") & {"polars", "genai_prices"} == set()

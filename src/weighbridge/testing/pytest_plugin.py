"""Fixtures for `PluginTests`. pytest loads this module in every run, so nothing heavy is imported here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from weighbridge.testing.registry import CHECKS

TYPE_CHECKING = False  # see weighbridge.testing
if TYPE_CHECKING:
    from weighbridge.testing.subject import Subject


@pytest.fixture(params=list(CHECKS))
def weighbridge_check(request: pytest.FixtureRequest) -> str:
    """Name of a check of the kit: a test that asks for it runs once per check."""
    return str(request.param)


@pytest.fixture(scope="class")
def weighbridge_subject(request: pytest.FixtureRequest) -> Iterator[Subject]:
    """The plugin that the test class names, loaded and called once."""
    from weighbridge.testing.subject import opened
    from weighbridge.testing.target import targets_of

    tests = request.cls
    if not str(tests.plugin):
        pytest.fail(f"{tests.__name__}.plugin is not set: give the name of the plugin.", pytrace=False)
    (target,) = targets_of(str(tests.plugin))
    if tests.license_cases is not None:
        target = replace(target, cases=tests.license_cases)
    with opened(target, tests.as_of, tests.beside) as subject:
        yield subject

"""The base class of a plugin's conformance tests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from weighbridge.testing.registry import applies, run_check, title_of

if TYPE_CHECKING:
    from weighbridge.testing.subject import Subject


class PluginTests:
    """Subclass it in a file that pytest collects and say which plugin is meant; every check becomes a test.

    Checks of things that the plugin does not bring are skipped. The plugin is loaded once per class, watched, in the
    process that runs the tests: one that could end that process is better looked at with `weighbridge plugins check`
    first.
    """

    plugin: ClassVar[str | Path] = ""
    """Name of an installed plugin; or the folder of a pack or of a distribution that brings one plugin."""
    license_cases: ClassVar[Path | None] = None
    """File of license cases that must come out as they say; see `weighbridge check licenses --help`."""
    beside: ClassVar[tuple[str, ...]] = ()
    """Other installed plugins that hold what this one refers to. Those of the product are always there."""
    brings: ClassVar[tuple[str, ...]] = ()
    """Hooks that it must answer with at least one item, such as `("models", "offers")`: guards against losing one."""
    known_failures: ClassVar[Mapping[str, str]] = {}
    """Check to the reason why it may fail; shown as an expected failure, and reported once it passes."""
    as_of: ClassVar[date] = date.today()  # noqa: DTZ011  # a day for people, without a clock time
    """The day that counts as today."""

    def test_conforms(self, weighbridge_subject: Subject, weighbridge_check: str) -> None:
        """One check of the kit."""
        import pytest

        if not applies(weighbridge_check, weighbridge_subject):
            pytest.skip("the plugin brings nothing that this is about")
        found = run_check(weighbridge_check, weighbridge_subject)
        reason = self.known_failures.get(weighbridge_check)
        said = "\n".join([f"{title_of(weighbridge_check)}? No:", *map(str, found)])
        if found and reason is not None:
            pytest.xfail(f"{reason}\n{said}")
        if found:
            pytest.fail(said, pytrace=False)
        if reason is not None:
            pytest.fail(f"{weighbridge_check} passes now: take it out of known_failures.", pytrace=False)

    def test_brings_what_it_says(self, weighbridge_subject: Subject) -> None:
        """The hooks of `brings` give something."""
        silent = [hook for hook in self.brings if not weighbridge_subject.first.get(hook)]
        assert not silent, f"gives nothing for {', '.join(silent)}"  # noqa: S101  # this is a test

"""All checks of one plugin: what passed, what failed with what to do, what did not apply."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Literal

from weighbridge.testing.finding import Finding
from weighbridge.testing.registry import CHECKS, applies, run_check, title_of
from weighbridge.testing.subject import Subject

Outcome = Literal["passed", "failed", "not_applicable"]


@dataclass(frozen=True)
class CheckResult:
    """One check of one plugin."""

    name: str
    title: str
    outcome: Outcome
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Report:
    """Every check of one plugin, in the order of the registry."""

    plugin: str
    results: tuple[CheckResult, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing failed."""
        return all(result.outcome != "failed" for result in self.results)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All of them."""
        return tuple(finding for result in self.results for finding in result.findings)

    def to_json(self) -> dict[str, Any]:
        """Plain data as `weighbridge plugins check --format json` prints it."""
        return {"plugin": self.plugin, "ok": self.ok, "checks": [asdict(result) for result in self.results]}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Report:
        """The report that `to_json` wrote."""
        return cls(
            data["plugin"],
            tuple(
                CheckResult(
                    row["name"], row["title"], row["outcome"], tuple(Finding(**item) for item in row["findings"])
                )
                for row in data["checks"]
            ),
        )


def report_on(subject: Subject, note: Callable[[str], None] = lambda _stage: None) -> Report:
    """Run every check that applies. `note` is told which one comes next."""
    return Report(subject.name, tuple(_result(name, subject, note) for name in CHECKS))


def _result(name: str, subject: Subject, note: Callable[[str], None]) -> CheckResult:
    if not applies(name, subject):
        return CheckResult(name, title_of(name), "not_applicable")
    note(f"checking: {title_of(name)}")
    found = tuple(run_check(name, subject))
    return CheckResult(name, title_of(name), "failed" if found else "passed", found)

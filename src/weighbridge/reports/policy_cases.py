"""A policy under test: cases of what it should allow, ask about or deny, judged by the gates that rank with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import model_validator

from weighbridge import yamlfile
from weighbridge.errors import InvalidField
from weighbridge.needs import Country, DataClass, Hosting, Needs
from weighbridge.options.view import option_id
from weighbridge.policy import LicenseWord, Policy
from weighbridge.ranking.recommendation import Entry, Recommendation
from weighbridge.records.base import Record

MAX_CASES_BYTES = 1_000_000
Rank = Callable[[Needs, Policy], Recommendation]
_WORDS: dict[int, LicenseWord] = {1: "allow", 0: "ask", -1: "deny"}


class PolicyCase(Record):
    """Something the policy has a word on. Without provider and hosting, any way of running the model may pass."""

    id: str
    model: str | None = None
    license: str | None = None
    """A license instead of a model."""
    provider: str | None = None
    hosting: Hosting | None = None
    region: str | None = None
    data_class: DataClass = "internal"
    health: bool = False
    country: Country | None = None
    """Where your own machines stand, and where you rent; that of the file unless stated."""
    expected: Literal["allow", "ask", "deny"]
    because: str | None = None
    """Gate that should decide, `policy_data_class`; left out when any may."""

    @model_validator(mode="after")
    def _names_one_thing(self) -> PolicyCase:
        if (self.model is None) == (self.license is None):
            raise ValueError("name a model or a license, and only one of them")
        return self


class PolicyCases(Record):
    """A file of cases; `policy` may name the policy file beside it."""

    policy: str | None = None
    country: Country | None = None
    cases: tuple[PolicyCase, ...]


@dataclass(frozen=True)
class PolicyResult:
    """A case and what the policy says of it."""

    case: PolicyCase
    result: LicenseWord | Literal["no_option"]
    """`no_option` when the catalog has no such way of running the model, so that the case tests nothing."""
    gate: str | None
    reason: str

    @property
    def ok(self) -> bool:
        """Whether it is the expected word, by the expected gate where the case names one."""
        return self.result == self.case.expected and self.case.because in (None, self.gate)

    def to_json(self) -> dict[str, Any]:
        """Plain data with a stable order."""
        case = self.case
        return {
            "id": case.id,
            "result": self.result,
            "expected": case.expected,
            "ok": self.ok,
            "gate": self.gate,
            "expected_gate": case.because,
            "reason": self.reason,
        }


def read_policy_cases(path: Path) -> PolicyCases:
    """The cases of a YAML file. Raises InvalidField with line and fix, or the errors of reading YAML."""
    file = yamlfile.read(path, MAX_CASES_BYTES)
    found = yamlfile.validate(file, PolicyCases, "cases")
    seen: set[str] = set()
    for index, case in enumerate(found.cases):
        if case.id in seen:
            raise InvalidField(path, file.line_of(("cases", index)), "id", f"{case.id!r} stands twice.")
        seen.add(case.id)
    placed = (case.model_copy(update={"country": case.country or found.country}) for case in found.cases)
    return found.model_copy(update={"cases": tuple(placed)})


def run_policy_cases(cases: Iterable[PolicyCase], policy: Policy, rank: Rank) -> list[PolicyResult]:
    """Judge every case, in order. Raises UnknownId for a model or license that the catalog does not have."""
    ranked: dict[_Key, Recommendation] = {}
    results = []
    for case in cases:
        key = (case.data_class, case.health, case.country)
        if key not in ranked:
            ranked[key] = rank(_needs(key), policy)
        results.append(_of_license(case, ranked[key]) if case.license else _of_model(case, ranked[key]))
    return results


def policy_results_to_json(results: Sequence[PolicyResult]) -> dict[str, Any]:
    """`{cases, summary}` as `weighbridge check policy` prints it."""
    passed = sum(result.ok for result in results)
    summary = {"cases": len(results), "ok": passed, "failed": len(results) - passed}
    return {"cases": [result.to_json() for result in results], "summary": summary}


def matrix(policy: Policy) -> list[tuple[str, dict[str, LicenseWord]]]:
    """Data class by hosting: what the policy lets go where."""
    closed = policy.default == "deny" and bool(policy.hosting_by_data_class)
    rows: list[tuple[str, dict[str, LicenseWord]]] = []
    for data_class in get_args(DataClass):
        allowed = policy.hosting_by_data_class.get(data_class)
        places = get_args(Hosting)
        word: dict[str, LicenseWord] = {
            place: "deny" if (closed if allowed is None else place not in allowed) else "allow" for place in places
        }
        rows.append((data_class, word))
    return rows


_Key = tuple[DataClass, bool, Country | None]
"""What tells two rankings of a case file apart."""


def _needs(key: _Key) -> Needs:
    data_class, health, country = key
    return Needs.model_validate(
        {
            "workload": {"queries_per_month": 1000, "input_tokens": 500, "output_tokens": 100},
            "data": {"class": data_class, "personal": health, "health": health},
            "organization": {"country": country},
            "infrastructure": {"hosting": list(get_args(Hosting))},
        }
    )


def _of_license(case: PolicyCase, result: Recommendation) -> PolicyResult:
    context = result.ranking.context
    sheet = context.catalog.licenses.find(case.license or "")
    word, rule = context.policy.licenses.judge(sheet.id, sheet.category, context.policy.default)
    return PolicyResult(case, word, "policy_license", f"{sheet.id} ({rule})")


def _of_model(case: PolicyCase, result: Recommendation) -> PolicyResult:
    """The best that the policy says of any way of running the model that the case means."""
    best: PolicyResult | None = None
    order = ("deny", "ask", "allow")
    for entry in _meant(case, result):
        found = _judged(case, entry)
        if best is None or order.index(found.result) > order.index(best.result):
            best = found
        if best.result == "allow":
            break
    return best or PolicyResult(case, "no_option", None, "The catalog has no such way of running the model.")


def _meant(case: PolicyCase, result: Recommendation) -> Iterable[Entry]:
    ranking = result.ranking
    model = ranking.context.catalog.models.find(case.model or "")
    provider = ranking.context.catalog.providers.find(case.provider) if case.provider else None
    index = next((ix for ix, item in enumerate(ranking.options.frames.models) if item.id == model.id), None)
    for row in ranking.table.filter(ranking.table["model_ix"] == index).iter_rows(named=True):
        entry = result.entry(row)
        view = entry.view
        if provider is not None and (view.supply.provider is None or view.supply.provider.id != provider.id):
            continue
        if case.hosting in (None, view.hosting) and case.region in (None, view.region.id):
            yield entry


def _judged(case: PolicyCase, entry: Entry) -> PolicyResult:
    view = entry.view
    name = option_id(view.model, view.supply, view.region)
    findings = [finding for finding in entry.gates() if _is_policy(finding.name)]
    rank = {"fail": -1, "unknown": 0, "pass": 1, None: 1}
    worst = min(findings, key=lambda finding: rank[finding.outcome])
    word = _WORDS[rank[worst.outcome]]
    if word == "ask" and entry.ranking.context.policy.unknown == "exclude":
        word = "deny"
    deciding = [finding.name for finding in findings if rank[finding.outcome] == rank[worst.outcome]]
    gate = None if word == "allow" else case.because if case.because in deciding else worst.name
    worst = next((finding for finding in findings if finding.name == gate), worst)
    return PolicyResult(case, word, gate, f"{name}: {worst.reason}" if gate else f"{name}: nothing stands against it.")


def _is_policy(gate: str) -> bool:
    return gate.startswith("policy_") or gate == "certificates"

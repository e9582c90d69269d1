"""Files of license cases: circumstances with the verdict you expect, judged in one go.

A CSV file has one case a line; a YAML file holds a list of cases, or `cases:` with that list. Columns are the fields of
`Circumstances` (the revenue fields may go without `_usd`), and beside them `case_id`, `license_id`, `model`,
`expected_verdict`, `expected_obligations` (at least these, separated by `;`), `clause` and `rationale`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from weighbridge import yamlfile
from weighbridge.errors import InvalidField
from weighbridge.licensing.circumstances import Circumstances
from weighbridge.licensing.judge import judge
from weighbridge.licensing.verdict import SEVERITY, Verdict
from weighbridge.records.license import License

MAX_CASES_BYTES = 5_000_000

FindLicense = Callable[[str], License | None]
"""Sheet of a license id; None when there is none."""

_OWN = ("case_id", "license_id", "model", "expected_verdict", "expected_obligations", "clause", "rationale")
_SHORT = {name.removesuffix("_usd"): name for name in Circumstances.model_fields if name.endswith("_usd")}
_LISTS = ("use_countries", "tags", "expected_obligations")
_KNOWN = (*_OWN, *Circumstances.model_fields, *_SHORT)


@dataclass(frozen=True)
class Case:
    """Circumstances and what they should lead to."""

    id: str
    license_id: str
    """Empty when the license is not known, which makes the verdict `unknown`."""
    circumstances: Circumstances
    expected_verdict: str
    expected_obligations: tuple[str, ...]


@dataclass(frozen=True)
class CaseResult:
    """A case and what it led to."""

    case: Case
    verdict: Verdict

    @property
    def missing(self) -> tuple[str, ...]:
        """Expected obligations that the verdict lacks."""
        found = {duty.id for duty in self.verdict.obligations}
        return tuple(name for name in self.case.expected_obligations if name not in found)

    @property
    def ok(self) -> bool:
        """Whether the verdict is the expected one, with at least the expected obligations."""
        return self.verdict.verdict == self.case.expected_verdict and not self.missing

    def to_json(self) -> dict[str, Any]:
        """Plain data with a stable order."""
        return {
            "id": self.case.id,
            "license": self.case.license_id,
            "result": self.verdict.verdict,
            "expected": self.case.expected_verdict,
            "ok": self.ok,
            "obligations": [duty.id for duty in self.verdict.obligations],
            "expected_obligations": list(self.case.expected_obligations),
            "missing_obligations": list(self.missing),
            "clauses": list(self.verdict.clauses),
            "asks": [ask.name for ask in self.verdict.asks],
        }


def run_cases(path: Path, find: FindLicense) -> list[CaseResult]:
    """Judge every case of a file, in its order. Raises the errors of `read_cases`."""
    return [
        CaseResult(case, judge(find(case.license_id), case.circumstances, license_id=case.license_id))
        for case in read_cases(path)
    ]


def results_to_json(results: Iterable[CaseResult]) -> dict[str, Any]:
    """`{cases, summary}` as `weighbridge check licenses` prints it."""
    rows = [result.to_json() for result in results]
    passed = sum(row["ok"] for row in rows)
    return {"cases": rows, "summary": {"cases": len(rows), "ok": passed, "failed": len(rows) - passed}}


def read_cases(path: Path) -> list[Case]:
    """The cases of a CSV or YAML file.

    Raises InvalidField with file, line and column, or FileMissing, NotAFile, FileTooLarge, FileUnreadable, YamlSyntax.
    """
    rows = _csv_rows(path) if path.suffix.lower() == ".csv" else _yaml_rows(path)
    cases = [_case(path, line, row) for line, row in rows]
    seen: set[str] = set()
    for (line, _), case in zip(rows, cases, strict=True):
        if case.id in seen:
            raise InvalidField(path, line, "case_id", f"{case.id!r} stands twice.")
        seen.add(case.id)
    return cases


def _csv_rows(path: Path) -> list[tuple[int, dict[str, Any]]]:
    text = yamlfile.read_text(path, MAX_CASES_BYTES).removeprefix("\ufeff")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[int, dict[str, Any]]] = []
    try:
        header = [name.strip() for name in next(reader, [])]
        _refuse_unknown(path, 1, header)
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                reason = f"{len(cells)} cells under {len(header)} columns; put a cell with a comma in quotes."
                raise InvalidField(path, reader.line_num, "row", reason)
            rows.append((reader.line_num, {n: c.strip() for n, c in zip(header, cells, strict=True) if c.strip()}))
    except csv.Error as error:
        raise InvalidField(path, reader.line_num, "row", f"not valid CSV: {error}.") from error
    return rows


def _yaml_rows(path: Path) -> list[tuple[int, dict[str, Any]]]:
    file = yamlfile.read(path, MAX_CASES_BYTES)
    at: tuple[str | int, ...] = ()
    data = file.data
    if isinstance(data, dict) and "cases" in data:
        data, at = data["cases"], ("cases",)
    if not isinstance(data, list):
        raise InvalidField(path, 1, "cases", "the file must hold a list of cases.")
    rows = []
    for index, row in enumerate(data):
        line = file.line_of((*at, index))
        if not isinstance(row, dict):
            raise InvalidField(path, line, "case", "must be a map of columns to values.")
        _refuse_unknown(path, line, [str(name) for name in row])
        rows.append((line, {str(name): value for name, value in row.items() if value is not None}))
    return rows


def _refuse_unknown(path: Path, line: int, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise InvalidField(path, line, name, "this column stands twice.")
        seen.add(name)
        if name not in _KNOWN:
            near = get_close_matches(name, _KNOWN, n=1, cutoff=0.5)
            fix = f"did you mean {near[0]!r}?" if near else f"known columns are {', '.join(sorted(_KNOWN))}."
            raise InvalidField(path, line, name or "header", f"unknown column; {fix}")


def _case(path: Path, line: int, row: Mapping[str, Any]) -> Case:
    for name in ("case_id", "expected_verdict"):
        if not row.get(name):
            raise InvalidField(path, line, name, "is missing.")
    license_id = row.get("license_id", "")
    expected = str(row["expected_verdict"])
    if expected not in SEVERITY:
        raise InvalidField(path, line, "expected_verdict", f"must be one of {', '.join(SEVERITY)}, not {expected!r}.")
    fields = {_SHORT.get(name, name): _value(name, value) for name, value in row.items() if name not in _OWN}
    try:
        circumstances = Circumstances.model_validate(fields)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        column = next(name for name in row if _SHORT.get(name, name) == first["loc"][0])
        raise InvalidField(path, line, column, f"{first['msg']}, not {row[column]!r}.") from error
    duties = _value("expected_obligations", row.get("expected_obligations", ()))
    return Case(str(row["case_id"]), str(license_id), circumstances, expected, tuple(duties))


def _value(name: str, value: Any) -> Any:
    """Lists in one cell are separated by semicolons or commas."""
    if name in _LISTS and isinstance(value, str):
        return tuple(part.strip() for part in value.replace(",", ";").split(";") if part.strip())
    return value

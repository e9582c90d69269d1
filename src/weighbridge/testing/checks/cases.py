"""License cases: circumstances with the verdict that the author expects."""

from __future__ import annotations

from weighbridge.errors import WeighbridgeError
from weighbridge.testing.finding import Finding
from weighbridge.testing.subject import Subject


def license_cases(subject: Subject) -> list[Finding]:
    """Every case of the file comes out as it says."""
    from weighbridge.licensing.cases import run_cases

    if subject.cases is None:
        return []
    try:
        results = run_cases(subject.cases, subject.catalog.licenses.get)
    except WeighbridgeError as error:
        return [Finding(subject.cases.name, str(error), "Columns are described by: weighbridge check licenses --help")]
    found = []
    for result in results:
        if result.ok:
            continue
        missing = f" without {', '.join(result.missing)}" if result.missing else ""
        what = f"comes out as {result.verdict.verdict}{missing}, not as {result.case.expected_verdict}."
        fix = f"Compare the sheet {result.case.license_id!r} with the text, or correct the case."
        found.append(Finding(f"{subject.cases.name}: {result.case.id}", what, fix))
    if not results:
        found.append(Finding(subject.cases.name, "it holds no case.", "Add at least one per threshold and duty."))
    return found

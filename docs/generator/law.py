"""docs/law.md: what is said about law, with figures from the sheets, the frameworks and the case files."""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import get_args

from generator.common import ROOT, catalog, fill, table


def page() -> str:
    """The hand-written page with figures and tables from the data."""
    from weighbridge.compliance.from_model import INDICATIVE_FLOP
    from weighbridge.records.aging import HANDLING_DAYS
    from weighbridge.records.model import How

    sheets = tuple(catalog().licenses.values())
    frameworks = tuple(catalog().frameworks.values())
    checks = [check for framework in frameworks for check in framework.checks]
    return fill(
        "law.md",
        "the license sheets, the frameworks and examples/policies",
        sheets=str(len(sheets)),
        read=str(sum(sheet.text_basis.verified for sheet in sheets)),
        kinds=_kinds(),
        hows="`, `".join(get_args(How)),
        cases=str(_cases()),
        hashes=str(sum(bool(sheet.text_sha256) for sheet in sheets)),
        days=str(HANDLING_DAYS),
        checks=str(len(checks)),
        frameworks=str(len(frameworks)),
        table=_frameworks(),
        dates=_dates(),
        indicative=f"{INDICATIVE_FLOP:.0e}",
        check_duties=str(sum(check.do is not None for check in checks)),
        policies=_policies(),
    )


def _kinds() -> str:
    """Sheets by category and by the kind of text behind them."""
    sheets = tuple(catalog().licenses.values())
    kinds = sorted({sheet.text_basis.kind for sheet in sheets})
    counts = Counter((sheet.category, sheet.text_basis.kind) for sheet in sheets)
    rows = [
        [category, *(str(counts[category, kind] or "") for kind in kinds)]
        for category in sorted({sheet.category for sheet in sheets})
    ]
    return table(["category", *(kind.replace("_", " ") for kind in kinds)], rows)


def _frameworks() -> str:
    rows = []
    for framework in catalog().frameworks.values():
        severities = Counter(check.severity for check in framework.checks)
        modes = Counter(check.mode for check in framework.checks)
        rows.append(
            [
                f"`{framework.id}`",
                str(len(framework.checks)),
                str(severities["blocker"] or ""),
                str(severities["major"] or ""),
                str(modes["attest"] or ""),
                framework.applicability,
            ]
        )
    return table(["framework", "checks", "blockers", "major", "need a person's word", "reaches"], rows)


def _dates() -> str:
    framework = next(item for item in catalog().frameworks.values() if item.dates)
    return table(["from", "what", "clause"], [[item.date, item.what, item.clause] for item in framework.dates])


def _policies() -> str:
    from weighbridge.policy import load_policy
    from weighbridge.reports.policy_cases import read_policy_cases

    folder = ROOT / "examples" / "policies"
    rows = []
    for path in sorted(path for path in folder.glob("*.yaml") if not path.stem.endswith("-cases")):
        cases = read_policy_cases(path.with_name(f"{path.stem}-cases.yaml")).cases
        rows.append([f"`examples/policies/{path.name}`", load_policy(path).name, str(len(cases))])
    return table(["file", "for", "cases"], rows)


def _cases() -> int:
    """License cases that the tests hold."""
    folder = ROOT / "tests" / "licensing"
    names = ("license_cases.csv", "own_cases.csv", "boundary_cases.csv")
    texts = ((folder / name).read_text(encoding="utf-8") for name in names)
    return sum(len(list(csv.DictReader(io.StringIO(text, newline="")))) for text in texts)

"""The generated parts of README.md, each between two marks: the totals and a real run."""

from __future__ import annotations

import io

from generator.catalog import totals
from generator.common import ROOT, catalog

EXAMPLE = "examples/claims-assistant.yaml"


def page() -> str:
    """README.md with the text between each pair of marks written anew; a part without marks stays out."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for name, part in (("totals", totals), ("rank", _run)):
        text = _replaced(text, name, part())
    return text


def _replaced(text: str, name: str, part: str) -> str:
    start, end = f"<!-- {name}:start", f"<!-- {name}:end -->"
    before, found, rest = text.partition(start)
    if not found:
        return text
    opening, _, rest = rest.partition("\n")
    _, closed, after = rest.partition(end)
    if not closed:
        raise LookupError(f"README.md: {start} is never closed by {end}")
    return f"{before}{start}{opening}\n{part}\n{end}{after}"


def _run() -> str:
    """What the command prints for the first example."""
    from rich.console import Console

    from weighbridge.advisor import Advisor
    from weighbridge.needs import load_needs
    from weighbridge.reports.summary import summarize
    from weighbridge.reports.table import print_summary

    result = Advisor(catalog()).rank(load_needs(ROOT / EXAMPLE))
    text = io.StringIO()
    print_summary(summarize(result, 5), Console(file=text, width=100, highlight=False), EXAMPLE)
    return f"```text\n$ weighbridge rank {EXAMPLE} --top 5\n{text.getvalue().rstrip()}\n```"

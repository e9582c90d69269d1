"""Measure what docs claim about speed, beside peers and in one run: `make bench`. Writes docs/benchmarks.md.

Times are medians of whole processes or of calls in this process; the peers stand in a virtual environment of their own.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "benchmarks.md"
EXAMPLE = ROOT / "examples" / "claims-assistant.yaml"
PEERS = ROOT / ".bench-venv"
PEER_PACKAGES = ("llmfit", "whichllm", "typer<0.17")  # newer typer no longer takes an option that whichllm passes
AS_OF = date(2026, 11, 23)
PROCESS_ROUNDS, CALL_ROUNDS = 7, 15
MODEL = "Qwen/Qwen3-8B"
LONGEST_S = 120
QUESTIONS = ROOT / "tests" / "answers" / "questions.jsonl"
"""The cold question is the first of them."""


@dataclass(frozen=True)
class Line:
    """One row of the table."""

    what: str
    seconds: float | None
    """None when it did not run; `note` then says why."""
    note: str = ""
    budget_s: float | None = None


def process_seconds(command: Sequence[str | Path], rounds: int = PROCESS_ROUNDS) -> float | str:
    """Median wall time of a whole process after one warm-up, or the last line of what it said when it failed."""
    taken = []
    for _ in range(rounds + 1):
        start = perf_counter()
        try:
            done = subprocess.run(  # noqa: S603  # commands of this file
                list(map(str, command)),
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
                timeout=LONGEST_S,
                env={**os.environ, "NO_COLOR": "1"},
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return str(error)
        if done.returncode:
            said = (done.stderr.strip() or done.stdout.strip() or f"exit code {done.returncode}").splitlines()
            return said[-1].strip()
        taken.append(perf_counter() - start)
    return median(taken[1:])


def call_seconds(work: Callable[[], object], rounds: int = CALL_ROUNDS) -> float:
    """Median wall time of a call after one warm-up."""
    work()
    taken = []
    for _ in range(rounds):
        start = perf_counter()
        work()
        taken.append(perf_counter() - start)
    return median(taken)


def measured(what: str, command: Sequence[str | Path], budget_s: float | None = None, note: str = "") -> Line:
    """A line for a whole process."""
    found = process_seconds(command)
    if isinstance(found, str):
        return Line(what, None, f"did not run: {found}", budget_s)
    return Line(what, found, note, budget_s)


def own_processes() -> list[Line]:
    """The command line, cold."""
    program = Path(sys.executable).with_name("weighbridge")
    rank = (program, "rank", EXAMPLE, "--as-of", AS_OF.isoformat())
    return [
        measured("`weighbridge --version`, process", (program, "--version"), 0.3),
        measured("`weighbridge --help`, process", (program, "--help"), 0.3),
        measured("`weighbridge rank`, process", rank, 1.5),
        measured(
            "`weighbridge rank --format json`, process", (*rank, "--format", "json"), None, "every option explained"
        ),
        measured("`weighbridge ask`, process", (program, "ask", questions()[0], *rank[3:]), 1.0),
        measured("`weighbridge size`, process", (program, "size", MODEL, "--context", "8192"), None, MODEL),
    ]


def own_calls() -> list[Line]:
    """The engines in this process, on the shipped catalog."""
    from weighbridge.advisor import Advisor
    from weighbridge.footprint.demand import demand_of
    from weighbridge.footprint.plan import plan_table
    from weighbridge.footprint.tables import copy_table, device_table
    from weighbridge.needs import load_needs
    from weighbridge.reports.summary import summarize

    advisor, needs = Advisor.load(AS_OF), load_needs(EXAMPLE)
    weighed = advisor.rank(needs).weighed
    devices, demand = device_table(tuple(advisor.catalog.accelerators.values())), demand_of(needs)
    model = advisor.catalog.models.find(MODEL)
    plans = f"{len(plan_table(copy_table([model]), devices, demand)):,} plans"
    return [
        Line("rank, in process", call_seconds(lambda: advisor.rank(needs)), f"{weighed:,} options", 0.15),
        Line(
            "rank and summary, in process", call_seconds(lambda: summarize(advisor.rank(needs), 10)), "with its reasons"
        ),
        Line(
            "footprint of one model",
            call_seconds(lambda: plan_table(copy_table([model]), devices, demand)),
            plans,
            0.005,
        ),
    ]


def questions() -> list[str]:
    """The questions that answers are judged by."""
    return [json.loads(line)["question"] for line in QUESTIONS.read_text(encoding="utf-8").splitlines() if line.strip()]


def own_answers() -> Line:
    """Each question once, in a conversation of its own, after one round that loads what they need."""
    from weighbridge.advisor import Advisor
    from weighbridge.answers.desk import Desk
    from weighbridge.answers.session import Session

    advisor = Advisor.load(AS_OF)
    desk = Desk(advisor.catalog, rank=advisor.rank)
    taken: list[float] = []
    for _ in range(2):
        taken = []
        for question in questions():
            start = perf_counter()
            Session(desk).ask(question)
            taken.append(perf_counter() - start)
    return Line("ask, in process", median(taken), f"median of {len(taken)} questions", 0.06)


def million() -> list[Line]:
    """A million options, in a process of its own."""
    done = subprocess.run(  # noqa: S603  # our own interpreter and file
        [sys.executable, str(ROOT / "benchmarks" / "million.py")], capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout)
    options, peak = f"{found['options']:,} options", f"peak {found['peak_gib']} GiB"
    return [
        Line("rank, first time", found["first_s"], f"{options}, tables built", 3.0),
        Line("rank, again", found["warm_s"], f"{options}, {peak} of 2 GiB", 3.0),
    ]


def bulk() -> Line:
    """A pack with tables loaded and ranked, in a process of its own."""
    done = subprocess.run(  # noqa: S603  # our own interpreter and file
        [sys.executable, str(ROOT / "benchmarks" / "bulk.py")], capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout)
    note = (
        f"{found['models']:,} models and {found['offers']:,} offers as Parquet; {found['all_cpu_s']} CPU s, "
        f"{found['ratio']} x Polars alone; peak {found['peak_gib']} GiB of 2 GiB"
    )
    return Line("load, hash and rank a pack of tables", found["all_wall_s"], note, 3.0)


def peers() -> list[Line]:
    """Tools that answer a part of the same question, as whole processes without a network."""
    binaries = PEERS / "bin"
    if not (binaries / "whichllm").exists():
        packages = ("install", "-q", *PEER_PACKAGES)
        for step in ((sys.executable, "-m", "venv", PEERS), (binaries / "python", "-m", "pip", *packages)):
            done = subprocess.run(  # noqa: S603  # commands of this file
                list(map(str, step)), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
            )
            if done.returncode:
                return [Line("peers", None, f"did not run: {done.stderr.strip().splitlines()[-1]}")]
    return [
        measured(
            "llmfit `recommend --json`, process",
            (binaries / "llmfit", "recommend", "--json"),
            None,
            "fit on one machine",
        ),
        measured(
            "llmfit `plan`, process",
            (binaries / "llmfit", "--json", "plan", MODEL, "--context", "8192"),
            None,
            f"{MODEL}, one machine",
        ),
        measured(
            "whichllm `--json`, process", (binaries / "whichllm", "--json"), None, "fetches its list from the web"
        ),
    ]


def prices() -> str:
    """Our table of rates beside the price library's own arithmetic, as benchmarks/calc_price.py prints it."""
    done = subprocess.run(  # noqa: S603  # our own interpreter and file
        [sys.executable, str(ROOT / "benchmarks" / "calc_price.py")], capture_output=True, text=True, check=False
    )
    return done.stdout.strip() if not done.returncode else f"did not run: {done.stderr.strip().splitlines()[-1]}"


def table(lines: Sequence[Line], reference: Line | None = None) -> str:
    """A Markdown table; with a reference, each time as a multiple of it."""
    shown = ["| what | time | budget | ratio | note |", "|---|---:|---:|---:|---|"]
    for line in lines:
        base = line.budget_s if reference is None else reference.seconds
        ratio = "" if line.seconds is None or base is None else f"{line.seconds / base:.2f}"
        shown.append(f"| {line.what} | {_time(line.seconds)} | {_time(line.budget_s)} | {ratio} | {line.note} |")
    return "\n".join(shown)


def _time(seconds: float | None) -> str:
    if seconds is None:
        return ""
    return f"{seconds * 1000:,.1f} ms" if seconds < 1 else f"{seconds:,.2f} s"


def main() -> None:
    """Measure, print and write the page."""
    own = own_processes()
    ours, large, theirs = [*own_calls(), own_answers()], [*million(), bulk()], peers()
    rank = next(line for line in own if line.what == "`weighbridge rank`, process")
    page = "\n\n".join(
        [
            "<!-- Written by benchmarks/run.py. Do not edit; run: make bench -->",
            "# Benchmarks",
            (
                f"Measured on {platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python "
                f"{platform.python_version()}, load {os.getloadavg()[0]:.1f} before. Medians; ratios are to the budget."
            ),
            table([*own, *ours, *large]),
            "## Peers",
            "They answer a smaller question, what fits one machine; ratios are to `weighbridge rank` in the same run.",
            table(theirs, rank),
            "## Prices",
            f"```text\n{prices()}\n```",
        ]
    )
    PAGE.write_text(page + "\n", encoding="utf-8")
    print(page)


if __name__ == "__main__":
    main()

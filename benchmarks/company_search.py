"""Searching a company's own documents at size: python benchmarks/company_search.py [PASSAGES [FOLDER]].

Vectors are drawn, not computed, for only the database is measured; texts and metadata are as in real use. Gives the
rate of adding, search times with and without a filter, disk and peak memory of this process, and writes them to
docs/benchmarks-search.md. With a FOLDER filled by an earlier run only the searches are measured. Beside the wall clock
stands the CPU time of all threads, which other work on the machine stretches less.
"""

from __future__ import annotations

import os
import random
import resource
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter, process_time

import numpy as np

from weighbridge.knowledge.company import CompanyDocuments
from weighbridge.knowledge.passage import Passage
from weighbridge.knowledge.store import EmbeddedStore

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks-search.md"
BUDGET_MS = 200
PER_DOCUMENT = 500
QUERIES = 60
SYLLABLES = ("ba", "do", "fi", "gu", "ke", "lo", "mi", "na", "po", "ru", "se", "ta", "vu", "we", "xi", "zo")
SUBJECTS = [f"subject-{number}" for number in range(50)]
WORDS = [f"{first}{second}{third}" for first in SYLLABLES for second in SYLLABLES for third in SYLLABLES]


class DrawnVectors:
    """Unit vectors of 384 numbers that depend on nothing but their order."""

    fingerprint = "drawn-1"

    def __init__(self) -> None:
        self._draw = np.random.default_rng(7)

    def encode(self, texts: Sequence[str], batch: int = 8) -> np.typing.NDArray[np.float32]:
        """One row per text."""
        rows = self._draw.standard_normal((len(texts), 384), np.float32)
        unit: np.typing.NDArray[np.float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return unit


def documents(count: int) -> Iterator[tuple[str, list[Passage]]]:
    """Documents of `PER_DOCUMENT` passages each, `count` passages in all."""
    draw = random.Random(7)  # noqa: S311  # made-up texts
    for number in range(max(1, count // PER_DOCUMENT)):
        key, subject = f"own/{number}", draw.choice(SUBJECTS)
        yield (
            key,
            [
                Passage(
                    f"{key}#p-{place}",
                    key,
                    f"Document {number}",
                    "Section",
                    " ".join(draw.choices(WORDS, k=80)),
                    "company",
                    (subject,),
                    f"{number}.md",
                    None,
                    None,
                    f"{number}.md:{place}",
                )
                for place in range(PER_DOCUMENT)
            ],
        )


def _nth(names: Sequence[str], number: int) -> Sequence[str]:
    return [names[number % len(names)]] if names else ()


def timed(
    company: CompanyDocuments, query: str, about: Sequence[str] = (), kinds: Sequence[str] = (), code: str | None = None
) -> list[str]:
    """Median and 95th percentile of searches in ms: by the wall clock, then in CPU time."""
    wall, cpu = [], []
    for number in range(QUERIES):
        begin, used = perf_counter(), process_time()
        company.search(f"{query} {WORDS[number]}", _nth(about, number), _nth(kinds, number), 48, [code] if code else ())
        wall.append((perf_counter() - begin) * 1e3)
        cpu.append((process_time() - used) * 1e3)
    return [f"{np.percentile(times, share):,.0f} ms" for times in (wall, cpu) for share in (50, 95)]


def main(count: int = 100_000, kept: Path | None = None) -> int:
    """Add, search, report and write the page; only search where `kept` was filled before."""
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as place:
        folder = (kept or Path(place)) / "chroma"
        added = "were added before" if folder.exists() else _fill(folder, count)
        company = CompanyDocuments(EmbeddedStore(folder), DrawnVectors())
        begin = perf_counter()
        company.search("first", (), (), 8)
        opening = perf_counter() - begin
        rows = [
            ["no filter", *timed(company, "plain")],
            ["a subject as filter", *timed(company, "plain", SUBJECTS)],
            ["a kind as filter", *timed(company, "plain", (), ["company"])],
            ["a code in the question", *timed(company, "plain", code="GX-4711")],
        ]
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        company.close()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    _write(
        f"{count:,} passages {added}. The first search after opening took {opening:.2f} s. On disk {size / 1e6:,.0f} "
        f"MB, peak memory of the process {memory:,.0f} MB. Load before: {load:.1f} on {os.cpu_count()} cores.",
        rows,
    )
    return 0


def _fill(folder: Path, count: int) -> str:
    """Add the documents and say how fast."""
    company = CompanyDocuments(EmbeddedStore(folder), DrawnVectors())
    begin = perf_counter()
    for key, passages in documents(count):
        row: dict[str, str | int] = {"version": "1", "title": key, "path": key, "kind": "company", "added": "2026"}
        company.add(key, passages, row)
    rate = count / (perf_counter() - begin)
    company.close()
    return f"were added at {rate:,.0f} a second, embedding not counted"


def _write(told: str, rows: list[list[str]]) -> None:
    """Print the results and write them as a page."""
    head = ["search with", "wall p50", "wall p95", "CPU p50", "CPU p95"]
    table = "\n".join("| " + " | ".join(row) + " |" for row in (head, ["---"] * len(head), *rows))
    page = (
        "<!-- Written by benchmarks/company_search.py. Do not edit; run: python benchmarks/company_search.py -->\n\n"
        f"# Searching a company's own documents\n\n{told}\n\n{table}\n\n"
        f"{QUERIES} searches each, 48 results; the budget is {BUDGET_MS} ms at p95 on a quiet machine. CPU time counts "
        "all threads of the process; the wall clock also counts waiting for other work on the machine.\n"
    )
    PAGE.write_text(page, encoding="utf-8")
    print(page)


if __name__ == "__main__":
    given = sys.argv[1:]
    sys.exit(main(int(given[0]) if given else 100_000, Path(given[1]) if given[1:] else None))

"""Searching a company's own documents at size: python benchmarks/company_search.py [PASSAGES].

Vectors are drawn, not computed, for only the database is measured; texts and metadata are as in real use. Prints the
rate of adding, search times with and without a filter, disk and peak memory of this process.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter

import numpy as np

from weighbridge.knowledge.company import CompanyDocuments
from weighbridge.knowledge.passage import Passage
from weighbridge.knowledge.store import EmbeddedStore

PER_DOCUMENT = 500
QUERIES = 200
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
) -> str:
    """Median and 95th percentile of searches, in ms."""
    spent = []
    for number in range(QUERIES):
        begin = perf_counter()
        company.search(f"{query} {WORDS[number]}", _nth(about, number), _nth(kinds, number), 48, [code] if code else ())
        spent.append((perf_counter() - begin) * 1e3)
    return f"p50 {np.percentile(spent, 50):.0f} ms, p95 {np.percentile(spent, 95):.0f} ms"


def main(count: int = 100_000) -> int:
    """Add, search and report."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "chroma"
        company = CompanyDocuments(EmbeddedStore(folder), DrawnVectors())
        begin = perf_counter()
        for key, passages in documents(count):
            row: dict[str, str | int] = {"version": "1", "title": key, "path": key, "kind": "company", "added": "2026"}
            company.add(key, passages, row)
        spent = perf_counter() - begin
        print(f"{count:,} passages added at {count / spent:,.0f} a second, embedding not counted", flush=True)
        company.close()
        begin = perf_counter()
        company.search("first", (), (), 8)
        print(f"first search after opening: {perf_counter() - begin:.2f} s", flush=True)
        print(f"search: {timed(company, 'plain')}", flush=True)
        print(f"search with a subject as filter: {timed(company, 'plain', SUBJECTS)}", flush=True)
        print(f"search with a kind as filter: {timed(company, 'plain', (), ['company'])}", flush=True)
        print(f"search for a code: {timed(company, 'plain', code='GX-4711')}", flush=True)
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        print(
            f"disk {size / 1e6:,.0f} MB, peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:,.0f} MB"
        )
        company.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(*(int(argument) for argument in sys.argv[1:2])))

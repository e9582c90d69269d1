"""What each way of searching finds, on questions written before any of them was tried: python benchmarks/retrieval.py.

A document counts once, at its first passage. Intervals are 95 %, by bootstrap over questions. The questions name the
documents that answer them and were written from the list of documents; nothing is tuned on them.
"""

from __future__ import annotations

import json
import math
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from statistics import mean

import numpy as np

from weighbridge.knowledge import lexical
from weighbridge.knowledge.documents import INDEX_FOLDER, KnowledgeDocument, knowledge_root, read_documents
from weighbridge.knowledge.embedding import packaged_encoder_for
from weighbridge.knowledge.fusion import LEXICAL_SHARE
from weighbridge.knowledge.lexical import statistics_of
from weighbridge.knowledge.shipped import searched_text
from weighbridge.knowledge.split import split
from weighbridge.knowledge.tokens import tokenize
from weighbridge.knowledge.vectors import FILE_NAME, Vectors, digest_of

QUESTIONS = Path(__file__).with_name("retrieval_questions.jsonl")
DRAWS, SEED = 10_000, 20261123
WINDOW, OVERLAP = 1_000, 150
DEFAULT = "passages with header, half words half meaning (default)"

Floats = np.typing.NDArray[np.float64]


@dataclass(frozen=True)
class Question:
    """A question and the documents that answer it."""

    question: str
    documents: tuple[str, ...]


@dataclass
class Corpus:
    """Texts of one way of cutting, with their home documents."""

    texts: list[str]
    homes: list[str]
    counted: list[Counter[str]] = field(init=False)
    vectors: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.counted = [Counter(tokenize(text)) for text in self.texts]
        self.statistics = statistics_of([list(counts.elements()) for counts in self.counted])
        known = Vectors(knowledge_root() / INDEX_FOLDER / FILE_NAME).by_digest()
        missing = [text for text in self.texts if digest_of(text) not in known]
        if missing:
            rows = packaged_encoder_for(len(missing)).encode(missing)
            known |= {digest_of(text): row for text, row in zip(missing, rows, strict=True)}
        self.vectors = np.stack([known[digest_of(text)] for text in self.texts]).astype(np.float64)

    def words(self, question: str) -> Floats:
        """BM25 of every text."""
        query = tokenize(question)
        return np.array([lexical.score(query, counts, counts.total(), self.statistics) for counts in self.counted])

    def meaning(self, question: str) -> Floats:
        """Cosine with every text."""
        found: Floats = self.vectors @ _encoded(question)
        return found

    def mixed(self, question: str, lexical_share: float) -> Floats:
        """Both, each on 0 to 1."""
        words, meaning = self.words(question), self.meaning(question)
        scaled = (meaning - meaning.min()) / (meaning.max() - meaning.min())
        found: Floats = lexical_share * words / (words.max() or 1.0) + (1 - lexical_share) * scaled
        return found

    def documents(self, scores: Floats) -> list[str]:
        """Homes of the best texts, each once, best first."""
        return list(dict.fromkeys(self.homes[number] for number in np.argsort(-scores, kind="stable")))


@cache
def _encoded(question: str) -> Floats:
    found: Floats = packaged_encoder_for(1).encode([question])[0].astype(np.float64)
    return found


def windows(documents: Sequence[KnowledgeDocument]) -> Corpus:
    """Windows of fixed length without a header, as tutorials cut."""
    cut = [
        (item.text[start : start + WINDOW], item.id)
        for item in documents
        for start in range(0, max(1, len(item.text) - OVERLAP), WINDOW - OVERLAP)
    ]
    return Corpus([text for text, _ in cut], [home for _, home in cut])


def passages(documents: Sequence[KnowledgeDocument], *, header: bool) -> Corpus:
    """Our passages, with or without title and headings."""
    cut = [passage for item in documents for passage in split(item)]
    texts = [searched_text(passage) if header else passage.text for passage in cut]
    return Corpus(texts, [passage.document_id for passage in cut])


def measures(found: Sequence[str], wanted: Sequence[str]) -> tuple[float, ...]:
    """recall@5, recall@10, reciprocal rank within 10 and nDCG@10. Recall counts up to as many as fit."""
    hits = [document in wanted for document in found[:10]]
    gain = sum(1 / math.log2(rank + 2) for rank, hit in enumerate(hits) if hit)
    best = sum(1 / math.log2(rank + 2) for rank in range(min(10, len(wanted))))
    first = next((1 / (rank + 1) for rank, hit in enumerate(hits) if hit), 0.0)
    return sum(hits[:5]) / min(5, len(wanted)), sum(hits) / min(10, len(wanted)), first, gain / best


def interval(values: Floats) -> tuple[float, float]:
    """95 % bootstrap interval of a mean."""
    draws = np.random.default_rng(SEED).integers(0, len(values), (DRAWS, len(values)))
    low, high = np.percentile(values[draws].mean(1), (2.5, 97.5))
    return float(low), float(high)


def main() -> int:
    """Print one line per variant, then the paired differences to the default."""
    questions = [Question(**json.loads(line)) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    documents = read_documents(knowledge_root())
    ids = {item.id for item in documents}
    unknown = sorted({name for item in questions for name in item.documents} - ids)
    if unknown:
        print(f"questions name unknown documents: {', '.join(unknown)}")
        return 1
    fixed, bare, full = windows(documents), passages(documents, header=False), passages(documents, header=True)
    variants: dict[str, tuple[Corpus, Callable[[str], Floats]]] = {
        "windows of 1,000 characters, meaning": (fixed, fixed.meaning),
        "windows of 1,000 characters, words": (fixed, fixed.words),
        "passages without header, words": (bare, bare.words),
        "passages without header, meaning": (bare, bare.meaning),
        "passages with header, words (base install)": (full, full.words),
        "passages with header, meaning": (full, full.meaning),
        DEFAULT: (full, lambda question: full.mixed(question, LEXICAL_SHARE)),
        "passages with header, 0.7 words": (full, lambda question: full.mixed(question, 0.7)),
        "passages with header, 0.3 words": (full, lambda question: full.mixed(question, 0.3)),
    }
    table = {
        name: np.array([measures(corpus.documents(score(item.question)), item.documents) for item in questions])
        for name, (corpus, score) in variants.items()
    }
    print(f"{len(questions)} questions, {len(documents)} documents, {len(full.texts)} passages\n")
    print(f"{'':58} recall@5             recall@10  MRR@10  nDCG@10")
    for name, rows in table.items():
        low, high = interval(rows[:, 0])
        five, ten, rank, gain = rows.mean(0)
        print(f"{name:58} {five:.3f} [{low:.3f}, {high:.3f}]  {ten:.3f}      {rank:.3f}   {gain:.3f}")
    print("\nDefault minus the variant, nDCG@10, paired:")
    for name, rows in table.items():
        if name != DEFAULT:
            difference = table[DEFAULT][:, 3] - rows[:, 3]
            low, high = interval(difference)
            print(f"{name:58} {mean(difference.tolist()):+.3f} [{low:+.3f}, {high:+.3f}]")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The shipped documents as one read-only index file: postings, passages and documents."""

from __future__ import annotations

import hashlib
import json
import sys
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import Any

from weighbridge.knowledge import packed, split, tokens
from weighbridge.knowledge.documents import KnowledgeDocument
from weighbridge.knowledge.lexical import Statistics
from weighbridge.knowledge.passage import Passage
from weighbridge.knowledge.tokens import tokenize
from weighbridge.records.base import Evidence

FILE_NAME = "lexical.bin"
_OWN_FIELDS = ("id", "section", "text", "locator")
"""Fields of a passage that its document does not already state."""


def documents_hash(documents: Iterable[KnowledgeDocument]) -> str:
    """Hash over all that the index is made from: the documents, and how texts are cut and tokenized."""
    digest = hashlib.sha256(f"split {split.VERSION} tokens {tokens.VERSION}\n".encode())
    for document in documents:
        digest.update(json.dumps(_document_row(document), sort_keys=True).encode())
    return digest.hexdigest()


def write(path: Path, documents: Sequence[KnowledgeDocument]) -> str:
    """Write the index of `documents` and give the hash of the file."""
    passages = [(number, passage) for number, document in enumerate(documents) for passage in split.split(document)]
    holders: dict[str, list[tuple[int, int]]] = {}
    lengths: array[int] = array("H")
    for number, (_, passage) in enumerate(passages):
        found = tokenize(searched_text(passage))
        lengths.append(len(found))
        for term, times in Counter(found).items():
            holders.setdefault(term, []).append((number, times))
    terms, who, times_held = {}, array("I"), array("H")
    for term in sorted(holders):
        terms[term] = (len(who), len(holders[term]))
        who.extend(number for number, _ in holders[term])
        times_held.extend(min(times, 65_535) for _, times in holders[term])
    rows = [_json({name: getattr(passage, name) for name in _OWN_FIELDS}) for _, passage in passages]
    ends: array[int] = array("I")
    for row in rows:
        ends.append((ends[-1] if ends else 0) + len(row))
    return packed.write(
        path,
        {"documents_hash": documents_hash(documents), "passages": len(passages), "documents": len(documents)},
        {
            "documents": _json([_document_row(document) for document in documents]),
            "terms": _json(terms),
            "posting_passages": _bytes(who),
            "posting_times": _bytes(times_held),
            "lengths": _bytes(lengths),
            "homes": _bytes(array("H", (home for home, _ in passages))),
            "ids": _json([passage.id for _, passage in passages]),
            "ends": _bytes(ends),
            "passages": b"".join(rows),
        },
    )


def searched_text(passage: Passage) -> str:
    """What a search reads of a passage: its header and its text."""
    return f"{passage.header}\n{passage.text}"


class ShippedIndex:
    """The packed index, open. Parts are read when they are first needed."""

    def __init__(self, path: Path) -> None:
        """Open the file. Raises IndexDamaged."""
        self.file = packed.read(path)

    @property
    def count(self) -> int:
        """Number of passages."""
        return len(self.lengths)

    @cached_property
    def documents(self) -> tuple[KnowledgeDocument, ...]:
        """All documents, in the order of their numbers."""
        return tuple(_document_from(row) for row in self.file.json("documents"))

    @cached_property
    def statistics(self) -> Statistics:
        """What BM25 needs to know about the collection."""
        mean = sum(self.lengths) / max(1, self.count)
        return Statistics(self.count, max(1.0, mean), lambda term: self.terms.get(term, (0, 0))[1])

    @cached_property
    def terms(self) -> dict[str, tuple[int, int]]:
        """Term to where its postings start and how many there are."""
        found: dict[str, tuple[int, int]] = self.file.json("terms")
        return found

    @cached_property
    def lengths(self) -> array[int]:
        """Tokens per passage."""
        return self.file.numbers("lengths", "H")

    @cached_property
    def homes(self) -> array[int]:
        """Document number per passage."""
        return self.file.numbers("homes", "H")

    @cached_property
    def _postings(self) -> tuple[array[int], array[int]]:
        return self.file.numbers("posting_passages", "I"), self.file.numbers("posting_times", "H")

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Passage id to its number."""
        return {passage_id: number for number, passage_id in enumerate(self.file.json("ids"))}

    @cached_property
    def _rows(self) -> tuple[array[int], memoryview]:
        return self.file.numbers("ends", "I"), self.file.section("passages")

    def allowed(self, about: Collection[str], kinds: Collection[str]) -> frozenset[int]:
        """Numbers of the documents that speak about one of `about` and are of one of `kinds`; empty asks nothing."""
        return frozenset(
            number
            for number, document in enumerate(self.documents)
            if (not kinds or document.kind in kinds) and speaks_about(document.id, document.applies_to, about)
        )

    def scores(self, query: Collection[str], documents: frozenset[int]) -> dict[int, float]:
        """BM25 score by passage number, for passages of `documents` that hold a term of the query."""
        who, times = self._postings
        found: dict[int, float] = {}
        for term in sorted(set(query)):
            start, count = self.terms.get(term, (0, 0))
            weight = self.statistics.weight(term)
            for at in range(start, start + count):
                number = who[at]
                if self.homes[number] in documents:
                    part = self.statistics.part(times[at], self.lengths[number], weight)
                    found[number] = found.get(number, 0.0) + part
        return found

    def passage(self, number: int) -> Passage:
        """The passage with that number."""
        ends, rows = self._rows
        row = json.loads(bytes(rows[ends[number - 1] if number else 0 : ends[number]]))
        home = self.documents[self.homes[number]]
        return Passage(
            id=row["id"],
            document_id=home.id,
            title=home.title,
            section=row["section"],
            text=row["text"],
            kind=home.kind,
            applies_to=home.applies_to,
            source=home.source,
            grade=home.grade,
            as_of=home.as_of,
            locator=row["locator"],
        )


def speaks_about(document_id: str, applies_to: Collection[str], about: Collection[str]) -> bool:
    """Whether a document with that id and those subjects belongs to one of `about`; true when nothing is asked."""
    return not about or document_id in about or not set(about).isdisjoint(applies_to)


def _document_row(document: KnowledgeDocument) -> dict[str, Any]:
    return {**asdict(document), "sources": [evidence.model_dump(exclude_none=True) for evidence in document.sources]}


def _document_from(row: dict[str, Any]) -> KnowledgeDocument:
    sources = tuple(Evidence.model_validate(source) for source in row.pop("sources"))
    return KnowledgeDocument(**{**row, "applies_to": tuple(row["applies_to"]), "sources": sources})


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _bytes(numbers: array[int]) -> bytes:
    if sys.byteorder == "big":
        numbers = array(numbers.typecode, numbers)
        numbers.byteswap()
    return numbers.tobytes()

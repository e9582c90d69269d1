"""The library over the full catalog; an encoder that needs no model; a company's documents in a folder of their own."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from weighbridge.catalog import Catalog
from weighbridge.knowledge.company import CompanyDocuments
from weighbridge.knowledge.documents import KnowledgeDocument, knowledge_root
from weighbridge.knowledge.library import Library
from weighbridge.knowledge.store import EmbeddedStore
from weighbridge.knowledge.tokens import tokenize
from weighbridge.records.base import Evidence


class WordEncoder:
    """Texts that share words are near each other. Counts what it was asked to embed."""

    def __init__(self, fingerprint: str = "words-1") -> None:
        self.fingerprint = fingerprint
        self.embedded: list[str] = []

    def encode(self, texts: Sequence[str], batch: int = 8) -> Any:
        self.embedded += texts
        rows = np.full((len(texts), 64), 1e-3, np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in tokenize(text):
                row[hashlib.blake2b(word.encode()).digest()[0] % 64] += 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture
def encoder() -> WordEncoder:
    """A fresh encoder of words."""
    return WordEncoder()


@pytest.fixture
def company(tmp_path: Path, encoder: WordEncoder) -> Iterator[CompanyDocuments]:
    """A company's documents in a folder of this test."""
    found = CompanyDocuments(EmbeddedStore(tmp_path / "data" / "chroma"), encoder)
    yield found
    found.close()


@pytest.fixture
def library(catalog: Catalog, tmp_path: Path) -> Library:
    """The shipped library over the full catalog, with no documents of a company."""
    return Library.open(catalog, tmp_path / "data")


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of shipped documents."""
    return knowledge_root()


@pytest.fixture
def document() -> Callable[..., KnowledgeDocument]:
    """A document with a given text."""

    def make(text: str, document_id: str = "doc", title: str = "A title", **more: Any) -> KnowledgeDocument:
        evidence = (Evidence(grade="primary", source="a page", as_of="2026-01-02"),)
        stated = {"kind": "guide", "applies_to": (), "sources": evidence, "reviewed": "2026-11-23", "place": "doc.md"}
        return KnowledgeDocument(document_id, title, text=text, **(stated | more))

    return make

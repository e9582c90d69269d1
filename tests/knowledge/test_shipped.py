"""The shipped documents are in order, and the shipped index is theirs."""

from __future__ import annotations

from pathlib import Path

import pytest

from weighbridge.catalog import Catalog
from weighbridge.knowledge import lint, vectors
from weighbridge.knowledge.documents import INDEX_FOLDER, read_documents
from weighbridge.knowledge.embedding import packaged_encoder
from weighbridge.knowledge.shipped import FILE_NAME, ShippedIndex, documents_hash, searched_text
from weighbridge.knowledge.split import split

KINDS = {"license", "regulation", "provider", "market", "hardware", "guide"}


@pytest.fixture(scope="module")
def index(root: Path) -> ShippedIndex:
    return ShippedIndex(root / INDEX_FOLDER / FILE_NAME)


def test_the_index_is_fresh(root: Path, index: ShippedIndex) -> None:
    stated = index.file.header["documents_hash"]
    assert stated == documents_hash(read_documents(root)), "run: make index"


def test_the_vectors_belong_to_the_index_and_are_those_of_its_texts(root: Path, index: ShippedIndex) -> None:
    held = vectors.Vectors(root / INDEX_FOLDER / vectors.FILE_NAME, index.file.digest)
    encoder = packaged_encoder()
    assert encoder is not None
    assert held.matrix.shape == (index.count, 384)
    sample = range(0, index.count, index.count // 12)
    fresh = encoder.encode([searched_text(index.passage(number)) for number in sample])
    for number, row in zip(sample, fresh, strict=True):
        assert float(held.matrix[number] @ row) > 0.999


def test_passages_in_the_index_are_those_of_the_documents(root: Path, index: ShippedIndex) -> None:
    passages = [passage for document in read_documents(root) for passage in split(document)]
    assert [index.passage(number) for number in range(index.count)] == passages
    assert len(index.numbers) == len(passages)


def test_there_are_documents_of_every_kind_and_nothing_to_mend(root: Path, catalog: Catalog) -> None:
    documents = read_documents(root)
    assert {document.kind for document in documents} == KINDS
    assert len(documents) >= 60
    assert [problem for problem in lint.check(root, catalog) if problem.severity == "error"] == []


def test_every_license_sheet_and_framework_has_a_document(root: Path, catalog: Catalog) -> None:
    covered = {subject for document in read_documents(root) for subject in (document.id, *document.applies_to)}
    assert set(catalog.frameworks) <= covered
    assert set(catalog.licenses) <= covered

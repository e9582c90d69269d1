"""A company's documents, with the index that Chroma really wrote, carried in a signed bundle to another machine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from weighbridge.errors import BundleUntrusted
from weighbridge.knowledge.company import CompanyDocuments
from weighbridge.knowledge.documents import KnowledgeDocument
from weighbridge.knowledge.place import documents_folder
from weighbridge.knowledge.split import split
from weighbridge.knowledge.store import EmbeddedStore
from weighbridge.trust.install import install
from weighbridge.trust.keys import make_keys, read_private, read_public
from weighbridge.trust.pack_up import create

if TYPE_CHECKING:
    from tests.knowledge.conftest import WordEncoder

TEXT = "## Grazing\n\nZebras graze on the northern meadow at noon.\n\n## Invoices\n\nInvoices are kept for ten years."


@pytest.fixture
def bundle(company: CompanyDocuments, document: Callable[..., KnowledgeDocument], tmp_path: Path) -> Path:
    """A bundle of one document, signed."""
    passages = split(document(TEXT, "own/a", kind="company"))
    row: dict[str, str | int] = {
        "version": "1",
        "title": "A title",
        "path": "/a.md",
        "kind": "company",
        "added": "2026-11-23",
    }
    company.add("own/a", passages, row)
    company.close()
    make_keys(tmp_path / "private.pem", tmp_path / "public.pem")
    create(tmp_path / "all.bundle", read_private(tmp_path / "private.pem"), documents=tmp_path / "data")
    return tmp_path / "all.bundle"


def test_what_was_indexed_here_is_found_there_without_embedding_it_again(
    bundle: Path, encoder: WordEncoder, tmp_path: Path
) -> None:
    there = tmp_path / "there"
    install(bundle, read_public(tmp_path / "public.pem"), there)
    encoder.embedded.clear()
    found = CompanyDocuments(EmbeddedStore(documents_folder(there) / "chroma"), encoder)
    try:
        (best, *_) = found.search("where do zebras graze", (), (), 5)
        assert "northern meadow" in best[0].text
        assert list(found.rows()) == ["own/a"]
        assert encoder.embedded == ["where do zebras graze"]
    finally:
        found.close()


def test_a_changed_index_is_not_installed(bundle: Path, tmp_path: Path) -> None:
    content = bytearray(bundle.read_bytes())
    place = content.index(b"northern meadow")
    content[place : place + 8] = b"southern"
    bundle.write_bytes(content)
    with pytest.raises(BundleUntrusted):
        install(bundle, read_public(tmp_path / "public.pem"), tmp_path / "there")
    assert not (tmp_path / "there" / "chroma").exists()

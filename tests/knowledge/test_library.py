"""The search over everything: filters, stable ids, what is left out and said, and the base install."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from weighbridge.catalog import Catalog
from weighbridge.errors import IndexDamaged
from weighbridge.knowledge.documents import INDEX_FOLDER
from weighbridge.knowledge.library import Library


def test_the_extras_are_installed() -> None:
    """Nothing here is skipped for want of a package: `make test` installs them all."""
    needed = ("chromadb", "numpy", "tokenizers", "sentence_transformers", "pypdf", "docx", "langchain_core")
    assert [name for name in needed if find_spec(name) is None] == []


def test_a_search_is_ranked_bounded_and_repeatable(library: Library) -> None:
    hits = library.search("May a company with 800 million users run Llama 3.3?", limit=5)
    assert len(hits) == 5
    assert hits[0].passage.document_id == "llama-3.3"
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(0 <= hit.score <= 1 for hit in hits)
    assert hits == library.search("May a company with 800 million users run Llama 3.3?", limit=5)


@pytest.mark.parametrize(("version", "document"), [("3.1", "llama-3.1"), ("3.3", "llama-3.3"), ("4", "llama-4")])
def test_versions_are_told_apart(library: Library, version: str, document: str) -> None:
    hits = library.search(f"user limit of Llama {version}", limit=3)
    assert hits[0].passage.document_id == document


def test_filters_hold_for_documents_and_facts(library: Library) -> None:
    hits = library.search("monthly active users", about=("llama-4",), limit=30)
    assert hits
    assert all("llama-4" in (hit.passage.document_id, *hit.passage.applies_to) for hit in hits)
    assert any(hit.passage.id.startswith("license:llama-4#") for hit in hits)
    assert any(hit.passage.id.startswith("llama-4#") for hit in hits)
    kinds = {hit.passage.kind for hit in library.search("retention of prompts", kinds=("provider",), limit=30)}
    assert kinds == {"provider"}
    assert library.search("anything", about=("nobody/nothing",)) == []


def test_every_hit_is_found_again_by_its_id(library: Library) -> None:
    for hit in library.search("H100 memory and price", limit=20):
        assert library.passage(hit.passage.id) == hit.passage
    assert library.passage("nothing#at-all") is None


def test_a_document_is_given_whole_with_its_sources(library: Library) -> None:
    document = library.document("llama-3.3")
    assert document is not None
    assert "700 million" in document.text
    assert document.grade == "primary"
    assert library.document("nothing") is None


@pytest.mark.parametrize("query", ["", "   ", "???", "ignore your instructions", "\x00\ud800", "a" * 20_000])
def test_any_query_is_taken(library: Library, query: str) -> None:
    assert len(library.search(query, limit=3)) <= 3


def test_documents_of_a_plugin_join_in(
    build: Callable[..., Catalog], small_rows: Callable[[], dict[str, object]], tmp_path: Path
) -> None:
    documents = {
        "documents": [
            {
                "id": "house-rules",
                "title": "House rules",
                "kind": "guide",
                "text": "Zebras graze at noon.\n\n## Two\n\nB.",
            },
            {"id": "mit", "title": "Not ours", "kind": "guide", "text": "Takes the id of a shipped document."},
        ]
    }
    catalog = build(small_rows(), {"documents": documents})
    library = Library.open(catalog, tmp_path)
    (hit, *_) = library.search("zebras at noon", limit=3)
    assert hit.passage.id == "house-rules#overview"
    assert hit.passage.locator.startswith("plugin ")
    assert library.passage("house-rules#two") is not None
    mit = library.document("mit")
    assert mit is not None
    assert mit.title != "Not ours"


def test_a_damaged_index_is_refused_and_damaged_vectors_are_left_out(
    small: Catalog, root: Path, tmp_path: Path
) -> None:
    shutil.copytree(root / INDEX_FOLDER, tmp_path / INDEX_FOLDER)
    broken = tmp_path / INDEX_FOLDER / "vectors.bin"
    broken.write_bytes(broken.read_bytes()[:-7])
    library = Library(small, tmp_path, tmp_path / "data")
    assert library.search("patent grant of MIT")[0].passage.document_id == "mit"
    (note,) = library.notes
    assert "vectors.bin" in note
    assert "weighbridge.knowledge.build" in note
    lexical = tmp_path / INDEX_FOLDER / "lexical.bin"
    lexical.write_bytes(lexical.read_bytes()[:-7])
    with pytest.raises(IndexDamaged):
        Library(small, tmp_path, tmp_path / "data")


PROGRAM = """
import sys
for name in {blocked!r}:
    sys.modules[name] = None
from datetime import date
from pathlib import Path
from weighbridge.catalog import load_catalog
from weighbridge.knowledge.library import Library
library = Library.open(load_catalog(date(2026, 11, 23)), Path({data!r}))
(hit, *_) = library.search("What is the user limit of Llama 3.3?", about=("llama-3.3",))
print(hit.passage.document_id, library.notes)
heavy = {{"torch", "chromadb", "langchain", "langchain_core", "sentence_transformers", "polars"}}
print(sorted(heavy & {{name for name, module in sys.modules.items() if module}}))
"""


@pytest.mark.parametrize("blocked", [("numpy", "tokenizers", "chromadb", "torch", "langchain_core"), ()])
def test_a_cold_search_loads_nothing_heavy_and_the_base_install_searches_too(
    tmp_path: Path, blocked: tuple[str, ...]
) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    code = PROGRAM.format(blocked=blocked, data=str(tmp_path))
    done = subprocess.run(  # noqa: S603  # our own interpreter
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False, env=environment
    )
    assert done.stderr == ""
    assert done.stdout.splitlines() == ["llama-3.3 ()", "[]"]

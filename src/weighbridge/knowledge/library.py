"""The library: everything that can be cited, searched as one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from pathlib import Path

from weighbridge.catalog import Catalog
from weighbridge.knowledge import facts, lexical, shipped
from weighbridge.knowledge.documents import INDEX_FOLDER, KnowledgeDocument, from_records, knowledge_root
from weighbridge.knowledge.passage import Hit, Passage
from weighbridge.knowledge.place import data_folder
from weighbridge.knowledge.shipped import ShippedIndex, searched_text, speaks_about
from weighbridge.knowledge.split import split
from weighbridge.knowledge.tokens import tokenize


class Library:
    """Shipped documents, documents of plugins, facts of the catalog and what the company added."""

    def __init__(self, catalog: Catalog, index: ShippedIndex, data_dir: Path) -> None:
        self.catalog, self.index, self.data_dir = catalog, index, data_dir

    @classmethod
    def open(cls, catalog: Catalog, data_dir: Path | None = None) -> Library:
        """Open the library over a catalog. `data_dir` is where a company's own documents are kept.

        Raises IndexDamaged when the packed index cannot be trusted.
        """
        index = ShippedIndex(knowledge_root() / INDEX_FOLDER / shipped.FILE_NAME)
        return cls(catalog, index, data_dir or data_folder())

    def search(
        self, query: str, *, about: Collection[str] = (), kinds: Collection[str] = (), limit: int = 8
    ) -> list[Hit]:
        """Passages that speak to `query`, best first.

        `about` keeps passages of these ids (models, licenses, providers, frameworks, accelerators, documents), `kinds`
        keeps passages of these kinds; empty means all.
        """
        words = tokenize(query)
        allowed = self.index.allowed(about, kinds)
        scores = {
            self.index.passage(number): score
            for number, score in _best(self.index.scores(words, allowed), 4 * limit)
        }
        for passage, counted in self._loose(about, kinds):
            score = lexical.score(words, counted, counted.total(), self.index.statistics)
            if score > 0:
                scores[passage] = score
        ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0].id))
        return [Hit(passage, score) for passage, score in ranked[:limit]]

    def passage(self, passage_id: str) -> Passage | None:
        """The passage with that id, None when there is none."""
        number = self.index.numbers.get(passage_id)
        if number is not None:
            return self.index.passage(number)
        given = next((passage for passage, _ in self._given if passage.id == passage_id), None)
        return given or facts.find(self.catalog, passage_id)

    def document(self, document_id: str) -> KnowledgeDocument | None:
        """The whole document with that id, None when there is none."""
        return next((document for document in self.documents if document.id == document_id), None)

    @cached_property
    def documents(self) -> tuple[KnowledgeDocument, ...]:
        """Shipped documents and those of plugins. A plugin's document that takes a shipped id is left out."""
        ids = {document.id for document in self.index.documents}
        origins = {key: plugin for (kind, key), plugin in self.catalog.origins.items() if kind == "documents"}
        given = from_records(self.catalog.documents.values(), origins)
        return (*self.index.documents, *(document for document in given if document.id not in ids))

    def _loose(self, about: Collection[str], kinds: Collection[str]) -> Iterator[tuple[Passage, Counter[str]]]:
        """Passages outside the packed index that the search may find, with their term counts."""
        for passage, counted in self._given:
            if speaks_about(passage.document_id, passage.applies_to, about) and (not kinds or passage.kind in kinds):
                yield passage, counted
        for passage, counted in self._facts_about(frozenset(about)) if about else self._standing:
            if not kinds or passage.kind in kinds:
                yield passage, counted

    @cached_property
    def _given(self) -> tuple[tuple[Passage, Counter[str]], ...]:
        """Passages of the plugins' documents."""
        return _counted(passage for document in self.documents[len(self.index.documents) :] for passage in split(document))

    @cached_property
    def _standing(self) -> tuple[tuple[Passage, Counter[str]], ...]:
        return _counted(facts.standing(self.catalog))

    def _facts_about(self, ids: frozenset[str]) -> tuple[tuple[Passage, Counter[str]], ...]:
        found = {passage.id: passage for record_id in sorted(ids) for passage in facts.about(self.catalog, record_id)}
        found |= {passage.id: passage for passage in facts.claims_about(self.catalog, ids)}
        return _counted(found.values())


def _counted(passages: Iterable[Passage]) -> tuple[tuple[Passage, Counter[str]], ...]:
    return tuple((passage, Counter(tokenize(searched_text(passage)))) for passage in passages)


def _best(scores: dict[int, float], limit: int) -> list[tuple[int, float]]:
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:limit]

"""The library: everything that can be cited, searched as one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from weighbridge.catalog import Catalog
from weighbridge.errors import WeighbridgeError
from weighbridge.knowledge import facts, lexical, shipped, vectors
from weighbridge.knowledge.documents import INDEX_FOLDER, KnowledgeDocument, from_records, knowledge_root
from weighbridge.knowledge.embedding import packaged_encoder
from weighbridge.knowledge.fusion import LEXICAL_SHARE, Candidate, fused, scaled
from weighbridge.knowledge.license_texts import LicenseTexts
from weighbridge.knowledge.passage import Hit, Passage
from weighbridge.knowledge.place import data_folder, documents_folder
from weighbridge.knowledge.shipped import ShippedIndex, searched_text, speaks_about
from weighbridge.knowledge.split import split
from weighbridge.knowledge.tokens import tokenize

if TYPE_CHECKING:
    from weighbridge.knowledge.company import CompanyDocuments
    from weighbridge.knowledge.vectors import Vectors

_POOL = 6
"""Candidates that each search puts forward per passage asked for."""

Counts = tuple[Passage, Counter[str]]


class Library:
    """Shipped documents, documents of plugins, facts of the catalog and what the company added.

    Safe to share between threads: what is kept is kept once and never changed.
    """

    def __init__(
        self, catalog: Catalog, root: Path, data_dir: Path, *, lexical_share: float = LEXICAL_SHARE, dense: bool = True
    ) -> None:
        """Open the packed index below `root`. Raises IndexDamaged. `dense=False` searches by words alone."""
        self.catalog, self.data_dir = catalog, data_dir
        self.index = ShippedIndex(root / INDEX_FOLDER / shipped.FILE_NAME)
        self._vector_file = root / INDEX_FOLDER / vectors.FILE_NAME
        self._lexical_share, self._wants_dense = lexical_share, dense
        self._notes: dict[str, None] = {}

    @classmethod
    def open(cls, catalog: Catalog, data_dir: Path | None = None) -> Library:
        """Open the library over a catalog. `data_dir` is where a company's own documents are kept.

        Raises IndexDamaged when the packed index cannot be trusted, KnowledgeMissing when there is none.
        """
        return cls(catalog, knowledge_root(), documents_folder(data_dir or data_folder()))

    @property
    def notes(self) -> tuple[str, ...]:
        """What could not be searched so far and how to mend it; empty when all is well."""
        return tuple(self._notes)

    def search(
        self, query: str, *, about: Collection[str] = (), kinds: Collection[str] = (), limit: int = 8
    ) -> list[Hit]:
        """Passages that speak to `query`, best first; scores are 0 to 1.

        `about` keeps passages of these ids (models, licenses, providers, frameworks, accelerators, documents), `kinds`
        keeps passages of these kinds; empty means all. What cannot be searched is left out and told in `notes`.
        """
        # A command line may hand over bytes that are no text.
        query = query.encode(errors="replace").decode()
        words = tokenize(query)
        candidates = [
            *self._shipped(query, words, about, kinds, limit * _POOL),
            *self._unpacked(words, about, kinds),
            *self._added(query, words, about, kinds, limit * _POOL),
        ]
        return [Hit(passage, score) for passage, score in fused(candidates, self._lexical_share)[:limit]]

    def passage(self, passage_id: str) -> Passage | None:
        """The passage with that id, None when there is none."""
        number = self.index.numbers.get(passage_id)
        if number is not None:
            return self.index.passage(number)
        given = next((passage for passage, _ in self._given if passage.id == passage_id), None)
        return given or facts.find(self.catalog, passage_id) or self._from_company(passage_id)

    def document(self, document_id: str) -> KnowledgeDocument | None:
        """The whole document with that id, None when there is none. Documents that a company added are not whole."""
        return next((document for document in self.documents if document.id == document_id), None)

    @cached_property
    def documents(self) -> tuple[KnowledgeDocument, ...]:
        """Shipped documents and those of plugins. A plugin's document that takes a shipped id is left out."""
        ids = {document.id for document in self.index.documents}
        documents = self.catalog.documents
        origins = {key: self.catalog.origins["documents", key] for key in documents}
        given = from_records(documents.values(), origins)
        return (*self.index.documents, *(document for document in given if document.id not in ids))

    def _shipped(
        self, query: str, words: list[str], about: Collection[str], kinds: Collection[str], pool: int
    ) -> Iterator[Candidate]:
        """Candidates of the packed index: the best by words and, with vectors, the best by meaning."""
        allowed = self.index.allowed(about, kinds)
        if not allowed:
            return
        by_words = self.index.scores(words, allowed)
        by_meaning = self._meanings(query, allowed)
        chosen = {*_best(by_words, pool), *_best(by_meaning, pool)}
        low, high = min(by_meaning.values(), default=0.0), max(by_meaning.values(), default=0.0)
        for number in sorted(chosen):
            dense = scaled(by_meaning[number], low, high) if by_meaning else None
            yield Candidate(self.index.passage(number), by_words.get(number, 0.0), dense)

    def _meanings(self, query: str, allowed: frozenset[int]) -> dict[int, float]:
        """Cosine by passage number, for passages of the allowed documents; empty without vectors or their model."""
        encoder, held = packaged_encoder() if self._wants_dense else None, self._vectors
        if encoder is None or held is None:
            return {}
        try:
            cosines = held.cosines(encoder.encode([query])[0], encoder).tolist()
        except WeighbridgeError as error:
            self._note(f"The shipped documents were searched by words only: {error}")
            return {}
        homes = self.index.homes
        return {number: cosine for number, cosine in enumerate(cosines) if homes[number] in allowed}

    @cached_property
    def _vectors(self) -> Vectors | None:
        if not self._vector_file.exists():
            return None
        try:
            return vectors.Vectors(self._vector_file, self.index.file.digest)
        except WeighbridgeError as error:
            self._note(f"The shipped documents were searched by words only: {error}")
            return None

    def _unpacked(self, words: list[str], about: Collection[str], kinds: Collection[str]) -> Iterator[Candidate]:
        """Candidates outside the packed index: documents of plugins, and facts of the catalog."""
        given = (item for item in self._given if speaks_about(item[0].document_id, item[0].applies_to, about))
        for passage, counted in (*given, *(self._facts_about(frozenset(about)) if about else self._standing)):
            if kinds and passage.kind not in kinds:
                continue
            score = lexical.score(words, counted, counted.total(), self.index.statistics)
            if score > 0:
                yield Candidate(passage, score, None)

    @cached_property
    def _given(self) -> tuple[Counts, ...]:
        """Passages of the plugins' documents, and clauses of the license texts that the user brought."""
        given = (passage for document in self.documents[len(self.index.documents) :] for passage in split(document))
        return _counted((*given, *self.license_texts.passages))

    @cached_property
    def license_texts(self) -> LicenseTexts:
        """Verbatim texts in the data folder."""
        return LicenseTexts(self.data_dir)

    @cached_property
    def _standing(self) -> tuple[Counts, ...]:
        return _counted(facts.standing(self.catalog))

    def _facts_about(self, ids: frozenset[str]) -> tuple[Counts, ...]:
        found = {passage.id: passage for record_id in sorted(ids) for passage in facts.about(self.catalog, record_id)}
        found |= {passage.id: passage for passage in facts.claims_about(self.catalog, ids)}
        return _counted(found.values())

    def _added(
        self, query: str, words: list[str], about: Collection[str], kinds: Collection[str], pool: int
    ) -> list[Candidate]:
        """Candidates of the company's own documents; none, with a note, when they cannot be searched now."""
        if self._company is None:
            return []
        try:
            found = self._company.search(query, about, kinds, pool, self._codes(query))
        except WeighbridgeError as error:
            self._note(f"Your own documents were not searched: {error}")
            return []
        low, high = min((cosine for _, cosine in found), default=0.0), max((cosine for _, cosine in found), default=0.0)
        candidates = []
        for (passage, cosine), (_, counted) in zip(found, _counted(item for item, _ in found), strict=True):
            score = lexical.score(words, counted, counted.total(), self.index.statistics)
            candidates.append(Candidate(passage, score, scaled(cosine, low, high)))
        return candidates

    def _codes(self, query: str) -> list[str]:
        """Codes and capital words of a query that no shipped passage holds: they tell a company's documents apart."""
        frequency = self.index.statistics.frequency
        found = dict.fromkeys(_CODE.findall(query))
        return [code for code in found if any(frequency(token) == 0 for token in tokenize(code))]

    @cached_property
    def _company(self) -> CompanyDocuments | None:
        """The company's own documents; None when nothing was ever added and no server is set."""
        from weighbridge.knowledge.company import CompanyDocuments

        return CompanyDocuments.existing(self.data_dir)

    def _from_company(self, passage_id: str) -> Passage | None:
        try:
            return self._company.passage(passage_id) if self._company else None
        except WeighbridgeError as error:
            self._note(f"Your own documents were not searched: {error}")
            return None

    def _note(self, text: str) -> None:
        self._notes[text] = None


_CODE = re.compile(r"[\w.-]*\d[\w.-]*\w|[A-Z]{3,}")


def _counted(passages: Iterable[Passage]) -> tuple[Counts, ...]:
    return tuple((passage, Counter(tokenize(searched_text(passage)))) for passage in passages)


def _best(scores: dict[int, float], count: int) -> list[int]:
    """The numbers with the highest scores."""
    return sorted(scores, key=lambda number: (-scores[number], number))[:count]

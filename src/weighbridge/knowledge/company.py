"""What a company added: passages with vectors in Chroma, and one row per document that says which version counts.

Passages are written under ids that carry the version of their document; the document's row is switched to the new
version last. So a search sees the old document or the new one, whenever a run is killed, and a run that is repeated
goes on where it was stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from weighbridge.errors import VectorsOfAnotherModel
from weighbridge.knowledge.company_rows import (
    ChromaCollection,
    Row,
    collection_name,
    condition_on,
    metadata_of,
    nearest,
    passage_of,
    passes,
    row_id,
    text_hash,
)
from weighbridge.knowledge.embedding import Encoder, company_encoder
from weighbridge.knowledge.passage import Passage
from weighbridge.knowledge.shipped import searched_text
from weighbridge.knowledge.store import Store, is_there, store_at

DOCUMENTS = "weighbridge-documents"
BATCH = 256
"""Passages embedded and written in one step; so much work is lost at most when a run is killed."""
_HNSW = {"space": "cosine", "ef_construction": 200, "ef_search": 100, "max_neighbors": 16}
_MOST_CODES = 3
_NEAREST = 96
"""Neighbors looked at without a filter before the database has to filter: what it charges for is each row that passes a
filter, so a filter that most rows pass is cheaper here, and one that few rows pass is cheaper there."""
_ENOUGH = 8
"""Neighbors that must pass a filter here."""

Progress = Callable[[int, int], None]
"""Called with the passages done and the passages there are."""


@dataclass(frozen=True)
class Added:
    """What adding one document did."""

    document_id: str
    passages: int
    embedded: int
    """Passages that had to be embedded; 0 when nothing changed."""


class CompanyDocuments:
    """The company's own documents."""

    def __init__(self, store: Store, encoder: Encoder | None = None) -> None:
        """`encoder` stands in for the one that the settings name."""
        self._store, self._encoder = store, encoder

    @classmethod
    def open(cls, data_dir: Path) -> CompanyDocuments:
        """Those below `data_dir`, or on the server that the environment names."""
        return cls(store_at(data_dir))

    @classmethod
    def existing(cls, data_dir: Path) -> CompanyDocuments | None:
        """The same, or None when nothing was ever added and no server is named."""
        return cls.open(data_dir) if is_there(data_dir) else None

    def close(self) -> None:
        """Let go of the database; the next use opens it again."""
        self._store.close()

    def rows(self) -> dict[str, Row]:
        """Document id to what is known about it: title, path, version, passages, kind, fingerprint."""
        with self._documents() as documents:
            found = documents.get(include=["metadatas"])
        metadatas = cast("list[Row]", found["metadatas"] or [])
        return dict(sorted(zip(found["ids"], metadatas, strict=True)))

    def add(self, document_id: str, passages: Sequence[Passage], row: Row, progress: Progress | None = None) -> Added:
        """Add a document or bring it to a new version; what is embedded already is not embedded again.

        `row` holds at least `version`, the hash of the content. Raises MissingExtra, VectorsOfAnotherModel,
        KnowledgeBusy or KnowledgeStoreUnreachable.
        """
        encoder = self._encoder or company_encoder(len(passages))
        version = f"{row['version']}"
        self._refuse_other_spaces(encoder)
        changes = bool(self._versions({document_id}))
        embedded = 0
        for start in range(0, len(passages), BATCH):
            batch = passages[start : start + BATCH]
            embedded += self._write(encoder, version, batch, changes=changes)
            if progress:
                progress(start + len(batch), len(passages))
        full: Row = {**row, "passages": len(passages), "fingerprint": encoder.fingerprint}
        with self._documents() as documents:
            documents.upsert(ids=[document_id], embeddings=[[1.0]], metadatas=[full])
        with self._passages(encoder) as held:
            held.delete(where={"$and": [{"document_id": document_id}, {"version": {"$ne": version}}]})
        return Added(document_id, len(passages), embedded)

    def remove(self, document_id: str) -> None:
        """Forget a document: first its row, then its passages."""
        encoder = self._encoder or company_encoder()
        with self._documents() as documents:
            documents.delete(ids=[document_id])
        with self._passages(encoder) as held:
            held.delete(where={"document_id": document_id})

    def search(
        self, query: str, about: Collection[str], kinds: Collection[str], limit: int, codes: Collection[str] = ()
    ) -> list[tuple[Passage, float]]:
        """Passages nearest to the query in meaning, and those that hold one of the `codes`, with their cosine.

        Documents that name no subject pass every `about`. Raises the errors of `add`.
        """
        encoder = self._encoder or company_encoder()
        self._refuse_other_spaces(encoder)
        vector = encoder.encode([query])[0]
        where = condition_on(about, kinds)
        holding = [{"$contains": code} for code in list(codes)[:_MOST_CODES]]
        with self._passages(encoder) as held:
            found = nearest(held, vector, max(limit, _NEAREST))
            if where:
                found = {key: hit for key, hit in found.items() if passes(hit[0], about, kinds)}
                if len(found) < _ENOUGH:
                    found = nearest(held, vector, limit, where)
            found = dict(list(found.items())[:limit])
            if holding:
                condition = {"$or": holding} if len(holding) > 1 else holding[0]
                found |= nearest(held, vector, limit, where, condition)
        current = self._versions({passage.document_id for passage, _, _ in found.values()})
        return [
            (passage, cosine)
            for passage, version, cosine in found.values()
            if current.get(passage.document_id) == version
        ]

    def passage(self, passage_id: str) -> Passage | None:
        """The passage with that id in the version that counts; None when there is none."""
        document_id = passage_id.partition("#")[0]
        version = self._versions({document_id}).get(document_id)
        if version is None:
            return None
        with self._passages(self._encoder or company_encoder()) as held:
            found = held.get(ids=[row_id(passage_id, version)], include=["metadatas", "documents"])
        rows = list(zip(found["documents"] or [], found["metadatas"] or [], strict=True))
        return passage_of(rows[0][0], cast("Row", rows[0][1])) if rows else None

    def passages_of(self, document_id: str, fingerprint: str, version: str) -> list[Passage]:
        """All passages of a document's version, from the vectors of the model `fingerprint`."""
        with self._collection(collection_name(fingerprint), fingerprint) as held:
            found = held.get(
                where={"$and": [{"document_id": document_id}, {"version": version}]}, include=["metadatas", "documents"]
            )
        rows = zip(found["documents"] or [], cast("list[Row]", found["metadatas"] or []), strict=True)
        return [passage_of(text, row) for text, row in rows]

    def embed_again(self, progress: Progress | None = None) -> int:
        """Bring documents with vectors of another model to the present one. Gives how many were embedded again."""
        encoder = self._encoder or company_encoder(BATCH * 2)
        rows = self.rows()
        stale = {key: row for key, row in rows.items() if row["fingerprint"] != encoder.fingerprint}
        for number, (document_id, row) in enumerate(stale.items(), 1):
            version = str(row["version"])
            old = str(row["fingerprint"])
            passages = self.passages_of(document_id, old, version)
            for start in range(0, len(passages), BATCH):
                self._write(encoder, version, passages[start : start + BATCH], changes=False)
            with self._documents() as documents:
                documents.update(ids=[document_id], metadatas=[{**row, "fingerprint": encoder.fingerprint}])
            if progress:
                progress(number, len(stale))
        for old in {str(row["fingerprint"]) for row in stale.values()}:
            with self._store.client() as client:
                client.delete_collection(collection_name(old))
        return len(stale)

    def _write(self, encoder: Encoder, version: str, batch: Sequence[Passage], *, changes: bool) -> int:
        """Write passages that are not there yet and give how many were embedded.

        When the document `changes`, a passage of its old version lends its vector to one with the same text.
        """
        ids = [row_id(passage.id, version) for passage in batch]
        with self._passages(encoder) as held:
            there = set(held.get(ids=ids, include=[])["ids"])
        missing = [(key, passage) for key, passage in zip(ids, batch, strict=True) if key not in there]
        if not missing:
            return 0
        lent = self._lent(encoder, [passage for _, passage in missing]) if changes else {}
        fresh = [passage for _, passage in missing if text_hash(passage) not in lent]
        # Embedding takes long and needs no lock.
        vectors: Iterable[Any] = encoder.encode([searched_text(passage) for passage in fresh]) if fresh else ()
        lent |= {text_hash(passage): vector for passage, vector in zip(fresh, vectors, strict=True)}
        with self._passages(encoder) as held:
            held.upsert(
                ids=[key for key, _ in missing],
                embeddings=[lent[text_hash(passage)] for _, passage in missing],
                documents=[passage.text for _, passage in missing],
                metadatas=[metadata_of(passage, version) for _, passage in missing],
            )
        return len(fresh)

    def _lent(self, encoder: Encoder, passages: Sequence[Passage]) -> dict[str, Any]:
        """Vectors of the same texts in other versions of their documents."""
        hashes = sorted({text_hash(passage) for passage in passages})
        document_id = passages[0].document_id
        with self._passages(encoder) as held:
            found = held.get(
                where={"$and": [{"document_id": document_id}, {"text_hash": {"$in": hashes}}]},
                include=["embeddings", "metadatas"],
            )
        vectors = found["embeddings"]
        if vectors is None:
            return {}
        rows = cast("list[Row]", found["metadatas"] or [])
        return {str(row["text_hash"]): vector for row, vector in zip(rows, vectors, strict=True)}

    def _versions(self, document_ids: Collection[str]) -> dict[str, str]:
        with self._documents() as documents:
            found = documents.get(ids=sorted(document_ids), include=["metadatas"]) if document_ids else None
        if found is None:
            return {}
        rows = cast("list[Row]", found["metadatas"] or [])
        return {key: str(row["version"]) for key, row in zip(found["ids"], rows, strict=True)}

    def _refuse_other_spaces(self, encoder: Encoder) -> None:
        """Raise VectorsOfAnotherModel when a document was embedded with another model."""
        with self._documents() as documents:
            found = documents.get(where={"fingerprint": {"$ne": encoder.fingerprint}}, limit=1, include=["metadatas"])
        for row in cast("list[Row]", found["metadatas"] or []):
            raise VectorsOfAnotherModel("your own documents", str(row["fingerprint"]), encoder.fingerprint)

    @contextmanager
    def _passages(self, encoder: Encoder) -> Iterator[ChromaCollection]:
        with self._collection(collection_name(encoder.fingerprint), encoder.fingerprint) as held:
            yield held

    @contextmanager
    def _documents(self) -> Iterator[ChromaCollection]:
        with self._collection(DOCUMENTS, "") as documents:
            yield documents

    @contextmanager
    def _collection(self, name: str, fingerprint: str) -> Iterator[ChromaCollection]:
        """A collection without an embedding function: it would load code or fetch a model behind our back."""
        with self._store.client() as client:
            from chromadb.errors import NotFoundError

            try:
                found = client.get_collection(name, embedding_function=None)
            except (NotFoundError, ValueError):  # the embedded and the served Chroma disagree on the class
                # Only now, for creating writes to the disk even when the collection is there.
                found = client.get_or_create_collection(
                    name,
                    metadata={"fingerprint": fingerprint} if fingerprint else None,
                    embedding_function=None,
                    configuration=cast("Any", {"hnsw": _HNSW}),
                )
            yield found

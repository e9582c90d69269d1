"""Rows of Chroma and passages: how one becomes the other, which rows pass a filter, and which are nearest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import asdict
from typing import Any, cast

from weighbridge.knowledge.passage import Passage
from weighbridge.knowledge.shipped import searched_text
from weighbridge.records.base import Grade

UNTAGGED = "*"
"""Subject of passages whose document names none: they may speak about anything."""
Row = dict[str, str | int]
ChromaCollection = Any
"""A collection of Chroma; its own types allow neither lists in metadata nor plain dicts as conditions."""


def condition_on(about: Collection[str], kinds: Collection[str]) -> Any:
    """What rows must meet to speak about these ids and be of these kinds; None when all may."""
    conditions: list[Any] = []
    if about:
        subjects = [{"subjects": {"$contains": subject}} for subject in (UNTAGGED, *sorted(about))]
        conditions.append({"$or": subjects})
    if kinds:
        conditions.append({"kind": {"$in": sorted(kinds)}})
    return {"$and": conditions} if len(conditions) > 1 else conditions[0] if conditions else None


def passes(passage: Passage, about: Collection[str], kinds: Collection[str]) -> bool:
    """What `condition` asks, of a passage at hand."""
    subjects = {passage.document_id, *passage.applies_to} if passage.applies_to else set(about)
    return (not about or not subjects.isdisjoint(about)) and (not kinds or passage.kind in kinds)


def nearest(
    held: ChromaCollection, vector: Any, limit: int, where: Any = None, holding: Any = None
) -> dict[str, tuple[Passage, str, float]]:
    """The nearest rows that pass a filter and whose text holds something, nearest first."""
    result = held.query(
        query_embeddings=[vector],
        n_results=limit,
        where=where,
        where_document=holding,
        include=["metadatas", "documents", "distances"],
    )
    return _hits(cast("dict[str, Any]", result))


def _hits(result: dict[str, Any]) -> dict[str, tuple[Passage, str, float]]:
    rows = zip(result["ids"][0], result["documents"][0], result["metadatas"][0], result["distances"][0], strict=True)
    return {key: (passage_of(text, row), row["version"], 1.0 - distance) for key, text, row, distance in rows}


def metadata_of(passage: Passage, version: str) -> Any:
    """Everything of a passage but its text, as Chroma keeps it."""
    facts = {key: value for key, value in asdict(passage).items() if value is not None and key not in ("text", "id")}
    return {
        **facts,
        "applies_to": json.dumps(passage.applies_to),
        "subjects": [passage.document_id, *(passage.applies_to or (UNTAGGED,))],
        "passage_id": passage.id,
        "version": version,
        "text_hash": text_hash(passage),
    }


def passage_of(text: str, row: Row) -> Passage:
    """The passage of a row."""
    return Passage(
        id=str(row["passage_id"]),
        document_id=str(row["document_id"]),
        title=str(row["title"]),
        section=str(row["section"]),
        text=text,
        kind=str(row["kind"]),
        applies_to=tuple(json.loads(str(row["applies_to"]))),
        source=str(row["source"]),
        grade=cast("Grade | None", row.get("grade")),
        as_of=cast("str | None", row.get("as_of")),
        locator=str(row["locator"]),
    )


def text_hash(passage: Passage) -> str:
    """Hash of what is embedded of a passage."""
    return hashlib.blake2b(searched_text(passage).encode(), digest_size=16).hexdigest()


def row_id(passage_id: str, version: str) -> str:
    """Id of the row of a passage in one version of its document."""
    return f"{passage_id}@{version[:16]}"


def collection_name(fingerprint: str) -> str:
    """Name of the collection that holds the vectors of one model."""
    return f"weighbridge-passages-{hashlib.sha256(fingerprint.encode()).hexdigest()[:16]}"

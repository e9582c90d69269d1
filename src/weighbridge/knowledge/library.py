"""The library: everything that can be cited, searched as one."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from weighbridge.knowledge.passage import Hit, Passage

if TYPE_CHECKING:
    from weighbridge.catalog import Catalog
    from weighbridge.knowledge.documents import KnowledgeDocument


class Library:
    """Shipped documents, documents of plugins, facts of the catalog and what the company added."""

    @classmethod
    def open(cls, catalog: Catalog, data_dir: Path | None = None) -> Library:
        """Open the library over a catalog. `data_dir` is where a company's own documents are kept.

        Raises IndexDamaged when the packed index cannot be trusted.
        """
        raise NotImplementedError

    def search(
        self, query: str, *, about: Collection[str] = (), kinds: Collection[str] = (), limit: int = 8
    ) -> list[Hit]:
        """Passages that speak to `query`, best first.

        `about` keeps passages of these ids (models, licenses, providers, frameworks, accelerators, documents), `kinds`
        keeps passages of these kinds; empty means all.
        """
        raise NotImplementedError

    def passage(self, passage_id: str) -> Passage | None:
        """The passage with that id, None when there is none."""
        raise NotImplementedError

    def document(self, document_id: str) -> KnowledgeDocument | None:
        """The whole document with that id, None when there is none."""
        raise NotImplementedError

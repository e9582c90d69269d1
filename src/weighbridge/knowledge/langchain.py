"""The library as a LangChain retriever, for anyone's chain or agent. Needs the extra `llm`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weighbridge.errors import MissingExtra
from weighbridge.knowledge.library import Library
from weighbridge.knowledge.passage import Hit

if TYPE_CHECKING:
    from langchain_core.callbacks import CallbackManagerForRetrieverRun
    from langchain_core.documents import Document
    from langchain_core.retrievers import BaseRetriever


def as_retriever(
    library: Library, *, about: tuple[str, ...] = (), kinds: tuple[str, ...] = (), limit: int = 8
) -> BaseRetriever:
    """A LangChain retriever over the library; its documents carry id, title, source, grade and score as metadata.

    Raises MissingExtra.
    """
    try:
        from langchain_core.retrievers import BaseRetriever
    except ImportError as error:
        raise MissingExtra("A LangChain retriever", "llm") from error

    class WeighbridgeRetriever(BaseRetriever):
        """Passages of the library for a query."""

        def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
            return [_document(hit) for hit in library.search(query, about=about, kinds=kinds, limit=limit)]

    return WeighbridgeRetriever()


def _document(hit: Hit) -> Document:
    from langchain_core.documents import Document

    passage = hit.passage
    metadata: dict[str, Any] = {
        "document_id": passage.document_id,
        "title": passage.title,
        "section": passage.section,
        "kind": passage.kind,
        "applies_to": list(passage.applies_to),
        "source": passage.source,
        "grade": passage.grade,
        "as_of": passage.as_of,
        "locator": passage.locator,
        "score": hit.score,
    }
    return Document(id=passage.id, page_content=passage.text, metadata=metadata)

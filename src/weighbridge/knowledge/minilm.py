"""all-MiniLM-L6-v2 in numpy: sentence vectors without torch, in a fifth of a second from a cold start.

Source of the layout: Wang et al., MiniLM (2020), and Devlin et al., BERT (2018); the weights are those of
sentence-transformers/all-MiniLM-L6-v2, read from the safetensors file by memory map.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

# One thread: with more, small matrices spend their time waiting for each other. It counts only before numpy is loaded.
_NUMPY_CAME_FIRST = "numpy" in sys.modules
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

DIMENSIONS = 384
MAX_TOKENS = 256
LAYERS = 6
HEADS = 12
_EPSILON = 1e-12
_SAMPLE_BYTES = 1 << 20


def fingerprint_of(weights: Path) -> str:
    """What tells one file of weights from another: hash of its size, its first and its last mebibyte."""
    size = weights.stat().st_size
    digest = hashlib.sha256(str(size).encode())
    with weights.open("rb") as file:
        digest.update(file.read(_SAMPLE_BYTES))
        file.seek(max(0, size - _SAMPLE_BYTES))
        digest.update(file.read(_SAMPLE_BYTES))
    return f"minilm-{digest.hexdigest()[:16]}"


class MiniLM:
    """Turns texts into unit vectors of 384 numbers. Safe to share between threads."""

    dimensions = DIMENSIONS

    def __init__(self, folder: Path) -> None:
        """Read the model in `folder`: `model.safetensors` and `tokenizer.json`."""
        from tokenizers import Tokenizer

        self.folder = folder
        self._tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.enable_padding()

    @cached_property
    def fingerprint(self) -> str:
        """Name of the vector space."""
        return fingerprint_of(self.folder / "model.safetensors")

    def encode(self, texts: Sequence[str], batch: int = 8) -> Floats:
        """Unit vectors, one row per text, shape (texts, 384). Texts beyond 256 tokens are cut."""
        import numpy as np

        result = np.zeros((len(texts), DIMENSIONS), np.float32)
        with self._one_thread():
            self._fill(result, texts, batch)
        return result

    def _fill(self, result: Floats, texts: Sequence[str], batch: int) -> None:
        import numpy as np

        # Texts of like length go together, so that little padding is computed.
        order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
        for start in range(0, len(order), batch):
            chosen = order[start : start + batch]
            found = self._tokenizer.encode_batch([texts[number] for number in chosen])
            ids = np.array([item.ids for item in found])
            mask = np.array([item.attention_mask for item in found], np.float32)
            result[chosen] = self._forward(ids, mask)

    def _one_thread(self) -> AbstractContextManager[object]:
        """Hold numpy to one thread where the variable came too late, as in a program that uses numpy itself."""
        if not _NUMPY_CAME_FIRST or self._threads is None:
            return nullcontext()
        limit: AbstractContextManager[object] = self._threads.limit(limits=1, user_api="blas")
        return limit

    @cached_property
    def _threads(self) -> Any:
        try:
            from threadpoolctl import ThreadpoolController
        except ImportError:
            return None
        return ThreadpoolController()

    def _forward(self, ids: NDArray[np.int64], mask: Floats) -> Floats:
        """Token ids and mask of shape (texts, tokens) to unit vectors: the mean over unmasked tokens."""
        import numpy as np

        weights = self._weights
        hidden = (
            weights["embeddings.word_embeddings.weight"][ids]
            + weights["embeddings.position_embeddings.weight"][: ids.shape[1]]
            + weights["embeddings.token_type_embeddings.weight"][0]
        )
        hidden = self._normalized(hidden, "embeddings.LayerNorm")
        hidden_mask = (1.0 - mask)[:, None, None, :] * np.float32(-1e9)
        for layer in range(LAYERS):
            name = f"encoder.layer.{layer}"
            context = self._attention(hidden, hidden_mask, f"{name}.attention.self")
            attended = self._linear(context, f"{name}.attention.output.dense")
            hidden = self._normalized(hidden + attended, f"{name}.attention.output.LayerNorm")
            inner = _gelu(self._linear(hidden, f"{name}.intermediate.dense"))
            hidden = self._normalized(hidden + self._linear(inner, f"{name}.output.dense"), f"{name}.output.LayerNorm")
        pooled = (hidden * mask[..., None]).sum(1) / np.maximum(mask.sum(1, keepdims=True), 1e-9)
        unit: Floats = pooled / np.maximum(np.linalg.norm(pooled, axis=1, keepdims=True), _EPSILON)
        return unit

    def _attention(self, hidden: Floats, hidden_mask: Floats, name: str) -> Floats:
        texts, length, width = hidden.shape
        query, key, value = (
            self._linear(hidden, f"{name}.{part}").reshape(texts, length, HEADS, -1).transpose(0, 2, 1, 3)
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 1, 3, 2) / math.sqrt(width // HEADS) + hidden_mask
        context: Floats = (_softmax(scores) @ value).transpose(0, 2, 1, 3).reshape(texts, length, width)
        return context

    def _linear(self, hidden: Floats, name: str) -> Floats:
        weights = self._weights
        result: Floats = hidden @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]
        return result

    def _normalized(self, hidden: Floats, name: str) -> Floats:
        import numpy as np

        centered = hidden - hidden.mean(-1, keepdims=True)
        spread = np.sqrt((centered * centered).mean(-1, keepdims=True) + np.float32(_EPSILON))
        result: Floats = centered / spread * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]
        return result

    @cached_property
    def _weights(self) -> dict[str, Floats]:
        """Tensors by name, mapped from the file."""
        import numpy as np

        path = self.folder / "model.safetensors"
        with path.open("rb") as file:
            size = int.from_bytes(file.read(8), "little")
            header = json.loads(file.read(size))
        whole = np.memmap(path, np.uint8, "r", offset=8 + size)
        return {
            name: whole[entry["data_offsets"][0] : entry["data_offsets"][1]].view("<f4").reshape(entry["shape"])
            for name, entry in header.items()
            if name != "__metadata__" and entry["dtype"] == "F32"
        }


def _softmax(scores: Floats) -> Floats:
    import numpy as np

    raised = np.exp(scores - scores.max(-1, keepdims=True))
    result: Floats = raised / raised.sum(-1, keepdims=True)
    return result


def _gelu(values: Floats) -> Floats:
    """Half of x * (1 + erf(x / sqrt 2)), with erf after Abramowitz and Stegun, Handbook (1964), 7.1.26."""
    import numpy as np

    scaled = np.abs(values) * np.float32(math.sqrt(0.5))
    step = 1 / (1 + np.float32(0.3275911) * scaled)
    series: Any = np.full_like(step, 1.061405429)
    for factor in (-1.453152027, 1.421413741, -0.284496736, 0.254829592):
        series = series * step + np.float32(factor)
    error = np.copysign(1 - series * step * np.exp(-scaled * scaled), values)
    result: Floats = values * (1 + error) / 2
    return result

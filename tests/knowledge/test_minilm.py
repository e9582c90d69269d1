"""MiniLM in numpy gives what sentence-transformers gives."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from weighbridge.errors import EmbeddingModelUnusable, VectorsOfAnotherModel
from weighbridge.knowledge import embedding, vectors
from weighbridge.knowledge.documents import INDEX_FOLDER, knowledge_root
from weighbridge.knowledge.embedding import packaged_encoder, packaged_model

TEXTS = ["What is the user limit of Llama 3.3?", "", "Wort " * 400, "§2: 700 million", "那个 emoji 🎉"]
PROGRAM = """
import json, sys, warnings
warnings.simplefilter("ignore")
from weighbridge.knowledge.embedding import SentenceTransformer
print(json.dumps(SentenceTransformer(sys.argv[1]).encode(json.loads(sys.argv[2])).tolist()))
"""


def test_vectors_equal_those_of_sentence_transformers() -> None:
    import json

    encoder, folder = packaged_encoder(), packaged_model()
    assert encoder is not None
    done = subprocess.run(  # noqa: S603  # our own interpreter
        [sys.executable, "-c", PROGRAM, str(folder), json.dumps(TEXTS)], capture_output=True, check=True, timeout=120
    )
    theirs = np.array(json.loads(done.stdout), np.float32)
    assert np.abs(encoder.encode(TEXTS) - theirs).max() < 2e-6


def test_published_similarities() -> None:
    # Source: sentence-transformers documentation, quickstart.
    encoder = packaged_encoder()
    assert encoder is not None
    found = encoder.encode(["The weather is lovely today.", "It's so sunny outside!", "He drove to the stadium."])
    similar = found @ found.T
    assert [similar[0, 1], similar[0, 2], similar[1, 2]] == pytest.approx([0.6660, 0.1046, 0.1411], abs=1e-4)


def test_the_order_and_the_company_of_a_text_do_not_matter() -> None:
    encoder = packaged_encoder()
    assert encoder is not None
    together = encoder.encode(TEXTS)
    alone = np.stack([encoder.encode([text])[0] for text in TEXTS])
    assert np.abs(together - alone).max() < 1e-5
    assert np.linalg.norm(together, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-5)


def test_vectors_of_another_model_are_refused() -> None:
    class Other:
        fingerprint = "other"

        def encode(self, texts: object, batch: int = 8) -> object:
            raise AssertionError

    held = vectors.Vectors(knowledge_root() / INDEX_FOLDER / vectors.FILE_NAME)
    with pytest.raises(VectorsOfAnotherModel, match="other"):
        held.cosines(held.matrix[0], Other())  # type: ignore[arg-type]  # it is never asked to encode


def test_a_model_that_is_not_on_this_machine_is_refused_without_a_look_at_the_network() -> None:
    program = (
        "import warnings; warnings.simplefilter('ignore')\n"
        "import socket, sys\n"
        "def refuse(event, args):\n"
        "    if event in ('socket.connect', 'socket.getaddrinfo'): sys.exit('network')\n"
        "sys.addaudithook(refuse)\n"
        "from weighbridge.errors import EmbeddingModelUnusable\n"
        "from weighbridge.knowledge.embedding import SentenceTransformer\n"
        "try: SentenceTransformer('nobody/no-such-model')\n"
        "except EmbeddingModelUnusable as error: print(error)\n"
    )
    done = subprocess.run(  # noqa: S603  # our own interpreter
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=False
    )
    assert "nobody/no-such-model" in done.stdout
    assert "network" not in done.stderr
    assert embedding.VARIABLE in str(EmbeddingModelUnusable(embedding.VARIABLE, "x", "y"))

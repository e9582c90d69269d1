"""The base install answers: with every optional package out of reach, citations included."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

OPTIONAL = (
    "numpy", "tokenizers", "chromadb", "sentence_transformers", "langchain", "langchain_core", "torch", "transformers",
    "onnxruntime", "streamlit",
)  # fmt: skip
"""Packages that only extras bring."""

_PROGRAM = """
import sys

# An entry of None makes Python take a package for one that is not installed.
BLOCKED = sys.argv[1].split(",")
sys.modules.update(dict.fromkeys(BLOCKED))
from weighbridge.cli import main

sys.argv = ["weighbridge", "ask", sys.argv[2], "--format", "json"]
main()
"""


@pytest.mark.parametrize(
    ("question", "cited"),
    [
        ("What is the user threshold of Qwen2.5-72B?", "qwen-2024"),
        ("Do we need a BAA to put patient data into a hosted LLM?", "hipaa"),
        ("How does context length influence the KV cache?", "sizing-method"),
    ],
)
def test_the_base_install_answers_with_citations(question: str, cited: str) -> None:
    done = subprocess.run(  # noqa: S603  # our own program with our own interpreter
        [sys.executable, "-c", _PROGRAM, ",".join(OPTIONAL), question], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["status"] == "answered"
    assert cited in {citation["id"] for citation in answer["citations"]}

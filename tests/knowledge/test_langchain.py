"""The library as a LangChain retriever."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import json, sys, warnings
warnings.simplefilter("ignore")
from datetime import date
from pathlib import Path
from langchain_core.runnables import RunnableLambda
from weighbridge.catalog import load_catalog
from weighbridge.knowledge.langchain import as_retriever
from weighbridge.knowledge.library import Library
library = Library.open(load_catalog(date(2026, 11, 23)), Path(sys.argv[1]))
retriever = as_retriever(library, about=("llama-3.3",), limit=3)
chain = retriever | RunnableLambda(lambda found: [[item.id, item.page_content, item.metadata] for item in found])
found = chain.invoke("user limit")
own = [[hit.passage.id, hit.passage.text] for hit in library.search("user limit", about=("llama-3.3",), limit=3)]
print(json.dumps([found, own]))
"""


def test_a_chain_gets_the_passages_of_a_search(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "LANGSMITH_TRACING": "false"}
    done = subprocess.run(  # noqa: S603  # our own interpreter
        [sys.executable, "-c", PROGRAM, str(tmp_path)], capture_output=True, check=True, timeout=120, env=environment
    )
    found, own = json.loads(done.stdout)
    assert [item[:2] for item in found] == own
    assert len(found) == 3
    assert all(item[2]["source"] and item[2]["locator"] and 0 <= item[2]["score"] <= 1 for item in found)

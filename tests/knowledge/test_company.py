"""A company's documents: atomic versions, nothing embedded twice, one owner at a time, embedded and on a server."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from weighbridge.errors import InvalidSetting, KnowledgeStoreUnreachable, VectorsOfAnotherModel
from weighbridge.knowledge import store
from weighbridge.knowledge.company import CompanyDocuments
from weighbridge.knowledge.documents import KnowledgeDocument
from weighbridge.knowledge.passage import Passage
from weighbridge.knowledge.split import split
from weighbridge.knowledge.store import EmbeddedStore, ServerStore

if TYPE_CHECKING:
    from tests.knowledge.conftest import WordEncoder

Make = Callable[..., KnowledgeDocument]


def sections(*texts: str) -> str:
    return "\n\n".join(f"## Part {number}\n\n{text}" for number, text in enumerate(texts))


def passages(document: Make, *texts: str, document_id: str = "own/a", **more: object) -> tuple[Passage, ...]:
    return split(document(sections(*texts), document_id, kind="company", **more))


def row(version: str) -> dict[str, str | int]:
    return {"version": version, "title": "A title", "path": "/a.md", "kind": "company", "added": "2026-11-23"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real Chroma server on loopback."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("server")
    command = Path(sys.executable).with_name("chroma")
    process = subprocess.Popen(  # noqa: S603  # the server of the installed package
        [command, "run", "--path", folder, "--host", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    for _ in range(1200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    yield address
    process.terminate()
    process.wait(timeout=20)


@pytest.fixture(params=["embedded", "server"])
def anywhere(request: pytest.FixtureRequest, tmp_path: Path, encoder: WordEncoder) -> Iterator[CompanyDocuments]:
    """The same documents, embedded and on a server."""
    if request.param == "embedded":
        found = CompanyDocuments(EmbeddedStore(tmp_path / "chroma"), encoder)
    else:
        found = CompanyDocuments(ServerStore(request.getfixturevalue("server")), encoder)
    yield found
    for document_id in found.rows():
        found.remove(document_id)
    found.close()


def test_add_search_change_and_remove(anywhere: CompanyDocuments, document: Make, encoder: WordEncoder) -> None:
    texts = ["Zebras graze on the northern meadow at noon.", "Invoices are archived for ten years."]
    first = anywhere.add("own/a", passages(document, *texts), row("1"))
    assert (first.passages, first.embedded) == (2, 2)
    (best, *_) = anywhere.search("where do zebras graze", (), (), 5)
    assert best[0] == passages(document, *texts)[0]
    assert anywhere.passage("own/a#part-1") == passages(document, *texts)[1]

    changed = anywhere.add("own/a", passages(document, texts[0], "Invoices are archived for six years."), row("2"))
    assert changed.embedded == 1
    found = {passage.text for passage, _ in anywhere.search("invoices archived", (), (), 5)}
    assert "Invoices are archived for six years." in found
    assert texts[1] not in found
    assert anywhere.rows()["own/a"]["version"] == "2"

    anywhere.remove("own/a")
    assert anywhere.rows() == {}
    assert anywhere.search("zebras", (), (), 5) == []
    assert anywhere.passage("own/a#part-0") is None


def test_filters_and_codes(anywhere: CompanyDocuments, document: Make) -> None:
    anywhere.add("own/a", passages(document, "Rules for Llama.", applies_to=("llama-4",)), row("1"))
    anywhere.add("own/b", passages(document, "Rules for anything.", document_id="own/b"), row("1"))
    anywhere.add(
        "own/c", passages(document, "Ticket GX-4711 allows it.", document_id="own/c", applies_to=("mit",)), row("1")
    )
    about = {passage.document_id for passage, _ in anywhere.search("rules", ("llama-4",), (), 5)}
    assert about == {"own/a", "own/b"}, "a document that names no subject may speak about anything"
    assert {found.document_id for found, _ in anywhere.search("rules", ("own/c",), ("company",), 5)} == {
        "own/b",
        "own/c",
    }
    assert anywhere.search("rules", (), ("license",), 5) == []
    coded = anywhere.search("something about GX-4711", (), (), 1, ["GX-4711"])
    assert "own/c" in {passage.document_id for passage, _ in coded}


def test_a_version_that_was_not_finished_is_never_seen_and_is_taken_up(
    company: CompanyDocuments, document: Make, encoder: WordEncoder
) -> None:
    old = passages(document, "Lunch is at noon.", "Dinner is at six.")
    company.add("own/a", old, row("1"))
    new = passages(document, "Lunch is at one.", "Dinner is at seven.")

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        company.add("own/a", new, row("2"), stop)
    assert {passage.text for passage, _ in company.search("lunch dinner", (), (), 5)} == {item.text for item in old}
    encoder.embedded.clear()
    assert company.add("own/a", new, row("2")).embedded == 0
    assert encoder.embedded == []
    assert {passage.text for passage, _ in company.search("lunch dinner", (), (), 5)} == {item.text for item in new}


def test_vectors_of_another_model_are_refused_until_they_are_made_again(
    tmp_path: Path, company: CompanyDocuments, document: Make, encoder: WordEncoder
) -> None:
    company.add("own/a", passages(document, "Lunch is at noon."), row("1"))
    other = CompanyDocuments(EmbeddedStore(tmp_path / "data" / "chroma"), type(encoder)("words-2"))
    with pytest.raises(VectorsOfAnotherModel, match="weighbridge knowledge build"):
        other.search("lunch", (), (), 5)
    with pytest.raises(VectorsOfAnotherModel):
        other.add("own/b", passages(document, "Text.", document_id="own/b"), row("1"))
    assert other.embed_again() == 1
    assert other.embed_again() == 0
    assert [passage.text for passage, _ in other.search("lunch", (), (), 5)] == ["Lunch is at noon."]
    other.close()


WRITER = """
import sys, warnings
warnings.simplefilter("ignore")
from pathlib import Path
sys.path.insert(0, {tests!r})
from conftest import WordEncoder
from weighbridge.knowledge.company import CompanyDocuments
from weighbridge.knowledge.documents import KnowledgeDocument
from weighbridge.knowledge.split import split
from weighbridge.knowledge.store import EmbeddedStore
company = CompanyDocuments(EmbeddedStore(Path({folder!r})), WordEncoder())
print("ready", flush=True)
for number in range({count}):
    key = f"own/{name}-{{number}}"
    document = KnowledgeDocument(key, key, "company", (), (), None, f"Text {{number}} of {name}.", "a.md")
    company.add(key, split(document), dict(version="1", title=key, path=key, kind="company", added="2026-11-23"))
    print(key, flush=True)
"""


def writer(folder: Path, name: str, count: int) -> subprocess.Popen[str]:
    """A process that adds documents one by one and says which are done."""
    code = WRITER.format(tests=str(Path(__file__).parent), folder=str(folder), name=name, count=count)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen(  # noqa: S603  # our own interpreter
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=environment
    )


def test_two_processes_write_and_a_third_reads_and_nothing_is_lost(
    tmp_path: Path, company: CompanyDocuments, document: Make
) -> None:
    folder = tmp_path / "data" / "chroma"
    company.add("own/mine", passages(document, "Text of mine.", document_id="own/mine"), row("1"))
    writers = [writer(folder, name, 6) for name in ("x", "y")]
    seen = 0
    while any(process.poll() is None for process in writers):
        found = company.search("text", (), (), 50)
        assert len(found) >= seen, "what was seen once stays"
        seen = len(found)
    told = [line for process in writers for line in process.communicate(timeout=60)[0].splitlines()]
    assert [process.returncode for process in writers] == [0, 0]
    assert len(told) == 14
    assert len(company.rows()) == 13
    assert len(company.search("text", (), (), 50)) == 13


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL on Windows")
def test_a_killed_writer_loses_nothing_it_reported_and_blocks_nobody(
    tmp_path: Path, company: CompanyDocuments, document: Make
) -> None:
    process = writer(tmp_path / "data" / "chroma", "x", 10_000)
    assert process.stdout is not None
    told = [process.stdout.readline().strip() for _ in range(6)]
    process.send_signal(signal.SIGKILL)
    told += [line for line in process.communicate(timeout=20)[0].splitlines() if line]
    rows = company.rows()
    assert set(told[1:]) <= set(rows)
    assert {passage.document_id for passage, _ in company.search("text of x", (), (), 500)} == set(rows)
    company.add("own/after", passages(document, "After.", document_id="own/after"), row("1"))
    assert "own/after" in company.rows()


def test_a_server_that_is_not_there_is_named_with_the_fix(encoder: WordEncoder) -> None:
    gone = CompanyDocuments(ServerStore("http://127.0.0.1:9"), encoder)
    with pytest.raises(KnowledgeStoreUnreachable, match="chroma run"):
        gone.search("x", (), (), 1)


def test_the_address_of_a_server_is_checked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(store.URL_VARIABLE, "localhost")
    with pytest.raises(InvalidSetting, match="WEIGHBRIDGE_CHROMA_URL"):
        store.store_at(tmp_path)
    monkeypatch.delenv(store.URL_VARIABLE)
    assert CompanyDocuments.existing(tmp_path) is None

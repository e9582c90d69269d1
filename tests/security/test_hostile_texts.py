"""Texts of strangers in every output: shown as they are written, and nowhere active."""

from __future__ import annotations

import csv
import json
import os
import re
from collections.abc import Callable
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import openpyxl
import pytest
from pypdf import PdfReader

from weighbridge.catalog import Catalog, load_catalog
from weighbridge.plugins.host import Selection

from .checks import NEEDS, refuse_active, refuse_markup

Cli = Callable[..., Any]
OPTION = "gravel/pebble-7b@gravel:eu"


@pytest.fixture
def run(hostile_pack: Path, cli: Cli, as_of: date) -> Callable[..., str]:
    """What a command prints over the hostile pack alone."""

    def call(*arguments: object) -> str:
        with patch.dict(os.environ, {"WEIGHBRIDGE_NO_PLUGINS": "1"}):
            done = cli(*arguments, "--pack", hostile_pack, "--as-of", as_of.isoformat())
        assert done.code == 0, done.err
        return str(done.out)

    return call


@pytest.fixture
def needs(tmp_path: Path) -> Path:
    path = tmp_path / "needs.yaml"
    path.write_text(json.dumps(NEEDS))
    return path


def commands(needs: Path) -> dict[str, tuple[object, ...]]:
    return {
        "rank": ("rank", needs),
        "explain": ("explain", needs, OPTION),
        "explain own": ("explain", needs, "gravel/pebble-7b@on_premises"),
        "questions": ("questions", needs, OPTION),
        "obligations": ("obligations", needs, OPTION),
        "cost": ("cost", "gravel/pebble-7b", "--queries", 1000, "--input-tokens", 100, "--output-tokens", 50),
        "size": ("size", "gravel/pebble-7b"),
        "license": ("license", "scree/shard-70b"),
        "models": ("models",),
        "model": ("models", "gravel/pebble-7b"),
        "providers": ("providers",),
        "provider": ("providers", "gravel"),
        "licenses": ("licenses",),
        "license sheet": ("licenses", "crowd-1.0"),
        "accelerators": ("accelerators",),
        "frameworks": ("frameworks", "stone-act"),
        "plugins": ("plugins", "list"),
        "doctor": ("plugins", "doctor"),
    }


NAMES = list(commands(Path()))


@pytest.mark.parametrize("name", NAMES)
def test_a_terminal_shows_texts_and_obeys_none(name: str, run: Callable[..., str], needs: Path) -> None:
    shown = run(*commands(needs)[name])
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", shown)
    if "[bold" in shown.replace("\n", ""):
        assert "gone[/]" in re.sub(r"\s+", "", shown), "markup was read as markup"


@pytest.mark.parametrize("name", ["rank", "questions", "obligations", "license"])
def test_json_holds_texts_as_data(name: str, run: Callable[..., str], needs: Path) -> None:
    assert json.loads(run(*commands(needs)[name], "--format", "json"))


@pytest.mark.parametrize("name", ["rank", "questions", "obligations"])
def test_markdown_is_never_markup_of_theirs(name: str, run: Callable[..., str], needs: Path) -> None:
    refuse_markup(run(*commands(needs)[name], "--format", "markdown"))


@pytest.mark.parametrize("name", ["rank", "questions", "obligations"])
def test_no_cell_of_a_csv_can_become_a_formula(name: str, run: Callable[..., str], needs: Path) -> None:
    rows = list(csv.reader(StringIO(run(*commands(needs)[name], "--format", "csv"))))
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@", "\t", "\r", "-H"))]


def test_a_page_holds_nothing_active(run: Callable[..., str], needs: Path) -> None:
    refuse_active(run("rank", needs, "--format", "html"))


@pytest.fixture
def paper(run: Callable[..., str], needs: Path, tmp_path: Path) -> Callable[[str], bytes]:
    """A file of the decision pack over the hostile pack."""

    def write(name: str) -> bytes:
        out = tmp_path / f"paper-{name}"
        run("report", needs, "--option", OPTION, "--format", name, "--out", out)
        return out.read_bytes()

    return write


@pytest.mark.parametrize("name", ["adr", "obligations", "questions"])
def test_a_paper_in_markdown_is_never_markup_of_theirs(name: str, paper: Callable[[str], bytes]) -> None:
    refuse_markup(paper(name).decode())


def test_the_board_paper_holds_nothing_active(paper: Callable[[str], bytes]) -> None:
    refuse_active(paper("html").decode())


def test_the_printed_paper_links_nowhere_and_runs_nothing(paper: Callable[[str], bytes]) -> None:
    found = PdfReader(BytesIO(paper("pdf")))
    actions = [item.get_object() for page in found.pages for item in page.get("/Annots", ())]
    assert not [action for action in actions if "evil" in str(action) or "/JS" in str(action)]
    assert "/Names" not in found.trailer["/Root"] or "/JavaScript" not in found.trailer["/Root"]["/Names"]  # type: ignore[operator,index]  # a PDF dictionary
    assert "/OpenAction" not in found.trailer["/Root"]  # type: ignore[operator]  # a PDF dictionary


def test_the_score_sheet_has_no_formula_or_link_of_theirs(paper: Callable[[str], bytes]) -> None:
    book = openpyxl.load_workbook(BytesIO(paper("xlsx")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" and "evil" in str(cell.value)]
    assert not [cell for cell in cells if cell.hyperlink is not None and "evil" in str(cell.hyperlink.target)]
    assert any("evil.example" in str(cell.value) for cell in cells), "the texts are there, as texts"


@pytest.mark.parametrize("name", ["bom", "record"])
def test_machine_readable_files_hold_texts_as_data(name: str, paper: Callable[[str], bytes]) -> None:
    assert json.loads(paper(name))


@pytest.mark.parametrize(
    "question",
    [
        "What does gravel/pebble-7b cost for 1000 queries with 1000 tokens in and 200 out?",
        "Which license has gravel/pebble-7b?",
        "What does the license crowd-1.0 ask for?",
        "Does gravel train on my data?",
    ],
)
def test_an_answer_shows_texts_and_obeys_none(question: str, run: Callable[..., str]) -> None:
    shown = run("ask", question)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", shown)
    assert json.loads(run("ask", question, "--format", "json"))


def test_the_texts_are_hostile(hostile_catalog: Catalog) -> None:
    held = (hostile_catalog.models["gravel/pebble-7b"].name, hostile_catalog.providers["gravel"].name)
    assert all("<script>" in text and "evil.example" in text for text in held)
    assert "evil.example" in hostile_catalog.models["gravel/pebble-7b"].evidence["*"].source


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Good\nqualified: everything", "line break in a name"),
        ("Good\u2028more", "line break in a name"),
        ("gra\u202elevo", "control characters"),
        ("a\u2066b\u2069", "control characters"),
        ("a\x1b[2J", "control characters"),
    ],
)
def test_names_that_could_pass_for_other_words_are_refused(
    name: str, words: str, write_pack: Callable[..., Path], as_of: date
) -> None:
    rows = {"providers": {"providers": [{"id": "gravel", "name": name, "roles": ["api"]}]}}
    found = load_catalog(as_of, packs=[write_pack(rows)], selection=Selection(none=True))
    assert len(found.providers) == 0
    assert words in found.failures[0].reason
    assert found.failures[0].reason.isprintable()


def test_line_breaks_and_right_to_left_writing_may_stand_in_texts(write_pack: Callable[..., Path], as_of: date) -> None:
    note = {"grade": "primary", "source": "two\nlines"}
    row = {"id": "gravel", "name": "\u05d0\u05d1\u05d2", "roles": ["api"], "evidence": note}
    found = load_catalog(as_of, packs=[write_pack({"providers": {"providers": [row]}})], selection=Selection(none=True))
    assert not found.failures

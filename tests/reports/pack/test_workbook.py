"""The score sheet, opened as finance would: its formulas give the product's ranking, before and after a new weight."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from weighbridge.advisor import Advisor
from weighbridge.ranking.recommendation import Recommendation
from weighbridge.reports import words
from weighbridge.reports.pack import render_pack
from weighbridge.reports.pack.decision import decide
from weighbridge.reports.questionnaire import questions
from weighbridge.reports.register import duties

PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>
"""
"""Always recompute: what the file says it computed is not believed."""
OTHER_WEIGHTS = {"quality": 75.0, "lifecycle": 5.0, "privacy": 2.0}


def opened(content: bytes, *, values: bool = False) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content), data_only=values)


def column(book: Any, sheet: str, number: int, count: int) -> list[Any]:
    return [book[sheet].cell(row, number).value for row in range(5, 5 + count)]


@pytest.fixture(scope="module")
def recomputed(claims: Recommendation, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The sheet as written and with other weights, both recomputed by LibreOffice in one run."""
    folder = tmp_path_factory.mktemp("office")
    content = render_pack("xlsx", claims)
    (folder / "same.xlsx").write_bytes(content)
    book = opened(content)
    titles = {item.title: item.name for item in claims.ranking.criteria}
    for row in range(5, 5 + len(titles)):
        name = titles[book["Weights"].cell(row, 1).value]
        if name in OTHER_WEIGHTS:
            book["Weights"].cell(row, 2).value = OTHER_WEIGHTS[name]
    book.save(folder / "changed.xlsx")
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(PROFILE)
    office = os.environ.get("WEIGHBRIDGE_OFFICE") or shutil.which("soffice")
    assert office, "LibreOffice is missing; run: sh tools/office.sh"
    subprocess.run(  # noqa: S603  # the office program that the set-up found
        [
            office,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "xlsx",
            "--outdir",
            str(folder / "out"),
            str(folder / "same.xlsx"),
            str(folder / "changed.xlsx"),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    return {name: opened((folder / "out" / f"{name}.xlsx").read_bytes(), values=True) for name in ("same", "changed")}


def ids(result: Recommendation) -> list[str]:
    return [entry.id for entry in result.top()]


def test_libreoffice_ranks_as_the_product_does(recomputed: dict[str, Any], claims: Recommendation) -> None:
    wanted = ids(claims)
    assert column(recomputed["same"], "Ranking", 8, len(wanted)) == wanted


def test_after_a_new_weight_the_sheet_ranks_as_the_product_would(
    recomputed: dict[str, Any], claims: Recommendation, advisor: Advisor
) -> None:
    needs = claims.ranking.context.needs
    other = advisor.rank(needs.model_copy(update={"weights": {**needs.weights, **OTHER_WEIGHTS}}))
    wanted = ids(other)
    assert wanted != ids(claims)
    assert column(recomputed["changed"], "Ranking", 8, len(wanted)) == wanted
    points = column(recomputed["changed"], "Ranking", 4, len(wanted))
    assert points == pytest.approx([entry.score for entry in other.top()], abs=1e-5)


def test_no_formula_fails(recomputed: dict[str, Any]) -> None:
    for book in recomputed.values():
        failed = [
            f"{sheet.title}!{cell.coordinate}"
            for sheet in book
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "e"
        ]
        assert failed == []


def test_cost_formulas_give_the_cost_that_was_ranked(recomputed: dict[str, Any]) -> None:
    sheet = recomputed["same"]["Costs"]
    rows = [(row[10].value, row[13].value) for row in sheet.iter_rows(min_row=12) if row[10].value is not None]
    assert len(rows) >= 20
    for computed, ranked in rows:
        assert computed == pytest.approx(ranked, rel=1e-9)


def test_a_reader_without_a_calculator_sees_the_same(light: Recommendation) -> None:
    book = opened(render_pack("xlsx", light), values=True)
    assert column(book, "Ranking", 8, 10) == ids(light)


def test_weights_are_the_only_thing_to_change(light: Recommendation) -> None:
    book = opened(render_pack("xlsx", light))
    assert column(book, "Ranking", 2, 1)[0].startswith("=INDEX(Options!")
    assert [column(book, "Weights", 2, 5), column(book, "Weights", 3, 1)[0][:4]] == [[30, 25, 25, 10, 10], "=IF("]


def test_texts_of_packs_never_become_formulas(hostile: Recommendation) -> None:
    content = render_pack("xlsx", hostile)
    formulas = []
    for sheet in opened(content):
        for row in sheet.iter_rows():
            formulas += [cell.value for cell in row if cell.data_type == "f"]
    assert all(
        value.startswith(("=INDEX(", "=IF(", "=ROUND(", "=RANK(", "=SUM(", "=$B$")) or "*Weights!" in value
        for value in formulas
    )
    assert not any("cmd" in value for value in formulas)
    shown = opened(content, values=True)
    names = [cell.value for cell in shown["Options"]["B"] if isinstance(cell.value, str)]
    assert any(name.startswith("=cmd") for name in names)
    assert all(cell.hyperlink is None for sheet in shown for row in sheet.iter_rows() for cell in row)


def test_every_excluded_option_is_listed_with_its_gates(light: Recommendation) -> None:
    sheet = opened(render_pack("xlsx", light))["Excluded"]
    listed = {row[0].value: row[3].value for row in sheet.iter_rows(min_row=5)}
    assert set(listed) == {entry.id for entry in light.excluded()}
    assert all(listed.values())


def test_unknown_costs_are_words_not_zeros(light: Recommendation) -> None:
    sheet = opened(render_pack("xlsx", light), values=True)["Options"]
    costs = {row[0].value: row[3].value for row in sheet.iter_rows(min_row=5)}
    assert costs["gravel/pebble-7b@talus"] == "unknown"


def test_the_sheets_are_there_for_the_chosen_option(weigh: Callable[..., Recommendation]) -> None:
    result = weigh({"name": "Light use"})
    chosen = decide(result, "scree/shard-70b@on_premises").chosen
    book = opened(render_pack("xlsx", result, chosen.id))
    assert book.sheetnames == [
        "Read me",
        "Weights",
        "Ranking",
        "Options",
        "Costs",
        "Excluded",
        "Evidence",
        "Obligations",
        "Questions",
    ]
    told = [row[1].value for row in book["Obligations"].iter_rows(min_row=5) if row[0].value]
    assert told == [words.sentence(duty.what) for duty in duties(chosen)]
    asked = [row[1].value for row in book["Questions"].iter_rows(min_row=5) if row[1].value]
    assert asked == [question.question for question in questions(chosen)]


def test_two_books_written_at_once_do_not_meet(light: Recommendation, tmp_path: Path) -> None:
    """Nothing is shared between books: formats and sheets belong to one."""
    first, second = render_pack("xlsx", light), render_pack("xlsx", light, "gravel/boulder@gravel:eu")
    assert opened(first)["Read me"]["B3"].value != opened(second)["Read me"]["B3"].value

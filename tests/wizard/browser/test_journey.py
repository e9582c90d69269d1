"""The whole way in a real browser: from a blank page to the downloaded pack, with what people do in between."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from weighbridge.advisor import Advisor
from weighbridge.needs import Needs, load_needs
from weighbridge.reports import words
from weighbridge.wizard import link

from . import journey
from .driving import Visit

EXAMPLES = Path(__file__).parents[3] / "examples"


@pytest.fixture(scope="module")
def first(advisor: Advisor) -> Callable[[Needs], tuple[str, str]]:
    """Id and name of the first option, as the command line ranks."""

    def ranked(needs: Needs) -> tuple[str, str]:
        found = advisor.rank(needs).top(1)[0]
        return found.id, words.option(found.view)

    return ranked


def test_from_an_example_with_a_reload_and_a_way_back(
    visit: Callable[..., Visit], first: Callable[[Needs], tuple[str, str]], tmp_path: Path
) -> None:
    option_id, name = first(load_needs(EXAMPLES / "hospital-notes.yaml"))
    tab = visit()
    journey.use_example(tab, load_needs(EXAMPLES / "hospital-notes.yaml").name)
    journey.onwards(tab)
    journey.onwards(tab)
    assert journey.step(tab) == 3
    tab.reload()
    assert journey.step(tab) == 3
    tab.press("Back")
    assert journey.step(tab) == 2
    tab.menu("Catalog")
    tab.menu("Your needs")
    assert journey.step(tab) == 2
    assert journey.to_results(tab) == name
    tab.page.go_back()
    tab.settled()
    tab.page.go_forward()
    tab.settled()
    assert journey.winner(tab) == name
    tab.press("Decision pack")
    record = json.loads(journey.download(tab, "record", tmp_path).read_text(encoding="utf-8"))
    assert option_id in json.dumps(record)
    decision = journey.download(tab, "adr", tmp_path).read_text(encoding="utf-8")
    assert name in decision


def test_from_an_uploaded_file(
    visit: Callable[..., Visit], first: Callable[[Needs], tuple[str, str]], tmp_path: Path
) -> None:
    path = EXAMPLES / "claims-assistant.yaml"
    _, name = first(load_needs(path))
    tab = visit()
    tab.page.get_by_role("tab", name="Open a needs file").click()
    tab.page.locator("input[type=file]").set_input_files(path)
    tab.press("Open this file")
    assert journey.to_results(tab) == name
    tab.press("Decision pack")
    sheet = journey.download(tab, "xlsx", tmp_path)
    assert sheet.read_bytes().startswith(b"PK")
    questions = journey.download(tab, "obligations", tmp_path)
    assert questions.read_text(encoding="utf-8").startswith("#")


def test_typed_by_hand_and_opened_elsewhere_by_its_link(
    visit: Callable[..., Visit], first: Callable[[Needs], tuple[str, str]], tmp_path: Path
) -> None:
    tab = visit()
    tab.page.get_by_label("Name of this use", exact=True).fill("Summaries of meetings")
    journey.onwards(tab)
    for label, value in (("Queries a month", 40000), ("Mean prompt, in tokens", 6000), ("Mean answer, in tokens", 400)):
        journey.type_number(tab, label, value)
    name = journey.to_results(tab)
    tab.page.wait_for_url("**needs=**")
    address = urlsplit(tab.page.url)
    stated = parse_qs(address.query)["needs"][0]
    _, expected = first(Needs.model_validate(link.decode(stated)))
    assert name == expected
    other = visit(f"results?needs={stated}")
    assert journey.winner(other) == name
    assert "Opened from a link" in other.text()
    other.press("Decision pack")
    board = journey.download(other, "pdf", tmp_path)
    assert board.read_bytes().startswith(b"%PDF")


def test_the_address_of_a_visit_shows_another_browser_no_business_figures(visit: Callable[..., Visit]) -> None:
    stated = load_needs(EXAMPLES / "claims-assistant.yaml")
    tab = visit()
    journey.use_example(tab, stated.name)
    journey.onwards(tab)
    tab.page.wait_for_url("**draft=**")
    address = tab.page.url.removeprefix(tab.wizard.url)
    assert "At most $40k a month" in tab.text()
    assert "At most $40k a month" in tab.reload().text(), "the same browser finds its visit again"
    second = Visit(tab.page.context.new_page(), tab.wizard).go(address)
    assert "At most $40k a month" in second.text(), "so does another tab of it"
    other = visit(address)
    said = other.text()
    assert "Opened from a link" in said
    assert "No limit on cost" in said
    other.press("4. Organization")
    assert other.page.get_by_label("Revenue of the group in a year, in USD").input_value() == ""
    assert parse_qs(urlsplit(other.page.url).query)["draft"] != parse_qs(urlsplit(address).query)["draft"]


def test_what_is_typed_is_kept_by_a_jump_to_another_step_and_a_reload(visit: Callable[..., Visit]) -> None:
    tab = visit()
    journey.use_example(tab, load_needs(EXAMPLES / "startup-support.yaml").name)
    tab.press("2. Workload")
    journey.type_number(tab, "Queries a month", 4321)
    tab.press("5. Compliance")
    assert journey.step(tab) == 5
    assert "4,321 queries a month" in tab.text()
    tab.press("2. Workload")
    journey.type_number(tab, "Mean answer, in tokens", 777)
    tab.page.keyboard.press("Tab")
    tab.page.get_by_text("777 out").wait_for()
    tab.reload()
    assert tab.page.get_by_label("Mean answer, in tokens", exact=True).input_value() == "777"


def test_a_missing_figure_is_said_in_place(visit: Callable[..., Visit]) -> None:
    tab = visit()
    journey.onwards(tab)
    tab.press("Continue")
    tab.page.get_by_text("another look").wait_for()
    assert journey.step(tab) == 2

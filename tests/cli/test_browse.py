"""Browsing: what a user sees of the catalog, in lists and in detail."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner, Result

from weighbridge.catalog import Catalog, Origins, Override, Table, Unmatched
from weighbridge.cli import accelerators as accelerators_command
from weighbridge.cli import browse as browse_module
from weighbridge.cli import frameworks as frameworks_command
from weighbridge.cli import licenses as licenses_command
from weighbridge.cli import models as models_command
from weighbridge.cli import providers as providers_command
from weighbridge.errors import UnknownId
from weighbridge.records import Evidence, Model, Offer, Posture, PostureFact, Provider, Retention
from weighbridge.reports.fields import lines
from weighbridge_accelerators import plugin as accelerators
from weighbridge_frameworks import plugin as frameworks
from weighbridge_licenses import plugin as licenses

SAID = Evidence(grade="primary", source="maker's page", as_of="2026-10-01", note="read [twice]")
MODELS = (
    Model(
        id="lab/alpha-7b",
        name="Alpha 7B",
        maker="lab",
        open_weights=True,
        parameters_b=7.2,
        active_parameters_b=1.5,
        context_tokens=131072,
        aliases=("alpha",),
        evidence={"*": SAID},
    ),
    Model(id="lab/beta", name="Beta [bold]X[/bold]", maker="lab", open_weights=False),
    Model(id="other/gamma-claimed", name="Gamma", maker="other", open_weights=True, status="claimed"),
)
PROVIDERS = (
    Provider(id="lab", name="Lab", roles=("maker",)),
    Provider(id="seller", name="Seller", roles=("api",), country="FR", postures=(
        Posture(tier="free", trains_on_data=PostureFact(value="yes")),
        Posture(trains_on_data=PostureFact(value="conditional", condition="opt out in the console", evidence=SAID),
                retention=Retention(condition="no number is stated", zero_option="approval_gated"),
                certificates={"soc2_type2": PostureFact(value="yes")}),
        Posture(models=("lab/beta",), trains_on_data=PostureFact(value="no")),
    )),
)  # fmt: skip


@pytest.fixture(autouse=True)
def catalog(monkeypatch: pytest.MonkeyPatch) -> Catalog:
    shelves: dict[str, Any] = {
        "models": Table("model", MODELS),
        "providers": Table("provider", PROVIDERS),
        "offers": Table("offer", [Offer(id="seller/alpha", model_id="lab/alpha-7b", provider_id="seller")]),
        "accelerators": Table("accelerator", accelerators.accelerators()),
        "frameworks": Table("framework", frameworks.frameworks()),
        "licenses": Table("license", licenses.licenses()),
    }
    for name in ("benchmarks", "services", "claims", "documents"):
        shelves[name] = Table(name, ())
    origins = {(shelf, record_id): "tested" for shelf, records in shelves.items() for record_id in records}
    found = Catalog(
        as_of=date(2026, 11, 23), plugins=(), failures=(), origins=Origins(origins),
        overrides=(Override("models", "lab/alpha-7b", "tested", "lab-plugin"),),
        unmatched_offers=(Unmatched("seller", "mystery-1", "no catalog model corresponds to it"),), **shelves,
    )  # fmt: skip
    for module in (browse_module, models_command):
        monkeypatch.setattr(module, "open_catalog", lambda _request: found)
    return found


def run(command: Any, *arguments: str) -> Result:
    result = CliRunner().invoke(command, arguments)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def ids(result: Result) -> list[str]:
    return [record["id"] for record in json.loads(result.stdout)]


COMMANDS = [accelerators_command, models_command, providers_command, frameworks_command, licenses_command]


@pytest.mark.parametrize("command", COMMANDS)
def test_lists_fit_a_hundred_columns_and_say_how_many(command: Any) -> None:
    result = run(command.command)
    assert result.exit_code == 0
    assert max(len(line.rstrip()) for line in result.stdout.splitlines()) <= 100
    shelf = command.__name__.rsplit(".", 1)[1]
    assert f"{len(ids(run(command.command, '--format', 'json')))} {shelf}" in result.stdout


@pytest.mark.parametrize(
    ("command", "name"),
    [(accelerators_command, "RTX 4090"), (frameworks_command, "eu-ai-act"), (licenses_command, "apache-2.0")],
)
def test_details_fit_a_hundred_columns_and_cut_nothing_off(command: Any, name: str) -> None:
    text = run(command.command, name).stdout
    assert max(len(line.rstrip()) for line in text.splitlines()) <= 100
    assert "…" not in text


def test_every_known_field_of_the_shipped_records_has_evidence(catalog: Catalog) -> None:
    for shelf in (catalog.accelerators, catalog.frameworks, catalog.licenses):
        for record in shelf.values():
            for line in lines(record):
                assert line.evidence is not None, (record.id, line.path)


def test_no_accelerator_is_cut_off() -> None:
    text = run(accelerators_command.command).stdout
    assert "…" not in text
    assert "rtx-pro-6000-blackwell" in text
    assert "2.40-12.29" in text


def test_filters_of_models() -> None:
    def listed(*arguments: str) -> list[str]:
        return ids(run(models_command.command, "--format", "json", *arguments))

    assert listed() == ["lab/alpha-7b", "lab/beta", "other/gamma-claimed"]
    assert listed("--open") == ["lab/alpha-7b", "other/gamma-claimed"]
    assert listed("--closed") == ["lab/beta"]
    assert listed("--maker", "Lab", "--search", "ALPHA") == ["lab/alpha-7b"]
    assert listed("--search", "nothing of the kind") == []


def test_a_claimed_model_is_marked_on_its_line() -> None:
    rows = run(models_command.command).stdout.splitlines()
    assert [row.split()[:2] for row in rows if "gamma" in row] == [["other/gamma-claimed", "*"]]
    assert not [row for row in rows if "alpha" in row and "*" in row]


def test_detail_gives_value_grade_date_source_and_plugin() -> None:
    text = run(models_command.command, "alpha").stdout
    row = next(line for line in text.splitlines() if line.startswith("parameters (billions)"))
    assert row.split()[2:] == ["7.2", "primary", "2026-10-01", "[1]"]
    assert "[1] maker's page - read [twice]" in text
    assert "From plugin tested, in place of the row of lab-plugin." in text
    unknown = next(line for line in text.splitlines() if line.startswith("languages"))
    assert unknown.split() == ["languages", "unknown"]


def test_markup_in_catalog_texts_is_shown_not_obeyed() -> None:
    assert "Beta [bold]X[/bold]" in run(models_command.command, "lab/beta").stdout


def test_the_list_of_providers_shows_the_default_posture() -> None:
    rows = {line.split()[0]: line.split() for line in run(providers_command.command).stdout.splitlines()}
    assert rows["seller"][1:] == ["FR", "-", "1", "conditional", "unknown", "yes", "unknown"]
    assert rows["lab"][1:] == ["?", "2", "-", "-", "-", "-", "-"]


def test_nested_facts_keep_their_own_evidence_and_unknowns_show() -> None:
    found = {line.path: line for line in lines(PROVIDERS[1])}
    trains = found["postures", "standard", "trains on data"]
    assert (trains.value, trains.evidence) == ("conditional; opt out in the console", SAID)
    assert found["postures", "standard", "retention", "days"].value == "unknown"
    assert found["postures", "standard", "retention", "zero option"].value == "approval gated"


def test_a_framework_shows_whom_to_ask_and_from_when() -> None:
    text = " ".join(run(frameworks_command.command, "EU AI Act").stdout.split())
    assert "from 2027-12-02" in text
    assert "Ask: legal" in text


def test_unmatched_names_are_listed_with_the_reason() -> None:
    text = run(models_command.command, "--unmatched").stdout
    assert "mystery-1" in text
    assert "1 unmatched name" in text
    rows = json.loads(run(models_command.command, "--unmatched", "--format", "json").stdout)
    assert rows == [{"provider": "seller", "name": "mystery-1", "reason": "no catalog model corresponds to it"}]


def test_an_unknown_name_says_what_comes_near() -> None:
    with pytest.raises(UnknownId, match=r"No accelerator is called 'h100-smx'.*'h100-sxm'"):
        run(accelerators_command.command, "h100-smx")

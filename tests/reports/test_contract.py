"""What the commands print as JSON is what docs/schemas promises."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from weighbridge import yamlfile
from weighbridge.advisor import Advisor
from weighbridge.catalog import Catalog
from weighbridge.needs import load_needs
from weighbridge.plugins import parsecache
from weighbridge.policy import load_policy
from weighbridge.reports.contract import RankOutput
from weighbridge.reports.license_contract import LicenseOutput
from weighbridge.reports.record import recommendation_json

ROOT = Path(__file__).parents[2]
NEEDS = sorted(path for path in (ROOT / "examples").glob("*.yaml") if "workload:" in path.read_text(encoding="utf-8"))


def schema(name: str) -> jsonschema.Draft202012Validator:
    text = (ROOT / "docs" / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8")
    checker = jsonschema.Draft202012Validator(json.loads(text))
    checker.check_schema(checker.schema)
    return checker


def plain(data: Any) -> Any:
    """As a reader of the JSON sees it."""
    return json.loads(json.dumps(data))


@pytest.mark.parametrize("path", NEEDS, ids=lambda path: path.stem)
def test_a_ranking_keeps_the_contract(path: Path, advisor: Advisor) -> None:
    policy = load_policy(ROOT / "examples" / "policy.yaml")
    found = plain(recommendation_json(advisor.rank(load_needs(path), policy), top=40))
    found["excluded"] = found["excluded"][:40]
    RankOutput.model_validate(found)
    schema("rank").validate(found)


@pytest.mark.parametrize("ref", ["{license}", "{model}"])
def test_a_verdict_keeps_the_contract(ref: str, catalog: Catalog, cli: Callable[..., Any]) -> None:
    sheet = next(sheet for sheet in catalog.licenses.values() if sheet.thresholds)
    model = next(model for model in catalog.models.values() if model.license_id == sheet.id)
    printed = cli("license", ref.format(license=sheet.id, model=model.id), "--format", "json")
    found = json.loads(printed.out)
    LicenseOutput.model_validate(found)
    schema("license").validate(found)


@pytest.mark.parametrize("chosen", [True, False])
def test_a_size_keeps_the_contract(chosen: bool, catalog: Catalog, cli: Callable[..., Any]) -> None:
    model = next(model for model in catalog.models.values() if model.architecture)
    flags = ("--accelerator", "h100-sxm") if chosen else ()
    found = json.loads(cli("size", model.id, *flags, "--format", "json").out)
    assert ("alternatives" in found) is not chosen
    schema("size").validate(found)


def test_what_the_schema_does_not_name_is_refused(advisor: Advisor) -> None:
    found = plain(recommendation_json(advisor.rank(load_needs(NEEDS[0])), top=1))
    found["excluded"] = []
    schema("rank").validate(found)
    found["options"][0]["surprise"] = 1
    with pytest.raises(jsonschema.ValidationError, match="surprise"):
        schema("rank").validate(found)


@pytest.mark.parametrize("path", NEEDS, ids=lambda path: path.stem)
def test_needs_of_the_examples_fit_their_schema(path: Path) -> None:
    schema("needs").validate(yamlfile.read(path).data)


def test_the_policy_of_the_examples_fits_its_schema() -> None:
    schema("policy").validate(yamlfile.read(ROOT / "examples" / "policy.yaml").data)


PACK_FILES = sorted([*(ROOT / "plugins").glob("*/*.yaml"), *(ROOT / "examples" / "packs").glob("*/*.yaml")])


def some_rows(data: dict[str, Any]) -> dict[str, Any]:
    """A file with every tenth row of its lists; all of them would take a while."""
    return {key: value[::10] if isinstance(value, list) else value for key, value in data.items()}


def test_every_pack_file_fits_the_schema_of_its_kind() -> None:
    from weighbridge.plugins.kinds import kind_of

    checkers: dict[str, jsonschema.Draft202012Validator] = {}
    wrong = []
    for path in PACK_FILES:
        kind = "pack" if path.name == "pack.yaml" else kind_of(path.stem)
        if kind is None:
            continue
        checker = checkers.setdefault(kind, schema(kind))
        error = next(iter(checker.iter_errors(some_rows(parsecache.load(path)))), None)
        if error is not None:
            wrong.append(f"{path.relative_to(ROOT)}: {'/'.join(map(str, error.absolute_path))}: {error.message[:200]}")
    assert wrong == []

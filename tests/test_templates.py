"""Templates are the files of examples/, and codes have words."""

from __future__ import annotations

from pathlib import Path

import pytest

from weighbridge import codes, places, templates, yamlfile
from weighbridge.catalog import Catalog
from weighbridge.errors import ExamplesMissing
from weighbridge.needs import load_needs
from weighbridge.policy import load_policy

EXAMPLES = Path(__file__).parents[1] / "examples"


def test_every_example_is_offered_with_its_title_and_what_it_is_about() -> None:
    needs = {item.id: item for item in templates.needs_templates()}
    policies = {item.id: item for item in templates.policy_templates()}
    assert {*needs, *policies} == {path.stem for path in EXAMPLES.glob("*.yaml")}
    for item in needs.values():
        assert item.title == load_needs(EXAMPLES / f"{item.id}.yaml").name
        assert item.about.endswith(".")
    for item in policies.values():
        assert item.title == load_policy(EXAMPLES / f"{item.id}.yaml").name


def test_an_installation_without_examples_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yamlfile, "__file__", str(tmp_path / "a" / "b" / "yamlfile.py"))
    templates.needs_templates.cache_clear()
    try:
        with pytest.raises(ExamplesMissing):
            templates.needs_templates()
    finally:
        templates.needs_templates.cache_clear()


def test_every_place_and_language_of_the_catalog_has_a_name(catalog: Catalog) -> None:
    members = {code for group in places.groups().values() for code in group}
    assert members <= set(codes.countries())
    assert set(codes.groups()) <= set(places.groups())
    spoken = {language for model in catalog.models.values() for language in model.languages or () if len(language) == 2}
    assert spoken <= set(codes.languages())


def test_names_are_told_apart_because_people_choose_by_them() -> None:
    names = [*codes.countries().values(), *codes.groups().values()]
    assert len(names) == len(set(names))
    assert len(set(codes.languages().values())) == len(codes.languages())


def test_an_unknown_code_stays_as_it_is() -> None:
    assert codes.country("XX") == "XX"
    assert codes.language("xx") == "xx"
    assert codes.country("DE") == "Germany"

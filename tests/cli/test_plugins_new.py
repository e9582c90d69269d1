"""`weighbridge plugins new` and `check` at their edges; tests/testing/test_lifecycle.py sees them whole."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from weighbridge import yamlfile
from weighbridge.scaffold.create import KINDS
from weighbridge.scaffold.schemas import NAMES, file_name

Cli = Callable[..., Any]


def test_without_a_kind_and_a_person_it_names_the_kinds(cli: Cli, tmp_path: Path) -> None:
    done = cli("plugins", "new", "acme", "--out", tmp_path)
    assert done.code == 2
    assert "--kind: provider, licenses, criterion, documents, pack" in done.err
    assert list(tmp_path.iterdir()) == []


def test_what_exists_is_not_touched(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "acme").mkdir()
    done = cli("plugins", "new", "acme", "--kind", "pack", "--out", tmp_path)
    assert done.code == 1
    assert "exists already; nothing was written" in done.err
    assert list((tmp_path / "acme").iterdir()) == []


def test_it_says_what_was_written_and_what_comes_next(cli: Cli, tmp_path: Path) -> None:
    done = cli("plugins", "new", "acme", "--kind", "pack", "--out", tmp_path / "new")
    assert done.code == 0
    folder = tmp_path / "new" / "acme"
    written, _, steps = done.out.partition("Next:")
    assert sorted(line.strip() for line in written.splitlines()[1:] if line.strip()) == sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )
    assert len(steps.strip().splitlines()) == 3


@pytest.mark.parametrize("kind", KINDS)
def test_every_yaml_file_leads_an_editor_to_its_schema_and_obeys_it(kind: str, cli: Cli, tmp_path: Path) -> None:
    assert cli("plugins", "new", "acme", "--kind", kind, "--out", tmp_path).code == 0
    files = [path for path in tmp_path.rglob("*.yaml") if ".github" not in path.parts]
    assert files or kind == "criterion"
    for path in files:
        first, _, text = path.read_text().partition("\n")
        schema = path.parent / first.removeprefix("# yaml-language-server: $schema=")
        validator = Draft202012Validator(json.loads(schema.read_text()))
        assert list(validator.iter_errors(json.loads(json.dumps(yamlfile.parse(text, path).data, default=str)))) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_printed_and_written_alike(name: str, cli: Cli, tmp_path: Path) -> None:
    printed = cli("schema", name)
    Draft202012Validator.check_schema(json.loads(printed.out))
    published = (Path(__file__).parents[2] / "docs" / "schemas" / file_name(name)).read_text()
    assert without_comment(printed.out) == without_comment(published)
    assert cli("schema", name, "--out", tmp_path / "schemas").code == 0
    assert (tmp_path / "schemas" / file_name(name)).read_text() == printed.out


def without_comment(text: str) -> dict[str, Any]:
    """A schema without the line that names the command which wrote it."""
    return {key: value for key, value in json.loads(text).items() if key != "$comment"}


def test_schema_without_a_name_writes_all_or_names_them(cli: Cli, tmp_path: Path) -> None:
    assert cli("schema").code == 2
    assert cli("schema", "--out", tmp_path).code == 0
    assert {path.name for path in tmp_path.iterdir()} == {file_name(name) for name in NAMES}


@pytest.mark.parametrize("name", ["Acme", "acme corp", "../acme", "1acme", "a" * 41])
def test_a_name_that_no_plugin_can_have_is_refused(name: str, cli: Cli, tmp_path: Path) -> None:
    done = cli("plugins", "new", name, "--kind", "pack", "--out", tmp_path)
    assert done.code == 1
    assert "cannot be the name of a plugin" in done.err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_without_a_plugin_cannot_be_checked(cli: Cli, tmp_path: Path) -> None:
    done = cli("plugins", "check", tmp_path)
    assert done.code == 1
    assert "holds no plugin" in done.err

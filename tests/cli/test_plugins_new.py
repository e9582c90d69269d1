"""`weighbridge plugins new` and `check` at their edges; tests/testing/test_lifecycle.py sees them whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

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
        path.name for path in folder.iterdir()
    )
    assert len(steps.strip().splitlines()) == 3


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

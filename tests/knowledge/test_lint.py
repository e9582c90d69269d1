"""`knowledge check` names file, line and what to mend."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from weighbridge.catalog import Catalog
from weighbridge.errors import DocumentTwice, InvalidField
from weighbridge.knowledge.documents import read_document, read_documents
from weighbridge.knowledge.lint import check

HEAD = """---
id: {id}
title: A
kind: {kind}
applies_to: [{subjects}]
sources:
- {{grade: primary, source: s, as_of: 2026-01-01}}
reviewed: {reviewed}
---
"""


def write(root: Path, name: str = "a.md", body: str = "Text.\n", **stated: str) -> None:
    values = {"id": name.removesuffix(".md"), "kind": "guide", "subjects": "", "reviewed": "2026-11-01"} | stated
    (root / name).write_text(HEAD.format(**values) + body, encoding="utf-8")


def told(root: Path, catalog: Catalog) -> list[tuple[str, int | None, str]]:
    return [(problem.severity, problem.line, problem.what) for problem in check(root, catalog)]


def test_a_folder_in_order_has_no_problem(tmp_path: Path, small: Catalog) -> None:
    write(tmp_path, body="See [b](b.md#two).\n", subjects="gravel, b")
    write(tmp_path, "b.md", "## Two\n\nText, and [a page](https://example.com/x).\n")
    assert told(tmp_path, small) == []


@pytest.mark.parametrize(
    ("stated", "body", "line", "words"),
    [
        ({"subjects": "gravle"}, "Text.\n", 1, "'gravle', which is no id"),
        ({"reviewed": "2025-01-01"}, "Text.\n", 1, "over 365 days ago"),
        ({"reviewed": "2027-01-01"}, "Text.\n", 1, "is to come"),
        ({}, "Text.\n\n[x](none.md)\n", 12, "leads to no document"),
        ({}, "Text.\n[x](../../etc/passwd)\n", 11, "leads to no document"),
        ({}, "## One\n\n[x](#two)\n", 12, "leads to no heading"),
        ({}, "\n", 10, "has no text"),
        ({}, "Word. " * 300, 10, "longer than"),
        ({"kind": "poem"}, "Text.\n", 4, "kind"),
    ],
)
def test_each_problem_has_its_line(
    tmp_path: Path, small: Catalog, stated: dict[str, str], body: str, line: int, words: str
) -> None:
    write(tmp_path, body=body, **stated)
    ((_, found_line, what),) = told(tmp_path, small)
    assert words in what
    assert found_line == line


def test_an_id_that_stands_twice_is_named_with_both_files(tmp_path: Path, small: Catalog) -> None:
    write(tmp_path, "a.md")
    write(tmp_path, "b.md", id="a")
    ((severity, _, what),) = told(tmp_path, small)
    assert (severity, "'a'" in what, "a.md" in what) == ("error", True, True)
    with pytest.raises(DocumentTwice, match=r"a\.md and in b\.md"):
        read_documents(tmp_path)


@pytest.mark.parametrize("text", ["", "no front matter", "---\nid: a\n", "---\n- list\n---\ntext", "---\nid: [\n---\n"])
def test_a_file_without_proper_front_matter_is_refused(tmp_path: Path, small: Catalog, text: str) -> None:
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    ((severity, _, what),) = told(tmp_path, small)
    assert severity == "error"
    assert "a.md, line" in what


def test_an_unknown_key_is_answered_with_the_nearest(tmp_path: Path) -> None:
    write(tmp_path)
    path = tmp_path / "a.md"
    path.write_text(path.read_text(encoding="utf-8").replace("reviewed:", "reviewd:"), encoding="utf-8")
    with pytest.raises(InvalidField, match=r"line 8.*did you mean 'reviewed'"):
        read_document(path, tmp_path)


def test_the_command_ends_with_one_when_something_is_wrong(cli: Callable[..., Any], tmp_path: Path) -> None:
    write(tmp_path, subjects="nobody")
    run = cli("knowledge", "check", tmp_path, "--as-of", "2026-11-23")
    assert run.code == 1
    assert "error: a.md:1:" in run.out
    write(tmp_path)
    assert cli("knowledge", "check", tmp_path, "--as-of", "2026-11-23").code == 0

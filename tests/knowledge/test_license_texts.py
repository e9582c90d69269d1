"""License texts that a user brings: read, matched, split by clause, quoted verbatim. All texts here are made up."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge.catalog import Catalog
from weighbridge.errors import FileMissing, FileUnreadable, NoLicenseTexts
from weighbridge.knowledge.clauses import clauses, pointed_at
from weighbridge.knowledge.library import Library
from weighbridge.knowledge.license_texts import LicenseTexts, matched, normalized_hash, read_source
from weighbridge.records import License

PRIVATE = """HARBOR MODEL TERMS

These terms bind whoever runs a Harbor model.

1. Grant.
You may run the model inside your company.
a. Copies.
i. Two copies may be kept.
ii. A third copy needs a written word from Harbor.
b. Weights stay inside.
2. Size. A crane operator with more than 12 cranes needs an agreement.
3. End. The grant ends on breach.
"""
SCANCODE = "---\nkey: {key}\nshort_name: x\nname: {name}\ncategory: Proprietary Free\n---\n\n{body}"


def wheel(path: Path, texts: dict[str, str]) -> Path:
    """A zip laid out like ScanCode's wheel."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("licensedcode/__init__.py", "")
        for key, body in texts.items():
            text = SCANCODE.format(key=key, name=key.title(), body=body)
            archive.writestr(f"licensedcode/data/licenses/{key}.LICENSE", text)
    return path


def test_a_text_is_cut_under_the_numbers_that_people_cite() -> None:
    found = clauses(PRIVATE)
    assert [clause.id for clause in found] == ["preamble", "1", "1.a", "1.a.i", "1.a.ii", "1.b", "2", "3"]
    assert all(clause.text in PRIVATE for clause in found)
    assert next(clause.line for clause in found if clause.id == "2") == 11


@pytest.mark.parametrize(
    ("pointer", "clause"),
    [
        ("§1.a.ii", "1.a.ii"),
        ("§1(a)(i)", "1.a.i"),
        ("§2, §3", "2"),
        ("§1.b.iv", "1.b"),
        ("last paragraph", "3"),
        ("cond. 2", "2"),
        ("§9", None),
        ("Harbor 3 AUP, closing paragraph (via §1.b)", None),
        ("definition 2", None),
        ("grant paragraph", None),
    ],
)
def test_a_pointer_leads_to_its_clause_or_nowhere(pointer: str, clause: str | None) -> None:
    found = pointed_at(pointer, clauses(PRIVATE))
    assert (found.id if found else None) == clause


ANNEXED = """1. Grant
You may use the model within Attachment A of this text.

2. Use
Attachment A of this text binds you.

Attachment A
You agree not to use it:
(a) for war;
(b) to deceive.
"""


@pytest.mark.parametrize(
    ("pointer", "clause"),
    [
        ("Att. A(b)", "annex-a.b"),
        ("Att. A(c)", None),
        ("Attachment A", "annex-a"),
        ("Ex. B 2", None),
        ("§2, Att. A", "2"),
    ],
)
def test_items_of_an_attachment_are_clauses(pointer: str, clause: str | None) -> None:
    found = pointed_at(pointer, clauses(ANNEXED))
    assert (found.id if found else None) == clause


SHORT = """Permission is hereby granted, free of charge, to deal in the Work.

If you distribute the Work, keep the notices. Redistribution is permitted if these conditions are met:

Keep this list.

Name nobody.
"""


@pytest.mark.parametrize(
    ("pointer", "clause"),
    [
        ("grant paragraph", "p1"),
        ("grant + conditions", "p1"),
        ("distribution para.", "p2"),
        ("cond. 2", "p4"),
        ("cond. 3", None),
        ("litigation para.", None),
        ("§1", None),
    ],
)
def test_a_paragraph_without_a_number_is_found_by_what_it_is_about(pointer: str, clause: str | None) -> None:
    found = pointed_at(pointer, clauses(SHORT))
    assert (found.id if found else None) == clause


def test_a_text_without_numbers_is_cut_at_its_blank_lines() -> None:
    found = clauses("First part.\n\nSecond part,\nstill second.\n\n\nThird.")
    assert [(clause.id, clause.text) for clause in found] == [
        ("p1", "First part."),
        ("p2", "Second part,\nstill second."),
        ("p3", "Third."),
    ]


@given(st.text(max_size=400))
def test_every_clause_is_a_verbatim_part_of_any_text(text: str) -> None:
    whole = "\n".join(text.splitlines())
    found = clauses(text)
    assert all(clause.text in whole for clause in found)
    assert len({clause.id for clause in found}) == len(found)


def test_the_hash_looks_at_words_alone() -> None:
    assert normalized_hash("You  may\nrun IT.") == normalized_hash("you may run it")
    assert normalized_hash("You may run it") != normalized_hash("You may not run it")


def test_texts_are_matched_by_hash_key_and_name(tmp_path: Path, catalog: Catalog) -> None:
    sheets = [sheet for sheet in catalog.licenses.values() if sheet.id in ("mit", "llama-4", "apache-2.0")]
    known = [sheets[0].model_copy(update={"text_sha256": (normalized_hash(PRIVATE),)}), *sheets[1:]]
    folder = tmp_path / "ours"
    (folder / "vendored").mkdir(parents=True)
    (folder / "vendored" / "LICENSE").write_text(PRIVATE)
    (folder / "llama-4.txt").write_text("1. A.\n2. B.\n")
    (folder / "harbor-1.0.txt").write_text("1. C.\n2. D.\n")
    (folder / "notes.py").write_text("license = 1")
    found = {text.key: (text.license_id, text.matched_by) for text in matched(read_source(folder), known)}
    assert found == {
        "vendored": (known[0].id, "hash"),
        "llama-4": ("llama-4", "name"),
        "harbor-1.0": (None, None),
    }


def test_a_wheel_gives_texts_without_front_matter(tmp_path: Path) -> None:
    file = wheel(tmp_path / "scancode_toolkit-0-py3-none-any.whl", {"harbor-1": PRIVATE, "other": "1. X.\n2. Y."})
    texts = {text.key: text for text in read_source(file)}
    assert texts["harbor-1"].text == PRIVATE.strip()
    assert texts["harbor-1"].name == "Harbor-1"
    assert texts["harbor-1"].origin.endswith("licensedcode/data/licenses/harbor-1.LICENSE")


def test_what_is_kept_is_replaced_by_key(tmp_path: Path) -> None:
    store = LicenseTexts(tmp_path)
    source = wheel(tmp_path / "a.whl", {"harbor-1": PRIVATE})
    assert store.add(read_source(source)) == 1
    assert store.add(read_source(wheel(tmp_path / "b.whl", {"harbor-1": "1. New.\n2. Text."}))) == 1
    assert [text.text for text in LicenseTexts(tmp_path).texts] == ["1. New.\n2. Text."]


@pytest.mark.parametrize("damage", [b"{broken\n", b'{"key": "harbor-2"}\n', b"\xff\n"])
def test_a_damaged_store_is_named_and_never_written_over(tmp_path: Path, damage: bytes) -> None:
    LicenseTexts(tmp_path).add(read_source(wheel(tmp_path / "a.whl", {"harbor-1": PRIVATE})))
    file = tmp_path / "licenses" / "texts.jsonl"
    file.write_bytes(file.read_bytes() + damage)
    before = file.read_bytes()
    with pytest.raises(FileUnreadable, match=r"texts\.jsonl.*import-licenses"):
        LicenseTexts(tmp_path).add(read_source(wheel(tmp_path / "b.whl", {"harbor-1": "1. New."})))
    assert file.read_bytes() == before


def test_a_private_license_becomes_citable(
    tmp_path: Path, cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, catalog: Catalog
) -> None:
    monkeypatch.setenv("WEIGHBRIDGE_DATA_DIR", str(tmp_path / "data"))
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "harbor-1.0.txt").write_text(PRIVATE)
    run = cli("knowledge", "import-licenses", folder, "--format", "json")
    assert run.code == 0
    assert [row["key"] for row in json.loads(run.out)["texts"]] == ["harbor-1.0"]
    library = Library.open(catalog, tmp_path / "data")
    hits = library.search("crane operator with more than 12 cranes", limit=3)
    assert hits[0].passage.id == "license-text:harbor-1.0#2"
    assert hits[0].passage.text in PRIVATE


def test_a_matched_text_is_quoted_in_a_verdict(
    tmp_path: Path, cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEIGHBRIDGE_DATA_DIR", str(tmp_path / "data"))
    body = "1. Grant.\nAll may run it.\n2. Size.\nWhoever has 700 million users asks first.\n3. End.\n"
    source = wheel(tmp_path / "scancode.whl", {"llama-3.1-license-2024": body, "unheard-of": "1. X.\n2. Y."})
    run = cli("knowledge", "import-licenses", source, "--format", "json")
    found = json.loads(run.out)
    assert (found["read"], [row["license"] for row in found["texts"]]) == (2, ["llama-3.1"])
    run = cli("ask", "May we use Llama 3.1 in a product with 900 million users?", "--format", "json")
    quotes = {item["passage"]: item["quote"] for item in json.loads(run.out)["citations"]}
    assert quotes["license-text:llama-3.1-license-2024#2"] == "2. Size.\nWhoever has 700 million users asks first."


def test_sources_that_hold_nothing_say_so(tmp_path: Path) -> None:
    with pytest.raises(FileMissing):
        list(read_source(tmp_path / "nowhere"))
    (tmp_path / "empty").mkdir()
    with pytest.raises(NoLicenseTexts, match="no license text found"):
        list(read_source(tmp_path / "empty"))
    broken = tmp_path / "broken.whl"
    broken.write_text("no zip")
    with pytest.raises(FileUnreadable, match="not a wheel"):
        list(read_source(broken))


def test_hashes_of_sheets_are_unique(catalog: Catalog) -> None:
    hashes = [digest for sheet in catalog.licenses.values() for digest in sheet.text_sha256]
    sheets: tuple[License, ...] = tuple(catalog.licenses.values())
    assert len(hashes) == len(set(hashes)) >= 36
    assert all(len(digest) == 64 for sheet in sheets for digest in sheet.text_sha256)

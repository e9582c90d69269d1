"""YAML is read safely, with YAML 1.2 scalars, and every problem names its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from weighbridge import yamlfile
from weighbridge.errors import FileMissing, FileTooLarge, FileUnreadable, InvalidField, NotAFile, YamlSyntax

HERE = Path("needs.yaml")


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid")
    number: int = 0


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")
    inner: Inner = Inner()
    items: list[Inner] = []
    name: str


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NO", "NO"),
        ("yes", "yes"),
        ("on", "on"),
        ("true", True),
        ("False", False),
        ("12:30", "12:30"),
        ("2026-11-23", "2026-11-23"),
        ("007", "007"),
        ("0x1F", "0x1F"),
        ("1_000", 1000),
        ("-5", -5),
        ("1e3", 1000.0),
        (".5", 0.5),
        (".nan", ".nan"),
        (".inf", ".inf"),
        ("~", None),
        ("", None),
        ("null", None),
        ('"5"', "5"),
        ("=", "="),
        ("<<", "<<"),
    ],
)
def test_scalars_are_those_of_yaml_1_2(text: str, value: object) -> None:
    found = yamlfile.parse(f"key: {text}", HERE).data["key"]
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a: 1\nb: &x [1]\nc: *x", 2, "anchors"),
        ("a: 1\nb: *x", 2, "anchors"),
        ("a: 1\nb: 2\na: 3", 3, "'a' stands twice"),
        ("a:\n  b: 1\n  b: 2", 3, "'b' stands twice"),
        ("a: [1\nb: 2", 2, "not valid YAML"),
        ("a: 1\n\tb: 2", 2, "not valid YAML"),
        ("a: 1\n---\nb: 2", 2, "not valid YAML"),
        ("a: !!python/object/apply:os.system [ls]", 1, "not valid YAML"),
        ("a: !mine 1", 1, "not valid YAML"),
        ("a: \x07", 1, "not valid YAML"),
        ("[" * 50 + "]" * 50, 1, "40 levels"),
    ],
)
def test_what_is_refused_is_named_with_its_line(text: str, line: int, said: str) -> None:
    with pytest.raises(YamlSyntax, match=rf"needs\.yaml, line {line}: .*{said}"):
        yamlfile.parse(text, HERE)


def test_keys_that_are_no_text_can_be_refused_by_the_shape() -> None:
    with pytest.raises(InvalidField, match="line 1"):
        yamlfile.validate(yamlfile.parse("1: 2\nname: x", HERE), Shape, "needs")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name: x\ninner:\n  numbr: 1", "line 3: inner.numbr: unknown key; did you mean 'number'?"),
        ("name: x\nzzz: 1", "line 2: zzz: unknown key; known keys are inner, items, name."),
        ("name: x\nitems:\n- number: 1\n- nummer: 2", "line 4: items.1.nummer: unknown key; did you mean 'number'?"),
        ("inner: {}", "line 1: name: is missing; add it."),
        ("name: x\ninner: {number: many}", "line 2: inner.number: input should be a valid integer"),
        ("- 1", "line 1: needs: the file must hold `key: value` lines."),
        ("", "line 1: needs: the file must hold `key: value` lines."),
        ("name: [1]", "line 1: name: input should be a valid string."),
    ],
)
def test_a_wrong_field_is_named_with_line_and_fix(text: str, message: str) -> None:
    with pytest.raises(InvalidField) as caught:
        yamlfile.validate(yamlfile.parse(text, HERE), Shape, "needs")
    assert f"needs.yaml, {message}" in str(caught.value)


def test_a_misspelt_key_is_named_before_the_missing_one_it_causes() -> None:
    with pytest.raises(InvalidField, match="nmae: unknown key; did you mean 'name'"):
        yamlfile.validate(yamlfile.parse("nmae: x", HERE), Shape, "needs")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    binary = tmp_path / "binary.yaml"
    binary.write_bytes(b"name: \xff\xfe")
    large = tmp_path / "large.yaml"
    large.write_text("a: 1\n" * 10)
    with pytest.raises(FileMissing):
        yamlfile.read(tmp_path / "none.yaml")
    with pytest.raises(NotAFile):
        yamlfile.read(tmp_path)
    with pytest.raises(FileUnreadable, match="byte 6 is not UTF-8"):
        yamlfile.read(binary)
    with pytest.raises(FileTooLarge, match="It was not read"):
        yamlfile.read(large, max_bytes=10)


@given(st.text(max_size=60))
def test_any_text_is_data_or_a_yaml_error(text: str) -> None:
    try:
        yamlfile.parse(text, HERE)
    except YamlSyntax as error:
        assert str(error).startswith("needs.yaml, line ")  # only this error is allowed


@given(st.lists(st.integers(), min_size=1, max_size=5), st.integers(0, 3))
def test_every_field_knows_its_line(numbers: list[int], blank: int) -> None:
    lines = ["first: 0", *[""] * blank, "second:", "  third:", *(f"  - {number}" for number in numbers)]
    file = yamlfile.parse("\n".join(lines), HERE)
    assert file.line_of(["first"]) == 1
    assert file.line_of(["second"]) == blank + 2
    assert [file.line_of(["second", "third", index]) for index in range(len(numbers))] == [
        blank + 4 + index for index in range(len(numbers))
    ]
    assert file.line_of(["second", "nowhere", 3]) == blank + 2

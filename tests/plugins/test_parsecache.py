"""The parse cache never changes what is read, and never stands in the way."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from weighbridge import yamlfile
from weighbridge.errors import YamlSyntax
from weighbridge.plugins import parsecache

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(scalars, inner, max_size=4), max_leaves=12
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=values)
def test_cached_data_equals_parsed_data(tmp_path: Path, value: object) -> None:
    path = tmp_path / "any.yaml"
    path.write_text(yaml.safe_dump(value, allow_unicode=True), encoding="utf-8")
    try:
        parsed = yamlfile.read(path).data
    except YamlSyntax:
        return
    assert parsecache.load(path) == parsed
    assert parsecache.load(path) == parsed


def test_a_second_read_does_not_parse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("a: 1\n")
    assert parsecache.load(path) == {"a": 1}
    monkeypatch.setattr(yamlfile, "parse", lambda *_: pytest.fail("parsed again"))
    assert parsecache.load(path) == {"a": 1}


def test_changed_text_is_parsed_again(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    for number in (1, 2):
        path.write_text(f"a: {number}\n")
        assert parsecache.load(path) == {"a": number}


def test_a_damaged_entry_is_replaced(tmp_path: Path, own_cache: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("a: 1\n")
    parsecache.load(path)
    (entry,) = own_cache.rglob("*.json")
    entry.write_text('{"a":')
    assert parsecache.load(path) == {"a": 1}
    assert entry.read_text() == '{"a":1}'


def test_an_unwritable_cache_does_no_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "blocked").write_text("a file where the folder should be")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "blocked"))
    path = tmp_path / "a.yaml"
    path.write_text("a: 1\n")
    assert parsecache.load(path) == {"a": 1}


def test_it_can_be_switched_off(tmp_path: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEIGHBRIDGE_NO_CACHE", "1")
    path = tmp_path / "a.yaml"
    path.write_text("a: 1\n")
    assert parsecache.load(path) == {"a": 1}
    assert not own_cache.exists()


def test_it_does_not_grow_without_end(tmp_path: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsecache, "MAX_ENTRIES", 10)
    path = tmp_path / "a.yaml"
    for number in range(25):
        path.write_text(f"a: {number}\n")
        assert parsecache.load(path) == {"a": number}
    assert len(list(own_cache.rglob("*.json"))) <= 10


@pytest.mark.parametrize("text", ["a: !!binary aGVsbG8=\n", "1: one\n", 'a: "\\uD800"\n'])
def test_what_json_cannot_hold_is_read_all_the_same(text: str, tmp_path: Path, own_cache: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(text)
    try:
        parsed = yamlfile.read(path).data
    except YamlSyntax:
        return
    assert parsecache.load(path) == parsecache.load(path) == parsed
    assert not list(own_cache.rglob(".new-*"))


def test_refused_yaml_is_never_stored(tmp_path: Path, own_cache: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("a: &x 1\n")
    with pytest.raises(YamlSyntax):
        parsecache.load(path)
    assert not list(own_cache.rglob("*.json"))

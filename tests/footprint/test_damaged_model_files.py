"""Model files that are damaged, hostile or none: each gets one clear line and nothing else."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from weighbridge.errors import NotAModelFile, UnknownLayout, WeighbridgeError, WeightsUnreadable
from weighbridge.footprint.files.folder import read_model
from weighbridge.records import Model

GGUF = Path(__file__).parent / "data" / "gguf"
CONFIG: dict[str, Any] = {
    "architectures": ["AnyForCausalLM"],
    "hidden_size": 256,
    "vocab_size": 151_936,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 128,
    "intermediate_size": 25_600,
}

Save = Callable[[dict[str, Any]], Path]


def nothing() -> Iterable[Model]:
    return ()


def entry(key: str, kind: int, value: bytes) -> bytes:
    return struct.pack("<Q", len(key)) + key.encode() + struct.pack("<I", kind) + value


def gguf(tensors: int, entries: int, body: bytes = b"", version: int = 3) -> bytes:
    return b"GGUF" + struct.pack("<IQQ", version, tensors, entries) + body


HOSTILE = {
    "empty": (b"", "ends in the middle"),
    "other": (b"MZ" + b"\0" * 100, "not a GGUF file"),
    "old": (gguf(0, 0, version=1), "version 1"),
    "big-endian": (b"GGUF" + struct.pack(">I", 3) + b"\0" * 16, "big-endian"),
    "many tensors": (gguf(2**60, 0), "tensors, more than it can hold"),
    "many entries": (gguf(0, 2**60), "metadata entries, more than it can hold"),
    "long key": (gguf(0, 1, struct.pack("<Q", 2**50) + b"x" * 20), "a text of"),
    "long text": (gguf(0, 1, entry("a", 8, struct.pack("<Q", 2**50) + b"x" * 9)), "a text of"),
    "long array": (gguf(0, 1, entry("a", 9, struct.pack("<IQ", 4, 2**50))), "numbers in one array"),
    "many texts": (gguf(0, 1, entry("a", 9, struct.pack("<IQ", 8, 2**50))), "texts in one array"),
    "nested arrays": (gguf(0, 1, entry("a", 9, struct.pack("<IQ", 9, 1) + b"\0" * 20)), "unknown type 9"),
    "unknown value": (gguf(0, 1, entry("a", 99, b"\0" * 8)), "unknown type 99"),
    "many dimensions": (gguf(1, 0, struct.pack("<Q", 1) + b"t" + struct.pack("<I", 999) + b"\0" * 20), "dimensions"),
    "huge tensor": (
        gguf(1, 0, struct.pack("<Q", 1) + b"t" + struct.pack("<IQQIQ", 2, 2**40, 2**40, 0, 0)),
        "larger than any model",
    ),
    "no family": (gguf(0, 0, b"\0" * 8), "hold no weights"),
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_damaged_and_hostile_gguf_files_get_one_line(name: str, tmp_path: Path) -> None:
    data, reason = HOSTILE[name]
    path = tmp_path / "x.gguf"
    path.write_bytes(data)
    with pytest.raises(WeighbridgeError, match=reason) as caught:
        read_model(path, nothing)
    assert "\n" not in str(caught.value)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.integers(0, 26_000), st.integers(0, 2_000), st.binary(min_size=1, max_size=16))
def test_no_change_to_a_gguf_file_causes_anything_but_an_answer_or_one_line(
    tmp_path: Path, cut: int, at: int, change: bytes
) -> None:
    data = bytearray((GGUF / "dense-8b-q4_k_m.gguf").read_bytes())
    data[at : at + len(change)] = change
    path = tmp_path / "x.gguf"
    path.write_bytes(data[: len(data) - cut % len(data)])
    try:
        read_model(path, nothing)
    except WeighbridgeError as error:
        assert "\n" not in str(error)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not valid JSON"),
        ("{", "not valid JSON"),
        ("[" * 100_000, "nested too deeply"),
        ("[1, 2]", "does not hold an object"),
        ('{"name": "left-pad", "version": "1.0.0"}', "none of its keys"),
        ('{"hidden_size": 10, "text_config": 3}', "text_config is not an object"),
    ],
)
def test_json_that_describes_no_model_gets_one_line(text: str, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(NotAModelFile, match=reason):
        read_model(path, nothing)


@pytest.mark.parametrize(
    "change",
    [
        {"hidden_size": "wide"},
        {"hidden_size": -1},
        {"num_hidden_layers": 10**9},
        {"num_hidden_layers": 0},
        {"num_attention_heads": 0},
        {"num_key_value_heads": [8]},
        {"layer_types": ["full_attention"]},
        {"hybrid_override_pattern": "M?"},
        {"vocab_size": None},
        {"quantization_config": {"quant_method": "compressed-tensors", "config_groups": []}},
        {"quantization_config": {"quant_method": "fp8", "ignore": ["re:(a+)+$"]}},
        {"quantization_config": {"quant_method": "fp8", "ignore": ["re:["]}},
        {"quantization_config": {"quant_method": "fp8", "ignore": 5}},
        {"quantization_config": {"quant_algo": "MIXED_PRECISION", "quantized_layers": {"model.layers.0.mlp": 8}}},
        {"quantization_config": {"config_groups": {"a": {"targets": 3}, "b": None}}},
        {"quantization_config": {"quant_method": "fp8", "ignore": ["re:" + ".*" * 50 + "z"]}},
    ],
)
def test_configs_with_impossible_values_get_one_line(change: dict[str, Any], save: Save) -> None:
    with pytest.raises(UnknownLayout) as caught:
        read_model(save({**CONFIG, **change}), nothing)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "does not begin with the header"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "Git LFS pointer"),
        ((2**62).to_bytes(8, "little") + b"{}", "does not begin with the header"),
        ((2).to_bytes(8, "little") + b"[]", "header is damaged"),
        ((9).to_bytes(8, "little") + b'{"a": {}}', "header is damaged"),
        ((2).to_bytes(8, "little") + b"\xff\xff", "header is damaged"),
    ],
)
def test_damaged_safetensors_files_get_one_line(data: bytes, reason: str, save: Save) -> None:
    folder = save(CONFIG)
    (folder / "model.safetensors").write_bytes(data)
    with pytest.raises(WeightsUnreadable, match=reason):
        read_model(folder, nothing)


def test_what_is_no_model_gets_one_line(tmp_path: Path) -> None:
    with pytest.raises(NotAModelFile, match="it is empty"):
        read_model(tmp_path, nothing)
    (tmp_path / "README.md").write_text("hello", encoding="utf-8")
    with pytest.raises(NotAModelFile, match=r"neither config\.json nor weights"):
        read_model(tmp_path, nothing)
    with pytest.raises(NotAModelFile, match="ends in none of"):
        read_model(tmp_path / "README.md", nothing)
    with pytest.raises(NotAModelFile, match="no such file"):
        read_model(tmp_path / "gone", nothing)

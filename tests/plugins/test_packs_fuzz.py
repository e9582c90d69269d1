"""Whatever a pack holds, reading it gives records or one clear error."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from weighbridge.errors import WeighbridgeError
from weighbridge.plugins.packs import load_pack

KEYS = [
    "id",
    "name",
    "maker",
    "evidence",
    "zero_evidence",
    "grade",
    "source",
    "sources",
    "models",
    "postures",
    "*",
    "x",
]
scalars = st.none() | st.booleans() | st.integers() | st.sampled_from(["a", "acme/m", "primary", *KEYS])
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=20,
)
KINDS = ("models", "providers", "architectures")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from(KINDS), body=values, sources=values, row=values)
def test_any_data_gives_records_or_a_clear_error(
    tmp_path: Path, kind: str, body: object, sources: object, row: object
) -> None:
    (tmp_path / "pack.yaml").write_text("name: acme\ntitle: Acme\napi_version: 1\n")
    for name in KINDS:
        (tmp_path / f"{name}.yaml").unlink(missing_ok=True)
    sound = {"id": "acme/m", "name": "M", "maker": "acme", "open_weights": True, "evidence": row}
    for data in (body, {kind: body}, {"sources": sources, kind: [row]}, {"sources": {"a": sources}, kind: [sound]}):
        (tmp_path / f"{kind}.yaml").write_text(json.dumps(data))
        try:
            load_pack(tmp_path).records("models" if kind == "architectures" else kind)
        except WeighbridgeError as error:
            assert kind in str(error)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=60) | st.text(alphabet="[]{}&*!|>-:?, \n\ta#'\"%@`", max_size=60).map(str.encode))
def test_any_bytes_give_data_or_a_clear_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "pack.yaml").write_bytes(content)
    with pytest.raises(WeighbridgeError):
        load_pack(tmp_path)

"""Tables in a pack: what is right becomes records, what is wrong is named by file, row and column."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from weighbridge.errors import FileTooLarge, FileUnreadable, InvalidCell, InvalidField, RecordTwice, WeighbridgeError
from weighbridge.plugins import tables
from weighbridge.plugins.columns import COLUMNS
from weighbridge.plugins.kinds import RECORD_TYPES
from weighbridge.plugins.packs import load_pack

MakePack = Callable[..., Path]

MANIFEST = """name: acme
title: Acme
api_version: 1
tables:
  models.csv: {grade: primary, source: list 7, as_of: 2026-11-01}
  offers.csv: {grade: primary, source: list 7, as_of: 2026-11-01}
  models.parquet: {grade: primary, source: list 7, as_of: 2026-11-01}
"""
MODELS = "id,name,maker,open_weights\nacme/a,A,acme,false\n"


def records(pack: MakePack, files: dict[str, str], kind: str) -> tuple[object, ...]:
    return load_pack(pack(files, manifest=MANIFEST)).records(kind)


def refused(pack: MakePack, files: dict[str, str], kind: str) -> str:
    with pytest.raises(InvalidCell) as error:
        records(pack, files, kind)
    return str(error.value).partition("pack-acme/")[2]


def test_a_model_has_what_its_row_says_and_nothing_else(pack: MakePack) -> None:
    text = (
        "id,name,maker,open_weights,context_tokens,languages,tool_calling,parameters_b,retires\n"
        'acme/b,"B, the second",acme,TRUE,32000,en; de,true,7.5,2027-01\n'
        "acme/a, A ,acme,false,,,,,\n"
    )
    first, second = records(pack, {"models.csv": text}, "models")
    assert (first.id, first.name, first.tool_calling, first.languages) == ("acme/a", "A", None, None)  # type: ignore[attr-defined]  # a model
    assert second.languages == ("en", "de")  # type: ignore[attr-defined]  # a model
    assert (second.open_weights, second.context_tokens, second.parameters_b) == (True, 32000, 7.5)  # type: ignore[attr-defined]  # a model
    assert second.evidence_for("retires").source == "list 7"  # type: ignore[attr-defined]  # a model


def test_an_offer_has_a_price_or_none(pack: MakePack) -> None:
    text = (
        "id,model_id,provider_id,price.input_usd_per_mtok,price.output_usd_per_mtok,price.request_usd,batch_price.input_usd_per_mtok,batch_price.output_usd_per_mtok\n"
        "acme/a,acme/a,acme,0.1,0.4,,0.05,0.2\n"
        "acme/b,acme/a,acme,,,,,\n"
    )
    priced, unknown = records(pack, {"offers.csv": text}, "offers")
    assert (priced.price.output_usd_per_mtok, priced.price.request_usd) == (0.4, 0.0)  # type: ignore[attr-defined]  # an offer
    assert priced.batch_price.input_usd_per_mtok == 0.05  # type: ignore[attr-defined]  # an offer
    assert (unknown.price, unknown.batch_price) == (None, None)  # type: ignore[attr-defined]  # an offer


def test_parquet_gives_the_same_records_as_csv(pack: MakePack, tmp_path: Path) -> None:
    rows = {
        "id": ["acme/a", "acme/b"],
        "name": ["A", "B"],
        "maker": ["acme", "acme"],
        "open_weights": [False, True],
        "context_tokens": [1000, None],
        "languages": [["en", "de"], None],
    }
    parquet = pack({}, manifest=MANIFEST)
    pl.DataFrame(rows).write_parquet(parquet / "models.parquet")
    other = tmp_path / "csv"
    other.mkdir()
    (other / "pack.yaml").write_text(MANIFEST)
    frame = pl.DataFrame(rows).with_columns(pl.col("languages").list.join(";"))
    frame.write_csv(other / "models.csv")
    assert load_pack(parquet).records("models") == load_pack(other).records("models")


@pytest.mark.parametrize(
    ("name", "cell", "said"),
    [
        ("id", "Acme/A", "'Acme/A' cannot stand here; it must hold a lower-case id"),
        ("id", "a" * 161, "must hold a lower-case id"),
        ("id", "../evil", "must hold a lower-case id"),
        ("maker", "", "is empty; it must hold a lower-case id"),
        ("open_weights", "yes", "'yes' cannot stand here; it must hold true or false"),
        ("context_tokens", "1e5x", "a whole number above 0"),
        ("context_tokens", "12.5", "a whole number above 0"),
        ("context_tokens", "0", "a whole number above 0"),
        ("parameters_b", "inf", "a number above 0"),
        ("parameters_b", "NaN", "a number above 0"),
        ("parameters_b", "-1", "a number above 0"),
        ("kind", "chatty", "one of chat, completion"),
        ("input_modalities", "text;smell", "each one of text, image"),
        ("languages", "en;;de", "texts separated by ;"),
        ("retires", "01.02.2027", "a date such as 2026-11-23"),
        ("name", "x" * 4001, "a text of 1 to 4,000 characters"),
    ],
)
def test_a_wrong_cell_is_named_by_row_and_column(name: str, cell: str, said: str, pack: MakePack) -> None:
    good = {
        "id": "acme/a",
        "name": "A",
        "maker": "acme",
        "open_weights": "false",
        name: "" if name != "id" else "acme/a",
    }
    if name in ("id", "name", "maker", "open_weights"):
        good[name] = {"id": "acme/a", "name": "A", "maker": "acme", "open_weights": "false"}[name]
    bad = {**good, "id": "acme/b", name: cell}
    text = "\n".join([",".join(good), ",".join(good.values()), ",".join(bad.values())]) + "\n"
    found = refused(pack, {"models.csv": text}, "models")
    assert found.startswith(f"models.csv, row 2: {name}: ")
    assert said in found
    assert len(found) < 300


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,nmae,maker,open_weights\n", "nmae: unknown column; did you mean 'name'?"),
        ("id,name,maker\n", "open_weights: the column is missing"),
        ("", "id: the column is missing"),
    ],
)
def test_wrong_columns_are_named(text: str, said: str, pack: MakePack) -> None:
    assert said in refused(pack, {"models.csv": text}, "models")


def test_half_a_price_is_refused(pack: MakePack) -> None:
    text = "id,model_id,provider_id,price.input_usd_per_mtok,price.output_usd_per_mtok\na/a,a/a,a,1,2\na/b,a/a,a,1,\n"
    assert refused(pack, {"offers.csv": text}, "offers").startswith(
        "offers.csv, row 2: price.output_usd_per_mtok: is empty"
    )
    text = "id,model_id,provider_id,price.request_usd\na/a,a/a,a,1\n"
    assert "price.input_usd_per_mtok" in refused(pack_again(pack), {"offers.csv": text}, "offers")


def pack_again(pack: MakePack) -> MakePack:
    """The same with another folder."""
    return lambda files, manifest: _moved(pack(files, name="acme-2", manifest=manifest))


def _moved(folder: Path) -> Path:
    target = folder.with_name("again") / "pack-acme"
    target.parent.mkdir()
    return folder.rename(target)


def test_a_table_needs_evidence_and_a_kind_that_has_columns(pack: MakePack) -> None:
    manifest = "name: acme\ntitle: Acme\napi_version: 1\n"
    with pytest.raises(InvalidField, match=r"states no evidence for models\.csv"):
        load_pack(pack({"models.csv": MODELS}, manifest=manifest))
    with pytest.raises(InvalidField, match=r"tables are models\.csv and models\.parquet"):
        load_pack(pack_again(pack)({"licenses.csv": "id\n"}, manifest=manifest))


def test_an_id_stands_once_in_yaml_and_tables_together(pack: MakePack) -> None:
    yaml = "models:\n- {id: acme/a, name: A, maker: acme, open_weights: false}\n"
    with pytest.raises(RecordTwice, match="acme/a"):
        records(pack, {"models.yaml": yaml, "models.csv": MODELS}, "models")
    with pytest.raises(RecordTwice, match="acme/a"):
        records(pack_again(pack), {"models.csv": MODELS + MODELS.splitlines()[1]}, "models")


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"id,name\n\xe9,x\n", b"PAR1", b'id,name\n"open'])
@pytest.mark.parametrize("suffix", tables.SUFFIXES)
def test_a_file_that_is_no_table_is_said(content: bytes, suffix: str, pack: MakePack) -> None:
    folder = pack({}, manifest=MANIFEST)
    (folder / f"models{suffix}").write_bytes(content)
    with pytest.raises(WeighbridgeError, match=f"models{suffix}"):
        load_pack(folder).records("models")


def test_a_parquet_column_of_another_type_is_said(pack: MakePack) -> None:
    folder = pack({}, manifest=MANIFEST)
    pl.DataFrame({"id": [1], "name": ["A"], "maker": ["acme"], "open_weights": [True]}).write_parquet(
        folder / "models.parquet"
    )
    with pytest.raises(InvalidCell, match="id: its cells are of type Int64"):
        load_pack(folder).records("models")


def test_tables_are_bounded(pack: MakePack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_ROWS", 1)
    two = MODELS + "acme/b,B,acme,false\n"
    assert "at most 1" in refused(pack, {"models.csv": two}, "models")
    monkeypatch.setattr(tables, "MAX_TABLE_BYTES", 10)
    with pytest.raises(FileTooLarge):
        records(pack_again(pack), {"models.csv": MODELS}, "models")


def test_a_missing_file_behind_a_link_is_said(pack: MakePack) -> None:
    folder = pack({"models.csv": MODELS}, manifest=MANIFEST)
    found = load_pack(folder)
    (folder / "models.csv").unlink()
    with pytest.raises(FileUnreadable, match=r"models\.csv"):
        found.records("models")


@pytest.mark.parametrize("kind", COLUMNS)
def test_every_column_is_a_field_of_the_record(kind: str) -> None:
    fields = RECORD_TYPES[kind].model_fields
    assert {name.partition(".")[0] for name in COLUMNS[kind]} <= set(fields)
    needed = {name for name, field in fields.items() if field.is_required()}
    assert needed == {name for name, column in COLUMNS[kind].items() if column.required}

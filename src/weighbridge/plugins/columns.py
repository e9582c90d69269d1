"""The columns that a table of models or offers may have, and what their cells must hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from weighbridge.records.model import Modality, ModelKind, ModelStatus
from weighbridge.records.offer import PriceBasis

CellKind = Literal["id", "text", "flag", "count", "amount", "date", "texts"]

ID_PATTERN = r"^[a-z0-9][a-z0-9._+-]*(/[a-z0-9][a-z0-9._:+-]*)*$"
DATE_PATTERN = r"^\d{4}(-\d{2}(-\d{2})?)?$"
MAX_ID, MAX_TEXT = 160, 4000


@dataclass(frozen=True)
class Column:
    """What the cells of one column hold; an empty cell is unknown, or the default of the field."""

    kind: CellKind
    required: bool = False
    choices: tuple[str, ...] = ()
    """The only texts allowed; empty allows any."""
    above_zero: bool = False

    @property
    def in_words(self) -> str:
        """What a cell must hold."""
        said = {
            "id": "a lower-case id such as maker/model-7b",
            "text": f"a text of 1 to {MAX_TEXT:,} characters",
            "flag": "true or false",
            "count": "a whole number above 0",
            "amount": "a number above 0" if self.above_zero else "a number, 0 or more",
            "date": "a date such as 2026-11-23, 2026-11 or 2026",
            "texts": "texts separated by ; (in Parquet a list of texts too)",
        }[self.kind]
        if not self.choices:
            return said
        choices = ", ".join(self.choices)
        return f"{said}, each one of {choices}" if self.kind == "texts" else f"one of {choices}"


_ID, _TEXT, _FLAG, _DATE, _TEXTS = Column("id"), Column("text"), Column("flag"), Column("date"), Column("texts")
_COUNT, _AMOUNT = Column("count"), Column("amount")
_MODALITIES = Column("texts", choices=get_args(Modality))
_RATES = {
    f"{card}.{rate}": _AMOUNT
    for card in ("price", "batch_price")
    for rate in ("input_usd_per_mtok", "output_usd_per_mtok", "cached_input_usd_per_mtok", "request_usd")
}

COLUMNS: dict[str, dict[str, Column]] = {
    "models": {
        "id": Column("id", required=True),
        "name": Column("text", required=True),
        "maker": Column("id", required=True),
        "open_weights": Column("flag", required=True),
        "kind": Column("text", choices=get_args(ModelKind)),
        "status": Column("text", choices=get_args(ModelStatus)),
        "license_id": _ID,
        "license_tag": _TEXT,
        "parameters_b": Column("amount", above_zero=True),
        "active_parameters_b": Column("amount", above_zero=True),
        "context_tokens": _COUNT,
        "output_tokens_max": _COUNT,
        "input_modalities": _MODALITIES,
        "output_modalities": _MODALITIES,
        "tool_calling": _FLAG,
        "structured_output": _FLAG,
        "reasoning": _FLAG,
        "languages": _TEXTS,
        "more_languages": _FLAG,
        "release_date": _DATE,
        "knowledge_cutoff": _DATE,
        "retires": _DATE,
        "repository": _TEXT,
        "aliases": _TEXTS,
        "overrides": _FLAG,
    },
    "offers": {
        "id": Column("id", required=True),
        "model_id": Column("id", required=True),
        "provider_id": Column("id", required=True),
        "provider_model_name": _TEXT,
        "tier": _TEXT,
        "regions": _TEXTS,
        **_RATES,
        "free": _FLAG,
        "price_basis": Column("text", choices=get_args(PriceBasis)),
        "hourly_usd": _AMOUNT,
        "hourly_output_tokens_per_s": Column("amount", above_zero=True),
        "context_tokens": _COUNT,
        "retires": _DATE,
        "note": _TEXT,
        "overrides": _FLAG,
    },
}
"""Kind of record to its columns by name; a dot leads into the price."""


def free_texts(kind: str) -> tuple[str, ...]:
    """The columns of a kind whose cells may hold any text."""
    return tuple(
        name for name, column in COLUMNS[kind].items() if column.kind in ("text", "texts") and not column.choices
    )

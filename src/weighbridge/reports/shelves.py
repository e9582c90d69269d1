"""The catalog as sheets of typed cells: one sheet a kind of record, for front ends that sort, search and filter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from weighbridge.records.base import GRADES, Evidence
from weighbridge.reports.fields import UNKNOWN, lines

if TYPE_CHECKING:
    from weighbridge.catalog import Catalog
    from weighbridge.records.base import CatalogRecord
    from weighbridge.records.provider import Certificate, Posture, Provider

ShelfName = Literal["models", "providers", "licenses", "accelerators", "frameworks"]
Cell = str | int | float | None
"""None is unknown, or nothing to say."""
Row = Mapping[str, Cell]


@dataclass(frozen=True)
class Column:
    """A column of a sheet."""

    key: str
    title: str
    about: str = ""
    """What stands in it, where the title does not say it."""
    choices: bool = False
    """Whether it takes few values, so that a reader may want to pick some of them."""


@dataclass(frozen=True)
class Sheet:
    """One kind of record. Every row has the keys of `columns`, besides `id` and `words`, the text to search."""

    name: ShelfName
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    def choices(self, key: str) -> list[str]:
        """Values of a column, sorted."""
        return sorted({str(row[key]) for row in self.rows if row[key] is not None})

    def chosen(self, text: str, picked: Mapping[str, Iterable[str]]) -> list[Row]:
        """Rows that hold every word of `text`, and in each column of `picked` one of its values (none: any)."""
        words = text.casefold().split()
        wanted = {key: set(values) for key, values in picked.items()}
        return [
            row
            for row in self.rows
            if all(word in str(row["words"]) for word in words)
            and all(not values or str(row[key]) in values for key, values in wanted.items())
        ]


_PROOF = (
    Column("grade", "Weakest evidence", "The weakest grade among its facts that have a source.", choices=True),
    Column("as_of", "Oldest source", "Date of the oldest source behind a fact of this row."),
    Column("plugin", "Plugin", "Where the record comes from.", choices=True),
)

_COLUMNS: Mapping[ShelfName, tuple[Column, ...]] = MappingProxyType({
    "models": (
        Column("name", "Model"),
        Column("maker", "Maker", choices=True),
        Column("weights", "Weights", "Open: they can be downloaded and run by you.", choices=True),
        Column("size_b", "Size (billion)", "All parameters, in billions."),
        Column("active_b", "Active (billion)", "Parameters used for one token, in billions."),
        Column("context", "Context (tokens)", "Longest prompt plus answer."),
        Column("license", "License", choices=True),
        Column("released", "Released"),
        Column("status", "Status", "Claimed: announced, and not released.", choices=True),
        Column("offers", "Offers", "Ways to buy it from an API provider."),
    ),
    "providers": (
        Column("name", "Provider"),
        Column("country", "Country", choices=True),
        Column("makes", "Makes", "Models that it made."),
        Column("sells", "Sells", "Offers of its API."),
        Column("trains", "Trains on your data", "By default, on its standard tier.", choices=True),
        Column("days_kept", "Days kept", "How long prompts are kept by default."),
        Column("zero_retention", "Keeping nothing", "How zero retention is had.", choices=True),
        Column("soc2", "SOC 2", choices=True),
        Column("hipaa", "HIPAA agreement", choices=True),
    ),
    "licenses": (
        Column("name", "License"),
        Column("category", "Kind", choices=True),
        Column("commercial", "Commercial use", choices=True),
        Column("limits", "Limits", "Thresholds of size, and places that it leaves out."),
        Column("duties", "Duties", "Obligations that some use of it sets off."),
        Column("text_read", "Text read", "Whether the full text was read, not a summary.", choices=True),
        Column("reviewed", "Reviewed"),
        Column("models", "Models", "Models of the catalog under it."),
    ),
    "accelerators": (
        Column("name", "Accelerator"),
        Column("vendor", "Vendor", choices=True),
        Column("setting", "Setting", choices=True),
        Column("memory_gb", "Memory (GB)", "The vendor's label."),
        Column("bandwidth_gb_s", "Bandwidth (GB/s)"),
        Column("bf16_tflops", "BF16 (TFLOPS)", "Dense."),
        Column("fp8_tflops", "FP8 (TFLOPS)", "Dense; empty when unknown or not supported."),
        Column("power_w", "Power (W)"),
        Column("hourly_low_usd", "USD an hour, from", "Low end of the market range; never a quote."),
        Column("hourly_high_usd", "USD an hour, to", "High end of the market range."),
        Column("purchase_low_usd", "USD to buy, from", "Low end of the market range; never a quote."),
        Column("purchase_high_usd", "USD to buy, to", "High end of the market range."),
    ),
    "frameworks": (
        Column("name", "Framework"),
        Column("status", "Status"),
        Column("applicability", "Whom it reaches"),
        Column("checks", "Checks"),
        Column("blockers", "Blockers", "Checks that rule an option out when they fail."),
    ),
})  # fmt: skip
_TITLES: Mapping[ShelfName, str] = MappingProxyType({
    "models": "Models", "providers": "Providers", "licenses": "Licenses", "accelerators": "Accelerators",
    "frameworks": "Frameworks",
})  # fmt: skip
SHELVES: tuple[ShelfName, ...] = tuple(_COLUMNS)
"""Kinds of records that have a sheet."""


def sheet(catalog: Catalog, name: ShelfName) -> Sheet:
    """The sheet of one kind of record, sorted by id."""
    cells = _CELLS[name](catalog)
    rows = []
    for record in getattr(catalog, name).values():
        own = {"id": record.id, **cells(record)}
        words = " ".join([record.id, str(own["name"]), *getattr(record, "aliases", ())]).casefold()
        rows.append({**own, **_proof(record), "plugin": catalog.origins[name, record.id], "words": words})
    return Sheet(name, _TITLES[name], (*_COLUMNS[name], *_PROOF), tuple(rows))


def _proof(record: CatalogRecord) -> dict[str, Cell]:
    """Weakest grade and oldest date behind the facts of a record; None when nobody stated any."""
    found: list[Evidence] = [
        line.evidence for line in lines(record) if line.evidence is not None and line.value != UNKNOWN
    ]
    grades = [evidence.grade for evidence in found]
    dates = [evidence.as_of for evidence in found if evidence.as_of is not None]
    return {"grade": max(grades, key=GRADES.index, default=None), "as_of": min(dates, default=None)}


def _models(catalog: Catalog) -> Callable[[Any], dict[str, Cell]]:
    offers = catalog.offers_by_model
    return lambda model: {
        "name": model.name,
        "maker": _name(catalog.providers, model.maker),
        "weights": "open" if model.open_weights else "closed",
        "size_b": model.parameters_b,
        "active_b": model.active_parameters_b,
        "context": model.context_tokens,
        "license": _name(catalog.licenses, model.license_id),
        "released": model.release_date,
        "status": model.status,
        "offers": len(offers.get(model.id, ())),
    }


def _providers(catalog: Catalog) -> Callable[[Any], dict[str, Cell]]:
    sold = Counter(offer.provider_id for offer in catalog.offers.values())
    made = Counter(model.maker for model in catalog.models.values())

    def cells(provider: Provider) -> dict[str, Cell]:
        posture = default_posture(provider)
        zero = posture.retention.zero_option if posture else None
        return {
            "name": provider.name,
            "country": provider.country,
            "makes": made[provider.id],
            "sells": sold[provider.id],
            "trains": _stance(provider, posture.trains_on_data.value if posture else None),
            "days_kept": posture.retention.days if posture else None,
            "zero_retention": _stance(provider, zero.replace("_", " ") if zero else None),
            "soc2": _stance(provider, _certificate(posture, "soc2_type2")),
            "hipaa": _stance(provider, _certificate(posture, "hipaa_baa")),
        }

    return cells


def default_posture(provider: Provider) -> Posture | None:
    """The posture without a model pattern, of the standard tier if there is one."""
    general = [posture for posture in provider.postures if not posture.models]
    return next((posture for posture in general if posture.tier == "standard"), general[0] if general else None)


def _certificate(posture: Posture | None, name: Certificate) -> str | None:
    fact = posture.certificates.get(name) if posture else None
    return fact.value if fact else None


def _stance(provider: Provider, value: str | None) -> str | None:
    """A provider that sells no API handles nobody's data, so there is nothing to be unknown."""
    return value or (UNKNOWN if "api" in provider.roles else None)


def _licenses(catalog: Catalog) -> Callable[[Any], dict[str, Cell]]:
    models = Counter(model.license_id for model in catalog.models.values())
    return lambda sheet: {
        "name": sheet.name,
        "category": sheet.category.replace("_", " "),
        "commercial": sheet.commercial_use.value.replace("_", " "),
        "limits": len(sheet.thresholds) + len(sheet.territory),
        "duties": len(sheet.obligations),
        "text_read": "yes" if sheet.text_basis.verified else "no",
        "reviewed": sheet.reviewed,
        "models": models[sheet.id],
    }


def _accelerators(_catalog: Catalog) -> Callable[[Any], dict[str, Cell]]:
    return lambda device: {
        **{key: getattr(device, key) for key in ("name", "vendor", "setting", "memory_gb", "bandwidth_gb_s")},
        **{key: getattr(device, key) for key in ("bf16_tflops", "fp8_tflops", "power_w")},
        "hourly_low_usd": device.hourly_usd.low,
        "hourly_high_usd": device.hourly_usd.high,
        "purchase_low_usd": device.purchase_usd.low,
        "purchase_high_usd": device.purchase_usd.high,
    }


def _frameworks(_catalog: Catalog) -> Callable[[Any], dict[str, Cell]]:
    return lambda framework: {
        "name": framework.name,
        "status": framework.status,
        "applicability": framework.applicability,
        "checks": len(framework.checks),
        "blockers": sum(check.severity == "blocker" for check in framework.checks),
    }


def _name(table: Mapping[str, Any], key: str | None) -> str | None:
    """The name of a record, or the id itself when nobody has that record."""
    return table[key].name if key is not None and key in table else key


_CELLS: Mapping[ShelfName, Callable[[Catalog], Callable[[Any], dict[str, Cell]]]] = MappingProxyType({
    "models": _models, "providers": _providers, "licenses": _licenses, "accelerators": _accelerators,
    "frameworks": _frameworks,
})  # fmt: skip

"""The tables that join genai-prices to the catalog: aliases.yaml, genai.yaml and retirements.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from weighbridge.errors import InvalidField
from weighbridge.plugins import parsecache


@dataclass(frozen=True, slots=True)
class Alias:
    """What a name at a provider stands for."""

    model: str
    """Catalog id of the model."""
    regions: tuple[str, ...] | None = None
    """Region ids of the provider where it is sold; None leaves that to the provider's posture."""
    batch_of: str | None = None
    """Name of which this one is only the batch price."""
    fallback: bool = False
    """True when the provider sells it and genai-prices prices it by the maker's list."""
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Joins:
    """All three tables, keyed by the provider ids of genai-prices."""

    aliases: dict[str, dict[str, Alias]]
    providers: dict[str, str]
    """genai-prices provider to ours, where they differ."""
    releases: dict[str, str]
    """Version of genai-prices to the day it was published."""
    not_apis: dict[str, str]
    """Providers left out, with the reason."""
    notes: dict[str, str]
    """What to know about every offer of a provider."""
    left_out: dict[str, dict[str, str]]
    """Names left out, with the reason."""
    retirements: dict[str, dict[str, str]]
    """Provider id of ours, then name, to the day it stops."""
    retirement_source: dict[str, str]
    """Evidence for those days."""

    def provider_id(self, genai_id: str) -> str:
        """Our id of a genai-prices provider."""
        return self.providers.get(genai_id, genai_id.replace("_", "-"))


def load(folder: Path) -> Joins:
    """Read the tables. Raises the errors of `yamlfile.read`, or InvalidField for a row of the wrong shape."""
    aliases = parsecache.load(folder / "aliases.yaml")
    genai = parsecache.load(folder / "genai.yaml")
    retirements = parsecache.load(folder / "retirements.yaml")
    return Joins(
        aliases={
            provider: {name: _alias(folder, provider, name, row) for name, row in rows.items()}
            for provider, rows in aliases["aliases"].items()
        },
        providers=genai["providers"],
        releases=genai["releases"],
        not_apis=genai["not_apis"],
        notes=genai["notes"],
        left_out=genai["left_out"],
        retirements=retirements["retirements"],
        retirement_source=retirements["source"],
    )


def _alias(folder: Path, provider: str, name: str, row: Any) -> Alias:
    if isinstance(row, str):
        return Alias(row)
    try:
        regions = row.get("regions")
        return Alias(**{**row, "regions": None if regions is None else tuple(regions)})
    except (AttributeError, TypeError) as error:
        path = folder / "aliases.yaml"
        field = f"aliases.{provider}.{name}"
        raise InvalidField(path, 1, field, f"must be a model id or an alias row: {error}.") from error

"""The core knows no provider, maker, model or license by name: facts live in plugins."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from weighbridge.catalog import Catalog

# fmt: off
ORDINARY = {
    "api", "avian", "command", "community", "computer", "cursor", "custom", "deep", "embed", "liquid", "meta",
    "modal", "modified", "other", "perplexity", "phi", "proprietary", "replicate", "rerank", "seed", "services",
    "solar", "sonar", "step", "terms", "text", "together", "vertex", "writer",
}
# fmt: on
"""Names that are also words of this trade or of English; `phi` is health data in `data.phi`."""

FORMATS = {f"footprint/hf/{name}.py": {"hugging face"} for name in ("__init__", "config", "quantization")}
"""Names of file formats that the core reads, which happen to be a provider's."""

PROVENANCE = re.compile(r"\b(?:source|check):")
"""Lines of data files that say where a number comes from may name anybody."""

SHORTEST = 3


def words_of(catalog: Catalog) -> set[str]:
    """Names a reader would recognize: of providers, models and license families."""
    named: set[str] = set()
    for provider in catalog.providers.values():
        named |= {provider.id, provider.name, *provider.aliases}
    for model in catalog.models.values():
        named |= {model.id.split("/")[-1], model.name, model.id.split("/")[-1].split("-")[0]}
    for sheet in catalog.licenses.values():
        named |= {sheet.id, sheet.family, sheet.name, sheet.family.split("-")[0]}
    return {name.casefold() for name in named if len(name) >= SHORTEST} - ORDINARY


def hits(text: str, names: Iterable[str]) -> list[tuple[int, str]]:
    pattern = re.compile(
        r"(?<![\w-])(?:" + "|".join(map(re.escape, sorted(names, key=len, reverse=True))) + r")(?![\w-])"
    )
    return [
        (number, found.group())
        for number, line in enumerate(text.casefold().splitlines(), start=1)
        if not PROVENANCE.search(line)
        for found in pattern.finditer(line)
    ]


@pytest.fixture(scope="module")
def names(catalog: Catalog) -> set[str]:
    return words_of(catalog)


def test_the_core_names_nobody(root: Path, names: set[str]) -> None:
    core = root / "src" / "weighbridge"
    found = [
        f"{path.relative_to(core)}:{line}: {name}"
        for path in sorted(core.rglob("*"))
        if path.suffix in (".py", ".yaml")
        for line, name in hits(path.read_text(encoding="utf-8"), names)
        if name not in FORMATS.get(str(path.relative_to(core)), ())
    ]
    assert found == []


def test_the_search_finds_what_it_looks_for(catalog: Catalog, names: set[str]) -> None:
    provider = next(iter(catalog.providers.values()))
    assert hits(f"if provider == '{provider.id}':", names) == [(1, provider.id)]
    assert hits("if provider is None:", names) == []

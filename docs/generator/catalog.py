"""docs/catalog.md and its totals: what the shipped plugins hold."""

from __future__ import annotations

from collections import Counter

from generator.common import AS_OF, catalog, header, table

KINDS = (
    "models",
    "providers",
    "offers",
    "licenses",
    "accelerators",
    "frameworks",
    "benchmarks",
    "fine_tuning_services",
    "claims",
    "documents",
)


def page() -> str:
    """Counts per plugin, and what stands outside."""
    found = catalog()
    counts: dict[str, Counter[str]] = {}
    for (kind, _), plugin in found.origins.items():
        counts.setdefault(plugin, Counter())[kind] += 1
    kinds = [kind for kind in KINDS if any(count[kind] for count in counts.values())]
    rows = [
        [f"`{plugin.name}`", plugin.title, *(str(counts.get(plugin.name, Counter())[kind] or "") for kind in kinds)]
        for plugin in sorted(found.plugins, key=lambda item: item.name)
    ]
    total = [f"**{sum(count[kind] for count in counts.values()):,}**" for kind in kinds]
    unmatched = Counter(item.provider for item in found.unmatched_offers)
    left_out = [[f"`{provider}`", f"{count:,}"] for provider, count in sorted(unmatched.items())]
    parts = [
        header(f"the plugins as of {AS_OF}"),
        "# Catalog",
        (
            f"{totals()} Every row is browsed with `weighbridge models`, `providers`, `licenses`, `accelerators` and "
            "`frameworks`, which show the source of each field."
        ),
        "## Records by plugin",
        table(
            ["plugin", "title", *(f"#{kind.replace('_', ' ')}" for kind in kinds)],
            [*rows, ["**all**", "", *total]],
        ),
        "## Listed by the price source, not in the catalog",
        (
            f"{sum(unmatched.values()):,} names in the price source correspond to no model of the catalog, most of "
            "them embedding, image and speech models or old previews. They are counted here rather than guessed at."
        ),
        table(["provider", "#names"], left_out),
    ]
    return "\n\n".join(parts) + "\n"


def totals() -> str:
    """One sentence with the sizes of the catalog."""
    found = catalog()
    opened = sum(model.open_weights for model in found.models.values())
    sellers = len({offer.provider_id for offer in found.offers.values()})
    return (
        f"As of {AS_OF}: {len(found.models):,} models ({opened:,} with open weights, {len(found.models) - opened:,} "
        f"closed), {len(found.offers):,} offers of {sellers:,} API providers, {len(found.licenses):,} licenses, "
        f"{len(found.accelerators):,} accelerators, {len(found.frameworks):,} compliance frameworks and "
        f"{len(found.benchmarks):,} benchmarks from {len(found.plugins):,} plugins."
    )

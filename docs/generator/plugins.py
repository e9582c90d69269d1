"""docs/plugins.md: the directory of plugins, from their manifests."""

from __future__ import annotations

from collections import Counter

from generator.common import ROOT, catalog, header, one_line, table
from weighbridge.plugins.packs import load_pack

EXAMPLES = ("examples/weighbridge-acme/weighbridge_acme", "examples/packs/acme")


def page() -> str:
    """Every plugin that comes with the product, and the examples."""
    found = catalog()
    counts: dict[str, Counter[str]] = {}
    for (kind, _), plugin in found.origins.items():
        counts.setdefault(plugin, Counter())[kind] += 1
    rows = [
        [f"`{plugin.name}`", one_line(plugin.title), _brings(counts.get(plugin.name, Counter())), _form(plugin.kind)]
        for plugin in sorted(found.plugins, key=lambda item: item.name)
    ]
    examples = []
    for folder in EXAMPLES:
        pack = load_pack(ROOT / folder)
        kinds = ", ".join(kind.replace("_", " ") for kind in pack.kinds)
        home = folder.removesuffix("/weighbridge_acme")
        examples.append([f"[{home}](../{home})", one_line(pack.manifest.title), kinds])
    parts = [
        header("the manifests of the plugins"),
        "# Plugins",
        (
            "All plugins are found the same way; those below are installed with the product. `weighbridge plugins "
            "list` shows what is installed where you are, with versions and problems."
        ),
        table(["plugin", "title", "brings", "made of"], rows),
        "## To start from",
        table(["example", "title", "brings"], examples),
        "## Yours",
        (
            "Start with [tutorial-plugin.md](tutorial-plugin.md). A plugin is listed here when `weighbridge plugins "
            "check` passes for its published version and its data names public sources: open a pull request that adds "
            "its name."
        ),
    ]
    return "\n\n".join(parts) + "\n"


def _brings(counts: Counter[str]) -> str:
    words = [f"{count:,} {kind.replace('_', ' ')}" for kind, count in sorted(counts.items())]
    return ", ".join(words) or "no records on that day"


def _form(kind: str) -> str:
    return "YAML" if kind == "pack" else "YAML and Python"

"""docs/sizing.md and docs/cost.md: the methods, with real runs of the commands they are about."""

from __future__ import annotations

import shlex

from generator.common import AS_OF, fill, table

PEOPLE = "size qwen3-32b --accelerator H100 --context 8192 --concurrency 100"
COMPARE = "size qwen3-32b --context 8192 --concurrency 100 --compare H100,H200,B200,L40S,MI300X"
LOAD = "size qwen3-32b --queries 3000000 --input-tokens 2000 --output-tokens 400 --pace 20 --spare"
COST = "cost qwen3-32b --queries 3000000 --input-tokens 2000 --output-tokens 400 --power 0.2 --staff 2000"
ARTICLE = "cost --article"


def sizing_page() -> str:
    """The hand-written text with runs of `weighbridge size` and the tables its figures come from."""
    from weighbridge.footprint.constants import constants
    from weighbridge.footprint.layout import SPLITS
    from weighbridge.footprint.precision import precisions

    k = constants()
    rows = [
        [f"`{name}`", item.title, f"{item.bytes_per_weight:.4f}", "all" if item.whole_model else "matrices"]
        for name, item in precisions().items()
    ]
    return fill(
        "sizing.md",
        "src/weighbridge/footprint",
        people=_run(PEOPLE),
        compare=_run(COMPARE),
        load=_run(LOAD),
        target=f"{k.load.target_share:.0%}",
        splits=", ".join(map(str, SPLITS)),
        links=", ".join(f"{kind.replace('_', ' ')} at most {most}" for kind, most in k.devices.max_split.items()),
        precisions=table(["precision", "title", "#bytes per weight", "counts for"], rows),
    )


def cost_page() -> str:
    """The hand-written text with runs of `weighbridge cost`."""
    from weighbridge.pricing.self_hosting import market_spreads

    spreads = market_spreads()
    return fill(
        "cost.md",
        "src/weighbridge/pricing",
        cost=_run(COST),
        rent_spread=f"{spreads.rent:g}",
        purchase_spread=f"{spreads.purchase:g}",
        article=_run(ARTICLE),
    )


def _run(line: str) -> str:
    """What a command prints on the fixed day, with the catalog of the product's own plugins."""
    from click.testing import CliRunner

    from weighbridge.cli import command
    from weighbridge.plugins.discover import discover

    own = ",".join(candidate.name for candidate in discover()[0] if candidate.first_party)
    words = [*shlex.split(line), "--as-of", AS_OF.isoformat(), "--only-plugins", own]
    result = CliRunner().invoke(command, words, catch_exceptions=False)
    if result.exit_code:
        raise RuntimeError(f"{line}: {result.output}")
    text = "\n".join(row.rstrip() for row in result.stdout.splitlines())
    return f"```text\n$ weighbridge {line}\n{text}\n```"

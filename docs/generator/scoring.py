"""docs/scoring.md: gates, criteria and anchors, from the code that applies them."""

from __future__ import annotations

from generator.common import fill, table


def page() -> str:
    """The hand-written introduction with tables from the code."""
    from weighbridge.options.table import INDEX_OF
    from weighbridge.ranking.criteria import BUILT_IN_CRITERIA
    from weighbridge.ranking.gates import BUILT_IN_GATES

    gates = [[f"`{gate.name}`", gate.title, gate.grain] for gate in BUILT_IN_GATES]
    criteria = [
        [f"`{item.name}`", item.title, item.unit, item.anchors.replace("|", "\\|"), item.grain]
        for item in BUILT_IN_CRITERIA
    ]
    grains = [[f"`{grain}`", f"`{index}`", _columns(grain)] for grain, index in INDEX_OF.items()]
    return fill(
        "scoring.md",
        "src/weighbridge/ranking",
        gates=table(["gate", "what must hold", "computed per"], gates),
        criteria=table(["criterion", "title", "unit", "anchors", "computed per"], criteria),
        grains=table(["grain", "joined by", "columns"], grains),
        anchors=f"```yaml\n{_anchor_file()}```",
        default_weights=", ".join(f"{name} {weight:g}" for name, weight in _default_weights().items()),
    )


def _columns(grain: str) -> str:
    """Columns of a dimension table, as an expression can use them."""
    return ", ".join(f"`{name}`" for name in _dimensions()[grain] if not name.endswith("_ix"))


def _dimensions() -> dict[str, list[str]]:
    from typing import cast

    from generator.common import catalog
    from weighbridge.advisor import Advisor
    from weighbridge.needs import Needs, Workload

    needs = Needs(workload=Workload(queries_per_month=1000, input_tokens=1000, output_tokens=200))
    options = Advisor(catalog()).rank(needs).ranking.options
    return {cast("str", grain): frame.columns for grain, frame in options.dimensions.items()}


def _anchor_file() -> str:
    from importlib import resources

    return resources.files("weighbridge.ranking").joinpath("anchors.yaml").read_text(encoding="utf-8")


def _default_weights() -> dict[str, float]:
    from weighbridge.needs import Needs, Workload

    return Needs(workload=Workload(queries_per_month=1, input_tokens=1, output_tokens=1)).weights

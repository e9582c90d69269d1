"""The table of options: every way of running every model, one row each, joined from small dimension tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from weighbridge.compliance.assess import Assessment
from weighbridge.extensions import Grain
from weighbridge.licensing.verdict import Verdict
from weighbridge.options.context import Context
from weighbridge.options.frames import CatalogFrames, supply_regions
from weighbridge.options.hosting import HostingPlans, hosting_plans
from weighbridge.options.judge import ComplianceBench, LicenseBench
from weighbridge.options.supply import SELF_HOSTED, Supply, own_supplies, stored_in
from weighbridge.records import Accelerator, Framework, Region
from weighbridge.records.provider import Certificate

INDEX_OF: dict[Grain, str] = {
    "model": "model_ix",
    "offer": "offer_ix",
    "supply": "supply_ix",
    "region": "region_ix",
    "license": "license_ix",
    "compliance": "compliance_ix",
    "plan": "plan_ix",
}
"""Dimension to the column of the option table that holds its row number."""

CERTIFICATES: tuple[Certificate, ...] = ("soc2_type2", "iso_27001", "iso_42001", "hipaa_baa", "fedramp", "pci_dss")


@dataclass(frozen=True)
class OptionTable:
    """All options, and the dimensions behind them."""

    context: Context
    frames: CatalogFrames
    supplies: tuple[Supply, ...]
    regions: tuple[tuple[int, Region], ...]
    verdicts: Sequence[Verdict]
    assessments: Sequence[Mapping[str, Assessment]]
    plans: HostingPlans
    """Accelerator plans; `plan_ix` is the row number in `plans.best`."""
    options: pl.DataFrame
    """One row per option: the `*_ix` columns, hosting, cost_low, cost_expected, cost_high, accelerator_count."""
    dimensions: Mapping[Grain, pl.DataFrame]


def build_options(frames: CatalogFrames, context: Context, plans: pl.DataFrame) -> OptionTable:
    """Join the dimensions into the table of options.

    `plans` comes from `footprint.plan.plans` for the load of the needs. Raises UnknownId for an owned accelerator that
    the catalog does not have, and UnknownFramework or WrongAnswer for a compliance entry that cannot be judged.
    """
    supplies = (*frames.supplies, *own_supplies(context.needs))
    regions = supply_regions(supplies)
    supply_table, region_table = _supply_table(supplies), _region_table(regions, supplies)
    licenses = LicenseBench(context)
    costed = hosting_plans(plans, context)
    options = pl.concat(
        [
            _api_rows(frames, context, licenses, region_table),
            _own_rows(frames, supplies, licenses, region_table, costed.best),
        ],
        how="diagonal",
    )
    compliance = ComplianceBench(context, supplies, regions)
    # Regions are numbered supply by supply, and a model stands once in each: one key, sorted in a third of the time.
    place = pl.col("model_ix").cast(pl.UInt64) * len(regions) + pl.col("region_ix")
    options = _with_compliance(options, compliance, frames).sort(place)
    return OptionTable(
        context=context,
        frames=frames,
        supplies=supplies,
        regions=regions,
        verdicts=licenses.verdicts,
        assessments=compliance.assessments,
        plans=costed,
        options=options.with_row_index("option_ix"),
        dimensions={
            "model": frames.model_table,
            "offer": frames.offer_table,
            "supply": supply_table,
            "region": region_table.join(supply_table, on="supply_ix", maintain_order="left"),
            "license": _license_table(licenses.verdicts),
            "compliance": _compliance_table(compliance.assessments, context.catalog.frameworks),
            "plan": _plan_table(costed.best, context.catalog.accelerators),
        },
    )


def _api_rows(
    frames: CatalogFrames, context: Context, licenses: LicenseBench, region_table: pl.DataFrame
) -> pl.DataFrame:
    """Offers times the regions they are sold in; where a provider has several offers of a model, the cheapest."""
    costs = frames.prices.costs(context.needs.workload)
    offers = frames.offer_table.select("offer_ix", "model_ix", "supply_ix", "offer_regions").with_columns(
        costs["low"].alias("cost_low"),
        costs["expected"].alias("cost_expected"),
        costs["high"].alias("cost_high"),
        licenses.rows(frames, frames.sales["model_ix"], frames.sales["from_maker"]),
        frames.sales["provider_ix"],
        frames.sales["several"],
    )
    rows = offers.join(region_table.select("region_ix", "supply_ix", "region_id"), on="supply_ix")
    sold = pl.col("offer_regions").is_null() | pl.col("offer_regions").list.contains(pl.col("region_id"))
    rows = rows.filter(sold).with_columns(hosting=pl.lit("cloud_api"), accelerator_count=pl.lit(0, dtype=pl.Int64))
    several = pl.col("several")
    if frames.sales["several"].any():
        cheapest = (
            rows.filter(several)
            .sort("cost_expected", "offer_ix", nulls_last=True)
            .unique(["model_ix", "provider_ix", "region_id"], keep="first", maintain_order=True)
        )
        rows = pl.concat([rows.filter(~several), cheapest])
    return rows.drop("offer_regions", "provider_ix", "region_id", "several")


def _own_rows(
    frames: CatalogFrames,
    supplies: Sequence[Supply],
    licenses: LicenseBench,
    region_table: pl.DataFrame,
    plans: pl.DataFrame,
) -> pl.DataFrame:
    """Every open model under every self-hosting pattern, with its cheapest plan if it has one."""
    opened = frames.model_table.filter("open_weights").select("model_ix", "model_id", "plannable")
    elsewhere = pl.repeat(value=False, n=len(opened), eager=True)
    models = opened.with_columns(licenses.rows(frames, opened["model_ix"], elsewhere))
    own = pl.DataFrame(
        {
            "hosting": list(SELF_HOSTED),
            "supply_ix": range(len(supplies) - len(SELF_HOSTED), len(supplies)),
        },
        schema={"hosting": pl.String, "supply_ix": pl.UInt32},
    ).join(region_table.select("region_ix", "supply_ix"), on="supply_ix")
    best = plans.select(
        "model_id", "hosting", "plan_ix", "cost_low", "cost_expected", "cost_high", "accelerator_count", "owned"
    )
    return (
        models.join(own, how="cross")
        .join(best, on=["model_id", "hosting"], how="left")
        .drop("model_id")
        .with_columns(pl.col("accelerator_count").cast(pl.Int64))
    )


def _with_compliance(options: pl.DataFrame, bench: ComplianceBench, frames: CatalogFrames) -> pl.DataFrame:
    kinds = frames.model_classes.of_model.gather(options["model_ix"])
    return options.with_columns(bench.rows(options["region_ix"], kinds, frames.traits))


def _supply_table(supplies: Sequence[Supply]) -> pl.DataFrame:
    """One row per supply: provider, hosting, and its posture as plain columns (null is unknown)."""
    postures = [supply.posture for supply in supplies]
    columns: dict[str, list[object]] = {
        "provider_id": [supply.provider.id if supply.provider else None for supply in supplies],
        "hosting": [supply.hosting for supply in supplies],
        "trains_on_data": [posture.trains_on_data.value for posture in postures],
        "retention_days": [posture.retention.days for posture in postures],
        "zero_retention": [posture.retention.zero_option for posture in postures],
    }
    for name in CERTIFICATES:
        facts = [posture.certificates.get(name) for posture in postures]
        columns[name] = [fact.value if fact else None for fact in facts]
    schema: dict[str, type[pl.DataType]] = dict.fromkeys(columns, pl.String)
    return pl.DataFrame(columns, schema={**schema, "retention_days": pl.Float64}).with_row_index("supply_ix")


def _region_table(regions: Sequence[tuple[int, Region]], supplies: Sequence[Supply]) -> pl.DataFrame:
    """One row per (supply, region): where data is processed and stored, and how the region is had."""
    stored = [stored_in(region, supplies[supply_ix].posture) for supply_ix, region in regions]
    return pl.DataFrame(
        {
            "supply_ix": [supply_ix for supply_ix, _ in regions],
            "region_id": [region.id for _, region in regions],
            "processing": [None if region.processing is None else list(region.processing) for _, region in regions],
            "storage": [None if where is None else list(where) for where in stored],
            "access": [region.access for _, region in regions],
        },
        schema={
            "supply_ix": pl.UInt32,
            "region_id": pl.String,
            "processing": pl.List(pl.String),
            "storage": pl.List(pl.String),
            "access": pl.String,
        },
    ).with_row_index("region_ix")


def _license_table(verdicts: Sequence[Verdict]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "verdict": [verdict.verdict for verdict in verdicts],
            "license_ref": [verdict.license_id for verdict in verdicts],
            "asks_worse": [
                any(ask.could_become in ("forbidden", "needs_vendor_agreement") for ask in verdict.open_asks)
                for verdict in verdicts
            ],
            "text_read": [verdict.text_read for verdict in verdicts],
            "obligations": [len(verdict.obligations) for verdict in verdicts],
        },
        schema={
            "verdict": pl.String,
            "license_ref": pl.String,
            "asks_worse": pl.Boolean,
            "text_read": pl.Boolean,
            "obligations": pl.Int64,
        },
    ).with_row_index("license_ix")


def _compliance_table(
    assessments: Sequence[Mapping[str, Assessment]], frameworks: Mapping[str, Framework]
) -> pl.DataFrame:
    """One row per set of verdicts: whether any framework blocks, whether an option-specific blocker is unknown, and
    the share of checks that pass.
    """
    judged = {id(item): item for row in assessments for item in row.values()}
    blocked = {key: item.status == "blocked" for key, item in judged.items()}
    asks = {key: item.has_to_confirm for key, item in judged.items()}
    met = {key: _met(item, frameworks[item.framework_id]) for key, item in judged.items()}
    sets = [[id(item) for item in row.values()] for row in assessments]
    return pl.DataFrame(
        {
            "blocked": [any(blocked[key] for key in keys) for keys in sets],
            "blocker_unknown": [any(asks[key] for key in keys) for keys in sets],
            "checks_met_share": [_met_share([met[key] for key in keys]) for keys in sets],
        },
        schema={"blocked": pl.Boolean, "blocker_unknown": pl.Boolean, "checks_met_share": pl.Float64},
    ).with_row_index("compliance_ix")


_PLAN_COLUMNS = (
    "accelerator_id",
    "precision",
    "accelerator_count",
    "gpus_per_replica",
    "replicas",
    "seconds_per_token",
    "output_tokens_per_s",
    "utilization",
)


def _plan_table(best: pl.DataFrame, accelerators: Mapping[str, Accelerator]) -> pl.DataFrame:
    """One row per plan that an option uses: the machines, their power draw in watts each, and what they do."""
    power = {"accelerator_id": list(accelerators), "power_w": [item.power_w for item in accelerators.values()]}
    known = pl.DataFrame(power, schema={"accelerator_id": pl.String, "power_w": pl.Float64})
    return best.select("plan_ix", *_PLAN_COLUMNS).join(known, on="accelerator_id", how="left", maintain_order="left")


_SEVERITY_WEIGHT = {"blocker": 3.0, "major": 2.0, "minor": 1.0}


def _met_share(met: Sequence[tuple[float, float]]) -> float | None:
    """Share of the checks in force about the option that it meets, by weight; None without any."""
    total = sum(of for _, of in met)
    return sum(weight for weight, _ in met) / total if total else None


def _met(item: Assessment, framework: Framework) -> tuple[float, float]:
    """Weight of the checks in force about the option that it meets, and of all of them.

    A check that does not reach the option, because nobody else processes the data, say, is met; an unknown one is not.
    What the organization itself owes is the same for every option and left out.
    """
    met = total = 0.0
    if item.status == "not_applicable":
        return met, total
    for result in item.checks:
        if result.result != "not_yet" and framework.attributes[result.check.attribute].scope == "option":
            weight = _SEVERITY_WEIGHT.get(result.check.severity, 0.0)
            total += weight
            met += weight if result.result in ("pass", "not_applicable") else 0.0
    return met, total

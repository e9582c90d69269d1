"""`weighbridge cost`: what a model costs a month at every provider and on hardware, with the break-even volume."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from weighbridge.cli.common import (
    CatalogRequest,
    catalog_options,
    console,
    format_option,
    open_catalog,
    print_json,
    show_failures,
    snapshot_of,
)
from weighbridge.cli.hosting_options import Amount, hosting_options

if TYPE_CHECKING:
    from weighbridge.catalog import Catalog
    from weighbridge.needs import Infrastructure, Workload
    from weighbridge.pricing.claims import ClaimedCost, ClaimedHardware
    from weighbridge.pricing.compare import Comparison, HardwareCost, OfferCost
    from weighbridge.pricing.monthly import CostRange
    from weighbridge.pricing.undercut import Undercut

EXAMPLES = """\b
Examples:
  weighbridge cost MAKER/MODEL --queries 1000000 --input-tokens 1000 --output-tokens 500
  weighbridge cost MODEL --queries 5e6 --input-tokens 800 --output-tokens 200 --power 0.18 --staff 9000
  weighbridge cost MODEL --queries 1e6 --input-tokens 1000 --output-tokens 500 --rent H100=2.10 --spare
  weighbridge cost MODEL --queries 1e6 --input-tokens 1000 --output-tokens 500 --series --format json
  weighbridge cost --article
"""
SERIES_DECADES = 2.0
"""How far a cost series reaches below and above the stated volume, in powers of ten."""


@click.command(epilog=EXAMPLES)
@click.argument("ref", metavar="MODEL", required=False)
@click.option("--queries", type=Amount(0, 1e12, min_open=True), help="Queries a month.")
@click.option("--input-tokens", type=click.IntRange(1, 100_000_000), help="Mean prompt length in tokens.")
@click.option("--output-tokens", type=click.IntRange(1, 100_000_000), help="Mean answer length in tokens.")
@click.option("--cached-share", type=Amount(0, 1), default=0.0, help="Share of the prompt read from a cache.")
@click.option("--batch", is_flag=True, help="Answers may take hours, so batch prices apply.")
@click.option(
    "--peak-factor",
    type=Amount(1, 1000),
    default=3.0,
    show_default=True,
    help="Busiest hour over the average hour.",
)
@click.option("--pace", type=Amount(0, 1e5, min_open=True), metavar="V", help="Tokens a second for each user.")
@click.option("--series", is_flag=True, help="With JSON: cost against volume, for a chart.")
@click.option("--article", is_flag=True, help="Instead of a model: what the market article claims, recomputed.")
@hosting_options
@format_option("table", "json")
@catalog_options
def command(  # one argument per option
    ref: str | None,
    output: str,
    request: CatalogRequest,
    infrastructure: Infrastructure,
    series: bool,
    article: bool,
    **load: Any,
) -> None:
    """Monthly cost of MODEL at every provider and self-hosted, cheapest first, and where the two break even.

    MODEL is an id, name or alias, or on disk a model folder, a config.json or a GGUF file. Every price is a list price
    in USD with its source; unknown prices are shown as unknown, never as 0. Hardware has a range, never one figure.
    """
    if article:
        _show_article(request, infrastructure, ref, load, output)
        return
    if ref is None or None in (load["queries"], load["input_tokens"], load["output_tokens"]):
        raise click.UsageError("MODEL, --queries, --input-tokens and --output-tokens are needed (or --article alone).")
    from weighbridge.cli.cost_words import print_comparison
    from weighbridge.cli.local import find_model
    from weighbridge.errors import ContextTooLong
    from weighbridge.pricing.compare import compare

    workload = _workload(load)
    catalog = open_catalog(request)
    model, notes = find_model(catalog, ref)
    tokens = workload.input_tokens + workload.output_tokens
    if model.context_tokens and tokens > model.context_tokens:
        raise ContextTooLong(model.id, tokens, model.context_tokens)
    found = compare(catalog, model, workload, infrastructure)
    if output == "json":
        more = {"volume_series": _series_json(found, workload)} if series else {}
        print_json(as_json(found, workload) | more | snapshot_of(catalog))
    else:
        print_comparison(console(), found, workload, notes)
    show_failures(catalog.failures)


def _workload(load: dict[str, Any]) -> Workload:
    from weighbridge.needs import Workload

    return Workload(
        queries_per_month=load["queries"],
        input_tokens=load["input_tokens"],
        output_tokens=load["output_tokens"],
        cached_input_share=load["cached_share"],
        peak_factor=load["peak_factor"],
        max_seconds_per_token=None if load["pace"] is None else 1.0 / load["pace"],
        batch=load["batch"],
    )


def as_json(found: Comparison, workload: Workload) -> dict[str, Any]:
    """The comparison as plain data."""
    return {
        "model": found.model.id,
        "workload": workload.model_dump(mode="json"),
        "offers": [_offer_json(row, workload) for row in found.offers],
        "self_hosted": [_hardware_json(row) for row in found.hardware],
        "break_even_against": None if found.against is None else found.against.offer.id,
        "break_even": [_undercut_json(row) for row in found.undercuts],
        "claimed": [
            claim.model_dump(mode="json", include={"id", "statement", "value", "unit", "about", "known_otherwise"})
            for claim in found.claims
        ],
    }


def _cost_json(cost: CostRange) -> dict[str, Any]:
    return {"low": cost.low, "expected": cost.expected, "high": cost.high, "currency": "USD", "parts": cost.parts}


def _offer_json(row: OfferCost, workload: Workload) -> dict[str, Any]:
    offer, evidence = row.offer, row.offer.evidence_for("price")
    expected = row.cost.expected
    return {
        "offer": offer.id,
        "provider": offer.provider_id,
        "name": offer.provider_model_name,
        "regions": offer.regions,
        "monthly_cost": _cost_json(row.cost),
        "query_usd": None if expected is None else expected / workload.queries_per_month,
        "billing": row.billing,
        "price_basis": offer.price_basis,
        "hour_dependent": row.hour_dependent,
        "retires": offer.retires,
        "retired": row.retired,
        "note": offer.note,
        "evidence": None if evidence is None else evidence.model_dump(mode="json"),
    }


PLAN_FIELDS = (
    "gpus_per_replica",
    "utilization",
    "seconds_per_token",
    "time_to_first_token_s",
    "output_tokens_per_s",
    "low",
    "high",
    "max_concurrency",
    "margin_share",
    "tight",
    "calibrated",
    "basis",
)


def _hardware_json(row: HardwareCost) -> dict[str, Any]:
    each = row.usd_per_mtok
    return {
        "accelerator": row.accelerator.id,
        "accelerator_count": row.accelerator_count,
        "hosting": row.hosting,
        "precision": row.precision,
        "quantized_by_you": row.quantized_by_you,
        "replicas": row.replicas,
        "plan": {name: row.plan[name] for name in PLAN_FIELDS},
        "monthly_cost": _cost_json(row.cost),
        "usd_per_million_tokens": {"low": each.low, "expected": each.expected, "high": each.high},
        "notes": row.cost.notes,
        "break_even_queries_per_month": None if row.break_even is None else row.break_even.model_dump(),
    }


def _undercut_json(row: Undercut) -> dict[str, Any]:
    low, expected, high = row.copies.requests_per_replica
    return {
        "offer": row.offer_id,
        "hosting": row.hosting,
        "accelerator": row.accelerator.id,
        "accelerators_per_copy": row.gpus_per_replica,
        "precision": row.precision,
        "queries_per_month": row.break_even.model_dump(),
        "copy_monthly_cost": _cost_json(row.copies.replica),
        "copy_queries_per_month": {"low": low, "expected": expected, "high": high},
    }


def _series_json(found: Comparison, workload: Workload) -> list[dict[str, Any]]:
    """Cost against volume for the cheapest offer and the copies that undercut it first, rented and bought."""
    from weighbridge.pricing.undercut import per_request
    from weighbridge.pricing.volume import series, volumes

    if found.against is None:
        return []
    reach = 10**SERIES_DECADES
    at = volumes(workload.queries_per_month / reach, workload.queries_per_month * reach)
    request = per_request(found.against.cost, workload)
    return [
        {
            "offer": row.offer_id,
            "hosting": row.hosting,
            "accelerator": row.accelerator.id,
            "points": [
                {
                    "queries_per_month": point.queries_per_month,
                    "copies": point.replicas,
                    "offer_usd": None if point.offer is None else point.offer._asdict(),
                    "self_hosted_usd": None if point.self_hosted is None else point.self_hosted._asdict(),
                }
                for point in series(request, row.copies, at)
            ],
        }
        for row in found.undercuts
        if row.offer_id == found.against.offer.id
    ]


def _show_article(
    request: CatalogRequest, infrastructure: Infrastructure, ref: str | None, load: dict[str, Any], output: str
) -> None:
    """What is claimed about cost and hardware, beside the same figures of today."""
    from weighbridge.cli.cost_words import print_claims
    from weighbridge.pricing.claims import TOKENS, claimed_costs, claimed_hardware

    given, written = load["input_tokens"], load["output_tokens"]
    if ref is not None or load["queries"] is not None or (given is None) != (written is None):
        raise click.UsageError("--article takes no MODEL and no --queries; tokens only both or none.")
    catalog: Catalog = open_catalog(request)
    tokens = TOKENS if given is None else ((given, written),)
    costs, hardware = claimed_costs(catalog, tokens, infrastructure), claimed_hardware(catalog)
    if output == "json":
        print_json(
            {
                "costs": [_claimed_json(row, tokens) for row in costs],
                "hardware": [_claimed_hardware_json(row) for row in hardware],
            }
            | snapshot_of(catalog)
        )
    else:
        print_claims(console(), costs, hardware, tokens)
    show_failures(catalog.failures)


def _claimed_json(row: ClaimedCost, tokens: Any) -> dict[str, Any]:
    return {
        "claim": row.claim.model_dump(mode="json", include={"id", "statement", "value", "unit", "about"}),
        "model": row.model.id,
        "hosting": row.hosting,
        "computed": [
            {"input_tokens": given, "output_tokens": written, "how": how, "monthly_cost": cost and _cost_json(cost)}
            for (given, written), cost, how in zip(tokens, row.computed, row.how, strict=True)
        ],
    }


def _claimed_hardware_json(row: ClaimedHardware) -> dict[str, Any]:
    return {
        "claim": row.claim.model_dump(mode="json", include={"id", "statement", "value", "unit", "about"}),
        "model": row.model.id,
        "accelerator": row.accelerator.id,
        "precision": row.precision,
        "accelerator_count": row.count,
        "purchase_usd": None if row.price is None else row.price.model_dump(),
    }

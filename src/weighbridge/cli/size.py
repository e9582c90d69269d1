"""`weighbridge size`: memory, number of accelerators, speed and cost of a model you host."""

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
from weighbridge.cli.size_asked import Asked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from weighbridge.catalog import Catalog
    from weighbridge.needs import Infrastructure, Workload
    from weighbridge.pricing.load_plans import LoadPlan
    from weighbridge.pricing.self_hosting import SelfHosting
    from weighbridge.records import Accelerator

HOSTINGS: dict[str, SelfHosting] = {"rent": "self_hosted_cloud", "buy": "on_premises", "edge": "edge"}
EXAMPLES = """\b
Examples:
  weighbridge size MODEL --accelerator H100 --context 8192 --concurrency 32
  weighbridge size MODEL --concurrency 50 --compare H100,H200,L40S
  weighbridge size MODEL --queries 1000000 --input-tokens 1200 --output-tokens 350 --pace 20 --spare
  weighbridge size ./my-model --hosting buy --queries 200000 --input-tokens 900 --output-tokens 200
  weighbridge size ./my-model-q4_k_m.gguf --accelerator RTX-4090
"""


@click.command(epilog=EXAMPLES)
@click.argument("ref", metavar="MODEL")
@click.option("--accelerator", metavar="NAME", help="Accelerator id, name or alias. [default: weigh all]")
@click.option("--compare", metavar="A,B", help="Accelerators side by side: names with commas between, or all.")
@click.option("--precision", metavar="P", help="Number format of the weights: bf16, fp8, int4, q4_k_m ...")
@click.option("--context", type=click.IntRange(2, 100_000_000), metavar="T", help="Tokens of each sequence.")
@click.option("--concurrency", type=click.IntRange(1, 1_000_000), metavar="C", help="People at once. [default: 1]")
@click.option("--pace", type=Amount(0, 1e5, min_open=True), metavar="V", help="Tokens a second for each user.")
@click.option("--queries", type=Amount(0, 1e12, min_open=True), help="Queries a month, instead of people.")
@click.option("--input-tokens", type=click.IntRange(1, 100_000_000), help="Mean prompt length, with --queries.")
@click.option("--output-tokens", type=click.IntRange(1, 100_000_000), help="Mean answer length, with --queries.")
@click.option(
    "--peak-factor",
    type=Amount(1, 1000),
    default=3.0,
    show_default=True,
    help="Busiest hour over the average hour.",
)
@click.option(
    "--hosting",
    type=click.Choice(list(HOSTINGS)),
    help="How hardware is had. [default: rent; buy if what you name is only sold; edge if a load is to run on such]",
)
@hosting_options
@format_option("table", "json")
@catalog_options
def command(  # noqa: PLR0913, PLR0917  # click passes one argument per option
    ref: str,
    output: str,
    request: CatalogRequest,
    infrastructure: Infrastructure,
    hosting: str | None,
    accelerator: str | None,
    compare: str | None,
    precision: str | None,
    **load: Any,
) -> None:
    """How many accelerators MODEL needs, what fills their memory, how fast it answers and what that costs.

    MODEL is an id, name or alias of the catalog, or on disk a model folder, a config.json or a GGUF file; of those only
    headers are read. State the load as --concurrency people with --context tokens each, or as --queries a month.

    Without --precision the published weights are taken, or the first usual quantization that fits. Without --context
    8,192 tokens or the model's own limit, if smaller. Every figure is an estimate with its range.
    """
    from weighbridge.cli.local import find_model
    from weighbridge.footprint.precision import find
    from weighbridge.pricing.quotes import quoted

    workload = _workload(load)
    catalog = open_catalog(request)
    model, notes = find_model(catalog, ref)
    accelerators = quoted(catalog.accelerators, infrastructure)
    named = _named(catalog, accelerators, [accelerator or "", *(compare or "").split(",")])
    had = HOSTINGS[hosting] if hosting else _usual_hosting(named, loaded=workload is not None)
    asked = Asked(
        model,
        named or _all_for(accelerators, had),
        compare is not None,
        find(precision) if precision else None,
        load["context"],
        infrastructure,
        had,
        notes,
    )
    if workload is not None:
        _show_load(asked, catalog, workload, output)
    else:
        _show_people(asked, catalog, load["concurrency"] or 1, load["pace"], output)
    if output != "json":
        show_failures(catalog.failures)


def _workload(load: dict[str, Any]) -> Workload | None:
    """The load as queries a month; None when it is stated as people at once. Refuses half of either."""
    from weighbridge.needs import Workload

    sizes = [load["input_tokens"], load["output_tokens"]]
    if load["queries"] is None:
        if any(sizes):
            raise click.UsageError("--input-tokens and --output-tokens describe queries; add --queries.")
        return None
    if not all(sizes):
        raise click.UsageError("--queries needs --input-tokens and --output-tokens as well.")
    return Workload(
        queries_per_month=load["queries"],
        input_tokens=load["input_tokens"],
        output_tokens=load["output_tokens"],
        peak_factor=load["peak_factor"],
        peak_concurrency=load["concurrency"],
        max_seconds_per_token=None if load["pace"] is None else 1.0 / load["pace"],
    )


def _named(catalog: Catalog, accelerators: Mapping[str, Accelerator], names: list[str]) -> dict[str, Accelerator]:
    """The accelerators that the command line names; none for `all`. Raises UnknownId."""
    stated = [name.strip() for name in names if name.strip() and name.strip().lower() != "all"]
    wanted = [catalog.accelerators.find(name).id for name in stated]
    return {name: accelerators[name] for name in dict.fromkeys(wanted)}


def _all_for(accelerators: Mapping[str, Accelerator], hosting: SelfHosting) -> dict[str, Accelerator]:
    """The accelerators that serve that hosting and can be had."""
    from weighbridge.pricing.plans import SETTINGS

    return {
        name: item for name, item in accelerators.items() if item.setting in SETTINGS[hosting] and not item.preliminary
    }


def _usual_hosting(named: Mapping[str, Accelerator], *, loaded: bool) -> SelfHosting:
    """Rented, unless everything named is sold and nothing of it is let, or a load is to run on edge hardware alone."""
    from weighbridge.pricing.plans import SETTINGS

    if loaded and named and not any(item.setting in SETTINGS["self_hosted_cloud"] for item in named.values()):
        return "edge"
    sold = named and all(item.purchase_usd.known and not item.hourly_usd.known for item in named.values())
    return HOSTINGS["buy" if sold else "rent"]


def _show_people(asked: Asked, catalog: Catalog, people: int, pace: float | None, output: str) -> None:
    """The answer for a number of people at once."""
    from weighbridge.cli.size_words import print_people
    from weighbridge.footprint.opinions import with_opinions
    from weighbridge.footprint.size import smallest
    from weighbridge.pricing.plans import EDGE_ACCELERATORS_MAX
    from weighbridge.pricing.self_hosting import self_hosting_cost

    seconds = None if pace is None else 1.0 / pace
    devices = list(asked.accelerators.values())
    results = smallest(asked.model, devices, asked.precision, asked.context, people, seconds)
    if asked.hosting == "edge":
        # An edge device holds one or two accelerators; the answer that needs least is shown even if that is more.
        few = [result for result in results if result.accelerator_count <= EDGE_ACCELERATORS_MAX]
        results = few or results[:1]
    first, failures = with_opinions(
        results[0], asked.model, asked.accelerators[results[0].accelerator], catalog.throughput_estimators
    )
    results = [first, *results[1:]]
    show_failures(tuple(failures))
    costs = [
        self_hosting_cost(
            asked.accelerators[result.accelerator], result.accelerator_count, asked.infrastructure, asked.hosting
        )
        for result in results
    ]
    if output == "json":
        rows = [
            result.as_dict() | {"monthly_cost": cost_json(cost, asked.hosting)}
            for result, cost in zip(results, costs, strict=True)
        ]
        more = {"alternatives": rows[1:]} if len(devices) > 1 else {}
        print_json(rows[0] | {"notes": asked.notes} | more | snapshot_of(catalog))
        return
    print_people(console(), asked, results, costs)


def _show_load(asked: Asked, catalog: Catalog, workload: Workload, output: str) -> None:
    """The answer for queries a month."""
    from weighbridge.cli.size_words import print_load
    from weighbridge.pricing.load_plans import Wanted, cheaper_plans, load_plans, with_opinions
    from weighbridge.pricing.quotes import owned_counts

    owned = owned_counts(catalog.accelerators, asked.infrastructure)
    wanted = Wanted(asked.model, workload, asked.infrastructure, asked.hosting, owned, asked.precision, asked.context)
    plans = load_plans(wanted, asked.accelerators.values())
    cheaper = cheaper_plans(wanted, asked.accelerators.values(), plans[0])
    device = asked.accelerators[plans[0].size.accelerator]
    first, failures = with_opinions(plans[0], wanted, device, catalog.throughput_estimators)
    plans = (first, *plans[1:])
    show_failures(tuple(failures))
    if output == "json":
        rows = [_plan_json(plan) for plan in plans]
        beside = {"alternatives": rows[1:], "cheaper": [_plan_json(plan) for plan in cheaper]}
        stated = {"notes": asked.notes, "workload": workload.model_dump(mode="json")}
        print_json(rows[0] | stated | beside | snapshot_of(catalog))
        return
    print_load(console(), asked, plans, cheaper, workload)


def cost_json(cost: Any, hosting: str) -> dict[str, Any]:
    """A monthly cost as plain data."""
    ends = {"low": cost.low, "expected": cost.expected, "high": cost.high, "currency": "USD"}
    return {**ends, "hosting": hosting, "parts": cost.parts, "notes": cost.notes}


def _plan_json(plan: LoadPlan) -> dict[str, Any]:
    each = plan.usd_per_mtok
    return plan.size.as_dict() | {
        "utilization": plan.utilization,
        "owned": plan.owned,
        "quantized_by_you": plan.quantized_by_you,
        "monthly_cost": cost_json(plan.cost, plan.hosting),
        "usd_per_million_tokens": {"low": each.low, "expected": each.expected, "high": each.high},
    }

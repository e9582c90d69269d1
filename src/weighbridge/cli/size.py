"""`weighbridge size`: memory, number of accelerators and speed of a model you host."""

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
    table,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from weighbridge.catalog import Catalog
    from weighbridge.footprint.size import SizeResult
    from weighbridge.records.accelerator import Accelerator

ALTERNATIVES = 8
"""Accelerators listed below the answer when none was named; JSON has them all."""


@click.command(epilog="Example: weighbridge size MODEL --accelerator H100-SXM --context 8192 --concurrency 32")
@click.argument("ref", metavar="MODEL")
@click.option("--accelerator", metavar="NAME", help="Accelerator id, name or alias. [default: compare all]")
@click.option("--precision", metavar="P", help="Number format of the weights: bf16, fp8, int4, q4_k_m ...")
@click.option("--context", type=click.IntRange(min=2), metavar="T", help="Tokens of each sequence, prompt and answer.")
@click.option(
    "--concurrency", type=click.IntRange(min=1), default=1, show_default=True, metavar="C", help="Sequences at once."
)
@format_option("table", "json")
@catalog_options
def command(  # noqa: PLR0913, PLR0917  # click passes one argument per option
    ref: str,
    accelerator: str | None,
    precision: str | None,
    context: int | None,
    concurrency: int,
    output: str,
    request: CatalogRequest,
) -> None:
    """How many accelerators MODEL (id, name or alias) needs, what fills their memory, how fast it answers.

    Without --precision the published weights are taken, or the first usual quantization that fits. Without --context
    8,192 tokens or the model's own limit, if smaller. Speed is a closed form fitted to measurements, with its range.
    """
    from weighbridge.footprint.precision import find
    from weighbridge.footprint.size import size, smallest

    catalog = open_catalog(request)
    model = catalog.models.find(ref)
    chosen = find(precision) if precision else None
    if accelerator:
        results = [size(model, catalog.accelerators.find(accelerator), chosen, context, concurrency)]
    else:
        results = smallest(model, _common(catalog), chosen, context, concurrency)
    if output == "json":
        alternatives = [result.as_dict() for result in results[1:]]
        print_json(results[0].as_dict() | ({} if accelerator else {"alternatives": alternatives}))
        return
    show_failures(catalog.failures)
    out = console()
    _print_answer(out, results[0], catalog)
    if len(results) > 1:
        _print_alternatives(out, results[1:], catalog)


def _common(catalog: Catalog) -> Sequence[Accelerator]:
    """Accelerators that can be had today."""
    return [item for item in catalog.accelerators.values() if not item.preliminary]


def _print_answer(out: Console, result: SizeResult, catalog: Catalog) -> None:
    name = catalog.accelerators[result.accelerator].name
    memory = result.memory
    out.print(f"{catalog.models[result.model].name} at {result.precision} on {name}", style="bold")
    out.print(_plan_sentence(result, name))
    grid = table(["One copy", "GiB"], right=["GiB"])
    band = result.overhead_band_gib * result.parallelism
    grid.add_row("weights", f"{memory.weights_gib:,.1f}")
    grid.add_row(_cache_line(result), f"{memory.kv_cache_gib:,.1f}")
    grid.add_row(f"overhead (known to +/- {band:.0f} GiB)", f"{memory.overhead_gib:,.1f}")
    grid.add_row(f"total on {result.parallelism} x {name}", f"{memory.total_gib:,.1f}")
    grid.add_row("per accelerator", f"{memory.per_accelerator_gib:,.1f} of {memory.usable_gib:,.1f}")
    out.print(grid)
    out.print(_speed_sentence(result))
    out.print(_basis_sentence(result, catalog), style="dim")


def _plan_sentence(result: SizeResult, name: str) -> str:
    copies = f"{result.copies} {'copy' if result.copies == 1 else 'copies'}"
    count = f"{copies} x {result.parallelism} = {result.accelerator_count} x {name}"
    holds = f"each copy serves {result.max_concurrency} at once at {result.context_tokens:,} tokens"
    warning = " [yellow]Tight: less than a tenth of the cache is free.[/]" if result.tight else ""
    return f"{count}; {holds}; {result.margin_share:.0%} margin.{warning}"


def _cache_line(result: SizeResult) -> str:
    per_copy = -(-result.concurrency // result.copies)
    return (
        f"cache of {per_copy} x {result.context_tokens:,} tokens ({result.kv_bytes_per_token / 1024:,.0f} KiB a token)"
    )


def _speed_sentence(result: SizeResult) -> str:
    speed = result.throughput
    if speed is None:
        return f"Speed: not computed, because {result.throughput_missing}."
    return (
        f"Speed with {result.concurrency} at work: {speed.output_tokens_per_s:,.0f} tokens/s in all "
        f"({speed.low:,.0f} to {speed.high:,.0f}), {1 / speed.seconds_per_token:,.0f} tokens/s for each, "
        f"first token after about {speed.time_to_first_token_s:,.1f} s."
    )


def _basis_sentence(result: SizeResult, catalog: Catalog) -> str:
    architecture = catalog.models[result.model].architecture
    if architecture is None:
        first = "The layout is not known: memory is an upper bound computed from the number of parameters."
    elif architecture.evidence is None:
        first = "Layout from the model's record."
    else:
        first = f"Layout: {architecture.evidence.grade}, {architecture.evidence.source}."
    second = (
        ""
        if result.calibrated or result.throughput is None
        else " The speed formula was not fitted on such devices, hence the wide range."
    )
    return first + second


def _print_alternatives(out: Console, results: Sequence[SizeResult], catalog: Catalog) -> None:
    right = ["Count", "GiB each", "Margin", "Tokens/s", "Range"]
    grid = table(["Or on", "Count", "Precision", "GiB each", "Margin", "Tokens/s", "Range"], right=right)
    for result in results[:ALTERNATIVES]:
        grid.add_row(*_alternative(result, catalog))
    out.print()
    out.print(grid)
    if len(results) > ALTERNATIVES:
        out.print(f"{len(results) - ALTERNATIVES} more with --format json.", style="dim")


def _alternative(result: SizeResult, catalog: Catalog) -> tuple[Any, ...]:
    speed = result.throughput
    shown = (
        ("unknown", "")
        if speed is None
        else (
            f"{speed.output_tokens_per_s:,.0f}",
            f"{speed.low:,.0f}-{speed.high:,.0f}",
        )
    )
    memory = f"{result.memory.per_accelerator_gib:,.1f}"
    name = catalog.accelerators[result.accelerator].name
    return name, str(result.accelerator_count), result.precision, memory, f"{result.margin_share:.0%}", *shown

"""What `weighbridge size` prints: the plan in a sentence, its memory, its speed, its cost, and the alternatives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge.cli.common import table
from weighbridge.cli.size_basis import print_basis, print_notes
from weighbridge.cli.size_table import HAD, TIGHT, print_table
from weighbridge.reports.words import money, money_range

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from weighbridge.cli.size_asked import Asked
    from weighbridge.footprint.size_result import SizeResult, Throughput
    from weighbridge.needs import Workload
    from weighbridge.pricing.load_plans import LoadPlan
    from weighbridge.pricing.monthly import CostRange
    from weighbridge.records import Accelerator

ALTERNATIVES = 8
"""Other accelerators listed below the answer when none was named; JSON has them all."""
FASTER, CHEAPER = 6, 3
"""Plans listed for a load beside the answer; JSON has them all."""
GIB = 2.0**30
NO_GPU_LINKS = ("ethernet", "proprietary", "unified")
"""Links of devices that are not called GPUs."""


def print_people(out: Console, asked: Asked, results: Sequence[SizeResult], costs: Sequence[CostRange]) -> None:
    """The smallest answer in full, and the others in a table; side by side when that is asked for."""
    if asked.side_by_side:
        people, tokens = results[0].concurrency, results[0].context_tokens
        crowd = f"{people:,} {'person' if people == 1 else 'people'} at once"
        out.print(
            f"{asked.model.name}: {crowd}, {tokens:,} tokens each",
            style="bold",
            markup=False,
        )
        print_notes(out, asked)
        print_table(out, asked, "Accelerator", results, costs)
        return
    _print_answer(out, asked, results[0])
    _print_cost(out, asked, costs[0])
    print_basis(out, asked, results[0])
    if len(results) > 1:
        out.print()
        print_table(out, asked, "Or on", results[1 : ALTERNATIVES + 1], costs[1 : ALTERNATIVES + 1])
        if len(results) > ALTERNATIVES + 1:
            out.print(f"{len(results) - ALTERNATIVES - 1} more: --compare all, or --format json.", style="dim")


def print_load(
    out: Console, asked: Asked, plans: Sequence[LoadPlan], cheaper: Sequence[LoadPlan], workload: Workload
) -> None:
    """The plan to defend in full, the faster ones that cost more, and those that cost less and fall short."""
    first = plans[0]
    out.print(
        f"{_whole(workload.queries_per_month)} queries a month, {workload.input_tokens:,} tokens in / "
        f"{workload.output_tokens:,} out, busiest hour {workload.peak_factor:g} times the average",
        markup=False,
    )
    if not asked.side_by_side:
        _print_answer(out, asked, first.size)
        out.print(_busiest_hour(first, workload))
        _print_cost(out, asked, first.cost, first)
        print_basis(out, asked, first.size)
    else:
        print_notes(out, asked)
    if asked.side_by_side:
        _print_plans(out, asked, "Plan", plans)
        return
    _print_plans(out, asked, "Faster, for more", plans[1 : FASTER + 1])
    if len(plans) > FASTER + 1:
        out.print(f"{len(plans) - FASTER - 1} more, faster still: --compare all, or --format json.", style="dim")
    _print_plans(out, asked, "Cheaper, but short", cheaper[-CHEAPER:])
    if cheaper:
        out.print("Short of reading pace, of memory (!), or of bfloat16 in old hardware.", style="dim")


def _print_plans(out: Console, asked: Asked, title: str, plans: Sequence[LoadPlan]) -> None:
    if plans:
        out.print()
        print_table(out, asked, title, [plan.size for plan in plans], [plan.cost for plan in plans])


def _busiest_hour(plan: LoadPlan, workload: Workload) -> str:
    from weighbridge.pricing.load_plans import READING_PACE_S

    speed, said = plan.size.throughput, f"The busiest hour takes {plan.utilization:.0%} of that speed."
    if workload.max_seconds_per_token is None and speed and speed.seconds_per_token <= READING_PACE_S:
        pace = f"{1 / READING_PACE_S:.0f} tokens a second"
        said += f" Everybody then still gets {pace} or more, faster than people read (--pace to change it)."
    return said


def devices(accelerator: Accelerator, count: int) -> str:
    """`6 GPUs`, or accelerators where nobody calls them that."""
    word = "accelerator" if accelerator.link in NO_GPU_LINKS else "GPU"
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def plan_sentence(result: SizeResult, accelerator: Accelerator) -> str:
    """The plan in plain words."""
    copies = f"{result.copies:,} {'copy' if result.copies == 1 else 'copies'}"
    extra = " (one of them spare)" if result.spare_copies else ""
    count = (
        f"{copies}{extra} x {result.parallelism} {accelerator.name} = {devices(accelerator, result.accelerator_count)}"
    )
    people = f"{result.max_concurrency:,} {'person' if result.max_concurrency == 1 else 'people'}"
    return f"{count}; each copy serves up to {people} at once; {result.margin_share:.0%} margin with {result.busy:,}."


def _print_answer(out: Console, asked: Asked, result: SizeResult) -> None:
    from weighbridge.footprint.constants import constants

    accelerator, memory = asked.accelerators[result.accelerator], result.memory
    out.print(f"{asked.model.name} at {result.precision} on {accelerator.name}", style="bold", markup=False)
    out.print(plan_sentence(result, accelerator), markup=False)
    spread = _spread(result)
    if spread:
        out.print(spread, markup=False)
    if result.tight:
        out.print(f"Tight: {TIGHT}. One more device, shorter or fewer sequences are safer.", style="yellow")
    if result.tight_count:
        out.print(
            f"{devices(accelerator, result.tight_count)} would hold them too, but with too little memory to spare."
        )
    grid = table(["One copy", "GiB"], right=["GiB"])
    grid.add_row("weights", f"{memory.weights_gib:,.1f}")
    grid.add_row(_cache_line(result), f"{memory.kv_cache_gib:,.1f}")
    band = result.overhead_band_gib * result.parallelism
    grid.add_row(f"overhead (known to +/- {band:.0f} GiB)", f"{memory.overhead_gib:,.1f}")
    grid.add_row(f"total on {result.parallelism} x {accelerator.name}", f"{memory.total_gib:,.1f}")
    share = constants().memory.utilization
    allowed = f"{share * memory.usable_gib:,.1f} that a server takes ({share:.0%} of {memory.usable_gib:,.1f})"
    grid.add_row(f"on each, of {allowed}", f"{memory.per_accelerator_gib:,.1f}")
    out.print(grid)
    out.print(_speed_sentence(result))


def _spread(result: SizeResult) -> str:
    """How a copy is spread where its devices do not simply share every layer, and what follows."""
    if result.stages > 1:
        return (
            f"A copy is a pipeline of {result.stages} x {result.parallelism // result.stages}: each part, usually a "
            f"node, holds some of the layers. More parts hold more people but answer nobody faster."
        )
    if result.attention_groups > 1:
        return "Each device of a copy has people of its own (data-parallel attention), to hold the cache only once."
    return ""


def _cache_line(result: SizeResult) -> str:
    """Whose cache it is: of all sequences in work, or of the longest one where that takes more."""
    tokens, longest = result.busy * result.context_tokens, result.longest_tokens
    of = f"{result.busy:,} x {result.context_tokens:,}" if tokens >= longest else f"1 x {longest:,}"
    # Accelerators of a copy that cannot divide a cache hold it several times.
    once = max(tokens, longest) * result.kv_bytes_per_token / GIB
    times = round(result.memory.kv_cache_gib / once)
    stored = f", held {times} times" if times > 1 else ""
    return f"cache of {of} tokens ({result.kv_bytes_per_token / 1024:,.0f} KiB a token{stored})"


def _speed_sentence(result: SizeResult) -> str:
    from weighbridge.pricing.load_plans import READING_PACE_S

    speed = result.throughput
    if speed is None:
        return f"Speed: not computed, because {result.throughput_missing}."
    slow = speed.seconds_per_token > READING_PACE_S
    hint = f" That is slower than people read: --pace {1 / READING_PACE_S:.0f} plans for more." if slow else ""
    return (
        f"Speed: {speed.output_tokens_per_s:,.0f} tokens/s in all ({speed.low:,.0f} to {speed.high:,.0f}), "
        f"{1 / speed.seconds_per_token:,.0f} for each user at {result.concurrency:,} at once, first token after "
        f"{speed.time_to_first_token_s:,.1f} s.{_opinions(speed)}{hint}"
    )


def _opinions(speed: Throughput) -> str:
    if not speed.opinions:
        return ""
    said = ", ".join(f"{opinion.estimator} {opinion.output_tokens_per_s:,.0f}" for opinion in speed.opinions)
    return f" That is the geometric mean of {said}."


def _print_cost(out: Console, asked: Asked, cost: CostRange, plan: LoadPlan | None = None) -> None:
    how = HAD[asked.hosting]
    if cost.expected is None:
        out.print(f"{how}: cost unknown. {' '.join(cost.notes)}", markup=False)
        return
    years = f" over {asked.infrastructure.depreciation_years:g} years" if how == "Bought" else ""
    each = plan.usd_per_mtok if plan else None
    per = f", {money_range(each.low, each.expected, each.high)} per million tokens" if each else ""
    out.print(f"{how}{years}: {money_range(cost.low, cost.expected, cost.high)} a month{per}.", markup=False)
    parts = ", ".join(f"{name.replace('_', ' ')} {money(usd)}" for name, usd in cost.parts.items())
    out.print(f"Made of: {parts}. {' '.join(cost.notes)}", style="dim", markup=False)


def _whole(value: float) -> str:
    return f"{value:,.0f}" if value >= 1 else f"{value:g}"

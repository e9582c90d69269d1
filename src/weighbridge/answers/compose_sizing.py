"""How many accelerators a named model needs, by the engine behind `size`."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from weighbridge.answers.answer import Draft, Figure, Statement
from weighbridge.answers.compose_knowledge import beside
from weighbridge.answers.figure_sources import cited, one_per_subject
from weighbridge.answers.quantities import first
from weighbridge.errors import WeighbridgeError

if TYPE_CHECKING:
    from weighbridge.answers.desk import Desk
    from weighbridge.answers.turn import Turn
    from weighbridge.footprint.size_result import SizeResult
    from weighbridge.records import Model


SIZING_METHOD = "sizing-method"


def sizing(turn: Turn, desk: Desk) -> Draft | None:
    """How many accelerators a named model needs."""
    from weighbridge.footprint.size import size, smallest

    models = [model for model in one_per_subject(turn) if model.open_weights]
    if not models:
        return None
    model = models[0]
    found = turn.entities.quantities
    context = first(found, "context_tokens", "tokens", "input_tokens")
    asked = first(found, "concurrency", "users")
    concurrency, precision = int(asked or 1), _precision(turn)
    try:
        if turn.accelerators:
            device = desk.catalog.accelerators[turn.accelerators[0]]
            results = [size(model, device, precision, int(context) if context else None, concurrency)]
        else:
            devices = [
                item
                for item in desk.catalog.accelerators.values()
                if not item.preliminary and item.setting == "datacenter"
            ]
            results = smallest(model, devices, precision, int(context) if context else None, concurrency)
    except WeighbridgeError as error:
        text = str(error)
        return Draft("sizing", (Statement(text, "lead", cited(desk, f"model:{model.id}#size"), basis=text),))
    flags = f"--context {results[0].context_tokens} --concurrency {concurrency}"
    asked_for = first(found, "accelerators") or (1.0 if turn.says("single") else None)
    plan = _plan(desk, model, results)
    if turn.says("memory_asked") and not turn.accelerators:
        plan[:2] = [_memory(model, results[0], plan[0]), replace(plan[0], role="why")]
    if turn.accelerators and turn.says("fits") and turn.says("yes_no"):
        plan[0] = _whether(plan[0], results[0], asked_for)
    parts = (*plan, *beside(turn, desk, (SIZING_METHOD,), 40))
    return Draft("sizing", parts, "answered", (f"weighbridge size {model.id} {flags}",))


def _memory(model: Model, best: SizeResult, plan: Statement) -> Statement:
    """What the weights and all of it take, before the devices that hold it."""
    memory = best.memory
    text = (
        f"The weights of {model.name} take {memory.weights_gib:.1f} GiB at {best.precision}; with cache and overhead "
        f"it needs {memory.total_gib:.1f} GiB for {best.concurrency} x {best.context_tokens:,} tokens."
    )
    return replace(plan, text=text)


def _whether(lead: Statement, best: SizeResult, asked_for: float | None) -> Statement:
    """Yes or no before the plan, where the question names the hardware that it should fit on."""
    most = asked_for or 1.0
    if best.tight_count and best.tight_count <= most < best.accelerator_count:
        return replace(lead, text=f"Only just: {lead.text}")
    fits = best.accelerator_count <= most
    if fits:
        answer = "Yes, with little memory to spare" if best.tight else "Yes"
    else:
        answer = "Not on one" if asked_for is None else "No, not on so few"
    return replace(lead, text=f"{answer}: {lead.text}")


def _plan(desk: Desk, model: Model, results: list[SizeResult]) -> list[Statement]:
    best = results[0]
    name = desk.catalog.accelerators[best.accelerator].name
    memory = best.memory
    basis = (
        f"{model.name}: weights {memory.weights_gib:.1f} + cache {memory.kv_cache_gib:.1f} + overhead "
        f"{memory.overhead_gib:.1f} GiB = {memory.total_gib:.1f} GiB at {best.precision}, {best.context_tokens} tokens "
        f"x {best.concurrency}; usable {memory.usable_gib:.1f} GiB per {name}"
    )
    figures = [
        Figure("accelerators", best.accelerator_count, name, basis),
        Figure("weights", round(memory.weights_gib, 1), "GiB", f"parameters x bytes at {best.precision}"),
        Figure(
            "kv_cache",
            round(memory.kv_cache_gib, 1),
            "GiB",
            f"{best.kv_bytes_per_token:,.0f} bytes a token x tokens x sequences",
        ),
        Figure("total", round(memory.total_gib, 1), "GiB", basis),
    ]
    many = "sequence" if best.concurrency == 1 else "sequences"
    text = (
        f"{model.name} needs {best.accelerator_count} x {name} at {best.precision} for {best.concurrency} {many} of "
        f"{best.context_tokens:,} tokens."
    )
    if best.tight_count:
        figures.append(Figure("tight_accelerators", best.tight_count, name, basis))
        text += f" {best.tight_count} x {name} would just hold that, with too little memory to spare."
    cite = cited(desk, f"model:{model.id}#size") or cited(desk, f"model:{model.id}#profile")
    lead = Statement(text, "lead", cite, tuple(figures), f"{basis} {name}")
    why = Statement(f"Memory: {basis.partition(': ')[2]}.", "why", (), tuple(figures), basis)
    parts = [lead, why]
    if best.throughput is not None:
        speed = best.throughput
        figure = Figure(
            "speed",
            round(speed.output_tokens_per_s),
            "output tokens/s",
            f"closed form, {speed.low:.0f} to {speed.high:.0f}",
        )
        band = f"{speed.low:,.0f} to {speed.high:,.0f}"
        told = f"Speed in all: about {speed.output_tokens_per_s:,.0f} output tokens/s ({band})."
        parts.append(
            Statement(told, "why", (), (figure,), f"{speed.low:.0f} {speed.high:.0f} {speed.output_tokens_per_s:.0f}")
        )
    others = [
        f"{r.accelerator_count} x {desk.catalog.accelerators[r.accelerator].name} at {r.precision}"
        for r in results[1:4]
    ]
    if others:
        parts.append(Statement(f"Or: {'; '.join(others)}.", "why", basis=" ".join(others)))
    return parts


def _precision(turn: Turn) -> str | None:
    """The number format that the question names; None leaves the choice to the engine."""
    from weighbridge.errors import UnknownPrecision
    from weighbridge.footprint.precision import find

    bits = first(turn.entities.quantities, "bits")
    by_bits = {16: ["bf16"], 8: ["fp8"], 4: ["int4"]}.get(int(bits), []) if bits else []
    for word in by_bits + re.findall(r"\b(?:bf16|fp16|fp8|int8|int4|q\d\w*|mxfp4|nvfp4|fp4)\b", turn.words.lower()):
        try:
            return find(word)
        except UnknownPrecision:
            continue
    return None

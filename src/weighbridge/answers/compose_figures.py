"""Answers that are computed: monthly cost and accelerators needed, by the engines behind `cost` and `size`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from weighbridge.answers.answer import Citation, Draft, Figure, Statement
from weighbridge.answers.compose_knowledge import beside
from weighbridge.answers.evidence import from_passage
from weighbridge.answers.quantities import first
from weighbridge.errors import WeighbridgeError

if TYPE_CHECKING:
    from weighbridge.answers.desk import Desk
    from weighbridge.answers.turn import Turn
    from weighbridge.footprint.size import SizeResult
    from weighbridge.records import Model

COST_METHOD = "cost-method"
SIZING_METHOD = "sizing-method"
_OFFERS = 4
TYPICAL = (1_000, 500)
"""Tokens in and out of a query that is taken as typical where none are stated; the answer says so."""


def cost(turn: Turn, desk: Desk) -> Draft | None:
    """What a stated volume costs a month; or the list prices, with the question for the volume."""
    from weighbridge.needs import Workload
    from weighbridge.pricing.compare import compare

    models = _models(turn)
    if not models:
        return None
    queries = first(turn.entities.quantities, "queries_month", "users")
    tokens_in, tokens_out = _tokens(turn)
    assumed = queries is not None and (tokens_in is None or tokens_out is None)
    if assumed:
        tokens_in, tokens_out = tokens_in or TYPICAL[0], tokens_out or TYPICAL[1]
    if queries is None or tokens_in is None or tokens_out is None:
        return _prices(turn, desk, models, queries, tokens_in, tokens_out)
    workload = Workload(
        queries_per_month=queries, input_tokens=tokens_in, output_tokens=tokens_out, batch=turn.says("kinds", "batch")
    )
    parts: list[Statement] = []
    for model in models[:3]:
        parts += _month(desk, compare(desk.full, model, workload), workload)
    if not parts:
        return None
    parts[0] = replace(parts[0], role="lead")
    flags = f"--queries {queries:.0f} --input-tokens {tokens_in} --output-tokens {tokens_out}"
    command = f"weighbridge cost {models[0].id} {flags}"
    parts += beside(turn, desk, (COST_METHOD,), 35)
    if assumed:
        text = (
            f"Assumption: {tokens_in:,} input and {tokens_out:,} output tokens per query, because you did not say. "
            "Tell me your token counts for your own figure."
        )
        parts.append(Statement(text, "ask", basis=text))
    return Draft("cost", tuple(parts), "needs_more" if assumed else "answered", (command,))


def _month(desk: Desk, found: object, workload: object) -> list[Statement]:
    from weighbridge.needs import Workload
    from weighbridge.pricing.compare import Comparison

    assert isinstance(found, Comparison) and isinstance(workload, Workload)  # noqa: S101  # typed lazily above
    model, queries = found.model, workload.queries_per_month
    per = f"{workload.input_tokens:,} input and {workload.output_tokens:,} output tokens each"
    known = [row for row in found.offers if row.cost.expected is not None and not row.retired]
    cite = _cited(desk, f"model:{model.id}#profile")
    parts: list[Statement] = []
    figures = []
    for row in known[:_OFFERS]:
        price, expected = row.offer.price, row.cost.expected or 0.0
        rate = (
            f"{price.input_usd_per_mtok} and {price.output_usd_per_mtok} USD per million tokens in and out"
            if price
            else ""
        )
        basis = f"{queries:,.0f} queries x ({per}) at {rate}, {row.offer.id}"
        figures.append(Figure(f"{model.id}@{row.offer.provider_id}", expected, "USD a month", basis))
    if figures:
        names = [desk.catalog.providers[row.offer.provider_id].name for row in known[:_OFFERS]]
        listed = "; ".join(
            f"{_usd(figure.value)} at {name}" for figure, name in zip(figures[1:], names[1:], strict=True)
        )
        then = f" Next: {listed}." if listed else ""
        text = f"{model.name} costs about {_usd(figures[0].value)} a month for {queries:,.0f} queries of {per}, "
        text += f"at {names[0]}.{then}"
        parts.append(Statement(text, "why", cite, tuple(figures), f"{model.name} {' '.join(names)}"))
        parts.append(Statement(f"Computed: {figures[0].basis}.", "why", (), tuple(figures[:1]), figures[0].basis))
    else:
        text = f"No price by token is known for {model.name}; unknown is not free."
        parts.append(Statement(text, "why", cite, basis=model.name))
    parts += _hosting(found, cite)
    return parts


def _hosting(found: object, cite: tuple[Citation, ...]) -> list[Statement]:
    from weighbridge.pricing.compare import Comparison

    assert isinstance(found, Comparison)  # noqa: S101  # typed lazily above
    row = next((row for row in found.hardware if row.cost.expected is not None), None)
    if row is None:
        if found.model.open_weights:
            return []
        text = f"{found.model.name} cannot be self-hosted: the weights are not published."
        return [Statement(text, "why", cite, basis=found.model.name)]
    how = "rented" if row.hosting == "self_hosted_cloud" else "bought"
    value = row.cost.expected or 0.0
    notes = " ".join(row.cost.notes)
    basis = f"{row.accelerator_count} x {row.accelerator.name} {how}, {row.precision}, parts {row.cost.parts}; {notes}"
    figures = [Figure(f"{found.model.id}@{row.hosting}", value, "USD a month", basis)]
    plan = f"{row.accelerator_count} x {row.accelerator.name} {how} at {row.precision}"
    text = f"Self-hosted, the cheapest plan is {plan}: about {_usd(value)} a month."
    meeting = row.break_even
    if meeting is not None and meeting.expected is not None:
        volume = meeting.expected
        against = found.against.offer.id if found.against else "the offer"
        figures.append(
            Figure(
                "break_even",
                volume,
                "queries a month",
                f"cost of the plan over the price of a query at {against}",
            )
        )
        text += f" It breaks even at about {volume:,.0f} queries a month."
    elif meeting is not None:
        text += " At no volume does it undercut the cheapest offer."
    if row.cost.notes:
        text += f" {' '.join(row.cost.notes)}"
    return [Statement(text, "why", cite, tuple(figures), f"{found.model.name} {basis} {' '.join(row.cost.notes)}")]


def _prices(
    turn: Turn, desk: Desk, models: list[Model], queries: float | None, tokens_in: int | None, tokens_out: int | None
) -> Draft:
    """List prices per million tokens, and what is missing for a monthly figure."""
    parts: list[Statement] = []
    for model in models[:4]:
        offers = desk.full.offers_by_model.get(model.id, ())
        priced = [offer for offer in offers if offer.price and not offer.hourly_usd]
        own = [offer for offer in priced if offer.provider_id == model.maker] or sorted(
            priced,
            key=lambda o: (o.price.input_usd_per_mtok + o.price.output_usd_per_mtok, o.id) if o.price else (0.0, o.id),
        )
        cite = _cited(desk, f"model:{model.id}#profile")
        if not own or own[0].price is None:
            parts.append(
                Statement(
                    f"No token price is known for {model.name}; unknown is not free.", "why", cite, basis=model.name
                )
            )
            continue
        offer, price = own[0], own[0].price
        name = desk.catalog.providers[offer.provider_id].name
        basis = f"list price of {offer.id}"
        figures = (
            Figure(f"{model.id} input", price.input_usd_per_mtok, "USD per million tokens", basis),
            Figure(f"{model.id} output", price.output_usd_per_mtok, "USD per million tokens", basis),
        )
        text = (
            f"{model.name} costs ${price.input_usd_per_mtok:g} per million input tokens and "
            f"${price.output_usd_per_mtok:g} per million output tokens at {name}."
        )
        parts.append(Statement(text, "why", cite, figures, f"{model.name} {name} {basis}"))
    missing = [
        word
        for word, value in (
            ("queries a month", queries),
            ("input tokens per query", tokens_in),
            ("output tokens per query", tokens_out),
        )
        if value is None
    ]
    if turn.says("claims", "weights"):
        parts += beside(turn, desk, (COST_METHOD,), 60)
    asked = turn.says("refusals", "vague") or queries is not None or "month" in turn.words.lower()
    parts[0] = replace(parts[0], role="lead")
    parts.append(Statement(f"For a monthly figure tell me: {', '.join(missing)}.", "ask"))
    return Draft("cost", tuple(parts), "needs_more" if asked else "answered", (f"weighbridge cost {models[0].id}",))


def sizing(turn: Turn, desk: Desk) -> Draft | None:
    """How many accelerators a named model needs."""
    from weighbridge.footprint.size import size, smallest

    models = [model for model in _models(turn) if model.open_weights]
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
        return Draft("sizing", (Statement(text, "lead", _cited(desk, f"model:{model.id}#size"), basis=text),))
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
        f"The weights of {model.name} take {memory.weights_gib:.1f} GiB at {best.precision}; with cache and overhead it "
        f"needs {memory.total_gib:.1f} GiB for {best.concurrency} x {best.context_tokens:,} tokens."
    )
    return replace(plan, text=text)


def _whether(lead: Statement, best: SizeResult, asked_for: float | None) -> Statement:
    """Yes or no before the plan, where the question names the hardware that it should fit on."""
    answer = "Yes" if best.accelerator_count <= (asked_for or 1.0) else "No, not on so few"
    if asked_for is None and answer != "Yes":
        answer = "Not on one"
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
    cite = _cited(desk, f"model:{model.id}#size") or _cited(desk, f"model:{model.id}#profile")
    lead = Statement(text, "lead", cite, tuple(figures), f"{basis} {name}")
    why = Statement(f"Memory: {basis.partition(': ')[2]}.", "why", (), tuple(figures), basis)
    parts = [lead, why]
    if best.throughput is not None:
        speed = best.throughput
        figure = Figure(
            "speed", speed.output_tokens_per_s, "output tokens/s", f"closed form, {speed.low:.0f} to {speed.high:.0f}"
        )
        band = f"{speed.low:,.0f} to {speed.high:,.0f}"
        told = f"Speed in all: about {speed.output_tokens_per_s:,.0f} output tokens/s ({band})."
        parts.append(Statement(told, "why", (), (figure,), f"{speed.low:.0f} {speed.high:.0f}"))
    others = [
        f"{r.accelerator_count} x {desk.catalog.accelerators[r.accelerator].name} at {r.precision}"
        for r in results[1:4]
    ]
    if others:
        parts.append(Statement(f"Or: {'; '.join(others)}.", "why", basis=" ".join(others)))
    return parts


def _models(turn: Turn) -> list[Model]:
    """One model per subject: the one named, or the largest released chat model of a family."""
    found = []
    for subject in turn.subjects:
        usable = [model for model in subject.models if model.kind in ("chat", "completion")] or list(subject.models)
        alive = [model for model in usable if model.status in ("released", "preview")] or usable
        if alive:
            found.append(max(alive, key=lambda m: ("(base)" not in m.name, -len(m.name), m.release_date or "", m.id)))
    return found


def _tokens(turn: Turn) -> tuple[int | None, int | None]:
    """Tokens in and out, as stated; two plain token counts are taken as in, then out."""
    found = turn.entities.quantities
    given_in, given_out = first(found, "input_tokens"), first(found, "output_tokens")
    plain = [item.value for item in found if item.unit == "tokens"]
    if given_in is None and plain:
        given_in = plain.pop(0)
    if given_out is None and plain:
        given_out = plain.pop(0)
    return (int(given_in) if given_in else None), (int(given_out) if given_out else None)


def _precision(turn: Turn) -> str | None:
    """The number format that the question names; None leaves the choice to the engine."""
    import re

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


def _cited(desk: Desk, passage_id: str) -> tuple[Citation, ...]:
    passage = desk.passage(passage_id)
    return from_passage(passage).citations if passage else ()


def _usd(value: float) -> str:
    return f"${value:,.0f}" if value >= 100 else f"${value:,.2f}"

"""How many of which accelerator serve a number of people at once: the numbers behind `weighbridge size`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from weighbridge.errors import ContextTooLong, DoesNotFit, FormatNotServed, SizeUnknown, TooSlow
from weighbridge.footprint.case import Case
from weighbridge.footprint.fallback import layout
from weighbridge.footprint.precision import has_bfloat16, offered, precisions, served
from weighbridge.footprint.size_result import SizeResult
from weighbridge.records.accelerator import Accelerator
from weighbridge.records.model import Model

SHORTAGES = (DoesNotFit, TooSlow, FormatNotServed)
Shortage: TypeAlias = DoesNotFit | TooSlow | FormatNotServed


def size(
    model: Model,
    accelerator: Accelerator,
    precision: str | None = None,
    context_tokens: int | None = None,
    concurrency: int = 1,
    max_seconds_per_token: float | None = None,
) -> SizeResult:
    """The fewest accelerators that hold `concurrency` sequences of `context_tokens`, each as long as that.

    `precision` None takes the published one, or the first usual quantization that fits. What fits no node is spread
    over several, in stages. With `max_seconds_per_token` a copy works on no more sequences than keep that pace. Speed
    assumes answers of a quarter of the context, at most 512 tokens.

    Raises SizeUnknown or ContextTooLong, or DoesNotFit, TooSlow or FormatNotServed when it will not do.
    """
    architecture = layout(model)
    if architecture is None:
        raise SizeUnknown(model.id)
    tokens = context_tokens or min(model.context_tokens or 8192, 8192)
    if model.context_tokens and tokens > model.context_tokens:
        raise ContextTooLong(model.id, tokens, model.context_tokens)
    shortages: list[Shortage] = []
    for pipelined in (False, True):
        for name in (precision,) if precision else offered(architecture):
            compute = precisions()[name].compute
            if not served(accelerator, compute):
                stack = accelerator.software if compute == "gguf" else None
                shortages.append(FormatNotServed(accelerator.name, name, stack))
                continue
            case = Case(model, architecture, accelerator, name, tokens, concurrency, max_seconds_per_token)
            try:
                return case.result(pipelined=pipelined)
            except SHORTAGES as shortage:
                shortages.append(shortage)
        if any(isinstance(shortage, TooSlow) for shortage in shortages):
            break  # what fits a node is slower over several
    raise nearest(shortages)


def nearest(shortages: Sequence[Shortage]) -> Shortage:
    """Of all that will not do, the one that comes nearest, which says most."""
    return min(shortages, key=lambda item: (not isinstance(item, TooSlow), item.shortfall))


def smallest(
    model: Model,
    accelerators: Sequence[Accelerator],
    precision: str | None,
    context_tokens: int | None,
    concurrency: int,
    max_seconds_per_token: float | None = None,
) -> list[SizeResult]:
    """Results for every accelerator that the model fits, fewest devices and then least memory first.

    Accelerators that hold it only when its weights are squeezed to 4 bit come after the others, as do those whose speed
    is uncertain, those that it leaves hardly any memory, those without bfloat16, and those of which no price is known.
    Raises as `size` does, the last two when none will do.
    """
    found: list[SizeResult] = []
    shortages: list[Shortage] = []
    for accelerator in accelerators:
        try:
            found.append(size(model, accelerator, precision, context_tokens, concurrency, max_seconds_per_token))
        except SHORTAGES as error:
            shortages.append(error)
    if not found and shortages:
        raise nearest(shortages)
    stored = found[0].published_precision
    current = {item.id for item in accelerators if has_bfloat16(item)}
    priced = {item.id for item in accelerators if item.hourly_usd.known or item.purchase_usd.known}
    return sorted(
        found,
        key=lambda r: (
            r.precision != stored and precisions()[r.precision].four_bit,
            not r.calibrated,
            r.tight,
            r.accelerator not in current,
            r.accelerator not in priced,
            r.accelerator_count,
            r.memory.usable_gib,
            r.accelerator,
        ),
    )

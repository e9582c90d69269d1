"""`weighbridge accelerators`: browse device types with memory, speed and prices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import click

from weighbridge.cli.browse import Column, Shelf, amount, browse, span
from weighbridge.cli.common import CatalogRequest, catalog_options, format_option

if TYPE_CHECKING:
    from weighbridge.catalog import Catalog
    from weighbridge.records import PriceRange

_LEGEND = "BF16 and FP8: dense TFLOPS, `?` unknown or not supported. Prices: market ranges. *: preliminary."


@click.command(epilog="Example: weighbridge accelerators H100-SXM")
@click.argument("ref", metavar="[ID]", required=False)
@format_option("table", "json")
@catalog_options
def command(ref: str | None, output: str, request: CatalogRequest) -> None:
    """List accelerators, or show one (by ID or name) with the source of every figure.

    GB is the vendor's label, GB/s the memory bandwidth. Prices are market ranges in USD, never quotes.
    """
    browse(Shelf("accelerators", _columns, _LEGEND), request, output, ref)


def _columns(_catalog: Catalog) -> Sequence[Column]:
    return (
        Column("ID", lambda device: device.id),
        Column("Setting", lambda device: device.setting + (" *" if device.preliminary else "")),
        Column("GB", lambda device: amount(device.memory_gb), right=True),
        Column("GB/s", lambda device: amount(device.bandwidth_gb_s), right=True),
        Column("BF16", lambda device: amount(device.bf16_tflops), right=True),
        Column("FP8", lambda device: amount(device.fp8_tflops), right=True),
        Column("Watt", lambda device: amount(device.power_w), right=True),
        Column("USD/hour", lambda device: _prices(device.hourly_usd, lambda usd: f"{usd:.2f}"), right=True),
        Column("USD to buy", lambda device: _prices(device.purchase_usd, _thousands), right=True),
    )


def _prices(price: PriceRange, show: Callable[[float], str]) -> str:
    return span((price.low, price.typical, price.high), show)


def _thousands(usd: float) -> str:
    return f"{usd / 1000:.3g}k"

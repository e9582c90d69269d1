"""Options of the commands that price hardware of your own: what it costs, what you own, how it is had."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from math import isnan
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from weighbridge.needs import Infrastructure

Command = TypeVar("Command", bound=Callable[..., Any])


class Amount(click.FloatRange):
    """A number within a range; what is no number is none."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number. Fails for one outside the range, and for `nan`, which every comparison lets through."""
        found = super().convert(value, param, ctx)
        if isnan(found):
            self.fail(f"{value!r} is not a number.", param, ctx)
        return found


class _Pair(click.ParamType[tuple[str, float]]):
    """NAME=NUMBER, the number above 0."""

    name = "pair"

    def __init__(self, *, whole: bool = False) -> None:
        self.whole = whole

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, float]:
        if isinstance(value, tuple):
            return value
        name, mark, text = str(value).rpartition("=")
        try:
            number = int(text) if self.whole else float(text)
        except ValueError:
            number = 0
        if not (mark and name.strip() and 0 < number <= (1e6 if self.whole else 1e9)):
            kind = "whole number" if self.whole else "number"
            self.fail(
                f"{value!r}: write it as NAME={'8' if self.whole else '2.50'}, with a {kind} above 0.", param, ctx
            )
        return name.strip(), number


_OPTIONS = (
    click.option("--power", type=Amount(0, 1000), metavar="USD", help="Electricity, USD per kWh."),
    click.option("--pue", type=Amount(1, 5), metavar="F", help="Power of your site over its computers'."),
    click.option("--staff", type=Amount(0, 1e12), metavar="USD", help="People who run it, USD a month."),
    click.option("--staff-share", type=Amount(0, 1), default=1.0, help="Share of their time for this use."),
    click.option(
        "--years",
        type=Amount(0.1, 100),
        default=4.0,
        show_default=True,
        help="Years to pay off what you buy.",
    ),
    click.option(
        "--rent", "rents", type=_Pair(), multiple=True, metavar="NAME=USD", help="Rent you were quoted, an hour each."
    ),
    click.option(
        "--price", "prices", type=_Pair(), multiple=True, metavar="NAME=USD", help="Price you were quoted, each."
    ),
    click.option(
        "--own", "owned", type=_Pair(whole=True), multiple=True, metavar="NAME=N", help="Accelerators you own."
    ),
    click.option(
        "--price-level",
        type=click.Choice(["low", "typical", "high"]),
        default="typical",
        show_default=True,
        help="Where in the market's range prices are expected.",
    ),
    click.option("--spare", is_flag=True, help="One copy more than the load needs (N+1)."),
)


def hosting_options(function: Command) -> Command:
    """Add the options; the command receives an `Infrastructure` as `infrastructure`."""

    @wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        names = ("power", "pue", "staff", "staff_share", "years", "rents", "prices", "owned", "price_level", "spare")
        stated = {name: kwargs.pop(name) for name in names}
        return function(*args, infrastructure=_infrastructure(stated), **kwargs)

    for option in reversed(_OPTIONS):
        wrapper = option(wrapper)
    return wrapper  # type: ignore[return-value]  # click's decorators keep the function callable


def _infrastructure(stated: dict[str, Any]) -> Infrastructure:
    from weighbridge.needs import Infrastructure

    return Infrastructure(
        owned_accelerators={name: int(count) for name, count in stated["owned"]},
        price_level=stated["price_level"],
        spare_replica=stated["spare"],
        power_usd_per_kwh=stated["power"],
        power_usage_effectiveness=stated["pue"],
        staff_usd_per_month=stated["staff"],
        staff_share=stated["staff_share"],
        depreciation_years=stated["years"],
        hourly_usd=dict(stated["rents"]),
        purchase_usd=dict(stated["prices"]),
    )

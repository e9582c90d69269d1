"""What an option costs a month: by token, by the hour, or on hardware of your own."""

from weighbridge.pricing.break_even import BreakEven, break_even, break_even_requests
from weighbridge.pricing.monthly import HOURS_PER_MONTH, SECONDS_PER_MONTH, CostRange
from weighbridge.pricing.price_table import PriceTable, offer_costs
from weighbridge.pricing.rates import rates_for, request_cost_usd
from weighbridge.pricing.self_hosting import self_hosting_cost

__all__ = [
    "HOURS_PER_MONTH",
    "SECONDS_PER_MONTH",
    "BreakEven",
    "CostRange",
    "PriceTable",
    "break_even",
    "break_even_requests",
    "offer_costs",
    "rates_for",
    "request_cost_usd",
    "self_hosting_cost",
]

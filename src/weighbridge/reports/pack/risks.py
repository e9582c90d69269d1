"""Risks that follow from the facts of the chosen option, each with what can be done and what remains."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from weighbridge.licensing.wording import called
from weighbridge.records.base import last_day
from weighbridge.reports import words
from weighbridge.reports.pack.decision import Decision

THIN_LEAD = 1.0
"""Points below which two options are as good as equal."""
WIDE_RANGE = 1.5
"""High over low cost beyond which the range matters."""
WEAK = ("claimed", "estimated")
SOON_MONTHS = 24


@dataclass(frozen=True)
class Risk:
    """What could go wrong, what to do about it, and what is left then."""

    what: str
    mitigation: str
    residual: str


def risks(decision: Decision) -> tuple[Risk, ...]:
    """The risks that the facts show; an empty tuple says only that none of these rules found one."""
    rules = (_standing, _lead, _cost, _license, _weights, _retirement, _machines, _evidence, _unknown_values)
    return tuple(risk for rule in rules for risk in rule(decision))


def _standing(decision: Decision) -> Iterable[Risk]:
    chosen = decision.chosen
    points = len(chosen.open_points)
    if points:
        yield Risk(
            f"{'One fact is' if points == 1 else f'{points} facts are'} not confirmed, and may exclude the option.",
            "Put the open questions to the named parties before signing.",
            "None once all are answered the right way.",
        )


def _lead(decision: Decision) -> Iterable[Risk]:
    rival, chosen = decision.rival, decision.chosen
    if chosen.rank != 1:
        yield Risk(
            f"It ranks {chosen.rank}; {words.option(decision.leaders[0].view)} ranks first.",
            "Write down why the first is not chosen, or change weights and needs until they say so.",
            "None once the reason is signed.",
        )
    elif rival is not None and abs(chosen.score - rival.score) < THIN_LEAD:
        yield Risk(
            f"{words.option(rival.view)} is within {THIN_LEAD:g} point: the two are as good as equal.",
            "Try both on your own cases and let the result decide.",
            "Low: either would serve.",
        )


def _cost(decision: Decision) -> Iterable[Risk]:
    row = decision.chosen.view.row
    low, expected, high = row["cost_low"], row["cost_expected"], row["cost_high"]
    budget = decision.needs.budget.monthly_usd_max
    if low and high and high / low > WIDE_RANGE:
        yield Risk(
            f"The cost may lie anywhere from {words.money(low)} to {words.money(high)} a month.",
            "Get a binding quote, then add it as a price of your own in a pack.",
            "Low with a quote.",
        )
    if budget is not None and expected is not None and high is not None and expected <= budget < high:
        yield Risk(
            f"At the high end the cost passes the budget of {words.money(budget)}.",
            "Set an alert on spending, or raise the budget before going live.",
            "A month over budget.",
        )
    offer = decision.chosen.view.offer
    if offer is not None and offer.price_basis in ("fallback", "claimed"):
        yield Risk("The price is not the seller's own.", "Ask the seller for its price list.", "Low with a quote.")


def _license(decision: Decision) -> Iterable[Risk]:
    verdict = decision.chosen.view.verdict
    duties = len(verdict.obligations)
    if duties:
        yield Risk(
            f"The license sets {'one obligation' if duties == 1 else f'{duties} obligations'}; a breach may end it.",
            "Give each an owner; see the license obligations of this pack.",
            "Low while they are followed.",
        )
    if verdict.open_asks:
        names = ", ".join(called(ask.name) for ask in verdict.open_asks)
        yield Risk(
            f"The license verdict depends on what is not stated: {names}.",
            "State it in the needs file and rank again.",
            "None once stated.",
        )


def _weights(decision: Decision) -> Iterable[Risk]:
    view = decision.chosen.view
    if view.hosting == "cloud_api" and not view.model.open_weights:
        yield Risk(
            "The weights are closed: prices, terms and the model itself are the seller's to change.",
            "Keep prompts and tests portable; keep the next option of the list warm.",
            "A migration of weeks.",
        )
    elif view.hosting == "cloud_api":
        yield Risk(
            "The seller may change its prices or terms.",
            "The weights are open: another seller or your own machines can take over.",
            "A migration of days.",
        )


def _retirement(decision: Decision) -> Iterable[Risk]:
    view = decision.chosen.view
    retires = view.offer.retires if view.offer and view.offer.retires else None
    retires = retires or (None if view.model.open_weights else view.model.retires)
    if retires is not None and (last_day(retires) - decision.context.as_of).days < SOON_MONTHS * 30.44:
        yield Risk(
            f"It is withdrawn on {retires}.",
            "Plan the move to its successor three months before.",
            "Answers may change with the successor.",
        )
    elif retires is None and view.hosting == "cloud_api":
        yield Risk(
            "No retirement date is on record; the seller may announce one.",
            "Agree on a notice period in the contract, and check this record again regularly.",
            "A forced move within the notice period.",
        )


def _machines(decision: Decision) -> Iterable[Risk]:
    plan = decision.chosen.view.plan
    if plan is None:
        return
    if plan["basis"] != "layout":
        yield Risk(
            "The layout of the model is not on record, so the number of accelerators is an upper bound.",
            "Load it once on the accelerator and measure.",
            "None once measured.",
        )
    if plan["tight"]:
        yield Risk(
            f"Memory is tight: {plan['margin_share']:.0%} is left.",
            "Limit context or concurrency, or plan one more accelerator.",
            "Queueing at peaks.",
        )
    if plan["low"] is not None and plan["low"] < plan["output_tokens_per_s"] * 0.75:
        yield Risk(
            f"Speed is computed, not measured: {plan['low']:,.0f} to {plan['high']:,.0f} tokens a second.",
            "Run a load test with your own prompts before buying.",
            "Low after the test.",
        )
    if plan["replicas"] == 1:
        yield Risk(
            "One copy serves everything; when it fails, nothing answers.",
            "Run a spare copy (infrastructure.spare_replica) or name a fallback option.",
            "Minutes without service.",
        )


def _evidence(decision: Decision) -> Iterable[Risk]:
    weak = [item.title.lower() for item in decision.criteria if item.evidence and item.evidence.grade in WEAK]
    if weak:
        yield Risk(
            f"Only claimed or estimated: what {' and '.join(weak)} rest{'s' if len(weak) == 1 else ''} on.",
            "Check it on your own cases, or ask for a source.",
            "Low once checked.",
        )


def _unknown_values(decision: Decision) -> Iterable[Risk]:
    unknown = [item.title.lower() for item in decision.criteria if item.value is None]
    if unknown:
        yield Risk(
            f"Unknown, so without points: {', '.join(unknown)}.",
            "Measure it on your own cases.",
            "The rank can only rise.",
        )

"""Gates and criteria of plugins, tried alone before they take part: one that fails is left out and named."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

import polars as pl

from weighbridge.extensions import Criterion, Explanation, Gate
from weighbridge.options.context import Context
from weighbridge.options.table import OptionTable
from weighbridge.options.view import OptionView
from weighbridge.plugins.failures import PluginFailure
from weighbridge.plugins.validate import plain
from weighbridge.ranking.criteria import BUILT_IN_CRITERIA
from weighbridge.ranking.engine import judged
from weighbridge.ranking.gates import BUILT_IN_GATES

Kind = TypeVar("Kind", Gate, Criterion)
Explain = Callable[[OptionView, Context], Explanation]


@dataclass(frozen=True)
class Contributions:
    """What plugins add to a ranking, and what was left out."""

    gates: tuple[Gate, ...]
    criteria: tuple[Criterion, ...]
    failures: tuple[PluginFailure, ...]
    failed_criteria: Mapping[str, str]
    """Name of a criterion that was left out to the reason."""


def sound_contributions(options: OptionTable) -> Contributions:
    """The plugins' gates and criteria that compute over this table of options, and what is wrong with the others."""
    catalog = options.context.catalog
    taken = {gate.name for gate in BUILT_IN_GATES} | {criterion.name for criterion in BUILT_IN_CRITERIA}
    gates, failed_gates = _sound(catalog.gates, taken, partial(_try_gate, options))
    criteria, failed_criteria = _sound(catalog.criteria, taken, partial(_try_criterion, options))
    failures = (*failed_gates.values(), *failed_criteria.values())
    reasons = {name: failure.reason for name, failure in failed_criteria.items()}
    return Contributions(gates, criteria, failures, reasons)


def _sound(
    contributions: tuple[tuple[str, Kind], ...], taken: set[str], attempt: Callable[[Kind], None]
) -> tuple[tuple[Kind, ...], dict[str, PluginFailure]]:
    """Those that work, their explanations guarded, and by name the failures of the others."""
    found: list[Kind] = []
    failed: dict[str, PluginFailure] = {}
    for plugin, item in contributions:
        what = f"{type(item).__name__.lower()} {item.name!r}"
        reason = "its name is taken" if item.name in taken else _fault(partial(attempt, item))
        if reason is None:
            taken.add(item.name)
            found.append(replace(item, explain=_guarded(item.explain, what)))
        else:
            remedy = "Correct it; docs/scoring.md lists names in use, the tables and their columns."
            failed[item.name] = PluginFailure(plugin, None, "rank", f"{what}: {reason}", remedy)
    return tuple(found), failed


def _fault(attempt: Callable[[], None]) -> str | None:
    """What plugin code raises, in words; None when it works."""
    try:
        attempt()
    except Exception as error:  # noqa: BLE001  # whatever plugin code raises is that plugin's failure
        return f"{type(error).__name__}: {_first_line(error)}"
    return None


def _try_gate(options: OptionTable, gate: Gate) -> None:
    outcome = gate.status(options.context).cast(pl.Int8).alias("outcome")
    values = judged(options, options.options, gate.grain, [outcome])["outcome"].drop_nulls()
    if len(values) and not values.is_between(-1, 1).all():
        raise ValueError("a gate gives 1 (pass), 0 (unknown) or -1 (fail)")


def _try_criterion(options: OptionTable, criterion: Criterion) -> None:
    value = criterion.value(options.context).alias("value")
    table = judged(options, options.options, criterion.grain, [value])
    score = table.select(criterion.score(pl.col("value")).alias("score"))["score"].drop_nulls()
    if len(score) and not score.is_between(0.0, 1.0).all():
        raise ValueError("a criterion scores from 0 to 1")


def _guarded(explain: Explain, what: str) -> Explain:
    """`explain` that never raises: a plugin that cannot put its result into words does not stop the others."""

    def guarded(view: OptionView, context: Context) -> Explanation:
        try:
            return _plain(explain(view, context))
        except Exception as error:  # noqa: BLE001  # plugin code
            return Explanation(f"The plugin's {what} could not explain itself: {_first_line(error)}.")

    return guarded


def _plain(said: Explanation) -> Explanation:
    """The same without characters that could steer a terminal."""
    return replace(
        said,
        reason=plain(said.reason),
        citation=said.citation and plain(said.citation),
        question=said.question and plain(said.question),
        party=said.party and plain(said.party),
    )


def _first_line(error: Exception) -> str:
    return (str(error).strip() or "no message").splitlines()[0][:200]

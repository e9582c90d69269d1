"""What every written form of a recommendation says, in words, before it is laid out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from weighbridge.catalog import Catalog
from weighbridge.extensions import FAIL
from weighbridge.licensing.verdict import Verdict
from weighbridge.ranking.gates.law import decisive, decisive_clause
from weighbridge.ranking.quality import quality_benchmark
from weighbridge.ranking.recommendation import Entry, Recommendation
from weighbridge.reports import words

RELAXATIONS_SHOWN = 4
GATES_SHOWN = 6
BARRED_SHOWN = 6
"""Models named per license that keeps them out."""
BARRED_LINES = 5
"""Licenses that the terminal names; Markdown and HTML name all."""


@dataclass(frozen=True)
class Row:
    """One ranked option."""

    rank: int
    option: str
    id: str
    status: str
    score: float
    cost: str
    license: str
    open_points: int
    marks: tuple[str, ...]
    """What a reader must not overlook: overridden rows, bounds instead of layouts, other providers' prices."""


@dataclass(frozen=True)
class Summary:
    """A recommendation in words."""

    title: str
    load: str
    weighed: str
    rows: tuple[Row, ...]
    why: tuple[str, ...]
    firm: str | None
    out: tuple[str, ...]
    barred: tuple[str, ...]
    """Models that their license keeps out, with the clause that decides."""
    relaxations: tuple[str, ...]
    notes: tuple[str, ...]
    recommended: str | None
    snapshot: str


def summarize(result: Recommendation, top: int) -> Summary:
    """The first `top` options of a result and what to know about them."""
    catalog, needs = result.ranking.context.catalog, result.ranking.context.needs
    entries = result.top(top)
    models, sellers = result.reach
    counts = result.counts
    snapshot = catalog.snapshot
    return Summary(
        title=needs.name,
        load=words.load(needs),
        weighed=(
            f"{result.weighed:,} options of {models:,} models weighed, at {sellers:,} providers and self-hosted: "
            f"{counts['qualified']:,} qualify, {counts['conditional']:,} would if something is confirmed, "
            f"{counts['excluded']:,} are out."
        ),
        rows=tuple(_row(entry) for entry in entries),
        why=tuple(_why(entries[0])) if entries else (),
        firm=firm_of(result, entries[0]) if entries else None,
        out=tuple(_out(result)),
        barred=tuple(_barred(result)),
        relaxations=tuple(f"{item.change} (+{item.opens:,})" for item in result.relaxations[:RELAXATIONS_SHOWN]),
        notes=tuple(_notes(result)),
        recommended=result.winner.id if result.winner else None,
        snapshot=(
            f"Catalog {snapshot.id} of {snapshot.as_of}, {len(snapshot.plugins)} "
            f"plugin{'' if len(snapshot.plugins) == 1 else 's'}, "
            f"{len(result.failures)} failure{'' if len(result.failures) == 1 else 's'}"
        ),
    )


def _row(entry: Entry) -> Row:
    view = entry.view
    assert entry.rank is not None  # noqa: S101  # only ranked entries are laid out
    return Row(
        rank=entry.rank,
        option=words.option(view),
        id=entry.id,
        status=entry.status,
        score=entry.score,
        cost=words.money_range(view.row["cost_low"], view.row["cost_expected"], view.row["cost_high"]),
        license=words.license_words(view),
        open_points=len(entry.open_points),
        marks=tuple(marks_of(entry)),
    )


def marks_of(entry: Entry) -> Iterable[str]:
    """What a reader must not overlook: claims, replaced rows, prices of others, bounds."""
    view = entry.view
    catalog = entry.ranking.context.catalog
    claim = view.model
    if claim.status == "claimed":
        known = f" {claim.claim_note}" if claim.claim_note else ""
        yield f"{claim.name} is only claimed, nobody has released it.{known}"
    for hook, record_id in (("models", view.model.id), ("offers", view.offer.id if view.offer else "")):
        override = catalog.overridden_by(hook, record_id)
        if override is not None:
            yield f"{record_id}: row of plugin {override.plugin}, which replaces that of {override.replaced}."
    for pack in dict.fromkeys(view.packs.values()):
        facts = ", ".join(name for name, owner in view.packs.items() if owner == pack)
        yield f"{entry.id}: {facts} from the pack {pack}."
    if view.offer is not None and view.offer.price_basis == "fallback":
        yield f"{view.offer.id}: priced by the maker's list; no price of {view.supply.label}'s own is on record."
    if view.offer is not None and view.offer.price_basis == "contract":
        yield f"{view.offer.id}: price of your contract."
    if view.plan is not None and view.plan["basis"] != "layout":
        yield f"{view.model.name}: accelerators are an {view.plan['basis']}, its layers are not on record."


def _why(entry: Entry) -> Iterable[str]:
    """The weightiest criteria that speak for an option, in words, best first."""
    findings = [finding for finding in entry.criteria(weighted_only=True) if (finding.score or 0) >= 0.5]
    findings.sort(key=lambda finding: -(finding.score or 0) * (finding.weight or 0))
    for finding in findings[:3]:
        yield f"{words.inline(finding.title)} {finding.score:.2f}: {finding.reason}"


def firm_of(result: Recommendation, first: Entry) -> str:
    """How firm the first rank is, and what would turn it."""
    firm = result.robustness
    share = firm.first_rank_share.get(first.view.row["option_ix"], 0.0)
    said = f"It stays first in {share:.0%} of nearby weightings"
    if not firm.turns:
        return f"{said}, and no single weight turns it."
    turn = firm.turns[0]
    criterion = next(words.inline(item.title) for item in result.ranking.criteria if item.name == turn.criterion)
    side = "more" if turn.above else "less"
    rival = words.option(result.view_of(turn.option_ix))
    return f"{said}; {rival} wins if {criterion} weighs {side} than {turn.weight * 100:.0f} of 100."


def _out(result: Recommendation) -> Iterable[str]:
    """Counts per gate, most first."""
    gates = {gate.name: gate for gate in result.ranking.gates}
    for name, number in list(result.exclusion_counts.items())[:GATES_SHOWN]:
        gate = gates[name]
        reason = gate.out or f'fail "{gate.title}"'
        yield f"{number:,} {reason}"


def _barred(result: Recommendation) -> Iterable[str]:
    """A line per license and decisive clause, with the models it keeps out; most models first."""
    ranking = result.ranking
    told: dict[str, list[str]] = {}
    passing = ranking.table.filter(ranking.table["gate:license"] > FAIL)["model_ix"].unique().to_list()
    failed = ranking.table.filter(ranking.table["gate:license"] == FAIL).unique("model_ix", maintain_order=True)
    for model_ix, license_ix in failed.select("model_ix", "license_ix").iter_rows():
        if model_ix not in passing:
            line = _barred_by(ranking.options.verdicts[license_ix], ranking.context.catalog)
            told.setdefault(line, []).append(ranking.options.frames.models[model_ix].name)
    for line, models in sorted(told.items(), key=lambda item: (-len(item[1]), item[0])):
        shown = ", ".join(sorted(models)[:BARRED_SHOWN])
        more = f" and {len(models) - BARRED_SHOWN} more" if len(models) > BARRED_SHOWN else ""
        yield f"{shown}{more}: {line}"


def _barred_by(verdict: Verdict, catalog: Catalog) -> str:
    sheet, clause = catalog.licenses.get(verdict.license_id), decisive_clause(verdict)
    what = "an agreement is needed" if verdict.verdict == "needs_vendor_agreement" else "not allowed"
    name = sheet.name if sheet else verdict.license_id
    return f"{what}; {decisive(verdict)} ({name}{f', {clause}' if clause else ''})"


def _notes(result: Recommendation) -> Iterable[str]:
    """What the reader should state or know to get a better answer."""
    context = result.ranking.context
    needs, benchmark = context.needs, quality_benchmark(context)
    if needs.capabilities.min_quality is None and "quality" in result.ranking.weights:
        yield (
            "You set no least quality, so small models may lead on cost. "
            "State capabilities.min_quality (0 to 1) to keep them out."
        )
    if benchmark is None and "quality" in result.ranking.weights:
        yield f"No benchmark in the catalog speaks for the task {needs.capabilities.task!r}: quality stays unknown."
    if benchmark is not None and ("quality" in result.ranking.weights or needs.capabilities.min_quality is not None):
        scored = len({score.model_id for score in benchmark.scores} & set(context.catalog.models))
        yield f"Quality is judged on {benchmark.name}; {scored} models have a score, the others count as unknown."
    if not result.counts["qualified"] and result.counts["conditional"]:
        yield "Nothing qualifies outright, so nothing is recommended; settle the open points of the first options."

"""Predictions beside measurements, and beside peers on the same rows in the same run: `make accuracy`.

Writes docs/accuracy.md.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from statistics import median, quantiles

from peers import every_layer_full, has_experts, peers
from weighbridge.catalog import Catalog, load_catalog
from weighbridge.footprint import memory
from weighbridge.footprint.cases.rows import CaseResult, read_rows
from weighbridge.footprint.cases.run import run_cases, summary
from weighbridge.footprint.cases.speed import Measured, read
from weighbridge.footprint.components import of_architecture
from weighbridge.footprint.constants import Errors, constants
from weighbridge.footprint.operands import number
from weighbridge.footprint.parameters import count
from weighbridge.footprint.points import Points

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "accuracy.md"
DATA = ROOT / "benchmarks" / "data"
CASES = ROOT / "tests" / "footprint" / "data"
AS_OF = date(2026, 11, 23)
FEW_USERS = 4
HEADS = "| {} | rows | median off | 90 % within | within 2x | bias |\n|---|---:|---:|---:|---:|---:|"
FITS = {
    "in_sample": "rows of the fit",
    "leave_one_model_out": "every model layout left out once",
    "leave_one_accelerator_out": "every accelerator left out once",
    "leave_one_backend_out": "every serving software left out once",
}


def line(name: str, ratios: Sequence[float]) -> str:
    """A row of a table of errors; ratios are predicted over measured."""
    if len(ratios) < 2:
        return f"| {name} | {len(ratios):,} | | | | |"
    off = [abs(ratio - 1) for ratio in ratios]
    within = sum(0.5 <= ratio <= 2 for ratio in ratios) / len(ratios)
    figures = f"{median(off):.1%} | {quantiles(off, n=10)[8]:.0%} | {within:.0%} | {median(ratios):.3f}"
    return f"| {name} | {len(ratios):,} | {figures} |"


def fits() -> str:
    """The errors that the fit found, as stored with the constants."""
    fit = constants().fit
    shown = [
        "| tested on | rows | median off | mean off | 90 % within | within 2x | in the range | bias | first token |"
    ]
    shown.append("|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    for key, name in FITS.items():
        e: Errors = getattr(fit, key)
        figures = f"{e.median:.1%} | {e.mean:.1%} | {e.p90:.0%} | {e.within_2x:.1%} | {e.in_range:.1%} | {e.bias:.3f}"
        shown.append(f"| {name} | {e.rows:,} | {figures} | {e.first_token_median:.0%} |")
    return "\n".join(shown)


def groups(items: Sequence[Measured], ratios: Sequence[float]) -> str:
    """Errors by kind of model, by number of users and by model."""
    named: dict[str, list[float]] = {}
    for item, ratio in zip(items, ratios, strict=True):
        architecture, users = item.point.model.architecture, item.point.concurrency or 0
        routed = architecture is not None and has_experts(architecture)
        kinds = ["mixtures of experts" if routed else "dense models"]
        ways = item.point.ways or item.point.devices
        kinds += ["attention apart, with sequences of its own"] if ways < item.point.devices else []
        kinds.append("up to 16 users" if users <= 16 else "17 to 128 users" if users <= 128 else "more than 128 users")
        for name in (*kinds, item.point.model.id):
            named.setdefault(name, []).append(ratio)
    order = sorted(named, key=lambda name: ("/" in name, name))
    return "\n".join([HEADS.format("group"), *(line(name, named[name]) for name in order)])


def beside_peers(items: Sequence[Measured], ours: Sequence[float]) -> str:
    """Tokens per second of the copy: ours and theirs over measured, on the rows that each can answer."""
    shown = [HEADS.format("tool, all rows"), line("weighbridge", ours)]
    few = [index for index, item in enumerate(items) if (item.point.concurrency or 0) <= FEW_USERS]
    single = [HEADS.format(f"tool, speed of one user at up to {FEW_USERS}")]
    single.append(line("weighbridge", [ours[index] for index in few]))
    for name, peer in peers().items():
        answers = [peer(item.point) for item in items]
        pairs = [
            (i, answer / item.tokens_per_s)
            for i, (item, answer) in enumerate(zip(items, answers, strict=True))
            if answer
        ]
        shown.append(line(name, [ratio for _, ratio in pairs]))
        if "formula" in name:
            # What these tools give is the speed of one user.
            users = {i: items[i].point.concurrency or 1.0 for i in few}
            single.append(line(name, [ratio * users[i] for i, ratio in pairs if i in users]))
        else:
            both = [(ours[i] * ratio) ** 0.5 for i, ratio in pairs]
            shown += [line("weighbridge, on the rows it answers", [ours[i] for i, _ in pairs])]
            shown += [line("geometric mean of both, on these rows", both)]
    return "\n".join([*shown, "", *single])


def beside_peers_at_home(catalog: Catalog) -> str:
    """The speed of one user with GGUF files, which is what the other tools are made for."""
    items = [read(row, catalog) for row in read_rows(DATA / "throughput_gguf.csv")]
    predicted = Points.of([item.point for item in items]).predict(constants()).tokens_per_s
    shown = [HEADS.format("tool, GGUF files for one user")]
    shown.append(line("weighbridge", [ours / item.tokens_per_s for ours, item in zip(predicted, items, strict=True)]))
    for name, peer in peers().items():
        if "formula" in name:
            answers = [(peer(item.point) or 0.0) / item.tokens_per_s for item in items]
            shown.append(line(name, answers))
    return "\n".join(shown)


def caches(catalog: Catalog) -> str:
    """Cache at 128k tokens: ours, and every layer in full, over first principles."""
    shown = [
        "| model | cache of 131,072 tokens, GiB | weighbridge | every layer in full (hf-mem, llmfit) |",
        "|---|---:|---:|---:|",
    ]
    with (CASES / "kv_cache.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            architecture = catalog.models.find(row["model_id"]).architecture
            if architecture is None:
                continue
            exact = float(row["bytes_128k"])
            share = memory.share(of_architecture(architecture, "bf16"), 1.0, constants())
            ours = number(memory.sequence_bytes(share, 131_072.0)) / exact
            naive = every_layer_full(architecture) * 131_072 / exact
            shown.append(f"| {row['model_id']} | {exact / 2**30:.1f} | {ours:.3f} | {naive:.1f} |")
    return "\n".join(shown)


def parameters(catalog: Catalog) -> str:
    """One sentence on counted against published parameters."""
    with (CASES / "weights.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["plain"] == "yes"]
    off = []
    for row in rows:
        architecture = catalog.models.find(row["model_id"]).architecture
        if architecture is not None:
            off.append(abs(count(architecture).total / float(row["parameters"]) - 1))
    return (
        f"On {len(off)} plain checkpoints the counted parameters are at most {max(off):.4%} off the published number."
    )


def coverage(catalog: Catalog) -> str:
    """How many open models have their real layout."""
    models = [model for model in catalog.models.values() if model.open_weights]
    real = sum(model.architecture is not None for model in models)
    sized = sum(model.architecture is None and bool(model.parameters_b) for model in models)
    return (
        f"Of {len(models)} open models in the catalog {real} have their real layout, {sized} an upper bound from their "
        f"number of parameters, {len(models) - real - sized} no published size and so no footprint."
    )


FULL_LOAD = (
    "Settings from the performance overview of TensorRT-LLM, none of them used for the constants. The number of "
    "sequences is not given there; it comes from the memory formulas, so both are tested at once."
)
LOADS: dict[str, Callable[[CaseResult], bool]] = {
    "full load": lambda _: True,
    "devices of the fit": lambda case: "rtx" not in case.row.text("accelerator"),
    "RTX PRO 6000, linked by PCIe": lambda case: "rtx" in case.row.text("accelerator"),
    "of those, in stages": lambda case: (case.row.positive("pp") or 1.0) > 1.0,
}
"""Parts of the rows under full load, and how they are told."""
OTHERS = (
    "Formulas are restated from the source of the tools (benchmarks/peers.py says how); they know neither a batch nor "
    "several accelerators, so the second table compares what they are made for."
)
HOME = (
    "These tools are for GGUF files on one's own devices. On the rows of such files our factors were fitted to these "
    "rows; with each model left out of the fit the median is given above."
)
DISTRUST = (
    "Time to the first token; devices other than datacenter accelerators with the links of the fit (their range is "
    "wider and the output says so); speculative decoding and copies of more than eight accelerators, which are not in "
    "the measurements: the speed of a pipeline over nodes follows from that of its stages, and its range is the wide "
    "one of devices outside the fit. Prices vary more than speed does."
)


def speed_words(rows: int) -> str:
    """What the first tables show."""
    band = constants().speed.predicted_over_measured
    return (
        f"Tokens per second against {rows:,} measured serving points (benchmarks/data/README.md). The range that is "
        f"shown runs from the prediction / {band.high:g} to the prediction / {band.low:g}; it is meant to hold nine "
        "of ten measurements. *First token* is the median error of the time to the first token. The form of the "
        "formula was chosen looking at these rows; rows left out did not shape its constants."
    )


def adjusted_words() -> str:
    """What the rows about devices of another vendor say."""
    k = constants()
    reach, fit, unseen = k.adjusted, k.fit.adjusted, k.fit.adjusted_leave_one_model_out
    return (
        "Accelerators of AMD are not among these rows. On "
        f"{fit.rows} rows that their vendor published (benchmarks/data/README.md) they reach {reach.bandwidth:.0%} of "
        f"the bandwidth and {reach.compute:.0%} of the FLOPS that the others reach of theirs, {reach.prefill:.0%} "
        f"while they read prompts; with that the median is {fit.median:.1%} off, and {unseen.median:.1%} when each of "
        "the two models is left out of the fit. One accelerator and two dense models are a narrow sample, so the range "
        f"is wider: prediction / {reach.high:g} to prediction / {reach.low:g}."
    )


def gguf_words() -> str:
    """What the rows about GGUF files say."""
    k = constants()
    stacked, others, fit, unseen = k.gguf.stacked, k.gguf.others, k.fit.gguf, k.fit.gguf_leave_one_model_out
    return (
        "GGUF files are read by other software, llama.cpp, and its speed was published for one user at a time. On "
        f"{fit.rows} such rows (benchmarks/data/README.md) accelerators with stacked memory (HBM) reach "
        f"{stacked.factor:.0%} of what servers reach with weights in their usual formats, those with GDDR or LPDDR "
        f"memory {others.factor:.0%}; with that the median is {fit.median:.1%} off, and {unseen.median:.1%} when each "
        f"model is left out of the fit. The range runs from the prediction / {stacked.high:g} to / {stacked.low:g} "
        f"for the first, / {others.high:g} to / "
        f"{others.low:g} for the others. The devices of a copy hold its "
        "layers in turn, so that more of them hold more, but answer one user no faster: ten of the rows are of two to "
        "eight. Several users at once were not measured."
    )


def memory_words() -> str:
    """What is known to differ."""
    band = constants().memory.band_gib
    return (
        "Known differences from server logs: a server that pads pages of full attention to the size of sliding windows "
        "reserves up to 9 % more; a checkpoint whose maker left layers in 16 bit is larger than its format suggests "
        "unless the layout says so. One log differs by more than 1 %: vLLM's of Qwen3-235B states 1.1 % more cache a "
        "token than SGLang's of the same model, which agrees with ours. Overhead "
        f"beside weights and cache is known to about {band.dense:g} GiB for dense models and {band.experts:g} GiB for "
        "mixtures of experts, per accelerator."
    )


def page() -> str:
    """The whole page."""
    catalog = load_catalog(AS_OF)
    items = [read(row, catalog) for row in read_rows(DATA / "throughput.csv.gz")]
    predicted = Points.of([item.point for item in items]).predict(constants()).tokens_per_s
    ours = [value / item.tokens_per_s for value, item in zip(predicted, items, strict=True)]
    (external,) = run_cases(DATA / "throughput_maxload.csv", catalog).values()
    loads = {name: [case.ratio for case in external if case.ratio and wanted(case)] for name, wanted in LOADS.items()}
    full = f"{FULL_LOAD} The range holds {summary(external)['range_coverage']:.0%} of them."
    sections = [
        "<!-- Written by benchmarks/accuracy.py. Do not edit; run: make accuracy -->",
        "# How accurate the footprint is",
        "`weighbridge check sizing FOLDER` shows the same comparison for measurements of your own.",
        *("## Speed", speed_words(len(items)), fits(), groups(items, ours), adjusted_words(), gguf_words()),
        *("## Speed under full load, measured by somebody else", full),
        "\n".join([HEADS.format("test"), *(line(name, ratios) for name, ratios in loads.items())]),
        *("## Speed beside other tools", OTHERS, beside_peers(items, ours), HOME, beside_peers_at_home(catalog)),
        *("## Memory", parameters(catalog), caches(catalog), memory_words()),
        *("## Coverage", coverage(catalog), "## What to distrust", DISTRUST),
    ]
    return "\n\n".join(sections)


def main() -> None:
    """Measure, write and print."""
    text = page()
    PAGE.write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()

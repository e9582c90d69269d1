"""What a size rests on: where the layout is from, what the hardware cannot do, how far the speed may be trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from weighbridge.cli.size_asked import Asked
    from weighbridge.footprint.size_result import SizeResult
    from weighbridge.records import Accelerator


def print_notes(out: Console, asked: Asked) -> None:
    """What was noticed while the files were read."""
    for note in asked.notes:
        out.print(f"Files: {note}", style="dim", markup=False)


def print_basis(out: Console, asked: Asked, result: SizeResult) -> None:
    """Where the layout is from, what the hardware cannot do, and how far the speed may be trusted."""
    from weighbridge.footprint.precision import has_bfloat16, precisions, runs_natively

    print_notes(out, asked)
    architecture, accelerator = asked.model.architecture, asked.accelerators[result.accelerator]
    if result.basis != "layout":
        said = ["The layout is not known: an upper bound, from the weights alone and a generous cache."]
    elif architecture is None or architecture.evidence is None:
        said = ["Layout from the model's record."]
    else:
        said = [f"Layout: {architecture.evidence.grade}, {architecture.evidence.source}."]
    if architecture is not None and result.precision in architecture.quantized_exceptions:
        said.append(f"A published checkpoint in {result.precision} is counted, with what it keeps in wider formats.")
    elif result.precision != result.published_precision:
        said.append(f"The weights are published in {result.published_precision}; you quantize them.")
    compute = precisions()[result.precision].compute
    if not runs_natively(accelerator, compute):
        said.append(
            f"{accelerator.name} has no {compute.upper()} units: {result.precision} saves memory, not computing."
        )
    if not has_bfloat16(accelerator) and compute == "bf16":
        said.append(f"{accelerator.name} has no bfloat16: 16-bit values run in FP16, whose range some models exceed.")
    if result.throughput is not None and not result.calibrated:
        said.append(f"The speed formula was {_trusted(accelerator, result)}.")
    out.print(" ".join(said), style="dim", markup=False)


def _trusted(accelerator: Accelerator, result: SizeResult) -> str:
    from weighbridge.footprint.constants import constants
    from weighbridge.footprint.precision import precisions
    from weighbridge.footprint.serving import speed_basis

    if result.stages > 1:
        return "not fitted on copies over several nodes, hence the wide range"
    basis = speed_basis(accelerator, precisions()[result.precision].compute, constants())
    if basis == "gguf":
        return "fitted to single users of such files: the range holds for one at a time, several were not measured"
    if basis == "adjusted":
        adjusted = "adjusted to published measurements of one with its software stack"
        return f"fitted on other devices and {adjusted}, hence the wide range"
    return "not fitted on such devices, hence the wide range"

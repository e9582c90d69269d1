"""Models, devices and loads that cannot be sized."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from weighbridge.errors.root import WeighbridgeError


class UnknownLayout(WeighbridgeError):
    """A model's config file describes layers that no formula covers."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The model's config cannot be turned into a layout: {reason}. Write the layout by hand.")


class NotAModelFile(WeighbridgeError):
    """A file or folder that should describe a model does not."""

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(
            f"{path}: is no model that can be sized: {reason}. Name a folder with a config.json or a GGUF file, or one "
            f"of these files."
        )


class WeightsUnreadable(WeighbridgeError):
    """A file of weights has no readable header."""

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(f"{path}: cannot be sized: {reason}.")


class UnknownPrecision(WeighbridgeError):
    """No number format has that name."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        super().__init__(f"No precision is called {name!r}. Known ones: {', '.join(sorted(known))}.")


class SizeUnknown(WeighbridgeError):
    """Neither the layout nor the number of parameters of a model is known."""

    def __init__(self, model: str) -> None:
        super().__init__(
            f"{model}: its size is not published, so no footprint can be computed. "
            f"For a model of your own, add parameters_b to its record in a pack."
        )


class NoCases(WeighbridgeError):
    """No file has the columns of sizing cases."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(
            f"{path}: holds no sizing cases. CSV files count that have a column `model` and either `observed` and "
            f"`quantity`, `params_hf_safetensors`, `bytes_per_token...`, or `system`, `isl`, `osl` and a speed."
        )


class SpeedUnknown(WeighbridgeError):
    """An accelerator lacks a figure that the speed formula needs."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"No speed can be computed: {reason}.")


class DoesNotFit(WeighbridgeError):
    """No valid split of a model fits the accelerator at the asked precision and context."""

    def __init__(self, model: str, where: str, needed_gib: float, usable_gib: float, devices: int) -> None:
        super().__init__(
            f"{model} does not fit {where}: {needed_gib:,.0f} GiB on each of {devices} devices, {usable_gib:,.0f} GiB "
            f"usable. Try a smaller precision or context, or a larger accelerator: weighbridge accelerators."
        )
        self.shortfall = needed_gib / usable_gib
        """How far off it is: what is needed over what there is."""


class FormatNotServed(WeighbridgeError):
    """An accelerator cannot compute a number format, nor widen it, nor does its software read it."""

    def __init__(self, where: str, precision: str, software: str | None = None) -> None:
        """`software`: the device's software stack, where it is that which cannot read the format."""
        if software is not None:
            reason = f"no software that reads such files runs on {software}"
            fix = "Take --precision bf16, int8 or int4, or another accelerator: weighbridge accelerators."
        else:
            reason = "it has neither units for that format nor bfloat16 to widen it to"
            fix = "Take --precision bf16 (run in 16 bit), int8, int4 or q4_k_m, or a newer accelerator."
        super().__init__(f"{where} cannot serve weights in {precision}: {reason}. {fix}")
        self.shortfall = float("inf")


class ContextTooLong(WeighbridgeError):
    """More tokens are asked for than the model reads and writes at once."""

    def __init__(self, model: str, tokens: int, limit: int) -> None:
        super().__init__(
            f"{model} takes at most {limit:,} tokens, prompt and answer together, but {tokens:,} were asked for. Lower "
            f"the context, or choose another model: weighbridge models."
        )


class TooSlow(WeighbridgeError):
    """Even a single user's answer comes slower than asked."""

    def __init__(self, model: str, where: str, seconds: float, wanted: float) -> None:
        best = "its speed there cannot be computed" if seconds == float("inf") else f"at best {1 / seconds:,.0f} come"
        super().__init__(
            f"{model} on {where} does not write {1 / wanted:,.0f} tokens a second for one user; {best}. Try a slower "
            f"pace, a smaller precision or a faster accelerator: weighbridge accelerators."
        )
        self.shortfall = seconds / wanted if wanted else float("inf")


class NoPlan(WeighbridgeError):
    """No accelerator, in any number of copies, carries a load at the asked pace."""

    def __init__(self, model: str, hosting: str, pace: str | None) -> None:
        where = {"self_hosted_cloud": "to rent", "on_premises": "to buy", "edge": "at the edge"}.get(hosting, hosting)
        target = f" at {pace}" if pace else ""
        elsewhere = "" if hosting == "edge" else " Consumer and edge hardware counts with --hosting edge."
        super().__init__(
            f"{model}: no accelerator {where} that was asked for carries this load{target}. Try other accelerators, a "
            f"smaller precision, shorter queries or a slower pace: weighbridge accelerators.{elsewhere}"
        )

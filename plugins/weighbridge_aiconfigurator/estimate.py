"""Answer tokens per second of one copy, from the kernel times of aiconfigurator-core."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from weighbridge import yamlfile
from weighbridge.records import Accelerator, Model
from weighbridge.records.architecture import MixtureOfExperts

BACKEND = "vllm"
RESHAPED = ("distillation", "pruning")
"""Ways to make a model that leave it another layout than the one it was made from."""
_TUNED = re.compile(r"-(instruct|it|base|chat)$")


def tokens_per_s(model: Model, accelerator: Accelerator, plan: Mapping[str, Any]) -> float | None:
    """Speed of the copy that `plan` describes; None without the package, or its measured kernels and layout for it.

    A step is its decode latency, and every sequence's prompt is read between the steps of the others, as in continuous
    batching. Only layouts that the package brings are asked for, so that it never reaches for the network.
    """
    if find_spec("aiconfigurator_core") is None:
        return None
    name, tables = bundled_name(model), _tables()
    system, modes = tables["systems"].get(accelerator.id), tables["precisions"].get(plan["precision"])
    if name is None or system is None or modes is None:
        return None
    if plan.get("stages", 1) > 1:
        return None  # its pipelines are not composed with the steps of others here
    devices, groups, batch = int(plan["devices"]), int(plan.get("attention_groups", 1)), max(1, int(plan["batch"]))
    prompt, answer = max(1, int(plan["input_tokens"])), max(2, int(plan["output_tokens"]))
    from aiconfigurator_core.sdk.errors import PerfDataNotAvailableError  # type: ignore[import-not-found,unused-ignore]  # an extra

    try:
        engine = _engine(name, system, (devices, groups), modes["gemm"], modes["experts"], routed=_routed(model))
        prefill: float = engine.predict_prefill_latency(1, prompt) / 1000
        # Its batch is that of one group of attention, and so are the prompts that each group reads.
        decode: float = engine.predict_decode_latency(-(-batch // groups), prompt + answer // 2, 2) / 1000
    except (PerfDataNotAvailableError, ValueError):
        return None  # kernels it has no times for, or a split that it does not accept
    between = decode + (batch / groups - 1) / answer * prefill if batch > groups else decode
    return batch * answer / (prefill + decode + (answer - 1) * between)


@cache
def _engine(name: str, system: str, spread: tuple[int, int], gemm: str, experts: str, *, routed: bool) -> Any:
    from aiconfigurator_core.sdk import EngineHandle  # type: ignore[import-not-found,unused-ignore]  # an extra

    # It reports each table it loads; what matters reaches the caller as a value or an error.
    logging.getLogger("aiconfigurator_core").setLevel(logging.ERROR)
    devices, groups = spread
    split: dict[str, Any] = {"moe_tp_size": devices, "moe_ep_size": 1, "moe_quant_mode": experts} if routed else {}
    if groups > 1:
        split["attention_dp_size"] = groups
    return EngineHandle.compile(name, system, BACKEND, tp_size=devices // groups, gemm_quant_mode=gemm, **split)


def bundled_name(model: Model) -> str | None:
    """The repository under which the package brings the model's layout; None when it does not."""
    known = _bundled()
    bases = [base.model or "" for base in model.derived_from if base.how not in RESHAPED]
    tried = [model.repository or "", *bases, model.id]
    return next((known[key] for key in map(_plain, tried) if key in known), None)


@cache
def _bundled() -> dict[str, str]:
    """Plain names to repositories, of the configurations that the package answers for without the network."""
    from aiconfigurator_core.sdk.common import DefaultHFModels  # type: ignore[import-not-found,unused-ignore]  # an extra

    return {_plain(name): name for name in sorted(DefaultHFModels)}


def _plain(name: str) -> str:
    return _TUNED.sub("", name.rsplit("/", 1)[-1].lower().removeprefix("meta-"))


def _routed(model: Model) -> bool:
    groups = model.architecture.groups if model.architecture else ()
    return any(isinstance(group.feed_forward, MixtureOfExperts) for group in groups)


@cache
def _tables() -> dict[str, Any]:
    path = Path(__file__).parent / "measured.yaml"
    return dict(yamlfile.read(path).data)

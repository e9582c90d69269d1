"""A row of the plan table as a size result, so that a plan for a load reads like a size for a number of people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from weighbridge.footprint import memory
from weighbridge.footprint.components import of_architecture
from weighbridge.footprint.constants import constants
from weighbridge.footprint.demand import Demand
from weighbridge.footprint.fallback import layout
from weighbridge.footprint.operands import number
from weighbridge.footprint.size_result import Memory, SizeResult, Throughput
from weighbridge.records.model import Model


def size_of_plan(model: Model, plan: Mapping[str, Any], demand: Demand) -> SizeResult:
    """The plan of one row of `footprint.plan.plan_table`; `concurrency` is what its busy copies serve at the peak."""
    architecture = layout(model)
    if architecture is None:  # such a model has no row
        raise LookupError(model.id)
    k, tokens = constants(), demand.sequence_tokens
    parts = of_architecture(architecture, plan["precision"])
    whole = memory.share(parts, 1.0, k)
    count, replicas = plan["accelerator_count"], plan["replicas"]
    speed = plan["output_tokens_per_s"]
    return SizeResult(
        model=model.id,
        accelerator=plan["accelerator_id"],
        accelerator_count=count,
        precision=plan["precision"],
        parallelism=plan["gpus_per_replica"],
        stages=plan["stages"],
        attention_groups=plan["attention_groups"],
        copies=replicas,
        context_tokens=int(tokens),
        concurrency=plan["concurrency"] * (replicas - int(demand.spare_replica)),
        memory=Memory(
            **{name: plan[name] for name in ("weights_gib", "kv_cache_gib", "overhead_gib", "total_gib")},
            per_accelerator_gib=plan["per_accelerator_gib"],
            usable_gib=plan["usable_gib"],
        ),
        kv_bytes_per_token=number(memory.sequence_bytes(whole, tokens)) / tokens,
        kv_bytes_per_token_reserved=number(parts.reserved_token_bytes),
        max_concurrency=plan["max_concurrency"],
        margin_share=plan["margin_share"],
        overhead_band_gib=k.memory.band_gib.experts if parts.expert_layers else k.memory.band_gib.dense,
        tight=plan["tight"],
        throughput=Throughput(
            output_tokens_per_s=speed,
            low=plan["low"],
            high=plan["high"],
            per_accelerator=speed / count,
            seconds_per_token=plan["seconds_per_token"],
            time_to_first_token_s=plan["time_to_first_token_s"],
        ),
        throughput_missing=None,
        calibrated=plan["calibrated"],
        basis=plan["basis"],
        published_precision=architecture.stored_precision,
        spare_copies=int(demand.spare_replica),
        longest_tokens=int(demand.longest_tokens),
    )

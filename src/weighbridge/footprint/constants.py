"""The constants of the memory and speed formulas, read from the packaged `constants.yaml` and `speed.yaml`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal, TypeAlias, TypeVar

from pydantic import Field

from weighbridge import yamlfile
from weighbridge.records.base import Evidence, Record

SPEED_FILE = "speed.yaml"
"""Written by benchmarks/fit_throughput.py."""
Shape = TypeVar("Shape", bound=Record)
SpeedBasis: TypeAlias = Literal["fitted", "adjusted", "gguf", "uncalibrated"]


class BatchedTokens(Record):
    """Prompt tokens that a server takes into one step."""

    large_device_gib: float
    large: float
    small: float


class ByKind(Record):
    """One value for dense models, one for mixtures of experts."""

    dense: float
    experts: float


class BySplit(Record):
    """Values for a copy on one device, on two, on more."""

    single: float
    pair: float
    more: float


class FirstToken(Record):
    """Wait for the first token: base + steps x step + prefill x (1 + queue_factor x batch^queue_power)."""

    base_s: float
    steps: float
    queue_factor: float
    queue_power: float


class Band(Record):
    """Predicted over measured speed: 5th and 95th percentile."""

    low: float = Field(gt=0)
    high: float = Field(gt=0)


class DeviceClass(Band):
    """What such devices reach, against those of the fit; the band holds after it is applied."""

    factor: float = Field(1.0, gt=0)
    """Of the predicted speed."""
    bandwidth: float = Field(1.0, gt=0)
    """Of the share of the datasheet's bandwidth."""
    compute: float = Field(1.0, gt=0)
    """Of the share of the datasheet's FLOPS, while answers are written."""
    prefill: float = Field(1.0, gt=0)
    """The same while prompts are read."""


class GgufClasses(Record):
    """What devices reach with GGUF files, for one user, against servers with weights in their usual formats."""

    stacked: DeviceClass
    """With memory beside the chip, whose bandwidth the software leaves unused in large part; or of unknown memory."""
    others: DeviceClass


class MemoryConstants(Record):
    """Sizes in GiB unless named otherwise; shares of one."""

    evidence: dict[str, str]
    cache_bytes_per_value: float
    utilization: float
    usable_share: float
    max_sequences: int
    batched_tokens: BatchedTokens
    context_gib: float
    graphs_gib: float
    communication_gib: float
    expert_workspace_gib: float
    activation_factor: ByKind
    activation_share: BySplit
    band_gib: ByKind
    tight_share: float


class Server(Record):
    """A serving software: its times relative to the first one's, between tokens and to the first token."""

    token: float = Field(gt=0)
    first_token: float = Field(gt=0)
    eight_bit_cache: bool = False
    """Whether it keeps the cache of models with 8-bit and 4-bit weights in 8 bit."""


class SpeedConstants(Record):
    """Shares of the datasheet's bandwidth and FLOPS that serving reaches, and fixed times in seconds."""

    evidence: dict[str, str]
    weight_bandwidth_share: float
    cache_bandwidth_share: float
    decode_compute_share: ByKind
    prefill_compute_share: float
    prefill_expert_factor: float
    prefill_fp4_factor: float
    prompt_attention_share: float
    overlap: float
    link_share: float
    layer_s: float
    expert_layer_s: float
    indexer_layer_s: float
    split_layer_s: float
    """Per layer and doubling of the devices of a copy."""
    sequence_s: float
    """Per step and sequence of the batch."""
    first_token: FirstToken
    servers: dict[str, Server]
    predicted_over_measured: Band


class Errors(Record):
    """Predicted against measured answer tokens per second: shares of one."""

    rows: int
    median: float
    mean: float
    p90: float
    within_2x: float
    in_range: float
    """Rows inside the range that is shown."""
    bias: float
    """Median of predicted over measured."""
    first_token_median: float | None
    """Median error of the time to the first token; None where none was measured."""


class Fit(Record):
    """Errors of the constants, on the rows they were fitted to and on rows kept from the fit."""

    in_sample: Errors
    leave_one_model_out: Errors
    leave_one_accelerator_out: Errors
    leave_one_backend_out: Errors
    adjusted: Errors
    """Of devices with another software stack, under the constants of the others and what they reach against those."""
    adjusted_leave_one_model_out: Errors
    gguf: Errors
    gguf_leave_one_model_out: Errors


class DeviceConstants(Record):
    """Devices that the speed formula was not fitted on, and how far a copy may be split by kind of link."""

    evidence: dict[str, str]
    software: dict[str, SpeedBasis]
    """Software stack to what the speed of its devices in servers rests on; others are uncalibrated."""
    uncalibrated: DeviceClass
    gguf_software: tuple[str, ...]
    """Software stacks that GGUF files run on."""
    max_split: dict[str, int]


class LoadConstants(Record):
    """How full a copy may run at the peak."""

    target_share: float


class Constants(Record):
    """Everything in `constants.yaml` and `speed.yaml`."""

    sources: dict[str, Evidence]
    memory: MemoryConstants
    speed: SpeedConstants
    adjusted: DeviceClass
    gguf: GgufClasses
    fit: Fit
    devices: DeviceConstants
    load: LoadConstants

    @property
    def cache_bytes_per_value(self) -> float:
        """Bytes of one cached key or value number: 16 bit."""
        return self.memory.cache_bytes_per_value


class _Given(Record):
    sources: dict[str, Evidence]
    memory: MemoryConstants
    devices: DeviceConstants
    load: LoadConstants


class _Fitted(Record):
    sources: dict[str, Evidence]
    speed: SpeedConstants
    adjusted: DeviceClass
    gguf: GgufClasses
    fit: Fit


@cache
def constants() -> Constants:
    """The packaged constants."""
    given, fitted = _read("constants.yaml", _Given), _read(SPEED_FILE, _Fitted)
    return Constants(
        sources={**given.sources, **fitted.sources},
        memory=given.memory,
        speed=fitted.speed,
        adjusted=fitted.adjusted,
        gguf=fitted.gguf,
        fit=fitted.fit,
        devices=given.devices,
        load=given.load,
    )


def _read(name: str, shape: type[Shape]) -> Shape:
    path = Path(str(files("weighbridge.footprint") / name))
    return yamlfile.validate(yamlfile.read(path), shape, "constants")

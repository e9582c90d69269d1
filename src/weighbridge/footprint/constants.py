"""The constants of the memory and speed formulas, read from the packaged `constants.yaml`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

from pydantic import Field

from weighbridge import yamlfile
from weighbridge.records.base import Evidence, Record


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
    """`factor` is what such devices reach of the predicted speed; the band holds after it is applied."""

    factor: float = Field(gt=0)


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


class SpeedConstants(Record):
    """Shares of the datasheet's bandwidth and FLOPS that serving reaches, and times per layer in seconds."""

    evidence: dict[str, str]
    weight_bandwidth_share: float
    fp4_hardware_bandwidth_factor: float
    cache_bandwidth_share: float
    decode_compute_share: ByKind
    prefill_compute_share: float
    prefill_expert_factor: float
    prefill_fp4_factor: float
    overlap: float
    link_share: float
    layer_s: float
    expert_layer_s: float
    split_layer_s: float
    first_token: FirstToken
    predicted_over_measured: Band


class DeviceConstants(Record):
    """Devices that the speed formula was not fitted on, and how far a copy may be split by kind of link."""

    evidence: dict[str, str]
    infinity_fabric: DeviceClass
    uncalibrated: DeviceClass
    max_split: dict[str, int]


class LoadConstants(Record):
    """How full a copy may run at the peak."""

    target_share: float


class Constants(Record):
    """Everything in `constants.yaml`."""

    sources: dict[str, Evidence]
    memory: MemoryConstants
    speed: SpeedConstants
    devices: DeviceConstants
    load: LoadConstants

    @property
    def cache_bytes_per_value(self) -> float:
        """Bytes of one cached key or value number: 16 bit."""
        return self.memory.cache_bytes_per_value


@cache
def constants() -> Constants:
    """The packaged constants."""
    path = Path(str(files("weighbridge.footprint") / "constants.yaml"))
    return yamlfile.validate(yamlfile.read(path), Constants, "constants")


class TokenRule(Record):
    """How words, digits and signs add up to tokens; see token_rule.yaml."""

    whole_word_letters: int
    """A word of so many letters is one token."""
    letters_per_piece: float
    """Letters beyond them that make one more."""
    digits_per_token: int
    tokens_per_mark: float
    tokens_per_wide_sign: float
    """For signs of scripts without spaces."""
    low: float
    """Nine of ten texts in English, code or data lie between `low` and `high` times the estimate."""
    high: float
    other_languages: float
    """Pieces of a word in other languages, against one in English."""
    other_low: float
    other_high: float
    words_to_judge: int
    """A text with fewer words is taken for English."""
    code_marks_per_word: float
    """A text with more signs is code or data."""
    common_share: float
    """Prose with a smaller share of `common_words` is in another language."""
    common_words: frozenset[str]


@cache
def token_rule() -> TokenRule:
    """The packaged rule."""
    path = Path(str(files("weighbridge.footprint") / "token_rule.yaml"))
    return yamlfile.validate(yamlfile.read(path), TokenRule, "token rule")

"""A GGUF file's metadata and tensors to a layout: what each block holds says what kind of layer it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from weighbridge.errors import UnknownLayout
from weighbridge.footprint.files.gguf_header import GgufHeader, Value, gguf_types
from weighbridge.footprint.layer_groups import counted, plausible
from weighbridge.footprint.precision import precisions
from weighbridge.records.architecture import (
    Architecture,
    DenseFeedForward,
    FeedForward,
    GroupedAttention,
    LatentAttention,
    LinearAttention,
    Mixer,
    MixtureOfExperts,
    NoFeedForward,
    NoMixer,
    ParallelMixers,
    RecurrentMixer,
    SelectiveStateSpace,
    ShortConvolution,
    SingleMixer,
    StateSpace,
)

Shapes = Mapping[str, tuple[int, ...]]
"""Tensor name within a block to its shape, inner size first."""
Number = TypeVar("Number", int, float)
DELTA_RULE = ("ssm_beta_alpha", "ssm_ba", "ssm_beta")
"""Tensors, one of which marks a gated delta rule."""


class Facts:
    """The metadata of one file, whose keys begin with the name of its family."""

    def __init__(self, metadata: Mapping[str, Value]) -> None:
        self.metadata, self.family = metadata, metadata.get("general.architecture")
        if not isinstance(self.family, str):
            raise UnknownLayout("the key general.architecture is missing")

    def get(self, key: str, layer: int = 0) -> int | None:
        """A whole number, or that of one layer where the file lists one per layer; None when it is not stated."""
        found = self.metadata.get(f"{self.family}.{key}")
        if isinstance(found, tuple):
            found = found[layer] if layer < len(found) else None
        return int(found) if isinstance(found, int | float) and 0 <= found < 10**12 else None

    def need(self, key: str, layer: int = 0) -> int:
        """The same, needed. Raises UnknownLayout."""
        found = self.get(key, layer)
        if not found:
            raise UnknownLayout(f"the key {self.family}.{key} is missing")
        return found

    def windowed(self, layer: int) -> bool | None:
        """Whether a layer has a sliding window; None when the file names a window but not its layers."""
        if not self.get("attention.sliding_window"):
            return False
        pattern = self.metadata.get(f"{self.family}.attention.sliding_window_pattern")
        if isinstance(pattern, tuple) and layer < len(pattern):
            return bool(pattern[layer])
        if isinstance(pattern, int) and not isinstance(pattern, bool) and pattern > 0:
            return (layer + 1) % pattern != 0
        return None


def read_layout(header: GgufHeader) -> tuple[Architecture, bool]:
    """The layout of a file, and whether every layer's window is known; where not, all tokens are counted.

    Raises UnknownLayout for blocks without a formula and for missing keys.
    """
    facts = Facts(header.metadata)
    layers = plausible(facts.need("block_count") - (facts.get("nextn_predict_layers") or 0))
    blocks = _blocks(header)
    parts = (blocks.get(layer, {}) for layer in range(layers))
    found = ((_mixer(facts, block, layer), _feed_forward(facts, block)) for layer, block in enumerate(parts))
    names = {tensor.name: tensor.shape for tensor in header.tensors}
    table = names.get("token_embd.weight")
    vocabulary = table[1] if table is not None and len(table) == 2 else facts.need("vocab_size")
    known = all(facts.windowed(layer) is not None for layer in range(layers))
    served = [tensor for tensor in header.tensors if not _draft(tensor.name, layers)]
    return (
        Architecture(
            hidden_size=facts.need("embedding_length"),
            vocab_size=vocabulary,
            tied_embeddings="output.weight" not in names,
            groups=counted(found),
            stored_precision=_precision(header),
            stored_weight_bytes=sum(tensor.size_bytes for tensor in served) or None,
        ),
        known,
    )


def quantization(header: GgufHeader) -> str | None:
    """What the file itself calls its mixture of number formats, such as q4_k_m."""
    stated = header.metadata.get("general.file_type")
    return gguf_types().file_types.get(stated) if isinstance(stated, int) else None


def _precision(header: GgufHeader) -> str:
    """The entry of the precision table for the file: by its name, else the nearest in bytes per weight."""
    name = quantization(header)
    if name in ("bf16", "f16", "f32"):
        return "bf16"
    if f"gguf_{name}" in precisions():
        return f"gguf_{name}"
    weights = sum(tensor.weights for tensor in header.tensors)
    average = sum(tensor.size_bytes for tensor in header.tensors) / max(weights, 1)
    if average > 1.5:
        return "bf16"
    tables = {key: entry.bytes_per_weight for key, entry in precisions().items() if key.startswith("gguf_")}
    return min(sorted(tables), key=lambda key: abs(tables[key] - average))


def _blocks(header: GgufHeader) -> dict[int, dict[str, tuple[int, ...]]]:
    """Shapes of the tensors of each block by their name within it, endings left out."""
    found: dict[int, dict[str, tuple[int, ...]]] = {}
    for tensor in header.tensors:
        parts = tensor.name.split(".")
        if parts[0] == "blk" and len(parts) > 2 and parts[1].isdigit():
            found.setdefault(int(parts[1]), {})[parts[2]] = tensor.shape
    return found


def _draft(name: str, layers: int) -> bool:
    parts = name.split(".")
    return parts[0] == "blk" and len(parts) > 1 and parts[1].isdigit() and int(parts[1]) >= layers


def _mixer(facts: Facts, block: Shapes, layer: int) -> Mixer:
    attention, recurrent = _attention(facts, block, layer), _recurrent(facts, block)
    if attention is not None and recurrent is not None:
        return ParallelMixers(mixers=(attention, recurrent))
    found = attention or recurrent
    if found is None and "attn_norm" in block and any(name.startswith(("ssm", "time_mix")) for name in block):
        raise UnknownLayout(f"block {layer} holds {', '.join(sorted(block))}")
    return found or NoMixer()


def _attention(facts: Facts, block: Shapes, layer: int) -> SingleMixer | None:
    if "attn_kv_a_mqa" in block:
        return _latent(facts)
    # Beside a gated delta rule, `attn_qkv` is the input of that mixer.
    delta = any(name in block for name in DELTA_RULE)
    return _grouped(facts, block, layer) if not delta and ("attn_q" in block or "attn_qkv" in block) else None


def _recurrent(facts: Facts, block: Shapes) -> RecurrentMixer | None:
    if "shortconv" in block:
        return ShortConvolution(channels=facts.need("embedding_length"), kernel=facts.need("shortconv.l_cache"))
    if any(name in block for name in DELTA_RULE):
        keys, values = facts.need("ssm.group_count"), facts.need("ssm.time_step_rank")
        return LinearAttention(
            key_heads=keys,
            value_heads=values,
            key_dim=facts.need("ssm.state_size"),
            value_dim=facts.need("ssm.inner_size") // values,
            conv_kernel=facts.need("ssm.conv_kernel"),
        )
    if "ssm_x" in block:
        return SelectiveStateSpace(
            channels=facts.need("ssm.inner_size"),
            state_dim=facts.need("ssm.state_size"),
            step_rank=facts.need("ssm.time_step_rank"),
            conv_kernel=facts.need("ssm.conv_kernel"),
            norm="ssm_dt_norm" in block,
        )
    if "ssm_in" in block:
        heads = facts.need("ssm.time_step_rank")
        return StateSpace(
            heads=heads,
            head_dim=facts.need("ssm.inner_size") // heads,
            state_dim=facts.need("ssm.state_size"),
            groups=facts.get("ssm.group_count") or 1,
            conv_kernel=facts.need("ssm.conv_kernel"),
            norm="ssm_norm" in block,
        )
    return None


def _grouped(facts: Facts, block: Shapes, layer: int) -> GroupedAttention:
    heads = facts.need("attention.head_count", layer)
    kv_heads = facts.get("attention.head_count_kv", layer) or heads
    plain = facts.need("embedding_length") // heads
    windowed = bool(facts.windowed(layer))
    key = (facts.get("attention.key_length_swa") if windowed else None) or facts.get("attention.key_length") or plain
    value = (facts.get("attention.value_length_swa") if windowed else None) or facts.get("attention.value_length")
    query = block.get("attn_q", (0, 0))
    return GroupedAttention(
        query_heads=heads,
        kv_heads=kv_heads,
        head_dim=key,
        value_head_dim=None if value in (None, key) else value,
        window=facts.get("attention.sliding_window") if windowed else None,
        output_gate=len(query) == 2 and query[1] == 2 * heads * key,
        value_from_key="attn_q" in block and "attn_v" not in block,
        reuses_cache=layer >= facts.need("block_count") - (facts.get("attention.shared_kv_layers") or 0),
    )


def _latent(facts: Facts) -> LatentAttention:
    rope = facts.need("rope.dimension_count")
    key = facts.get("attention.key_length_mla") or facts.need("attention.key_length")
    return LatentAttention(
        query_heads=facts.need("attention.head_count"),
        kv_lora_rank=facts.need("attention.kv_lora_rank"),
        rope_head_dim=rope,
        nope_head_dim=key - rope,
        value_head_dim=facts.get("attention.value_length_mla") or facts.need("attention.value_length"),
        q_lora_rank=facts.get("attention.q_lora_rank") or None,
    )


def _feed_forward(facts: Facts, block: Shapes) -> FeedForward:
    for name in ("ffn_up_exps", "ffn_gate_exps", "ffn_gate_up_exps"):
        if name in block and len(block[name]) == 3:
            width, experts = block["ffn_down_exps"][0] if "ffn_down_exps" in block else block[name][1], block[name][2]
            shared = block.get("ffn_up_shexp") or block.get("ffn_up", (0, 0))
            return MixtureOfExperts(
                experts=experts,
                active=facts.need("expert_used_count"),
                width=width,
                shared_width=shared[1] if len(shared) == 2 else 0,
                matrices=2 if name == "ffn_up_exps" and "ffn_gate_exps" not in block else 3,
            )
    if "ffn_down" not in block:
        return NoFeedForward()
    up = block.get("ffn_up", (0, 0))
    width = block["ffn_down"][0]
    # Some families keep gate and up in one matrix of twice the width.
    gated = "ffn_gate" in block or (len(up) == 2 and up[1] == 2 * width)
    return DenseFeedForward(width=width, matrices=3 if gated else 2)

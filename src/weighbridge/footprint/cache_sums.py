"""What the cache of a sequence takes, summed over the layers of a layout."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from weighbridge.footprint.constants import constants
from weighbridge.records.architecture import (
    CompressedAttention,
    GroupedAttention,
    LatentAttention,
    LayerGroup,
    LinearAttention,
    RecurrentMixer,
    SelectiveStateSpace,
    SingleMixer,
    StateSpace,
)


@dataclass
class Cache:
    """Sums of cache bytes over the layers."""

    full: float = 0.0
    full_heads: int = 0
    latent: float = 0.0
    window: float = 0.0
    window_heads: int = 0
    window_tokens: int = 0
    state: float = 0.0
    flops: float = 0.0
    sparse: float = 0.0
    sparse_flops: float = 0.0
    sparse_tokens: int = 0
    prompt_flops: float = 0.0
    indexer_layers: int = 0

    @classmethod
    def of(cls, groups: Iterable[LayerGroup]) -> Cache:
        """The sums over all layers of a layout."""
        cache = cls()
        for group in groups:
            for mixer in group.mixers:
                cache._add(group.count, mixer)
        cache.full_heads, cache.window_heads = cache.full_heads or 1, cache.window_heads or 1
        return cache

    def _add(self, layers: int, mixer: SingleMixer) -> None:
        if mixer.kind == "grouped":
            self._add_grouped(layers, mixer)
        elif mixer.kind == "latent":
            self._add_latent(layers, mixer)
        elif mixer.kind == "compressed":
            self._add_compressed(layers, mixer)
        elif mixer.kind != "none":
            self.state += layers * state_bytes(mixer)

    def _add_grouped(self, layers: int, mixer: GroupedAttention) -> None:
        dims = mixer.head_dim + (mixer.value_head_dim or mixer.head_dim)
        size = 0.0 if mixer.reuses_cache else layers * dims * mixer.kv_heads * constants().cache_bytes_per_value
        if mixer.window is not None:
            self._add_window(size, mixer.window, mixer.kv_heads)
            return
        self.full += size
        self.full_heads = min(self.full_heads or mixer.kv_heads, mixer.kv_heads)
        self._attend(2.0 * layers * mixer.query_heads * dims)

    def _add_compressed(self, layers: int, mixer: CompressedAttention) -> None:
        value = constants().cache_bytes_per_value
        self._add_window(layers * mixer.head_dim * value, mixer.window, 1)
        if mixer.ratio:
            entry = mixer.head_dim + (mixer.indexer_head_dim if mixer.indexer_heads else 0)
            self.latent += layers * entry * value / mixer.ratio
            self._attend(4.0 * layers * mixer.query_heads * mixer.head_dim / mixer.ratio)

    def _attend(self, flops: float) -> None:
        self.flops += flops
        self.prompt_flops += flops

    def _add_latent(self, layers: int, mixer: LatentAttention) -> None:
        """Answers are computed on the compressed vectors, prompts on the heads they expand to."""
        width = mixer.kv_lora_rank + mixer.rope_head_dim
        size = layers * width * constants().cache_bytes_per_value
        flops = 2.0 * layers * mixer.query_heads * (width + mixer.kv_lora_rank)
        self.latent += size + layers * mixer.indexer_bytes_per_token
        self.flops += flops
        if mixer.sparse_tokens is None:
            head = mixer.nope_head_dim + mixer.rope_head_dim + mixer.value_head_dim
            self.prompt_flops += 2.0 * layers * mixer.query_heads * head
            return
        self.sparse += size
        self.sparse_flops += flops
        self.sparse_tokens = max(self.sparse_tokens, mixer.sparse_tokens)
        self.indexer_layers += layers if mixer.indexer_bytes_per_token else 0

    def _add_window(self, size: float, tokens: int, heads: int) -> None:
        self.window += size
        self.window_tokens = max(self.window_tokens, tokens)
        self.window_heads = min(self.window_heads or heads, heads)


def state_bytes(mixer: RecurrentMixer) -> float:
    """32-bit recurrent state plus the 16-bit tail of the convolution, per sequence and layer.

    Shapes: vLLM's state calculator. It keeps the state of Mamba mixers in 16 bit unless told otherwise; other servers
    and some makers' configurations keep 32, which is counted here as the safe side.
    """
    if mixer.kind == "convolution":
        return mixer.channels * (mixer.kernel - 1) * 2.0
    state, mixed = _state_shape(mixer)
    return state * 4.0 + mixed * (mixer.conv_kernel - 1) * 2.0


def _state_shape(mixer: LinearAttention | StateSpace | SelectiveStateSpace) -> tuple[int, int]:
    """Values in the recurrent state, and channels that the convolution runs over."""
    if mixer.kind == "linear":
        keys, values = mixer.key_heads * mixer.key_dim, mixer.value_heads * mixer.value_dim
        return mixer.key_dim * values, 2 * keys + values
    if mixer.kind == "selective":
        return mixer.channels * mixer.state_dim, mixer.channels
    inner = mixer.heads * mixer.head_dim
    return inner * mixer.state_dim, inner + 2 * mixer.groups * mixer.state_dim

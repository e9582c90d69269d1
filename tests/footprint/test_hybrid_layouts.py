"""Layouts that mix attention with mixers of fixed state, read from the config.json of published checkpoints.

Each config holds the keys that sizes depend on. The counts are those of the published safetensors files.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from weighbridge.errors import UnknownLayout
from weighbridge.footprint.cache_sums import state_bytes
from weighbridge.footprint.components import of_architecture
from weighbridge.footprint.files.folder import read_model
from weighbridge.footprint.hf.config import read_architecture
from weighbridge.footprint.layout import valid_splits
from weighbridge.footprint.parameters import count
from weighbridge.records import Model
from weighbridge.records.architecture import (
    Architecture,
    DenseFeedForward,
    GroupedAttention,
    LayerGroup,
    LinearAttention,
    MixtureOfExperts,
    ParallelMixers,
    SelectiveStateSpace,
    ShortConvolution,
    StateSpace,
)

CONFIGS = Path(__file__).parent / "data" / "configs"
NAMED_ACTIVE = {"liquid/lfm2.5-8b-a1b"}
"""Models whose number of active parameters the catalog has from their name alone, which rounds it down."""


def config(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((CONFIGS / f"{name}.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize(
    ("name", "published"),
    [
        ("selective", 51_570_323_328),
        ("selective-dense", 3_029_337_472),
        ("convolution", 8_339_929_856),
        ("side-by-side", 33_642_516_224),
        ("delta", 250_287_810_304),
        ("heads-per-layer", 117_561_977_600),
    ],
)
def test_parameters_are_those_of_the_published_checkpoint(name: str, published: int) -> None:
    assert count(read_architecture(config(name))).total == pytest.approx(published, rel=1e-5)


@pytest.mark.parametrize(
    "model_id",
    [
        *("ai21/ai21-jamba-1.5-large", "ai21/ai21-jamba-1.5-mini", "ai21/ai21-jamba-large-1.7"),
        *("ai21/ai21-jamba-mini-1.7", "ai21/ai21-jamba2-mini", "liquid/lfm2-8b-a1b", "liquid/lfm2.5-8b-a1b"),
        *("google/gemma-4-12b-it", "nvidia/llama-3_1-nemotron-ultra-253b-v1", "poolside/laguna-s-2.1"),
        *("sarvam/sarvam-105b", "tii/falcon-h1-34b-instruct", "upstage/solar-open2-250b"),
        *("alibaba/qwen3.8-2.4t-a95b", "lg/k-exaone-2.0-750b-a37b", "thinkingmachines/inkling"),
        *("alibaba/qwen3.8-flash-next", "tencent/hy4-preview", "liquid/lfm2.5-1.2b-instruct"),
        *("google/gemma-4-e2b-it", "google/gemma-4-e4b-it", "nvidia/nemotron-h-56b-base-8k"),
    ],
)
def test_the_catalog_has_their_real_layout(models: dict[str, Model], model_id: str) -> None:
    found = models[model_id]
    assert found.architecture is not None
    assert not found.architecture.upper_bound
    counts = count(found.architecture)
    if found.active_parameters_b and model_id not in NAMED_ACTIVE:
        # Makers count the input table or leave it out, and round.
        assert counts.active / 1e9 < found.active_parameters_b * 1.06
        assert (counts.active + counts.embedding) / 1e9 > found.active_parameters_b * 0.94


def test_layers_alternate_between_attention_and_mamba_of_the_first_generation() -> None:
    mamba = SelectiveStateSpace(channels=8192, state_dim=16, step_rank=256, norm=True)
    attention = GroupedAttention(query_heads=32, kv_heads=8, head_dim=128)
    dense, experts = DenseFeedForward(width=14336), MixtureOfExperts(experts=16, active=2, width=14336)
    assert set(read_architecture(config("selective")).groups) == {
        LayerGroup(count=12, mixer=mamba, feed_forward=dense),
        LayerGroup(count=16, mixer=mamba, feed_forward=experts),
        LayerGroup(count=4, mixer=attention, feed_forward=dense),
    }


def test_an_automatic_rank_is_a_sixteenth_of_the_hidden_size_rounded_up() -> None:
    first = read_architecture({**config("selective-dense"), "hidden_size": 2580}).groups[0].mixer
    assert isinstance(first, SelectiveStateSpace)
    assert (first.step_rank, first.channels) == (162, 5160)


def test_the_first_layers_of_a_convolution_model_are_dense() -> None:
    first, attention, rest = read_architecture(config("convolution")).groups
    assert first == LayerGroup(
        count=2, mixer=ShortConvolution(channels=2048), feed_forward=DenseFeedForward(width=7168)
    )
    assert attention.count == 6
    assert rest.feed_forward == MixtureOfExperts(experts=32, active=4, width=1792)


def test_the_width_of_a_gated_layer_is_adjusted_where_the_config_says_so() -> None:
    older = config("convolution-dense")
    convolution, attention = read_architecture(older).groups
    assert (convolution.count, attention.count) == (10, 6)
    # Two thirds of 6,656, rounded up to a multiple of 256.
    assert convolution.feed_forward == DenseFeedForward(width=4608)
    assert count(read_architecture(older)).total == pytest.approx(354_483_968, rel=1e-5)
    assert read_architecture({**older, "block_auto_adjust_ff_dim": False}).groups[0].feed_forward == DenseFeedForward(
        width=6656
    )


def test_two_mixers_side_by_side_share_a_layer() -> None:
    (group,) = read_architecture(config("side-by-side")).groups
    attention = GroupedAttention(query_heads=20, kv_heads=4, head_dim=128)
    mamba = StateSpace(heads=32, head_dim=128, state_dim=256, groups=2)
    assert group.mixer == ParallelMixers(mixers=(attention, mamba))
    assert group.mixers == (attention, mamba)
    without = read_architecture({**config("side-by-side"), "mamba_rms_norm": False})
    assert count(read_architecture(config("side-by-side"))).total - count(without).total == 72 * 4096


def test_cache_grows_with_attention_alone_and_state_does_not() -> None:
    def cache(name: str) -> tuple[Any, Any]:
        parts = of_architecture(read_architecture(config(name)), "bf16")
        return parts.reserved_token_bytes, parts.state_bytes

    # Keys and values of 8 heads of 128 in 4 layers; 28 states of 8,192 x 16 and the last 3 tokens of 8,192 channels.
    assert cache("selective") == (4 * 2 * 8 * 128 * 2, 28 * (8192 * 16 * 4 + 8192 * 3 * 2))
    assert cache("convolution") == (6 * 2 * 8 * 64 * 2, 18 * 2048 * 2 * 2)
    # 72 layers have both.
    mixed = 4096 + 2 * 2 * 256
    assert cache("side-by-side") == (72 * 2 * 4 * 128 * 2, 72 * (4096 * 256 * 4 + mixed * 3 * 2))


def test_gates_are_of_low_rank_unless_the_config_says_otherwise() -> None:
    delta = config("delta")
    full = {**delta, "linear_attn_config": {**delta["linear_attn_config"], "use_full_rank_gate": True}}
    ranks = [
        {
            mixer.gate_rank
            for group in read_architecture(each).groups
            for mixer in group.mixers
            if mixer.kind == "linear"
        }
        for each in (delta, full)
    ]
    assert ranks == [{128}, {None}]


def test_gates_of_low_rank_have_no_state_of_their_own() -> None:
    plain = LinearAttention(key_heads=8, value_heads=8, key_dim=128, value_dim=128)
    assert state_bytes(plain) == state_bytes(plain.model_copy(update={"gate_rank": 128}))


def test_a_copy_is_split_only_where_both_mixers_divide() -> None:
    # 20 query heads, 4 key-value heads and 32 state heads.
    assert valid_splits(read_architecture(config("side-by-side")), "bf16") == (1, 2, 4)
    odd = ParallelMixers(
        mixers=(
            GroupedAttention(query_heads=8, kv_heads=8, head_dim=64),
            StateSpace(heads=6, head_dim=64, state_dim=16),
        )
    )
    layout = Architecture(hidden_size=512, vocab_size=1000, groups=(LayerGroup(count=1, mixer=odd),))
    assert valid_splits(layout, "bf16") == (1, 2)
    convolution = ShortConvolution(channels=514)
    layout = Architecture(hidden_size=512, vocab_size=1000, groups=(LayerGroup(count=1, mixer=convolution),))
    assert valid_splits(layout, "bf16") == (1, 2)


@pytest.mark.parametrize("key", ["n_mamba_heads", "num_mem_blocks", "d_rel"])
def test_relatives_with_other_layers_are_refused(key: str) -> None:
    with pytest.raises(UnknownLayout, match=key):
        read_architecture({**config("selective"), key: 2})


@pytest.mark.parametrize("path", sorted(CONFIGS.iterdir()), ids=lambda path: path.stem)
def test_a_folder_with_such_a_config_is_a_model(tmp_path: Path, path: Path) -> None:
    (tmp_path / "config.json").write_bytes(path.read_bytes())
    found = read_model(tmp_path, lambda: ())
    assert found.model.architecture is not None
    assert found.model.architecture.groups == read_architecture(config(path.stem)).groups
    assert not found.model.architecture.upper_bound
    assert found.notes == ()

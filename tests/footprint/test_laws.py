"""Laws over arbitrary layouts."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from weighbridge.footprint import memory
from weighbridge.footprint.components import of_architecture
from weighbridge.footprint.constants import constants
from weighbridge.footprint.fallback import fallback
from weighbridge.footprint.layout import valid_splits
from weighbridge.footprint.operands import number
from weighbridge.footprint.parameters import count
from weighbridge.footprint.precision import precisions
from weighbridge.records import Model
from weighbridge.records.architecture import (
    Architecture,
    DenseFeedForward,
    GroupedAttention,
    LatentAttention,
    LayerGroup,
    LinearAttention,
    MixtureOfExperts,
    ParallelMixers,
    SelectiveStateSpace,
    ShortConvolution,
    StateSpace,
)

heads = st.sampled_from([1, 2, 4, 8])
grouped = st.builds(
    lambda kv, times, dim, window: GroupedAttention(query_heads=kv * times, kv_heads=kv, head_dim=dim, window=window),
    heads,
    heads,
    st.sampled_from([64, 128, 256]),
    st.none() | st.integers(1, 8192),
)
latent = st.builds(
    LatentAttention,
    query_heads=st.sampled_from([16, 64]),
    kv_lora_rank=st.just(512),
    rope_head_dim=st.just(64),
    nope_head_dim=st.just(128),
    value_head_dim=st.just(128),
)
linear = st.builds(LinearAttention, key_heads=heads, value_heads=heads, key_dim=st.just(128), value_dim=st.just(128))
widths = st.sampled_from([512, 1024, 4096])
state_space = st.builds(StateSpace, heads=heads, head_dim=st.just(64), state_dim=st.sampled_from([16, 128]))
selective = st.builds(SelectiveStateSpace, channels=widths, state_dim=st.just(16), step_rank=st.integers(1, 64))
convolution = st.builds(ShortConvolution, channels=widths, kernel=st.integers(2, 4))
parallel = st.builds(lambda *both: ParallelMixers(mixers=both), grouped | linear, state_space | selective)
mixers = grouped | latent | linear | state_space | selective | convolution | parallel
dense = st.builds(DenseFeedForward, width=st.integers(1, 64).map(lambda n: n * 1024))
experts = st.builds(
    MixtureOfExperts,
    experts=st.sampled_from([8, 64, 128]),
    active=st.integers(1, 8),
    width=st.integers(1, 16).map(lambda n: n * 128),
    shared_width=st.sampled_from([0, 1024]),
)
groups = st.builds(LayerGroup, count=st.integers(1, 80), mixer=mixers, feed_forward=dense | experts)
layouts = st.builds(
    Architecture,
    hidden_size=st.integers(1, 64).map(lambda n: n * 128),
    vocab_size=st.integers(1000, 250_000),
    tied_embeddings=st.booleans(),
    groups=st.lists(groups, min_size=1, max_size=4).map(tuple),
)


@given(layouts, st.sampled_from([1, 2, 4, 8]), st.integers(1, 200_000), st.integers(1, 200_000))
def test_more_context_never_takes_less_memory(layout: Architecture, devices: int, a: int, b: int) -> None:
    share = memory.share(of_architecture(layout, "bf16"), float(devices), constants())
    short, long = (number(memory.sequence_bytes(share, float(tokens))) for tokens in sorted((a, b)))
    assert short <= long


@given(layouts, st.sampled_from(sorted(precisions())))
def test_quantizing_never_adds_weight_bytes(layout: Architecture, precision: str) -> None:
    assert of_architecture(layout, precision).weight_bytes <= of_architecture(layout, "bf16").weight_bytes


@given(layouts, st.sampled_from(sorted(precisions())))
def test_more_devices_never_hold_more_each(layout: Architecture, precision: str) -> None:
    parts, k = of_architecture(layout, precision), constants()
    shares = [memory.share(parts, float(n), k) for n in (1, 2, 4, 8)]
    held = [number(s.weight_bytes) + number(memory.sequence_bytes(s, 1000.0)) for s in shares]
    assert held == sorted(held, reverse=True)


@given(layouts)
def test_active_weights_are_part_of_all_weights(layout: Architecture) -> None:
    counts = count(layout)
    assert 0 < counts.active <= counts.total
    assert counts.experts_active <= counts.experts or not counts.experts


@given(layouts)
def test_one_device_is_always_a_valid_split(layout: Architecture) -> None:
    assert valid_splits(layout, "bf16")[0] == 1


@settings(deadline=None)
@given(st.floats(0.3, 3000), st.none() | st.floats(0.01, 1.0))
def test_the_stand_in_holds_at_least_all_published_weights(total_b: float, active_share: float | None) -> None:
    active = None if active_share is None else total_b * active_share
    model = Model(
        id="lab/x", name="x", maker="lab", open_weights=True, parameters_b=total_b, active_parameters_b=active
    )
    layout = fallback(model)
    assert layout is not None
    assert layout.upper_bound
    assert count(layout).total >= 0.999 * total_b * 1e9
    assert valid_splits(layout, "bf16") == (1, 2, 4, 8)


def multi_head(layout: Architecture) -> bool:
    """Whether every query head has keys of its own, as in models of 2023 and 2024."""
    mixers = [mixer for group in layout.groups for mixer in group.mixers if isinstance(mixer, GroupedAttention)]
    return any(mixer.kv_heads == mixer.query_heads for mixer in mixers)


def test_the_stand_in_never_needs_less_cache_than_a_layout_with_shared_heads(models: dict[str, Model]) -> None:
    for model in models.values():
        stand_in = fallback(model)
        if model.architecture is None or stand_in is None or multi_head(model.architecture):
            continue
        k = constants()
        needed = [
            number(memory.sequence_bytes(memory.share(of_architecture(layout, "bf16"), 1.0, k), 32_768.0))
            for layout in (model.architecture, stand_in)
        ]
        assert needed[0] <= needed[1], model.id

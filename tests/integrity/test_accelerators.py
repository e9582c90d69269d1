"""The shipped accelerators: plausible figures, each with its source, and no headline taken at face value."""

from __future__ import annotations

from statistics import median

import pytest

from weighbridge.catalog import Table
from weighbridge.pricing.self_hosting import market_spreads
from weighbridge.records import Accelerator
from weighbridge_accelerators import plugin

TABLE = Table("accelerator", plugin.accelerators())
ALL = tuple(TABLE.values())
UNPRICED = (
    "mi350x",
    "mi210",
    "mi250x",
    "gaudi-2",
    "gaudi-3",
    "tpu-v5e",
    "aws-trainium2",
    "aws-inferentia2",
    "h20",
    "rtx-6000-ada",
    "vr-nvl72",
)


def test_all_device_types_are_there() -> None:
    assert len(ALL) == 48


@pytest.mark.parametrize("device", ALL, ids=lambda device: device.id)
def test_every_stated_field_has_evidence(device: Accelerator) -> None:
    for field in device.model_fields_set - {"id", "name", "vendor", "setting", "aliases", "evidence"}:
        evidence = device.evidence_for(field)
        assert evidence is not None, field
        assert evidence.source, field
        assert evidence.as_of, field


@pytest.mark.parametrize("device", ALL, ids=lambda device: device.id)
def test_figures_hang_together(device: Accelerator) -> None:
    # A label may be decimal GB or really GiB, so what can be used never exceeds it by number.
    assert device.usable_gib is None or device.usable_gib <= device.memory_gb
    for price in (device.hourly_usd, device.purchase_usd):
        ends = [end for end in (price.low, price.typical, price.high) if end is not None]
        assert ends == sorted(ends)
    if device.fp8_tflops and device.bf16_tflops:
        assert device.bf16_tflops <= device.fp8_tflops <= 4.5 * device.bf16_tflops
    if device.fp4_tflops and device.fp8_tflops:
        assert device.fp8_tflops <= device.fp4_tflops <= 4.1 * device.fp8_tflops
    for precision, speed in (("fp8", device.fp8_tflops), ("fp4", device.fp4_tflops)):
        assert speed is None or precision in device.native_precisions
    assert (device.link == "unified") <= (device.max_per_node == 1)


@pytest.mark.parametrize("device_id", UNPRICED)
def test_no_dated_rental_price_is_unknown_not_zero(device_id: str) -> None:
    price = TABLE[device_id].hourly_usd
    assert (price.low, price.typical, price.high) == (None, None, None)


@pytest.mark.parametrize(
    ("device_id", "field", "dense"),
    [
        ("l4", "fp8_tflops", 242),
        ("h100-sxm", "bf16_tflops", 989),
        ("h100-pcie", "fp8_tflops", 1513),
        ("dgx-spark", "fp4_tflops", 500),
        ("jetson-agx-thor", "fp4_tflops", 1035),
        ("rtx-5090", "fp4_tflops", 1676),
    ],
)
def test_speeds_are_dense_not_the_sparse_headline(device_id: str, field: str, dense: float) -> None:
    assert getattr(TABLE[device_id], field) == dense


def test_traps_are_marked() -> None:
    for device_id in ("t4", "v100-32-sxm2"):
        evidence = TABLE[device_id].evidence_for("bf16_tflops")
        assert evidence is not None
        assert "no BF16" in (evidence.note or "")
        assert "bf16" not in TABLE[device_id].native_precisions
    split = TABLE["mi250x"].evidence_for("memory_gb")
    assert split is not None
    assert "two devices" in (split.note or "")
    for device_id in ("b300-sxm", "gb300-nvl72"):
        assert "int8" not in TABLE[device_id].native_precisions
    assert [device.id for device in ALL if device.preliminary] == ["vr-nvl72"]
    limit = TABLE["apple-m4-max"].evidence_for("usable_gib")
    assert limit is not None
    assert limit.grade == "estimated"


@pytest.mark.parametrize(
    ("name", "device_id"),
    [
        ("H100-SXM", "h100-sxm"),
        ("H100 SXM", "h100-sxm"),
        ("h100", "h100-sxm"),
        ("A100-80 SXM", "a100-80-sxm"),
        ("RTX 4090", "rtx-4090"),
        ("MI300X", "mi300x"),
        ("GB200", "gb200-nvl72"),
        ("M4 Max", "apple-m4-max"),
    ],
)
def test_names_people_use_are_found(name: str, device_id: str) -> None:
    assert TABLE.find(name).id == device_id


def test_no_name_stands_for_two_devices() -> None:
    for device in ALL:
        for name in (device.name, *device.aliases):
            assert TABLE.find(name) is device


@pytest.mark.parametrize(("field", "assumed"), [("hourly_usd", "rent"), ("purchase_usd", "purchase")])
def test_the_spread_assumed_around_a_single_price_is_that_of_the_table(field: str, assumed: str) -> None:
    ranges = [getattr(device, field) for device in ALL]
    spreads = [price.high / price.low for price in ranges if price.low and price.high]
    assert getattr(market_spreads(), assumed) == pytest.approx(median(spreads), rel=0.1)

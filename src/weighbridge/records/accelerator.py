"""An accelerator: a GPU or other device type that serves models."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from weighbridge.records.base import CatalogRecord, Record

Setting = Literal["datacenter", "workstation", "consumer", "edge"]
MemoryKind = Literal["hbm", "gddr", "lpddr"]
"""Stacked beside the chip, on the card, or shared with a processor."""
LinkKind = Literal["nvlink", "infinity_fabric", "pcie", "ethernet", "unified", "proprietary"]


class PriceRange(Record):
    """A market range in USD; `typical` is what an ordinary buyer pays, None when only ends are known."""

    low: float | None = Field(default=None, gt=0)
    typical: float | None = Field(default=None, gt=0)
    high: float | None = Field(default=None, gt=0)

    @property
    def known(self) -> bool:
        """Whether any price is known."""
        return any(price is not None for price in (self.low, self.typical, self.high))


class Accelerator(CatalogRecord):
    """One device type. FLOPS are dense; None means unknown or not supported, as the evidence says."""

    name: str
    vendor: str
    setting: Setting
    software: str | None = Field(default=None, pattern=r"^[a-z0-9-]+$")
    """Software stack that models run on: cuda, rocm, xla ... What a stack reaches of a datasheet differs; without one,
    speeds get the wide range of devices that were not measured."""
    memory_gb: float = Field(gt=0)
    """The vendor's label."""
    memory_kind: MemoryKind | None = None
    usable_gib: float | None = Field(default=None, gt=0)
    """What software can allocate."""
    bandwidth_gb_s: float | None = Field(default=None, gt=0)
    bf16_tflops: float | None = Field(default=None, gt=0)
    fp8_tflops: float | None = Field(default=None, gt=0)
    int8_tops: float | None = Field(default=None, gt=0)
    fp4_tflops: float | None = Field(default=None, gt=0)
    native_precisions: tuple[str, ...] = ()
    """Number formats the device computes in hardware."""
    power_w: float | None = Field(default=None, gt=0)
    """Board power limit of one device."""
    link: LinkKind | None = None
    link_gb_s: float | None = Field(default=None, gt=0)
    """Device-to-device bandwidth, both directions added."""
    max_per_node: int = Field(default=8, ge=1)
    """Devices that share one fast link domain or host."""
    purchase_usd: PriceRange = PriceRange()
    hourly_usd: PriceRange = PriceRange()
    preliminary: bool = False
    aliases: tuple[str, ...] = ()

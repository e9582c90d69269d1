"""The fixed anchors of `anchors.yaml`, typed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from weighbridge import yamlfile
from weighbridge.records.base import Record


class ApiPrivacy(Record):
    """Points of a cloud API."""

    base: float
    no_training: float
    short_retention: float
    retention_days_zero_points: float
    zero_retention: dict[str, float]
    region_stated: float


class PrivacyAnchors(Record):
    """Points for where data goes."""

    data_stays_on_site: float
    rented_machines: float
    cloud_api: ApiPrivacy


class CostAnchors(Record):
    """USD per 1,000 queries worth 1 and 0."""

    one_at_usd: float
    zero_at_usd: float


class ComplianceAnchors(Record):
    """Points per license verdict, and the weights of the two parts."""

    license: dict[str, float]
    license_weight: float
    frameworks_weight: float


class FootprintAnchors(Record):
    """Accelerators worth 0."""

    zero_at_accelerators: float


class LockInAnchors(Record):
    """Points for the ways to leave."""

    own_machines: float
    open_weights_api: float
    closed_api: float


class LifecycleAnchors(Record):
    """Months worth 1."""

    one_at_months: float


class Anchors(Record):
    """All fixed anchors."""

    privacy: PrivacyAnchors
    cost: CostAnchors
    compliance: ComplianceAnchors
    gpu_footprint: FootprintAnchors
    lock_in: LockInAnchors
    lifecycle: LifecycleAnchors


@cache
def anchors() -> Anchors:
    """The anchors that come with the product."""
    return yamlfile.validate(yamlfile.read(Path(__file__).with_name("anchors.yaml")), Anchors, "anchors")

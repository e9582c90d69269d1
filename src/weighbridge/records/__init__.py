"""The record types that plugins return and the catalog holds."""

from weighbridge.records.accelerator import Accelerator, PriceRange
from weighbridge.records.architecture import Architecture, LayerGroup
from weighbridge.records.base import CatalogRecord, Evidence, Grade, Record, RecordId
from weighbridge.records.benchmark import Benchmark, Score
from weighbridge.records.claim import Claim
from weighbridge.records.document import Document
from weighbridge.records.framework import Check, Framework
from weighbridge.records.license import License
from weighbridge.records.model import Model
from weighbridge.records.offer import Offer, RateCard, RateTier
from weighbridge.records.provider import Posture, PostureFact, Provider, Region, Retention
from weighbridge.records.service import FineTuningService

__all__ = [
    "Accelerator",
    "Architecture",
    "Benchmark",
    "CatalogRecord",
    "Check",
    "Claim",
    "Document",
    "Evidence",
    "FineTuningService",
    "Framework",
    "Grade",
    "LayerGroup",
    "License",
    "Model",
    "Offer",
    "Posture",
    "PostureFact",
    "PriceRange",
    "Provider",
    "RateCard",
    "RateTier",
    "Record",
    "RecordId",
    "Region",
    "Retention",
    "Score",
]

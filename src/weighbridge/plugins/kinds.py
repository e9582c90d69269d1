"""The kinds of records that data hooks return, one per hook; the file names of a pack follow them."""

from __future__ import annotations

from weighbridge import records
from weighbridge.records.base import CatalogRecord

RECORD_TYPES: dict[str, type[CatalogRecord]] = {
    "models": records.Model,
    "providers": records.Provider,
    "offers": records.Offer,
    "licenses": records.License,
    "accelerators": records.Accelerator,
    "frameworks": records.Framework,
    "documents": records.Document,
    "fine_tuning_services": records.FineTuningService,
    "benchmarks": records.Benchmark,
    "claims": records.Claim,
}
"""Record type by data hook."""


def kind_of(stem: str) -> str | None:
    """The kind that a file stem names: `models` and `closed_models` are both `models`; None for other files."""
    for kind in (*RECORD_TYPES, "architectures"):
        if stem == kind or stem.endswith(f"_{kind}"):
            return kind
    return None

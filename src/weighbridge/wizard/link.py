"""A deep link: the needs without what is confidential, short enough for an address bar."""

from __future__ import annotations

import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping
from typing import Any

from weighbridge.errors import LinkBroken

CONFIDENTIAL: dict[str, tuple[str, ...]] = {
    "organization": (
        "monthly_active_users",
        "monthly_active_users_at_release",
        "product_monthly_active_users",
        "annual_revenue_usd",
        "monthly_revenue_usd",
        "product_annual_revenue_usd",
        "product_monthly_revenue_usd",
    ),
    "infrastructure": ("owned_accelerators", "power_usd_per_kwh", "staff_usd_per_month"),
    "budget": ("monthly_usd_max",),
    "answers": (),
}
"""Section to the fields that a link leaves out; no field named means the whole section."""

MAX_LINK_BYTES = 8_000
MAX_JSON_BYTES = 64_000
_WORDS = (
    b'{"budget":{"capabilities":{"context_tokens":"input":["text","image"]"languages":["en"]"min_quality":0."task":'
    b'"coding""tool_calling":true,"compliance":["gdpr","eu-ai-act","hipaa"],"data":{"class":"confidential","restricted'
    b'"public","personal":true,"health":true,"residency":["EU"],"retention_days_max":30"training_on_data":false'
    b'"infrastructure":{"hosting":["cloud_api","self_hosted_cloud","on_premises"],"price_level":"spare_replica":true}'
    b'"name":"organization":{"country":"DE","industry":"runs_model_service":false},"use":{"purpose":"product""tags":['
    b'"weights":{"compliance":25,"cost":25,"gpu_footprint":10,"privacy":30,"quality":10},"workload":{'
    b'"cached_input_share":0.2,"input_tokens":1000,"max_seconds_per_token":0.05,"output_tokens":500,"peak_factor":'
    b'"queries_per_month":1000000}}'
)
"""Words that needs are made of, so that a link need not spell them. Changing them breaks old links: raise _VERSION."""
_VERSION = "1"


def without_confidential(needs: Mapping[str, Any]) -> dict[str, Any]:
    """The needs without figures of the business, hardware and attested answers."""
    kept: dict[str, Any] = {}
    for name, value in needs.items():
        hidden = CONFIDENTIAL.get(name)
        if hidden is None:
            kept[name] = value
        elif hidden and isinstance(value, Mapping):
            rest = {field: item for field, item in value.items() if field not in hidden}
            if rest:
                kept[name] = rest
    return kept


def encode(needs: Mapping[str, Any]) -> str:
    """The needs as letters, digits, `-` and `_`, confidential fields left out."""
    text = json.dumps(without_confidential(needs), separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, _WORDS)
    squeezed = squeezer.compress(text.encode()) + squeezer.flush()
    return _VERSION + urlsafe_b64encode(squeezed).decode().rstrip("=")


def decode(link: str) -> dict[str, Any]:
    """The needs of a link. Raises LinkBroken for anything that `encode` did not make."""
    if not link.startswith(_VERSION):
        raise LinkBroken("it was made by another version")
    if len(link) > MAX_LINK_BYTES:
        raise LinkBroken("it is too long")
    try:
        squeezed = urlsafe_b64decode(link[1:] + "=" * (-(len(link) - 1) % 4))
        stretcher = zlib.decompressobj(-15, _WORDS)
        text = stretcher.decompress(squeezed, MAX_JSON_BYTES)
        found = json.loads(text) if stretcher.eof else None
    except (NotBase64, zlib.error, ValueError, RecursionError) as error:
        raise LinkBroken("a part of it is missing or changed") from error
    if not isinstance(found, dict):
        raise LinkBroken("a part of it is missing or changed")
    return found

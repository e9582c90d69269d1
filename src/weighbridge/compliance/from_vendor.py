"""Attributes that the posture of a vendor tells."""

from __future__ import annotations

from weighbridge.compliance.attributes import Attributes
from weighbridge.compliance.traits import VendorTraits
from weighbridge.records import PostureFact, Retention
from weighbridge.records.provider import Certificate

_CERTIFICATES: tuple[tuple[Certificate, str], ...] = (
    ("soc2_type2", "vendor.soc2_type2"),
    ("iso_27001", "vendor.iso27001"),
    ("iso_42001", "vendor.iso42001"),
    ("pci_dss", "vendor.pci_aoc"),
)


def from_vendor(traits: VendorTraits) -> Attributes:
    """What the posture of the vendor tells: a plain yes or no settles, a condition or a gap has to be confirmed."""
    found = Attributes()
    certificates = traits.certificates
    found.put("vendor.trains_on_inputs", _stance(traits.trains), traits.trains.condition)
    retention = traits.retention
    found.put("vendor.retention_days", retention.days, _joined(retention.condition, retention.zero_condition))
    for certificate, name in _CERTIFICATES:
        fact = certificates.get(certificate, PostureFact())
        found.put(name, _stance(fact), fact.condition)
    _business_associate(found, certificates.get("hipaa_baa", PostureFact()))
    _fedramp(found, certificates.get("fedramp", PostureFact()))
    return found


def _business_associate(found: Attributes, offered: PostureFact) -> None:
    """An agreement that a vendor offers is not signed yet; one that it refuses cannot be."""
    if offered.value == "no":
        found.put("vendor.baa_signed", value=False, note=_joined("the vendor offers none", offered.condition))
        found.put("vendor.baa_covers_service", value=False, note="there is no agreement to cover it")
        return
    says = {"yes": "the vendor offers one", "conditional": "the vendor offers one on conditions"}
    offer = says.get(offered.value or "")
    found.put("vendor.baa_signed", None, _joined(offer, offered.condition))
    found.put("vendor.baa_covers_service", None)


def _fedramp(found: Attributes, certified: PostureFact) -> None:
    """A posture says whether a service is certified, not in which class; `no` is the class `none`."""
    if certified.value == "no":
        found.put("vendor.fedramp_class", "none", certified.condition)
        return
    says = "the service is certified; the class is to be confirmed" if certified.value == "yes" else None
    found.put("vendor.fedramp_class", None, _joined(says, certified.condition))


def _stance(fact: PostureFact) -> bool | None:
    return {"yes": True, "no": False}.get(fact.value or "")


def can_be_shortened(retention: Retention) -> bool:
    """Whether zero retention can be had, so that an answer of yours may beat the default number of days."""
    return retention.zero_option not in (None, "none")


def _joined(*texts: str | None) -> str | None:
    return "; ".join(text for text in texts if text) or None

"""Attributes that the needs tell, alone and together with where the model runs."""

from __future__ import annotations

from weighbridge import places
from weighbridge.compliance.attributes import Attributes
from weighbridge.needs import Hosting, Needs


def from_needs(needs: Needs) -> Attributes:
    """What the needs themselves state."""
    found, data = Attributes(), needs.data
    found.put("data.personal", data.personal)
    found.put("data.phi", data.health)
    found.put("data.cardholder", data.cardholder)
    found.put("data.confidential", data.class_ in ("confidential", "restricted"))
    found.put("use.fine_tunes", needs.use.fine_tunes)
    found.put("org.eu_nexus", _eu_nexus(needs))
    industry = (needs.organization.industry or "").casefold()
    found.put("org.us_federal_information", True if "federal" in industry else None)
    return found


def _eu_nexus(needs: Needs) -> bool | None:
    """Whether EU law reaches the organization; demanding that data stay in the EEA is taken as a sign that it does."""
    organization = needs.organization
    if organization.eu_nexus is not None:
        return organization.eu_nexus
    eea = places.groups()["EEA"]
    used = places.expand([*organization.use_countries, *([organization.country] if organization.country else [])])
    if used & eea or places.expand(needs.data.residency) & eea:
        return True
    return None if organization.country is None else False


def from_hosting(needs: Needs, hosting: Hosting, processing: tuple[str, ...] | None) -> Attributes:
    """A cloud host counts as a third party: it holds the data even where it runs nothing but a virtual machine."""
    found = Attributes()
    own_site = hosting in ("on_premises", "edge")
    found.put("deployment.third_party_processes_data", not own_site)
    if own_site:
        found.put("deployment.transfer_basis", "none_needed", "the data stays on your own machines")
    elif hosting == "self_hosted_cloud":
        rented = needs.data.residency or None
        found.put("deployment.transfer_basis", *_transfer(rented, "where you rent the machines decides"))
    else:
        found.put("deployment.transfer_basis", *_transfer(processing, "the place of processing is not known"))
    return found


def _transfer(where: tuple[str, ...] | None, otherwise: str) -> tuple[str | None, str]:
    """GDPR transfer basis (Art. 44-49) for processing in `where`, when the places alone settle it."""
    if where is None:
        return None, otherwise
    shown = ", ".join(where)
    if places.within(where, ["EEA"]):
        return "none_needed", f"processed in {shown}"
    if places.within(where, ["EEA", "ADEQUATE"]):
        return "adequacy", f"processed in {shown}"
    return None, f"processed in {shown}: needs a certified importer, standard clauses or binding rules"

"""Supplies: who runs a model and how data is handled there - a provider's posture, or your own machines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from weighbridge.needs import Hosting, Needs
from weighbridge.records import Evidence, Posture, PostureFact, Provider, Region, Retention

SELF_HOSTED: tuple[Hosting, ...] = ("self_hosted_cloud", "on_premises", "edge")

_BY_CONSTRUCTION = Evidence(grade="primary", source="follows from running the model yourself")

_PLACES = {
    "self_hosted_cloud": "rented accelerators in a region that you choose",
    "on_premises": "your own site",
    "edge": "your own devices",
}


@dataclass(frozen=True)
class Supply:
    """One way of being served: a provider's posture for some models, or a self-hosting pattern."""

    hosting: Hosting
    provider: Provider | None
    posture: Posture

    @property
    def label(self) -> str:
        """Provider name, or the self-hosting pattern in words."""
        return self.provider.name if self.provider else _PLACES[self.hosting]

    def serves(self, model_id: str, tier: str) -> bool:
        """Whether this is the posture for a model at a tier."""
        patterns = self.posture.models
        return self.posture.tier == tier and (not patterns or any(fnmatchcase(model_id, item) for item in patterns))


def provider_supplies(providers: Iterable[Provider]) -> list[Supply]:
    """One supply per posture of every provider, specific ones first; no posture becomes all unknown."""
    supplies: list[Supply] = []
    for provider in providers:
        postures = sorted(provider.postures, key=lambda posture: not posture.models)
        if not any(not posture.models for posture in postures):
            postures.append(Posture())
        supplies += [Supply("cloud_api", provider, posture) for posture in postures]
    return supplies


def own_supplies(needs: Needs) -> list[Supply]:
    """The three self-hosting patterns. Nobody else keeps the data or trains on it."""
    return [Supply(hosting, None, _own_posture(hosting, needs)) for hosting in SELF_HOSTED]


def stored_in(region: Region, posture: Posture) -> tuple[str, ...] | None:
    """Where data comes to rest. What keeps nothing has no other place than that of processing; None is unknown."""
    keeps_nothing = posture.retention.days == 0 or posture.retention.zero_option == "default"
    return region.processing if region.storage is None and keeps_nothing else region.storage


def find_supply(rows: Sequence[Supply], candidates: Iterable[int], model_id: str, tier: str) -> int:
    """Index of the supply that serves a model; a tier without a posture of its own follows the standard tier."""
    indexes = tuple(candidates)
    for wanted in (tier, "standard"):
        for index in indexes:
            if rows[index].serves(model_id, wanted):
                return index
    return indexes[-1]


def _own_posture(hosting: Hosting, needs: Needs) -> Posture:
    return Posture(
        tier=hosting,
        trains_on_data=PostureFact(value="no", evidence=_BY_CONSTRUCTION),
        retention=Retention(days=0, zero_option="default", evidence=_BY_CONSTRUCTION),
        regions=(_own_region(hosting, needs),),
    )


def _own_region(hosting: Hosting, needs: Needs) -> Region:
    country = needs.organization.country
    if hosting == "self_hosted_cloud":
        chosen = needs.data.residency or (("GLOBAL",) if country is None else (country,))
        return Region(
            id="chosen", name="a cloud region of your choice", processing=chosen, storage=chosen, access="configurable"
        )
    places = None if country is None else (country,)
    return Region(id="site", name=_PLACES[hosting], processing=places, storage=places, evidence=_BY_CONSTRUCTION)

"""Derivative chains: what a model was made from, whose license binds it too, and where it claims more than its base.

Whoever changes weights passes on what the base's license asks; a model trained on outputs is bound only where the
teacher's text says that its terms follow. A licensor may license its own models anew, so a base by the same maker binds
no further. Whether weights are a derivative work at all is unsettled; the licenses say so by contract, and that counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from weighbridge.licensing.freedom import Claim, claims
from weighbridge.records.license import License
from weighbridge.records.model import Derivation, How, Model

FindModel = Callable[[str], Model | None]
FindLicense = Callable[[str], License | None]

STEPS_SHOWN = 12
"""Models of a chain that are followed; a longer one ends there, a circle where it closes."""


@dataclass(frozen=True, slots=True)
class Link:
    """One step of a chain: `child` was made from `base`."""

    child: str
    base: str
    """Id of the base, or its name where the catalog does not have it."""
    how: How
    license_id: str | None
    """License of the base; None is unknown."""
    child_license_id: str | None
    same_maker: bool
    binds: bool | None
    """Whether the base's license binds the child too; None when that license is unknown."""
    acknowledged: bool
    """Whether the child names the base's license beside its own."""
    claims: tuple[Claim, ...]
    """Where the child's own license claims more freedom than the base's gives."""

    @property
    def flagged(self) -> bool:
        """Whether the child claims more freedom than it can give."""
        return bool(self.claims)

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "model": self.child,
            "license": self.child_license_id,
            "derived_from": self.base,
            "how": self.how,
            "base_license": self.license_id,
            "same_maker": self.same_maker,
            "base_license_binds": self.binds,
            "acknowledged": self.acknowledged,
            "claims_more_than_base": [claim.to_json() for claim in self.claims],
        }


def chain(model: Model, find_model: FindModel, find_license: FindLicense) -> tuple[Link, ...]:
    """All steps from a model down to the models it goes back to, nearest first. Ends at circles."""
    return tuple(link for link, _ in _walk(model, find_model, find_license))


def binding_licenses(model: Model, find_model: FindModel, find_license: FindLicense) -> tuple[str, ...]:
    """Licenses that bind beside the model's own: those it names, then those of its bases, nearest first."""
    if not model.derived_from:
        return model.also_licensed_under
    walked = _walk(model, find_model, find_license)
    bases = (link.license_id for link, carried in walked if carried and link.binds and link.license_id)
    every = dict.fromkeys((*model.also_licensed_under, *bases))
    return tuple(license_id for license_id in every if license_id != model.license_id)


def _walk(model: Model, find_model: FindModel, find_license: FindLicense) -> Iterator[tuple[Link, bool]]:
    """The steps, each with whether only weights (or terms that follow) lead from `model` to it."""
    seen = {model.id}
    queue = [(model, True)]
    for _ in range(STEPS_SHOWN):
        if not queue:
            return
        child, carried = queue.pop(0)
        for derivation in child.derived_from:
            base = find_model(derivation.model) if derivation.model else None
            link = _link(child, derivation, base, find_license)
            yield link, carried
            if base is not None and base.id not in seen:
                seen.add(base.id)
                queue.append((base, carried and (derivation.how != "distillation" or link.binds is True)))


def _link(child: Model, derivation: Derivation, base: Model | None, find_license: FindLicense) -> Link:
    license_id = base.license_id if base else derivation.license_id
    sheet = find_license(license_id) if license_id else None
    own = find_license(child.license_id) if child.license_id else None
    same_maker = (base.maker if base else derivation.maker) == child.maker
    acknowledged = license_id is not None and license_id in (child.license_id, *child.also_licensed_under)
    binds = _binds(derivation.how, sheet, same_maker=same_maker)
    flags = claims(own, sheet, derivation.how) if own and sheet and not same_maker else ()
    return Link(
        child=child.id,
        base=base.id if base else derivation.model or derivation.name or "unknown",
        how=derivation.how,
        license_id=license_id,
        child_license_id=child.license_id,
        same_maker=same_maker,
        binds=binds,
        acknowledged=acknowledged,
        claims=flags,
    )


def _binds(how: How, sheet: License | None, *, same_maker: bool) -> bool | None:
    if same_maker:
        return False
    if sheet is None:
        return None
    return how != "distillation" or sheet.outputs.train_other_models == "derivative_terms_follow"


def flagged(links: Iterable[Link]) -> tuple[Link, ...]:
    """The steps in which a child claims more freedom than its base."""
    return tuple(link for link in links if link.flagged)

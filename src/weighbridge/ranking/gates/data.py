"""Gates on where data goes and what happens to it there."""

from __future__ import annotations

import polars as pl

from weighbridge import places
from weighbridge.extensions import FAIL, PASS, UNKNOWN, Explanation, Gate
from weighbridge.options.context import Context
from weighbridge.options.supply import stored_in
from weighbridge.options.table import CERTIFICATES
from weighbridge.options.view import OptionView
from weighbridge.records.provider import CERTIFICATE_NAMES, Certificate, PostureFact


def _residency(context: Context) -> pl.Expr:
    """Processing and storage are told apart; both must stay inside."""
    allowed = context.needs.data.residency
    if not allowed:
        return always()
    return pl.min_horizontal(places_within("processing", allowed), places_within("storage", allowed))


def places_within(column: str, allowed: tuple[str, ...]) -> pl.Expr:
    """PASS where every place of a list column is inside `allowed`, FAIL where one is not, UNKNOWN where null."""

    def judge(where: pl.Series) -> int:
        return PASS if places.within(where.to_list(), allowed) else FAIL

    return pl.col(column).map_elements(judge, return_dtype=pl.Int8, skip_nulls=True).fill_null(UNKNOWN)


def always(outcome: int = PASS) -> pl.Expr:
    """The same outcome for every row."""
    return pl.lit(outcome, dtype=pl.Int8)


def _explain_residency(view: OptionView, context: Context) -> Explanation:
    region = view.region
    allowed = ", ".join(context.needs.data.residency)
    if not allowed:
        return Explanation("You set no limit on where data is processed.")
    if view.supply.provider is None:
        if region.processing is None:
            return Explanation(
                "Whether your own site lies inside the allowed countries is not stated.",
                citation="needs: organization.country",
                question=f"Is the site inside {allowed}? State organization.country.",
                party="you",
            )
        where = "you choose the region" if view.hosting == "self_hosted_cloud" else "it runs on your own site"
        return Explanation(f"Data stays in {', '.join(region.processing)}: {where}.", citation="needs: data.residency")
    if region.processing is None:
        return Explanation(
            f"{view.supply.label} does not state where {region.name} processes data.",
            evidence=region.evidence,
            citation="needs: data.residency",
            question=f"Where are prompts processed and stored, and can both be held to {allowed} by contract?",
            party=view.supply.label,
        )
    where, stored = ", ".join(region.processing), stored_in(region, view.supply.posture)
    inside = places.within(region.processing, context.needs.data.residency)
    reason = f"Processed in {where}; {'inside' if inside else 'not confined to'} {allowed}."
    if inside and stored is None:
        return Explanation(
            f"{reason} {view.supply.label} does not state where {region.name} stores data.",
            citation="needs: data.residency",
            evidence=region.evidence,
            question=f"Where do prompts, answers and logs come to rest, and can that be held to {allowed} by contract?",
            party=view.supply.label,
        )
    if inside and stored is not None and not places.within(stored, context.needs.data.residency):
        reason += f" But stored in {', '.join(stored)}, which is not."
    elif inside and stored != region.processing and stored is not None:
        reason += f" Stored in {', '.join(stored)}."
    if inside and region.access != "default":
        reason += f" {_access(view)}"
    return Explanation(reason, citation="needs: data.residency", evidence=region.evidence)


def _access(view: OptionView) -> str:
    condition = f": {view.region.condition.rstrip('.')}" if view.region.condition else ""
    words = {
        "configurable": "Must be configured",
        "dedicated_only": "Only on dedicated capacity",
        "on_request": "Only on request",
    }
    return f"{words.get(view.region.access, 'By default')}{condition}."


def _region_access(context: Context) -> pl.Expr:
    """Once residency matters, a region that is bought or asked for is an open point, and so is one that is chosen
    unless the offer says that the model is served there.
    """
    if not context.needs.data.residency:
        return always()
    gated = pl.col("access").is_in(["dedicated_only", "on_request"])
    listed = pl.col("offer_regions").list.contains(pl.col("region_id")).fill_null(value=False)
    chosen = (pl.col("access") == "configurable") & (pl.col("hosting") == "cloud_api") & ~listed
    return pl.when(gated | chosen).then(UNKNOWN).otherwise(PASS).cast(pl.Int8)


def _explain_region_access(view: OptionView, context: Context) -> Explanation:
    region, offer, who = view.region, view.offer, view.supply.label
    if not context.needs.data.residency:
        return Explanation("You set no limit on where data is processed.")
    if region.access in ("dedicated_only", "on_request"):
        return Explanation(
            f"{region.name}: {_access(view)}",
            evidence=region.evidence,
            question=f"On what terms is {view.model.name} available to us in {region.name}?",
            party=who,
        )
    if offer is not None and region.access == "configurable" and region.id not in (offer.regions or ()):
        return Explanation(
            f"{who} offers {region.name}; whether it serves {view.model.name} there is not on record. {_access(view)}",
            evidence=region.evidence,
            question=f"Is {view.model.name} served in {region.name}, and does nothing leave it?",
            party=who,
        )
    return Explanation(
        f"{region.name[0].upper()}{region.name[1:]} needs no special agreement.", evidence=region.evidence
    )


def _training(context: Context) -> pl.Expr:
    if context.needs.data.training_on_data:
        return always()
    stance = pl.col("trains_on_data")
    return pl.when(stance == "no").then(PASS).when(stance == "yes").then(FAIL).otherwise(UNKNOWN).cast(pl.Int8)


def _explain_training(view: OptionView, context: Context) -> Explanation:
    fact = view.supply.posture.trains_on_data
    who = view.supply.label
    condition = f" ({fact.condition})" if fact.condition else ""
    if context.needs.data.training_on_data:
        return Explanation("You allow training on your data.", citation="needs: data.training_on_data")
    if view.supply.provider is None:
        return Explanation("You run the model yourself; nobody else sees the data.", evidence=fact.evidence)
    if fact.value == "no":
        return Explanation(f"{who} does not train on customer data{condition}.", evidence=fact.evidence)
    if fact.value == "yes":
        return Explanation(
            f"{who} trains on customer data by default{condition}.",
            citation="needs: data.training_on_data",
            evidence=fact.evidence,
        )
    reason = f"only on a condition{condition}" if fact.value else f"not on record{condition}"
    return Explanation(
        f"Whether {who} trains on your data: {reason}.",
        evidence=fact.evidence,
        question="Do you commit in the contract not to train on our prompts and answers, for this model and tier?",
        party=who,
    )


def _retention(context: Context) -> pl.Expr:
    limit = context.needs.data.retention_days_max
    if limit is None:
        return always()
    days, zero = pl.col("retention_days"), pl.col("zero_retention")
    on_terms = zero.is_in(["self_serve", "approval_gated", "sales_gated"])
    return (
        pl.when((days <= limit) | (zero == "default"))
        .then(PASS)
        .when(on_terms | days.is_null())
        .then(UNKNOWN)
        .otherwise(FAIL)
        .cast(pl.Int8)
    )


_ZERO_TERMS = {
    "self_serve": "zero retention can be switched on by the customer",
    "approval_gated": "zero retention needs the provider's approval",
    "sales_gated": "zero retention is sold by contract",
}


def _explain_retention(view: OptionView, context: Context) -> Explanation:
    limit, retention, who = context.needs.data.retention_days_max, view.supply.posture.retention, view.supply.label
    condition = f" ({retention.condition})" if retention.condition else ""
    if limit is None:
        return Explanation("You set no limit on retention.")
    if view.supply.provider is None:
        return Explanation("Prompts and answers are kept only as long as you keep them.", evidence=retention.evidence)
    if retention.zero_option == "default" or (retention.days is not None and retention.days <= limit):
        kept = f"{retention.days:g} days" if retention.days else "not at all by default"
        return Explanation(
            f"{who} keeps data {kept}{condition}; your limit is {limit:g} days.", evidence=retention.evidence
        )
    known = f"{retention.days:g} days by default" if retention.days is not None else "for a time it does not state"
    terms = _ZERO_TERMS.get(retention.zero_option or "")
    reason = f"{who} keeps data {known}{condition}; your limit is {limit:g} days"
    if terms is None and retention.days is not None:
        return Explanation(f"{reason}.", citation="needs: data.retention_days_max", evidence=retention.evidence)
    return Explanation(
        f"{reason}{'; ' + terms if terms else ''}.",
        evidence=retention.zero_evidence or retention.evidence,
        question=f"Will you keep our prompts and answers no longer than {limit:g} days, on which terms?",
        party=who,
    )


def required_certificates(context: Context) -> tuple[Certificate, ...]:
    """Certificates that the policy demands, and the agreement that health data demands."""
    needed: set[Certificate] = set(context.policy.certificates_required)
    if context.needs.data.health:
        needed.add("hipaa_baa")
    return tuple(name for name in CERTIFICATES if name in needed)


def _certificates(context: Context) -> pl.Expr:
    """An API must hold each one; self-hosting answers for itself."""
    needed = required_certificates(context)
    if not needed:
        return always()
    outcomes = [
        pl.when(pl.col(name) == "yes").then(PASS).when(pl.col(name) == "no").then(FAIL).otherwise(UNKNOWN)
        for name in needed
    ]
    own = pl.col("hosting") != "cloud_api"
    return pl.when(own).then(PASS).otherwise(pl.min_horizontal(outcomes)).cast(pl.Int8)


def _explain_certificates(view: OptionView, context: Context) -> Explanation:
    needed = required_certificates(context)
    if not needed:
        return Explanation("No certificate is required.")
    if view.supply.provider is None:
        return Explanation("No API provider is involved; your own certificates apply.")
    facts = {name: view.supply.posture.certificates.get(name, PostureFact()) for name in needed}
    worst = min(needed, key=lambda name: {"no": 0, None: 1, "conditional": 2, "yes": 3}[facts[name].value])
    fact, label = facts[worst], CERTIFICATE_NAMES[worst]
    condition = f" ({fact.condition})" if fact.condition else ""
    value, evidence = fact.value, fact.evidence
    if value == "yes":
        held = ", ".join(CERTIFICATE_NAMES[name] for name in needed)
        return Explanation(f"{view.supply.label} has: {held}{condition}.", evidence=evidence)
    if value == "no":
        return Explanation(
            f"{view.supply.label} offers no {label}{condition}.",
            citation="policy: certificates_required"
            if worst in context.policy.certificates_required
            else "needs: data.health",
            evidence=evidence,
        )
    known = "only on a condition" if value else "not on record"
    return Explanation(
        f"{label} of {view.supply.label}: {known}{condition}.",
        evidence=evidence,
        question=f"Please send the current {label} and confirm that it covers this model and region.",
        party=view.supply.label,
    )


DATA_GATES = (
    Gate(
        "residency",
        "Data stays in the allowed countries",
        "region",
        _residency,
        _explain_residency,
        out="process data outside the allowed countries",
    ),
    Gate(
        "region_access",
        "The region is open to us",
        "option",
        _region_access,
        _explain_region_access,
        out="have no region open to you",
    ),
    Gate(
        "training_on_data",
        "Nobody trains on our data",
        "supply",
        _training,
        _explain_training,
        out="train on customer data",
    ),
    Gate("retention", "Data is not kept too long", "supply", _retention, _explain_retention, out="keep data too long"),
    Gate(
        "certificates",
        "Required certificates are held",
        "supply",
        _certificates,
        _explain_certificates,
        out="lack a required certificate",
    ),
)

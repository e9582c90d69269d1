"""Gates of the enterprise's own policy."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from weighbridge import places
from weighbridge.extensions import FAIL, PASS, UNKNOWN, Explanation, Gate, Grain
from weighbridge.licensing.lineage import binding_licenses
from weighbridge.options.context import Context
from weighbridge.options.view import OptionView
from weighbridge.policy import CountryListing, LicenseListing, LicenseWord, Listing
from weighbridge.ranking.gates.data import always, places_within
from weighbridge.records import Model


def _listed(column: str, decide: Callable[[str], bool]) -> pl.Expr:
    """PASS or FAIL by the policy's word on a name; UNKNOWN without a name."""

    def judge(name: str) -> int:
        return PASS if decide(name) else FAIL

    return pl.col(column).map_elements(judge, return_dtype=pl.Int8, skip_nulls=True)


def _listing_gate(
    name: str,
    title: str,
    column: str,
    of: Callable[[Context], Listing],
    ref: Callable[[OptionView], str | None],
    *,
    missing: Explanation,
) -> Gate:
    """A gate over one allow-and-deny list of the policy; `missing` explains an option that has no such name."""

    def status(context: Context) -> pl.Expr:
        listing, default = of(context), context.policy.default
        if listing == Listing(allow=("*",)) or (listing == Listing() and default == "allow"):
            return always()
        judged = _listed(column, lambda item: listing.decide(item, default)[0])
        return judged.fill_null(UNKNOWN if missing.question else PASS)

    def explain(view: OptionView, context: Context) -> Explanation:
        item = ref(view)
        if item is None:
            return missing
        allowed, rule = of(context).decide(item, context.policy.default)
        verb = "allows" if allowed else "does not allow"
        return Explanation(f"The policy {verb} {item} ({rule}).", citation=f"policy: {name.removeprefix('policy_')}s")

    grain: Grain = "supply" if column == "provider_id" else "model"
    subject = name.removeprefix("policy_")
    return Gate(name, title, grain, status, explain, out=f"have a {subject} that the policy does not allow")


def _maker_country(context: Context) -> pl.Expr:
    listing = context.policy.maker_countries
    if listing == CountryListing():
        return always()
    country = pl.col("maker_country")

    def judge(code: str) -> int:
        return PASS if country_allowed(code, listing) else FAIL

    return country.map_elements(judge, return_dtype=pl.Int8, skip_nulls=True).fill_null(UNKNOWN)


def country_allowed(code: str, listing: CountryListing) -> bool:
    """Whether a country passes a listing; a denial beats an allowance."""
    if code in places.expand(listing.deny):
        return False
    return listing.allow is None or code in places.expand(listing.allow)


def _explain_maker_country(view: OptionView, context: Context) -> Explanation:
    provider = context.catalog.providers.get(view.model.maker)
    if provider is None or provider.country is None:
        return Explanation(
            f"The country of {view.model.maker} is not on record.",
            question="In which country does the maker have its seat?",
            party=view.maker_name,
        )
    return Explanation(
        f"{provider.name} has its seat in {provider.country}.",
        citation="policy: maker_countries",
        evidence=provider.evidence_for("country"),
    )


def _processing_country(context: Context) -> pl.Expr:
    listing = context.policy.processing_countries
    if listing == CountryListing():
        return always()
    denied = sorted(places.expand(listing.deny))

    def judge(where: pl.Series) -> int:
        countries = places.expand(where.to_list())
        return FAIL if countries & set(denied) or (denied and countries & places.open_scopes()) else PASS

    hit = pl.col("processing").map_elements(judge, return_dtype=pl.Int8, skip_nulls=True).fill_null(UNKNOWN)
    if listing.allow is None:
        return hit
    return pl.min_horizontal(hit, places_within("processing", listing.allow))


def _explain_processing_country(view: OptionView, context: Context) -> Explanation:
    where = view.region.processing
    if context.policy.processing_countries == CountryListing():
        return Explanation("The policy names no countries of processing.")
    if where is None:
        return Explanation(
            f"Where {view.supply.label} processes data is not on record.",
            citation="policy: processing_countries",
            question="In which countries are prompts processed, sub-processors included?",
            party=view.supply.label,
        )
    return Explanation(
        f"Processed in {', '.join(where)}.", citation="policy: processing_countries", evidence=view.region.evidence
    )


def _data_class(context: Context) -> pl.Expr:
    """The matrix of data class and hosting."""
    allowed = context.policy.hosting_by_data_class.get(context.needs.data.class_)
    if allowed is None:
        return always(PASS if context.policy.default == "allow" or not context.policy.hosting_by_data_class else FAIL)
    return pl.when(pl.col("hosting").is_in(list(allowed))).then(PASS).otherwise(FAIL).cast(pl.Int8)


def _explain_data_class(view: OptionView, context: Context) -> Explanation:
    allowed = context.policy.hosting_by_data_class.get(context.needs.data.class_)
    data_class = context.needs.data.class_
    if allowed is None:
        return Explanation(f"The policy says nothing on {data_class} data.", citation="policy: hosting_by_data_class")
    return Explanation(
        f"The policy lets {data_class} data go to {', '.join(allowed) or 'no hosting at all'}; this is {view.hosting}.",
        citation="policy: hosting_by_data_class",
    )


_NO_LICENSE = Explanation(
    "The policy names licenses, and this model's is not on record.",
    citation="policy: licenses",
    question="Under which license text is this exact version published?",
    party="the maker",
)

_OUTCOME: dict[LicenseWord, int] = {"allow": PASS, "ask": UNKNOWN, "deny": FAIL}


def _license(context: Context) -> pl.Expr:
    """The policy's word on every license that binds a model; the strictest counts."""
    listing = context.policy.licenses
    if listing == LicenseListing(allow=("*",)) or (listing == LicenseListing() and context.policy.default == "allow"):
        return always()

    def judge(model_id: str) -> int:
        words = license_words(context, context.catalog.models[model_id])
        return min((_OUTCOME[word] for _, word, _ in words), default=UNKNOWN)

    return pl.col("model_id").map_elements(judge, return_dtype=pl.Int8, skip_nulls=True)


def license_words(context: Context, model: Model) -> list[tuple[str, LicenseWord, str]]:
    """Each license that binds a model with the policy's word and the rule behind it; none when it is not on record."""
    if model.license_id is None:
        return []
    licenses, policy = context.catalog.licenses, context.policy
    found = []
    for license_id in (model.license_id, *binding_licenses(model, context.catalog.models.get, licenses.get)):
        sheet = licenses.get(license_id)
        word, rule = policy.licenses.judge(license_id, sheet.category if sheet else None, policy.default)
        found.append((license_id, word, rule))
    return found


def _explain_license(view: OptionView, context: Context) -> Explanation:
    words = license_words(context, view.model)
    if not words:
        return _NO_LICENSE
    license_id, word, rule = min(words, key=lambda item: _OUTCOME[item[1]])
    owner = context.policy.owner or "the policy's owner"
    if word == "ask":
        return Explanation(
            f"The policy wants {license_id} approved first ({rule}).",
            citation="policy: licenses",
            question=f"Do you approve {license_id} for this use? Then list it under licenses.approved.",
            party=owner,
        )
    verb = "allows" if word == "allow" else "does not allow"
    return Explanation(f"The policy {verb} {license_id} ({rule}).", citation="policy: licenses")


POLICY_GATES = (
    _listing_gate(
        "policy_model",
        "The policy allows the model",
        "model_id",
        lambda context: context.policy.models,
        lambda view: view.model.id,
        missing=Explanation("Every model has an id."),
    ),
    _listing_gate(
        "policy_maker",
        "The policy allows its maker",
        "maker",
        lambda context: context.policy.makers,
        lambda view: view.model.maker,
        missing=Explanation("Every model has a maker."),
    ),
    Gate(
        "policy_license",
        "The policy allows its license",
        "model",
        _license,
        _explain_license,
        out="have a license that the policy does not allow",
    ),
    _listing_gate(
        "policy_provider",
        "The policy allows the provider",
        "provider_id",
        lambda context: context.policy.providers,
        lambda view: view.supply.provider.id if view.supply.provider else None,
        missing=Explanation("No API provider is involved."),
    ),
    Gate(
        "policy_maker_country",
        "Its maker sits in an allowed country",
        "model",
        _maker_country,
        _explain_maker_country,
        out="come from a country the policy rules out",
    ),
    Gate(
        "policy_processing_country",
        "Data is processed in an allowed country",
        "region",
        _processing_country,
        _explain_processing_country,
        out="are processed in a country the policy rules out",
    ),
    Gate(
        "policy_data_class",
        "This class of data may go there",
        "supply",
        _data_class,
        _explain_data_class,
        out="may not hold this class of data by policy",
    ),
)

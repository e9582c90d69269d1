"""The closed vocabularies of license sheets. A word outside them would be without effect, so it is refused.

Fields of use and activities are open: a sheet may ban or ask for anything that a use can state by a tag.
"""

from __future__ import annotations

from typing import Literal

Category = Literal["permissive", "copyleft", "community-restricted", "non-commercial", "proprietary"]
TextKind = Literal[
    "scancode_text",
    "repository_text",
    "scancode_text+repository_text",
    "verbatim_copy_in_third_party_file",
    "secondary_summary",
]
Assessment = Literal["likely_yes", "uncertain", "likely_no"]
Currency = Literal["USD"]

CommercialUse = Literal[
    "yes",
    "yes_below_threshold",
    "yes_with_conditions",
    "yes_after_registration",
    "yes_if_aup",
    "yes_under_contract",
    "internal_only_without_agreement",
    "no",
    "unverified",
]
Hosting = Literal[
    "yes",
    "yes_with_conditions",
    "yes_with_source",
    "yes_as_distribution",
    "yes_in_territory",
    "yes_below_threshold",
    "yes_after_registration",
    "yes_if_aup",
    "noncommercial_only",
    "no",
    "unverified",
]
Redistribution = Literal["yes", "yes_in_territory", "noncommercial_only", "noncommercial_not_by_companies", "no"]
"""noncommercial_not_by_companies: a commercial entity may not pass the weights on, not even free of charge."""
Modification = Literal["yes", "yes_in_territory", "research_only", "noncommercial_only", "limited", "no"]

NonCommercialPurpose = Literal["research", "personal", "evaluation_business", "internal_business"]

Metric = Literal["mau", "monthly_revenue", "annual_revenue", "ttm_revenue", "business_type"]
"""Monthly active users; revenue of a month, a year, any 12 months in a row; the kind of business alone."""
Affiliates = Literal["included", "not_mentioned", "not_stated", "not_verified"]
AppliesTo = Literal[
    "any_use",
    "commercial_use",
    "commercial_product",
    "commercial_third_party",
    "maas_business",
    "maas_or_ai_work_assistant_business",
    "hosting_use",
    "competes_with_licensor",
]
"""any_use: research and internal use too. commercial_use: internal business use too. commercial_product: a product or
service offered to others. commercial_third_party: any commercial passing on or making available. maas_business: the
licensee or an affiliate sells access to models, whatever this use is. hosting_use: this use is such a service.
competes_with_licensor: the licensee offers products that compete with the licensor's."""
Exemption = Literal[
    "internal_use",
    "internal_use_and_outputs",
    "received_in_end_user_product",
    "via_vendor",
    "via_vendor_or_certified_partner",
    "nonprofit_noncommercial",
]
"""internal_use: the model is not made available to third parties. internal_use_and_outputs: its outputs are not either.
via_vendor: through the licensor's own service; no other host counts."""
Condition = Literal["model_is_multimodal"]

Trigger = Literal[
    "any_use",
    "commercial_use",
    "commercial_product",
    "make_available_product",
    "hosted_service",
    "hosted_service_modified",
    "distribute_weights",
    "distribute_derivative",
    "distribute_model_trained_on_output",
]
"""What sets an obligation off. hosted_service: third parties reach the model. hosted_service_modified: the same with
a changed model. make_available_product: a product or service with the model inside is offered to third parties."""

OutputTraining = Literal[
    "allowed",
    "allowed_with_naming",
    "derivative_terms_follow",
    "forbidden",
    "forbidden_competing",
    "forbidden_foundational",
    "forbidden_commercial",
    "research_only",
    "not_addressed",
    "unverified",
]
TrainingKind = Literal["internal_llm", "released_llm", "competing_llm", "non_llm"]

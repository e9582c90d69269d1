"""Step 4: who asks and what is done with the model; licenses turn on these facts."""

from __future__ import annotations

import streamlit as st

from weighbridge import codes
from weighbridge.licensing import known_tags
from weighbridge.wizard import resources, words
from weighbridge.wizard.fields import Fields

ABOUT = (
    "Licenses depend on size, revenue, country and use. What is left open is asked for in the results, never assumed. "
    "Figures of the business stay out of links."
)


def draw(fields: Fields) -> None:
    """Organization, then use."""
    left, right = st.columns(2)
    with left:
        st.markdown("**Organization**")
        places = list(codes.countries())
        fields.choice("organization.country", "Country of the head office", [None, *places], _place)
        fields.many(
            "organization.use_countries",
            "Countries where it is used, if others",
            places,
            codes.country,
            hint="The same country",
        )
        fields.text("organization.industry", "Industry", limit=60)
        fields.number("organization.monthly_active_users", "Monthly active users of the whole group", step=1000)
        fields.number(
            "organization.monthly_active_users_at_release",
            "Users of the group in the month before a model's release",
            step=1000,
            help="Some licenses look at that month. Empty: today's figure is used, and the results say so.",
        )
        fields.number("organization.annual_revenue_usd", "Revenue of the group in a year, in USD", step=1_000_000)
        fields.number("organization.monthly_revenue_usd", "Revenue of the group in a month, in USD", step=100_000)
        fields.asked("organization.runs_model_service", "Does the group sell access to models as a service?")
        fields.asked("organization.competes_with_licensor", "Do you offer products that compete with a model maker's?")
        fields.asked("organization.nonprofit", "Is it a nonprofit organization?")
        fields.asked(
            "organization.eu_nexus",
            "Does it serve people in the EU?",
            help="Not stated: derived from the countries. EU law can reach an organization elsewhere.",
        )
    with right:
        st.markdown("**Use**")
        fields.choice("use.purpose", "The model is used", list(words.PURPOSE), words.PURPOSE)
        fields.flag("use.fine_tunes", "We change the model by training it further")
        fields.flag("use.distributes_weights", "We pass the model's weights on to others")
        fields.choice(
            "use.trains_on_output",
            "Is another model trained on its answers?",
            list(words.OUTPUT_TRAINING),
            words.OUTPUT_TRAINING,
        )
        fields.many(
            "use.tags",
            "Fields of use that some licenses ban or burden",
            sorted(known_tags(resources.catalog().licenses.values())),
            words.spoken,
            hint="None of them",
            help="Name every one that applies; the license verdicts depend on it.",
        )
        st.markdown("**Product, if the model goes into one**")
        fields.number("organization.product_monthly_active_users", "Monthly active users of the product", step=1000)
        fields.number(
            "organization.product_annual_revenue_usd", "Revenue of the product in a year, in USD", step=100_000
        )
        fields.number(
            "organization.product_monthly_revenue_usd", "Revenue of the product in a month, in USD", step=10_000
        )


def _place(code: str | None) -> str:
    return "Not stated" if code is None else codes.country(code)

"""Step 3: what the prompts contain and where they may go."""

from __future__ import annotations

import streamlit as st

from weighbridge import codes
from weighbridge.wizard import words
from weighbridge.wizard.fields import Fields

ABOUT = "Limits stated here are hard: an option that breaks one is out, whatever its score."


def draw(fields: Fields) -> None:
    """Class, kinds, place, retention, training."""
    left, right = st.columns(2)
    with left:
        fields.choice("data.class", "How sensitive are the prompts?", list(words.DATA_CLASS), words.DATA_CLASS)
        fields.flag("data.personal", "They hold data about identifiable people")
        fields.flag("data.health", "They hold health data about patients")
        fields.flag("data.cardholder", "They hold payment card data")
    with right:
        fields.many(
            "data.residency",
            "Data may be processed only in",
            [*codes.groups(), *codes.countries()],
            codes.country,
            hint="Anywhere",
            help="Countries or groups of them. An option is out when its provider processes or stores data elsewhere.",
        )
        fields.number(
            "data.retention_days_max",
            "A provider may keep prompts for at most, in days",
            hint="Any time",
            help="0 means that nothing may be kept.",
        )
        fields.flag("data.training_on_data", "A provider may train its models on the data")

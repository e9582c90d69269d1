"""Free text that fills in needs: what it states, with the words, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weighbridge import yamlfile
from weighbridge.answers.names import NameIndex
from weighbridge.answers.prefill import prefill
from weighbridge.catalog import Catalog
from weighbridge.needs import Needs
from weighbridge.wizard.state import changed

WORKLOAD = {"queries_per_month": 1, "input_tokens": 1, "output_tokens": 1}


@pytest.fixture(scope="module")
def names(catalog: Catalog) -> NameIndex:
    return NameIndex(catalog)


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("50,000 queries a month with 1,200 input tokens and 300 output tokens",
         {"workload.queries_per_month": 50_000, "workload.input_tokens": 1200, "workload.output_tokens": 300}),
        ("2,000 questions a day", {"workload.queries_per_month": 60_000}),
        ("patients' records, HIPAA applies", {"data.personal": True, "data.health": True, "compliance": ["hipaa"]}),
        ("prompts may be kept 30 days", {"data.retention_days_max": 30}),
        ("at most $5,000 a month", {"budget.monthly_usd_max": 5000}),
        ("a coding assistant for our developers", {"capabilities.task": "coding"}),
        ("overnight batch of documents", {"workload.batch": True}),
        ("we have 8 H100 SXM on premises",
         {"infrastructure.owned_accelerators": {"h100-sxm": 8}, "infrastructure.hosting": ["on_premises"]}),
        ("a French bank; data must stay in the EU", {"organization.country": "FR", "data.residency": ["EU"]}),
    ],
)  # fmt: skip
def test_what_the_text_states(text: str, fields: dict[str, Any], names: NameIndex) -> None:
    found = prefill(text, names)
    assert {path: found.fields.get(path) for path in fields} == fields
    assert {item.field for item in found.readings} >= set(fields), "each field says which words it was read from"


@pytest.mark.parametrize("text", ["", "Hello.", "What is the weather?", "Lorem ipsum dolor sit amet."])
def test_what_states_nothing_fills_in_nothing(text: str, names: NameIndex) -> None:
    assert prefill(text, names).fields == {}


def test_money_in_another_currency_is_not_taken_for_dollars(names: NameIndex) -> None:
    assert "budget.monthly_usd_max" not in prefill("at most 5,000 euros a month", names).fields


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=160))
def test_no_text_breaks_it(text: str) -> None:
    found = prefill(text, _NAMES[0])
    stated = changed({"workload": WORKLOAD}, found.fields)
    assert all(problem.field != "" for problem in yamlfile.problems(stated, Needs))


_NAMES: list[NameIndex] = []


@pytest.fixture(autouse=True)
def _share(names: NameIndex) -> None:
    _NAMES[:] = [names]

"""Derivative chains: whose license binds, and where a child claims more freedom than its base."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from weighbridge.licensing import Circumstances, judge_model
from weighbridge.licensing.lineage import binding_licenses, chain, flagged
from weighbridge.records import License, Model
from weighbridge.records.model import Derivation


def model(name: str, license_id: str | None, *bases: dict[str, Any], maker: str = "acme", **more: Any) -> Model:
    return Model.model_validate(
        {
            "id": f"{maker}/{name}",
            "name": name,
            "maker": maker,
            "open_weights": True,
            "license_id": license_id,
            "derived_from": bases,
            **more,
        }
    )


BASE = model("base", "llama-3.1", maker="meta")
TUNED = model("tuned", "apache-2.0", {"model": "meta/base", "how": "fine_tune"}, maker="lab")
MERGED = model(
    "merged", "mit", {"model": "lab/tuned", "how": "merge"}, {"model": "zoo/other", "how": "merge"}, maker="hobby"
)
OTHER = model("other", "cc-by-nc-4.0", maker="zoo")
QUANTIZED = model("merged-int4", "mit", {"model": "hobby/merged", "how": "quantization"}, maker="quantizer")
ADAPTER = model("adapter", "apache-2.0", {"model": "meta/base", "how": "adapter"})
STUDENT = model("student", "mit", {"model": "meta/base", "how": "distillation"})
MODELS = {item.id: item for item in (BASE, TUNED, MERGED, OTHER, QUANTIZED, ADAPTER, STUDENT)}


def test_a_chain_leads_from_a_quantization_over_a_merge_and_a_fine_tune_to_both_bases(
    sheets: dict[str, License],
) -> None:
    links = chain(QUANTIZED, MODELS.get, sheets.get)
    assert [(link.child, link.how, link.base) for link in links] == [
        ("quantizer/merged-int4", "quantization", "hobby/merged"),
        ("hobby/merged", "merge", "lab/tuned"),
        ("hobby/merged", "merge", "zoo/other"),
        ("lab/tuned", "fine_tune", "meta/base"),
    ]
    assert binding_licenses(QUANTIZED, MODELS.get, sheets.get) == ("apache-2.0", "cc-by-nc-4.0", "llama-3.1")


def test_the_strictest_license_of_the_chain_decides(sheets: dict[str, License]) -> None:
    facts = Circumstances(purpose="product", trains_on_output="none", mau_at_release=1, distributes_weights=False)
    also = binding_licenses(QUANTIZED, MODELS.get, sheets.get)
    found = judge_model(QUANTIZED, sheets.get, facts, also=also)
    assert (found.license_id, found.verdict) == ("cc-by-nc-4.0", "forbidden")
    assert judge_model(QUANTIZED, sheets.get, facts).verdict == "allowed"


@pytest.mark.parametrize("child", [TUNED, ADAPTER])
def test_a_child_that_claims_more_than_its_base_is_flagged_with_both_clauses(
    child: Model, sheets: dict[str, License]
) -> None:
    (link,) = flagged(chain(child, MODELS.get, sheets.get))
    topics = {claim.topic: claim for claim in link.claims}
    assert not link.acknowledged
    assert {"commercial use", "size of the business", "use policy", "naming the base"} <= topics.keys()
    assert (topics["commercial use"].child_clause, topics["commercial use"].base_clause) == ("§2", "§1.a, §2")


def test_outputs_bind_only_where_the_text_says_that_its_terms_follow(sheets: dict[str, License]) -> None:
    assert binding_licenses(STUDENT, MODELS.get, sheets.get) == ()
    (link,) = chain(STUDENT, MODELS.get, sheets.get)
    assert [(claim.topic, claim.base_clause) for claim in link.claims] == [("made from outputs", "§1.b.i")]
    pupil = model("pupil", "mit", {"name": "a Gemma", "license_id": "gemma-terms-2025", "how": "distillation"})
    assert binding_licenses(pupil, MODELS.get, sheets.get) == ("gemma-terms-2025",)


def test_what_lies_behind_a_teacher_does_not_bind_the_student(sheets: dict[str, License]) -> None:
    pupil = model("pupil", "mit", {"model": "lab/tuned", "how": "distillation"})
    assert binding_licenses(pupil, MODELS.get, sheets.get) == ()
    assert len(chain(pupil, MODELS.get, sheets.get)) == 2


def test_a_maker_may_license_its_own_model_anew(sheets: dict[str, License]) -> None:
    newer = model("newer", "apache-2.0", {"model": "meta/base", "how": "fine_tune"}, maker="meta")
    (link,) = chain(newer, MODELS.get, sheets.get)
    assert (link.binds, link.claims) == (False, ())
    assert binding_licenses(newer, MODELS.get, sheets.get) == ()


def test_a_base_of_unknown_license_is_unknown_not_free(sheets: dict[str, License]) -> None:
    child = model("child", "mit", {"name": "some base", "how": "fine_tune"})
    (link,) = chain(child, MODELS.get, sheets.get)
    assert (link.license_id, link.binds) == (None, None)


def test_a_circle_ends(sheets: dict[str, License]) -> None:
    first = model("first", "mit", {"model": "acme/second", "how": "merge"})
    second = model("second", "mit", {"model": "acme/first", "how": "merge"})
    both = {item.id: item for item in (first, second)}
    assert len(chain(first, both.get, sheets.get)) == 2


@pytest.mark.parametrize(
    "bad",
    [
        {"how": "merge"},
        {"how": "merge", "model": "a/b", "name": "c"},
        {"how": "merge", "model": "a/b", "license_id": "mit"},
        {"how": "stirring", "model": "a/b"},
    ],
)
def test_a_derivation_names_exactly_one_base(bad: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Derivation.model_validate(bad)

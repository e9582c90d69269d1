"""The article's claims: all of its sections, graded claimed, about things that exist, used in no calculation."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from weighbridge.plugins.packs import load_pack
from weighbridge.records import Claim, FineTuningService, Model

PLUGINS = Path(__file__).parents[2] / "plugins"
PACKS = tuple(load_pack(folder) for folder in sorted(PLUGINS.glob("weighbridge_*")))
BRIEF = load_pack(PLUGINS / "weighbridge_market_brief")
CLAIMS: dict[str, Claim] = {claim.id: claim for claim in BRIEF.records("claims")}
INVENTED: tuple[Model, ...] = BRIEF.records("models")
SERVICES: tuple[FineTuningService, ...] = load_pack(PLUGINS / "weighbridge_fine_tuning").records("fine_tuning_services")
KNOWN_IDS = {
    record.id for pack in PACKS for kind in ("models", "providers", "licenses") for record in pack.records(kind)
}
TOPICS = {
    "market",
    "model",
    "benchmark",
    "license",
    "cost",
    "fine-tuning",
    "deployment",
    "adoption",
    "hardware",
    "safety",
    "governance",
    "outlook",
}


def test_every_table_and_list_of_the_article_is_there() -> None:
    sections = Counter(claim_id.split("/")[1] for claim_id in CLAIMS)
    assert sections["community"] == 5
    assert sections["benchmark"] == 12
    assert sections["llama-license"] == 5
    assert sections["llama-ecosystem"] == 4
    assert sections["tco"] == 10
    assert sections["specialized"] == 10
    assert sections["platform"] == 10
    assert sections["deployment"] == 8
    assert sections["adopter"] == 5
    assert sections["hardware"] == 4
    assert sections["governance"] == 4
    assert sections["funding"] == 5
    assert sections["outlook"] == 8
    models = Counter(claim_id.split("/")[2] for claim_id in CLAIMS if claim_id.startswith("brief/model/"))
    assert set(models) == {
        "llama-4-405b",
        "llama-4-70b",
        "mistral-large-3",
        "qwen-3-235b",
        "deepseek-v4",
        "yi-2.0-200b",
    }


def test_claims_are_claimed_and_about_something_in_the_catalog() -> None:
    for claim in CLAIMS.values():
        evidence = claim.evidence_for("statement")
        assert evidence is not None
        assert evidence.grade == "claimed"
        assert claim.topic in TOPICS
        assert claim.about is None or claim.about in KNOWN_IDS
        assert (claim.unit is None) == (claim.value is None), claim.id


def test_the_cost_table_stands_as_numbers_about_its_models() -> None:
    table = {
        claim_id.removeprefix("brief/tco/"): claim.value
        for claim_id, claim in CLAIMS.items()
        if claim_id.startswith("brief/tco/") and claim.value is not None
    }
    assert table == {
        "gpt-5/api": 50_000,
        "claude-4/api": 45_000,
        "llama-4-70b/self-hosted": 5_000,
        "llama-4-405b/self-hosted": 15_000,
        "mistral-large-3/api": 30_000,
        "mistral-large-3/self-hosted": 8_000,
    }
    assert all(CLAIMS[f"brief/tco/{name}"].about for name in table)


def test_models_that_nobody_released_say_so() -> None:
    assert len(INVENTED) == 15
    for model in INVENTED:
        assert model.status == "claimed"
        assert model.claim_note
        assert model.release_date is None
        assert model.repository is None
        evidence = model.evidence_for("name")
        assert evidence is not None
        assert evidence.grade == "claimed"


def test_the_five_platforms_stand_beside_what_is_known() -> None:
    assert len(SERVICES) == 5
    for service in SERVICES:
        assert service.provider_id is None or service.provider_id in KNOWN_IDS
        assert service.claimed_users
        assert service.known_otherwise
        evidence = service.evidence_for("claimed_users")
        assert evidence is not None
        assert evidence.grade == "claimed"

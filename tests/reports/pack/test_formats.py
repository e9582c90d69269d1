"""Every file of the pack: the same bytes each time, and one clear error for an option that cannot be decided for."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from weighbridge.advisor import Advisor
from weighbridge.catalog import Catalog
from weighbridge.errors import NothingRanked, OptionExcluded, UnknownFormat, UnknownOption
from weighbridge.needs import Needs
from weighbridge.ranking.recommendation import Recommendation
from weighbridge.reports.pack import PACK_FORMATS, render_pack
from weighbridge.reports.pack.bundle import MANIFEST, bundle, zipped
from weighbridge.reports.pack.decision import decide

EXCLUDED = "gravel/pebble-7b@scree:us"


@pytest.mark.parametrize("name", PACK_FORMATS)
def test_the_same_decision_gives_the_same_bytes(
    name: str, light: Recommendation, build: Callable[..., Catalog], small_rows: Callable[[], Any]
) -> None:
    again = Advisor(build(small_rows())).rank(light.ranking.context.needs)
    assert render_pack(name, light) == render_pack(name, again)


@pytest.mark.parametrize("name", PACK_FORMATS)
def test_an_api_own_machines_and_an_unpriced_option_can_be_written(name: str, light: Recommendation) -> None:
    for option in ("gravel/boulder@gravel:eu", "scree/shard-70b@on_premises", "gravel/pebble-7b@talus"):
        assert render_pack(name, light, option)


def test_without_an_option_the_recommended_one_is_taken(light: Recommendation) -> None:
    assert light.winner is not None
    assert decide(light).chosen.id == light.winner.id


def test_a_model_may_be_named_by_an_alias(light: Recommendation) -> None:
    assert decide(light, "pebble@on_premises").chosen.id == "gravel/pebble-7b@on_premises"


def test_an_excluded_option_is_refused_with_its_gate(light: Recommendation) -> None:
    with pytest.raises(OptionExcluded, match="trains on customer data by default"):
        render_pack("adr", light, EXCLUDED)


def test_an_unknown_option_is_refused_with_near_ones(light: Recommendation) -> None:
    with pytest.raises(UnknownOption, match=r"pebble-7b@gravel:eu"):
        render_pack("adr", light, "gravel/pebble-7b@gravel:ue")


def test_an_unknown_format_names_the_known_ones(light: Recommendation) -> None:
    with pytest.raises(UnknownFormat, match="adr, html, pdf"):
        render_pack("docx", light)


def test_when_everything_is_out_there_is_no_decision(weigh: Callable[..., Recommendation]) -> None:
    with pytest.raises(NothingRanked, match="Every option is out"):
        render_pack("record", weigh(policy={"models": {"allow": []}}))


def test_the_bundle_holds_every_file_with_its_hash(light: Recommendation) -> None:
    files = bundle(light)
    manifest = json.loads(files[MANIFEST])
    assert [item["name"] for item in manifest["files"]] == [form.file_name for form in PACK_FORMATS.values()]
    for item in manifest["files"]:
        content = files[item["name"]]
        assert (item["bytes"], item["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    assert manifest["option"] == decide(light).chosen.id


def test_the_zip_holds_the_bundle_and_does_not_change(light: Recommendation) -> None:
    files = bundle(light)
    packed = zipped(files)
    assert packed == zipped(bundle(light))
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == files


def test_ids_differ_by_option_and_by_needs(
    light: Recommendation, weigh: Callable[..., Recommendation], needs_of: Callable[..., Needs]
) -> None:
    other = weigh({"name": "Another use"})
    ids = {decide(light).id, decide(light, "gravel/boulder@gravel:eu").id, decide(other).id}
    assert len(ids) == 3
    assert all(name.startswith("wb-20261123-") for name in ids)


def test_no_file_name_is_used_twice() -> None:
    names = [Path(form.file_name).name for form in PACK_FORMATS.values()]
    assert len(set(names)) == len(names)

"""Plugins of every broken kind, as real distributions: each is named with a remedy, and the others work on."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from weighbridge.errors import NotAFolder, PackIncomplete, UnknownId
from weighbridge.plugins.host import PluginHost

Install = Callable[..., None]
Start = Callable[..., PluginHost]
BuildPack = Callable[..., Path]

TODAY = date(2026, 11, 23)
IMPORTS = """
from weighbridge import hookimpl
from weighbridge.records import Provider
api_version = 1
"""
GOOD = """
def provider(name="bad"):
    return Provider(id=name, name=name, roles=("api",))
"""


def plugin(body: str) -> str:
    lines = body.splitlines()
    indent = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return IMPORTS + GOOD + "\n".join(line[indent:] for line in lines)


BROKEN_AT_LOAD = {
    "raises at import": ("1 / 0", "import", "ZeroDivisionError", "--no-plugin"),
    "exits at import": ("import sys; sys.exit(0)", "import", r"sys.exit(0)", "return or raise"),
    "interrupts": ("raise KeyboardInterrupt", "import", "KeyboardInterrupt", "--no-plugin"),
    "lacks a package": ("import gross_missing_package", "import", "'gross_missing_package'", "Install the package"),
    "is not Python": ("def (:", "import", "SyntaxError", "Update or uninstall"),
    "misspells a hook": (plugin("@hookimpl\ndef provider_(): return []"), "register", "'provider_'", "'providers'"),
    "wrong arguments": (plugin("@hookimpl\ndef providers(country): return []"), "register", "'country'", "providers()"),
    "wraps": (plugin("@hookimpl(wrapper=True)\ndef providers(): yield"), "register", "wrapper", "return records"),
    "newer API": (plugin("api_version = 2\n@hookimpl\ndef providers(): ..."), "register", "api_version is 2", ""),
    "no API": (plugin("del api_version\n@hookimpl\ndef providers(): ..."), "register", "no api_version", "= 1"),
    "API of text": (plugin("api_version = '1'\n@hookimpl\ndef providers(): ..."), "register", "'1'", "= 1"),
    "no hooks": ("api_version = 1", "register", "implements no hook", "hookimpl"),
}

BROKEN_AT_CALL = {
    "raises": ("raise ValueError('boom')", "ValueError: boom", "--no-plugin"),
    "exits": ("import sys; sys.exit(1)", "sys.exit(1)", "return or raise"),
    "raises half-way": ("yield provider(); raise ValueError('half')", "ValueError: half", ""),
    "gives nothing": ("return None", "nothing (None)", "weighbridge.records.Provider"),
    "gives a number": ("return 7", "an int", "list"),
    "gives a text": ("return 'rubbish'", "a str", "list"),
    "gives one record": ("return provider()", "a Provider, which is no list", "Return a list"),
    "gives a subclass": (
        "return [type('Sly', (Provider,), {})(id='a', name='A', roles=('api',))]",
        "a Sly, not a Provider",
        "",
    ),
    "gives a map": ("return {'a': provider()}", "a dict", "list"),
    "gives maps": ("return [{'id': 'a'}]", "item 1 is a dict, not a Provider", "Provider(**row)"),
    "gives another type": ("return [provider(), 7]", "item 2 is an int", ""),
    "skips validation": ("return [Provider.model_construct(id='Bad Id')]", "'Bad Id' is not valid", "constructor"),
}


def failures_of(host: PluginHost) -> list[tuple[str, str]]:
    return [(failure.plugin, failure.stage) for failure in host.failures]


@pytest.mark.parametrize("kind", BROKEN_AT_LOAD)
def test_a_plugin_that_cannot_be_loaded_is_left_out(
    kind: str, install: Install, start: Start, good_plugin: str
) -> None:
    code, stage, reason, remedy = BROKEN_AT_LOAD[kind]
    install("bad", code)
    install("good", good_plugin)
    host = start()
    (failure,) = host.failures
    assert (failure.plugin, failure.distribution, failure.stage) == ("bad", "bad", stage)
    assert reason in failure.reason
    assert remedy in failure.remedy
    assert [item.name for item in host.plugins] == ["good"]
    assert [record.id for _, record in host.collect("providers")] == ["gross"]
    assert len(host.failures) == 1


@pytest.mark.parametrize("kind", BROKEN_AT_CALL)
def test_a_hook_that_fails_gives_nothing_and_spoils_nothing(
    kind: str, install: Install, start: Start, good_plugin: str
) -> None:
    body, reason, remedy = BROKEN_AT_CALL[kind]
    install("bad", plugin(f"@hookimpl\ndef providers():\n    {body}\n@hookimpl\ndef models():\n    return []"))
    install("good", good_plugin)
    host = start()
    assert [name for name, _ in host.collect("providers")] == ["good"]
    assert host.collect("models") == []
    (failure,) = host.failures
    assert (failure.plugin, failure.stage) == ("bad", "providers")
    assert reason in failure.reason
    assert remedy in failure.remedy


def test_a_hanging_import_and_a_hanging_call_cost_only_their_time(
    install: Install, start: Start, good_plugin: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    install("asleep", "import time; time.sleep(60)")
    install("drowsy", plugin("import time\n@hookimpl\ndef providers(): time.sleep(60)\n@hookimpl\ndef models(): ..."))
    install("good", good_plugin)
    begin = time.monotonic()
    monkeypatch.setenv("WEIGHBRIDGE_PLUGIN_TIMEOUT", "0.3")
    host = start()
    assert [name for name, _ in host.collect("providers")] == ["good"]
    assert host.collect("models") == []
    assert failures_of(host) == [("asleep", "import"), ("drowsy", "providers")]
    assert "WEIGHBRIDGE_PLUGIN_TIMEOUT" in host.failures[0].remedy
    assert time.monotonic() - begin < 10


def test_noise_does_not_reach_standard_output(
    install: Install, start: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    install("loud", plugin("print('import')\n@hookimpl\ndef providers():\n    print('call')\n    return [provider()]"))
    host = start()
    assert len(host.collect("providers")) == 1
    assert capsys.readouterr().out == ""


def test_two_strangers_with_one_name_are_both_refused(install: Install, start: Start, good_plugin: str) -> None:
    install("one", good_plugin, {"Same_Name": "gross_one"})
    install("two", good_plugin, {"same-name": "gross_two"})
    host = start()
    assert host.plugins == ()
    assert [(item.plugin, item.distribution, item.stage) for item in host.failures] == [
        ("same-name", "one", "discover"),
        ("same-name", "two", "discover"),
    ]
    assert "two" in host.failures[0].reason


def test_a_stranger_cannot_take_a_first_party_name(install: Install, start: Start, good_plugin: str) -> None:
    install("weighbridge", good_plugin, {"prices": "gross_weighbridge"})
    install("aaa-stranger", plugin("@hookimpl\ndef providers(): return [provider()]"), {"prices": "gross_aaa_stranger"})
    host = start()
    assert [(item.name, item.distribution, item.first_party) for item in host.plugins] == [
        ("prices", "weighbridge", True)
    ]
    assert [(item.plugin, item.distribution) for item in host.failures] == [("prices", "aaa-stranger")]


def test_a_second_copy_of_a_distribution_on_the_path_is_no_duplicate(
    install: Install, start: Start, good_plugin: str, site: Path
) -> None:
    install("good", good_plugin)
    copy = site / "good-0.9.dist-info"
    copy.mkdir()
    for name in ("METADATA", "entry_points.txt"):
        (copy / name).write_text((site / "good-1.2.dist-info" / name).read_text())
    assert [item.name for item in start().plugins] == ["good"]


def test_a_damaged_distribution_is_named(install: Install, start: Start, good_plugin: str, site: Path) -> None:
    install("good", good_plugin)
    (site / "torn-1.dist-info").mkdir()
    (site / "torn-1.dist-info" / "entry_points.txt").write_text("[weighbridge]\ntorn = gross_torn\n")
    host = start()
    assert [item.name for item in host.plugins] == ["good"]
    assert [(item.plugin, item.stage) for item in host.failures] == [("torn-1.dist-info", "discover")]


def test_an_entry_point_that_names_nothing(install: Install, start: Start) -> None:
    install("gone", "", {"gone": "gross_gone:plugin", "class": "gross_gone:Exception", "odd": "gross gone"})
    (host := start()).collect("models")
    assert [item.plugin for item in host.failures] == ["class", "gone", "odd"]


def test_a_class_is_not_a_plugin(install: Install, start: Start) -> None:
    install("bad", plugin("class Plugin:\n    @hookimpl\n    def models(self): return []"), {"bad": "gross_bad:Plugin"})
    (failure,) = start().failures
    assert "the class Plugin" in failure.reason


def test_an_object_is_a_plugin(install: Install, start: Start) -> None:
    code = """
        class Plugin:
            'Weights by the gross.'
            api_version = 1
            @hookimpl
            def providers(self): return (provider(),)
        plugin = Plugin()
    """
    install("object", plugin(code), {"object": "gross_object:plugin"})
    host = start()
    (info,) = host.plugins
    assert (info.title, info.version, info.kind, info.first_party) == ("Weights by the gross.", "1.2", "python", False)
    assert host.hooks_of("object") == ("providers",)


def test_a_million_records_are_fine(install: Install, start: Start) -> None:
    install("big", plugin("one = provider()\n@hookimpl\ndef providers(): return (one for _ in range(1_000_000))"))
    host = start()
    assert len(host.collect("providers")) == 1_000_000


def test_an_endless_generator_is_stopped(install: Install, start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("weighbridge.plugins.validate.MAX_ITEMS", 1000)
    install("endless", plugin("@hookimpl\ndef providers():\n    while True: yield provider()"))
    host = start()
    assert host.collect("providers") == []
    assert "more than 1,000" in host.failures[0].reason


def test_an_async_hook_is_refused(install: Install, start: Start) -> None:
    install("bad", plugin("@hookimpl\nasync def providers(): return []"))
    host = start()
    assert host.collect("providers") == []
    assert "async" in host.failures[0].reason


def test_hooks_take_fewer_arguments_or_other_names(install: Install, start: Start) -> None:
    install("few", plugin("@hookimpl\ndef offers(): return []\n@hookimpl(specname='providers')\ndef mine(): return []"))
    host = start()
    assert host.hooks_of("few") == ("providers", "offers")
    assert host.collect("offers", as_of=TODAY) == []
    assert host.failures == ()


def test_a_data_plugin_is_found_beside_its_yaml(install: Install, start: Start, site: Path) -> None:
    folder = site / "gross_data"
    folder.mkdir()
    (folder / "__init__.py").write_text("from weighbridge import data_plugin\nplugin = data_plugin(__file__)\n")
    (folder / "pack.yaml").write_text("name: data\ntitle: Data\napi_version: 1\nversion: '7'\n")
    (folder / "providers.yaml").write_text("providers:\n- {id: acme, name: Acme, roles: [api]}\n")
    install("data", "", {"data": "gross_data:plugin", "other": "gross_data:plugin"}, module="gross_unused")
    host = start()
    (info,) = host.plugins
    assert (info.name, info.title, info.version, info.kind) == ("data", "Data", "7", "pack")
    assert [record.id for _, record in host.collect("providers")] == ["acme"]
    (failure,) = host.failures
    assert failure.plugin == "other"
    assert "the same name" in failure.remedy


def test_a_data_plugin_may_compute_some_of_its_records(install: Install, start: Start, site: Path) -> None:
    code = """
        from pathlib import Path
        from weighbridge import DataPlugin
        class Plugin(DataPlugin):
            @hookimpl
            def offers(self, as_of):
                from weighbridge.records import Offer
                return [Offer(id="acme/x", model_id="acme/x", provider_id="acme", note=as_of.isoformat())]
            def unmatched_offers(self, as_of):
                return [("acme", "zeta", "unknown"), ("acme", "alpha", "unknown")]
        plugin = Plugin(Path(__file__).parent)
    """
    install("mixed", plugin(code), {"mixed": "gross_mixed:plugin"})
    (site / "pack.yaml").write_text("name: mixed\ntitle: Mixed\napi_version: 1\n")
    (site / "providers.yaml").write_text("providers:\n- {id: acme, name: Acme, roles: [api]}\n")
    host = start()
    assert host.hooks_of("mixed") == ("providers", "offers")
    assert host.plugins[0].kind == "python"
    assert [record.note for _, record in host.collect("offers", as_of=TODAY)] == ["2026-11-23"]
    assert host.unmatched_offers(TODAY) == [("acme", "alpha", "unknown"), ("acme", "zeta", "unknown")]


def test_unmatched_offers_are_guarded_too(install: Install, start: Start) -> None:
    install("odd", plugin("@hookimpl\ndef models(): return []\ndef unmatched_offers(as_of): return [('a', 1, 'b')]"))
    exits = "def __getattr__(name):\n    raise SystemExit if name == 'unmatched_offers' else AttributeError"
    install("sly", plugin(f"@hookimpl\ndef models(): return []\n{exits}"))
    host = start()
    assert host.unmatched_offers(TODAY) == []
    assert failures_of(host) == [("odd", "unmatched_offers"), ("sly", "unmatched_offers")]


def test_an_error_in_a_pack_is_that_packs_failure(pack: BuildPack, start: Start) -> None:
    folder = pack({"models.yaml": "models:\n- {id: a/b}\n", "offers.yaml": "offers: []\n"})
    host = start((folder,), none=True)
    assert host.collect("models") == []
    assert host.collect("offers", as_of=TODAY) == []
    (failure,) = host.failures
    assert (failure.plugin, failure.distribution, failure.stage) == ("acme", None, "models")
    assert "models.yaml, line 2: a/b: name: is missing" in failure.reason


def test_a_pack_cannot_take_the_name_of_a_plugin(
    pack: BuildPack, install: Install, start: Start, good_plugin: str
) -> None:
    install("good", good_plugin)
    host = start((pack(name="good"),))
    assert [(item.name, item.distribution) for item in host.plugins] == [("good", "good")]
    assert failures_of(host) == [("good", "discover")]


def test_a_folder_given_twice_is_one_pack(pack: BuildPack, start: Start) -> None:
    folder = pack({"providers.yaml": "providers:\n- {id: acme, name: Acme, roles: [api]}\n"})
    host = start((folder, folder / ".." / folder.name), none=True)
    assert [item.name for item in host.plugins] == ["acme"]
    assert len(host.collect("providers")) == 1
    assert host.failures == ()


def test_a_folder_that_is_no_pack_is_the_users_error(tmp_path: Path, start: Start) -> None:
    with pytest.raises(NotAFolder):
        start((tmp_path / "nowhere",))
    with pytest.raises(PackIncomplete):
        start((tmp_path,))


@pytest.mark.parametrize(
    ("selection", "loaded"),
    [
        ({}, ["bad", "good"]),
        ({"without": frozenset({"bad"})}, ["good"]),
        ({"only": frozenset({"good"})}, ["good"]),
        ({"only": frozenset({"good", "bad"}), "without": frozenset({"good"})}, ["bad"]),
        ({"none": True}, []),
    ],
)
def test_plugins_are_chosen_by_name(
    selection: dict[str, Any], loaded: list[str], install: Install, start: Start, good_plugin: str
) -> None:
    install("good", good_plugin)
    install("bad", "1 / 0")
    host = start(**selection)
    assert sorted([item.name for item in host.plugins] + [item.plugin for item in host.failures]) == loaded


def test_a_misspelt_choice_is_refused_rather_than_ignored(install: Install, start: Start, good_plugin: str) -> None:
    install("good", good_plugin)
    with pytest.raises(UnknownId, match="Did you mean 'good'"):
        start(without=frozenset({"god"}))


def test_the_environment_can_switch_plugins_off(
    install: Install, start: Start, monkeypatch: pytest.MonkeyPatch, pack: BuildPack
) -> None:
    install("bad", "1 / 0")
    monkeypatch.setenv("WEIGHBRIDGE_NO_PLUGINS", "1")
    host = start((pack(),))
    assert [item.name for item in host.plugins] == ["acme"]
    assert host.failures == ()


def test_finding_no_plugin_at_all_says_how_to_install_them(start: Start) -> None:
    (failure,) = start().failures
    assert "pip install -e ." in failure.remedy


def test_first_party_plugins_come_first_and_the_order_is_stable(
    install: Install, start: Start, good_plugin: str
) -> None:
    install("aaa", good_plugin)
    install("weighbridge", good_plugin, {"zzz": "gross_weighbridge", "mmm": "gross_weighbridge"})
    names = [item.name for item in start().plugins]
    assert names == ["mmm", "zzz", "aaa"]


def test_hosts_share_nothing(install: Install, start: Start, good_plugin: str) -> None:
    install("good", good_plugin)
    first, second = start(), start(none=True)
    assert (len(first.plugins), len(second.plugins)) == (1, 0)
    assert second.collect("providers") == []
    assert replace(first.plugins[0], title="x") != first.plugins[0]

"""A hook or an argument that is on its way out: the author is warned, the user's plugin works on."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator

import pytest

from weighbridge import hookspecs
from weighbridge.plugins.host import PluginHost

from .test_host import TODAY

WORDS = "argument as_of of offers leaves with API 2; ask for `day` instead"
CODE = """
    from weighbridge import hookimpl
    from weighbridge.records import Offer

    api_version = 1

    @hookimpl
    def offers({argument}):
        return [Offer(id="acme/m", model_id="acme/m", provider_id="acme")]
"""


@pytest.fixture
def deprecated(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """`as_of` of the hook `offers` marked the way docs/plugin-api.md says."""
    mark = {**hookspecs.offers.weighbridge_spec, "warn_on_impl_args": {"as_of": DeprecationWarning(WORDS)}}  # type: ignore[attr-defined]  # pluggy's mark
    monkeypatch.setattr(hookspecs.offers, "weighbridge_spec", mark)
    yield


def test_the_author_is_warned_and_the_plugin_works(
    deprecated: None, install: Callable[..., None], start: Callable[..., PluginHost]
) -> None:
    install("acme", CODE.format(argument="as_of"))
    with pytest.warns(DeprecationWarning, match="ask for `day` instead") as told:
        host = start()
    assert told[0].filename.endswith("gross_acme.py")
    assert [item.id for _, item in host.collect("offers", as_of=TODAY)] == ["acme/m"]
    assert host.failures == ()


def test_who_does_not_ask_for_it_is_not_bothered(
    deprecated: None, install: Callable[..., None], start: Callable[..., PluginHost]
) -> None:
    install("acme", CODE.format(argument=""))
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        host = start()
    assert told == []
    assert len(host.collect("offers", as_of=TODAY)) == 1


def test_where_warnings_are_errors_it_is_a_failure_of_that_plugin_alone(
    deprecated: None, install: Callable[..., None], start: Callable[..., PluginHost]
) -> None:
    install("acme", CODE.format(argument="as_of"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        host = start()
    (failure,) = host.failures
    assert (failure.plugin, failure.stage, failure.reason) == ("acme", "register", WORDS)
    assert host.collect("offers", as_of=TODAY) == []

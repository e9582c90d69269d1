"""License expressions: all parts of an AND bind, of an OR one may be chosen, and nothing is guessed."""

from __future__ import annotations

import pytest

from weighbridge.errors import BadExpression
from weighbridge.licensing import Circumstances
from weighbridge.licensing.expressions import is_expression, judge_expression, parts, symbol
from weighbridge.records import License

FACTS = Circumstances(purpose="product", trains_on_output="none", distributes_weights=False, fine_tunes=False)


@pytest.mark.parametrize(
    ("text", "verdict", "decides"),
    [
        ("Apache-2.0 AND MIT", "allowed", "apache-2.0"),
        ("Apache-2.0 AND CC-BY-NC-4.0", "forbidden", "cc-by-nc-4.0"),
        ("CC-BY-NC-4.0 OR MIT", "allowed", "mit"),
        ("Apache-2.0 AND (CC-BY-NC-4.0 OR LicenseRef-scancode-openmdw-1.0)", "allowed", "apache-2.0"),
        ("MIT AND LGPL-3.0-only", "unknown", "LGPL-3.0-only"),
        ("MIT OR LGPL-3.0-only", "allowed", "mit"),
        ("GPL-3.0-only WITH Classpath-exception-2.0", "unknown", "GPL-3.0-only WITH Classpath-exception-2.0"),
    ],
)
def test_expressions(text: str, verdict: str, decides: str, sheets: dict[str, License]) -> None:
    found = judge_expression(text, sheets.values(), FACTS)
    assert (found.verdict, found.license_id) == (verdict, decides)


def test_a_choice_is_told_in_the_trace(sheets: dict[str, License]) -> None:
    found = judge_expression("CC-BY-NC-4.0 OR MIT", sheets.values(), FACTS)
    assert found.trace[0].detail == "You may choose between cc-by-nc-4.0 and mit; mit is the freest here."


def test_a_part_is_found_by_id_spdx_or_scancode_key(sheets: dict[str, License]) -> None:
    for name in ("llama-3.1", "apache-2.0", "BSD-3-Clause", "bsd-new", "LicenseRef-scancode-bsd-new"):
        assert symbol(name, sheets.values()) is not None, name
    assert symbol("made-up-1.0", sheets.values()) is None
    assert [name for name, sheet in parts("MIT AND made-up-1.0", sheets.values()) if sheet is None] == ["made-up-1.0"]


@pytest.mark.parametrize("text", ["MIT AND AND Apache-2.0", "MIT AND (Apache-2.0", "AND MIT x"])
def test_what_cannot_be_read_says_so(text: str, sheets: dict[str, License]) -> None:
    with pytest.raises(BadExpression, match="joined by AND, OR and WITH"):
        judge_expression(text, sheets.values(), FACTS)


def test_a_name_alone_is_no_expression() -> None:
    assert not is_expression("apache-2.0")
    assert not is_expression("Llama 4 Scout")
    assert is_expression("mit OR apache-2.0")

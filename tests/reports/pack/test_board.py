"""The board paper: valid HTML that loads nothing, and a PDF of two to four pages with its fonts inside."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import html5lib
import pypdf
import pytest

from weighbridge.ranking.recommendation import Recommendation
from weighbridge.reports import words
from weighbridge.reports.pack import render_pack
from weighbridge.reports.pack.decision import decide
from weighbridge.reports.pack.figures import cost_chart

EXAMPLES = ("claims-assistant", "startup-support", "hospital-notes")


def tree(page: bytes) -> Any:
    """Parsed strictly: any error of HTML raises."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page.decode())


def reader(result: Recommendation, option: str | None = None) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(render_pack("pdf", result, option)))


def text_of(document: pypdf.PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in document.pages).split())


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_page_is_valid_and_self_contained(name: str, example: Callable[..., Recommendation]) -> None:
    page = render_pack("html", example(name))
    root = tree(page)
    assert root.find(".//h1") is not None
    assert len(root.findall(".//figure")) >= 2
    for element in root.iter():
        assert element.tag not in ("script", "link", "img", "iframe")
        assert not {"src", "href", "onload"} & set(element.attrib)
    assert b"url(" not in page


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_pdf_has_two_to_four_pages_of_text(name: str, example: Callable[..., Recommendation]) -> None:
    result = example(name)
    document = reader(result)
    assert 2 <= len(document.pages) <= 4
    text, decision = text_of(document), decide(result)
    for said in (
        words.option(decision.chosen.view),
        f"{decision.chosen.score:.1f}",
        decision.id,
        result.ranking.context.catalog.snapshot.id,
        "Approvals",
        "not legal advice",
        f"page 1 of {len(document.pages)}",
    ):
        assert said in text, said


def test_every_font_of_the_pdf_is_embedded(claims: Recommendation) -> None:
    fonts = {}
    for page in reader(claims).pages:
        resources: Any = page["/Resources"]
        for font in resources["/Font"].values():
            found = font.get_object()
            fonts[found["/BaseFont"]] = "/FontFile2" in found["/FontDescriptor"].get_object()
    assert len(fonts) >= 2
    assert all(fonts.values()), fonts


def test_nothing_in_the_pdf_leaves_its_page(hostile: Recommendation) -> None:
    for page in reader(hostile).pages:
        width, height = page.mediabox.width, page.mediabox.height

        def inside(
            text: str, _cm: Any, matrix: Any, _font: Any, _size: Any, w: float = width, h: float = height
        ) -> None:
            if text.strip():
                assert 0 <= matrix[4] <= w, text
                assert 0 <= matrix[5] <= h, text

        page.extract_text(visitor_text=inside)


def test_page_and_pdf_say_the_same(claims: Recommendation) -> None:
    root, document = tree(render_pack("html", claims)), text_of(reader(claims))
    for heading in root.findall(".//h2"):
        assert heading.text in document


def test_hostile_texts_are_shown_not_obeyed(hostile: Recommendation) -> None:
    for entry in hostile.top(2):
        root = tree(render_pack("html", hostile, entry.id))
        assert [element.tag for element in root.iter() if element.tag in ("script", "b", "a")] == []
        assert "alert(1)" in "".join(root.itertext())
        assert "<script>alert(1)</script>" in text_of(reader(hostile, entry.id))


def test_letters_without_a_glyph_do_not_break_the_pdf(weigh: Callable[..., Recommendation]) -> None:
    text = text_of(reader(weigh({"name": "Schadensprüfung \u4e2d\u6587 Łódź"})))
    assert "Schadensprüfung ??" in text
    assert "Łódz" in text


def test_long_names_are_wrapped(weigh: Callable[..., Recommendation]) -> None:
    name = "Anliegen" * 40
    document = reader(weigh({"name": name}))
    assert name in text_of(document).replace(" ", "")
    assert len(document.pages) <= 5


def test_a_chart_has_its_words(claims: Recommendation) -> None:
    """What a chart shows stands in a table or in its caption too."""
    chart = cost_chart(decide(claims))
    assert chart is not None
    root = tree(render_pack("html", claims))
    svgs = [element for element in root.iter() if element.tag.endswith("svg")]
    assert all(element.attrib["aria-label"] for element in svgs)
    assert len(root.findall(".//figcaption")) == len(svgs)


def test_self_hosting_pays_from_the_volume_that_the_chart_names(light: Recommendation) -> None:
    """Below the break-even the API is cheaper, above it the machines are: by the curves themselves."""
    from weighbridge.reports.pack.curve import curves, meeting

    chosen, other, *_ = curves(decide(light, "gravel/pebble-7b@edge"))
    met = meeting(other, chosen)
    assert met is not None
    for own, api in zip(chosen.points, other.points, strict=True):
        if own.expected is not None and api.expected is not None:
            assert (own.expected <= api.expected) is (own.queries >= met.expected)


def test_the_curve_meets_the_ranking_at_the_stated_volume(claims: Recommendation) -> None:
    from weighbridge.reports.pack.curve import curves

    stated = claims.ranking.context.needs.workload.queries_per_month
    for curve in curves(decide(claims)):
        at = min(curve.points, key=lambda point: abs(point.queries - stated))
        assert at.queries == pytest.approx(stated)
        assert at.expected == pytest.approx(curve.entry.view.row["cost_expected"])


def test_texts_never_overlap_in_the_legend(claims: Recommendation) -> None:
    """The boxes of the points chart stay on the canvas."""
    from weighbridge.reports.pack.drawing import Rect
    from weighbridge.reports.pack.figures import points_chart

    drawing = points_chart(decide(claims))
    for shape in drawing.shapes:
        if isinstance(shape, Rect):
            assert 0 <= shape.x <= shape.x + shape.width <= drawing.width + 0.01
    assert re.search(r"76|score|Points", drawing.description)

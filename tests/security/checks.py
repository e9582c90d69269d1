"""What makes a text active: in a page, and in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import html5lib
from markdown_it import MarkdownIt

NEEDS: dict[str, Any] = {
    "workload": {"queries_per_month": 1000, "input_tokens": 1000, "output_tokens": 200},
    "data": {"class": "confidential", "personal": True},
    "organization": {"country": "DE"},
    "compliance": ["stone-act"],
    "infrastructure": {"hosting": ["cloud_api", "self_hosted_cloud", "on_premises", "edge"]},
}


def refuse_markup(text: str) -> None:
    """Nothing that a reader of Markdown makes of it comes from a stranger. Raises AssertionError."""
    for token in _tokens(text):
        content = f"{token.content} {token.attrs}"
        if token.type in ("html_block", "html_inline"):
            assert not re.search(r"script|img|iframe|onmouse|evil", content), content
        if token.type in ("link_open", "image", "fence"):
            assert "evil" not in content, content
            assert "javascript" not in content, content
    headings = re.findall(r"<h\d>(.*?)</h\d>", MarkdownIt("commonmark").render(text))
    assert not [heading for heading in headings if heading.strip() == "evil heading"]


def _tokens(text: str) -> Iterator[Any]:
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        yield token
        yield from token.children or ()


ACTIVE = ("script", "iframe", "object", "embed", "img", "form", "base", "meta", "link")


def refuse_active(text: str) -> None:
    """No element or attribute of the page comes from a stranger. Raises AssertionError."""
    tree = html5lib.parse(text, namespaceHTMLElements=False)
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag in ACTIVE:
            assert "evil" not in f"{element.attrib} {element.text}", element.attrib
            assert "alert" not in f"{element.attrib} {element.text}", element.attrib
        for attribute, value in element.attrib.items():
            assert not attribute.startswith("on"), attribute
            if attribute in ("href", "src", "action", "style", "srcset"):
                assert "evil" not in value, value
                assert "javascript:" not in value, value

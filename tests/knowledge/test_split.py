"""Cutting loses no word, keeps to the limit and gives ids that only the text decides."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from weighbridge.knowledge.documents import KnowledgeDocument
from weighbridge.knowledge.split import MAX_CHARACTERS, slugify, split

Make = Callable[..., KnowledgeDocument]

TEXT = """# A title

Opening words of the document that are long enough to stand alone, for they exceed the length of a mere lead-in here.

## Who may use it (§2)

First paragraph of the section, which is also long enough to stand by itself and so is not joined with what follows.
It has a second line.

Second paragraph of the section, which is also long enough to stand by itself and is not joined with anything else.

### Below

The rules are these:

- one
- two

## Code

```
# no heading

still code
```
"""


def test_a_passage_stands_below_its_headings_and_knows_its_lines(document: Make) -> None:
    found = {passage.id: passage for passage in split(document(TEXT, first_line=10))}
    assert list(found) == ["doc#overview", "doc#who-may-use-it-2", "doc#who-may-use-it-2-2", "doc#below", "doc#code"]
    first = found["doc#who-may-use-it-2"]
    assert first.section == "Who may use it (§2)"
    assert first.locator == "doc.md:16-17"
    assert first.header == "A title > Who may use it (§2)"
    assert (first.source, first.grade, first.as_of) == ("a page", "primary", "2026-01-02")
    assert found["doc#below"].section == "Who may use it (§2) > Below"


def test_a_list_stays_with_its_lead_in_and_code_is_no_heading(document: Make) -> None:
    found = {passage.id: passage.text for passage in split(document(TEXT))}
    assert found["doc#below"] == "The rules are these:\n\n- one\n- two"
    assert "# no heading" in found["doc#code"]
    assert "still code" in found["doc#code"]


def test_adding_a_section_leaves_the_other_ids_alone(document: Make) -> None:
    before = {passage.id: passage.text for passage in split(document(TEXT))}
    after = {passage.id: passage.text for passage in split(document("## New\n\nWords.\n\n" + TEXT))}
    assert before.items() <= after.items()


@given(st.lists(st.text("ab .;#-|\n§1", max_size=1500), max_size=6))
def test_no_word_is_lost_and_no_passage_is_too_long(parts: list[str]) -> None:
    text = "\n\n".join(parts)
    made = KnowledgeDocument("doc", "T", "guide", (), (), None, text, "doc.md")
    passages = split(made)
    assert len({passage.id for passage in passages}) == len(passages)
    assert all(0 < len(passage.text) <= MAX_CHARACTERS for passage in passages)
    headings = {line for line in text.splitlines() if line.startswith("#")}
    kept = "".join("".join(passage.text.split()) for passage in passages)
    assert all("".join(line.split()) in kept for line in text.splitlines() if line not in headings and len(line) < 99)
    assert split(made) == passages


def test_slugs_are_plain() -> None:
    assert (
        slugify("Who may use Llama 3.3: the 700 million limit (§2)") == "who-may-use-llama-3.3-the-700-million-limit-2"
    )
    assert slugify("???") == "section"

"""How a catalog record becomes a passage: one plain sentence or a few, with the evidence of the field behind it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from weighbridge.knowledge.passage import Passage
from weighbridge.records.base import CatalogRecord, Evidence


@dataclass(frozen=True)
class Speaker:
    """Makes the passages about one record."""

    kind: str
    """First part of the ids: model, license, provider, offer, accelerator, framework, claim, service."""
    record: CatalogRecord
    name: str
    applies_to: tuple[str, ...] = ()
    """Ids besides the record's own that its passages speak about."""

    def say(
        self,
        topic: str,
        section: str,
        text: str,
        field: str,
        clause: str | None = None,
        evidence: Evidence | None = None,
    ) -> Passage:
        """A passage on `topic` of the record. Its evidence is `evidence`, else that of the record's `field`."""
        known = evidence or self.record.evidence_for(field)
        return Passage(
            id=f"{self.kind}:{self.record.id}" + (f"#{topic}" if topic else ""),
            document_id=self.record.id,
            title=self.name,
            section=section,
            text=text,
            kind=self.kind,
            applies_to=tuple(dict.fromkeys((self.record.id, *self.applies_to))),
            source=known.source if known else "",
            grade=known.grade if known else None,
            as_of=known.as_of if known else None,
            locator=clause or f"catalog, {self.kind} {self.record.id}: {field}",
        )


def words(code: str) -> str:
    """A code word in plain words: `approval_gated` is `approval gated`."""
    return code.replace("_", " ")


def listed(items: Iterable[str], last: str = "and") -> str:
    """Items as one phrase: `a, b and c`."""
    found = list(items)
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} {last} {found[-1]}" if found else ""


def sentence(*parts: str | None) -> str:
    """Parts as sentences: each begins with a capital, ends with a full stop; None and empty parts are left out."""
    told = []
    for part in parts:
        text = (part or "").strip()
        if text:
            first = text[0] if text[1:2].isupper() else text[0].upper()  # a name that begins small
            told.append(first + text[1:] + ("" if text[-1] in ".!?" else "."))
    return " ".join(told)


def clause(text: str, places: str | None) -> str:
    """A statement with its clause in brackets."""
    return f"{text} ({places})" if places else text


def money(amount: float) -> str:
    """USD with as many digits as needed: `$0.075`, `$2.50`, `$30,000`."""
    if amount >= 1000 and amount == int(amount):
        return f"${amount:,.0f}"
    return f"${amount:,.2f}" if round(amount, 2) == amount else f"${amount:,.6f}".rstrip("0")


def count(value: float) -> str:
    """A large number in words where that is exact: `700 million`, `1.5 billion`, `12,345`."""
    for size, name in ((1e9, "billion"), (1e6, "million")):
        if value >= size and (value / size * 100) % 1 == 0:
            return f"{value / size:g} {name}"
    return f"{value:,.10g}"


def sole(names: Sequence[str], one: str, many: str) -> str:
    """`one` or `many`, by the number of names."""
    return one if len(names) == 1 else many

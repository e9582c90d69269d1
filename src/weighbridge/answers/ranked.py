"""Which sentences of passages speak to a question, and how well: ranked by shared words, passage and heading."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from weighbridge.answers.evidence import BULLET, Sentence, sentences
from weighbridge.answers.language import says, stems
from weighbridge.knowledge.passage import Hit, Passage


def ranked_sentences(question: str, hits: Sequence[Hit], boost: Iterable[str] = (), names: str = "") -> list[Sentence]:
    """Sentences of the hits with scores: shared words weighed by rarity, the passage's rank, its heading.

    `boost` holds words that texts use for what is asked; `names` those of the subject, which tell nothing apart.
    """
    parts = [
        (rank, number, text, hit.passage)
        for rank, hit in enumerate(hits)
        for number, text in enumerate(sentences(hit.passage.text))
    ]
    seen = Counter(stem for _, _, text, _ in parts for stem in stems(text))
    asked = stems(question) - stems(names)
    helped = frozenset(stem for phrase in boost for stem in stems(phrase)) - asked
    top = max((hit.score for hit in hits), default=1.0) or 1.0
    found = []
    for rank, number, text, passage in parts:
        held = stems(text)
        weight = sum((FIGURE if stem[0].isdigit() else 1.0) / math.log2(2 + seen[stem]) for stem in asked & held)
        weight += 0.5 * sum(1.0 / math.log2(2 + seen[stem]) for stem in helped & held)
        heading = len(asked & stems(passage.section)) * 0.4
        closeness = 2.4 * hits[rank].score / top
        opening = 0.6 if number == 0 else 0.0
        aside = aside_of(passage, question)
        item = bool(BULLET.match(text))
        score = weight + heading + closeness + opening - 2.0 * aside - 0.8 * item
        found.append(Sentence(text, passage, (rank, number), score))
    return found


def aside_of(passage: Passage, question: str) -> bool:
    """Whether a section speaks only to questions of another kind: lists of models, comparisons."""
    if says(passage.section, "comparison_sections"):
        return not says(question, "kinds", "comparison")
    return says(passage.section, "side_sections") and not says(question, "topics", "family")


def by_heading(words: str, hits: Sequence[Hit], boost: Iterable[str] = (), names: str = "") -> list[Hit]:
    """The hits again, those first whose headings and first sentences speak of what is asked; side sections last."""
    asked = stems(words) - stems(names)
    helped = frozenset(stem for phrase in boost for stem in stems(phrase)) - asked
    if not asked:
        return list(hits)
    hits = [hit for hit in hits if not aside_of(hit.passage, words)] or hits
    held = [stems(f"{hit.passage.section} {hit.passage.text}") for hit in hits]
    weight = {stem: 1.0 / math.log2(2 + sum(stem in one for one in held)) for stem in asked | helped}
    whole = sum(weight[stem] for stem in asked)
    found = []
    for hit in hits:
        parts = sentences(hit.passage.text)
        heading = stems(hit.passage.section or hit.passage.title)
        opening = heading | stems(parts[0] if parts else "")
        match = sum(weight[stem] for stem in asked & heading) + 0.6 * sum(weight[stem] for stem in asked & opening)
        match += 0.35 * sum(weight[stem] for stem in helped & opening)
        found.append(Hit(hit.passage, hit.score * (0.4 + match / whole)))
    return _sections_whole(sorted(found, key=lambda hit: (-hit.score, hit.passage.id)))


def _sections_whole(hits: Sequence[Hit]) -> list[Hit]:
    """Passages of one section follow each other in the order of the document, where the best of them stands."""
    groups: dict[tuple[str, str], list[Hit]] = {}
    for hit in hits:
        groups.setdefault((hit.passage.document_id, hit.passage.section or hit.passage.id), []).append(hit)
    for group in groups.values():
        group.sort(key=lambda hit: _part(hit.passage))
    best = [max(hit.score for hit in group) for group in groups.values()]
    return [Hit(hit.passage, score) for group, score in zip(groups.values(), best, strict=True) for hit in group]


def _part(passage: Passage) -> tuple[int, str]:
    """Where a passage stands in its document: the first line of its locator."""
    match = re.search(r":(\d+)-\d+$", passage.locator)
    return (int(match[1]) if match else 0, passage.id)


FIGURE = 2.0
"""How much more a figure of the question counts than a word of it."""

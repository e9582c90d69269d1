"""Whether a sentence of a language model may be shown. Every rule errs on the side of no."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from weighbridge.answers.answer import Citation
from weighbridge.answers.evidence import cite, sentences
from weighbridge.answers.language import says, stems
from weighbridge.answers.llm_evidence import Given, Unit
from weighbridge.answers.llm_numbers import Exact, numbers, unfounded
from weighbridge.answers.llm_reply import Sentence
from weighbridge.answers.llm_stance import Said, contradicts, leads_elsewhere, said
from weighbridge.answers.llm_words import any_of, domains

MIN_QUOTE_CHARACTERS = 8
MIN_SHARED = 0.5
"""Share of a sentence's content words that one piece of evidence must hold."""
CLOSE = 0.8
"""Pieces of evidence this close to the best one are equally good witnesses of what a sentence says."""
KEPT_DUTY = 0.75
"""Share of a duty's content words that must be in the answer; otherwise the computed line is added."""
_PROMPT_RUN = 8
"""So many words in a row of our own instructions are a leak."""
_NAME = re.compile(r"(?<![\w])(?:[A-Z][\w+-]*|\w*[a-z]\w*\d[\w.-]*|\d+[A-Za-z][\w-]*)(?:\.\d+)*")
_CLAUSES = re.compile(r"[;,:]\s+|\s+(?:and|but|while|whereas|against|or|than)\s+")
_HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]")


@dataclass
class Inspector:
    """Checks the sentences of one answer in their order and keeps those that hold."""

    given: Given
    instructions: str
    """Our own prompt, which must not come back."""
    kept: list[str] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)

    def take(self, sentence: Sentence) -> str | None:
        """Keep a sentence, or say why it may not be shown."""
        rules: tuple[Callable[[Sentence], str | None], ...] = (
            self._leak, self._citation, self._number, self._name, self._verdict, self._support,
        )  # fmt: skip
        for rule in rules:
            reason = rule(sentence)
            if reason is not None:
                return reason
        self.kept.append(sentence.text)
        passages = self.given.passages
        self.citations += [cite(passages[item.passage], item.quote) for item in sentence.pointers]
        return None

    def left_out(self) -> tuple[str, ...]:
        """What of the computed answer must not get lost: tables, duties, what to tell, notes. Its reasons may."""
        shown = stems(" ".join(self.kept))
        lost, explained = [], False
        for part in self.given.answer.text.split("\n\n")[1:]:
            if "\n" in part or " | " in part or explained or any_of("closings").match(part):
                lost += [] if _held(part, shown) else [part]
                continue
            explained = True
            duties = [text for text in sentences(part) if any_of("duties").search(text) and not _held(text, shown)]
            lost += [" ".join(duties)] if duties else []
        return tuple(lost)

    @cached_property
    def _lead(self) -> Said:
        """What the computed answer's first sentence says."""
        return said(self.given.answer_lines[0])

    @cached_property
    def _evidence_names(self) -> str:
        return _flat(self.given.text)

    def _leak(self, sentence: Sentence) -> str | None:
        texts = (sentence.text, *(item.quote for item in sentence.pointers))
        if any(_HIDDEN.search(text) for text in texts):
            return "it holds hidden characters"
        if any_of("leaks").search(sentence.text) or domains().search(sentence.text):
            return "it holds a link, an address or markup"
        if any_of("talk").search(sentence.text) or says(sentence.text, "injection"):
            return "it talks about instructions instead of answering"
        if _common_run(sentence.text, self.instructions):
            return "it repeats our instructions"
        return None

    def _citation(self, sentence: Sentence) -> str | None:
        for item in sentence.pointers:
            passage = self.given.passages.get(item.passage)
            if passage is None:
                return f"it cites {_shown(item.passage)}, which it was not given"
            if len(item.quote.strip()) < min(MIN_QUOTE_CHARACTERS, len(passage.text)):
                return f"it cites {item.passage} without a quote"
            if item.quote.strip() not in passage.text:
                return f"its quote “{_shown(item.quote)}” does not stand in “{passage.title}”"
        unmarked = [
            text for text in re.findall(r"[“\"]([^”\"]{12,})[”\"]", sentence.text) if text not in self.given.text
        ]
        return f"its quote “{_shown(unmarked[0])}” stands in no passage" if unmarked else None

    def _number(self, sentence: Sentence) -> str | None:
        missing = unfounded(sentence.text, self.given.text, self.given.computed)
        if missing:
            return f"nothing it was given holds the number {_shown(missing[0])}"
        for clause in _CLAUSES.split(sentence.text):
            own = _names(clause)
            if own and re.search(r"\d", _NAME.sub("", clause)) and not self._bound(clause, own):
                return f"“{_shown(clause)}” joins a name and a number that do not stand together"
        return None

    def _bound(self, clause: str, own: frozenset[str]) -> bool:
        """Whether some piece of evidence says the clause's numbers of one of its names."""
        for unit in self.given.units:
            exact = self.given.exact if not unit.row else [Exact(item.value, item.kind) for item in numbers(unit.text)]
            for part in (unit.text,) if unit.row else _parts(unit.text):
                named = _names(part)
                if (not named or own & named) and not unfounded(clause, f"{part} {' '.join(own)}", exact):
                    return True
        lead = " ".join([self.given.answer.question, *self.given.answer_lines[:1]])
        return bool(own & _names(lead)) and not unfounded(clause, " ".join([lead, *(u.text for u in self._of_subject)]),
                                                         self.given.exact)  # fmt: skip

    @cached_property
    def _of_subject(self) -> tuple[Unit, ...]:
        """Pieces that name nothing: they speak of the question's one subject; none when it has several."""
        several = len(_names(self.given.answer.question)) > 4
        return () if several else tuple(unit for unit in self.given.units if not _names(unit.text))

    def _name(self, sentence: Sentence) -> str | None:
        for name in sorted(_names(sentence.text)):
            if name not in self._evidence_names:
                return f"nothing it was given names {_shown(name)}"
        return None

    def _verdict(self, sentence: Sentence) -> str | None:
        shown = said(sentence.text)
        if not self.kept and leads_elsewhere(shown, self._lead):
            return f"its first sentence does not give the computed verdict: “{_shown(sentence.text)}”"
        if contradicts(shown, self._lead):
            return f"it contradicts the computed verdict: “{_shown(sentence.text)}”"
        return None

    def _support(self, sentence: Sentence) -> str | None:
        words = stems(sentence.text) - stems(self.given.answer.question)
        if not words:
            return None
        shares = [(len(words & unit.words) / len(words), unit) for unit in self.given.units]
        best = max((share for share, _ in shares), default=0.0)
        if best < MIN_SHARED:
            return f"no passage or result says “{_shown(sentence.text)}”"
        singles = [(share, unit) for share, unit in shares if unit.single]
        closest = max(share for share, _ in singles)
        shown = said(sentence.text)
        if not any(_agrees(shown, said(unit.text)) for share, unit in singles if share >= CLOSE * closest):
            return f"what it was given says otherwise than “{_shown(sentence.text)}”"
        return None


def _agrees(shown: Said, witness: Said) -> bool:
    """Whether a piece of evidence says the same about permission, and denies if and only if the sentence does."""
    implied = witness.stances | ({"waived"} if "allowed" in witness.stances else set())
    return shown.stances <= implied and (shown.denials == witness.denials or bool(shown.stances))


def _held(paragraph: str, shown: frozenset[str]) -> bool:
    words = stems(paragraph)
    return "\n" not in paragraph and bool(words) and len(words & shown) >= KEPT_DUTY * len(words)


def _names(text: str) -> frozenset[str]:
    """Words written as names, in lower case: with a capital letter, or letters and digits together.

    The first word of a sentence has its capital anyway: it counts only when it goes on with digits or capitals.
    """
    found = set()
    for match in _NAME.finditer(text):
        word = match[0].rstrip(".-")
        opening = re.search(r"(?:^|[.!?:]\s|[\"“(])$", text[: match.start()][-2:]) or match.start() == 0
        if len(word) > 1 and not (opening and re.fullmatch(r"[A-Z][a-z'\u2019]+", word)):
            found.add(_flat(word))
    return frozenset(found)


def _parts(text: str) -> tuple[str, ...]:
    """A piece of evidence whole when it speaks of one thing, in clauses when it names several."""
    return (text,) if len(_names(text)) <= 3 else (text, *_CLAUSES.split(text))[1:]


def _flat(text: str) -> str:
    return " ".join(text.lower().split())


def _common_run(text: str, instructions: str) -> bool:
    own = re.findall(r"\w+", text.lower())
    ours = " ".join(["", *re.findall(r"\w+", instructions.lower()), ""])
    return any(f" {' '.join(own[i : i + _PROMPT_RUN])} " in ours for i in range(len(own) - _PROMPT_RUN + 1))


def _shown(text: str) -> str:
    """A few words for a message, without anything that a terminal obeys."""
    plain = " ".join("".join(char for char in text if char.isprintable()).split())
    plain = domains().sub("[address]", re.sub(r"https?:\S+", "[link]", plain))
    return plain if len(plain) <= 80 else f"{plain[:77]}..."

"""One question as understood: its words, names, circumstances and subjects."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache

from weighbridge.answers.entities import Entities
from weighbridge.answers.language import matching, says, words
from weighbridge.answers.stated import Stated
from weighbridge.answers.subjects import Subject


@lru_cache(maxsize=64)
def _topics(text: str) -> tuple[str, ...]:
    return matching(text, "topics")


@dataclass(frozen=True)
class Turn:
    """What the composers get."""

    question: str
    """As asked."""
    words: str
    """The question without commands to the machine, with what an earlier turn said where this one leans on it."""
    entities: Entities
    subjects: tuple[Subject, ...]
    stated: Stated
    commanded: bool = False
    """Whether the question also tried to give orders."""
    follow_up: bool = False
    previous_kind: str | None = None
    notes: tuple[str, ...] = field(default=())

    def says(self, *path: str) -> bool:
        """Whether the question has any phrase of a word list."""
        return says(self.words, *path)

    @property
    def topics(self) -> tuple[str, ...]:
        """Topics of a license that the question touches."""
        return _topics(self._without_models)

    @property
    def _without_models(self) -> str:
        """The words without names of models, which may be made of words that ask for something."""
        text = self.words
        for mention in self.entities.of("model"):
            if not mention.family:
                text = text.replace(mention.text, " ")
        return text

    @property
    def dangling(self) -> bool:
        """Whether it goes on from something that was not said: `and for 10 million queries?`."""
        named = self.subjects or self.frameworks or self.providers or self.entities.unknown
        return (
            not self.follow_up and not named and self.words.casefold().startswith(("and ", "what about ", "how about "))
        )

    @property
    def boost(self) -> tuple[str, ...]:
        """Words that texts use for the topics asked about."""
        told = words()["topic_words"]
        return tuple(told[topic] for topic in self.topics if topic in told)

    def also_about(self, *topics: str) -> Turn:
        """The same turn, with topics that decided the matter though the question does not name them."""
        told = words()["topic_words"]
        return replace(self, words=" ".join([self.words, *(told[topic] for topic in topics if topic in told)]))

    @property
    def names(self) -> str:
        """The names in the question."""
        return " ".join(mention.text for mention in self.entities.mentions)

    @property
    def frameworks(self) -> tuple[str, ...]:
        """Frameworks named."""
        return tuple(dict.fromkeys(i for mention in self.entities.of("framework") for i in mention.ids))

    @property
    def providers(self) -> tuple[str, ...]:
        """Providers named."""
        return tuple(dict.fromkeys(i for mention in self.entities.of("provider") for i in mention.ids))

    @property
    def accelerators(self) -> tuple[str, ...]:
        """Accelerators named."""
        return tuple(dict.fromkeys(i for mention in self.entities.of("accelerator") for i in mention.ids))

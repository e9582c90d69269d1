"""Claims about models - weights, figures, kinds of input, maker, retirement - held against the catalog."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from weighbridge.answers.answer import Statement
from weighbridge.answers.evidence import from_passage
from weighbridge.answers.language import says
from weighbridge.answers.premise_terms import WRONG
from weighbridge.answers.quantities import quantities
from weighbridge.knowledge import facts

if TYPE_CHECKING:
    from weighbridge.answers.desk import Desk
    from weighbridge.answers.premise_terms import Fault
    from weighbridge.answers.subjects import Subject
    from weighbridge.answers.turn import Turn
    from weighbridge.records import Model

NEAR = 0.06
"""Share by which a stated figure may differ: 128K is said of 131,072 tokens, 70 billion of 70.6."""
_YEAR = re.compile(r"\b(20[12]\d)\b")
_INPUTS = ("image", "audio", "video")


def fault(turn: Turn, desk: Desk, claim: str | None) -> Fault | None:
    """A claim about a named model that the catalog contradicts."""
    found = _closed_weights(turn, desk, claim)
    if found is not None or claim is None:
        return found
    told = _maker(claim, turn, desk)
    if told is not None:
        subject = next((one for one in turn.subjects if one.models), None)
        return subject, _lead(told, subject.models[0] if subject else None, desk)
    for subject in turn.subjects:
        model = subject.model
        told = _open(subject, claim)
        if told is None and model is not None and model.status != "claimed":
            told = _size(model, claim) or _takes(model, claim) or _dates(model, claim, desk)
        if told is not None:
            return subject, _lead(told, subject.models[0], desk)
    return None


def _lead(told: str, model: Model | None, desk: Desk) -> Statement:
    passages = [p for p in facts.about(desk.catalog, model.id) if p.kind == "model"] if model else []
    best = max(passages, key=lambda p: (p.id.endswith("#profile"), len(p.text))) if passages else None
    cited = from_passage(best, None, "lead", told).citations if best else ()
    return Statement(f"{WRONG}: {told}.", "lead", cited, basis=f"{told} {best.text if best else ''}")


def _closed_weights(turn: Turn, desk: Desk, claim: str | None) -> Fault | None:
    """Weights of a closed model cannot be downloaded or hosted."""
    if not turn.says("claims", "weights"):
        return None
    for subject in turn.subjects:
        if subject.models and not any(model.open_weights for model in subject.models):
            model = subject.models[0]
            passage = desk.passage(f"model:{model.id}#profile")
            if passage is None:
                continue
            wrong = WRONG if claim or not turn.says("yes_no") else "No"
            text = f"{wrong}: the weights of {model.name} are not published, so it can only be used as a service."
            lead = from_passage(passage, text, "lead", passage.text)
            return subject, Statement(text, "lead", lead.citations, basis=f"{model.name} {passage.text}")
    return None


def _open(subject: Subject, claim: str) -> str | None:
    """Published weights that a question takes to be closed."""
    closed = says(claim, "claims", "closed") and not says(claim, "claims", "open")
    published = bool(subject.models) and all(model.open_weights for model in subject.models)
    return f"the weights of {subject.label} are published" if closed and published else None


def _size(model: Model, claim: str) -> str | None:
    """Another context window or number of parameters."""
    for item in quantities(claim.replace(model.name, " ")):
        told = says(claim, "model_topics", "context") or says(claim, "claims", "takes_tokens")
        if told and item.unit in ("context_tokens", "tokens", "number", "input_tokens"):
            if model.context_tokens and item.value >= 1_000 and not _near(item.value, model.context_tokens):
                return f"the context window of {model.name} is {model.context_tokens:,} tokens"
        elif item.unit == "parameters_b" and model.parameters_b:
            known = [value for value in (model.parameters_b, model.active_parameters_b) if value]
            if not any(_near(item.value / 1e9, value) for value in known):
                return f"{model.name} has {model.parameters_b:g} billion parameters"
    return None


def _near(stated: float, known: float) -> bool:
    return abs(stated - known) <= NEAR * known


def _takes(model: Model, claim: str) -> str | None:
    """Kinds of input that it does not take, or text alone where it takes more."""
    if not model.input_modalities:
        return None
    kinds = list(model.input_modalities)
    if says(claim, "claims", "text_only") and model.multimodal:
        return f"{model.name} takes {', '.join(kinds)} as input"
    for kind in _INPUTS:
        stated = says(claim, "claims", kind) and not says(claim, "claims", "text_only")
        if stated and kind not in kinds and not (kind == "image" and model.multimodal):
            return f"{model.name} takes {', '.join(kinds)} as input, and no {kind}"
    return None


def _dates(model: Model, claim: str, desk: Desk) -> str | None:
    """Another year of release, or a retirement that is not on record."""
    years = _YEAR.findall(claim.replace(model.name, " "))
    stated_release = says(claim, "model_topics", "released")
    if years and stated_release and model.release_date and model.release_date[:4] not in years:
        return f"{model.name} was released on {model.release_date}"
    if not says(claim, "claims", "retired") or model.status not in ("released", "preview"):
        return None
    if model.retires is None:
        return f"no date on which {model.name} is switched off is on record"
    if str(model.retires) > desk.catalog.as_of.isoformat():
        return f"{model.name} is served until {model.retires}, not switched off yet"
    return None


_DID = (
    "own|buy|bought|acquire|take over|took over|make|made|built|build|developed|develop|trained|created|released|"
    "published"
)
_BEFORE = re.compile(rf"^\W*(?:'s|(?:now |has |had |have )*(?:{_DID})(?:s|d|ed)?)\W+(?:the |its )?$", re.IGNORECASE)
"""What stands between a company and what it is said to own or to have made."""
_AFTER = re.compile(
    rf"^\W*(?:is|was|are|were|has been|now|an?|model|company|\s)*(?:(?:{_DID}|owned)(?:d|ed)? by|belongs? to|"
    r"part of|subsidiary of|from)\W+(?:the )?$",
    re.IGNORECASE,
)
"""The same the other way around."""


_IS_A = re.compile(r"^\W*(?:is|are|was)\W+an?\W*$", re.IGNORECASE)
_MODEL = re.compile(r"^['s\s-]*(?:model|product|release|llm)\b", re.IGNORECASE)


def _maker(claim: str, turn: Turn, desk: Desk) -> str | None:
    """A company that is said to have made or to own what another one makes."""
    makers = {one.id for one in desk.catalog.providers.values() if "maker" in one.roles}
    for company in turn.entities.of("provider"):
        if company.text not in claim or not makers & set(company.ids):
            continue
        for thing in turn.entities.mentions:
            if thing.text not in claim or thing.kind not in ("model", "provider") or thing.text == company.text:
                continue
            ahead = thing.start >= company.end
            first, second = (company, thing) if ahead else (thing, company)
            gap = turn.words[first.end : second.start]
            rest = turn.words[second.end :]
            called = not ahead and _IS_A.match(gap) and _MODEL.match(rest)  # `NAME is a COMPANY model`
            if not (called or (_BEFORE if ahead else _AFTER).match(gap)):
                continue
            of = set(thing.ids) if thing.kind == "provider" else {desk.catalog.models[i].maker for i in thing.ids}
            if of & set(company.ids):
                return None
            name = " and ".join(sorted(desk.catalog.providers[i].name for i in of if i in desk.catalog.providers))
            if thing.kind == "model":
                return f"the catalog names {name} as the maker of {thing.text}, not {company.text}"
            return f"nothing on record says so; the catalog lists {name} as a company of its own"
    return None

"""License sheets in plain words, one passage per clause fact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from weighbridge.knowledge.facts.base import Speaker, clause, count, listed, money, sentence, words
from weighbridge.knowledge.passage import Passage
from weighbridge.records.license import License
from weighbridge.records.license_terms import ClauseFact, Obligation, Territory, Threshold

_COMMERCIAL = {
    "yes": "commercial use is allowed",
    "yes_below_threshold": "commercial use is allowed up to the limit that the license sets",
    "yes_with_conditions": "commercial use is allowed on conditions",
    "yes_after_registration": "commercial use is allowed after registration",
    "yes_if_aup": "commercial use is allowed within the acceptable use policy",
    "yes_under_contract": "commercial use is allowed under a contract with the vendor",
    "internal_only_without_agreement": "without a further agreement only internal use is allowed",
    "no": "commercial use is not allowed",
    "unverified": "whether commercial use is allowed has not been verified",
}
_HOSTING = {
    "yes": "offering the model to others as a service is allowed",
    "yes_with_conditions": "offering the model to others as a service is allowed on conditions",
    "yes_with_source": "offering the model to others as a service is allowed when its source is offered",
    "yes_as_distribution": "offering the model to others as a service counts as distribution and is allowed as such",
    "yes_in_territory": "offering the model to others as a service is allowed inside the licensed territory",
    "yes_below_threshold": "offering the model to others as a service is allowed up to the limit of the license",
    "yes_after_registration": "offering the model to others as a service is allowed after registration",
    "yes_if_aup": "offering the model to others as a service is allowed within the acceptable use policy",
    "noncommercial_only": "the model may be offered to others as a service for non-commercial purposes only",
    "no": "the model may not be offered to others as a service",
    "unverified": "whether the model may be offered to others as a service has not been verified",
}
_OUTPUTS = {
    "allowed": "outputs may be used to train other models",
    "allowed_with_naming": "outputs may be used to train other models, under a duty to name",
    "derivative_terms_follow": "a model trained on outputs counts as a derivative and takes over the terms",
    "forbidden": "outputs may not be used to train other models",
    "forbidden_competing": "outputs may not be used to train competing models",
    "forbidden_foundational": "outputs may not be used to train foundation models",
    "forbidden_commercial": "outputs may not be used commercially to train other models",
    "research_only": "outputs may be used to train other models for research only",
    "not_addressed": "the text says nothing about training other models on outputs",
    "unverified": "whether outputs may be used to train other models has not been verified",
}
_PASSING_ON = {
    "yes": "passing on the weights is allowed",
    "yes_in_territory": "passing on the weights is allowed inside the licensed territory",
    "noncommercial_only": "the weights may be passed on for non-commercial purposes only",
    "noncommercial_not_by_companies": "the weights may be passed on for non-commercial purposes, never by a company",
    "no": "the weights may not be passed on",
}
_CHANGING = {
    "yes": "changing and fine-tuning the model is allowed",
    "yes_in_territory": "changing and fine-tuning the model is allowed inside the licensed territory",
    "research_only": "the model may be changed and fine-tuned for research only",
    "noncommercial_only": "the model may be changed and fine-tuned for non-commercial purposes only",
    "limited": "changing the model is allowed within limits",
    "no": "the model may not be changed or fine-tuned",
}
_METRICS = {
    "mau": "monthly active users",
    "monthly_revenue": "of revenue a month",
    "annual_revenue": "of revenue a year",
    "ttm_revenue": "of revenue in 12 months in a row",
}


def training_in_words(value: str) -> str:
    """What a sheet says on training other models on outputs, as a clause of a sentence."""
    return _OUTPUTS[value]


def passages(sheet: License) -> Iterator[Passage]:
    """Everything the sheet of a license states."""
    speaker = Speaker("license", sheet, sheet.name, (sheet.family,))
    yield from _grants(sheet, speaker)
    for limit in sheet.thresholds:
        yield speaker.say(limit.id, "Size limit", _threshold(sheet, limit), "thresholds", limit.clause)
    for number, territory in enumerate(sheet.territory, 1):
        topic = "territory" if number == 1 else f"territory-{number}"
        yield speaker.say(topic, "Territory", _territory(sheet, territory), "territory", territory.clause)
    seen: Counter[str] = Counter()
    for duty in sheet.obligations:
        seen[duty.id] += 1
        topic = f"duty-{duty.id}" + (f"-{seen[duty.id]}" if seen[duty.id] > 1 else "")
        yield speaker.say(topic, "Obligation", _duty(sheet, duty), "obligations", duty.clause)
    yield from _outputs_and_use(sheet, speaker)
    yield from _law(sheet, speaker)
    yield from _service(sheet, speaker)
    for number, item in enumerate(sheet.contradictions, 1):
        text = sentence(
            clause(f"{sheet.name} is not of one mind: {item.says}", item.clause), f"followed: {item.followed}"
        )
        yield speaker.say(f"contradiction-{number}", "Contradictory text", text, "contradictions", item.clause)
    for number, note in enumerate(sheet.notes, 1):
        yield speaker.say(f"note-{number}", "Easily mistaken", sentence(f"{sheet.name}: {note}"), "notes")


def _grants(sheet: License, speaker: Speaker) -> Iterator[Passage]:
    open_source = "is an OSI-approved open-source license" if sheet.osi_approved else "is not OSI-approved"
    models = f"it covers {listed(sheet.typical_models)}" if sheet.typical_models else None
    text = sentence(
        f"{sheet.name} by {sheet.publisher} is a {sheet.category} license and {open_source}",
        sheet.open_source_ai_definition and f"open source AI definition: {sheet.open_source_ai_definition}",
        models,
    )
    yield speaker.say("profile", "What it is", text, "category")
    for topic, section, told, fact in (
        ("commercial-use", "Commercial use", _COMMERCIAL[sheet.commercial_use.value], sheet.commercial_use),
        ("hosting", "Hosting for others", _HOSTING[sheet.hosting.value], sheet.hosting),
        ("redistribution", "Passing on weights", _PASSING_ON[sheet.redistribution.value], sheet.redistribution),
        ("modification", "Fine-tuning", _CHANGING[sheet.modification.value], sheet.modification),
    ):
        note = getattr(fact, "note", None)
        text = sentence(clause(f"under {sheet.name}, {told}", fact.clause), note)
        yield speaker.say(topic, section, text, topic.replace("-", "_"), fact.clause)
    if sheet.noncommercial.clause:
        purposes = listed(words(purpose) for purpose in sheet.noncommercial.purposes)
        text = sentence(
            clause(f"{sheet.name} counts {purposes} as non-commercial", sheet.noncommercial.clause),
            None if sheet.noncommercial.company_research else "research inside a company does not count",
        )
        yield speaker.say(
            "non-commercial", "Non-commercial purposes", text, "noncommercial", sheet.noncommercial.clause
        )


def _threshold(sheet: License, limit: Threshold) -> str:
    if limit.metric == "business_type":
        measure = f"of {limit.measured}" if limit.measured else "of the kind that the text names"
        who = f"a business {measure}, whatever its size,"
    else:
        amount = (
            f"{money(limit.value)} {_METRICS[limit.metric]}"
            if limit.currency
            else (f"{count(limit.value)} {_METRICS[limit.metric]}")
        )
        reach = "more than" if limit.operator == ">" else "at least"
        scope = "with its affiliates" if limit.affiliates == "included" else None
        whose = "a product" if limit.scope == "product" else f"a licensee{f' {scope}' if scope else ''}"
        who = f"{whose} with {reach} {amount}"
    effect = (
        "needs an agreement with the licensor first"
        if limit.effect == "needs_vendor_agreement" or limit.duty is None
        else f"must {limit.duty.what}"
    )
    return sentence(
        clause(f"under {sheet.name}, {who} {effect}", limit.clause),
        f"measured: {limit.measured}" if limit.measured and limit.metric != "business_type" else None,
        f"window: {limit.window}" if limit.window else None,
        f"it applies to {words(limit.applies_to)}",
        f"exempt: {listed(words(item) for item in limit.exempt)}" if limit.exempt else None,
        limit.note,
    )


def _territory(sheet: License, territory: Territory) -> str:
    what = (
        "licensees based there"
        if territory.applies_to == "licensee"
        else "licensees based there and any use of the model or its outputs there"
    )
    only = " for multimodal models" if territory.condition else ""
    return sentence(
        clause(f"{sheet.name} leaves out {listed(territory.excluded)}{only}: {what}", territory.clause),
        f"exempt: {listed(words(item) for item in territory.exempt)}" if territory.exempt else None,
        territory.note,
    )


def _duty(sheet: License, duty: Obligation) -> str:
    triggers = [words(item) for item in (*duty.triggers, *duty.activities)]
    return sentence(
        clause(f"{sheet.name} obliges you to {duty.what}", duty.clause),
        f"triggered by: {listed(triggers, 'or')}",
        "only for multimodal models" if duty.condition else None,
        f"only in {listed(duty.places)}" if duty.places else None,
    )


def _outputs_and_use(sheet: License, speaker: Speaker) -> Iterator[Passage]:
    outputs, policy = sheet.outputs, sheet.acceptable_use
    text = sentence(
        clause(f"under {sheet.name}, {_OUTPUTS[outputs.train_other_models]}", outputs.clause),
        f"ownership of outputs: {outputs.ownership}" if outputs.ownership else None,
        *(
            f"{listed(words(kind) for kind in item.kinds)}"
            + (f" for {listed(words(purpose) for purpose in item.purposes)}" if item.purposes else "")
            + f": {words(item.effect)}"
            + (f" ({item.clause})" if item.clause else "")
            for item in outputs.exceptions
        ),
        outputs.note,
    )
    yield speaker.say("outputs", "Outputs", text, "outputs", outputs.clause)
    part = "is part of the license" if policy.incorporated else "is not part of the license"
    text = sentence(
        clause(f"under {sheet.name}, an acceptable use policy {part}", policy.clause),
        f"where: {policy.where}" if policy.where else None,
        f"updates: {policy.updates}" if policy.updates else None,
    )
    yield speaker.say("acceptable-use", "Acceptable use policy", text, "acceptable_use", policy.clause)
    if sheet.field_of_use_bans:
        bans = listed(f"{words(ban.tag)} ({ban.clause})" for ban in sheet.field_of_use_bans)
        notes = [f"{words(ban.tag)}: {ban.note}" for ban in sheet.field_of_use_bans if ban.note]
        yield speaker.say(
            "banned-uses", "Banned uses", sentence(f"{sheet.name} forbids {bans}", *notes), "field_of_use_bans"
        )


def _law(sheet: License, speaker: Speaker) -> Iterator[Passage]:
    patent = sheet.patent
    text = sentence(
        clause(f"patent grant of {sheet.name}: {patent.grant or 'not known'}", patent.clause),
        f"it ends: {patent.termination}" if patent.termination else None,
    )
    yield speaker.say("patent", "Patents", text, "patent", patent.clause)
    if sheet.termination:
        reasons = listed((clause(str(fact.value), fact.clause) for fact in sheet.termination), "or")
        yield speaker.say("termination", "Termination", sentence(f"{sheet.name} ends by {reasons}"), "termination")
    law = sheet.governing_law
    if law.law or law.forum:
        text = sentence(
            clause(f"{sheet.name} is under the law of {_the(law.law or 'a place not stated')}", law.clause),
            f"forum: {law.forum}" if law.forum else None,
            f"contracting party: {law.contracting_party}" if law.contracting_party else None,
        )
        yield speaker.say("governing-law", "Governing law", text, "governing_law", law.clause)
    for topic, section, told, fact in (
        ("changes", "Changes of terms", "the licensor may change the terms", sheet.licensor_may_change_terms),
        ("indemnity", "Indemnity", "the user must hold the licensor harmless", sheet.user_indemnity),
        ("trademark", "Trademarks", "use of trademarks", sheet.trademark),
        (
            "commercial-license",
            "Commercial license",
            "the licensor offers a separate commercial license",
            sheet.commercial_license_offered,
        ),
    ):
        if fact is not None:
            yield speaker.say(topic, section, _yes_or_words(sheet, told, fact), topic, fact.clause)
    exemption = sheet.eu_ai_act_open_source_exemption
    text = sentence(
        f"EU AI Act open-source exemption for models under {sheet.name}: {words(exemption.assessment)}", exemption.why
    )
    yield speaker.say("eu-ai-act-exemption", "EU AI Act", text, "eu_ai_act_open_source_exemption")


def _the(place: str) -> str:
    return f"the {place}" if place.startswith(("Republic", "licensee")) else place


def _service(sheet: License, speaker: Speaker) -> Iterator[Passage]:
    """What the terms of a hosted service say about your data and who stands in for what."""
    terms = sheet.service
    if terms is None:
        return
    for topic, section, told, fact in (
        ("service-training", "Training on your inputs", "the vendor trains on your inputs", terms.trains_on_inputs),
        ("service-retention", "Retention", "how long the vendor keeps inputs and outputs", terms.retention),
        ("service-residency", "Residency", "where the vendor processes and stores data", terms.residency),
        ("service-indemnity", "Vendor indemnity", "the vendor holds you harmless", terms.vendor_indemnity),
    ):
        if fact is not None:
            yield speaker.say(topic, section, _yes_or_words(sheet, told, fact), "service", fact.clause)


def _yes_or_words(sheet: License, told: str, fact: ClauseFact) -> str:
    """The statement for yes, its denial for no, and the words of the sheet behind it for anything else."""
    if not isinstance(fact.value, bool):
        return sentence(clause(f"{sheet.name}, {told}: {fact.value}", fact.clause), fact.note)
    said = told if fact.value else _DENIED.get(told, f"it is not so that {told}")
    return sentence(clause(f"under {sheet.name}, {said}", fact.clause), fact.note)


_DENIED = {
    "the licensor may change the terms": "the licensor may not change the terms",
    "the user must hold the licensor harmless": "the user need not hold the licensor harmless",
    "the licensor offers a separate commercial license": "the licensor offers no separate commercial license",
    "the vendor trains on your inputs": "the vendor does not train on your inputs",
    "the vendor holds you harmless": "the vendor does not hold you harmless",
}

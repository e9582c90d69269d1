"""Questions that one answer settles for every option."""

from __future__ import annotations

from weighbridge.catalog import Catalog
from weighbridge.compliance import questions_for
from weighbridge.compliance.assessor import check_answers
from weighbridge.needs import Needs


def test_only_what_the_organization_alone_can_answer_is_asked(catalog: Catalog) -> None:
    asked = questions_for(catalog.frameworks.values())
    assert asked
    assert all(attribute.scope == "organization" for attribute in asked.values())
    assert not any(name.startswith(("vendor.", "data.p")) for name in asked)


def test_every_question_can_be_answered_in_the_needs(catalog: Catalog) -> None:
    samples: dict[str, bool | float | str] = {
        name: {"bool": True, "number": 1.0}.get(attribute.type, attribute.values[0] if attribute.values else "")
        for name, attribute in questions_for(catalog.frameworks.values()).items()
    }
    needs = Needs.model_validate(
        {"workload": {"queries_per_month": 1, "input_tokens": 1, "output_tokens": 1}, "answers": samples}
    )
    check_answers(needs, catalog.frameworks.values())


def test_a_question_of_two_frameworks_is_asked_once(catalog: Catalog) -> None:
    gdpr, iso = catalog.frameworks["gdpr"], catalog.frameworks["iso-27001"]
    both = questions_for([gdpr, iso])
    assert set(both) == set(questions_for([gdpr])) | set(questions_for([iso]))


def test_without_frameworks_nothing_is_asked() -> None:
    assert questions_for([]) == {}

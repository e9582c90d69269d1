"""What a user names to be judged: a license, a model, a hub's label or a license expression."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from weighbridge.errors import AmbiguousTag, UnknownId
from weighbridge.licensing.changes import Change, other_models, what_would_change
from weighbridge.licensing.circumstances import Circumstances
from weighbridge.licensing.expressions import is_expression, judge_expression, parts
from weighbridge.licensing.judge import judge
from weighbridge.licensing.lineage import Link, binding_licenses, chain
from weighbridge.licensing.strictest import judge_model
from weighbridge.licensing.tags import resolve_tag
from weighbridge.licensing.verdict import Verdict
from weighbridge.records.license import License
from weighbridge.records.model import Model

if TYPE_CHECKING:
    from weighbridge.catalog import Catalog


@dataclass(frozen=True)
class Subject:
    """One thing to judge, with the sheets that bind it."""

    catalog: Catalog
    ref: str
    title: str
    sheets: tuple[License, ...]
    """Sheets of the licenses that bind; for an expression those of all its parts."""
    model: Model | None = None
    expression: str | None = None
    unknown: tuple[str, ...] = ()
    """Licenses that bind and have no sheet."""

    def judge(self, circumstances: Circumstances) -> Verdict:
        """The strictest verdict of what binds; what is not on record is `unknown`."""
        licenses = self.catalog.licenses
        if self.expression is not None:
            return judge_expression(self.expression, licenses.values(), circumstances)
        if self.model is None:
            return judge(self.sheets[0], circumstances)
        if circumstances.model_multimodal is None:
            circumstances = circumstances.model_copy(update={"model_multimodal": self.model.multimodal})
        also = binding_licenses(self.model, self.catalog.models.get, licenses.get)
        return judge_model(self.model, licenses.get, circumstances, also=also)

    def changes(self, verdict: Verdict) -> tuple[Change, ...]:
        """What would change `verdict`, other models of the same maker among it."""
        found = what_would_change(verdict, self.judge, self.sheets)
        if self.model is None or verdict.circumstances is None:
            return found
        facts = verdict.circumstances.model_copy(update={"model_multimodal": None})
        return (*found, *other_models(verdict, _siblings(self, facts)))

    def chain(self) -> tuple[Link, ...]:
        """What the model was made from."""
        return chain(self.model, self.catalog.models.get, self.catalog.licenses.get) if self.model else ()


def find_subject(catalog: Catalog, ref: str, *, repository: str | None = None) -> Subject:
    """The subject that a user names; `repository`, `owner/name`, settles a label that fits several texts.

    Raises UnknownId, AmbiguousId, AmbiguousTag or BadExpression.
    """
    if is_expression(ref):
        named = parts(ref, catalog.licenses.values())
        sheets = tuple(sheet for _, sheet in named if sheet)
        return Subject(
            catalog, ref, ref, sheets, expression=ref, unknown=tuple(name for name, sheet in named if sheet is None)
        )
    by_tag = resolve_tag(ref, catalog.licenses.values(), repository=repository)
    if ref not in catalog.licenses and len(by_tag) > 1:
        raise AmbiguousTag(ref, by_tag)
    try:
        sheet = catalog.licenses.find(by_tag[0] if len(by_tag) == 1 and ref not in catalog.licenses else ref)
    except UnknownId as unknown:
        try:
            return of_model(catalog, ref)
        except UnknownId as neither:
            raise (neither if "/" in ref else unknown) from None
    return Subject(catalog, ref, sheet.name, (sheet,))


def of_model(catalog: Catalog, ref: str) -> Subject:
    """A model with all licenses that bind it. Raises UnknownId or AmbiguousId."""
    model = catalog.models.find(ref)
    also = binding_licenses(model, catalog.models.get, catalog.licenses.get)
    ids = [license_id for license_id in (model.license_id, *also) if license_id]
    sheets = tuple(sheet for license_id in ids if (sheet := catalog.licenses.get(license_id)))
    title = f"{model.name}: {', and '.join(sheet.name for sheet in sheets) or model.license_tag or 'no license known'}"
    return Subject(catalog, ref, title, sheets, model=model)


def _siblings(subject: Subject, facts: Circumstances) -> list[tuple[str, Verdict]]:
    """Newest released model per license of the same maker, with its verdict."""
    model = subject.model
    assert model is not None  # noqa: S101  # the caller has looked
    newest: dict[str | None, Model] = {model.license_id: model}
    others = (item for item in subject.catalog.models.values() if item.maker == model.maker and item.license_id)
    for item in sorted(others, key=lambda item: (item.release_date or "", item.id), reverse=True):
        if item.status == "released" and item.kind == model.kind and item.open_weights == model.open_weights:
            newest.setdefault(item.license_id, item)
    rest = [item for item in newest.values() if item is not model]
    return [(item.name, of_model(subject.catalog, item.id).judge(facts)) for item in rest]

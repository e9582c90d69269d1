"""A license sheet: what one license text allows, forbids and asks for, each fact with its clause.

A sheet holds facts, not conclusions: `weighbridge.licensing` turns a sheet and your circumstances into a verdict.
`clause` is always the place in the text (`§2`, `AUP 1.c`, `last paragraph`); None where the text is silent.
"""

from __future__ import annotations

from weighbridge.records.base import CatalogRecord, PartialDate
from weighbridge.records.license_terms import (
    AcceptableUse,
    ClauseFact,
    CommercialGrant,
    Contradiction,
    FieldOfUseBan,
    GoverningLaw,
    HostingGrant,
    HubTag,
    ModificationGrant,
    NonCommercialScope,
    Obligation,
    OpenSourceExemption,
    OutputTerms,
    Patent,
    RedistributionGrant,
    ServiceTerms,
    Slug,
    Territory,
    TextBasis,
    Threshold,
)
from weighbridge.records.license_words import Category


class License(CatalogRecord):
    """One license text. Facts in plain words with clause pointers; not legal advice."""

    name: str
    publisher: str
    category: Category
    family: Slug
    version: str | None = None
    date: PartialDate | None = None
    spdx: str | None = None
    scancode_key: str | None = None
    """Key of the text in the ScanCode license database."""
    text_sha256: tuple[str, ...] = ()
    """SHA-256 of the text's words in lower case, joined by single blanks; a copy of it is recognized by them."""
    hub_tags: tuple[HubTag, ...] = ()
    typical_models: tuple[str, ...] = ()
    models_multimodal: bool | None = None
    """Whether the models published under it take more than text; None when they differ or it is unknown."""
    text_basis: TextBasis
    reviewed: PartialDate
    """Day on which the sheet was last compared with its text."""
    commercial_use: CommercialGrant
    commercial_license_offered: ClauseFact | None = None
    """Whether the text points to a separate commercial license; None where none is needed."""
    noncommercial: NonCommercialScope = NonCommercialScope()
    thresholds: tuple[Threshold, ...] = ()
    territory: tuple[Territory, ...] = ()
    hosting: HostingGrant
    redistribution: RedistributionGrant
    modification: ModificationGrant
    obligations: tuple[Obligation, ...] = ()
    outputs: OutputTerms
    acceptable_use: AcceptableUse
    field_of_use_bans: tuple[FieldOfUseBan, ...] = ()
    patent: Patent
    termination: tuple[ClauseFact, ...] = ()
    trademark: ClauseFact | None = None
    governing_law: GoverningLaw = GoverningLaw()
    licensor_may_change_terms: ClauseFact | None = None
    user_indemnity: ClauseFact | None = None
    """Whether the user must hold the licensor harmless."""
    service: ServiceTerms | None = None
    """For terms of a hosted service; None for the license of weights."""
    contradictions: tuple[Contradiction, ...] = ()
    osi_approved: bool
    open_source_ai_definition: str | None = None
    eu_ai_act_open_source_exemption: OpenSourceExemption
    notes: tuple[str, ...] = ()
    """What is easily mistaken about this license."""

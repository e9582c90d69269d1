"""The enterprise's guardrails, kept in git: allow and deny lists, data-class matrix, required certificates."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import Field, field_validator

from weighbridge import yamlfile
from weighbridge.needs import DataClass, Hosting, Place
from weighbridge.records.base import Record
from weighbridge.records.license_words import Category
from weighbridge.records.provider import Certificate

MAX_POLICY_BYTES = 1_000_000


class Listing(Record):
    """Patterns (`maker/name-*`) that are allowed or denied. A denial beats an allowance."""

    allow: tuple[str, ...] | None = None
    """None allows everything that is not denied, unless the policy's default is `deny`."""
    deny: tuple[str, ...] = ()

    def decide(self, name: str, default: Literal["allow", "deny"]) -> tuple[bool, str]:
        """Whether `name` passes, and the rule that decides."""
        denied = _first_match(name, self.deny)
        if denied is not None:
            return False, f"deny: {denied}"
        if self.allow is not None:
            allowed = _first_match(name, self.allow)
            return (True, f"allow: {allowed}") if allowed is not None else (False, "not on the allow list")
        return default == "allow", f"default: {default}"


CATEGORY = "category:"
"""Beginning of a license pattern that means a whole category: `category:non-commercial`."""
LicenseWord = Literal["allow", "ask", "deny"]


class LicenseListing(Listing):
    """License ids, patterns of ids (`name-*`) or categories (`category:permissive`).

    A denial beats a required approval, which beats an allowance.
    """

    require_approval: tuple[str, ...] = ()
    """Allowed once somebody has approved: an open point until the id stands under `approved`."""
    approved: tuple[str, ...] = ()
    """Ids that have been approved."""

    @field_validator("allow", "deny", "require_approval")
    @classmethod
    def _categories_exist(cls, patterns: tuple[str, ...] | None) -> tuple[str, ...] | None:
        known = get_args(Category)
        for pattern in patterns or ():
            name = pattern.removeprefix(CATEGORY)
            if pattern.startswith(CATEGORY) and name not in known:
                near = get_close_matches(name, known, n=1, cutoff=0.5)
                fix = f"did you mean {near[0]!r}?" if near else f"categories are {', '.join(known)}."
                raise ValueError(f"there is no license category {name!r}; {fix}")
        return patterns

    def judge(
        self, license_id: str, category: str | None, default: Literal["allow", "deny"]
    ) -> tuple[LicenseWord, str]:
        """What the policy says of a license, and the rule that decides. `category` is None without a sheet."""
        for patterns, word, name in ((self.deny, "deny", "deny"), (self.require_approval, "ask", "require_approval")):
            hit = next((item for item in patterns if matches_license(item, license_id, category)), None)
            if hit is not None and word == "ask" and license_id in self.approved:
                return "allow", f"{name}: {hit}, approved"
            if hit is not None:
                return ("deny" if word == "deny" else "ask"), f"{name}: {hit}"
        if self.allow is None:
            return default, f"default: {default}"
        hit = next((item for item in self.allow if matches_license(item, license_id, category)), None)
        return ("allow", f"allow: {hit}") if hit is not None else ("deny", "not on the allow list")


def matches_license(pattern: str, license_id: str, category: str | None) -> bool:
    """Whether a pattern of a license listing means a license."""
    if pattern.startswith(CATEGORY):
        return pattern.removeprefix(CATEGORY) == category
    return fnmatchcase(license_id, pattern)


class CountryListing(Record):
    """Countries or groups that are allowed or denied."""

    allow: tuple[Place, ...] | None = None
    deny: tuple[Place, ...] = ()


class Policy(Record):
    """What the enterprise allows. An empty policy allows everything."""

    name: str = "No policy"
    default: Literal["allow", "deny"] = "allow"
    """What happens to a model or provider that no list names."""
    unknown: Literal["conditional", "exclude"] = "conditional"
    """Whether an option with an unknown fact is conditional or excluded."""
    models: Listing = Listing()
    makers: Listing = Listing(allow=("*",))
    providers: Listing = Listing()
    licenses: LicenseListing = LicenseListing(allow=("*",))
    maker_countries: CountryListing = CountryListing()
    """Countries in which a model's maker may sit."""
    processing_countries: CountryListing = CountryListing()
    """Countries in which prompts may be processed."""
    hosting_by_data_class: dict[DataClass, tuple[Hosting, ...]] = Field(default_factory=dict)
    """Where each class of data may go; a class that is not listed follows `default`."""
    certificates_required: tuple[Certificate, ...] = ()
    """Certificates every cloud API provider must hold."""
    agreements: tuple[str, ...] = ()
    """License ids for which a signed vendor agreement exists."""
    unread_terms: Literal["note", "confirm"] = "note"
    """Whether a license or vendor terms known from summaries only pass with a note, or once somebody confirms them.

    An id under `agreements` counts as confirmed: whoever signed has read it.
    """
    expiry: str | None = None
    """Date of the next review, shown in reports."""
    owner: str | None = None


def _first_match(name: str, patterns: Iterable[str]) -> str | None:
    return next((pattern for pattern in patterns if fnmatchcase(name, pattern)), None)


def load_policy(path: Path) -> Policy:
    """Read a policy file.

    Raises FileMissing, NotAFile, FileTooLarge, FileUnreadable, YamlSyntax or InvalidField.
    """
    return yamlfile.validate(yamlfile.read(path, MAX_POLICY_BYTES), Policy, "policy")


def parse_policy(content: bytes, name: str) -> dict[str, Any]:
    """The plain data of an uploaded policy file, as it was written.

    Raises FileTooLarge, FileUnreadable, YamlSyntax or InvalidField, all under the file's `name`.
    """
    file = yamlfile.parse_upload(content, name, MAX_POLICY_BYTES)
    yamlfile.validate(file, Policy, "policy")
    data: dict[str, Any] = file.data
    return data

"""The enterprise's guardrails, kept in git: allow and deny lists, data-class matrix, required certificates."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from weighbridge import yamlfile
from weighbridge.needs import DataClass, Hosting, Place
from weighbridge.records.base import Record
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
    licenses: Listing = Listing(allow=("*",))
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

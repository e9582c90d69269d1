"""The one Session of a browser tab: what was stated, how far, and what is looked at. Widgets are views of it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

import streamlit as st
from pydantic import BaseModel, ConfigDict, ValidationError

from weighbridge import yamlfile
from weighbridge.errors import LinkBroken, WeighbridgeError
from weighbridge.needs import Needs, needs_yaml, parse_needs
from weighbridge.policy import Policy, parse_policy
from weighbridge.ranking.recommendation import Recommendation
from weighbridge.wizard import link, resources, visitor
from weighbridge.wizard.launch import Launch

_KEY = "weighbridge_session"
LAST_STEP = 7
"""Steps are numbered from 1."""


class Session(BaseModel):
    """Needs and policy as plain data, the step shown, the steps done, and the options looked at."""

    model_config = ConfigDict(extra="forbid")

    needs: dict[str, Any] = {}
    policy: dict[str, Any] | None = None
    step: int = 1
    done: int = 0
    """How many steps are finished; they can be visited again, those beyond the next cannot."""
    version: int = 0
    """Raised when needs are replaced as a whole, so that widgets take their values anew."""
    option: str | None = None
    """Id of the option looked at."""
    compare: list[str] = []
    """Ids of the options compared."""
    what_if: int | None = None
    """Index of the relaxation that is tried beside the baseline."""
    problems: dict[str, str] = {}
    """What was wrong with the fields of the step when it was last sent, by path."""
    asked: list[str] = []
    """Questions of the conversation on the Ask page."""
    draft: str = ""
    """Which of the visitor's drafts this is, so that two tabs keep apart."""
    notice: str | None = None
    """Something to tell once, on the next page drawn."""

    def checked(self) -> Needs:
        """The needs as a record. Raises pydantic's ValidationError when a step is missing or wrong."""
        return Needs.model_validate(self.needs)

    def checked_policy(self) -> Policy | None:
        """The policy as a record, None when there is none."""
        return None if self.policy is None else Policy.model_validate(self.policy)

    @property
    def complete(self) -> bool:
        """Whether the needs can be weighed."""
        return self.done >= LAST_STEP and not yamlfile.problems(self.needs, Needs)

    def replace(self, needs: Mapping[str, Any], *, done: int | None = None) -> None:
        """Take other needs as a whole. Those that can be weighed count as finished unless `done` says otherwise."""
        self.needs = dict(needs)
        finished = LAST_STEP if not yamlfile.problems(self.needs, Needs) else 0
        self.done = finished if done is None else min(done, finished)
        self.version += 1
        self.problems = {}
        self.forget_results()

    def take(self, needs: Mapping[str, Any]) -> None:
        """Take needs that were changed by a step."""
        if self.needs != needs:
            self.needs = dict(needs)
            self.forget_results()

    def change(self, fields: Mapping[str, Any]) -> None:
        """Set fields by their path; None removes one."""
        self.needs = changed(self.needs, fields)
        self.forget_results()

    def forget_results(self) -> None:
        """Choices that belong to a ranking that no longer holds."""
        self.option, self.compare, self.what_if = None, [], None

    def finish(self, step: int) -> None:
        """Count a step as done and show the next one."""
        self.done = max(self.done, step)
        self.show(min(step + 1, LAST_STEP))

    def show(self, step: int) -> None:
        """Show a step: one that is finished, or the one after."""
        self.step = min(step, self.done + 1, LAST_STEP)
        self.problems = {}

    def to_yaml(self) -> str:
        """The needs file."""
        return needs_yaml(self.needs)


def changed(data: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """`data` with fields set by their dotted path below it; None removes a field, and a section that becomes empty."""
    result: dict[str, Any] = {
        name: dict(value) if isinstance(value, Mapping) else value for name, value in data.items()
    }
    for path, value in fields.items():
        section, _, name = path.partition(".")
        holder = result if not name else result.setdefault(section, {})
        key = name or section
        if value is None:
            holder.pop(key, None)
        else:
            holder[key] = value
        if name and not holder:
            del result[section]
    return result


def current() -> Session:
    """The session of this tab."""
    found: Session = st.session_state[_KEY]
    return found


def open_session() -> Session:
    """The session of this tab; a new tab finds its draft, or takes the needs of a link."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = _opened(st.query_params.get("draft"), st.query_params.get("needs"))
    return current()


def keep() -> None:
    """Remember the session for a reload by the same visitor, and put its link into the address bar."""
    session, owner = current(), visitor.owner()
    if not session.needs:
        return
    address = {}
    if owner is not None:
        session.draft = session.draft or secrets.token_urlsafe(6)
        resources.drafts().put(owner, session.draft, session.model_dump_json())
        address["draft"] = session.draft
    else:
        st.query_params.pop("draft", None)
    needs = link.encode(session.needs)
    if len(needs) <= link.MAX_LINK_BYTES:
        address["needs"] = needs
    for name, value in address.items():
        if st.query_params.get(name) != value:
            st.query_params[name] = value


def _opened(draft: str | None, needs: str | None) -> Session:
    owner = visitor.owner() if draft else None
    kept = resources.drafts().get(owner, draft) if owner and draft else None
    if kept is not None:
        return Session.model_validate_json(kept)
    launch = Launch.from_environment()
    session = Session(policy=launch.policy)
    if needs is None:
        if launch.needs is not None:
            session.replace(launch.needs)
        return session
    try:
        stated = link.decode(needs)
    except LinkBroken as error:
        session.notice = str(error)
        return session
    found = yamlfile.problems(stated, Needs)
    if found:
        session.notice = f"The link holds something that is no longer taken: {found[0].field}: {found[0].reason}"
        return session
    session.replace(stated)
    session.notice = "Opened from a link. Links leave out business figures, hardware, budget and your answers."
    return session


def load_needs(session: Session, content: bytes, name: str) -> None:
    """Replace the needs by an uploaded file. Raises the errors of `parse_needs`."""
    session.replace(parse_needs(content, name))


def load_policy(session: Session, content: bytes, name: str) -> None:
    """Replace the policy by an uploaded file. Raises the errors of `parse_policy`."""
    session.policy = parse_policy(content, name)
    session.forget_results()


def recommendation(session: Session) -> Recommendation | None:
    """The ranking of what the session states; None, with the reason drawn, when it cannot be made."""
    try:
        return resources.rank(session.checked(), session.checked_policy())
    except ValidationError:
        st.info("Your needs are not complete yet. Finish the steps first.", icon=":material/edit_note:")
    except WeighbridgeError as error:
        from weighbridge.wizard.text import plain

        st.error(plain(str(error)), icon=":material/error:")
    return None

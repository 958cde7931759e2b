"""A factual line for a revision that nobody described. Knows nothing about pages."""

from __future__ import annotations

from collections.abc import Sequence

from policybook.core.change_phrases import sentence
from policybook.core.dates import long_day
from policybook.core.timeline import Change, Policy, Revision

_SHOWN = 3


def generated_summary(
    policy: Policy,
    revision: Revision,
    *,
    documents: Sequence[str],
    sections: Sequence[str],
    phrases: Sequence[str] = (),
) -> str:
    """Return one line that says what a revision did.

    `documents` are the titles of the documents it touched, empty where the policy has only one; `sections` the
    labels of the sections with a change; `phrases` what was done to documents that stood before and stand after, from
    `change_phrases.phrases`.
    """
    if revision.postpones:
        return _postponement(policy, revision)
    if not revision.texts:
        return "Recorded from the time before this archive; the text is not part of it."
    what = _listed(documents)
    if not revision.standing:
        return "Withdrawn."
    if not any(text.previous for text in revision.texts):
        return "First publication."
    changes = {text.change for text in revision.touched}
    if changes == {Change.ADDED} and what:
        return f"Adds {what}."
    if changes == {Change.REMOVED} and what:
        return f"Removes {what}."
    if phrases:
        return sentence(phrases, where=what)
    if sections:
        shown = ", ".join(sections[:_SHOWN]) + (" and other sections" if len(sections) > _SHOWN else "")
        return f"Changes {shown} ({what})." if what else f"Changes {shown}."
    return f"Changes {what}." if what else "Changes the text."


def _postponement(policy: Policy, revision: Revision) -> str:
    target = policy.revision(revision.postpones)
    was = f", not on {long_day(target.replaced[-1])}" if target and target.replaced else ""
    return f"The revision {revision.postpones} takes effect on {long_day(revision.effective)}{was}."


def _listed(titles: Sequence[str]) -> str:
    return titles[0] if len(titles) == 1 else ", ".join(titles[:-1]) + f" and {titles[-1]}" if titles else ""

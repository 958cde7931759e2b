"""A factual line for a revision that nobody described. Knows nothing about pages."""

from __future__ import annotations

from collections.abc import Sequence

from policybook.core.change_phrases import sentence
from policybook.core.language import ENGLISH, Language
from policybook.core.timeline import Change, Policy, Revision

_SHOWN = 3


def generated_summary(
    policy: Policy,
    revision: Revision,
    *,
    documents: Sequence[str],
    sections: Sequence[str],
    phrases: Sequence[str] = (),
    language: Language = ENGLISH,
) -> str:
    """Return one line that says what a revision did.

    `documents` are the titles of the documents it touched, empty where the policy has only one; `sections` the
    labels of the sections with a change; `phrases` what was done to documents that stood before and stand after, from
    `change_phrases.phrases`, in the same language.
    """
    say, what = language.say, language.listed(documents)
    if whole := _whole(policy, revision, what, language):
        return whole
    if phrases:
        return sentence(phrases, where=what, language=language)
    if sections:
        shown = ", ".join(sections[:_SHOWN])
        if len(sections) > _SHOWN:
            shown = say("{sections} and other sections", sections=shown)
        if what:
            return say("Changes {sections} ({documents}).", sections=shown, documents=what)
        return say("Changes {sections}.", sections=shown)
    return say("Changes {documents}.", documents=what) if what else say("Changes the text.")


def _whole(policy: Policy, revision: Revision, documents: str, language: Language) -> str:
    """Return what a revision did to whole documents or to dates alone; nothing where it changed texts."""
    if revision.postpones:
        return _postponement(policy, revision, language)
    if not revision.texts:
        return language.say("Recorded from the time before this archive; the text is not part of it.")
    if not revision.standing:
        return language.say("Withdrawn.")
    if not any(text.previous for text in revision.texts):
        return language.say("First publication.")
    changes = {text.change for text in revision.touched}
    if changes == {Change.ADDED} and documents:
        return language.say("Adds {documents}.", documents=documents)
    if changes == {Change.REMOVED} and documents:
        return language.say("Removes {documents}.", documents=documents)
    return ""


def _postponement(policy: Policy, revision: Revision, language: Language) -> str:
    target = policy.revision(revision.postpones)
    day = language.day(revision.effective)
    if target and target.replaced:
        return language.say(
            "The revision {revision} takes effect on {day}, not on {before}.",
            revision=revision.postpones,
            day=day,
            before=language.day(target.replaced[-1]),
        )
    return language.say("The revision {revision} takes effect on {day}.", revision=revision.postpones, day=day)

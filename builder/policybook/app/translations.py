"""The same policy in several languages: which pages belong together, and what a translation says of its original. Knows
nothing about templates."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from posixpath import basename

from policybook.app.book import Book
from policybook.core.model import Problem, Severity, Version
from policybook.core.timeline import Policy
from policybook.core.translations import Declared, originals, translation_problems


class Translations:
    """Answers which policies are one policy in several languages."""

    def __init__(self, book: Book, *, language: str) -> None:
        """Take a book, and the language of texts that do not say theirs."""
        self._book = book
        self._language = language

    def original(self, policy: Policy) -> Policy | None:
        """Return the policy that one translates; None for one that is no translation."""
        found = self._originals.get(policy.id)
        return self._book.policy(found) if found else None

    def of(self, policy: Policy) -> tuple[Policy, ...]:
        """Return the translations of an original, by language."""
        found = [item for item in self._book.policies if self._originals.get(item.id) == policy.id]
        return tuple(sorted(found, key=lambda item: (self.language(item).casefold(), item.id)))

    def language(self, policy: Policy) -> str:
        """Return the language of a policy's text, as a BCP 47 tag."""
        return self._declared[policy.id].language

    def prevails(self, policy: Policy) -> bool:
        """Return whether an original says that it prevails over its translations."""
        version = self._newest(policy)
        return version is not None and self._book.digest(version).prevailing

    def problems(self) -> Iterator[Problem]:
        """Return what is wrong with the translations."""
        yield from translation_problems(list(self._declared.values()))
        for version in self._book.living():
            named = self._book.digest(version).translation_of
            folder = self._book.content.policy_folder(version.path)
            if named and self._book.content.document_id(version.path) != basename(folder):
                yield Problem(
                    rule="translation",
                    path=version.path,
                    line=self._line(version),
                    message=f"`translation_of` is {named!r}, but only the first document of a policy says what it is",
                    hint=f"say it in the first document of {folder}",
                    severity=Severity.ERROR if self._book.content.with_notes else Severity.WARNING,
                )

    @cached_property
    def _originals(self) -> dict[str, str]:
        return originals(list(self._declared.values()))

    @cached_property
    def _declared(self) -> dict[str, Declared]:
        return {policy.id: self._declares(policy) for policy in self._book.policies}

    def _declares(self, policy: Policy) -> Declared:
        version = self._newest(policy)
        digest = self._book.digest(version) if version else None
        language = digest.language if digest else ""
        named = digest.translation_of if digest else ""
        return Declared(
            policy=policy.id,
            address=policy.address,
            original=named,
            language=language or self._language,
            says_language=bool(language),
            path=version.path if version else policy.path,
            line=self._line(version) if version and named else 0,
            strict=policy.with_notes,
        )

    def _line(self, version: Version) -> int:
        return self._book.text(version).line_of("translation_of:")

    @staticmethod
    def _newest(policy: Policy) -> Version | None:
        """Return the newest version of the first document, also of a policy that was withdrawn since."""
        for revision in reversed(policy.revisions):
            for text in revision.standing:
                return text.latest or text.version
        return None

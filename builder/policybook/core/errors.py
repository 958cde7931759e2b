"""Every exception policybook raises on purpose. Knows nothing about how they are printed.

PolicybookError
├── ContentError        a policy file is wrong and its editor can put it right
│   └── LimitError      a text is larger or more deeply nested than the limits allow
├── SettingsError       mkdocs.yml or an option is wrong
├── RepositoryError     git cannot give the history: no repository, shallow clone, damaged object
├── OutputError         the site or the cache cannot be written
├── LedgerError         the mail ledger cannot be reached, read or written
├── MailError           a mail cannot be written: a forbidden character, a bad address, a part too large
├── MissingPartError    an optional part of policybook is not installed (exit code 2)
└── UsageError          a command was asked for something that does not exist (exit code 2)

A bug in our own code is not a PolicybookError: it traces back.
"""

from __future__ import annotations


class PolicybookError(Exception):
    """Something the user can put right; says where, what and the way out."""

    exit_code = 1

    def __init__(self, message: str, *, hint: str = "", path: str = "", line: int = 0) -> None:
        super().__init__(message)
        self.message = message
        """What is wrong, with the value that is wrong."""
        self.hint = hint
        """What to do about it; empty when the message says it already."""
        self.path = path
        """The file concerned, as the user names it; empty when there is none."""
        self.line = line
        """The line in that file, counted from 1; 0 when there is none."""

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}: " if self.path and self.line else f"{self.path}: " if self.path else ""
        return f"{where}{self.message}" + (f"\nhint: {self.hint}" if self.hint else "")


class ContentError(PolicybookError):
    """A policy file is wrong and its editor can put it right."""


class LimitError(ContentError):
    """A text is larger or more deeply nested than the limits allow."""


class SettingsError(PolicybookError):
    """mkdocs.yml or an option is wrong."""


class RepositoryError(PolicybookError):
    """Git cannot give the history: no repository, a shallow clone, a damaged object."""


class OutputError(PolicybookError):
    """The site or the cache cannot be written."""


class LedgerError(PolicybookError):
    """The mail ledger cannot be reached, read or written."""


class MailError(PolicybookError):
    """A mail cannot be written: a forbidden character, a bad address, a part too large."""


class MissingPartError(PolicybookError):
    """An optional part of policybook, or a library that it needs, is not installed."""

    exit_code = 2


class UsageError(PolicybookError):
    """A command was asked for something that does not exist."""

    exit_code = 2

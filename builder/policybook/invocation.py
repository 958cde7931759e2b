"""What all commands share: the options before their names, and errors as one message. Knows no command."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import wraps
from importlib.util import find_spec
from pathlib import Path
from typing import ParamSpec

import click

from policybook.adapters.settings import Settings, load_settings
from policybook.core.errors import MissingPartError, PolicybookError

P = ParamSpec("P")

DAY = click.DateTime(["%Y-%m-%d"])

FORMAT = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print it")
"""The option of commands that print for people and for programs."""

TRY_AGAIN = 75
"""Exit code that says: nothing is wrong here, try again later (EX_TEMPFAIL of sysexits.h)."""

_MAIL_LIBRARIES = ("sqlalchemy", "alembic", "css_inline", "email_validator", "urllib3")


@dataclass(frozen=True, slots=True)
class Invocation:
    """What the options before the command say."""

    directory: Path
    """Folder to work in."""
    config: Path | None
    """Configuration file, when it is named."""
    content: Path | None
    """Content folder, when it is named."""
    trust: bool
    """Whether to read a repository that belongs to another user."""

    def settings(self) -> Settings:
        """Return the settings for the folder."""
        settings = load_settings(self.directory, config=self.config, content=self.content)
        return replace(settings, trust=self.trust)


def reported(command: Callable[P, None]) -> Callable[P, None]:
    """Turn what a user can put right into one message on stderr and an exit code."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except PolicybookError as error:
            click.echo(f"error: {error}", err=True)
            sys.exit(error.exit_code)

    return run


def need_mail_part() -> None:
    """Raise MissingPartError unless the libraries of the extra `[mail]` are installed."""
    for name in _MAIL_LIBRARIES:
        if find_spec(name) is None:
            raise MissingPartError(
                f"notices need {name}, which is not installed", hint='run: pip install "policybook[mail]"'
            )


def warn(warnings: Iterable[str]) -> None:
    """Print what went wrong and stops nothing."""
    for words in warnings:
        click.echo(f"warning: {words}", err=True)


def chosen_day(given: datetime | None, settings: Settings) -> date:
    """Return the day an option names; today in the declared time zone when it is not given."""
    return given.date() if given else today(settings)


def today(settings: Settings) -> date:
    """Return the day it is in the declared time zone."""
    return datetime.now(settings.options.zone()).date()


def now() -> datetime:
    """Return the moment it is."""
    return datetime.now(UTC)

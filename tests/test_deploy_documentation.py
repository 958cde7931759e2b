"""The examples of docs/deploy.md work: they parse, fetch the whole history, and use what exists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from policybook.cli import main

TEXT = (Path(__file__).parent.parent / "docs" / "deploy.md").read_text("utf-8")
WORKFLOWS = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)]
GITHUB = [item for item in WORKFLOWS if "jobs" in item]
GITLAB = next(item for item in WORKFLOWS if "pages" in item)
PUBLISH, CHECK = GITHUB
CALL = re.compile(r"(?:^|/|\s)policybook ([a-z]+(?: --[a-z-]+(?: \d{4}-\d\d-\d\d)?)*)")
CRON = re.search(r"```crontab\n(.*?)```", TEXT, re.DOTALL)


def steps(workflow: dict[str, Any]) -> list[dict[str, Any]]:
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def using(workflow: dict[str, Any], action: str) -> dict[str, Any]:
    """Return what is given to an action; YAML reads the key `on` as true, and so does this."""
    return next(dict(step["with"]) for step in steps(workflow) if step.get("uses", "").startswith(action))


def runs() -> Iterator[str]:
    """Return every call of policybook in any example."""
    lines = [step["run"] for workflow in GITHUB for step in steps(workflow) if "run" in step]
    lines += [line for job in ("check", "pages") for line in GITLAB[job]["script"]]
    lines += [CRON[1]] if CRON else []
    lines += re.findall(r"`(policybook [^`]+)`", TEXT)
    for line in lines:
        yield from re.findall(
            r"(?:^|/|\s)policybook ((?:check|build|[a-z]+)(?: --?[a-z-]+(?: \d{4}-\d\d-\d\d)?)*)", line
        )


@pytest.mark.parametrize("call", sorted(set(runs())))
def test_every_call_is_one_that_policybook_understands(call: str) -> None:
    """Command and options exist, and are parsed as they stand."""
    name, *arguments = call.split()
    command = main.commands[name]
    context = command.make_context(name, list(arguments), resilient_parsing=False)

    assert isinstance(context, click.Context)


def test_the_examples_publish_and_check() -> None:
    """Both are there, on GitHub and on GitLab."""
    calls = list(runs())

    assert {"build", "check", "build --dry-run", "build --quiet"} <= set(calls)
    assert CRON


@pytest.mark.parametrize("workflow", GITHUB, ids=["publish", "check"])
def test_github_fetches_the_whole_history(workflow: dict[str, Any]) -> None:
    """Its default is one commit, which policybook refuses."""
    assert using(workflow, "actions/checkout@")["fetch-depth"] == 0
    assert workflow["permissions"]["contents"] == "read"


def test_gitlab_fetches_the_whole_history() -> None:
    """Its default is twenty commits."""
    assert GITLAB["variables"]["GIT_DEPTH"] == "0"


def test_the_site_is_built_every_day_after_midnight_of_its_zone() -> None:
    """In summer and in winter: 22 and 23 o'clock UTC are midnight in Paris."""
    (schedule,) = PUBLISH[True]["schedule"]
    minute, hours, *days = schedule["cron"].split()

    assert 0 < int(minute) < 60
    assert (hours, days) == ("22,23", ["*", "*", "*"])
    assert CRON
    assert re.search(r"^CRON_TZ=Europe/Paris\n\d+ 0 \* \* \* ", CRON[1])


def test_only_the_site_is_uploaded() -> None:
    """Neither the repository nor the cache."""
    assert using(PUBLISH, "actions/upload-pages-artifact@")["path"] == "site"
    assert GITLAB["pages"]["artifacts"]["paths"] == ["public"]
    assert "mv site public" in GITLAB["pages"]["script"]

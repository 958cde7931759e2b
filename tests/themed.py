"""A small site in a theme that is not ours: one policy of two documents, one ordinary page that links to it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from policybook.adapters.settings import load_settings
from policybook.mkdocs_plugin import build_site
from repositories import Repository
from scripted import note

DAY = date(2025, 6, 1)

THEMES = {
    "mkdocs": "{name: mkdocs, highlightjs: false, color_mode: dark}",
    "readthedocs": "{name: readthedocs, highlightjs: false}",
    "material": "{name: material, font: false, palette: {scheme: slate}}",
}
"""Themes as docs/theme.md tells to set them, so that nothing is asked from others; dark where they can be."""

SETTINGS = """site_name: Made-up Policies
site_url: https://policies.example.org/
repo_url: https://git.example.org/policies/
edit_uri: edit/main/content/
docs_dir: content
strict: true
theme: {theme}
plugins:
  - search
  - policybook
validation:
  anchors: warn
nav:
  - terms/index.md
  - privacy/index.md
  - about.md
"""

TERMS = """---
title: Terms & <b>Conditions</b> "of use"
description: What you and we "may" expect.
documents: [refund]
---
## 1. Your account

1.1 Keep the details of your account to yourself.

1.2 Tell us promptly when someone else has used them.

| Plan | Price per month |
|---|---:|
| Personal | 12 euros |

## 2. Your courses

2.1 You can take a course again at any time.
"""

REFUND = "---\ntitle: Refund Policy\n---\n## Time\n\nAsk for your money within 14 days.[^1]\n\n[^1]: Of the payment.\n"

PRIVACY = "---\ntitle: Privacy Notice\n---\n## What we collect\n\nYour name.\n"

ABOUT = "# About us\n\nRead [what we collect](privacy/index.md#what-we-collect).\n"


def write(repository: Repository, theme: str, *, about: str = ABOUT, settings: str = SETTINGS) -> None:
    """Write the history into an empty repository."""
    steps: list[tuple[str, dict[str, str | bytes | None]]] = [
        (
            "2024-02-01",
            {
                "mkdocs.yml": settings.replace("{theme}", theme),
                "content/about.md": about,
                "content/terms/index.md": TERMS,
                "content/terms/refund.md": REFUND,
                "content/terms/revisions/2024-02-01.md": note("First version.", kind="initial"),
                "content/privacy/index.md": PRIVACY,
                "content/privacy/revisions/2024-02-01.md": note("First version.", kind="initial"),
            },
        ),
        (
            "2025-03-01",
            {
                "content/terms/index.md": TERMS.replace("promptly", "within 3 days"),
                "content/terms/revisions/2025-03-01.md": note("Sets a time.", material="yes"),
            },
        ),
        (
            "2025-05-20",
            {
                "content/terms/refund.md": REFUND.replace("14 days", "30 days"),
                "content/terms/revisions/2025-05-20.md": note("More time.", material="yes", effective="2025-07-01"),
            },
        ),
    ]
    for day, files in steps:
        moment = f"{day}T12:00:00+00:00"
        repository.commit(files, written=moment, reached=moment)


def build(folder: Path, theme: str, **more: str) -> Path:
    """Build the site as anybody builds one, and return its folder."""
    repository = Repository(folder)
    write(repository, THEMES.get(theme, theme), **more)
    settings = load_settings(folder)
    build_site(settings, on=DAY, quiet=True)
    return settings.site_dir

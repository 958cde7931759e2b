"""mkdocs.yml, or its absence, to one frozen Settings. Knows nothing about policies, git or pages."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import yaml

from policybook.adapters.settings.options import Options, options_from
from policybook.core.errors import SettingsError
from policybook.core.navigation import NavEntry, nav_entries

CONTENT_FOLDERS = ("content", "policies", "docs")
"""Where the content is looked for when mkdocs.yml does not say, in this order; then the folder itself."""

SUBSCRIBE = "subscribe/"
"""Site path of the page with the form of a hosted list."""

_OLD_LEDGER = ".policybook/ledger.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything a command needs to know that is not in the content."""

    directory: Path
    """Folder that relative paths start from: that of mkdocs.yml, else the working directory."""
    config_file: Path | None
    """The mkdocs.yml in use; None when there is none."""
    content_dir: Path
    """The content folder, absolute."""
    site_dir: Path
    """Where the site is written, absolute."""
    site_name: str
    """Name in the masthead."""
    site_url: str
    """Absolute address of the site, ending with `/`; empty when it is not known."""
    language: str
    """BCP 47 tag of the interface and of texts that do not say otherwise."""
    overrides: Path | None = None
    """The folder with the user's own templates and words, absolute: the theme's `custom_dir`."""
    docs_dir: Path | None = None
    """The folder with the ordinary pages, absolute; None when there is none."""
    nav: tuple[NavEntry, ...] = ()
    """What `nav:` names, in its order."""
    trust: bool = False
    """Whether to read a repository that belongs to another user."""
    options: Options = field(default_factory=Options)
    """The plugin's options."""

    @property
    def organisation(self) -> str:
        """Who publishes the policies."""
        return self.options.organisation or self.site_name

    @property
    def cache_dir(self) -> Path:
        """Folder for finished redlines, absolute."""
        return self.directory / self.options.cache_dir

    @property
    def ledger(self) -> str:
        """Where the mail ledger is: the absolute path of an SQLite file, or a `postgresql://` URL."""
        named = self.options.ledger
        if "://" in named:
            return named
        path = self.directory / named
        return str(path.with_suffix(".db") if path.suffix == ".json" else path)

    @property
    def old_ledger(self) -> Path:
        """The JSON file in which earlier releases kept the ledger, absolute; as a rule there is none."""
        named = self.options.ledger
        return self.directory / (_OLD_LEDGER if "://" in named else Path(named).with_suffix(".json"))

    @property
    def mail_keys(self) -> Path:
        """File with the secret keys of mails, absolute."""
        return self.directory / self.options.mail_keys

    @property
    def allowed_signers(self) -> Path | None:
        """The file of SSH keys to trust, absolute; None when there is none."""
        return self.directory / self.options.allowed_signers if self.options.allowed_signers else None

    def notify_url(self, policy_id: str = "", language: str = "") -> str:
        """Return where readers of a policy's pages join the notification list; empty when they cannot.

        The subscribe server is told which policy, and which language, where that is not the site's.
        """
        options = self.options
        if options.notify_url or not options.subscribe_url:
            return options.notify_url or (SUBSCRIBE if options.notify_form else "")
        asked = {"policy": policy_id, "language": "" if language == self.language else language}
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"{options.subscribe_url}?{query}" if query else options.subscribe_url

    @property
    def unsubscribe_url(self) -> str:
        """Where a subscriber leaves the list, with `{token}` for their own; empty when it is not known."""
        server = self.options.subscribe_url
        return self.options.mail_unsubscribe_url or (f"{server}unsubscribe/{{token}}" if server else "")

    def commit_url(self, commit: str) -> str:
        """Return the address of a commit at the repository's host; empty when that is not known."""
        return self.options.commit_url.replace("{commit}", commit) if commit else ""


def load_settings(directory: Path, *, config: Path | None = None, content: Path | None = None) -> Settings:
    """Return the settings for a folder, from its mkdocs.yml when it has one.

    `config` names another configuration file, `content` another content folder. Raises SettingsError.
    """
    directory = directory.resolve()
    if not directory.is_dir():
        raise SettingsError(f"no such folder: {directory}", hint="name an existing folder with -C")
    if config is not None:
        config = (directory / config).resolve()
        if not config.is_file():
            raise SettingsError(f"no such file: {config}", hint="name an existing file with --config")
    else:
        config = next(
            (directory / name for name in ("mkdocs.yml", "mkdocs.yaml") if (directory / name).is_file()), None
        )
    values = _load_yaml(config) if config else {}
    base = config.parent if config else directory
    options = options_from(
        _plugin_options(values, config), repo_url=str(values.get("repo_url") or ""), path=str(config or "")
    )
    if os.environ.get("POLICYBOOK_LEDGER"):
        options = replace(options, ledger=os.environ["POLICYBOOK_LEDGER"])
    named = (directory / content) if content else (base / options.content) if options.content else None
    return Settings(
        directory=base,
        config_file=config,
        content_dir=_content_dir(base, values, named, config),
        site_dir=(base / str(values.get("site_dir") or "site")).resolve(),
        site_name=str(values.get("site_name") or base.name),
        site_url=_site_url(values.get("site_url"), config),
        language=_language(values.get("theme")),
        overrides=_overrides(base, values.get("theme")),
        docs_dir=_docs_dir(base, values),
        nav=nav_entries(config.read_text("utf-8-sig")) if config and values.get("nav") else (),
        options=options,
    )


class _SettingsLoader(yaml.SafeLoader):
    """Reads what we need of mkdocs.yml without running any of it: other programs' tags become nothing."""


def _ignored(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> None:
    """Stand in for a tag that is another program's business."""


_SettingsLoader.add_multi_constructor("!", _ignored)
_SettingsLoader.add_multi_constructor("tag:yaml.org,2002:python/", _ignored)


def _load_yaml(path: Path) -> dict[str, Any]:
    try:
        values = yaml.load(path.read_text("utf-8-sig"), Loader=_SettingsLoader)  # noqa: S506 - a SafeLoader
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", -1) + 1
        reason = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise SettingsError(f"this is not YAML: {reason}", path=str(path), line=line, hint="mend the file") from None
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise SettingsError(
            "the file is not a list of `name: value` lines", path=str(path), hint="see docs/settings.md"
        )
    return values


def _plugin_options(values: Mapping[str, Any], path: Path | None) -> Mapping[str, Any]:
    plugins = values.get("plugins") or []
    entries: Sequence[Any] = (
        [{name: given} for name, given in plugins.items()] if isinstance(plugins, dict) else plugins
    )
    for entry in entries if isinstance(entries, list) else []:
        if isinstance(entry, dict) and "policybook" in entry:
            given = entry["policybook"] or {}
            if not isinstance(given, dict):
                raise SettingsError(
                    "`policybook:` has no `name: value` lines below it", path=str(path), hint="see docs/settings.md"
                )
            return given
    return {}


def _content_dir(base: Path, values: Mapping[str, Any], named: Path | None, config: Path | None) -> Path:
    if named is not None:
        if not named.is_dir():
            raise SettingsError(f"no such folder: {named}", hint="name an existing folder with --content")
        return named.resolve()
    given = values.get("docs_dir")
    if given:
        folder = base / str(given)
        if not folder.is_dir():
            raise SettingsError(f"`docs_dir` is {given!r}, and there is no such folder", path=str(config))
        return folder.resolve()
    candidates = [base / name for name in CONTENT_FOLDERS]
    return next((path for path in candidates if path.is_dir() and any(path.rglob("*.md"))), base).resolve()


def _docs_dir(base: Path, values: Mapping[str, Any]) -> Path | None:
    folder = (base / str(values.get("docs_dir") or "docs")).resolve()
    return folder if folder.is_dir() else None


def _site_url(value: object, config: Path | None) -> str:
    if not value:
        return ""
    if not isinstance(value, str) or not re.match(r"https?://[^/\s]+", value):
        raise SettingsError(
            f"`site_url` is {value!r}, which is no web address", path=str(config), hint="begin it with https://"
        )
    return value.rstrip("/") + "/"


def _overrides(base: Path, theme: object) -> Path | None:
    folder = theme.get("custom_dir") if isinstance(theme, dict) else None
    return (base / str(folder)).resolve() if folder else None


def _language(theme: object) -> str:
    locale = theme.get("locale") if isinstance(theme, dict) else None
    return str(locale or "en").replace("_", "-")

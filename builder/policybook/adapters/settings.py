"""mkdocs.yml, or its absence, to one frozen Settings. Knows nothing about policies, git or pages."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

import yaml

from policybook.core.colours import check_colours
from policybook.core.errors import SettingsError
from policybook.core.handover import LOOPBACK
from policybook.core.ids import is_id_prefix
from policybook.core.navigation import NavEntry, nav_entries

CONTENT_FOLDERS = ("content", "policies", "docs")
"""Where the content is looked for when mkdocs.yml does not say, in this order; then the folder itself."""

_COMMIT_PATHS = {
    "github.com": "/commit/{commit}",
    "gitlab.com": "/-/commit/{commit}",
    "bitbucket.org": "/commits/{commit}",
}

ADDRESS_FIELD = "{address}"
"""The value of the field of a form that readers fill in with their address."""

SUBSCRIBE = "subscribe/"
"""Site path of the page with the form of a hosted list."""

_OLD_LEDGER = ".policybook/ledger.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What stands under `plugins: - policybook:` in mkdocs.yml. Each field is one option; all have defaults."""

    content: str = ""
    """Folder with the policies, relative to mkdocs.yml, where it is not `docs_dir`."""
    timezone: str = "UTC"
    """IANA name of the time zone in which days are counted: posted dates from commits, and today."""
    organisation: str = ""
    """Who publishes the policies; default: `site_name`."""
    banner_days: int = 30
    """For how many days after it takes effect a material revision is announced at the top of its policy; 0: never."""
    notice_days: int = 0
    """How many days of notice a material revision gives, where its policy does not say otherwise: `check` fails on
    less."""
    cache_dir: str = ".cache/policybook"
    """Folder for finished redlines, relative to mkdocs.yml. It can be deleted at any time; losing it costs only
    time."""
    commit_url: str = ""
    """Address of a commit at the repository's host, with `{commit}` for its id; default: from `repo_url` where
    known."""
    notify_url: str = ""
    """Where readers join the notification list; default: no such link on the pages."""
    notify_form: str = ""
    """Where the form of a hosted list is posted to: the site then has a page with that form, which works without a
    server of ours. `notify_form_fields` says what the form holds."""
    notify_form_fields: Mapping[str, str] = field(default_factory=lambda: {"email": ADDRESS_FIELD})
    """The form's fields with their values; the one whose value is `{address}` is for the reader to fill in."""
    subscribe_url: str = ""
    """Public address of the subscribe server: https://lists.larkfield.example/. Where `notify_url` and
    `mail_unsubscribe_url` are not set, pages and mails lead there."""
    feed_ids: str = ""
    """What the ids of feed and calendar entries begin with, a `tag:` (RFC 4151): `tag:larkfield.example,2018:legal/`.
    To be set before a site moves to another address; default: the site's host, 2026, and its path."""
    ledger: str = ".policybook/ledger.db"
    """Where the mail ledger is: an SQLite file, relative to mkdocs.yml, or a `postgresql://` URL. The environment
    variable POLICYBOOK_LEDGER goes before it."""
    mail_keys: str = ".policybook/mail.keys"
    """File with the secret keys of links and return paths in mails, relative to mkdocs.yml; made when it is needed.
    The environment variable POLICYBOOK_MAIL_KEYS (the keys themselves, between blanks) goes before it."""
    mail_from: str = ""
    """Sender of notices: `Larkfield <policies@larkfield.example>`; needed to write a notice."""
    mail_reply_to: str = ""
    """Address that answers go to; default: the sender."""
    mail_list_id: str = ""
    """List-Id of the notification list (RFC 2919), for example `policies.larkfield.example`; default: from the
    sender."""
    mail_unsubscribe_url: str = ""
    """Address where a subscriber leaves the list; with `{token}` in it, by one click (RFC 8058)."""
    mail_postal_address: str = ""
    """Postal address printed at the end of notices, where a law asks for one."""
    mail_transport: str = "folder:outbox"
    """Where notices are handed over: `folder:PATH`, `sendmail`, `smtp+starttls://host:587`, `smtps://host:465`,
    `esp:PROVIDER`, `listmonk+https://host`."""
    mail_bounce_address: str = ""
    """Return path of notices; `{token}` in it is a delivery's own (VERP). Default: the sender."""
    mail_list_address: str = ""
    """Address of a mailing list elsewhere, to which each notice is posted once, in place of the subscribers."""
    mail_handoff_lists: str = ""
    """Ids of the lists of listmonk that notices go to: `3 7 de:4`, those of another language with its tag."""
    mail_handoff_template: int = 0
    """Id of listmonk's template for campaigns; 0: its default one."""
    mail_connections: int = 16
    """How many connections to the mail server are open at once."""
    mail_per_hour: int = 0
    """Most mails an hour; 0: as many as can."""
    mail_ramp: int = 0
    """Most mails in the first hour of a notice, twice as many in each that follows; 0: no ramp."""
    mail_quiet_hours: int = 24
    """For how many hours after a notice the same people get no other one; 0: none. Corrections never wait."""
    signatures: bool = False
    """Whether manifest.json says how git judges the signature of each commit. It takes time, and the answer depends on
    the keys that the machine knows."""
    allowed_signers: str = ""
    """File of SSH keys to trust for that, relative to mkdocs.yml (git's `gpg.ssh.allowedSignersFile`)."""
    logo: str = ""
    """Picture in the masthead, in place of the name: a path inside the content folder."""
    colours: Mapping[str, str] = field(default_factory=dict)
    """Colours of the pages in light, by the names of docs/theme.md: `accent: '#0f5257'`."""
    colours_dark: Mapping[str, str] = field(default_factory=dict)
    """Colours of the pages in dark."""
    margin_notes: bool = True
    """Whether the margin of a policy says beside each clause when it last changed."""
    search: bool = True
    """Whether the site has a page that searches the texts in force."""
    pdf: bool = False
    """Whether each policy, revision and redline is also published as PDF; needs the extra `[pdf]`."""

    def zone(self) -> ZoneInfo:
        """Return the declared time zone."""
        return ZoneInfo(self.timezone)


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


def options_from(values: Mapping[str, Any], *, repo_url: str = "", path: str = "") -> Options:
    """Return checked options from what stands under the plugin in mkdocs.yml.

    Raises SettingsError for an unknown option (with the nearest known one), a wrong type or an impossible value.
    """
    known = {item.name: item for item in fields(Options)}
    for name in values:
        if name not in known:
            near = difflib.get_close_matches(str(name), known, n=1)
            hint = f"did you mean `{near[0]}`?" if near else f"known options: {', '.join(known)}"
            raise SettingsError(f"unknown option `{name}` of the policybook plugin", path=path, hint=hint)
    checked: dict[str, Any] = {
        name: _MAPPINGS[name](name, value, path)
        if name in _MAPPINGS
        else _checked(name, known[name].default, value, path)
        for name, value in values.items()
        if value is not None
    }
    options = Options(**checked)
    _check_zone(options.timezone, path)
    if options.feed_ids and not is_id_prefix(options.feed_ids):
        raise SettingsError(
            f"`feed_ids` is {options.feed_ids!r}, which is not the beginning of a `tag:` URI",
            path=path,
            hint="write a name that is yours and a day on which it was: tag:larkfield.example,2018:",
        )
    if options.subscribe_url:
        options = replace(options, subscribe_url=_server_url(options.subscribe_url, path))
    if options.commit_url and "{commit}" not in options.commit_url:
        raise SettingsError(
            f"`commit_url` is {options.commit_url!r} and has no place for the commit",
            path=path,
            hint="put {commit} into it",
        )
    if not options.commit_url and repo_url:
        return replace(options, commit_url=_commit_url(repo_url))
    return options


def _server_url(url: str, path: str) -> str:
    parts = urlsplit(url)
    here = parts.hostname in LOOPBACK
    if (parts.scheme == "https" or here) and not (parts.query or parts.fragment) and not set(url) & set("<>, {}"):
        return url.rstrip("/") + "/"
    raise SettingsError(
        f"`subscribe_url` is {url!r}, which is no https:// address without a query",
        path=path,
        hint="write https://lists.example.org/; mail readers post to it without asking",
    )


def _checked(name: str, default: object, value: object, path: str) -> str | int:
    if isinstance(default, bool):
        if not isinstance(value, bool):
            raise SettingsError(
                f"`{name}` is {value!r}, which is neither true nor false", path=path, hint="write true or false"
            )
        return value
    if isinstance(default, int):
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            what = "number of days" if name.endswith("_days") else "whole number"
            raise SettingsError(f"`{name}` is {value!r}, which is not a {what}", path=path, hint="write 0 or more")
        return value
    if not isinstance(value, str):
        raise SettingsError(f"`{name}` is {value!r}, which is not text", path=path, hint="put it into quotes")
    if name.endswith(("_url", "_form")) and value and urlsplit(value).scheme not in ("http", "https"):
        raise SettingsError(f"`{name}` is {value!r}, which is no web address", path=path, hint="begin it with https://")
    if any(character < " " for character in value):
        raise SettingsError(f"`{name}` holds a control character", path=path, hint="write it on one line")
    return value


def _colours(name: str, value: object, path: str) -> dict[str, str]:
    if not isinstance(value, dict):
        raise SettingsError(
            f"`{name}` is {value!r}, which is not a list of `name: colour` lines",
            path=path,
            hint=f"write `{name}:` and below it, further in, `accent: '#0f5257'`",
        )
    return check_colours(name, value, path=path)


def _form_fields(name: str, value: object, path: str) -> dict[str, str]:
    read = {str(key): str(text) for key, text in value.items()} if isinstance(value, dict) else {}
    if list(read.values()).count(ADDRESS_FIELD) == 1:
        return read
    raise SettingsError(
        f"`{name}` is {value!r}, in which not one field is for the address",
        path=path,
        hint=f"write `{name}:` and below it, further in, `email: '{ADDRESS_FIELD}'` and what else the form needs",
    )


_MAPPINGS = {"colours": _colours, "colours_dark": _colours, "notify_form_fields": _form_fields}
"""Options that hold `name: value` lines, with what reads them."""


def _check_zone(name: str, path: str) -> None:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        hint = "write an IANA name such as Europe/Paris, or UTC"
        raise SettingsError(f"`timezone` is {name!r}, which is not a time zone", path=path, hint=hint) from None


def _commit_url(repo_url: str) -> str:
    host = (urlsplit(repo_url).hostname or "").lower()
    tail = _COMMIT_PATHS.get(host, "")
    return repo_url.rstrip("/").removesuffix(".git") + tail if tail else ""


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

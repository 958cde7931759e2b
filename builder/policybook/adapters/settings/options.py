"""What stands under the plugin in mkdocs.yml, checked. Knows nothing about files."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from policybook.core.colours import check_colours
from policybook.core.errors import SettingsError
from policybook.core.handover import LOOPBACK
from policybook.core.ids import is_id_prefix

_COMMIT_PATHS = {
    "github.com": "/commit/{commit}",
    "gitlab.com": "/-/commit/{commit}",
    "bitbucket.org": "/commits/{commit}",
}

ADDRESS_FIELD = "{address}"
"""The value of the field of a form that readers fill in with their address."""


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

"""Nothing that an editor, committer or file name says reaches a page as markup or script."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from xml.etree import ElementTree as ET

import html5lib
import pytest

from policybook.adapters.mailtemplates import MailTemplates
from policybook.adapters.settings import Options
from policybook.adapters.templates import Templates
from policybook.app.edition import Edition
from policybook.app.notify import notice_revision
from policybook.app.publish import Plan, plan_site
from policybook.core.composing import Announcement, compose
from policybook.core.mailheaders import mailbox
from policybook.core.notices import MailSettings
from scripted import ScriptedRepository, book_of, note, settings

PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</title><svg onload=alert(1)>",
    "[x](javascript:alert(1))",
    "<a href=javascript:alert(1)>x</a>",
    "{{ 700007 * 3 }}{% include 'x' %}",
    "</style><iframe srcdoc=x>",
    "&lt;script&gt;&#106;avascript:alert(1)",
]
ON = date(2024, 6, 1)


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def hostile(payload: str) -> ScriptedRepository:
    """A repository in which every field is the payload."""
    repository = ScriptedRepository()
    body = f"---\ntitle: {quoted(payload)}\ndescription: {quoted(payload)}\nlang: {quoted(payload)}\n---\n"
    text = f"## {payload}\n\n1.1 {payload}\n\n| {payload} |\n|---|\n| x |\n\n- {payload}\n\n"
    text += f"[{payload}](x.md '{payload}')\n"
    repository.commit(
        "2024-02-01",
        {
            "terms/index.md": body + text + f"\nNew words {payload} here.\n",
            "terms/revisions/2024-02-01.md": note(f"Says {payload}\n\nExplains {payload}", material="yes"),
        },
    )
    repository.commit(
        "2024-03-01", {"plain/index.md": body + text + "\nSneaked in.\n"}, f"Summary {payload}\n\n{payload}"
    )
    return repository


def planned(payload: str) -> Plan:
    chosen = settings(site_name=payload, options=Options(organisation=payload))
    return plan_site(book_of(hostile(payload), chosen), chosen, on=ON)


def dangers(markup: str) -> Iterator[str]:
    """Return every element or attribute of a page that could run something, but for our own script."""
    for element in html5lib.parse(markup, treebuilder="etree", namespaceHTMLElements=False).iter():
        if not isinstance(element.tag, str):
            continue
        source = element.get("src") or ""
        own = (
            element.tag == "script"
            and source.endswith(("js/policybook.js", "js/search.js", "js/on.js"))
            and not (element.text or "").strip()
        )
        own = own or (element.tag == "form" and element.get("action") == "./")
        if element.tag in {"script", "iframe", "object", "embed", "svg", "style", "base", "form"} and not own:
            yield element.tag
        for name, value in element.attrib.items():
            if name.startswith("on") or name in {"style", "srcdoc"}:
                yield f"{element.tag}[{name}]"
            if name in {"href", "src", "action"} and value.strip().lower().startswith(
                ("javascript:", "data:", "vbscript:")
            ):
                yield f"{element.tag}[{name}={value}]"


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_page_runs_what_a_field_says(payload: str) -> None:
    """Titles, summaries, explanations, messages and names are words."""
    plan = planned(payload)
    templates = Templates()

    for page in plan.pages:
        markup = templates.page(page.template, page.make())

        assert list(dangers(markup)) == [], page.address
        assert "2100021" not in markup
    assert list(dangers(templates.page("404", plan.not_found()))) == []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_files_for_programs_stay_what_they_are(payload: str) -> None:
    """A title must not end an element of a feed, nor a string of JSON."""
    for file in planned(payload).files:
        data = file.make()
        if file.path.endswith(".json"):
            json.loads(data)
        if file.path.endswith(".atom"):
            for content in ET.fromstring(data).iter("{http://www.w3.org/2005/Atom}content"):
                assert list(dangers(content.text or "")) == [], file.path


@pytest.mark.parametrize("payload", PAYLOADS)
def test_mails_say_it_in_words(payload: str) -> None:
    """Mail programs are browsers, too."""
    chosen = settings(site_name=payload)
    edition = Edition(book_of(hostile(payload), chosen), chosen, on=ON)
    policy = edition.book.policy("terms")
    assert policy is not None
    revision = notice_revision(edition, policy, policy.revisions[-1])
    who = mailbox("Example <policies@example.org>")
    mail_settings = MailSettings(sender=who, organisation=payload, site_url="https://policies.example.org/")
    mail = compose(Announcement(revisions=(revision,)), settings=mail_settings, on=ON)
    _, markup = MailTemplates().notice(mail.content)
    found = [danger for danger in dangers(markup) if not danger.startswith(("style", "td[style", "table[style"))]

    assert [danger for danger in found if "[style]" not in danger] == []

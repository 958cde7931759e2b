"""Which revisions a notice is due for, and what one notice says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from policybook.core.errors import MailError, SettingsError
from policybook.core.mailheaders import ListName, Mailbox, Token
from policybook.core.model import Kind
from policybook.core.notices import Mail, MailSettings, NoticeRevision, compose, due
from policybook.core.pages import Html

SENT = datetime(2027, 2, 1, 9, tzinfo=UTC)
RECIPIENT = Mailbox("Ada Lovelace", "ada@example.org")
SETTINGS = MailSettings(
    sender=Mailbox("Larkfield", "policies@Larkfield.example"),
    organisation="Larkfield",
    site_url="https://larkfield.example/legal/",
    unsubscribe_url="https://lists.larkfield.example/leave",
)


def revision(revision_id: str = "2027-02-01", **values: Any) -> NoticeRevision:
    defaults: dict[str, Any] = {
        "policy_id": "terms",
        "policy_title": "Terms of Use",
        "revision_id": revision_id,
        "posted": date.fromisoformat(revision_id[:10]),
        "effective": date(2027, 3, 1),
        "material": True,
        "kind": Kind.CHANGE,
        "summary": "Extends refunds to thirty days.",
        "address": f"terms/{revision_id}/",
        "redline": f"terms/{revision_id}/redline/",
        "excerpt_html": Html("<p>within <del>10</del><ins>30</ins> days</p>"),
        "excerpt_text": "within [-10-]{+30+} days",
        "inserted": 1,
        "deleted": 1,
    }
    return NoticeRevision(**{**defaults, **values})


def composed(item: NoticeRevision | None = None, settings: MailSettings = SETTINGS, sent: datetime = SENT) -> Mail:
    return compose(item or revision(), settings=settings, recipient=RECIPIENT, sent=sent)


def headers(mail: Mail) -> dict[str, Any]:
    return dict(mail.headers)


# ---- due


def test_only_material_revisions_that_are_not_known_are_due() -> None:
    """Nobody is mailed twice, or about a change that no editor marked."""
    revisions = [revision("2027-02-01"), revision("2027-02-02"), revision("2027-02-03", material=False)]

    assert [item.key for item in due(revisions, {"terms/2027-02-01"})] == ["terms/2027-02-02"]


def test_notices_come_in_posting_order() -> None:
    """A later change is read on top of the earlier one."""
    revisions = [revision("2027-02-03"), revision("2027-02-01"), revision("2027-02-02")]

    assert [item.revision_id for item in due(revisions, ())] == ["2027-02-01", "2027-02-02", "2027-02-03"]


@pytest.mark.parametrize(("kind", "mailed"), [(kind, kind not in (Kind.IMPORTED, Kind.EDITORIAL)) for kind in Kind])
def test_imported_and_editorial_revisions_are_never_due(kind: Kind, mailed: bool) -> None:
    """The past is not news, nor is a typo; a postponement is, for people planned with the earlier day."""
    assert bool(due([revision(kind=kind)], ())) == mailed
    assert not due([revision(kind=kind, material=False)], ())


def test_equal_ids_in_two_policies_are_two_revisions() -> None:
    """Ids are days, and two policies change on one day."""
    other = revision(policy_id="privacy")

    assert due([revision(), other], {revision().key}) == (other,)


# ---- headers


def test_the_subject_names_who_what_and_when() -> None:
    """It is all that most people read."""
    assert headers(composed())["Subject"] == "Larkfield: Terms of Use change on 1 March 2027"


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        (Kind.INITIAL, "Larkfield: new Terms of Use on 1 March 2027"),
        (Kind.WITHDRAWN, "Larkfield: Terms of Use withdrawn on 1 March 2027"),
        (Kind.REINSTATED, "Larkfield: Terms of Use reinstated on 1 March 2027"),
        (Kind.POSTPONED, "Larkfield: Terms of Use change postponed to 1 March 2027"),
        (Kind.ADVANCED, "Larkfield: Terms of Use change brought forward to 1 March 2027"),
        (Kind.ADDED, "Larkfield: Terms of Use change on 1 March 2027"),
    ],
)
def test_the_subject_says_what_kind_of_change_it_is(kind: Kind, subject: str) -> None:
    """A withdrawal announced as a change would mislead."""
    assert headers(composed(revision(kind=kind)))["Subject"] == subject


def test_a_title_cannot_stretch_or_break_the_subject() -> None:
    """Titles come from texts: they may be long, and hold what a header may not."""
    subject = headers(composed(revision(policy_title="A\u202e\r\nBcc: x " + "long " * 200)))["Subject"]

    assert subject.startswith("Larkfield: A Bcc: x long")
    assert "…" in subject
    assert len(subject) < 150


def test_a_mail_sent_twice_has_the_same_id() -> None:
    """Readers drop a second mail with the same id."""
    again = headers(composed(sent=datetime(2027, 2, 9, tzinfo=UTC)))

    assert headers(composed())["Message-ID"] == again["Message-ID"]
    assert headers(composed())["Message-ID"].text.startswith("<terms.2027-02-01.")
    assert headers(composed())["Message-ID"].text.endswith("@larkfield.example>")


def test_ids_differ_by_policy_revision_and_recipient() -> None:
    """Otherwise readers would drop a mail that says something new."""
    items = [
        (revision(), RECIPIENT),
        (revision("2027-02-02"), RECIPIENT),
        (revision(policy_id="terms.2027"), RECIPIENT),
        (revision(policy_id="legal/terms"), RECIPIENT),
        (revision(policy_id="x" * 300), RECIPIENT),
        (revision(policy_id="x" * 301), RECIPIENT),
        (revision(policy_id="términos\udcff"), RECIPIENT),
        (revision(), Mailbox("", "bob@example.org")),
    ]
    ids = {headers(compose(item, settings=SETTINGS, recipient=to, sent=SENT))["Message-ID"].text for item, to in items}

    assert len(ids) == len(items)
    assert all(len(value) < 200 and value.isascii() for value in ids)


def test_the_date_is_the_argument() -> None:
    """No clock is read: a preview made twice is the same."""
    assert headers(composed())["Date"] == Token("Mon, 01 Feb 2027 09:00:00 +0000")

    with pytest.raises(MailError, match="time zone"):
        composed(sent=datetime(2027, 2, 1))  # noqa: DTZ001  a date without a zone is the point


def test_the_headers_are_those_bulk_mail_needs() -> None:
    """RFC 2919, 3834 and 8058; mailbox providers reject or hide mails without them."""
    found = headers(composed())

    assert found["List-Id"] == ListName("Larkfield policy changes", "policy-changes.larkfield.example")
    assert found["Auto-Submitted"] == Token("auto-generated")
    assert found["Precedence"] == Token("bulk")
    assert found["Content-Language"] == Token("en")
    assert found["List-Unsubscribe"] == Token("<https://lists.larkfield.example/leave>")
    assert found["List-Unsubscribe-Post"] == Token("List-Unsubscribe=One-Click")
    assert found["To"] == RECIPIENT
    assert "Reply-To" not in found


def test_settings_decide_list_and_replies() -> None:
    """A list keeps its id for ever, so it can be set."""
    settings = replace(
        SETTINGS, list_id="terms.example.org", reply_to=Mailbox("", "legal@example.org"), unsubscribe_url=""
    )
    found = headers(composed(settings=settings))

    assert found["List-Id"].id == "terms.example.org"
    assert found["Reply-To"] == Mailbox("", "legal@example.org")
    assert "List-Unsubscribe" not in found
    assert "List-Unsubscribe-Post" not in found


@pytest.mark.parametrize(
    "url", ["http://example.org/leave", "mailto:x@example.org", "https://a/>,<https://b/", "https://a/ b"]
)
def test_an_unsubscribe_address_that_is_no_single_https_url_is_refused(url: str) -> None:
    """Mail readers post to it in the reader's name."""
    with pytest.raises(SettingsError, match="no https"):
        composed(settings=replace(SETTINGS, unsubscribe_url=url))


def test_a_notice_needs_the_address_of_the_site() -> None:
    """Relative links lead nowhere in a mail."""
    with pytest.raises(SettingsError, match="site_url"):
        composed(settings=replace(SETTINGS, site_url=""))


def test_an_impossible_recipient_is_refused() -> None:
    """A mail to two people in one field would tell each of the other."""
    with pytest.raises(MailError, match="recipient"):
        compose(revision(), settings=SETTINGS, recipient=Mailbox("", "a@b.org, c@d.org"), sent=SENT)


# ---- content


def test_links_are_absolute_and_below_the_site() -> None:
    """The site may be served under a path."""
    content = composed(revision(address="términos/a b/", excerpt_html=Html('<p><a href="#x">x</a></p>'))).content

    assert [link.address for link in content.links] == [
        "https://larkfield.example/legal/terms/2027-02-01/redline/",
        "https://larkfield.example/legal/t%C3%A9rminos/a%20b/",
    ]
    assert 'href="https://larkfield.example/legal/t%C3%A9rminos/a%20b/#x"' in content.excerpt_html


def test_without_a_comparison_only_the_text_is_linked() -> None:
    """A first version has nothing to compare with."""
    content = composed(revision(redline="", excerpt_html=Html(), excerpt_text="", inserted=0, deleted=0)).content

    assert [link.title for link in content.links] == ["The full text"]
    assert (content.comparison, content.excerpt_html, content.excerpt_text, content.extent) == ("", "", "", "")


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        (
            Kind.CHANGE,
            "The new text takes effect on 1 March 2027. Until then the present text applies.",
            "The new text has been in force since 1 March 2027.",
        ),
        (Kind.INITIAL, "It applies from 1 March 2027.", "It has applied since 1 March 2027."),
        (Kind.WITHDRAWN, "It no longer applies from 1 March 2027.", "It has not applied since 1 March 2027."),
    ],
)
def test_the_timing_is_true_on_the_day_of_the_mail(kind: Kind, before: str, after: str) -> None:
    """A mail about a change already in force must not announce it."""
    late = datetime(2027, 3, 1, tzinfo=UTC)

    assert composed(revision(kind=kind)).content.timing == before
    assert composed(revision(kind=kind), sent=late).content.timing == after


def test_a_postponement_names_both_days() -> None:
    """People have planned with the first one."""
    item = revision(kind=Kind.POSTPONED, replaced=(date(2027, 2, 10), date(2027, 2, 15)))

    assert composed(item).content.timing == (
        "The change that was announced takes effect on 1 March 2027, not on 15 February 2027."
    )
    assert composed(revision(kind=Kind.POSTPONED)).content.timing.endswith("takes effect on 1 March 2027.")


def test_a_change_that_is_taken_back_is_no_withdrawn_policy() -> None:
    """The text that people live by stays as it is."""
    item = revision(kind=Kind.WITHDRAWN, undone=date(2027, 6, 1))
    mail = composed(item)

    assert headers(mail)["Subject"] == "Larkfield: Terms of Use will not change on 1 June 2027"
    assert mail.content.timing == "The change that was announced for 1 June 2027 does not take effect."
    assert mail.content.action.startswith("You do not have to do anything.")


def test_what_to_do_is_the_organisations_word_or_claims_nothing() -> None:
    """The tool does not know what the law gives readers the right to."""
    own = replace(SETTINGS, action="You may cancel without cost before that day.")
    late = datetime(2027, 3, 2, tzinfo=UTC)

    assert composed(settings=own).content.action == "You may cancel without cost before that day."
    assert composed().content.action == (
        "Please read the new text before 1 March 2027. If anything is unclear, write to policies@Larkfield.example."
    )
    assert composed(sent=late).content.action.startswith("Please read the new text. ")
    assert composed(revision(kind=Kind.WITHDRAWN)).content.action.startswith("You do not have to do anything.")


@pytest.mark.parametrize(
    ("left_out", "rest"),
    [(0, ""), (1, "And 1 more change: see the comparison."), (1400, "And 1,400 more changes: see the comparison.")],
)
def test_what_the_excerpt_leaves_out_is_counted(left_out: int, rest: str) -> None:
    """Nobody may take the excerpt for everything."""
    content = composed(revision(left_out=left_out)).content

    assert (content.rest, content.rest_text) == (rest, rest)


def test_an_excerpt_too_long_for_a_mail_says_so() -> None:
    """A mail that was cut without a word would hide changes."""
    item = revision(excerpt_html=Html("<p>word <ins>new</ins></p>" * 3000), excerpt_text="word {+new+}\n" * 3000)
    content = composed(item).content

    assert (
        content.rest == content.rest_text == "More changes follow; there is no room for them here. See the comparison."
    )
    assert 0 < len(content.excerpt_html) < 40_000
    assert content.excerpt_text.endswith("word {+new+}")


def test_long_explanations_and_lists_are_shortened_visibly() -> None:
    """They are on the page in full; the mail has room for the beginning."""
    item = revision(
        explanation="\n\n".join(["First."] + ["word " * 200] * 9), documents=tuple(f"Document {n}" for n in range(9))
    )
    content = composed(item).content

    assert content.explanation[0] == "First."
    assert content.explanation[-1] == "…"
    assert content.documents[-1] == "4 more"
    assert composed(revision(explanation="word " * 2000)).content.explanation[0].endswith("…")
    assert composed(revision(documents=("A", "B"))).content.documents == ("A", "B")


def test_counts_are_said_in_words() -> None:
    """They tell a large change from a small one before anybody reads it."""
    assert composed().content.extent == "1 word added, 1 removed."
    assert composed(revision(inserted=1275, deleted=0)).content.extent == "1,275 words added, 0 removed."


def test_a_postal_address_keeps_its_lines() -> None:
    """Laws on commercial mail ask for one."""
    content = composed(settings=replace(SETTINGS, postal_address="Larkfield\n12 Lark Lane\n")).content

    assert content.postal_address == ("Larkfield", "12 Lark Lane")

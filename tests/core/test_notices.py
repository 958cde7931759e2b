"""Which revisions a notice is due for, and what one notice says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from policybook.core.compiled import TOKEN
from policybook.core.composing import Announcement, Mail, compose
from policybook.core.errors import SettingsError
from policybook.core.language import Language
from policybook.core.mailheaders import ListName, Mailbox, Token
from policybook.core.mailing import NoticeKind
from policybook.core.model import Kind
from policybook.core.notices import DigestContent, MailSettings, NoticeContent, NoticeRevision, due
from policybook.core.pages import Html

SENT = datetime(2027, 2, 1, 9, tzinfo=UTC)
SETTINGS = MailSettings(
    sender=Mailbox("Larkfield", "policies@Larkfield.example"),
    organisation="Larkfield",
    site_url="https://larkfield.example/legal/",
    unsubscribe_url="https://lists.larkfield.example/leave/{token}",
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
    return compose(Announcement(revisions=(item or revision(),)), settings=settings, on=sent.date())


def told(item: NoticeRevision | None = None, settings: MailSettings = SETTINGS, sent: datetime = SENT) -> NoticeContent:
    content = composed(item, settings, sent).content
    assert isinstance(content, NoticeContent)
    return content


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


def test_a_mail_composed_again_is_the_same() -> None:
    """What somebody approved is what is sent."""
    assert composed() == composed(sent=datetime(2027, 2, 9, tzinfo=UTC))
    assert headers(composed())["Message-ID"].text.startswith("<terms.2027-02-01.")
    assert headers(composed())["Message-ID"].text.endswith("@larkfield.example>")


def test_ids_differ_by_policy_revision_and_kind() -> None:
    """Otherwise readers would drop a mail that says something new."""
    items = [
        revision(),
        revision("2027-02-02"),
        revision(policy_id="terms.2027"),
        revision(policy_id="legal/terms"),
        revision(policy_id="x" * 300),
        revision(policy_id="x" * 301),
        revision(policy_id="términos\udcff"),
    ]
    kinds = [
        Announcement(revisions=(item,), kind=kind, sequence=sequence)
        for item, kind, sequence in [
            *((item, NoticeKind.CHANGE, 1) for item in items),
            (items[0], NoticeKind.CHANGE, 2),
            (items[0], NoticeKind.REMINDER, 1),
            (items[0], NoticeKind.REMINDER, 2),
        ]
    ]
    ids = {headers(compose(item, settings=SETTINGS, on=SENT.date()))["Message-ID"].text for item in kinds}

    assert len(ids) == len(kinds)
    assert all(len(value) < 230 and value.isascii() for value in ids)


def test_the_headers_are_those_bulk_mail_needs() -> None:
    """RFC 2919, 3834 and 8058; mailbox providers reject or hide mails without them."""
    found = headers(composed())

    assert found["List-Id"] == ListName("Larkfield policy changes", "policy-changes.larkfield.example")
    assert found["Auto-Submitted"] == Token("auto-generated")
    assert found["Precedence"] == Token("bulk")
    assert found["Content-Language"] == Token("en")
    assert found["List-Unsubscribe"] == Token(f"<https://lists.larkfield.example/leave/{TOKEN}>")
    assert found["List-Unsubscribe-Post"] == Token("List-Unsubscribe=One-Click")
    assert "Reply-To" not in found


def test_one_click_needs_an_address_that_says_who_clicks() -> None:
    """A page that asks who one is cannot be posted to without asking."""
    found = headers(composed(settings=replace(SETTINGS, unsubscribe_url="https://lists.example.org/leave")))

    assert found["List-Unsubscribe"] == Token("<https://lists.example.org/leave>")
    assert "List-Unsubscribe-Post" not in found


def test_a_mail_to_a_list_elsewhere_leaves_its_headers_to_the_list() -> None:
    """Two of one kind would contradict each other."""
    found = headers(composed(settings=replace(SETTINGS, to_a_list=True)))

    assert not [name for name in found if name.startswith("List-")]


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


# ---- content


def test_links_are_absolute_and_below_the_site() -> None:
    """The site may be served under a path."""
    content = told(revision(address="términos/a b/", excerpt_html=Html('<p><a href="#x">x</a></p>')))

    assert [link.address for link in content.links] == [
        "https://larkfield.example/legal/terms/2027-02-01/redline/",
        "https://larkfield.example/legal/t%C3%A9rminos/a%20b/",
    ]
    assert 'href="https://larkfield.example/legal/t%C3%A9rminos/a%20b/#x"' in content.excerpt_html


def test_without_a_comparison_only_the_text_is_linked() -> None:
    """A first version has nothing to compare with."""
    content = told(revision(redline="", excerpt_html=Html(), excerpt_text="", inserted=0, deleted=0))

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

    assert told(revision(kind=kind)).timing == before
    assert told(revision(kind=kind), sent=late).timing == after


def test_a_postponement_names_both_days() -> None:
    """People have planned with the first one."""
    item = revision(kind=Kind.POSTPONED, replaced=(date(2027, 2, 10), date(2027, 2, 15)))

    assert told(item).timing == ("The change that was announced takes effect on 1 March 2027, not on 15 February 2027.")
    assert told(revision(kind=Kind.POSTPONED)).timing.endswith("takes effect on 1 March 2027.")


def test_a_change_that_is_taken_back_is_no_withdrawn_policy() -> None:
    """The text that people live by stays as it is."""
    item = revision(kind=Kind.WITHDRAWN, undone=date(2027, 6, 1))
    mail = composed(item)

    assert headers(mail)["Subject"] == "Larkfield: Terms of Use will not change on 1 June 2027"
    assert told(item).timing == "The change that was announced for 1 June 2027 does not take effect."
    assert told(item).action.startswith("You do not have to do anything.")


def test_what_to_do_is_the_organisations_word_or_claims_nothing() -> None:
    """The tool does not know what the law gives readers the right to."""
    own = replace(SETTINGS, action="You may cancel without cost before that day.")
    late = datetime(2027, 3, 2, tzinfo=UTC)

    assert told(settings=own).action == "You may cancel without cost before that day."
    assert told().action == (
        "Please read the new text before 1 March 2027. If anything is unclear, write to policies@Larkfield.example."
    )
    assert told(sent=late).action.startswith("Please read the new text. ")
    assert told(revision(kind=Kind.WITHDRAWN)).action.startswith("You do not have to do anything.")


@pytest.mark.parametrize(
    ("left_out", "rest"),
    [(0, ""), (1, "And 1 more change: see the comparison."), (1400, "And 1,400 more changes: see the comparison.")],
)
def test_what_the_excerpt_leaves_out_is_counted(left_out: int, rest: str) -> None:
    """Nobody may take the excerpt for everything."""
    content = told(revision(left_out=left_out))

    assert (content.rest, content.rest_text) == (rest, rest)


def test_an_excerpt_too_long_for_a_mail_says_so() -> None:
    """A mail that was cut without a word would hide changes."""
    item = revision(excerpt_html=Html("<p>word <ins>new</ins></p>" * 3000), excerpt_text="word {+new+}\n" * 3000)
    content = told(item)

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
    content = told(item)

    assert content.explanation[0] == "First."
    assert content.explanation[-1] == "…"
    assert content.documents[-1] == "4 more"
    assert told(revision(explanation="word " * 2000)).explanation[0].endswith("…")
    assert told(revision(documents=("A", "B"))).documents == ("A", "B")


def test_counts_are_said_in_words() -> None:
    """They tell a large change from a small one before anybody reads it."""
    assert told().extent == "1 word added, 1 removed."
    assert told(revision(inserted=1275, deleted=0)).extent == "1,275 words added, 0 removed."


def test_a_postal_address_keeps_its_lines() -> None:
    """Laws on commercial mail ask for one."""
    content = told(settings=replace(SETTINGS, postal_address="Larkfield\n12 Lark Lane\n"))

    assert content.postal_address == ("Larkfield", "12 Lark Lane")


# ---- kinds


def kind_of(kind: NoticeKind, words: str = "", **values: Any) -> NoticeContent:
    item = Announcement(revisions=(revision(),), kind=kind, earlier=date(2027, 1, 20), words=words, **values)
    content = compose(item, settings=SETTINGS, on=SENT.date()).content
    assert isinstance(content, NoticeContent)
    return content


@pytest.mark.parametrize(
    ("kind", "subject", "lead"),
    [
        (NoticeKind.CHANGE, "Larkfield: Terms of Use change on 1 March 2027", "x"),
        (
            NoticeKind.REMINDER,
            "Larkfield: reminder: Terms of Use change on 1 March 2027",
            "We wrote to you about this on 20 January 2027. It takes effect soon. x",
        ),
        (
            NoticeKind.CORRECTION,
            "Larkfield: correction: Terms of Use change on 1 March 2027",
            "Our mail of 20 January 2027 was not right. This one takes its place. x",
        ),
        (
            NoticeKind.WITHDRAWAL,
            "Larkfield: withdrawn notice: Terms of Use change on 1 March 2027",
            "Please disregard our mail of 20 January 2027. x",
        ),
    ],
)
def test_a_notice_says_what_it_is_for(kind: NoticeKind, subject: str, lead: str) -> None:
    """A second mail about the same thing confuses unless it says why."""
    content = kind_of(kind, "x")

    assert (content.subject, content.lead) == (subject, lead)


def test_a_withdrawn_notice_repeats_nothing_of_what_it_takes_back() -> None:
    """Readers would take it for valid."""
    content = kind_of(NoticeKind.WITHDRAWAL)

    assert content.timing == "What that mail told you of does not take effect as it was announced."
    assert content.action == "You do not have to do anything."
    assert (content.excerpt_html, content.excerpt_text, content.rest) == ("", "", "")


def test_a_reader_may_be_addressed_in_another_language() -> None:
    """The text stays what it is, and says in which language that is."""
    content = kind_of(NoticeKind.CHANGE, speaks=Language("fr"))

    assert content.speaks.tag == "fr"
    assert content.written_in == "en"
    assert "1 mars 2027" in content.subject
    assert kind_of(NoticeKind.CHANGE).written_in == ""


def test_a_digest_says_of_each_revision_what_its_own_notice_would() -> None:
    """One mail per person; each has its share of the room."""
    items = tuple(
        revision(policy_id=f"p{number}", policy_title=f"Policy {number}", excerpt_html=Html("<p>long words</p>" * 900))
        for number in range(3)
    )
    content = compose(Announcement(revisions=items, kind=NoticeKind.DIGEST), settings=SETTINGS, on=SENT.date()).content

    assert isinstance(content, DigestContent)
    assert content.subject == "Larkfield: 3 policy changes"
    assert [item.headline for item in content.items] == [
        f"Policy {number} change on 1 March 2027" for number in range(3)
    ]
    assert all(0 < len(item.excerpt_html) < 12_000 for item in content.items)

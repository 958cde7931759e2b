"""A whole notice, from its values to the bytes of a mail."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from pathlib import Path

import html5lib
import pytest
from jinja2 import UndefinedError

from policybook.adapters.inliner import inlined
from policybook.adapters.mailtemplates import MailTemplates
from policybook.core.compiled import compiled
from policybook.core.composing import Announcement, Mail, compose
from policybook.core.errors import MailError
from policybook.core.language import Language
from policybook.core.mailheaders import MAXIMUM_BYTES, Mailbox
from policybook.core.mailing import NoticeKind
from policybook.core.model import Kind
from policybook.core.notices import DigestContent, MailSettings, NoticeRevision
from policybook.core.pages import Html

LONG_URL = "https://larkfield.example/blog/a-long-address-that-must-not-be-broken/2027/02/01"
CANARY = "\"'<img src=x onerror=alert(1)>{{ 7*7 }}&amp;"
REVISION = NoticeRevision(
    policy_id="terms",
    policy_title="Terms of Use",
    revision_id="2027-02-01",
    posted=date(2027, 2, 1),
    effective=date(2027, 3, 1),
    material=True,
    kind=Kind.CHANGE,
    summary="Extends refunds to thirty days.",
    explanation=f"We listened.\n\nMore at {LONG_URL} soon.",
    documents=("Terms of Use", "Refund Policy"),
    address="terms/2027-02-01/",
    redline="terms/2027-02-01/redline/",
    excerpt_html=Html("<p>A refund within <del>fourteen</del><ins>thirty</ins> days.</p>"),
    excerpt_text="A refund within [-fourteen-]{+thirty+} days.",
    left_out=14,
    inserted=245,
    deleted=89,
)
SETTINGS = MailSettings(
    sender=Mailbox("Larkfield, Inc.", "policies@larkfield.example"),
    organisation="Larkfield",
    site_url="https://larkfield.example/",
    unsubscribe_url="https://lists.larkfield.example/leave?u=1&v=2",
    postal_address="Larkfield, Inc.\n12 Lark Lane",
)


def composed(revision: NoticeRevision = REVISION, settings: MailSettings = SETTINGS) -> Mail:
    return compose(Announcement(revisions=(revision,)), settings=settings, on=date(2027, 2, 1))


def parts(revision: NoticeRevision = REVISION, settings: MailSettings = SETTINGS) -> tuple[str, str]:
    text, html = MailTemplates().notice(composed(revision, settings).content)
    return text, inlined(html)


def data(revision: NoticeRevision = REVISION, settings: MailSettings = SETTINGS) -> bytes:
    mail = composed(revision, settings)
    text, html = parts(revision, settings)
    made = compiled(mail.headers, text=text, html=html)
    return made.filled(
        address="zoe@example.org", token="a" * 40, own_id="0" * 24, date=datetime(2027, 2, 1, tzinfo=UTC)
    )


def test_the_text_says_everything_in_the_order_people_need_it() -> None:
    """What, when, what to do, where to read and how to leave come before the long part, which a reader may cut off."""
    assert parts()[0] == (
        "Larkfield\n\nTerms of Use change on 1 March 2027\n" + "=" * 72 + "\n\n"
        "WHAT CHANGES\n\nExtends refunds to thirty days.\n\nWe listened.\n\n"
        f"More at\n{LONG_URL}\nsoon.\n\n"
        "It concerns: Terms of Use; Refund Policy.\n\n"
        "WHEN IT TAKES EFFECT\n\nThe new text takes effect on 1 March 2027. Until then the present text\napplies.\n\n"
        "WHAT TO DO\n\nPlease read the new text before 1 March 2027. If anything is unclear,\n"
        "write to policies@larkfield.example.\n\n"
        "What changed, word by word:\nhttps://larkfield.example/terms/2027-02-01/redline/\n\n"
        "The full text:\nhttps://larkfield.example/terms/2027-02-01/\n\n" + "-" * 72 + "\n"
        "You get this mail because you are on the list of those whom Larkfield\ntells of changes to its policies.\n\n"
        "Unsubscribe:\nhttps://lists.larkfield.example/leave?u=1&v=2\n\n"
        "Larkfield, Inc.\n12 Lark Lane\n" + "-" * 72 + "\n\n"
        "THE CHANGES, WORD BY WORD\n\n245 words added, 89 removed.\n"
        "New words look like {+this+}, words that were taken out like [-this-].\n\n"
        "A refund within [-fourteen-]{+thirty+} days.\n\n"
        "And 14 more changes: see the comparison.\nhttps://larkfield.example/terms/2027-02-01/redline/\n"
    )


def test_the_html_says_the_same_in_the_same_order() -> None:
    """Some people get one part and some the other."""
    html = parts()[1]
    places = [
        html.index(words)
        for words in (
            "Extends refunds to thirty days.",
            "takes effect on 1 March 2027.",
            "Please read the new text",
            "https://larkfield.example/terms/2027-02-01/redline/",
            ">Unsubscribe</a>",
            "12 Lark Lane",
            "[added: new words]",
            "[added: thirty]",
            "And 14 more changes",
        )
    ]

    assert places == sorted(places)


def test_styles_stand_on_the_elements_and_dark_ones_in_the_head() -> None:
    """Most readers drop style sheets; those that do not may be dark."""
    html = parts()[1]

    assert '<del style="color:#8a2a0c;' in html
    assert "prefers-color-scheme: dark" in html
    assert "@import" not in html
    assert "<link" not in html
    assert "<img" not in html


def test_no_words_of_an_editor_become_markup_or_template_code() -> None:
    """Titles, summaries, explanations and addresses all come from texts."""
    hostile = replace(
        REVISION, policy_title=CANARY, summary=CANARY, explanation=CANARY, documents=(CANARY,), redline=f"{CANARY}/"
    )
    settings = replace(SETTINGS, organisation=CANARY, postal_address=CANARY, action=CANARY)
    text, html = parts(hostile, settings)
    tree = html5lib.parse(html, namespaceHTMLElements=False)

    assert list(tree.iter("img")) == []
    assert "49" not in text + html
    assert html.count("{{ 7*7 }}") >= 6
    assert CANARY in text


def test_a_notice_without_the_optional_parts_has_no_empty_ones() -> None:
    """A preview needs no list, a first version no comparison."""
    bare = replace(REVISION, explanation="", documents=(), redline="", excerpt_html=Html(), excerpt_text="", left_out=0)
    text, html = parts(bare, replace(SETTINGS, unsubscribe_url="", postal_address=""))

    assert "Unsubscribe" not in text + html
    assert "word by word" not in text.lower() + html
    assert "It concerns" not in text + html
    assert "\n\n\n" not in text
    assert "\n\n\n" not in parts()[0]


def test_the_finished_mail_reads_back() -> None:
    """The parts survive headers, encoding and boundaries."""
    parsed = message_from_bytes(data(), policy=policy.default)
    text, html = parsed.iter_parts()

    assert parsed["Subject"] == "Larkfield: Terms of Use change on 1 March 2027"
    assert str(parsed["To"]) == "zoe@example.org"
    assert text.get_content().replace("\r\n", "\n") == parts()[0]
    assert "[added: thirty]" in html.get_content()
    assert data() == data()


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>word <del>x</del><ins>y</ins></p>", "word [-x-]{+y+}\n"),
        ("<p><del>" + "中文" * 30 + "</del></p>", "[-" + "中文" * 30 + "-]\n"),
        ("<table><tr>" + "<td>=</td>" * 5 + "</tr></table>", "= = = = =\n"),
        ('<ol><li data-marker="(a)"><p>x</p></li></ol>', "(a) x\n"),
        ("<h2>é</h2>", "é\n"),
        ("<p>" + "word " * 20_000 + "</p>", "word " * 20_000),
    ],
    ids=["words", "chinese", "table", "list", "headings", "paragraph"],
)
@pytest.mark.parametrize("filler", ["é中" * 2000, "x"], ids=["long", "short"])
def test_a_mail_stays_short_enough_to_be_shown_whole(markup: str, text: str, filler: str) -> None:
    """Whatever the change is: mailbox providers hide the end of long mails."""
    item = replace(
        REVISION,
        excerpt_html=Html(markup * 3000 if len(markup) < 500 else markup),
        excerpt_text=text * 3000 if len(text) < 500 else text,
        summary=filler,
        explanation="\n\n".join([filler[:90]] * 40),
        documents=(filler,) * 40,
    )
    settings = replace(SETTINGS, organisation=filler, action=filler, postal_address=f"{filler}\n{filler}")

    assert len(data(item, settings)) < MAXIMUM_BYTES


def test_a_template_of_the_users_own_wins(tmp_path: Path) -> None:
    """Organisations have a look of their own."""
    folder = tmp_path / "policybook" / "mail"
    folder.mkdir(parents=True)
    (folder / "notice.txt").write_text("{{ content.summary|wrap }} & more")
    (folder / "notice.html").write_text("{{ content.summary }} {{ content.documents[0] }}")
    item = replace(REVISION, documents=("a & b",))

    assert MailTemplates([tmp_path]).notice(composed(item).content) == (
        "Extends refunds to thirty days. & more",
        "Extends refunds to thirty days. a &amp; b",
    )


def test_a_template_that_asks_for_something_unknown_fails(tmp_path: Path) -> None:
    """A gap in a legal mail is worse than an error."""
    folder = tmp_path / "policybook" / "mail"
    folder.mkdir(parents=True)
    (folder / "notice.txt").write_text("{{ content.sumary }}")

    with pytest.raises(UndefinedError):
        MailTemplates([tmp_path]).notice(composed().content)


def test_without_css_inline_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is optional: most people only publish."""
    monkeypatch.setitem(sys.modules, "css_inline", None)

    with pytest.raises(MailError, match=r'pip install "policybook\[mail\]"'):
        inlined("<p>x</p>")


def test_a_style_that_cannot_be_read_is_an_error_not_a_traceback() -> None:
    """Templates may be the user's own."""
    with pytest.raises(MailError, match="styles of the mail"):
        inlined("<style>p{color:</style><p style='x:;:'>x")


def test_nothing_is_fetched_for_a_style_sheet() -> None:
    """A template with a link to one must not make the build depend on a network."""
    assert "https://x.invalid/" not in inlined('<link rel="stylesheet" href="https://x.invalid/a.css"><p>x</p>')


def digest(number: int = 3, settings: MailSettings = SETTINGS) -> tuple[str, str, bytes]:
    items = tuple(
        replace(REVISION, policy_id=f"p{index}", policy_title=f"Policy {index}", address=f"p{index}/")
        for index in range(number)
    )
    mail = compose(Announcement(revisions=items, kind=NoticeKind.DIGEST), settings=settings, on=date(2027, 2, 1))
    assert isinstance(mail.content, DigestContent)
    text, html = MailTemplates().notice(mail.content)
    made = compiled(mail.headers, text=text, html=inlined(html))
    whole = made.filled(
        address="zoe@example.org", token="a" * 40, own_id="0" * 24, date=datetime(2027, 2, 1, tzinfo=UTC)
    )
    return text, html, whole


def test_a_digest_tells_all_before_it_shows_the_words() -> None:
    """What, when, what to do of each, how to leave, then the long part."""
    for said in digest()[:2]:
        places = [said.index(f"Policy {number} change on 1 March 2027") for number in range(3)]
        leave = said.index("Unsubscribe")
        assert places == sorted(places)
        assert places[-1] < said.index("p2/") < leave
        assert said.count("thirty") >= 3
        assert min(said.index("fourteen"), said.rindex("fourteen")) > leave
        assert "\n\n\n" not in digest()[0]


def test_a_digest_of_many_is_no_heavier_than_a_notice() -> None:
    """Mailbox providers cut the display of longer mails off."""
    assert len(digest(8)[2]) <= MAXIMUM_BYTES


def test_words_in_another_language_than_the_mail_say_so() -> None:
    """Screen readers pronounce them accordingly."""
    mail = compose(Announcement(revisions=(REVISION,), speaks=Language("fr")), settings=SETTINGS, on=date(2027, 2, 1))
    html = MailTemplates().notice(mail.content)[1]

    assert '<html lang="fr"' in html
    assert html.count('<div lang="en">') == 1
    assert html.count('<div class="excerpt" lang="en">') == 1

"""What the list knows of is never forgotten, never invented; a notice goes its way step by step."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from mailing_values import CONTENT, LATER, MAILS, NOW, TERMS, approved, people, person, sending
from policybook.adapters.ledger import Audience, Elsewhere, Ledger, Settlement
from policybook.core.errors import LedgerError, UsageError
from policybook.core.mailing import DeliveryState, NoticeKind, NoticeState

DAY = date(2027, 2, 1)


def test_a_list_never_set_up_knows_nothing_not_even_that_nothing_is_known(ledger: Ledger) -> None:
    """None is not the empty set: with the empty set the whole history would be due."""
    assert ledger.notices.known() is None


def test_everything_that_exists_at_the_start_is_known(ledger: Ledger) -> None:
    """Nobody is mailed about the years before the list."""
    ledger.notices.record_baseline(["terms/2020-12-18", "terms/2018-01-01"], commit="abc", on=DAY)

    assert ledger.notices.known() == frozenset({"terms/2018-01-01", "terms/2020-12-18"})


def test_a_list_may_start_with_nothing(ledger: Ledger) -> None:
    """A new site has no history, and its first revision is news."""
    ledger.notices.record_baseline([], commit="abc", on=DAY)

    assert ledger.notices.known() == frozenset()


def test_setting_it_up_again_cannot_silence_a_change(ledger: Ledger) -> None:
    """A revision that is due would become known without anybody having been told."""
    ledger.notices.record_baseline(["terms/1"], commit="abc", on=DAY)
    ledger.notices.record_baseline(["terms/1"], commit="def", on=date(2028, 1, 1))

    with pytest.raises(UsageError, match="set up on 2027-02-01; setting it up again would silence terms/2 and 1 more"):
        ledger.notices.record_baseline(["terms/1", "terms/2", "terms/3"], commit="def", on=DAY)
    assert ledger.notices.known() == frozenset({"terms/1"})


def test_a_revision_is_known_as_soon_as_its_notice_is_being_sent(ledger: Ledger) -> None:
    """Not before: a draft that nobody sends must not silence it."""
    ledger.notices.record_baseline([], commit="abc", on=DAY)
    notice = approved(ledger, "terms/1")
    assert ledger.notices.known() == frozenset()
    ledger.deliveries.enqueue(notice.id, TERMS, content=CONTENT, mails=MAILS, expires=LATER, at=NOW)

    assert ledger.notices.known() == frozenset({"terms/1"})


def test_there_is_one_draft_of_a_notice(ledger: Ledger) -> None:
    """Whoever looks at it twice looks at the same one; ids of policies may hold blanks."""
    keys = ("my terms/1", "privacy/2")
    first = ledger.notices.draft(NoticeKind.DIGEST, keys, at=NOW)

    assert ledger.notices.draft(NoticeKind.DIGEST, keys, at=NOW) == first
    assert first.revisions == keys
    assert first.name == "my terms/1+privacy/2 digest"
    assert ledger.notices.draft(NoticeKind.CHANGE, keys[:1], at=NOW).id != first.id


def test_a_notice_after_one_that_was_sent_is_the_second(ledger: Ledger) -> None:
    """A second reminder is another mail."""
    sent = sending(ledger, 1, "terms/1")
    second = ledger.notices.draft(NoticeKind.CHANGE, ["terms/1"], at=NOW, refers_to=sent.id)

    assert (second.sequence, second.refers_to, second.name) == (2, sent.id, "terms/1 2")
    assert [item.id for item in ledger.notices.about("terms/1")] == [sent.id, second.id]


def test_what_is_not_approved_as_it_is_cannot_be_sent(ledger: Ledger) -> None:
    """An edit after the approval makes it void."""
    draft = ledger.notices.draft(NoticeKind.CHANGE, ["terms/1"], at=NOW)
    with pytest.raises(UsageError, match="not approved"):
        ledger.deliveries.enqueue(draft.id, TERMS, content=CONTENT, mails=MAILS, expires=LATER, at=NOW)
    ledger.notices.approve(draft.id, content="other", recipients=1, by="ed", at=NOW)

    with pytest.raises(UsageError, match="not approved"):
        ledger.deliveries.enqueue(draft.id, TERMS, content=CONTENT, mails=MAILS, expires=LATER, at=NOW)


def test_what_is_being_sent_cannot_be_approved_anew(ledger: Ledger) -> None:
    """Half of its readers have the other text."""
    with pytest.raises(UsageError, match="being sent already"):
        ledger.notices.approve(sending(ledger).id, content="other", recipients=1, by="ed", at=NOW)


def test_enqueuing_twice_is_enqueuing_once(ledger: Ledger) -> None:
    """Two operators press the same button."""
    first = sending(ledger, 3)
    ledger.subscribers.add([person("late")], at=NOW)
    again = ledger.deliveries.enqueue(first.id, TERMS, content=CONTENT, mails=MAILS, expires=LATER, at=NOW)

    assert again == first
    assert first.recipients == 3
    assert ledger.deliveries.counts(first.id).total == 3


def test_a_notice_goes_to_those_who_want_it(ledger: Ledger) -> None:
    """Some want to hear of one policy, some of every comma; names that contain one another are not mixed up."""
    wishes = {"all": (), "terms": ("terms",), "both": ("cookies", "terms"), "other": ("terms-of-sale",)}
    ledger.subscribers.add([person(name, policies=names) for name, names in wishes.items()], at=NOW)
    ledger.subscribers.add([person("keen", every_change=True)], at=NOW)

    assert ledger.deliveries.count(TERMS) == 4
    assert ledger.deliveries.count(Audience(policies=("terms-of-sale", "x"))) == 3
    assert ledger.deliveries.count(Audience(policies=("terms",), material=False)) == 1


def test_a_notice_to_a_list_elsewhere_is_one_mail(ledger: Ledger) -> None:
    """That list passes it on to its own members."""
    ledger.subscribers.add(people(3), at=NOW)
    audience = Audience(policies=("terms",), elsewhere=(Elsewhere("announce@example.org"),))
    for key in ("terms/1", "terms/2"):
        notice = ledger.deliveries.enqueue(
            approved(ledger, key).id, audience, content=CONTENT, mails=MAILS, expires=LATER, at=NOW
        )
        assert [line.address for line in ledger.deliveries.lines(notice.id)] == ["announce@example.org"]
        assert ledger.deliveries.elsewhere(notice.id)
    assert ledger.deliveries.count(audience) == 1
    assert not ledger.deliveries.elsewhere(sending(ledger, 1, "terms/3").id)
    assert len(list(ledger.subscribers.all())) == 3


def test_lists_of_several_languages_get_a_mail_each(ledger: Ledger) -> None:
    """The same list in another language is another recipient."""
    places = tuple(Elsewhere("list@example.org", locale) for locale in ("", "de"))
    audience = Audience(policies=("terms",), elsewhere=places)
    notice = ledger.deliveries.enqueue(
        approved(ledger).id, audience, content=CONTENT, mails=MAILS, expires=LATER, at=NOW
    )
    claimed = ledger.deliveries.claim(notice.id, ledger.workers.register("host", 1, at=NOW), 9, at=NOW)

    assert [item.locale for item in claimed] == ["", "de"]
    assert ledger.deliveries.locales(audience) == ("", "de")
    assert ledger.deliveries.count(audience) == 2


def test_a_notice_that_is_put_off_has_nothing_due_before(ledger: Ledger) -> None:
    """And what was to wait longer still does."""
    notice = sending(ledger, 2)
    owner = ledger.workers.register("host", 1, at=NOW)
    (late, _) = ledger.deliveries.claim(notice.id, owner, 2, at=NOW)
    with ledger.journal(owner) as journal:
        due = NOW + timedelta(hours=9)
        journal.settle(Settlement(delivery=late.id, state=DeliveryState.PENDING, at=NOW, due=due))
    ledger.workers.release(owner, at=NOW)
    ledger.deliveries.put_off(notice.id, NOW + timedelta(hours=1))
    claims = [ledger.deliveries.claim(notice.id, owner, 9, at=NOW + timedelta(hours=hour)) for hour in (0, 1, 8, 9)]

    assert [len(items) for items in claims] == [0, 1, 0, 1]


def test_a_notice_moves_only_from_where_it_may(ledger: Ledger) -> None:
    """A pause that comes too late says so."""
    notice = sending(ledger)
    pause = {"only_from": [NoticeState.SENDING], "at": NOW, "reason": "spam rate"}

    assert ledger.notices.move(notice.id, NoticeState.PAUSED, **pause)  # type: ignore[arg-type]
    assert not ledger.notices.move(notice.id, NoticeState.PAUSED, **pause)  # type: ignore[arg-type]
    assert ledger.notices.get(notice.id).reason == "spam rate"
    assert [item.id for item in ledger.notices.in_state(NoticeState.PAUSED)] == [notice.id]
    with pytest.raises(UsageError, match="no notice 99"):
        ledger.notices.get(99)


def test_what_is_sent_stays_what_was_approved(ledger: Ledger) -> None:
    """Whoever goes on tomorrow, on whichever machine, finds it in the ledger."""
    ledger.subscribers.add([person("ada", locale="de"), person("bob", locale="fr"), person("eve")], at=NOW)
    notice = approved(ledger)
    with pytest.raises(LedgerError, match="no mail of notice"):
        ledger.notices.mail(notice.id, "")
    assert ledger.deliveries.locales(TERMS) == ("", "de", "fr")
    mails = {"": b"own", "de": b"german"}
    ledger.deliveries.enqueue(notice.id, TERMS, content=CONTENT, mails=mails, expires=LATER, at=NOW)

    assert [ledger.notices.mail(notice.id, locale) for locale in ("", "de", "fr")] == [b"own", b"german", b"own"]


def test_a_correction_goes_to_those_who_got_what_it_corrects(ledger: Ledger) -> None:
    """Others would not know what it is about."""
    first = sending(ledger, 3)
    worker = ledger.workers.register("host", 1, at=NOW)
    taken = ledger.deliveries.claim(first.id, worker, 2, at=NOW)
    with ledger.journal(worker) as journal:
        for item in taken:
            journal.dot(item.id, at=NOW)
        journal.settle(Settlement(delivery=taken[0].id, state=DeliveryState.ACCEPTED, at=NOW, due=NOW))

    assert ledger.deliveries.count(Audience(policies=("terms",), of_notice=first.id)) == 2


def test_other_words_make_an_approval_void(ledger: Ledger) -> None:
    """Nobody has seen them."""
    first = sending(ledger, 1)
    draft = ledger.notices.draft(NoticeKind.CORRECTION, ["terms/1"], at=NOW, refers_to=first.id, words="a")
    ledger.notices.approve(draft.id, content=CONTENT, recipients=1, by="ed", at=NOW)
    same = ledger.notices.draft(NoticeKind.CORRECTION, ["terms/1"], at=NOW, refers_to=first.id, words="a")
    other = ledger.notices.draft(NoticeKind.CORRECTION, ["terms/1"], at=NOW, refers_to=first.id, words="b")

    assert (same.state, other.state) == (NoticeState.APPROVED, NoticeState.DRAFT)
    assert (other.id, other.words) == (draft.id, "b")


def test_a_few_late_mails_disturb_nobodys_peace(ledger: Ledger) -> None:
    """Some servers take a mail days later; the rest of the list does not wait another day for them."""
    notice = sending(ledger, 4)
    owner = ledger.workers.register("host", 1, at=NOW)
    items = ledger.deliveries.claim(notice.id, owner, 4, at=NOW)
    hours = [NOW + timedelta(hours=number) for number in (1, 2, 3, 70)]
    with ledger.journal(owner) as journal:
        for item, hour in zip(items, hours, strict=True):
            journal.settle(Settlement(delivery=item.id, state=DeliveryState.ACCEPTED, at=hour, due=hour))
    now = NOW + timedelta(hours=72)

    def found(days: int, spare: int, *but: int, audience: Audience = TERMS) -> datetime | None:
        lately = ledger.deliveries.lately(audience, now - timedelta(days=days), spare=spare, but=but, at=now)
        assert lately is None or (lately.notice_id, lately.on_its_way) == (notice.id, False)
        return lately.at if lately else None

    assert found(1, 0) == hours[3]
    assert found(1, 1) is None
    assert found(3, 1) == hours[2]
    assert found(3, 1, notice.id) is None
    assert found(3, 0, audience=Audience(policies=("terms",), elsewhere=(Elsewhere("list@example.org"),))) is None

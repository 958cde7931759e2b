"""What people do on the subscribe server: join, confirm, choose, leave, be forgotten.

GET never changes anything: programs that look through mails open every link in them. What changes something is a POST,
from a form that a person sends or by the one click of a mail reader (RFC 8058).
"""

from __future__ import annotations

from flask import Response, request

from policybook.app.joining import NotificationList
from policybook.app.joiningpages import JoiningPages
from policybook.core.errors import MailError, UsageError
from policybook.core.joining import Wishes, read_wishes
from policybook.core.language import Language, marked
from policybook.core.mailing import Subscriber, SubscriberStatus
from policybook.web.answers import Answers, html_answer, moved
from policybook.web.counts import Counts
from policybook.web.guard import Limits

_TRAP = "homepage"
"""A field that people do not see: what fills it in is a program."""


class PeopleRoutes:
    """The routes for people."""

    def __init__(
        self, people: NotificationList, pages: JoiningPages, answers: Answers, *, limits: Limits, counts: Counts
    ) -> None:
        self._people = people
        self._pages = pages
        self._answers = answers
        self._limits = limits
        self._counts = counts

    def join_form(self) -> Response:
        """Show the form to join, with the policy and the language that a link to it names."""
        language = self._answers.language(request.args.get("language", ""))
        known = {item.id for item in self._pages.known.policies}
        asked = tuple(dict.fromkeys(name for name in request.args.getlist("policy") if name in known))
        locale = language.tag if language.tag in self._pages.known.languages else ""
        return html_answer(self._pages.join(language, wishes=Wishes(policies=asked, locale=locale)))

    def ask(self) -> Response:
        """Take the form: check it, and answer by mail alone, the same whether the address is known or not."""
        typed = request.form.get("address", "")[:400]
        language = self._answers.language(request.form.get("language", ""))
        try:
            wishes = self._wishes()
        except UsageError as error:
            rough = Wishes(locale=language.tag)
            page = self._pages.join(language, wishes=rough, address=typed, problem=error.message, faulty="policies")
            return html_answer(page, 422)
        if not self._limits.may_ask(request.remote_addr or ""):
            self._counts.happened("limited")
            return self._answers.too_often()
        try:
            key = self._people.rate_key(typed)
        except MailError:
            problem = marked("Mail cannot be sent to this address. Is it written correctly?")
            page = self._pages.join(language, wishes=wishes, address=typed, problem=problem, faulty="address")
            return html_answer(page, 422)
        if not request.form.get(_TRAP) and self._limits.may_write_to(key):
            self._people.ask(typed, wishes, language=language)
            self._counts.happened("asked")
        return moved(f"sent?language={language.tag}")

    def sent(self) -> Response:
        """Say that a mail is on its way."""
        return self._answers.answer(
            200,
            marked("Look into your mailbox"),
            marked("We have sent a mail to the address that you gave. Open the link in it to confirm your request."),
            marked("Nothing there after some minutes? Look for it among unwanted mail, or ask again."),
            language=self._answers.language(request.args.get("language", "")),
        )

    def confirm(self, token: str) -> Response:
        """Show a button to confirm a request to join; take it when it is pressed."""
        asked = self._people.request(token)
        if asked is None:
            return self._answers.stale()
        language = self._answers.language(asked.wishes.locale)
        if request.method != "POST":
            return self._answers.answer(
                200,
                marked("Confirm your request"),
                marked("Press the button, and {organisation} tells you of changes to its policies."),
                language=language,
                button=marked("Confirm"),
            )
        person = self._people.confirm(token)
        if person is None:
            return self._answers.stale()
        self._counts.happened("confirmed")
        return moved(f"../preferences/{self._people.link_token(person)}?joined=yes")

    def unsubscribe(self, token: str) -> Response:
        """Show a button to leave the list; leave it at any POST: of that button, or of a mail reader."""
        person = self._people.owner(token)
        if person is None:
            return self._answers.stale()
        language = self._answers.language(person.locale)
        preferences = (marked("Choose what you are told of"), f"preferences/{token}")
        if request.method != "POST":
            gone = person.status is not SubscriberStatus.CONFIRMED
            return (
                self._answers.left(language)
                if gone
                else self._answers.answer(
                    200,
                    marked("Leave the list?"),
                    marked("{organisation} will tell you of no more changes to its policies."),
                    language=language,
                    address="unsubscribe/t",
                    button=marked("Leave the list"),
                    links=(preferences,),
                )
            )
        self._people.leave(person)
        self._counts.happened("left")
        if request.form.get("List-Unsubscribe") == "One-Click":
            return Response("", 200, content_type="text/plain; charset=utf-8")
        return self._answers.left(language)

    def preferences(self, token: str) -> Response:
        """Show what a subscriber is told of; change it when the form is sent."""
        person = self._people.owner(token)
        if person is None:
            return self._answers.stale()
        language = self._answers.language(person.locale)
        if person.status is not SubscriberStatus.CONFIRMED:
            return self._answers.left(language, 200 if request.method != "POST" else 409)
        if request.method != "POST":
            notice = marked("You are on the list.") if request.args.get("joined") else ""
            return html_answer(self._preferences(language, person, token, notice=notice))
        try:
            person = self._people.prefer(person, self._wishes())
        except UsageError as error:
            return html_answer(self._preferences(language, person, token, problem=error.message), 422)
        self._counts.happened("chose")
        saved = marked("Your preferences are saved.")
        return html_answer(self._preferences(self._answers.language(person.locale), person, token, notice=saved))

    def forget(self, token: str) -> Response:
        """Show a button to be forgotten; forget when it is pressed."""
        person = self._people.owner(token)
        if person is None:
            return self._answers.stale()
        language = self._answers.language(person.locale)
        if request.method != "POST":
            return self._answers.answer(
                200,
                marked("Forget everything about you?"),
                marked("Your address, your preferences and when you agreed are deleted."),
                marked(
                    "What stays is a fingerprint of the address, from which nobody can read it: so that no imported "
                    "list brings you back."
                ),
                language=language,
                address="forget/t",
                button=marked("Forget everything about me"),
                links=((marked("Choose what you are told of"), f"preferences/{token}"),),
            )
        self._people.forget(person)
        self._counts.happened("forgotten")
        return self._answers.answer(
            200,
            marked("You are forgotten"),
            marked("{organisation} holds nothing about you in this list any more, and will not write to you."),
            language=language,
            address="forget/t",
        )

    def _wishes(self) -> Wishes:
        known, form = self._pages.known, request.form
        return read_wishes(
            everything=bool(form.get("all")),
            chosen=form.getlist("policy"),
            changes=form.get("changes", "material"),
            locale=form.get("language", ""),
            policies=[item.id for item in known.policies],
            languages=known.languages,
        )

    def _preferences(
        self, language: Language, person: Subscriber, token: str, *, notice: str = "", problem: str = ""
    ) -> str:
        wishes = Wishes(policies=person.policies, every_change=person.every_change, locale=person.locale)
        return self._pages.preferences(language, person, wishes=wishes, token=token, notice=notice, problem=problem)

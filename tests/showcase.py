"""A small repository of made-up policies, one of every kind that the pages know, and what changed in them."""

from __future__ import annotations

from repositories import Repository
from scripted import note

DAY = "2025-06-01"
"""The day for which the site is built."""

PAGES = (
    "",
    "terms/",
    "terms/on/",
    "on/",
    "terms/upcoming/",
    "terms/2022-05-03/",
    "terms/history/",
    "terms/compare/",
    "terms/compare/2022-05-03/",
    "terms/clauses/",
    "terms/2024-03-01/redline/",
    "terms/2024-03-01/redline/side-by-side/",
    "privacy/",
    "privacy/history/",
    "conduct/",
    "conduct/2025-05-28/redline/",
    "conduct/2025-05-28/redline/side-by-side/",
    "arabic/",
    "arabic/2025-05-23/redline/",
    "arabic/2025-05-23/redline/side-by-side/",
    "honour/",
    "shield/",
    "de/terms/",
    "fr/conduct/",
    "about/",
    "search/",
    "404.html",
)
"""One page of every kind and state."""

SETTINGS = """site_name: Made-up Policies
site_url: https://policies.example.org/
docs_dir: content
theme: policybook
plugins:
  - policybook:
      notify_url: https://lists.example.org/policies
nav:
  - terms/index.md
  - privacy/index.md
  - about.md
"""

SUBJECTS = ("account", "course", "certificate", "payment", "forum", "content", "device", "licence", "complaint")
"""What the sections of the terms are about, one each."""

CLAUSES = (
    "Each {} is yours alone. Keep its details to yourself and tell us promptly when someone else has used them.",
    "We look after every {} with reasonable care, and say on our status page when it cannot be reached.",
    "You may close a {} at any time. We keep what the law obliges us to keep, and delete the rest.",
    "If we end a {} we write to you first and give our reasons, unless a court has forbidden us to.",
)

LETTERED = """9.5 While you take part you will not:

(a) pass off the work of other people as your own;

(b) sell the answers to graded work, or ask for them; or

(c) disturb others on purpose."""

WIDE = """| Plan | Price per month | Price per year | People | Courses | Certificates | Support | Notice period |
|---|---:|---:|---:|---|---|---|---|
| Personal | 12 euros | 120 euros | 1 | All introductory ones | Not included | By mail | 14 days |
| Organisation | 90 euros | 900 euros | 25 | All of them | Included for everybody | By telephone | 30 days |"""

REFUND = """---
title: Refund Policy
description: When you get your money back.
---
## 1. Time

1.1 Ask for your money within 14 days of the day you paid.[^1]

## 2. Way

2.1 We pay it back the way you paid.

[^1]: The day of the payment counts.
"""

PRIVACY = """---
title: Privacy Notice
description: What we know about you, and why.
---
## What we collect

We collect your name and address, and what you tell us when you write.

## How long we keep it

We keep it for two years after your last visit.
"""

CONDUCT = """---
title: Code of Conduct
description: How we treat one another.
numbering: clauses
---
We learn better where nobody is afraid of asking.

## Be kind

Speak to others as you want to be spoken to.

Disagree with what is said, not with who says it:

- give your reasons;
- let others finish.

## Keep it safe

### Reports

Tell us when somebody is treated badly. We read every report.

### Answers

We answer within 3 days, and say what we will do.
"""

ARABIC = """---
title: شروط الاستخدام
lang: ar
---
## 1. الاتفاق

1.1 هذه الشروط عقد بينك وبين الشركة، وهي تسري على كل من يستخدم الخدمة.

1.2 يجوز لك إلغاء حسابك خلال 14 يوما من تاريخ الدفع.

## 2. الدفع

2.1 ندفع المبلغ بالطريقة نفسها التي دفعت بها.

| الخطة | السعر في الشهر | السعر في السنة | الأشخاص | الدورات | الشهادات | الدعم |
|---|---|---|---|---|---|---|
| شخصية | 12 يورو | 120 يورو | 1 | كل الدورات التمهيدية | غير مشمولة | بالبريد |
"""

GERMAN = """---
title: Nutzungsbedingungen
description: Was Sie und wir erwarten dürfen.
lang: de
translation_of: terms
---
## 1. Ihr Konto

1.1 Jedes Konto gehört Ihnen allein.
"""

FRENCH = """---
title: Code de conduite
lang: fr
translation_of: conduct
numbering: clauses
---
## Soyez aimables

Parlez aux autres comme vous voulez qu'on vous parle.
"""

ABOUT = "# About us\n\nWe are made up. Read the [terms](terms/index.md).\n\n" + WIDE + "\n"


def terms() -> str:
    """Return the first text of the terms."""
    sections = [
        f"## {number}. Your {subject}\n\n"
        + "\n\n".join(f"{number}.{place} {words.format(subject)}" for place, words in enumerate(CLAUSES, start=1))
        for number, subject in enumerate(SUBJECTS, start=1)
    ]
    head = "---\ntitle: Terms of Use\ndescription: What you and we may expect.\ndocuments: [refund]\n"
    head += "prevailing: true\n---\n"
    return head + "\n\n".join([*sections, LETTERED, "## 10. Plans", WIDE]) + "\n"


def rewritten(text: str) -> str:
    """Return the terms after a revision of nearly every section: words changed, clauses gone and new, a price."""
    for number, subject in enumerate(SUBJECTS, start=1):
        old = CLAUSES[0].format(subject)
        text = text.replace(f"{number}.1 {old}", f"{number}.1 {old.replace('promptly', f'within {number + 2} days')}")
    text = text.replace(f"3.4 {CLAUSES[3].format('certificate')}\n\n", "")
    text = text.replace("## 5.", "4.5 Every payment is confirmed by mail on the same day.\n\n## 5.")
    text = text.replace("(c) disturb", "(c) send advertisements; or\n\n(d) disturb").replace("them; or\n", "them;\n")
    return text.replace("| 12 euros | 120 euros |", "| 14 euros | 140 euros |")


def fill(repository: Repository) -> None:
    """Write the history of all policies into an empty repository."""
    first = terms()
    second = first.replace("with reasonable care", "with great care", 1)
    third = second.replace("on our status page", "on our status pages", 1)
    fourth = rewritten(third)
    fifth = fourth.replace("You may close", "You can close", 1)
    sixth = fifth.replace("2.4 If we end a course we write to you first", "2.4 If we end a course we call you first")
    revisions = (
        ("2022-02-01", {"terms/index.md": first, "terms/refund.md": REFUND}, {"kind": "initial"}),
        ("2022-05-03", {"terms/index.md": second}, {"material": "yes"}),
        ("2023-01-10", {"terms/index.md": third}, {"kind": "editorial"}),
        ("2024-03-01", {"terms/index.md": fourth}, {"material": "yes"}),
        ("2024-09-02", {"terms/refund.md": REFUND.replace("14 days", "30 days")}, {"material": "yes"}),
        ("2025-05-05", {"terms/index.md": fifth}, {"kind": "editorial"}),
        ("2025-05-20", {"terms/index.md": sixth}, {"material": "yes", "effective": "2025-07-01"}),
    )
    others = {"mkdocs.yml": SETTINGS, "content/about.md": ABOUT}
    for day, files, fields in revisions:
        _revise(repository, day, "terms", files, fields, others)
        others = {}
    _other_policies(repository)


def _other_policies(repository: Repository) -> None:
    _revise(repository, "2025-05-21", "privacy", {"privacy/index.md": PRIVACY}, {"kind": "initial"})
    later = ARABIC.replace("14 يوما", "30 يوما")
    _revise(repository, "2025-05-22", "arabic", {"arabic/index.md": ARABIC}, {"kind": "initial"})
    _revise(repository, "2025-05-23", "arabic", {"arabic/index.md": later}, {"material": "yes"})
    soon = "---\ntitle: Honour Code\n---\nDo your own work.\n"
    _revise(repository, "2025-05-24", "honour", {"honour/index.md": soon}, {"effective": "2025-09-01"})
    old = "---\ntitle: Data Shield Notice\n---\nWe take part in the shield.\n"
    _revise(repository, "2025-05-25", "shield", {"shield/index.md": old}, {"kind": "initial"})
    _revise(repository, "2025-05-26", "shield", {"shield/index.md": None}, {"kind": "withdrawn"})
    _revise(repository, "2025-05-27", "conduct", {"conduct/index.md": CONDUCT}, {"kind": "initial"})
    added = CONDUCT.replace("Disagree", "Thank those who help you.\n\nDisagree").replace("3 days", "2 days")
    _revise(repository, "2025-05-28", "conduct", {"conduct/index.md": added}, {"material": "yes"})
    _revise(repository, "2025-05-29", "fr/conduct", {"fr/conduct/index.md": FRENCH}, {"kind": "initial"})
    _revise(repository, "2024-01-15", "de/terms", {"de/terms/index.md": GERMAN}, {"kind": "initial"})


def _revise(
    repository: Repository,
    day: str,
    policy: str,
    files: dict[str, str] | dict[str, None],
    fields: dict[str, str],
    others: dict[str, str] | None = None,
) -> None:
    """Commit one revision of a policy on a day, with its note."""
    noted = {f"{policy}/revisions/{day}.md": note(f"What the editor says of {day}.", posted=day, **fields)}
    moment = f"{day}T12:00:00+00:00"
    content = {f"content/{path}": text for path, text in {**files, **noted}.items()}
    repository.commit({**(others or {}), **content}, written=moment, reached=moment)

"""The command line, end to end, on real repositories."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from policybook.cli import main
from repositories import Repository
from scripted import note

TERMS = "---\ntitle: Terms of Use\n---\n## Start\n\nYou may use the service within 14 days.\n"
SETTINGS = """site_name: Example
site_url: https://policies.example.org/
docs_dir: content
theme: policybook
plugins:
  - policybook:
      mail_from: Example <policies@example.org>
"""


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["-C", str(folder), *arguments], catch_exceptions=False)


def tree(folder: Path) -> dict[str, str]:
    """Return the hash of every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def plain(repository: Repository) -> Repository:
    """A repository of Markdown without notes or configuration."""
    repository.commit({"terms.md": TERMS, "README.md": "About.\n"}, "Publish the terms")
    repository.commit({"terms.md": TERMS.replace("14", "30")}, "Give readers more time")
    return repository


@pytest.fixture
def noted(repository: Repository) -> Repository:
    """A configured repository with notes, an ordinary page and two revisions."""
    repository.commit(
        {
            "mkdocs.yml": SETTINGS,
            "content/about.md": "# About us\n\nRead the [terms](terms/index.md) of <Example>.\n",
            "content/terms/index.md": TERMS,
            "content/terms/revisions/2020-01-01.md": note("First publication.", kind="initial"),
        }
    )
    repository.commit(
        {
            "content/terms/index.md": TERMS.replace("14", "30"),
            "content/terms/revisions/2020-01-02.md": note("More time.", material="yes"),
        }
    )
    return repository


def test_a_repository_without_configuration_becomes_a_site(plain: Repository) -> None:
    """Two commands after the clone there is something to look at."""
    result = run(plain.folder, "build", "--on", "2021-01-01")
    site = plain.folder / "site"

    assert result.exit_code == 0, result.stderr
    assert "30 days" in (site / "terms/index.html").read_text()
    assert "<ins>30</ins>" in (site / "terms/2020-01-02/redline/index.html").read_text()
    assert "Give readers more time" in (site / "terms/history/index.html").read_text()
    assert (site / "css/policybook.css").exists()
    assert (site / "404.html").exists()
    assert not (site / "readme").exists()


def test_a_build_touches_nothing_but_the_site_and_the_cache(plain: Repository) -> None:
    """Nobody's files are lost, and git sees no work to commit but the site."""
    run(plain.folder, "build")

    assert {path.name for path in plain.folder.iterdir()} == {".cache", ".git", "README.md", "site", "terms.md"}


def test_configured_sites_have_ordinary_pages_too(noted: Repository) -> None:
    """They go through MkDocs as always, in the same chrome, and their links to policies work."""
    result = run(noted.folder, "build")
    about = (noted.folder / "site/about/index.html").read_text()

    assert result.exit_code == 0, result.stderr
    assert 'href="../terms/"' in about
    assert "Content-Security-Policy" in about
    assert "About us" in about
    assert not (noted.folder / "site/terms/revisions").exists()


def test_ordinary_pages_are_found_unless_they_say_no(noted: Repository) -> None:
    """By the search; and search engines are not sent to its page."""
    hidden = "---\nsearch:\n  exclude: true\n---\n# Hidden\n\nPeekaboo.\n"
    noted.commit({"content/about.md": "# About us\n\n## Our people\n\nElves.\n", "content/hidden.md": hidden})
    run(noted.folder, "build")
    texts = (noted.folder / "site/search/texts-0.json").read_text()

    assert '["our-people","","Our people","Elves."]' in texts
    assert "Peekaboo" not in texts
    assert "/search/" not in (noted.folder / "site/sitemap.xml").read_text()
    assert 'content="noindex, follow"' in (noted.folder / "site/search/index.html").read_text()


def test_mkdocs_and_the_command_give_the_same_site(noted: Repository) -> None:
    """Whoever runs MkDocs already need not learn a command."""
    run(noted.folder, "build")
    ours = tree(noted.folder / "site")
    environment = {**os.environ, "PYTHONWARNINGS": ""}
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict"],
        cwd=noted.folder,
        check=True,
        capture_output=True,
        env=environment,
    )

    assert tree(noted.folder / "site") == ours


def test_two_builds_of_one_day_differ_by_nothing(noted: Repository) -> None:
    """Neither with a warm cache nor with a cold one."""
    run(noted.folder, "build", "--on", "2020-06-01")
    first = tree(noted.folder / "site")
    for path in sorted((noted.folder / ".cache").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    run(noted.folder, "build", "--on", "2020-06-01")

    assert tree(noted.folder / "site") == first


def test_a_killed_build_leaves_the_old_site_whole(noted: Repository) -> None:
    """At whatever moment it dies, readers get the old site or the new one."""
    run(noted.folder, "build", "--on", "2020-06-01")
    old = tree(noted.folder / "site")
    noted.commit(
        {
            "content/terms/index.md": TERMS.replace("14", "60"),
            "content/terms/revisions/2020-01-03.md": note("Even more time."),
        }
    )
    command = [
        sys.executable,
        "-c",
        "from policybook.cli import main; main()",
        "build",
        "--on",
        "2020-06-01",
        "--quiet",
    ]
    started = time.monotonic()
    subprocess.run([*command, "--dry-run"], cwd=noted.folder, check=True)
    whole = time.monotonic() - started
    seen = []
    for share in (0.3, 0.6, 0.8, 0.9, 1.0, 1.1, 1.3):
        process = subprocess.Popen(command, cwd=noted.folder)
        time.sleep(whole * share)
        process.send_signal(signal.SIGKILL)
        process.wait()
        seen.append(tree(noted.folder / "site"))
    run(noted.folder, "build", "--on", "2020-06-01")
    new = tree(noted.folder / "site")

    assert all(found in (old, new) for found in seen)
    assert old != new
    assert not list(noted.folder.glob(".site.*"))


def test_a_failing_build_leaves_the_old_site_and_nothing_beside_it(noted: Repository) -> None:
    """The editor's mistake is one clear message."""
    run(noted.folder, "build")
    old = tree(noted.folder / "site")
    noted.commit({"content/terms/revisions/2020-02-01.md": note(effective="2021-02-30")})
    result = run(noted.folder, "build")

    assert result.exit_code == 1
    assert "content/terms/revisions/2020-02-01.md:2" in result.stderr
    assert "2021-02-30" in result.stderr
    assert "hint:" in result.stderr
    assert "Traceback" not in result.stderr
    assert tree(noted.folder / "site") == old
    assert not list(noted.folder.glob(".site.*"))


def test_a_dry_run_writes_nothing_but_the_cache(plain: Repository) -> None:
    """It says what it would do."""
    result = run(plain.folder, "build", "--dry-run")

    assert "Would write" in result.stderr
    assert not (plain.folder / "site").exists()


def test_the_build_says_when_a_page_will_change_by_itself(noted: Repository) -> None:
    """So that somebody builds again on that day."""
    noted.commit(
        {
            "content/terms/index.md": TERMS.replace("14", "60"),
            "content/terms/revisions/2020-01-03.md": note(effective="2020-09-01"),
        }
    )

    assert "2020-09-01" in run(noted.folder, "build", "--on", "2020-06-01").stderr


def test_a_shallow_clone_is_refused_with_the_way_out(plain: Repository, tmp_path: Path) -> None:
    """Half a history would be published as the whole."""
    plain.git("clone", "--quiet", "--depth", "1", f"file://{plain.folder}", str(tmp_path / "shallow"))
    result = run(tmp_path / "shallow", "build")

    assert result.exit_code == 1
    assert "fetch-depth: 0" in result.stderr


def test_a_folder_without_a_repository_is_refused(tmp_path: Path) -> None:
    """With one line that says so."""
    result = run(tmp_path, "build")

    assert result.exit_code == 1
    assert "error:" in result.stderr


def test_history_lists_revisions_newest_first(noted: Repository) -> None:
    """For people and for programs."""
    text = run(noted.folder, "history", "terms").stdout
    lines = json.loads(run(noted.folder, "history", "--format", "json").stdout)

    assert text.index("2020-01-02") < text.index("2020-01-01")
    assert [line["id"] for line in lines] == ["2020-01-02", "2020-01-01"]
    assert lines[0]["material"]


def test_show_prints_the_text_of_a_day(noted: Repository) -> None:
    """What applied when the contract was made."""
    assert run(noted.folder, "show", "terms", "--on", "2020-01-01").stdout == TERMS
    assert "30 days" in run(noted.folder, "show", "terms/terms", "--on", "2020-01-02").stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("history", "nowhere"),
        ("show", "nowhere"),
        ("show", "terms", "--on", "2019-01-01"),
        ("notify", "preview", "terms/nowhere"),
        ("build", "--on", "2021-02-30"),
    ],
)
def test_what_does_not_exist_is_wrong_usage(noted: Repository, arguments: tuple[str, ...]) -> None:
    """Exit code 2, and a hint what there is."""
    assert run(noted.folder, *arguments).exit_code == 2


def test_check_passes_on_good_content(noted: Repository) -> None:
    """The pull request can be merged."""
    result = run(noted.folder, "check")

    assert (result.exit_code, result.stdout) == (0, "0 errors, 0 warnings\n")


def test_check_fails_on_what_its_editor_must_put_right(noted: Repository) -> None:
    """One line each, with file, line, value and the way out."""
    broken = TERMS.replace("title:", "tilte:").replace("14", "60") + "\n[Nowhere](#nowhere)\n"
    noted.commit({"content/terms/index.md": broken})
    noted.commit(
        {
            "content/terms/revisions/2020-03-01.md": note(efective="2020-04-01"),
            "content/terms/revisions/2020-03-02.md": note(documents="[nowhere]"),
            "content/terms/revisions/2020-03-03.md": note(
                kind="postponed", postpones="2019-01-01", effective="2020-05-01"
            ),
        }
    )
    result = run(noted.folder, "check")
    problems = json.loads(run(noted.folder, "check", "--format", "json").stdout)

    assert result.exit_code == 1
    assert {problem["rule"] for problem in problems} >= {
        "unlisted-change",
        "note",
        "unknown-document",
        "unknown-revision",
        "front-matter",
        "dead-anchor",
    }
    assert "did you mean `effective`?" in result.stdout
    assert "content/terms/revisions/2020-03-01.md:2" in result.stdout


def test_nothing_is_due_in_a_repository_seen_for_the_first_time(noted: Repository) -> None:
    """Nobody is mailed about the past."""
    first = run(noted.folder, "notify", "plan")

    assert "No notice is due." in first.stdout
    assert "baseline" in first.stderr
    assert (noted.folder / ".policybook/ledger.db").exists()


def test_a_material_revision_after_the_baseline_is_due(noted: Repository) -> None:
    """An editorial one is not."""
    run(noted.folder, "notify", "plan")
    noted.commit(
        {
            "content/terms/index.md": TERMS.replace("14", "60"),
            "content/terms/revisions/2020-01-03.md": note("Two *months*.", material="yes"),
        }
    )
    noted.commit(
        {
            "content/terms/index.md": TERMS.replace("14", "60").replace("may", "can"),
            "content/terms/revisions/2020-01-04.md": note("A typo.", kind="editorial", material="yes"),
        }
    )
    due = json.loads(run(noted.folder, "notify", "plan", "--format", "json").stdout)["due"]

    assert [item["revision"] for item in due] == ["terms/2020-01-03"]
    assert "Two months." in run(noted.folder, "notify", "plan").stdout


def test_a_preview_is_a_mail_in_a_folder(noted: Repository, tmp_path: Path) -> None:
    """Nothing is sent; the file opens in any mail program."""
    result = run(noted.folder, "notify", "preview", "terms/2020-01-02", "--out", str(tmp_path / "outbox"))
    mail = message_from_bytes((tmp_path / "outbox/terms.2020-01-02.eml").read_bytes(), policy=policy.default)
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))

    assert result.exit_code == 0, result.stderr
    assert "Terms of Use" in mail["Subject"]
    assert text is not None
    assert "[-14-]{+30+}" in text.get_content()
    assert html is not None
    assert "More time." in html.get_content()


def test_a_preview_without_a_sender_says_what_to_set(plain: Repository) -> None:
    """A mail from nobody is no mail."""
    result = run(plain.folder, "notify", "preview", "terms/2020-01-02")

    assert result.exit_code == 1
    assert "mail_from" in result.stderr


def test_a_note_that_was_taken_back_leaves_an_unlisted_change(noted: Repository) -> None:
    """An editor may withdraw the words, not the change."""
    noted.commit({"content/terms/revisions/2020-01-02.md": None})
    lines = json.loads(run(noted.folder, "history", "--format", "json").stdout)

    assert [(line["id"], line["kind"]) for line in lines] == [("2020-01-02", "unlisted"), ("2020-01-01", "initial")]


def test_the_start_page_takes_the_text_of_index_md(plain: Repository) -> None:
    """Whatever folder the content is in."""
    plain.commit({"index.md": "# Welcome\n\nOur fine print: [terms](terms.md).\n"})
    run(plain.folder, "build")

    assert 'Our fine print: <a href="terms/">terms</a>.' in (plain.folder / "site/index.html").read_text()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"# Terms\n\nA\x00B\n", "terms.md:3"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:abc\nsize 12\n", "terms.md"),
    ],
)
def test_a_text_that_is_none_is_named(repository: Repository, data: bytes, expected: str) -> None:
    """By its path, not by the number git gave it."""
    repository.commit({"terms.md": data})
    result = run(repository.folder, "build")

    assert result.exit_code == 1
    assert expected in result.stderr


def test_a_text_in_another_encoding_is_published_with_a_warning(repository: Repository) -> None:
    """Guessing right is no reason to be silent."""
    repository.commit({"terms.md": b"# Terms\n\nCaf\xe9.\n"})
    result = run(repository.folder, "build")
    checked = json.loads(run(repository.folder, "check", "--format", "json").stdout)

    assert result.exit_code == 0
    assert "warning: terms.md" in result.stderr
    assert "Café." in (repository.folder / "site/terms/index.html").read_text("utf-8")
    assert [(item["rule"], item["severity"]) for item in checked] == [("encoding", "warning")]


def test_two_pages_at_one_address_are_refused(repository: Repository) -> None:
    """A policy called `history` below another would overwrite that one's history."""
    repository.commit({"terms.md": TERMS, "terms/history.md": TERMS})
    result = run(repository.folder, "build")

    assert result.exit_code == 1
    assert "terms/history.md" in result.stderr
    assert "terms.md" in result.stderr

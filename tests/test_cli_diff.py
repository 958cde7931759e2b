"""`policybook diff`, end to end, on real repositories and files."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from lxml import etree

from policybook import cli
from policybook.app import printed
from policybook.cli import main
from policybook.core.changes import ChangeKind, Hint
from policybook.core.redline_words import ENGLISH
from repositories import Repository
from scripted import note

TERMS = "---\ntitle: Terms of Use\n---\n## Start\n\nYou may use the service within 14 days.\n\n## End\n\nThat is all.\n"
REFUND = "---\ntitle: Refunds\n---\nWe refund within 14 days.\n"
FORMATS = ["text", "html", "md", "json"]


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["-C", str(folder), "diff", *arguments], catch_exceptions=False)


def documents(result: Result) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(result.stdout)["documents"]
    return found


def paths(result: Result) -> list[str]:
    return re.findall(r"^(content/\S+|\S+\.md)(?: →.*)? \(", result.stdout, re.MULTILINE)


@pytest.fixture
def noted(repository: Repository) -> Repository:
    """Two documents, three commits with notes, another page and a file that is no policy."""
    repository.commit(
        {
            "README.md": "About.\n",
            "content/about.md": "# About us\n\nWe teach.\n",
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
    repository.commit(
        {
            "content/terms/refund.md": REFUND,
            "content/terms/revisions/2020-01-03.md": note("Refunds."),
        }
    )
    return repository


@pytest.fixture
def plain(repository: Repository) -> Repository:
    """A repository of Markdown without notes."""
    repository.commit({"terms.md": TERMS, "README.md": "About.\n"}, "Publish the terms")
    repository.commit({"terms.md": TERMS.replace("14", "30"), "README.md": "More.\n"}, "More time")
    return repository


# ---- versions of a document


@pytest.mark.parametrize("document", ["terms", "terms/terms", "content/terms/index.md"])
@pytest.mark.parametrize(
    "versions",
    [
        ("2020-01-01", "2020-01-02"),
        ("2020-01-01", "2020-05-05"),
        ("first", "2020-01-02"),
        ("2020-01-01", "HEAD"),
        ("HEAD~2", "HEAD^"),
        ("first..HEAD",),
        ("2020-01-01..2020-01-02",),
        ("HEAD~2..",),
    ],
    ids=" ".join,
)
def test_versions_are_named_by_revision_day_or_commit(
    noted: Repository, document: str, versions: tuple[str, ...]
) -> None:
    """Whatever an auditor has at hand."""
    first = noted.git("rev-parse", "HEAD~2")[:6]
    result = run(noted.folder, document, *(name.replace("first", first) for name in versions))

    assert "[-14-]{+30+}" in result.stdout, result.stderr
    assert "Terms of Use" not in result.stdout
    assert result.exit_code == 0


def test_a_title_that_differs_is_shown_marked(noted: Repository) -> None:
    """It is versioned like the text, and readers see it first."""
    noted.commit({"content/terms/index.md": TERMS.replace("Terms of Use", "Terms of Service")})
    shown = run(noted.folder, "terms", "2020-01-01", "HEAD").stdout

    assert shown.startswith("Terms of [-Use-]{+Service+}\n")
    assert "14 days" in shown


def test_a_renamed_document_is_followed(noted: Repository) -> None:
    """A version is named by its document, wherever its file lay."""
    noted.commit({"content/terms/refund.md": None, "content/terms/refunds.md": REFUND.replace("14", "20")})

    assert "[-14-]{+20+}" in run(noted.folder, "terms/refunds", "2020-01-03", "HEAD").stdout
    assert "[-14-]{+20+}" in run(noted.folder, "content/terms/refund.md", "2020-01-03", "HEAD").stdout


# ---- commits


def test_all_documents_that_two_commits_differ_in(noted: Repository) -> None:
    """One command for a pull request; notes and other pages are no documents."""
    noted.commit({"content/about.md": "Changed.\n", "README.md": "Changed.\n"})
    result = run(noted.folder, "HEAD~3..HEAD")

    assert paths(result) == ["content/terms/index.md", "content/terms/refund.md"]
    assert "content/terms/index.md (HEAD~3 → HEAD)" in result.stdout
    assert "[-14-]{+30+}" in result.stdout
    assert "{+We refund within 14 days.+}" in result.stdout


def test_a_deleted_document_is_all_struck(noted: Repository) -> None:
    """Its title too."""
    noted.commit({"content/terms/refund.md": None})
    shown = run(noted.folder, "HEAD~1..HEAD").stdout

    assert "[-Refunds-]" in shown
    assert "[-We refund within 14 days.-]" in shown


def test_a_document_that_only_moved_has_its_old_path(noted: Repository) -> None:
    """It is found by its words, as in the history."""
    longer = REFUND + "\nThis text is long enough to be known again wherever it may lie in the folder.\n"
    noted.commit({"content/terms/refund.md": longer})
    noted.commit({"content/terms/refund.md": None, "content/terms/refunds.md": longer.replace("14", "20")})
    result = run(noted.folder, "HEAD~1..HEAD")

    assert "content/terms/refund.md → content/terms/refunds.md (HEAD~1 → HEAD)" in result.stdout
    assert "[-14-]{+20+}" in result.stdout


def test_without_notes_every_markdown_file_but_the_readme_is_a_document(plain: Repository) -> None:
    """As on the site."""
    assert paths(run(plain.folder, "HEAD~1..HEAD")) == ["terms.md"]


def test_what_reads_the_same_is_named_and_not_printed(noted: Repository) -> None:
    """Data on stdout, talk on stderr."""
    noted.commit({"content/terms/refund.md": REFUND.replace("We refund within", "We refund\nwithin")})
    result = run(noted.folder, "HEAD~1..HEAD", "--exit-code")

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "content/terms/refund.md (HEAD~1 → HEAD): nothing that a reader sees differs\n"


# ---- the work tree


@pytest.mark.parametrize(
    "name", ["terms", "terms/terms", "content/terms/index.md", "./content/terms/../terms/index.md"]
)
def test_one_document_is_compared_with_the_work_tree(noted: Repository, name: str) -> None:
    """What an editor wants to see before the commit."""
    noted.write("content/terms/index.md", TERMS.replace("14", "60"))

    assert "[-30-]{+60+}" in run(noted.folder, name).stdout
    assert run(noted.folder, name, "--exit-code").exit_code == 1


def test_all_documents_are_compared_with_the_work_tree(noted: Repository) -> None:
    """Changed, deleted and new ones, staged or not; nothing that is no document."""
    noted.write("content/terms/index.md", TERMS.replace("14", "60"))
    noted.write("content/terms/new.md", "Brand new.\n")
    noted.write("content/privacy/index.md", "We keep little.\n")
    noted.write("content/terms/revisions/2020-01-09.md", note("Not yet."))
    noted.write("content/about.md", "Changed.\n")
    noted.write("content/.hidden/index.md", "Hidden.\n")
    (noted.folder / "content/terms/refund.md").unlink()
    noted.git("add", "content/privacy")
    result = run(noted.folder)

    assert paths(result) == [
        "content/privacy/index.md",
        "content/terms/index.md",
        "content/terms/new.md",
        "content/terms/refund.md",
    ]
    assert "[-30-]{+60+}" in result.stdout
    assert "{+Brand new.+}" in result.stdout
    assert "[-We refund within 14 days.-]" in result.stdout
    assert "content/terms/index.md (HEAD → work tree)" in result.stdout


def test_a_clean_work_tree_has_nothing_to_show(noted: Repository) -> None:
    """And says so, beside the data."""
    result = run(noted.folder, "--exit-code")

    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "No document differs.\n")


def test_line_ends_of_the_machine_are_no_difference(noted: Repository) -> None:
    """Git may write files with others than it stores."""
    noted.write("content/terms/refund.md", REFUND.replace("\n", "\r\n"))

    assert run(noted.folder, "--exit-code").exit_code == 0


def test_without_notes_new_files_are_shown_when_they_are_named(plain: Repository) -> None:
    """There every Markdown file would be a policy, also that of an installed program."""
    plain.write("node_modules/tool/guide.md", "A guide.\n")
    plain.write("new.md", "Brand new.\n")

    assert run(plain.folder).stdout == ""
    assert "{+Brand new.+}" in run(plain.folder, "new.md").stdout


def test_a_symbolic_link_is_not_followed(noted: Repository, tmp_path: Path) -> None:
    """A repository may come from anybody; it must not show other files of this machine."""
    secret = tmp_path / "secret.md"
    secret.write_text("The secret.\n")
    (noted.folder / "content/terms/linked.md").symlink_to(secret)
    (noted.folder / "content/terms/refund.md").unlink()
    (noted.folder / "content/terms/refund.md").symlink_to(secret)
    (noted.folder / "content/other").symlink_to(tmp_path)

    for arguments in ([], ["content/terms/refund.md"], ["content/terms/linked.md"], ["content/other/secret.md"]):
        result = run(noted.folder, *arguments)
        assert "The secret" not in result.stdout
        assert "The secret" not in result.stderr


def test_a_bare_repository_has_no_work_tree(noted: Repository, tmp_path: Path) -> None:
    """Not a single document was deleted there."""
    noted.git("clone", "--quiet", "--bare", ".", str(tmp_path / "bare"))

    assert run(tmp_path / "bare").exit_code == 2
    assert "bare repository" in run(tmp_path / "bare").stderr
    assert "[-14-]{+30+}" in run(tmp_path / "bare", "HEAD~2..HEAD").stdout


# ---- two files


def test_two_files_are_compared_without_a_repository(tmp_path: Path) -> None:
    """Drafts that came by mail."""
    (tmp_path / "a.md").write_text(TERMS)
    (tmp_path / "b.md").write_text(TERMS.replace("14", "30").replace("Terms of", "Conditions of"))
    result = run(tmp_path, "a.md", "b.md")

    assert result.exit_code == 0
    assert result.stdout.startswith("[-Terms-]{+Conditions+} of Use\n")
    assert "[-14-]{+30+}" in result.stdout
    assert "title:" not in result.stdout


def test_a_file_name_is_no_title(tmp_path: Path) -> None:
    """Two drafts of one text are called differently, of course."""
    (tmp_path / "draft.md").write_text("Text.\n")
    (tmp_path / "final.md").write_text("Text.\n")
    result = run(tmp_path, "draft.md", "final.md", "--exit-code")

    assert (result.exit_code, result.stdout) == (0, "Text.\n")
    assert "draft.md → final.md: nothing that a reader sees differs" in result.stderr


def test_front_matter_is_compared_key_by_key(tmp_path: Path) -> None:
    """It is no text, but a date in it may matter."""
    (tmp_path / "a.md").write_text("---\ntitle: T\neffective: 2026-01-01\ndocuments: [a, b]\n---\nText.\n")
    (tmp_path / "b.md").write_text("---\ntitle: T\neffective: 2026-03-01\nlang: fr\n---\nText.\n")
    values = documents(run(tmp_path, "a.md", "b.md", "--format", "json"))[0]

    assert run(tmp_path, "a.md", "b.md").stdout == (
        "effective: [-2026-01-01-]{+2026-03-01+}\nlang: {+fr+}\ndocuments: [-a, b-]\n\nText.\n"
    )
    assert values["front_matter"] == [
        {"key": "effective", "old": "2026-01-01", "new": "2026-03-01"},
        {"key": "lang", "old": "", "new": "fr"},
        {"key": "documents", "old": "a, b", "new": ""},
    ]
    assert values["differs"]
    assert "<del>2026-01-01</del> <ins>2026-03-01</ins>" in run(tmp_path, "a.md", "b.md", "--format", "html").stdout
    markdown = run(tmp_path, "a.md", "b.md", "--format", "md").stdout
    assert "effective: {~~2026-01-01~>2026-03-01~~}" in markdown
    assert "lang: {++fr++}" in markdown
    assert "documents: {--a, b--}" in markdown
    assert run(tmp_path, "a.md", "b.md", "--exit-code").exit_code == 1


# ---- formats


def test_text_can_leave_out_what_did_not_change(noted: Repository) -> None:
    """A long document with one change is one paragraph to read."""
    shown = run(noted.folder, "terms", "2020-01-01", "2020-01-02", "--only-changes").stdout

    assert "[-14-]{+30+}" in shown
    assert "That is all." not in shown


def test_markdown_is_criticmarkup(noted: Repository) -> None:
    """Editors know it; comments say which document follows."""
    shown = run(noted.folder, "HEAD~2..HEAD", "--format", "md").stdout

    assert shown.startswith("{>>content/terms/index.md (HEAD~2 → HEAD)<<}\n")
    assert re.search(r"14.*30", shown)
    assert shown.count("{>>content/") == 2
    assert "That is all." not in run(noted.folder, "HEAD~2..HEAD", "--format", "md", "--only-changes").stdout


def test_json_is_one_object_with_a_list_of_documents(noted: Repository) -> None:
    """Programs need no guessing where one ends."""
    first, second = documents(run(noted.folder, "HEAD~2..HEAD", "--format", "json"))

    assert first["old"] == {"version": "HEAD~2", "path": "content/terms/index.md", "title": "Terms of Use"}
    assert second["old"] is None
    assert second["new"] == {"version": "HEAD", "path": "content/terms/refund.md", "title": "Refunds"}
    assert isinstance(first["redline"], dict)
    assert first["redline"]["changes"][0]["kind"] == "amended"
    assert documents(run(noted.folder, "HEAD..HEAD", "--format", "json")) == []


def test_no_value_of_front_matter_can_forge_a_mark(tmp_path: Path) -> None:
    """Accepting all marks must not delete what nobody struck."""
    (tmp_path / "a.md").write_text('---\nx: "a~>b"\ny: "1"\n---\nText.\n')
    (tmp_path / "b.md").write_text('---\nx: "~~}{--all--}"\n---\nText.\n')
    shown = run(tmp_path, "a.md", "b.md", "--format", "md").stdout

    assert shown.startswith("x: {~~a~&gt;b~>~~&#125;&#123;--all--&#125;~~}  \ny: {--1--}\n")


def test_html_is_a_page_by_itself(noted: Repository) -> None:
    """It can be mailed to a lawyer and opened from a disk: it loads nothing and runs nothing."""
    page = run(noted.folder, "HEAD~2..HEAD", "--format", "html").stdout
    tree = etree.HTML(page)
    ids = tree.xpath("//@id")

    assert page.startswith("<!doctype html>")
    assert len(tree.xpath("//article")) == 2
    assert "<ins>30</ins>" in page
    assert not tree.xpath("//script | //link | //@src | //@onclick")
    assert len(tree.xpath("//style")) == 1
    assert "url(" not in page
    assert len(ids) == len(set(ids))
    assert {name.removeprefix("#") for name in tree.xpath("//a/@href")} <= set(ids)
    assert "2 changes in 2 documents" in page


def test_html_can_hide_what_did_not_change(noted: Repository) -> None:
    """By a check box, which the option sets; without it everything shows."""
    arguments = ("terms", "2020-01-01", "2020-01-02", "--format", "html")

    assert 'id="only"> ' in run(noted.folder, *arguments).stdout
    assert 'id="only" checked> ' in run(noted.folder, *arguments, "--only-changes").stdout


def test_html_says_where_nothing_differs(noted: Repository) -> None:
    """An empty page would look like a mistake."""
    none = run(noted.folder, "--format", "html").stdout
    same = run(noted.folder, "terms", "--format", "html").stdout

    assert "Nothing that a reader sees differs." in none
    assert "Nothing that a reader sees differs." in same
    assert "That is all." in same


def test_html_sets_the_direction_of_a_language(tmp_path: Path) -> None:
    """Else the order of Arabic words on the screen would be wrong."""
    (tmp_path / "a.md").write_text("---\nlang: ar\n---\nيجوز لنا إنهاء حسابك.\n")
    (tmp_path / "b.md").write_text("---\nlang: ar\n---\nلا يجوز لنا إنهاء حسابك.\n")

    assert (
        '<article class="policy redline" lang="ar" dir="rtl">'
        in run(tmp_path, "a.md", "b.md", "--format", "html").stdout
    )


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_of_a_text_or_path_becomes_markup(tmp_path: Path, form: str) -> None:
    """Drafts come from the other side."""
    (tmp_path / "a\x1b[31m<b>.md").write_text('---\ntitle: "<script>1</script>"\nx: "<img>"\n---\nText.\n')
    (tmp_path / "b.md").write_text("---\ntitle: T\n---\n<script>2</script>\n")
    shown = run(tmp_path, "a\x1b[31m<b>.md", "b.md", "--format", form).stdout

    assert "\x1b" not in shown
    if form == "html":
        assert "<script" not in shown
        assert "<img" not in shown
        assert "<b>" not in shown


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_question_has_the_same_answer(noted: Repository, form: str) -> None:
    """To the byte."""
    first = run(noted.folder, "HEAD~2..HEAD", "--format", form).stdout_bytes

    assert run(noted.folder, "HEAD~2..HEAD", "--format", form).stdout_bytes == first


@pytest.mark.parametrize("value", [*ChangeKind, *Hint], ids=str)
def test_what_a_redline_says_is_documented(value: ChangeKind | Hint) -> None:
    """With the words that readers see."""
    page = (Path(__file__).parent.parent / "docs" / "redlines.md").read_text("utf-8")
    shown = ENGLISH.kind(value) if isinstance(value, ChangeKind) else ENGLISH.hint(value)

    assert re.search(rf"^\|.*`{value}`.*\|.*\b{re.escape(shown)}\b.*\|", page, re.MULTILINE)


# ---- wrong usage


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("terms", "2019-01-01", "2020-01-02"), "'2019-01-01' is no version of terms/terms"),
        (("terms", "ffffffffff", "2020-01-02"), "no commit of the main line"),
        (("terms", "--output=/tmp/x", "HEAD"), "No such option"),
        (("nowhere", "2020-01-01", "HEAD"), "there is no document 'nowhere'"),
        (("nowhere",), "there is no document 'nowhere'"),
        (("nowhere.md",), "not in the content folder"),
        (("content/terms/nowhere.md",), "there is no file"),
        (("content/terms/nowhere.md", "HEAD~1", "HEAD"), "was never the file of a policy"),
        (("terms", "2020-01-01"), "one version is not enough"),
        (("terms", "HEAD~1", "HEAD", "HEAD"), "4 names are too many"),
        (("a.md", "b.md"), "cannot read 'a.md': No such file"),
        (("HEAD~1...HEAD",), "two dots"),
        (("HEAD~9..HEAD",), "before the first commit"),
        (("main..HEAD",), "no commit of the main line"),
        (("2020-01-01..2020-01-02",), "no commit of the main line"),
        (("$(id)..HEAD",), "no commit of the main line"),
        (("../secret.md",), "not in the content folder"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_wrong_usage_is_one_clear_message(noted: Repository, arguments: tuple[str, ...], words: str) -> None:
    """With exit code 2, for 1 may mean that something differs."""
    result = run(noted.folder, *(arguments if "--output=/tmp/x" in arguments else ("--", *arguments)))

    assert result.exit_code == 2
    assert words in result.stderr
    assert "hint:" in result.stderr or "No such option" in result.stderr
    assert result.stdout == ""


def test_a_side_branch_is_not_on_the_main_line(plain: Repository) -> None:
    """Its texts were never published."""
    plain.git("switch", "--quiet", "-c", "side")
    side = plain.commit({"terms.md": TERMS.replace("14", "31")})
    plain.git("switch", "--quiet", "main")
    plain.commit({"other.md": "Other.\n"})
    plain.merge("side")

    assert run(plain.folder, f"{side[:10]}..HEAD").exit_code == 2
    assert "[-30-]{+31+}" in run(plain.folder, "HEAD~1..HEAD").stdout


@pytest.mark.parametrize("data", [b"a\0b", "Text.".encode("utf-16"), b"x" * (4 * 1024 * 1024 + 1)])
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, data: bytes) -> None:
    """By name, and without a traceback."""
    (tmp_path / "a.md").write_bytes(data)
    (tmp_path / "b.md").write_text("Text.\n")
    result = run(tmp_path, "a.md", "b.md")

    assert result.exit_code == 2
    assert result.stderr.startswith("error: a.md")
    assert "hint:" in result.stderr


def test_outside_of_a_repository_exit_code_1_never_means_an_error(tmp_path: Path) -> None:
    """A script must be able to tell the two apart."""
    assert run(tmp_path, "--exit-code").exit_code == 2


def test_a_repository_without_commits_says_so(repository: Repository) -> None:
    """There is nothing to compare with."""
    repository.write("terms.md", TERMS)
    result = run(repository.folder)

    assert result.exit_code == 2
    assert "no commits yet" in result.stderr


def test_the_command_offers_what_can_be_printed() -> None:
    """It names the formats itself, so that help does not load what compares texts."""
    assert cli.FORMATS == printed.FORMATS

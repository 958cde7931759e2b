"""`policybook pdf`, end to end, on a real repository."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from policybook.cli import main
from repositories import Repository
from scripted import note
from weasy import needs_weasyprint

TERMS = "---\ntitle: Terms of Use\n---\n## 1. Start\n\n1.1 You may use the service within 14 days.\n"
SETTINGS = "site_name: Example\nsite_url: https://policies.example.org/\ndocs_dir: content\ntheme: policybook\n"


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["-C", str(folder), *arguments], catch_exceptions=False)


@pytest.fixture
def policies(repository: Repository) -> Repository:
    """Two policies, one of them in a group and with two revisions."""
    first = {"mkdocs.yml": SETTINGS + "plugins:\n  - policybook\n", "content/legal/terms/index.md": TERMS}
    repository.commit({**first, "content/legal/terms/revisions/2020-01-01.md": note("First.", kind="initial")})
    repository.commit({"content/cookies/index.md": "---\ntitle: Cookies\n---\nFew.\n"})
    later = {"content/legal/terms/index.md": TERMS.replace("14", "30")}
    repository.commit({**later, "content/legal/terms/revisions/2020-01-03.md": note("More time.")})
    return repository


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@needs_weasyprint
def test_the_texts_in_force_and_a_redline_are_written(policies: Repository, tmp_path: Path) -> None:
    """Progress and names go to stderr: nothing else is said."""
    out = tmp_path / "out"
    result = run(policies.folder, "pdf", "--redline", "2020-01-03", "--output", str(out))

    assert result.exit_code == 0
    assert result.stdout == ""
    assert names(out) == ["cookies.pdf", "legal/terms-2020-01-03-redline.pdf", "legal/terms.pdf"]
    assert f"Wrote {out}/legal/terms.pdf" in result.stderr


@needs_weasyprint
def test_only_what_changed_is_written(policies: Repository, tmp_path: Path) -> None:
    """A folder under version control or rsync stays quiet."""
    out = tmp_path / "out"
    run(policies.folder, "pdf", "legal/terms", "--output", str(out))
    file = out / "legal" / "terms.pdf"
    before = file.stat().st_ino
    same = run(policies.folder, "pdf", "legal/terms", "--output", str(out))
    older = run(policies.folder, "pdf", "legal/terms", "--on", "2020-01-02", "--dry-run", "--output", str(out))

    assert "Unchanged: " in same.stderr
    assert "Would write " in older.stderr
    assert file.stat().st_ino == before


@needs_weasyprint
def test_every_redline_can_be_asked_for(policies: Repository, tmp_path: Path) -> None:
    """A first version has none."""
    result = run(policies.folder, "pdf", "--redlines", "--dry-run", "--output", str(tmp_path))

    assert result.stderr.count("-redline.pdf") == 1
    assert names(tmp_path / "repository" / "pdf") == []


def test_a_revision_that_does_not_exist_is_wrong_usage(policies: Repository) -> None:
    """So is one without a redline; nothing is written."""
    unknown = run(policies.folder, "pdf", "--redline", "1999-01-01")
    first = run(policies.folder, "pdf", "--redline", "legal/terms/2020-01-01")
    policy = run(policies.folder, "pdf", "nothing")

    assert [result.exit_code for result in (unknown, first, policy)] == [2, 2, 2]
    assert "there is no revision '1999-01-01'" in unknown.stderr
    assert "has no redline" in first.stderr
    assert "there is no policy 'nothing'" in policy.stderr


def test_without_the_extra_the_command_says_how_to_get_it(
    policies: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And a site that asks for PDFs is not built without them."""
    from policybook.adapters import pdfwriter

    monkeypatch.setitem(sys.modules, "weasyprint", None)
    pdfwriter._weasyprint.cache_clear()
    pdfwriter._engine.cache_clear()
    policies.write("mkdocs.yml", SETTINGS + "plugins:\n  - policybook:\n      pdf: true\n")
    results = [run(policies.folder, "pdf"), run(policies.folder, "build")]
    pdfwriter._weasyprint.cache_clear()
    pdfwriter._engine.cache_clear()

    for result in results:
        assert result.exit_code == 2
        assert 'pip install "policybook[pdf]"' in result.stderr
    assert not (policies.folder / "site").exists()


@needs_weasyprint
def test_two_machines_write_the_same_bytes(policies: Repository, tmp_path: Path) -> None:
    """Neither clock nor time zone nor the order of a hash table has a part in a PDF."""
    for run_number, zone in (("1", "Pacific/Apia"), ("2", "America/Lima")):
        command = [sys.executable, "-m", "policybook", "-C", str(policies.folder), "pdf", "--on", "2020-06-01"]
        root = Path(__file__).parent.parent / "builder"
        variables = {**os.environ, "PYTHONHASHSEED": run_number, "TZ": zone, "PYTHONPATH": str(root)}
        subprocess.run(
            [*command, "--redlines", "--output", str(tmp_path / run_number)],
            env=variables,
            check=True,
            capture_output=True,
        )
        for entry in (policies.folder / ".cache" / "policybook").glob("??"):
            for file in entry.iterdir():
                file.unlink()
    first, second = ({name: (tmp_path / one / name).read_bytes() for name in names(tmp_path / one)} for one in "12")

    assert len(first) == 3
    assert first == second

"""Proof of what was published, against histories that were rewritten: real repositories, from the command line."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from repositories import Repository
from rewriting import TEXTS, build, derived, drop_the_last, manifest, named, reset_dates, run, squash_the_second


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository without notes with its site."""
    folder = tmp_path_factory.mktemp("published") / "repository"
    build(derived(folder))
    return folder


@pytest.fixture
def site(published: Path, tmp_path: Path) -> Repository:
    """A copy of it."""
    folder = tmp_path / "repository"
    shutil.copytree(published, folder)
    copied = Repository(folder, create=False)
    copied.made = len(TEXTS)
    return copied


ALL = ["privacy/2020-01-01", *(f"terms/{day}" for day in TEXTS)]
ATTACKS = [(reset_dates, ALL), (drop_the_last, ["terms/2020-01-04"]), (squash_the_second, ALL)]


@pytest.mark.parametrize(("attack", "lost"), ATTACKS)
def test_verify_names_every_revision_that_rewritten_history_lost(
    site: Repository, attack: Callable[[Repository], None], lost: list[str]
) -> None:
    """And fails, so that CI does."""
    attack(site)
    after = run(site, "verify")

    assert after.exit_code == 1
    assert named(after.stdout) == lost


@pytest.mark.parametrize(("attack", "lost"), ATTACKS)
def test_a_build_that_would_lose_published_revisions_is_refused_and_the_old_site_stays(
    site: Repository, attack: Callable[[Repository], None], lost: list[str]
) -> None:
    """Each loss is named."""
    before = manifest(site).read_bytes()
    attack(site)
    refused = build(site, "--previous", str(manifest(site)))

    assert refused.exit_code == 1
    assert named(refused.stderr) == lost
    assert manifest(site).read_bytes() == before


def test_who_means_to_lose_a_revision_builds_without_the_record(site: Repository) -> None:
    """The way out that the message names."""
    before = manifest(site).read_bytes()
    drop_the_last(site)

    assert build(site).exit_code == 0
    assert manifest(site).read_bytes() != before


def test_a_policys_list_of_versions_is_a_record_too(site: Repository) -> None:
    """It is what a site that was never asked for a manifest still shows to the public."""
    previous = site.folder / "site" / "terms" / "versions.json"
    fine = build(site, "--previous", str(previous))
    drop_the_last(site)
    refused = build(site, "--dry-run", "--previous", str(previous))

    assert fine.exit_code == 0
    assert (refused.exit_code, named(refused.stderr)) == (1, ["terms/2020-01-04"])


def test_a_repository_that_went_on_loses_nothing(site: Repository) -> None:
    """New revisions, a moved file and mended layout are no losses."""
    site.commit({"content/terms.md": None, "content/terms/index.md": TEXTS["2020-01-04"]}, "Move")
    site.commit({"content/terms/index.md": TEXTS["2020-01-04"].replace("it.", "it gladly.")}, "Be kind")

    assert run(site, "verify").exit_code == 0
    assert build(site, "--previous", str(manifest(site))).exit_code == 0


@pytest.mark.parametrize("name", ["missing.json", "content/terms.md"])
def test_a_record_that_cannot_be_read_stops_the_build(tmp_path: Path, name: str) -> None:
    """To take it for empty would let everything vanish."""
    repository = derived(tmp_path)
    refused = build(repository, "--previous", str(repository.folder / name))

    assert refused.exit_code != 0
    assert f"{name}: " in refused.stderr
    assert not manifest(repository).exists()


TAMPERINGS = {
    "terms/2020-01-02/index.html": ("14 days", "15 days"),
    "terms/index.html": ("You may use it.", "You must use it."),
    "terms/2020-01-02/redline/index.html": ("14", "15"),
    "terms/2020-01-02/redline/side-by-side/index.html": ("14", "15"),
    "terms/2020-01-02/redline.txt": ("14", "15"),
    "terms/versions.json": ('"material": false', '"material": true'),
    "manifest.json": ('"sha256": "', '"sha256": "0'),
}


@pytest.mark.parametrize("path", TAMPERINGS)
def test_verify_sees_every_change_of_a_published_file(site: Repository, path: str) -> None:
    """A text, a comparison or an entry that somebody altered on the server."""
    file = site.folder / "site" / path
    old, new = TAMPERINGS[path]
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
    found = run(site, "verify")

    assert found.exit_code == 1
    assert path.removesuffix("index.html") in found.stdout or path == "manifest.json"


def test_verify_sees_files_that_vanished(site: Repository) -> None:
    """A page that is not there proves nothing."""
    (site.folder / "site/terms/2020-01-02/index.html").unlink()
    (site.folder / "site/terms/2020-01-03/redline.txt").unlink()

    assert run(site, "verify").stdout.splitlines() == [
        "terms/2020-01-03/redline.txt: is missing from the site",
        "terms/2020-01-02/: is missing from the site",
    ]


def test_verify_takes_any_folder_and_refuses_one_that_is_no_site(site: Repository, tmp_path: Path) -> None:
    """A copy fetched from the server, for example."""
    (site.folder / "site").rename(tmp_path / "fetched")
    verdict = run(site, "verify", str(tmp_path / "fetched"))

    assert (verdict.exit_code, verdict.stdout) == (0, "")
    assert "Compared 5 published revisions" in verdict.stderr
    assert run(site, "verify").exit_code == 2

"""Where links inside a commit lead."""

from __future__ import annotations

import pytest

from policybook.core.errors import ContentError
from policybook.core.symlinks import SYMLINK, target


def tree(files: str, links: dict[str, str]) -> dict[str, tuple[str, str]]:
    return {path: ("100644", path) for path in files.split()} | {path: (SYMLINK, to) for path, to in links.items()}


@pytest.mark.parametrize(
    ("links", "found"),
    [
        ({"content/terms.md": "../legal/terms.md"}, "legal/terms.md"),
        ({"content/terms.md": "other.md"}, "content/other.md"),
        ({"content/terms.md": "./../legal//terms.md"}, "legal/terms.md"),
        ({"content/terms.md": "next.md", "content/next.md": "../legal/terms.md"}, "legal/terms.md"),
        ({"content/terms.md": "folder/terms.md", "content/folder": "../legal"}, "legal/terms.md"),
        ({"content/terms.md": "folder/../legal/terms.md", "content/folder": "../deep/er"}, "deep/legal/terms.md"),
    ],
)
def test_links_are_followed_inside_the_commit(links: dict[str, str], found: str) -> None:
    """Through other links and linked folders, as a file system does."""
    files = tree("legal/terms.md content/other.md deep/legal/terms.md deep/er/x", links)

    assert target("content/terms.md", files, lambda blob: blob) == found


@pytest.mark.parametrize(
    ("to", "why"),
    [
        ("../../etc/passwd", "leads out of the repository"),
        ("/etc/passwd", "leads out of the repository"),
        ("missing.md", "which is no file of this commit"),
        ("../legal", "which is no file of this commit"),
        ("terms.md", "leads in a circle"),
        ("back.md", "leads in a circle"),
        ("../module", "which is no file of this commit"),
    ],
)
def test_links_that_lead_to_no_file_are_refused(to: str, why: str) -> None:
    """Followed on the disk of the build machine, they would publish its files."""
    files = tree("legal/terms.md", {"content/terms.md": to, "content/back.md": "terms.md"})
    files["module"] = ("160000", "1" * 40)

    with pytest.raises(ContentError, match=why) as caught:
        target("content/terms.md", files, lambda blob: blob)

    assert caught.value.path == "content/terms.md"

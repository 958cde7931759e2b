"""Where a symbolic link inside a commit leads, without touching any disk. Knows nothing about documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from policybook.core.errors import ContentError

REGULAR = frozenset({"100644", "100755", "100664"})
"""Git's modes of ordinary files; 100664 stands in very old repositories."""
SYMLINK = "120000"

_MOST_LINKS = 40  # as Linux does (path_resolution(7))


def target(path: str, tree: Mapping[str, tuple[str, str]], text: Callable[[str], str]) -> str:
    """Return the path of the ordinary file that a path of a tree stands for, through links to files and to folders.

    The tree maps paths to mode and object id. Raises ContentError when the way leads out of the repository, in a
    circle, or to something that is no file there.
    """
    way = path.split("/")
    here: list[str] = []
    links = 0
    while way:
        step = way.pop(0)
        if step == "..":
            if not here:
                raise _refused(path, "which leads out of the repository")
            here.pop()
        elif step not in ("", "."):
            here.append(step)
        mode, blob = tree.get("/".join(here), ("", ""))
        if mode != SYMLINK:
            continue
        links += 1
        aim = text(blob)
        if links > _MOST_LINKS:
            raise _refused(path, "which leads in a circle")
        if aim.startswith("/"):
            raise _refused(path, f"to {aim!r}, which leads out of the repository")
        here.pop()
        way[:0] = aim.split("/")
    found = "/".join(here)
    if tree.get(found, ("", ""))[0] not in REGULAR:
        raise _refused(path, f"to {found!r}, which is no file of this commit")
    return found


def _refused(path: str, why: str) -> ContentError:
    return ContentError(
        f"is a symbolic link {why}", hint="link to a file of the same repository, or put the text here", path=path
    )

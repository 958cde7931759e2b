"""The folder that the site is written to: written beside, then swapped in. Knows nothing about what is written.

A program killed at any moment leaves the old site or the new one, whole. On Linux the two folders change places
in one step (`renameat2` with RENAME_EXCHANGE, Linux 3.15); elsewhere the old one is renamed away first, and
`recover` brings it back if the program died in between.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import tempfile
from pathlib import Path

from policybook.core.errors import OutputError

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def staging_folder(site: Path) -> Path:
    """Return a new, empty folder beside the site's, to write to; what earlier, killed builds left there is removed.

    Raises OutputError when the site's place is taken by a file, or by a folder that no site was written to.
    """
    try:
        site.parent.mkdir(parents=True, exist_ok=True)
        recover(site)
        _refuse_strangers(site)
        _remove_leftovers(site)
        folder = Path(tempfile.mkdtemp(prefix=f".{site.name}.building-{os.getpid()}-", dir=site.parent))
        folder.chmod(0o755)
    except OSError as error:
        raise OutputError(
            f"the site cannot be written beside {site}: {error}", hint="choose another `site_dir`"
        ) from error
    return folder


def swap_in(staged: Path, site: Path) -> None:
    """Put a finished folder in the place of the site; the old site is removed afterwards."""
    try:
        if not site.exists():
            staged.rename(site)
            return
        if _exchange(staged, site):
            shutil.rmtree(staged)
            return
        aside = _aside(site)
        site.rename(aside)
        staged.rename(site)
        shutil.rmtree(aside)
    except OSError as error:
        raise OutputError(f"the new site {staged} could not take the place of {site}: {error}") from error


def recover(site: Path) -> None:
    """Bring back the old site where a program died between renaming the old one away and the new one in."""
    aside = _aside(site)
    if aside.exists() and not site.exists():
        aside.rename(site)


def _remove_leftovers(site: Path) -> None:
    """Remove what killed builds left; the folder of a build that is still running is left alone."""
    for leftover in site.parent.glob(f".{site.name}.building-*"):
        number = leftover.name.split("-")[-2]
        if number.isdigit() and not _runs(int(number)):
            shutil.rmtree(leftover, ignore_errors=True)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return process != os.getpid()


def _aside(site: Path) -> Path:
    return site.parent / f".{site.name}.previous"


def _refuse_strangers(site: Path) -> None:
    if site.is_symlink() or (site.exists() and not site.is_dir()):
        raise OutputError(f"{site} is no folder of its own", hint="move it away or choose another `site_dir`")
    if site.is_dir() and any(site.iterdir()) and not (site / "index.html").exists():
        raise OutputError(
            f"{site} holds files that are no site; they would be lost", hint="empty it or choose another `site_dir`"
        )


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False where the system cannot."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    if rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), ctypes.c_uint(_RENAME_EXCHANGE)) == 0:
        return True
    code = ctypes.get_errno()
    if code in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP):
        return False
    raise OSError(code, os.strerror(code), str(other))

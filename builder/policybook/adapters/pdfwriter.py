"""HTML to a tagged PDF, through WeasyPrint; the only file that imports it. Knows nothing about policies.

Nothing is read but what the caller hands out: no network, no file, no environment of a page. The fonts are the
system's: fontconfig chooses them by the families that the style sheets name, and `engine` says which there are.
"""

from __future__ import annotations

import hashlib
import io
import logging
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from policybook.core.errors import MissingPartError

VARIANT = "pdf/ua-1"
"""What the files claim to be: PDF/UA-1, ISO 14289-1."""

PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
"""What WeasyPrint needs of a Debian or Ubuntu system."""

_TYPES = {".css": "text/css", ".svg": "image/svg+xml"}

_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"<svg", b"<?xml")
"""How the pictures begin that a PDF may show. The library that opens them knows many more formats, of which one runs
another program (EPS) and others were seldom looked at."""

_NO_GLYPH = re.compile(r"\.notdef glyph.*\(U\+([0-9A-F]+)\)")

Find = Callable[[str], bytes | None]
"""Gives a file of the site by its path; None for one that is not to be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pdf:
    """A finished PDF."""

    content: bytes
    """The file."""
    missing: str
    """Characters that no font of this machine has, in order: they are printed as boxes."""


def engine() -> str:
    """Return what decides, beside the page, what its PDF looks like: the programs and the fonts of this machine.

    Raises MissingPartError when one of the programs is not installed.
    """
    return _engine()


@lru_cache(maxsize=1)
def _engine() -> str:
    weasyprint = _weasyprint()
    from weasyprint.text.ffi import pango

    own = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    return f"{own} {weasyprint.__version__} {pango.pango_version()} {_fonts()}"


def write_pdf(html: str, *, base: str, address: str, find: Find) -> Pdf:
    """Return a page as PDF.

    `base` is the absolute URL of the site, `address` the page's path on it; what the page shows is asked of `find` by
    its path, and whatever lies elsewhere is left out. Raises MissingPartError when WeasyPrint is not installed.
    """
    weasyprint = _weasyprint()
    with _listening() as said:
        page = weasyprint.HTML(string=html, base_url=base + address, url_fetcher=_fetcher(base, find))
        content = page.write_pdf(pdf_variant=VARIANT)
    missing = {chr(int(code, 16)) for line in said for code in _NO_GLYPH.findall(line)}
    return Pdf(content=content, missing="".join(sorted(missing)))


def _fetcher(base: str, find: Find) -> object:
    """Return what WeasyPrint asks for style sheets and images: our own files, by their path; nothing else."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFiles(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002 - its name for it
            path = unquote(urlsplit(url).path[len(urlsplit(base).path) :]) if url.startswith(base) else ""
            content = find(path) if path else None
            if content is None:
                raise PermissionError(f"{url} is no file of this site")
            kind = PurePosixPath(path).suffix.lower()
            if kind != ".css" and not _is_picture(content):
                raise PermissionError(f"{url} is no picture of a known kind")
            return URLFetcherResponse(url, content, {"Content-Type": _TYPES.get(kind, "application/octet-stream")})

    return OwnFiles()


def _is_picture(content: bytes) -> bool:
    return content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(_PICTURES) or content[4:12] == b"ftypavif"


@contextmanager
def _listening() -> Iterator[list[str]]:
    """Hear what WeasyPrint says, and keep it from others: it complains about every property that it does not know."""
    said: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    names = ("weasyprint", "fontTools")
    loggers = [(logger := logging.getLogger(name), logger.propagate) for name in names]
    for logger, _ in loggers:
        logger.propagate = False
        logger.addHandler(handler)
    try:
        yield said
    finally:
        for logger, propagated in loggers:
            logger.propagate = propagated
            logger.removeHandler(handler)


@lru_cache(maxsize=1)
def _weasyprint() -> Any:
    try:
        with redirect_stdout(io.StringIO()):  # it prints advice of its own when a library is missing
            import weasyprint
    except ImportError:
        raise MissingPartError(
            "PDFs need WeasyPrint, which is not installed", hint='run: pip install "policybook[pdf]"'
        ) from None
    except OSError as error:
        raise MissingPartError(
            f"WeasyPrint needs libraries that are not installed: {str(error).splitlines()[0]}",
            hint=f"on Debian and Ubuntu run: apt-get install {PACKAGES}",
        ) from None
    return weasyprint


def _fonts() -> str:
    """Return a hash of the fonts that fontconfig knows, empty where it has no `fc-list`."""
    program = shutil.which("fc-list")
    if program is None:
        return ""
    found = subprocess.run(  # noqa: S603 - a fixed command, nothing of a text in it
        [program, "--format", "%{file} %{fontversion}\n"], capture_output=True, check=False
    )
    return hashlib.sha256(b"\n".join(sorted(found.stdout.splitlines()))).hexdigest()

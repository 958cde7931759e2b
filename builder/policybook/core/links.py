"""Which addresses a text may link to, and their one written form. Knows nothing about Markdown or HTML.

An allow list, for a deny list always forgets one: whatever is not plainly one of the forms below is refused.
"""

from __future__ import annotations

import re
from unicodedata import category

_SCHEME = re.compile(r"[^/?#]*?:")
"""Everything up to a colon in the first segment: what a browser may take for a scheme."""
_HTTP = re.compile(r"https?://(?:[\w.~-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?(?:[/?#].*)?", re.IGNORECASE)
"""A host of letters, digits, dots and hyphens, or an IPv6 address; no user name, nothing percent-encoded in it."""
_ADDRESS = r"[\w.!#$&'*+=^{|}~%-]+@[\w.-]+"
_MAILTO = re.compile(rf"mailto:{_ADDRESS}(?:,{_ADDRESS})*(?:\?.*)?", re.IGNORECASE)
_TEL = re.compile(r"tel:[0-9A-Za-z+().;=_-]+", re.IGNORECASE)
_ENCODED_CONTROL = re.compile(r"%(?:[01][0-9a-f]|7f)", re.IGNORECASE)
_BRACKETED = re.compile(r"https?://\[[0-9a-f:.]+\]", re.IGNORECASE)
"""The brackets of an IPv6 address stay; all others are not allowed in a URL."""
_UNSAFE = re.compile(r"[\s\"'<>`{}|^\\\[\]]|[^\x21-\x7e]")
"""Characters worth a second look: those written percent-encoded and everything outside of ASCII."""


def allowed_link(url: str) -> str:
    """Return an address as a link may carry it, or nothing when it is none of these.

    `https:` and `http:` with a plain host, `mailto:`, `tel:`, a path (relative or from the root of the site), a query,
    a fragment. Refused are all other schemes, `//host`, back slashes, control characters and `user@host`.
    """
    url = url.strip()
    if re.match("mailto:|tel:", url, re.IGNORECASE):
        fits = (_MAILTO.fullmatch(url) or _TEL.fullmatch(url)) and not _ENCODED_CONTROL.search(url)
        return _written(url) if fits and not _has_control(url) else ""
    return allowed_image(url)


def allowed_image(url: str) -> str:
    """Return the address of an image as it may be carried, or nothing: as for links, less `mailto:` and `tel:`."""
    url = url.strip()
    if _has_control(url) or url.startswith("//"):
        return ""
    if _SCHEME.match(url) and not _HTTP.fullmatch(url):
        return ""
    return _written(url)


def _has_control(url: str) -> bool:
    # Browsers read a back slash as a slash and drop tabs and line breaks before they look for the scheme.
    return "\\" in url or (not url.isprintable() and any(category(character) == "Cc" for character in url))


def _written(url: str) -> str:
    host = _BRACKETED.match(url)
    start = host.end() if host else 0
    return url[:start] + _UNSAFE.sub(_encoded, url[start:])


def _encoded(match: re.Match[str]) -> str:
    character = match.group()
    if character.isascii() or category(character)[0] in "CZ":  # blanks and invisible characters, shown as what they are
        return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogatepass"))
    return character

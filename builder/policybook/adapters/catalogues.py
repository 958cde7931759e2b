"""The words of the interface in each language, from gettext catalogues. Knows nothing about pages.

A catalogue is one `.po` file per language: `locales/de.po` in the package; a file `policybook/locales/de.po` in the
user's own folder adds to it, word by word, and may bring a language that the package does not have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from babel.support import Translations

from policybook.core.errors import SettingsError
from policybook.core.language import ENGLISH, Language, locale_of

SOURCE = "en"
"""The language that the words of the code are in; it needs no catalogue."""

_PO_HINT = 'write `msgid "English words"` and below it `msgstr "your words"`'

_VALUE = re.compile(r"\{\w*\}|%\(\w+\)s")


class Catalogues:
    """Answers in which language a page speaks."""

    def __init__(self, site: str = SOURCE, folders: Sequence[Path] = ()) -> None:
        """Take the site's own language, and the user's folders that may hold `policybook/locales/LANGUAGE.po`."""
        self._folders = (
            files("policybook").joinpath("locales"),
            *(item / "policybook" / "locales" for item in folders),
        )
        self._read = lru_cache(maxsize=None)(self._uncached)
        self.site: Language = self._read(site)
        """The site's own language: known or not, its days and numbers are written as it does."""

    def language(self, tag: str) -> Language:
        """Return the language to speak on the page of a text: the text's own where its words are known.

        Else it is the site's. Raises SettingsError for a catalogue that is no PO file, or whose words ask for a value
        that is not given.
        """
        known = tag and (tag == self.site.tag or _main(tag) == SOURCE or any(map(self._sources, _names(tag))))
        return self._read(tag) if known else self.site

    def _sources(self, name: str) -> list[Traversable]:
        return [path for folder in self._folders if (path := folder.joinpath(f"{name}.po")).is_file()]

    def _uncached(self, tag: str) -> Language:
        texts = [(path, path.read_bytes()) for name in reversed(_names(tag)) for path in self._sources(name)]
        if not texts:
            return ENGLISH if tag == SOURCE else Language(tag, identity=tag)
        whole = Catalog(locale=locale_of(tag))
        for path, text in texts:
            for message in _messages(path, text, whole):
                whole[message.id] = message
        compiled = BytesIO()
        write_mo(compiled, whole)
        compiled.seek(0)
        digest = sha256(b"\0".join(text for _, text in texts)).hexdigest()[:16]
        return Language(tag, Translations(compiled), f"{tag} {digest}")


def _messages(path: Traversable, text: bytes, whole: Catalog) -> Iterator[Message]:
    """Return the words of one catalogue. One that asks for a value that the page does not give could not be said."""
    try:
        found = read_po(BytesIO(text), locale=whole.locale, abort_invalid=True)
    except (PoFileError, UnicodeDecodeError, ValueError) as error:
        raise SettingsError(
            f"this is no PO file: {error}", path=str(path), line=getattr(error, "lineno", None) or 0, hint=_PO_HINT
        ) from None
    for message in found:
        if not message.id or not message.string or message.fuzzy:
            continue
        given = set(_VALUE.findall("".join([message.id] if isinstance(message.id, str) else message.id)))
        said = [message.string] if isinstance(message.string, str) else message.string
        if unknown := sorted(set(_VALUE.findall("".join(said))) - given):
            raise SettingsError(
                f"the words {said[0]!r} ask for {unknown[0]}, which is not given there",
                path=str(path),
                line=message.lineno or 0,
                hint=f"use {', '.join(sorted(given))}" if given else "write the words without it",
            )
        yield message


def _names(tag: str) -> list[str]:
    """Return the names under which a language's words may be found, the closest first: `de-AT`, `de`."""
    return list(dict.fromkeys((tag, _main(tag))))


def _main(tag: str) -> str:
    return tag.split("-")[0].lower()

"""Attacks on readers, in every place where a text can put them: none becomes anything but words."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import html5lib
import pytest

from policybook.core import html
from policybook.core.blocks import parse
from policybook.core.errors import ContentError

SCRIPTS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<script/x>alert(1)</script >",
    "<scr<script>ipt>alert(1)",
    "<img src=x onerror=alert(1)>",
    '<img src="x" onerror="alert(1)"',
    "<IMG SRC=javascript:alert(1)>",
    "<img/src=`x`onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x>",
    "<math><mtext></p><img src=x onerror=alert(1)>",
    "<iframe src=javascript:alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<object data=data:text/html,x>",
    "<embed src=javascript:alert(1)>",
    "<form action=javascript:alert(1)><button>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href=//evil.example>",
    "<style>@import'//evil.example'</style>",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<textarea></textarea><script>alert(1)</script>",
    "<title><img src=x onerror=alert(1)></title>",
    "<xmp><script>alert(1)</script></xmp>",
    "<!--><img src=x onerror=alert(1)>",
    "<!-- --!><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?x <script>alert(1)</script>?>",
    "</p><script>alert(1)</script>",
    "</textarea></title></style></script><svg/onload=alert(1)>",
    "<a onclick=alert(1)>x</a>",
    '<a id="x" onmouseover="alert(1)">y</a>',
    '<a name="x"onfocus=alert(1)>',
    "<a id=x/onclick=alert(1)>",
    '<a id="&quot;onclick=alert(1)">x</a>',
    "<sup onclick=alert(1)>x</sup>",
    "<br onclick=alert(1)>",
    "<sub/onclick=alert(1)>x</sub>",
    "<sup><script>alert(1)</script></sup>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "\\<script>alert(1)\\</script>",
    "\x00<script>alert(1)</script>",
    "<\x00script>alert(1)</script>",
    "+ADw-script+AD4-alert(1)",
    "\u2028<script>alert(1)</script>",
    '" onmouseover="alert(1)',
    "' onmouseover='alert(1)",
    '"><script>alert(1)</script>',
    "'><img src=x onerror=alert(1)>",
    "`onmouseover=alert(1)",
    "{{constructor.constructor('alert(1)')()}}",
    "{% include 'x' %}",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "\x01javascript:alert(1)",
    " javascript:alert(1)",
    "javascript&colon;alert(1)",
    "javascript&#58;alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A&#x61vascript:alert(1)",
    "java&Tab;script:alert(1)",
    "java&NewLine;script:alert(1)",
    "javascript\\:alert(1)",
    "javascript%3Aalert(1)",
    "%6aavascript:alert(1)",
    "\u00a0javascript:alert(1)",
    "javascript\u200b:alert(1)",
    "javascript://evil.example/%0Aalert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:image/svg+xml;base64,AAAA",
    "data:image/png;base64,AAAA",
    "blob:https://evil.example/x",
    "filesystem:https://evil.example/x",
    "view-source:x",
    "feed:javascript:alert(1)",
    "jar:https://evil.example!/",
    "file:///etc/passwd",
    "//evil.example",
    "\\\\evil.example",
    "/\\evil.example",
    "https:/\\evil.example",
    "https://good.example@evil.example",
    "https:evil.example",
    "///evil.example",
    "/\t/evil.example",
    "about:blank",
    "intent://x#Intent;end",
    "x:y",
    "mailto:a@b.c%0aBcc:d@e.f",
    'tel:1;x=javascript:alert(1)"',
]
PLACES = [
    "{}",
    "a {} b",
    "# {}",
    "- {}",
    "(a) {}",
    "> {}",
    "| a |\n|---|\n| {} |",
    "[a]({})",
    "[a](<{}>)",
    '[a](b "{}")',
    "![a]({})",
    "![{}](a.png)",
    "[{}](a)",
    "<{}>",
    "[a]\n\n[a]: {}",
    "[a][b]\n\n[b]: <{}> '{}'",
    "```{}\na\n```",
    "```\n{}\n```",
    "`{}`",
    "a[^1]\n\n[^1]: {}",
    "Term\n: {}",
    "# a {{#{}}}",
    '<a id="{}">b</a>',
    "<a name={}>",
    "<!-- {} -->",
    "<sup>{}</sup>",
    "*{}*",
    "    {}",
    '![a](b.png "{}")',
]
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title"},
    "span": {"id"},
    "ol": {"class"},
    "li": {"value", "data-marker"},
    "td": {"class"},
    "th": {"class"},
    "sup": {"class"},
    "div": {"class", "data-marker"},
}
_TAGS = {
    "p",
    "h1",
    "h2",
    "ul",
    "blockquote",
    "table",
    "tbody",
    "tr",
    "pre",
    "code",
    "hr",
    "br",
    "em",
    "strong",
    "sub",
    "dl",
    "dt",
    "dd",
}
_TAGS |= set(_ATTRIBUTES)


def findings(markup: str) -> list[str]:
    """Return every element, attribute and address in HTML that a policy has no use for."""
    found = []
    root = html5lib.parseFragment(markup, container="div", namespaceHTMLElements=False)
    for element in root.iter():
        if element is root:
            continue
        if element.tag not in _TAGS:
            found.append(f"<{element.tag}>")
        found += [f"{element.tag} {name}" for name in element.attrib if name not in _ATTRIBUTES.get(element.tag, ())]
        found += [value for name in ("href", "src") if (value := element.get(name)) is not None and not is_plain(value)]
    return found


def is_plain(address: str) -> bool:
    """Return whether a browser can take an address only for a web, mail or telephone address, or a place on this site.

    Written apart from `links`, in the order in which browsers work: drop controls, look for the scheme, then the host.
    """
    seen = re.sub("[\x00-\x20]", "", address).replace("\\", "/")
    scheme = re.match("([A-Za-z][A-Za-z0-9+.-]*):", seen)
    if scheme is None:
        return not seen.startswith("//") and ":" not in seen.partition("/")[0].partition("#")[0].partition("?")[0]
    if scheme[1].lower() in ("http", "https"):
        parts = urlsplit(seen)
        return bool(parts.hostname) and "@" not in parts.netloc and seen[len(scheme[0]) :].startswith("//")
    return scheme[1].lower() in ("mailto", "tel") and "%0a" not in seen.lower()


@pytest.mark.parametrize("place", PLACES)
def test_no_script_comes_through(place: str) -> None:
    """Notes, texts and foreign repositories reach public pages; nothing in them may run, load or lead astray."""
    for script in SCRIPTS:
        source = place.format(script, script)
        try:
            markup = html.blocks(parse(source))
        except ContentError:
            continue

        assert findings(markup) == [], source


def test_the_check_itself_finds_scripts() -> None:
    """A check that finds nothing in an attack would prove nothing."""
    assert findings("<script>x</script>") == ["<script>"]
    assert findings('<p onclick="x">a</p>') == ["p onclick"]
    assert findings('<a href="java&#10;script:x">a</a>') == ["java\nscript:x"]
    assert findings('<a href="//x">a</a><a href="/\\x">a</a>') == ["//x", "/\\x"]
    assert findings('<a href="https://a@b">a</a>') == ["https://a@b"]
    assert findings('<a href="https://a/b@c">a</a><a href="x/y:z">a</a>') == []


def test_there_are_enough_attacks() -> None:
    """The matrix must not shrink by accident."""
    assert len(SCRIPTS) >= 60
    assert len(PLACES) >= 15
    assert len(set(SCRIPTS)) == len(SCRIPTS)

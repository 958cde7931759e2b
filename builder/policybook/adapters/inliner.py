"""The styles of a mail moved into its elements, where mail readers honour them. Knows nothing about notices."""

from __future__ import annotations

from policybook.core.errors import MailError


def inlined(html: str) -> str:
    """Return HTML with the rules of its `<style>` elements on the elements themselves; media queries stay in the head.

    Nothing is fetched. Raises MailError when the optional `css-inline` is not installed or cannot read the HTML.
    """
    try:
        from css_inline import CSSInliner, InlineError
    except ImportError:
        raise MailError(
            "notices need css-inline, which is not installed", hint='run: pip install "policybook[mail]"'
        ) from None
    inliner = CSSInliner(
        keep_at_rules=True, load_remote_stylesheets=False, minify_css=True, remove_inlined_selectors=True
    )
    try:
        return inliner.inline(html)
    except InlineError as error:
        raise MailError(f"the styles of the mail cannot be applied: {error}") from error

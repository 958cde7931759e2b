"""Whether this machine can write PDFs; tests that need it are skipped where it cannot. CI installs what is needed."""

from __future__ import annotations

import pytest

from policybook.adapters.pdfwriter import engine
from policybook.core.errors import MissingPartError


def _missing() -> str:
    try:
        engine()
    except MissingPartError as error:
        return str(error)
    return ""


needs_weasyprint = pytest.mark.skipif(bool(_missing()), reason=_missing())
"""Marks tests that write a PDF."""

"""Where the PDFs of a policy are. Knows nothing about what is in them.

A file that is saved keeps nothing but its name, so the name says what it is.
"""

from __future__ import annotations

from policybook.core.timeline import Policy, Revision


def in_force_path(policy: Policy) -> str:
    """Return the site path of the PDF of a policy's page: `terms/terms.pdf`."""
    return f"{policy.address}/{_name(policy)}.pdf"


def revision_path(policy: Policy, revision: Revision) -> str:
    """Return the site path of the PDF of a revision's full text: `terms/2024-03-01/terms-2024-03-01.pdf`."""
    return f"{policy.address}/{revision.id}/{_name(policy)}-{revision.id}.pdf"


def redline_path(policy: Policy, revision: Revision) -> str:
    """Return the site path of a redline's PDF: `terms/2024-03-01/redline/terms-2024-03-01-redline.pdf`."""
    return f"{policy.address}/{revision.id}/redline/{_name(policy)}-{revision.id}-redline.pdf"


def _name(policy: Policy) -> str:
    return policy.address.rsplit("/", 1)[-1]

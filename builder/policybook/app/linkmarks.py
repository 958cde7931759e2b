"""How the links of texts are marked inside finished redlines. Knows nothing else."""

LINK_MARK = "x-policybook:"
"""Stands before the link targets of texts inside a finished redline, which many pages show: each resolves them
its own way."""

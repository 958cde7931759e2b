"""Publish an organisation's policies from git: pages, history, redlines and the notices to send."""

__version__ = "0.1.0"

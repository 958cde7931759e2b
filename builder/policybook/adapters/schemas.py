"""The JSON Schemas of the lists that programs read, as the site publishes them. Knows nothing about what they list."""

from __future__ import annotations

from importlib.resources import files

SCHEMAS = ("versions", "policies", "manifest", "notices")
"""The lists that have a schema, by the names of their files."""


def schema(name: str) -> bytes:
    """Return the JSON Schema (draft 2020-12) of `versions.json` and the like."""
    return files("policybook").joinpath("schemas", f"{name}.schema.json").read_bytes()

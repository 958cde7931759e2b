"""A file written whole or not at all. Knows nothing about what is in it; the one module that adapters share."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import NamedTemporaryFile


def write_whole(path: Path, content: bytes) -> None:
    """Write a file beside its place and move it there: a crash or a reader meets the old file or the new one."""
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.stem[:40]}.", delete=False) as file:
        temporary = Path(file.name)
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            file.close()
            temporary.chmod(0o644)
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise

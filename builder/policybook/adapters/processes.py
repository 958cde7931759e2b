"""Which machine this is, and which of its processes live. Knows nothing about what they do."""

from __future__ import annotations

import os
import socket
from pathlib import Path

_NAMESPACE = Path("/proc/self/ns/pid")


def this_machine() -> str:
    """Return a name for where process numbers mean the same: the machine's, and the container's where there is one."""
    try:
        return f"{socket.gethostname()} {_NAMESPACE.readlink()}"
    except OSError:
        return socket.gethostname()


def is_alive(pid: int) -> bool:
    """Return whether a process of this machine lives."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True

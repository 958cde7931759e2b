"""A Postfix of our own on the loopback interface: real queue, real log; what it takes it throws away."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

MAIN = """
compatibility_level = 3.6
queue_directory = {home}/queue
data_directory = {home}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
myhostname = proof.example.org
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mydestination =
mynetworks = 127.0.0.0/8
default_transport = discard:
relay_transport = discard:
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_peername_lookup = no
maillog_file = {home}/log/mail.log
maillog_file_prefixes = {home}
alias_maps =
alias_database =
"""
MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
smtp unix - - n - - smtp
local unix - n n - - local
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True)
class Postfix:
    """A running server."""

    home: Path
    port: int

    @property
    def log(self) -> Path:
        """Its log."""
        return self.home / "log" / "mail.log"

    def taken(self) -> Counter[str]:
        """How often a mail to each recipient left the queue."""
        found = re.findall(r"discard\[\d+\]: \w+: to=<([^>]+)>.*status=sent", self.log.read_text(errors="replace"))
        return Counter(found)

    def settle(self) -> None:
        """Wait until the queue is empty."""
        for _ in range(240):
            time.sleep(0.5)
            shown = subprocess.run(
                ["postqueue", "-c", self.home / "etc", "-p"], capture_output=True, text=True, check=False
            ).stdout
            if "queue is empty" in shown:
                return
        raise AssertionError("Postfix does not empty its queue")


@contextmanager
def running_postfix(more: str = "") -> Iterator[Postfix]:
    """Run it, with more lines of `main.cf`; skips where Postfix is not installed or we are not root."""
    if shutil.which("smtp-source", path="/usr/sbin") is None:
        pytest.skip("no Postfix is installed")
    if os.geteuid() != 0:
        pytest.skip("Postfix is started by root")
    home = Path(tempfile.mkdtemp(prefix="policybook-postfix-"))
    home.chmod(0o755)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    for name in ("etc", "queue", "data", "log"):
        (home / name).mkdir()
    shutil.chown(home / "data", "postfix")
    (home / "etc" / "main.cf").write_text(MAIN.format(home=home) + more)
    (home / "etc" / "master.cf").write_text(MASTER.format(port=port))
    command = ["postfix", "-c", str(home / "etc")]
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run([*command, "start"], check=True, **quiet)  # type: ignore[call-overload]
    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield Postfix(home, port)
    finally:
        subprocess.run([*command, "stop"], check=False, **quiet)  # type: ignore[call-overload]
        shutil.rmtree(home, ignore_errors=True)

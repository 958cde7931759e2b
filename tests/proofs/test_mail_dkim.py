"""A mail server's DKIM signature covers what mailbox providers want covered, and breaks with it: a real OpenDKIM."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from mail_server import MailServer
from proofs.mailings import command, folder, outcome
from proofs.postfix import running_postfix

DOCUMENTATION = Path(__file__).parent.parent.parent / "docs" / "notices.md"
COVERED = (
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "List-Id",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
)
CONFIGURATION = """Domain example.org
Selector proof
KeyFile {home}/key.pem
Socket local:{home}/socket
Mode s
Canonicalization relaxed/simple
RequireSafeKeys false
InternalHosts 0.0.0.0/0
{sign}
"""


@contextmanager
def running_opendkim() -> Iterator[tuple[Path, bytes]]:
    """Run it with a key of its own; give its socket and the record that DNS would have."""
    program = shutil.which("opendkim", path="/usr/sbin")
    if program is None:
        pytest.skip("no OpenDKIM is installed")
    found = re.search(r"^SignHeaders .*$", DOCUMENTATION.read_text("utf-8"), re.MULTILINE)
    assert found, "the documentation says what to sign"
    home = Path(tempfile.mkdtemp(prefix="policybook-dkim-"))  # short: the path of a socket has 107 characters at most
    home.chmod(0o755)
    key = generate_private_key(65537, 2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    (home / "key.pem").write_bytes(pem)
    (home / "conf").write_text(CONFIGURATION.format(home=home, sign=found.group()))
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    server = subprocess.Popen([program, "-f", "-x", home / "conf"])
    try:
        for _ in range(100):
            if (home / "socket").exists():
                break
            assert server.poll() is None, "OpenDKIM does not run"
            time.sleep(0.1)
        (home / "socket").chmod(0o777)
        yield home / "socket", b"v=DKIM1; k=rsa; p=" + b64encode(public)
    finally:
        server.terminate()
        server.wait(30)
        shutil.rmtree(home, ignore_errors=True)


def verified(data: bytes, record: bytes) -> bool:
    found: bool = dkim.DKIM(data).verify(dnsfunc=lambda name, timeout=5: record)
    return found


def test_the_signature_covers_every_field_that_counts(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Set up as the documentation says; one byte of the link for leaving changed, and it is broken (RFC 8058, 4)."""
    if not request.config.getoption("--servers"):
        pytest.skip("starts a Postfix and an OpenDKIM: run with --servers")
    with MailServer() as provider, running_opendkim() as (socket, record):
        more = (
            f"smtpd_milters = unix:{socket}\nmilter_default_action = tempfail\n"
            f"default_transport = smtp:[127.0.0.1]:{provider.port}\n"
        )
        with running_postfix(more) as postfix:
            site = folder(tmp_path, transport=f"smtp://127.0.0.1:{postfix.port}", number=5)
            said = outcome(command(site, "resume"))
            postfix.settle()
    assert "5 of 5 accepted" in said
    assert len(provider.taken) == 5
    for item in provider.taken:
        (signature,) = item.message.get_all("DKIM-Signature", [])
        tags = dict(re.findall(r"(\w+)=([^;]*)", re.sub(r"\s", "", str(signature))))

        assert verified(item.data, record)
        assert {name.lower() for name in COVERED} <= set(tags["h"].lower().split(":"))
        assert not verified(item.data.replace(b"/u/", b"/v/", 1), record)
        for name in COVERED:
            changed = re.sub(rb"(?m)^(%s:\s*.*?)[a-z]" % name.encode(), rb"\1X", item.data, count=1)
            assert changed != item.data
            assert not verified(changed, record), name

"""The command that runs the subscribe server: parse, start, answer until told to end."""

from __future__ import annotations

import logging
import signal
import sys
from contextlib import ExitStack
from importlib.util import find_spec

import click

from policybook.adapters.terminal import TerminalProgress
from policybook.core.errors import MissingPartError
from policybook.invocation import Invocation, need_mail_part, now, reported

_LIBRARIES = ("flask", "limits", "prometheus_client", "waitress")


@click.command("subscribe-server")
@click.option("--listen", default="127.0.0.1:8080", metavar="HOST:PORT", help="Where to listen; also unix:/path")
@click.option("--trusted-proxy", default="", metavar="ADDRESS", help="Proxy whose X-Forwarded-For counts")
@click.option("--threads", type=click.IntRange(1, 64), default=8, help="Requests answered at once")
@click.pass_obj
@reported
def subscribe_server(invocation: Invocation, listen: str, trusted_proxy: str, threads: int) -> None:
    """Serve the pages on which people join the notification list and leave it

    Run it behind a web server that speaks https. The policies are read when it starts: start it again when one is
    added. `mail_transport` sends the mails in which people confirm.
    """
    need_mail_part()
    for name in _LIBRARIES:
        if find_spec(name) is None:
            raise MissingPartError(
                f"the subscribe server needs {name}, which is not installed",
                hint='run: pip install "policybook[server]"',
            )
    from policybook.web.serving import Listening, opened, serve

    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s", level=logging.WARNING)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # nothing is half done: every answer is one transaction
    settings = invocation.settings()
    how = Listening(where=listen, trusted_proxy=trusted_proxy, threads=threads)
    with ExitStack() as stack:
        with TerminalProgress() as progress:
            app = stack.enter_context(opened(settings, clock=now, progress=progress))
        serve(app, how, ready=lambda where: click.echo(f"Listening at {where}", err=True))

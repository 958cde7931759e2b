"""Mails that came back, for tests."""

from __future__ import annotations

TOKEN = "0123456789abcdef0123456789abcdef01234567"
ADDRESS = "bounces+{token}@example.org"


def report(
    *, action: str = "failed", status: str = "5.1.1", code: str = "smtp; 550 5.1.1 no such user", **top: str
) -> bytes:
    """A delivery status as Postfix writes it."""
    fields = {"To": ADDRESS.format(token=TOKEN), **{name.replace("_", "-"): value for name, value in top.items()}}
    head = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return (
        f"Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\n{head}Subject: Undelivered Mail\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\n\n'
        "--B\nContent-Type: text/plain\n\nSorry.\n"
        "--B\nContent-Type: message/delivery-status\n\n"
        "Reporting-MTA: dns; mx.example\n\n"
        f"Final-Recipient: rfc822; ada@example.org\nAction: {action}\nStatus: {status}\nDiagnostic-Code: {code}\n\n"
        f"--B\nContent-Type: text/rfc822-headers\n\nReturn-Path: <bounces+{'f' * 40}@example.org>\n\n--B--\n"
    ).encode()


def complaint(original: str) -> bytes:
    """A complaint in the Abuse Reporting Format."""
    return (
        "To: fbl@example.org\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="B"\n\n'
        "--B\nContent-Type: text/plain\n\nComplaint.\n"
        "--B\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\nUser-Agent: X/1\nVersion: 1\n\n"
        f"--B\nContent-Type: message/rfc822\n\n{original}\n\nText.\n--B--\n"
    ).encode()

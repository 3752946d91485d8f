"""Receipts a second, from what is kept of each to its mail in the queue, and out to smtp-sink.

    python -m tests.bench receipts

Rounds alternate with Python's `email`, which composes as many of the same mails anew.
"""

from __future__ import annotations

import os
import statistics
import time
from pathlib import Path

from tests.bench.frame import Row
from tests.bench.mail import deliver, sink
from tests.bench.served import CONNECTIONS, surroundings, tokens


def due(number: int, mark: str, folder: Path) -> None:
    """So many receipts whose voices the published log holds, and no mail that waits."""
    from tests.kernel.growing import sequence_all
    from tocsin.kernel.mail.outbox import Mail
    from tocsin.signing import batches

    tokens(number, mark, folder / "links")
    links = (folder / "links").read_text().split()
    for at in range(0, number, CONNECTIONS):
        asked = [batches.Asked(link, receipt=True) for link in links[at : at + CONNECTIONS]]
        batches.confirm_many(asked)
    sequence_all()
    Mail.objects.all().delete()


def made(number: int) -> float:
    """Receipts a second."""
    from tocsin.signing import receipts

    began, done = time.perf_counter(), 0
    while found := receipts.mail_due():
        done += found
    taken = time.perf_counter() - began
    assert done == number, f"{done} of {number} were made"
    return number / taken


def composed(number: int) -> float:
    """The same mails by Python's `email` alone, a second."""
    from email import message_from_bytes, policy

    from tocsin.kernel.mail.outbox import Mail, Message, compose, open_mail

    to, raw = open_mail(Mail.objects.filter(batch="receipt")[:1][0])
    mail = message_from_bytes(raw, policy=policy.default)
    text, *files = (part.get_content() for part in mail.walk() if not part.is_multipart())
    whole = {"receipt.tlog-proof": files[0].decode()}
    began = time.perf_counter()
    for at in range(number):
        compose(Message(f"receipt-{at}", "receipt", to, mail["Subject"], text, files=whole))
    return number / (time.perf_counter() - began)


def rows(quick: bool) -> list[Row]:
    """To make, and to send what was made."""
    rounds, number = (1, 400) if quick else (5, 4000)
    os.environ["TOCSIN_LOG_MINUTES"] = "0"
    os.environ["TOCSIN_SLOW_MINUTES"] = "0"
    ours, theirs, sent = [], [], []
    with surroundings("sqlite") as folder, sink() as port:
        os.environ["TOCSIN_SMTP_URL"] = f"smtp://127.0.0.1:{port}"
        for round_ in range(rounds):
            due(number, f"r{round_}x", folder)
            ours.append(made(number))
            theirs.append(composed(number // 10))
            sent.append(number / deliver(1))
    return [
        Row(
            "receipts into the queue",
            f"{statistics.median(ours):,.0f} a second ({min(ours):,.0f}–{max(ours):,.0f})",
            f"composed anew by Python's email: {statistics.median(theirs):,.0f} a second",
            "no slower than confirmations come in",
        ),
        Row("receipts into smtp-sink", f"{statistics.median(sent):,.0f} a second"),
    ]

"""What a mail server's report says of a mail of ours: nobody is there, it was refused, or neither.

Reports as RFC 3464 has them are read here, by status and by what the other server said. For those
written in words alone flufl.bounce knows what many programs write.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from email.message import Message
from enum import Enum

from tocsin.kernel.mail import foreign

# A machine's own mailbox; whoever is on holiday answers from another.
MACHINES = re.compile(r"(?:mailer-daemon|postmaster)@", re.IGNORECASE)
AUTOMATIC = re.compile(r"auto[_-]?(?:reply|generated|replied)", re.IGNORECASE)
STATUSES = {"message/delivery-status", "message/global-delivery-status"}  # RFC 3464, RFC 6533
# opensmtpd says “error”.
FAILED = re.compile(r"\s*(?:failed|failure|error)\b", re.IGNORECASE)
CODE = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?!\.?\d)")
REPLY = re.compile(r"(?<![\d.])([45])\d\d(?=[ -])")
# Mailbox or domain is not there or closed for good. Outlook says 5.4.1 of mailboxes, too.
NOT_THERE = {
    *("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"),
    *("5.4.1", "5.4.4", "5.4.310"),
}
NOBODY = re.compile(
    r"no such (?:user|mailbox|recipient|address|account|person|local)"
    r"|(?:user|recipient|mailbox|account)(?: is)? (?:unknown|not found|unavailable|disabled|closed)"
    r"|(?:unknown|invalid|bad|non-?existent) (?:user|recipient|mailbox|address|local part)"
    r"|(?:does ?n[o'’]t|does not|not) exist|doesn[t'’]* have an? [\w.]{1,40} account"
    r"|no mailbox (?:here )?by that name|unrouteable|nxdomain|host not found|domain not found"
    r"|address rejected: access denied|recipientnotfound|not our customer"
    r"|to non-existent hosts|lookups failed permanently|indicated no smtp service",
    re.IGNORECASE,
)
# Exim gives up with the code of a failure.
LATER = re.compile(
    r"retry time(?:out exceeded| not reached)|failing for a long time", re.IGNORECASE
)
# About the mail or about us, whatever else stands there.
POLICY = re.compile(
    r"spam|blocked|black ?list|block ?list|polic(?:y|ies)|reputation|dmarc|\bspf\b|dkim|virus"
    r"|relay(?:ing)? (?:access )?denied|unable to relay|not permitted|rate limit|too large",
    re.IGNORECASE,
)
OURS = re.compile(  # where words end and the mail that came back begins
    r"^(?:-{2,}.*(?:original|copy|returned|below this line|message header)"
    r"|.*(?:this is a copy|copy of the (?:message|header)|original message)"
    r"|(?:Return-Path|Received|DKIM-Signature): )",
    re.IGNORECASE | re.MULTILINE,
)
ADDRESS = re.compile(r"[!-?A-~]+@[!-?A-~]+")
READ, LONGEST, WORDS = 64 * 1024, 400, 6000  # of what is read by words: bytes, a line, letters


class Verdict(Enum):
    """What is known of a mail; REFUSED may be about the mail or about us."""

    GONE = "gone"
    REFUSED = "refused"
    NOTHING = ""


def is_report(whole: Message, envelope: str | None = None) -> bool:
    """Whether a mail looks as mail servers' reports do; they have no sender (RFC 5321 §4.5.5)."""
    return (
        whole.get_content_type() == "multipart/report"
        or bool(MACHINES.match(_sender(whole)))
        or envelope == ""
    )


def is_answer(whole: Message) -> bool:
    """Whether a person's program wrote it: RFC 3834, and what was usual before."""
    submitted = str(whole.get("Auto-Submitted", "")).strip().casefold()
    precedence = str(whole.get("Precedence", "")).strip()
    if submitted not in {"", "no"} or AUTOMATIC.match(precedence):
        return True
    return any(whole.get(name) is not None for name in ("X-Autoreply", "X-Autorespond"))


def verdict(whole: Message, raw: bytes, envelope: str | None = None) -> Verdict:
    """What it says of the one mail that it is about; `raw` is the same as bytes.

    What is not said plainly is nothing: delays, relays, holidays, questions, refusals for now.
    """
    if told := [_of(block, whole) for block in _recipients(whole)]:
        return told[0] if len(set(told)) == 1 else Verdict.NOTHING
    machine = MACHINES.match(_sender(whole))
    if not is_report(whole, envelope) or (is_answer(whole) and not machine):
        return Verdict.NOTHING
    if whole.get_param("report-type") in {"disposition-notification", "feedback-report"}:
        return Verdict.NOTHING
    return _by_words(raw)


def _sender(whole: Message) -> str:
    return foreign.address(str(whole.get("From", "")))


def _recipients(whole: Message) -> Iterator[Message]:
    """The blocks of a report that are about a recipient."""
    for part in whole.walk():
        if part.get_content_type() in STATUSES:
            for block in _blocks(part):
                if block.get("Action") is not None or block.get("Final-Recipient") is not None:
                    yield block


def _blocks(part: Message) -> Iterator[Message]:
    """Python takes apart the type of RFC 3464; that of RFC 6533 is a mail to it, with a body."""
    inner = part.get_payload()
    for one in inner if isinstance(inner, list) else ():
        if isinstance(one, Message):
            yield one
            rest = one.get_payload()
            blocks = re.split(r"\r?\n\r?\n", rest) if isinstance(rest, str) else ()
            yield from map(email.message_from_string, blocks)


def _body(part: Message) -> bytes:
    body = part.get_payload(decode=True)
    return body if isinstance(body, bytes) else b""


def _of(block: Message, whole: Message) -> Verdict:
    """By Action, Status and Diagnostic-Code; the other server's own words count for more.

    Where no other server spoke, Exim says why to people alone, in the report's first part.
    """
    if not FAILED.match(str(block.get("Action", ""))):
        return Verdict.NOTHING
    said = " ".join(str(block.get("Diagnostic-Code", "")).split())[:WORDS]
    status = CODE.findall(str(block.get("Status", "")))
    if not said and set(status) <= {"5.0.0"}:
        parts = whole.get_payload()
        said = _words(parts[0]) if isinstance(parts, list) and isinstance(parts[0], Message) else ""
    return _weighed(said, CODE.findall(said) or status, status)


def _by_words(raw: bytes) -> Verdict:
    """Of a report that no program was meant to read."""
    from flufl.bounce import all_failures

    # Cut short, since its patterns take their time with long lines.
    lines = raw[:READ].splitlines()
    short = email.message_from_bytes(b"\n".join(line[:LONGEST] for line in lines))
    sender = _sender(short)
    del short["From"]  # Courier says “<@>”, over which some of its detectors stumble
    short["From"] = sender if ADDRESS.fullmatch(sender) else "mailer-daemon@localhost"
    try:
        later, failed = all_failures(short)
    except (ValueError, LookupError, TypeError, AttributeError):
        return Verdict.NOTHING
    if later or not failed:
        return Verdict.NOTHING
    words = _words(short)
    return _weighed(words, CODE.findall(words), [])


def _words(short: Message) -> str:
    """What the server says before it gives the mail back."""
    texts = (one for one in short.walk() if one.get_content_maintype() == "text")
    said = "\n".join(_body(one)[:READ].decode("utf-8", "replace") for one in texts)
    end = OURS.search(said)
    return said[: end.start() if end else WORDS][:WORDS]


def _weighed(said: str, codes: list[str], status: list[str]) -> Verdict:
    """`codes` are what was found in the words, or else the `status` of the report."""
    replies = REPLY.findall(said)
    first = (codes or status or [f"{one}.0.0" for one in replies] or ["5.0.0"])[0]
    if first.startswith("4") or any(one.startswith("4") for one in (*status, *replies[:1])):
        return Verdict.NOTHING
    if not first.startswith("5") or LATER.search(said):
        return Verdict.NOTHING
    if POLICY.search(said):
        return Verdict.REFUSED
    is_gone = first in NOT_THERE or NOBODY.search(said)
    return Verdict.GONE if is_gone else Verdict.REFUSED

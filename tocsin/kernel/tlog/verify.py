"""Checks a receipt without asking anybody: `python verify.py RECEIPT --key VKEY`.

One file that runs alone (Python and the package cryptography), so that it can be handed on.
Formats: signed-note, tlog-checkpoint, tlog-cosignature, tlog-proof, tlog-policy (c2sp.org).
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import json
import re
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

LOG, COSIGNER = 0x01, 0x04  # kinds of key (signed-note, “Signature types”)
MOST_SIGNATURES, MOST_BYTES, MOST_SIZE = 64, 1_000_000, 2**63
PROOF = "c2sp.org/tlog-proof@v1"
VERIFIED, REFUTED, UNSURE = 0, 1, 2
SHOWN = 80  # characters of a name; somebody may give a whole text for it
DAMAGED = "A line of the file is damaged. Take the file as it was sent, not a copy of its text."
# What the numbers in a log of Tocsin say. Words of the field, since this file travels alone.
KINDS = {
    1: "signature on the web",
    2: "signature on the web, voided by the desk",
    3: "revision published",
    4: "conveyance to an addressee",
    5: "reply recorded",
    6: "paper sheet accepted",
    7: "change of a key",
    8: "signature on paper",
    9: "signature on the web, withdrawn by its signatory",
    10: "signature on paper, voided by the desk",
    11: "signature on paper, withdrawn",
}
SIGNATURES = (1, 8)


class Invalid(Exception):  # noqa: N818 - it is no error of the program
    """What was read does not hold; the sentence says what and what to do.

    `unsure`: nothing was refuted, it only cannot be told here (exit code 2 instead of 1).
    """

    def __init__(self, sentence: str, *, unsure: bool = False) -> None:
        # Names come from strangers: nothing that steers a terminal goes through.
        self.sentence = "".join(char if char.isprintable() else "?" for char in sentence)
        super().__init__(self.sentence)
        self.unsure = unsure


def leaf_hash(entry: bytes) -> bytes:
    """RFC 6962 §2.1."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """RFC 6962 §2.1."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_from_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes]) -> bytes:
    """The root of the tree of `size` leaves that the proof leads to (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size:
        raise Invalid(f"The entry {index} cannot be in a log of {size} entries.")
    if any(len(one) != 32 for one in (leaf, *proof)):
        raise Invalid("A hash of the proof has not 32 bytes. Ask for the file again.")
    at, last, found = index, size - 1, leaf
    for one in proof:
        if last == 0:
            raise Invalid("The proof is longer than the tree is high. Ask for the file again.")
        if at & 1 or at == last:
            found = node_hash(one, found)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, one)
        at, last = at >> 1, last >> 1
    if last:
        raise Invalid("The proof is too short for the tree. Ask for the file again.")
    return found


def verify_inclusion(
    index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes
) -> None:
    """Whether the leaf lies at `index` in the tree with that root; else Invalid."""
    if root_from_inclusion(index, size, leaf, proof) != root:
        raise Invalid("The entry is not in the tree that the checkpoint names. Ask for it again.")


def verify_consistency(
    size1: int, size2: int, proof: Sequence[bytes], root1: bytes, root2: bytes
) -> None:
    """Whether the second tree is the first, grown (RFC 9162 §2.1.4.2); else Invalid."""
    if not 0 < size1 <= size2:
        raise Invalid(f"A log of {size2} entries cannot have grown from one of {size1}.")
    if size1 == size2:
        if proof or root1 != root2:
            raise Invalid(f"There are two different logs of {size1} entries: one was forked off.")
        return
    if any(len(one) != 32 for one in (*proof, root1, root2)):
        raise Invalid("A hash of the proof has not 32 bytes. Ask for the proof again.")
    path = list(proof) if size1 & (size1 - 1) else [root1, *proof]
    if not path:
        raise Invalid("The proof of growth is empty. Ask for the proof again.")
    if _grown(size1 - 1, size2 - 1, path) != (root1, root2):
        raise Invalid("The log was rewritten: the larger tree does not contain the smaller one.")


def _grown(at: int, last: int, path: Sequence[bytes]) -> tuple[bytes, bytes]:
    """The roots of the old and the new tree that the path leads to."""
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = path[0]
    for one in path[1:]:
        if last == 0:
            raise Invalid("The proof of growth has the wrong length. Ask for the proof again.")
        if at & 1 or at == last:
            old, new = node_hash(one, old), node_hash(one, new)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            new = node_hash(new, one)
        at, last = at >> 1, last >> 1
    if last:
        raise Invalid("The proof of growth has the wrong length. Ask for the proof again.")
    return old, new


def decoded(data: bytes | str) -> str:
    """The text of a note or a proof: UTF-8 and no control characters but line ends."""
    try:
        text = data if isinstance(data, str) else data.decode("utf-8")
        text.encode("utf-8")  # a lone half of a pair is no text either
    except UnicodeError as error:
        raise Invalid("The file is no text. Take it as it was sent, not a copy of it.") from error
    if len(text) > MOST_BYTES or re.search(r"[\x00-\x09\x0b-\x1f]", text):
        raise Invalid("The file has bytes that do not belong there. Take it as it was sent.")
    return text


def unbase64(text: str, length: int | None = None) -> bytes:
    """Standard base64 in its one spelling (RFC 4648 §4), of a certain length; else Invalid."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except ValueError as error:
        raise Invalid(DAMAGED) from error
    if base64.b64encode(data).decode() != text or length not in {None, len(data)}:
        raise Invalid(DAMAGED)
    return data


def number(text: str) -> int:
    """A decimal without leading zeros, below 2^63; else Invalid."""
    if not re.fullmatch(r"0|[1-9][0-9]{0,18}", text) or int(text) >= MOST_SIZE:
        raise Invalid(DAMAGED)
    return int(text)


def is_name(name: str) -> bool:
    """Whether a key may be called so."""
    return bool(name) and not any(char.isspace() or char == "+" for char in name)


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """Four bytes that tell keys of a note apart."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


@dataclass(frozen=True)
class Verifier:
    """A public key with its name; `kind` is LOG or COSIGNER."""

    name: str
    kind: int
    public: bytes

    @classmethod
    def parse(cls, vkey: str) -> Verifier:
        """Reads `name+hex+base64`."""
        parts = decoded(vkey.strip()).split("+", 2)
        if len(parts) != 3 or not is_name(parts[0]) or not re.fullmatch("[0-9a-f]{8}", parts[1]):
            raise Invalid("This is no key of a log. It reads “name+8 digits+letters” in one line.")
        raw = unbase64(parts[2])
        if len(raw) != 33 or raw[0] not in {LOG, COSIGNER}:
            raise Invalid(f"The key “{parts[0]}” is of a kind that is not known here.")
        made = cls(parts[0], raw[0], raw[1:])
        if made.key_id.hex() != parts[1]:
            raise Invalid(f"The key “{parts[0]}” is damaged. Copy its whole line again.")
        return made

    @property
    def key_id(self) -> bytes:
        """Four bytes; with the name they say which key signed."""
        return key_id(self.name, self.kind, self.public)

    def signed(self, text: str, signature: bytes) -> int | None:
        """Whether this key signed; the time for a cosignature, else 0. None: it did not."""
        message, when = text.encode(), 0
        if self.kind == COSIGNER:
            when, signature = int.from_bytes(signature[:8], "big"), signature[8:]
            message = b"cosignature/v1\ntime %d\n" % when + message
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return None
        return when if when < MOST_SIZE else None


@dataclass(frozen=True)
class Signed:
    """The text of a note that is signed; `by` says by which known keys, and when."""

    text: str
    by: dict[Verifier, int]


def split_note(note: bytes | str) -> tuple[str, list[tuple[str, bytes, str]]]:
    """Text and signatures (name, key id ‖ signature, the line) of a note; nothing is verified."""
    text, blank, lines = decoded(note).rpartition("\n\n")
    if not blank or not lines.endswith("\n"):
        raise Invalid("This is no signed note: its signatures are missing. Take the whole file.")
    found = []
    for line in lines[:-1].split("\n"):
        mark, _, rest = line.partition(" ")
        name, space, blob = rest.partition(" ")
        if mark != "—" or not space or not is_name(name):
            raise Invalid("A line of signature is damaged. Take the file as it was sent.")
        found.append((name, unbase64(blob), line + "\n"))
        if len(found[-1][1]) < 5 or len(found) > MOST_SIGNATURES:
            raise Invalid("A line of signature is damaged. Take the file as it was sent.")
    return text + "\n", found


def open_note(note: bytes | str, verifiers: Iterable[Verifier]) -> Signed:
    """The text, if at least one of these keys signed it and none of them wrongly; else Invalid."""
    text, signatures = split_note(note)
    known = {(one.name, one.key_id): one for one in verifiers}
    by: dict[Verifier, int] = {}
    for name, blob, _ in signatures:
        verifier = known.get((name, blob[:4]))
        if verifier is None:
            continue
        when = verifier.signed(text, blob[4:])
        if when is None:
            raise Invalid(f"The signature of “{name}” is wrong: the text was altered.")
        by[verifier] = max(when, by.get(verifier, 0))
    if not by:
        names = ", ".join(sorted({f"“{name}”" for name, _, _ in signatures}))
        raise Invalid(f"It is signed by {names}, not by the key you trust. Is it the right key?")
    return Signed(text, by)


@dataclass(frozen=True)
class Checkpoint:
    """What a log vouches for: its origin, its number of entries and the root of their tree."""

    origin: str
    size: int
    root: bytes

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """Reads the text of a note (tlog-checkpoint); lines of extension are passed over."""
        lines = text.split("\n")
        if len(lines) < 4 or lines.pop() or not all(lines):
            raise Invalid("This is no checkpoint of a log. Take the file as it was sent.")
        return cls(lines[0], number(lines[1]), unbase64(lines[2], 32))

    def text(self) -> str:
        """The text to sign."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


@dataclass(frozen=True)
class Witnessed:
    """A checkpoint that a policy accepts; `witnesses` are names and times in seconds."""

    checkpoint: Checkpoint
    witnesses: dict[str, int]
    note: str


@dataclass(frozen=True)
class Policy:
    """Whose signatures are needed (tlog-policy); a group needs `k` of its members."""

    logs: tuple[Verifier, ...]
    witnesses: dict[str, Verifier]
    groups: dict[str, tuple[int, tuple[str, ...]]]
    quorum: str

    @classmethod
    def of(cls, log: Verifier) -> Policy:
        """One log and no witness."""
        return cls((log,), {}, {}, "none")

    @classmethod
    def parse(cls, data: bytes | str) -> Policy:
        """Reads a policy file."""
        raw = data.encode("utf-8", "surrogateescape") if isinstance(data, str) else data
        if re.search(rb"[\x00-\x08\x0b-\x1f\x7f]", raw):
            raise Invalid("The policy has characters that do not belong there.")
        reader = _PolicyReader()
        for at, line in enumerate(raw.decode("utf-8", "surrogateescape").split("\n"), 1):
            words = [word for word in re.split(r"[ \t]+", line) if word]
            if words and not words[0].startswith("#"):
                try:
                    reader.line(words)
                except Invalid as refused:
                    raise Invalid(f"Line {at} of the policy: {refused.sentence}") from refused
        if reader.quorum is None:
            raise Invalid("The policy says no quorum. Add a line “quorum none” or “quorum NAME”.")
        return cls(tuple(reader.logs), reader.witnesses, reader.groups, reader.quorum)

    def check(self, note: bytes | str) -> Witnessed:
        """The checkpoint, if one of the logs signed it and enough witnesses did; else Invalid."""
        signed = open_note(note, (*self.logs, *self.witnesses.values()))
        checkpoint = Checkpoint.parse(signed.text)
        if not any(one.name == checkpoint.origin and one in signed.by for one in self.logs):
            raise Invalid(
                f"“{checkpoint.origin}” did not sign its checkpoint with a key you trust. "
                "Is it the right key?"
            )
        seen = {name: signed.by[one] for name, one in self.witnesses.items() if one in signed.by}
        if not self._met(self.quorum, set(seen)):
            raise Invalid(
                f"Too few witnesses signed the checkpoint ({len(seen)} of those you trust). "
                "Ask for a newer file, or ask the log’s owner why."
            )
        return Witnessed(checkpoint, seen, decoded(note))

    def _met(self, name: str, seen: set[str]) -> bool:
        if name == "none":
            return True
        if name in self.witnesses:
            return name in seen
        need, members = self.groups[name]
        return sum(self._met(one, seen) for one in members) >= need


class _PolicyReader:
    """The lines of a policy so far."""

    def __init__(self) -> None:
        self.logs: list[Verifier] = []
        self.witnesses: dict[str, Verifier] = {}
        self.groups: dict[str, tuple[int, tuple[str, ...]]] = {}
        self.quorum: str | None = None
        self.members: set[str] = set()

    def line(self, words: list[str]) -> None:
        match words:
            case ["log", vkey] | ["log", vkey, _]:
                self.logs.append(self.key(vkey, LOG, self.logs))
            case ["witness", name, vkey] | ["witness", name, vkey, _]:
                self.free(name)
                self.witnesses[name] = self.key(vkey, COSIGNER, self.witnesses.values())
            case ["group", name, need, *members] if members:
                self.free(name)
                self.groups[name] = self.group(need, members)
            case ["quorum", name] if self.quorum is None:
                if name != "none":
                    self.defined(name)
                self.quorum = name
            case _:
                raise Invalid(f"“{words[0]}” cannot be understood, or stands there twice.")

    def key(self, vkey: str, kind: int, others: Iterable[Verifier]) -> Verifier:
        made = Verifier.parse(vkey)
        if made.kind != kind or made.public in {one.public for one in others}:
            raise Invalid(f"the key “{made.name}” is of the wrong kind, or stands there twice.")
        return made

    def free(self, name: str) -> None:
        if name == "none" or name in self.witnesses or name in self.groups:
            raise Invalid(f"the name “{name}” is taken.")

    def defined(self, name: str) -> None:
        if name not in self.witnesses and name not in self.groups:
            raise Invalid(f"“{name}” is not defined above.")

    def group(self, need: str, members: list[str]) -> tuple[int, tuple[str, ...]]:
        for name in members:
            self.defined(name)
            if name in self.members:
                raise Invalid(f"“{name}” is already in a group.")
            self.members.add(name)
        count = {"any": 1, "all": len(members)}.get(need)
        count = number(need) if count is None else count
        if not 1 <= count <= len(members):
            raise Invalid(f"{need} of {len(members)} cannot be.")
        return count, tuple(members)


@dataclass(frozen=True)
class Entry:
    """What one entry says. `hour` is hours since 1970, `subject` and `commitment` 32 bytes."""

    kind: int
    subject: bytes
    hour: int
    commitment: bytes

    @classmethod
    def parse(cls, data: bytes) -> Entry:
        """Reads version(1) = 1 ‖ kind(1) ‖ subject(32) ‖ hour(4) ‖ commitment(32)."""
        if len(data) != 70 or data[0] != 1:
            raise Invalid("An entry has a form that is not known here. Use a newer tool.")
        return cls(data[1], data[2:34], int.from_bytes(data[34:38], "big"), data[38:])

    def to_bytes(self) -> bytes:
        """The 70 bytes."""
        head = bytes([1, self.kind]) + self.subject
        return head + self.hour.to_bytes(4, "big") + self.commitment

    @property
    def when(self) -> str:
        """The hour, in words."""
        try:
            return time.strftime("%Y-%m-%d %H h UTC", time.gmtime(self.hour * 3600))
        except (OverflowError, OSError, ValueError):
            return f"hour {self.hour}"


def subject_of(document_id: str) -> bytes:
    """What stands in entries for an appeal."""
    return hashlib.sha256(b"tocsin appeal 1\n" + document_id.encode()).digest()


def commitment(secret: bytes, digest: bytes) -> bytes:
    """Binds an entry to the sealed record with that SHA-256; only who has the secret can tell."""
    return hmac.digest(secret, b"tocsin commitment 1\n" + digest, "sha256")


@dataclass(frozen=True)
class Receipt:
    """A `.tlog-proof`: an entry's place and the way from it to a signed checkpoint."""

    extra: bytes
    index: int
    hashes: tuple[bytes, ...]
    note: str

    @classmethod
    def parse(cls, data: bytes | str) -> Receipt:
        """Reads c2sp.org/tlog-proof@v1."""
        head, blank, note = decoded(data).partition("\n\n")
        lines = head.split("\n")
        if lines.pop(0) != PROOF or not blank:
            raise Invalid(f"This is no receipt. A receipt begins with “{PROOF}”.")
        extra = b""
        if lines and lines[0].startswith("extra "):
            extra = unbase64(lines.pop(0).removeprefix("extra "))
        if not lines or not lines[0].startswith("index ") or len(lines) > 64:
            raise Invalid("The receipt says no place in the log. Take the file as it was sent.")
        index = number(lines.pop(0).removeprefix("index "))
        return cls(extra, index, tuple(unbase64(line, 32) for line in lines), note)

    def entry(self) -> Entry:
        """The entry, rebuilt from `extra`: the secret(32) ‖ digest(32) ‖ an entry's first 38
        bytes for a signature, the whole entry (70) for what is public."""
        if len(self.extra) == 70:
            return Entry.parse(self.extra)
        if len(self.extra) != 102:
            raise Invalid("The receipt does not say which entry it is for. Ask for it again.")
        secret, digest, head = self.extra[:32], self.extra[32:64], self.extra[64:]
        return Entry.parse(head + commitment(secret, digest))

    def check(self, policy: Policy) -> tuple[Entry, Witnessed]:
        """The entry and the checkpoint that has it; else Invalid."""
        witnessed = policy.check(self.note)
        entry, tree = self.entry(), witnessed.checkpoint
        leaf = leaf_hash(entry.to_bytes())
        verify_inclusion(self.index, tree.size, leaf, self.hashes, tree.root)
        if entry.hour > time.time() / 3600 + 1:
            raise Invalid(
                f"The entry is from the future ({entry.when}). Is this computer’s clock right?",
                unsure=True,
            )
        return entry, witnessed


def trusted(key: str | None, policy: str | None) -> Policy:
    """Whom to believe: a key (its line, or a file with it) or a file of policy; else Invalid."""
    if policy:
        return Policy.parse(read(policy))
    if not key:
        raise Invalid("Say whose key you trust: --key NAME+…, or --policy FILE.", unsure=True)
    if not re.search(r"\+[0-9a-f]{8}\+", key):
        key = decoded(read(key))
    verifier = Verifier.parse(key)
    if verifier.kind != LOG:
        raise Invalid(f"The key “{verifier.name}” is a witness’s. Name the log’s own key.")
    return Policy.of(verifier)


def read(path: str) -> bytes:
    """The bytes of a file that somebody named."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - no Path: a name may be anything at all
            return file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        name = path if len(path) <= SHOWN else f"{path[:SHOWN]}…"
        raise Invalid(f"“{name}” cannot be read ({why}). Name a file.", unsure=True) from error


def told(receipt: Receipt, policy: Policy, appeal: str = "") -> dict[str, object]:
    """What a receipt proves, for programs; Invalid if it proves nothing."""
    entry, witnessed = receipt.check(policy)
    if appeal and entry.subject != subject_of(appeal):
        raise Invalid(
            f"The entry is in the log, but it is about another appeal than {appeal}. "
            "Ask for the ID of the appeal."
        )
    return {
        "verdict": "verified",
        "what": KINDS.get(entry.kind, f"entry of kind {entry.kind}"),
        "kind": entry.kind,
        "appeal": appeal,
        "subject": entry.subject.hex(),
        "when": entry.when,
        "index": receipt.index,
        "log": witnessed.checkpoint.origin,
        "size": witnessed.checkpoint.size,
        "witnesses": sorted(witnessed.witnesses),
    }


def sentences(found: dict[str, object]) -> list[str]:
    """The same for a person."""
    seen = ", ".join(map(str, found["witnesses"])) if isinstance(found["witnesses"], list) else ""
    about = f"It is about the appeal {found['appeal']}." if found["appeal"] else ""
    return [
        f"Verified: {found['what']}, entered {found['when']}.",
        *([about] if about else []),
        f"It is entry {found['index']} of the {found['size']} entries that {found['log']} signed.",
        f"Seen also by: {seen}." if seen else "No witness is asked for by what you trust.",
    ]


def main(words: list[str] | None = None) -> int:
    """Prints the verdict; 0 verified, 1 refuted, 2 cannot tell."""
    parser = argparse.ArgumentParser(description="Checks a receipt. Asks nobody, needs no network.")
    parser.add_argument("receipt", help="the file that ends in .tlog-proof")
    parser.add_argument("--key", help="the log's key in one line, or a file with it")
    parser.add_argument("--policy", help="a file that names logs and witnesses (tlog-policy)")
    parser.add_argument("--appeal", default="", help="the ID of the appeal that it is to be about")
    parser.add_argument("--json", action="store_true", help="answer in JSON, for programs")
    given = parser.parse_args(words)
    try:
        policy = trusted(given.key, given.policy)
        found = told(Receipt.parse(read(given.receipt)), policy, given.appeal)
    except Invalid as refused:
        return refuse(refused, as_json=given.json)
    print(json.dumps(found, ensure_ascii=False) if given.json else "\n".join(sentences(found)))
    return VERIFIED


def refuse(refused: Invalid, *, as_json: bool) -> int:
    """Says why it does not hold; gives back the exit code."""
    verdict, code = ("unsure", UNSURE) if refused.unsure else ("refuted", REFUTED)
    if as_json:
        print(json.dumps({"verdict": verdict, "why": refused.sentence}, ensure_ascii=False))
    else:
        word = "Cannot tell" if refused.unsure else "Not verified"
        print(f"{word}: {refused.sentence}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())

"""`tocsin verify`: does it hold? Needs neither server nor database, and asks only a given URL."""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tocsin.kernel.refusal import Refusal
from tocsin.kernel.tlog import verify
from tocsin.kernel.tlog.auditing import CLASSES, Audit, Tally, audit
from tocsin.kernel.tlog.fetching import Site
from tocsin.kernel.tlog.folder import LogFolder
from tocsin.kernel.tlog.promise import TITLE, Promise
from tocsin.kernel.tlog.tiles import Read
from tocsin.kernel.tlog.verify import Checkpoint, Invalid, Policy, split_note, subject_of

CONVEYANCE = 4
OLDER = (
    "An older version made this dossier, without what the log is asked for: ask for the bundle, "
    "and check that."
)
NO_LOG = "Add --log FOLDER or --log URL to look it up in the log."
TAKEN_BACK_SINCE = "Add --log FOLDER or --log URL to see whether it was taken back since."
Found = dict[str, object]
Judged = tuple[Found, list[str]]


def run(words: list[str]) -> int:
    """0 verified, 1 refuted, 2 cannot tell (also for words that are not understood)."""
    given = _parser().parse_args(words)
    try:
        found, lines = _judge(given, verify.trusted(given.key, given.policy))
    except Invalid as refused:
        return verify.refuse(refused, as_json=given.json)
    print(json.dumps(found, ensure_ascii=False) if given.json else "\n".join(lines))
    return verify.VERIFIED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tocsin verify",
        description="Checks a receipt, a promise, a bundle, a dossier or a whole log. Needs no "
        "server, and no network but for an address that is given. Exit code 0: verified, 1: "
        "refuted, 2: it cannot be told.",
    )
    parser.add_argument(
        "what",
        help="a receipt, a promise, a bundle, the folder of a dossier or of a log, or its URL",
    )
    parser.add_argument("--key", help="the log's key in one line, or a file with it")
    parser.add_argument("--policy", help="a file that names logs and witnesses (tlog-policy)")
    parser.add_argument("--appeal", default="", metavar="ID", help="only what is about this appeal")
    parser.add_argument("--log", help="the log's folder or URL: what is in it now")
    parser.add_argument("--since", help="an earlier checkpoint or receipt: has the log only grown?")
    parser.add_argument("--json", action="store_true", help="answer in JSON, for programs")
    return parser


def _judge(given: argparse.Namespace, policy: Policy) -> Judged:
    """What was found, for programs and for people; Invalid where it does not hold."""
    if "://" in given.what:
        return _log(given, policy)
    if os.path.isdir(given.what):  # noqa: PTH112 - a name may be anything
        from tocsin.conveyance.checking import is_dossier

        return (_dossier if is_dossier(Path(given.what)) else _log)(given, policy)
    data = verify.read(given.what)
    if data.startswith(b"PK"):
        return _bundle(given, policy)
    if data.startswith(TITLE.encode() + b"\n"):
        return _promise(given, policy, data)
    return _receipt(given, policy, verify.Receipt.parse(data))


@contextmanager
def _reading(where: str) -> Iterator[Read]:
    """Reads the files of a log in a folder or at an address."""
    if "://" in where:
        with Site(where) as site:
            yield site.get
        return
    try:
        yield LogFolder(Path(where)).read
    except OSError as error:
        name = where if len(where) <= verify.SHOWN else f"{where[: verify.SHOWN]}…"
        raise Invalid(f"{name} cannot be read ({error.strerror}).", unsure=True) from error


def audited(where: str, policy: Policy) -> Audit:
    """A log in a folder or at an address, read whole; Invalid where it does not hold."""
    with _reading(where) as read:
        return audit(read, policy)


def _log(given: argparse.Namespace, policy: Policy) -> Judged:
    found = audited(given.what, policy)
    if "://" not in given.what:
        LogFolder(Path(given.what)).check()
    size, witnesses = found.checkpoint.size, sorted(found.witnessed.witnesses)
    lines = [f"Verified: {found.checkpoint.origin} has {size} entries, and they are all there."]
    if witnesses:
        lines.append(f"Seen also by: {', '.join(witnesses)}.")
    if given.since:
        earlier = _earlier(given.since, policy)
        found.grew_from(earlier)
        lines.append(f"It only grew since it had {earlier.size} entries.")
    tallies = found.tallies
    if given.appeal:
        subject = subject_of(given.appeal)
        tallies = {subject: tallies.get(subject, Tally())}
    lines += _table(tallies, given.appeal)
    return {
        "verdict": "verified",
        "log": found.checkpoint.origin,
        "size": size,
        "witnesses": witnesses,
        "kinds": {str(kind): number for kind, number in sorted(found.kinds.items())},
        "tallies": {subject.hex(): tally.as_dict() for subject, tally in sorted(tallies.items())},
    }, lines


def _earlier(path: str, policy: Policy) -> Checkpoint:
    """The checkpoint of a file that was kept: a checkpoint alone, or a receipt's."""
    text = verify.decoded(verify.read(path))
    note = verify.Receipt.parse(text).note if text.startswith(verify.PROOF) else text
    verify.open_note(note, policy.logs)
    return Checkpoint.parse(split_note(note)[0])


def _table(tallies: dict[bytes, Tally], appeal: str) -> list[str]:
    """One line for each appeal, by the hash that stands for it in the log."""
    name = "appeal" if appeal else "appeal (SHA-256 of its ID)"
    width = max(len(appeal), len(name)) if appeal else 64
    lines = [f"{name:<{width}}  confirmed  paper  voided  withdrawn"]
    for subject, one in sorted(tallies.items()):
        cells = f"{one.confirmed:>9}  {one.paper:>5}  {one.voided:>6}  {one.withdrawn:>9}"
        lines.append(f"{appeal or subject.hex():<{width}}  {cells}")
    return lines


def _bundle(given: argparse.Namespace, policy: Policy) -> Judged:
    """A bundle as it was conveyed: whole, and its manifest in the log."""
    from tocsin.conveyance.bundle import read_bundle

    try:
        bundle = read_bundle(Path(given.what))
    except Refusal as refusal:
        raise Invalid(refusal.sentence) from refusal
    document, sha256 = str(bundle.manifest["document_id"]), bundle.sha256
    _about(given, "bundle", document)
    if not given.log:
        raise Invalid(f"The bundle is whole, its manifest {sha256.hex()}. {NO_LOG}", unsure=True)
    return _conveyed(given, policy, "bundle", document, sha256, bundle.manifest["tally"])


def _about(given: argparse.Namespace, what: str, document: str) -> None:
    if given.appeal and document != given.appeal:
        raise Invalid(f"The {what} is about {document}, not about {given.appeal}.")


def _conveyed(
    given: argparse.Namespace,
    policy: Policy,
    what: str,
    document: str,
    sha256: bytes,
    tally: Mapping[str, int],
) -> Judged:
    """Looks the manifest of a bundle up in the log."""
    found = audited(given.log, policy)
    position = found.commitments.get(sha256)
    if position is None or found.entries[position].kind != CONVEYANCE:
        raise Invalid(f"The log has no conveyance of this {what}. Ask who gave it to you.")
    lines = [
        f"Verified: the {what} is whole, and {found.checkpoint.origin} has it as entry {position}.",
        f"It says {tally.get('confirmed', 0)} confirmed and {tally.get('paper', 0)} on paper.",
        *_table({b"": found.tallies.get(subject_of(document), Tally())}, document),
    ]
    return {
        "verdict": "verified",
        "log": found.checkpoint.origin,
        "size": found.checkpoint.size,
        "index": position,
        "appeal": document,
        "manifest": sha256.hex(),
    }, lines


def _dossier(given: argparse.Namespace, policy: Policy) -> Judged:
    """A dossier as it was handed over, in one file or in volumes, and its bundle in the log."""
    from tocsin.conveyance.checking import check

    try:
        dossier = check(Path(given.what))
    except Refusal as refusal:
        raise Invalid(refusal.sentence) from refusal
    except OSError as error:
        why = f"The dossier cannot be read: {error.filename} ({error.strerror})."
        raise Invalid(why, unsure=True) from error
    if dossier.tally is None:
        raise Invalid(f"All {dossier.files} files fit their checksums. {OLDER}", unsure=True)
    _about(given, "dossier", dossier.document_id)
    whole = f"{dossier.files} files, {dossier.names} names"
    listed = f"Its list dossier.json has the SHA-256 {dossier.list_sha256}."
    if not given.log:
        raise Invalid(f"The dossier is whole: {whole}. {listed} {NO_LOG}", unsure=True)
    found, lines = _conveyed(
        given, policy, "dossier", dossier.document_id, dossier.bundle_sha256, dossier.tally
    )
    told = {"dossier": dossier.list_sha256, "files": dossier.files, "names": dossier.names}
    return found | told, [lines[0], f"It has {whole}. {listed}", *lines[1:]]


def _receipt(given: argparse.Namespace, policy: Policy, mine: verify.Receipt) -> Judged:
    """A receipt; with --log also whether its voice was taken back since."""
    found = verify.told(mine, policy, given.appeal)
    lines, is_voice = verify.sentences(found), found["kind"] in CLASSES
    if not given.log:
        return found, [*lines, TAKEN_BACK_SINCE] if is_voice else lines
    log = audited(given.log, policy)
    log.grew_from(Checkpoint.parse(split_note(mine.note)[0]))
    if is_voice and (said := _taken_back(log, mine.index)):
        raise Invalid(
            f"{said} If that was not you, tell others, and keep this receipt: it proves that the "
            "voice was counted."
        )
    lines.append(f"Of the {log.checkpoint.size} entries that it has now, none takes this one back.")
    return found | {"size": log.checkpoint.size}, lines


def _taken_back(log: Audit, position: int) -> str:
    """Which entry took back a voice, and in whose name; empty where none did."""
    found = log.taken_back(position)
    if found is None:
        return ""
    back, reason = found
    why = {1: "withdrawn, in the name of whoever signed", 2: "replaced by a better proof"}
    told = why.get(reason, f"voided by the desk, reason {reason}")
    return f"The voice of entry {position} counts no more: entry {back} takes it back ({told})."


def _promise(given: argparse.Namespace, policy: Policy, data: bytes) -> Judged:
    """A promise: signed by the log, and with --log: kept."""
    promise = Promise.check(data, policy)
    by = time.strftime("%Y-%m-%d %H h UTC", time.gmtime(promise.deadline * 3600))
    answer: Found = {"verdict": "verified", "log": promise.origin, "deadline": by, "index": None}
    if not given.log:
        return answer, [f"Verified: {promise.origin} promised an entry by {by}. {NO_LOG}"]
    found = audited(given.log, policy)
    if promise.leaf in found.leaves:
        answer["index"] = at = found.leaves.index(promise.leaf)
        said = _taken_back(found, at)
        kept = f"Verified: the promise is kept, by entry {at} of the log."
        return answer | {"taken_back": said}, [kept, said] if said else [kept]
    if promise.deadline * 3600 > time.time():
        raise Invalid(f"The entry is not in the log yet; it has until {by}.", unsure=True)
    raise Invalid(f"The log broke its promise: the entry was due by {by} and is not there.")

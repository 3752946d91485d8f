"""A witness cosigns what merely grew: forks, steps back and replays are refused."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.kernel.tlog.sample import (
    LOG,
    ORIGIN,
    STRANGER,
    WITNESSES,
    checkpoint_of,
    cosigned,
    growth,
    signed,
)
from tests.kernel.tlog.siege import ENTRIES, FORK, Roots, besiege
from tests.paths import ROOT
from tocsin.kernel.tlog.note import COSIGNER, Signer, sign_note, vkey
from tocsin.kernel.tlog.verify import (
    Checkpoint,
    Invalid,
    Verifier,
    open_note,
    split_note,
)
from tocsin.kernel.tlog.witness import Answer, Request, Witness, place

KEY = vkey(LOG.name, LOG.public)


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    """A witness that knows the log and has seen nothing of it."""
    made = Witness.create(tmp_path / "w", "w1.example")
    made.add_log(KEY)
    return made


def asked(witness: Witness, entries: list[bytes], old: int, *, note: str | None = None) -> Answer:
    """What the witness answers to a log that says it grew from `old` to these."""
    request = Request(old, growth(entries, old), note or signed(entries))
    return witness.add_checkpoint(request.body())


def verifier(witness: Witness) -> Verifier:
    return Verifier.parse(witness.vkey)


def holds(witness: Witness, answer: Answer, entries: list[bytes]) -> bool:
    """Whether the answer is a cosignature of exactly this tree."""
    text = checkpoint_of(entries).text()
    opened = open_note(f"{text}\n{answer.body}", [verifier(witness)])
    return answer.status == 200 and opened.by[verifier(witness)] <= time.time()


def test_a_log_that_grows_is_cosigned_at_each_step(witness: Witness) -> None:
    old = 0
    for size in (0, 1, 8, 8, 9, 32, 60):
        answer = asked(witness, ENTRIES[:size], old)
        assert holds(witness, answer, ENTRIES[:size])
        assert answer.kind.startswith("text/plain")
        old = size


def test_what_it_saw_is_kept_with_both_signatures(witness: Witness) -> None:
    note = cosigned(signed(ENTRIES[:5]), *WITNESSES)
    line = asked(witness, ENTRIES[:5], 0, note=note).body
    kept = witness.seen(ORIGIN)
    assert kept == signed(ENTRIES[:5]) + line
    assert witness.at(place(ORIGIN)) == kept
    assert set(open_note(kept, [LOG.verifier(), verifier(witness)]).by) == {
        LOG.verifier(),
        verifier(witness),
    }
    assert Witness(witness.folder).seen(ORIGIN) == kept


def test_nobody_else_on_the_machine_reads_what_a_witness_keeps(witness: Witness) -> None:
    assert witness.add_checkpoint(Request(0, (), signed(ENTRIES[:3])).body()).status == 200
    kept = [one for one in witness.folder.rglob("*") if one.is_file()]
    assert {"key.json", "logs", "checkpoint"} <= {one.name for one in kept}
    assert {one.stat().st_mode & 0o777 for one in kept} == {0o600}


def test_a_log_that_is_not_known_is_refused(witness: Witness) -> None:
    answer = asked(witness, ENTRIES, 0, note=signed(ENTRIES, STRANGER))
    assert (answer.status, answer.body) == (404, "This log is not known here.\n")


@pytest.mark.parametrize(
    "signer", [STRANGER, Signer(ORIGIN, b"\x09" * 32)], ids=["another name", "another key"]
)
def test_a_checkpoint_that_the_log_did_not_sign_is_refused(
    witness: Witness, signer: Signer
) -> None:
    note = sign_note(checkpoint_of(ENTRIES).text(), [signer])
    answer = asked(witness, ENTRIES, 0, note=note)
    assert answer.status == 403
    assert "not by the key you trust" in answer.body
    assert witness.seen(ORIGIN) is None


def test_a_checkpoint_with_a_wrong_signature_is_refused(witness: Witness) -> None:
    note = signed(ENTRIES).replace("\n60\n", "\n61\n")
    answer = asked(witness, ENTRIES, 0, note=note)
    assert (answer.status, "the text was altered" in answer.body) == (403, True)


def test_another_old_size_is_answered_with_what_was_seen(witness: Witness) -> None:
    assert asked(witness, ENTRIES[:9], 4).body == "0\n"
    asked(witness, ENTRIES[:9], 0)
    for old in (0, 8, 10):
        answer = asked(witness, ENTRIES, old)
        assert answer == Answer(409, "9\n", "text/x.tlog.size")


def test_an_old_size_above_the_new_one_is_no_request(witness: Witness) -> None:
    asked(witness, ENTRIES[:9], 0)
    answer = asked(witness, ENTRIES[:8], 9)
    assert (answer.status, answer.body) == (400, "The old size is larger than the new one.\n")


def test_a_step_back_is_refused(witness: Witness) -> None:
    asked(witness, ENTRIES[:9], 0)
    for size in (0, 1, 8):
        assert asked(witness, ENTRIES[:size], 0) == Answer(409, "9\n", "text/x.tlog.size")
        assert asked(witness, ENTRIES[:size], size).status == 409


def test_a_fork_is_refused_at_every_size(witness: Witness) -> None:
    asked(witness, ENTRIES[:9], 0)
    assert asked(witness, FORK[:9], 9) == Answer(409, "9\n", "text/x.tlog.size")
    for size in range(10, 61):
        answer = asked(witness, FORK[:size], 9)
        assert answer.status == 422
        assert "the larger tree does not contain the smaller one" in answer.body
    assert holds(witness, asked(witness, ENTRIES[:10], 9), ENTRIES[:10])


def test_a_wrong_proof_is_refused(witness: Witness) -> None:
    asked(witness, ENTRIES[:9], 0)
    path = growth(ENTRIES, 9)
    for wrong in ((), path[:-1], (*path, bytes(32)), path[::-1]):
        answer = witness.add_checkpoint(Request(9, tuple(wrong), signed(ENTRIES)).body())
        assert answer.status == 422
    answer = witness.add_checkpoint(Request(9, (bytes(32),), signed(ENTRIES[:9])).body())
    assert answer.status in {409, 422}


def test_a_proof_where_none_is_needed_is_refused(witness: Witness) -> None:
    answer = witness.add_checkpoint(Request(0, (bytes(32),), signed(ENTRIES)).body())
    assert (answer.status, answer.body) == (
        422,
        "A log that is new here needs no proof of growth.\n",
    )


def test_an_empty_log_has_one_root_only(witness: Witness) -> None:
    note = sign_note(Checkpoint(ORIGIN, 0, bytes(32)).text(), [LOG])
    assert witness.add_checkpoint(Request(0, (), note).body()).status == 409


NOTE = signed(ENTRIES)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "old 0\n",
        f"old 0\n{NOTE}",
        f"new 0\n\n{NOTE}",
        f"old\n\n{NOTE}",
        f"old 00\n\n{NOTE}",
        f"old 0 \n\n{NOTE}",
        f"old -1\n\n{NOTE}",
        f"old  0\n\n{NOTE}",
        f"old 0\nAAAA\n\n{NOTE}",
        f"old 0\r\n\r\n{NOTE}",
        f"old 0\n\n{NOTE[:-1]}",
        "old 0\n\nno checkpoint\n\n— a AAAAAAAA\n",
        "old 1\n" + ("A" * 43 + "=\n") * 64 + f"\n{NOTE}",
    ],
)
def test_what_is_no_request_is_said_to_be_none(witness: Witness, body: str) -> None:
    answer = witness.add_checkpoint(body.encode())
    assert answer.status == 400
    assert answer.body.endswith(".\n")
    assert witness.seen(ORIGIN) is None


def test_sixty_three_lines_of_proof_are_read() -> None:
    request = Request(1, (bytes(32),) * 63, NOTE)
    assert Request.parse(request.body()) == request


def test_a_log_may_have_a_new_key_beside_the_old_one(witness: Witness) -> None:
    newer = Signer(ORIGIN, b"\x05" * 32)
    assert asked(witness, ENTRIES[:3], 0).status == 200
    assert asked(witness, ENTRIES[:4], 3, note=signed(ENTRIES[:4], newer)).status == 403
    witness.add_log(vkey(newer.name, newer.public))
    witness.add_log(KEY)
    assert witness.logs() == [LOG.verifier(), newer.verifier()]
    assert asked(witness, ENTRIES[:4], 3, note=signed(ENTRIES[:4], newer)).status == 200


def test_logs_are_kept_apart(witness: Witness) -> None:
    witness.add_log(vkey(STRANGER.name, STRANGER.public))
    assert asked(witness, ENTRIES[:9], 0).status == 200
    assert asked(witness, FORK[:5], 0, note=signed(FORK[:5], STRANGER)).status == 200
    assert asked(witness, FORK[:9], 5, note=signed(FORK[:9], STRANGER)).status == 200
    assert asked(witness, ENTRIES[:12], 9).status == 200


def test_a_witness_is_not_made_over_another(tmp_path: Path) -> None:
    made = Witness.create(tmp_path, "w1.example")
    with pytest.raises(Invalid, match=r"There is a witness in .* already. Name another folder"):
        Witness.create(tmp_path, "w2.example")
    assert Witness(tmp_path).vkey == made.vkey
    assert verifier(made).kind == COSIGNER
    assert (tmp_path / "key.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["", "a b", "a+b"])
def test_a_witness_has_a_name_that_can_stand_in_a_note(tmp_path: Path, name: str) -> None:
    with pytest.raises(Invalid, match="A witness’s name has no spaces and no plus"):
        Witness.create(tmp_path, name)
    assert not (tmp_path / "key.json").exists()


def test_a_folder_without_a_witness_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as refused:
        Witness(tmp_path)
    assert refused.value.sentence == (
        f"There is no witness in {tmp_path}. Make one: tocsin witness init {tmp_path} --name …"
    )


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"[]", b'{"format": "other"}', b'{"format": "tocsin-witness 1", "name": 1}'],
)
def test_a_damaged_key_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "key.json").write_bytes(data)
    with pytest.raises(Invalid, match=r"The key of the witness in .* is damaged"):
        Witness(tmp_path)


def test_only_a_logs_key_is_taken(witness: Witness) -> None:
    with pytest.raises(Invalid, match=r"The key “w1.example” is a witness’s"):
        witness.add_log(witness.vkey)
    with pytest.raises(Invalid, match="This is no key of a log"):
        witness.add_log("nonsense")
    assert witness.logs() == [LOG.verifier()]


def test_a_damaged_memory_is_never_taken_for_none(witness: Witness) -> None:
    asked(witness, ENTRIES[:9], 0)
    path = witness.folder / "seen" / place(ORIGIN) / "checkpoint"
    path.write_text("rubbish")
    with pytest.raises(Invalid):
        asked(witness, FORK[:9], 0)


def test_two_thousand_adversarial_requests_never_get_a_fork_cosigned(witness: Witness) -> None:
    granted, roots = besiege(witness, 2000, seed=5)
    assert granted > 3
    assert roots.one_log()


def test_a_race_of_threads_never_sets_it_back(witness: Witness) -> None:
    """Eight ask at once for other sizes and both sides; each answer must fit all others."""
    roots = Roots(witness)

    def ask(seed: int) -> None:
        dice = random.Random(seed)  # noqa: S311
        log = (ENTRIES, FORK)[seed % 2]
        for _ in range(60):
            kept = witness.seen(ORIGIN)
            old = Checkpoint.parse(split_note(kept)[0]).size if kept else 0
            size = min(60, old + dice.randrange(3))
            note = signed(log[:size])
            request = Request(old, growth(log[:size], old), note)
            roots.note(witness.add_checkpoint(request.body()), note)

    threads = [threading.Thread(target=ask, args=(seed,)) for seed in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert roots.one_log()
    assert max(roots.by_size) > 10
    kept = witness.seen(ORIGIN)
    assert kept is not None
    assert Checkpoint.parse(split_note(kept)[0]).size == max(roots.by_size)


# A witness in a process of its own that dies by its own hand at the n-th sync to the disk, which
# is between checking and keeping, and reports each cosignature that it gave away.
DYING = """
import json, os, signal, sys
from pathlib import Path
from tests.kernel.tlog.sample import forked, growth, signed, voices
from tocsin.kernel.tlog.witness import Request, Witness

left = int(sys.argv[2])
log = (voices, lambda size: forked(voices(size)))[int(sys.argv[3])](31)
for name in ("fsync", "replace"):
    def dying(*given, real=getattr(os, name)):
        global left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*given)
    setattr(os, name, dying)
witness = Witness(Path(sys.argv[1]))
for size in (9, 20, 31):
    for old in (0, 9, 20, 31):
        if old <= size:
            note = signed(log[:size])
            answer = witness.add_checkpoint(Request(old, growth(log[:size], old), note).body())
            if answer.status == 200:
                told = json.dumps([size, int(sys.argv[3]), answer.body])
                os.write(1, told.encode() + b"\\n")
"""


def test_a_kill_between_check_and_keeping_never_leads_to_two_roots(witness: Witness) -> None:
    roots = Roots(witness)
    ended = []
    for after in range(1, 17):
        words = [sys.executable, "-c", DYING, str(witness.folder), str(after), str(after % 2)]
        done = subprocess.run(
            words,
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
        ended.append(done.returncode)
        for line in done.stdout.splitlines():
            size, which, body = json.loads(line)
            log = (ENTRIES, FORK)[which]
            roots.note(Answer(200, body), signed(log[:size]))
    assert -signal.SIGKILL in ended
    assert {code for code in ended if code} == {-signal.SIGKILL}
    assert roots.one_log()
    assert roots.by_size

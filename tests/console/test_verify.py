"""`tocsin verify`: receipts, promises, bundles and whole logs, where no server is."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.conveyance.bundles import PAIR, of_people
from tests.kernel.tlog.sample import (
    APPEAL,
    HOUR,
    LOG,
    ORIGIN,
    STRANGER,
    WITNESSES,
    back,
    cosigned,
    packed,
    published,
    receipt,
    signed,
    voice,
    voices,
)
from tests.paths import ROOT
from tocsin.console import verification
from tocsin.conveyance.bundle import write_bundle
from tocsin.conveyance.opening import open_bundle
from tocsin.kernel.crypto import seal
from tocsin.kernel.tlog.entry import Entry, leaf_hash, subject_of
from tocsin.kernel.tlog.folder import LogFolder
from tocsin.kernel.tlog.note import COSIGNER, vkey
from tocsin.kernel.tlog.promise import Promise

KEY = vkey(LOG.name, LOG.public)
MIXED = [
    *[voice(number) for number in range(4)],
    *[voice(number, kind=8) for number in range(10, 13)],
    voice(20, appeal="FA-08-2004"),
    back(voice(0), 2),
    back(voice(1), 9),
    back(voice(10, kind=8), 11),
]


@pytest.fixture
def log(tmp_path: Path) -> LogFolder:
    """A log of a mixed history."""
    return published(tmp_path / "log", packed(MIXED), 5)


class Quiet(SimpleHTTPRequestHandler):
    """A plain web server with a folder, as any is."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Silence."""


@pytest.fixture
def url(log: LogFolder) -> Iterator[str]:
    """The same log on the web."""
    handler = partial(Quiet, directory=str(log.path.parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/log"
        server.shutdown()
        thread.join()


class Said:
    """What a run of the command said, and its exit code."""

    def __init__(self, capsys: pytest.CaptureFixture[str], *words: object) -> None:
        self.code = verification.run([str(one) for one in words])
        shown = capsys.readouterr()
        self.out, self.err = shown.out, shown.err

    @property
    def json(self) -> dict[str, object]:
        """What programs read."""
        found: dict[str, object] = json.loads(self.out)
        return found


Capture = pytest.CaptureFixture[str]
NAMED = "Name its folder or its address.\n"


def test_a_receipt_is_verified_where_there_is_no_server(tmp_path: Path) -> None:
    (tmp_path / "mine.tlog-proof").write_text(receipt(voices(9), 4))
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-m", "tocsin", "verify", "mine.tlog-proof", "--key", KEY],
        cwd=tmp_path,
        env=kept | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Verified: signature on the web, entered 2024-10-04 00 h UTC.")
    assert [path.name for path in tmp_path.iterdir() if path.name != "home"] == ["mine.tlog-proof"]


def test_a_folder_gives_its_tally_by_class(log: LogFolder, capsys: Capture) -> None:
    said = Said(capsys, log.path, "--key", KEY)
    assert (said.code, said.err) == (0, "")
    lines = said.out.splitlines()
    assert lines[0] == f"Verified: {ORIGIN} has 11 entries, and they are all there."
    assert lines[1].split() == (
        ["appeal", "(SHA-256", "of", "its", "ID)", "confirmed", "paper", "voided", "withdrawn"]
    )
    rows = {line.split()[0]: line.split()[1:] for line in lines[2:]}
    assert rows == {
        subject_of(APPEAL).hex(): ["2", "2", "1", "2"],
        subject_of("FA-08-2004").hex(): ["1", "0", "0", "0"],
    }


def test_one_appeal_is_shown_by_its_id(log: LogFolder, capsys: Capture) -> None:
    said = Said(capsys, log.path, "--key", KEY, "--appeal", APPEAL)
    assert said.out.splitlines()[1:] == [
        "appeal      confirmed  paper  voided  withdrawn",
        "FA-07-2004          2      2       1          2",
    ]
    said = Said(capsys, log.path, "--key", KEY, "--appeal", "FA-99-2004")
    assert said.out.splitlines()[-1].split() == ["FA-99-2004", "0", "0", "0", "0"]
    assert said.code == 0


def test_a_log_on_the_web_is_read_the_same(log: LogFolder, url: str, capsys: Capture) -> None:
    there = Said(capsys, url, "--key", KEY, "--json")
    here = Said(capsys, log.path, "--key", KEY, "--json")
    assert there.code == 0
    assert there.json == here.json
    assert there.json["kinds"] == {"1": 5, "2": 1, "8": 3, "9": 1, "11": 1}
    assert there.json["tallies"] == {
        subject_of(APPEAL).hex(): {"confirmed": 2, "paper": 2, "voided": 1, "withdrawn": 2},
        subject_of("FA-08-2004").hex(): {"confirmed": 1, "paper": 0, "voided": 0, "withdrawn": 0},
    }


def test_a_log_that_is_not_there_cannot_be_told(url: str, tmp_path: Path, capsys: Capture) -> None:
    for where in (url + "/nowhere", tmp_path):
        said = Said(capsys, where, "--key", KEY)
        assert (said.code, said.out) == (2, "")
        assert (
            said.err == f"Cannot tell: There is no log here: it has no file “checkpoint”. {NAMED}"
        )


def test_an_address_without_https_is_not_asked(capsys: Capture) -> None:
    said = Said(capsys, "http://river.example/log", "--key", KEY)
    assert (said.code, said.err) == (
        2,
        "Cannot tell: “http://river.example/log” is no address of a log. It begins with https://.\n",
    )


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("tile/0/000.p/11", "The file tile/0/000.p/11 of the log is wrong. Take it from a mirror."),
        ("tile/entries/000.p/11", "The entries of the log do not give the root that its"),
    ],
)
def test_an_altered_log_is_refuted(log: LogFolder, capsys: Capture, place: str, said: str) -> None:
    data = bytearray((log.path / place).read_bytes())
    data[-1] ^= 1
    (log.path / place).write_bytes(bytes(data))
    shown = Said(capsys, log.path, "--key", KEY)
    assert (shown.code, shown.out) == (1, "")
    assert shown.err.startswith(f"Not verified: {said}")


def test_a_truncated_tile_is_refuted(log: LogFolder, capsys: Capture) -> None:
    path = log.path / "tile/0/000.p/11"
    path.write_bytes(path.read_bytes()[:-5])
    shown = Said(capsys, log.path, "--key", KEY)
    assert shown.code == 1
    assert shown.err == (
        "Not verified: A tile of the log is cut off or damaged. Take the log from a mirror.\n"
    )


def test_a_wrong_key_is_named(log: LogFolder, capsys: Capture) -> None:
    shown = Said(capsys, log.path, "--key", vkey(STRANGER.name, STRANGER.public), "--json")
    assert shown.code == 1
    assert shown.json == {
        "verdict": "refuted",
        "why": f"It is signed by “{ORIGIN}”, not by the key you trust. Is it the right key?",
    }


def test_without_a_key_nothing_can_be_told(log: LogFolder, capsys: Capture) -> None:
    shown = Said(capsys, log.path, "--json")
    assert shown.code == 2
    assert shown.json["verdict"] == "unsure"
    assert shown.json["why"] == "Say whose key you trust: --key NAME+…, or --policy FILE."


def test_a_log_from_the_future_cannot_be_told(tmp_path: Path, capsys: Capture) -> None:
    late = voice(1, hour=int(time.time()) // 3600 + 48)
    folder = published(tmp_path / "late", packed([late]))
    shown = Said(capsys, folder.path, "--key", KEY)
    assert (shown.code, shown.out) == (2, "")
    assert shown.err == (
        f"Cannot tell: Entry 0 is from the future ({late.when}). Is this computer’s clock right?\n"
    )


def test_witnesses_are_named(log: LogFolder, tmp_path: Path, capsys: Capture) -> None:
    policy = tmp_path / "policy.txt"
    lines = [
        f"witness w{at} {vkey(w.name, w.public, COSIGNER)}\n" for at, w in enumerate(WITNESSES)
    ]
    policy.write_text(f"log {KEY}\n{''.join(lines)}group all 2 w0 w1 w2\nquorum all\n")
    assert Said(capsys, log.path, "--policy", policy).code == 1
    log.publish(11, [], cosigned(signed(packed(MIXED)), *WITNESSES[1:]))
    shown = Said(capsys, log.path, "--policy", policy)
    assert (shown.code, shown.out.splitlines()[1]) == (0, "Seen also by: w1, w2.")


def test_a_log_is_compared_with_what_was_kept_of_it(
    log: LogFolder, tmp_path: Path, capsys: Capture
) -> None:
    kept = tmp_path / "kept"
    kept.write_text(signed(packed(MIXED[:5])))
    shown = Said(capsys, log.path, "--key", KEY, "--since", kept)
    assert (shown.code, shown.out.splitlines()[1]) == (0, "It only grew since it had 5 entries.")
    kept.write_text(receipt(packed(MIXED[:4]), 2))
    shown = Said(capsys, log.path, "--key", KEY, "--since", kept)
    assert shown.out.splitlines()[1] == "It only grew since it had 4 entries."
    kept.write_text(signed(packed(MIXED[1:6])))
    shown = Said(capsys, log.path, "--key", KEY, "--since", kept)
    assert (shown.code, shown.err) == (
        1,
        "Not verified: The log was rewritten since it had 5 entries.\n",
    )
    kept.write_text(signed(packed(MIXED[:5]), STRANGER))
    assert Said(capsys, log.path, "--key", KEY, "--since", kept).code == 1
    assert Said(capsys, log.path, "--key", KEY, "--since", tmp_path / "none").code == 2


MANIFEST = {
    "document_id": APPEAL,
    "addressee": "Ministry of the Interior",
    "language": "en",
    "letter": "Dear Sir or Madam,",
    "headline": "RIVERLAND: Nine teachers held",
    "tally": {"confirmed": 2, "paper": 2},
    "created": "2024-10-04",
    "url": f"https://river.example/{APPEAL}/",
}


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A bundle as an addressee's dossier is made from."""
    path = tmp_path / "bundle.zip"
    write_bundle(path, MANIFEST, [b"sealed one", b"sealed two"])
    return path


def conveyed(bundle: Path) -> Entry:
    """The log's entry for a bundle."""
    with zipfile.ZipFile(bundle) as archive:
        manifest = hashlib.sha256(archive.read("manifest.json")).digest()
    return Entry(4, subject_of(APPEAL), HOUR, manifest)


def test_a_bundle_is_found_in_the_log(bundle: Path, tmp_path: Path, capsys: Capture) -> None:
    folder = published(tmp_path / "log", packed([*MIXED, conveyed(bundle)]))
    shown = Said(capsys, bundle, "--key", KEY, "--log", folder.path)
    assert (shown.code, shown.out.splitlines()) == (
        0,
        [
            f"Verified: the bundle is whole, and {ORIGIN} has it as entry 11.",
            "It says 2 confirmed and 2 on paper.",
            "appeal      confirmed  paper  voided  withdrawn",
            "FA-07-2004          2      2       1          2",
        ],
    )
    shown = Said(capsys, bundle, "--key", KEY, "--log", folder.path, "--json")
    assert (shown.json["index"], shown.json["appeal"]) == (11, APPEAL)
    shown = Said(capsys, bundle, "--key", KEY, "--log", folder.path, "--appeal", "FA-08-2004")
    assert shown.err == "Not verified: The bundle is about FA-07-2004, not about FA-08-2004.\n"


def test_a_bundle_alone_cannot_be_told(bundle: Path, capsys: Capture) -> None:
    shown = Said(capsys, bundle, "--key", KEY)
    assert shown.code == 2
    assert shown.err.startswith("Cannot tell: The bundle is whole, its manifest ")
    assert shown.err.endswith("Add --log FOLDER or --log URL to look it up in the log.\n")


def test_a_bundle_that_the_log_does_not_have_is_refuted(
    bundle: Path, log: LogFolder, tmp_path: Path, capsys: Capture
) -> None:
    shown = Said(capsys, bundle, "--key", KEY, "--log", log.path)
    assert (shown.code, shown.err) == (
        1,
        "Not verified: The log has no conveyance of this bundle. Ask who gave it to you.\n",
    )
    disguised = Entry(5, subject_of(APPEAL), HOUR, conveyed(bundle).commitment)
    other = published(tmp_path / "other", packed([*MIXED, disguised]))
    assert Said(capsys, bundle, "--key", KEY, "--log", other.path).code == 1


def test_an_altered_bundle_is_refuted(bundle: Path, log: LogFolder, capsys: Capture) -> None:
    data = bundle.read_bytes()
    bundle.write_bytes(data.replace(b"sealed one", b"sealed two"))
    shown = Said(capsys, bundle, "--key", KEY, "--log", log.path)
    assert shown.code == 1
    assert "Export it again on the server and copy it whole." in shown.err


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    """A dossier in volumes, as its addressee has it, beside its bundle."""
    seal.write_pair(PAIR, tmp_path / "o.private", tmp_path / "o.public")
    sealed = of_people(tmp_path, ["Ada Lind", "Юлия Ким", "ქეთი ლომიძე"], document_id="FA-01-2026")
    open_bundle(sealed, tmp_path / "o.private", tmp_path / "dossier", volume=2)
    return tmp_path / "dossier"


def entered(dossier: Path) -> Entry:
    """The log's entry for its bundle."""
    manifest = hashlib.sha256((dossier / "manifest.json").read_bytes()).digest()
    return Entry(4, subject_of("FA-01-2026"), HOUR, manifest)


def test_a_dossier_in_volumes_is_verified_with_its_bundle_in_the_log(
    dossier: Path, tmp_path: Path, capsys: Capture
) -> None:
    folder = published(tmp_path / "log", packed([*MIXED, entered(dossier)]))
    shown = Said(capsys, dossier, "--key", KEY, "--log", folder.path)
    listed = hashlib.sha256((dossier / "dossier.json").read_bytes()).hexdigest()
    assert (shown.code, shown.out.splitlines()) == (
        0,
        [
            f"Verified: the dossier is whole, and {ORIGIN} has it as entry 11.",
            f"It has 7 files, 3 names. Its list dossier.json has the SHA-256 {listed}.",
            "It says 3 confirmed and 0 on paper.",
            "appeal      confirmed  paper  voided  withdrawn",
            "FA-01-2026          0      0       0          0",
        ],
    )
    shown = Said(capsys, dossier, "--key", KEY, "--log", folder.path, "--json")
    assert (shown.json["dossier"], shown.json["files"], shown.json["names"]) == (listed, 7, 3)
    assert (shown.json["index"], shown.json["appeal"]) == (11, "FA-01-2026")
    shown = Said(capsys, dossier, "--key", KEY, "--log", folder.path, "--appeal", "FA-08-2004")
    assert shown.err == "Not verified: The dossier is about FA-01-2026, not about FA-08-2004.\n"


def test_a_dossier_alone_cannot_be_told(dossier: Path, capsys: Capture) -> None:
    shown = Said(capsys, dossier, "--key", KEY)
    assert shown.code == 2
    assert shown.err.startswith("Cannot tell: The dossier is whole: 7 files, 3 names. Its list ")
    assert shown.err.endswith("Add --log FOLDER or --log URL to look it up in the log.\n")
    (dossier / "dossier.json").unlink()
    shown = Said(capsys, dossier, "--key", KEY)
    assert (shown.code, "lacks its file dossier.json" in shown.err) == (1, True)


def test_a_dossier_of_an_older_version_fits_and_cannot_be_told(
    tmp_path: Path, capsys: Capture
) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "dossier.pdf").write_bytes(b"%PDF")
    line = f"{hashlib.sha256(b'%PDF').hexdigest()}  dossier.pdf\n"
    (tmp_path / "old" / "CHECKSUMS.txt").write_text(line)
    shown = Said(capsys, tmp_path / "old", "--key", KEY)
    assert (shown.code, shown.err) == (
        2,
        "Cannot tell: All 2 files fit their checksums. An older version made this dossier, "
        "without what the log is asked for: ask for the bundle, and check that.\n",
    )


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_dossier_with_a_volume_missing_or_foreign_is_refuted(
    dossier: Path, log: LogFolder, capsys: Capture, number: int
) -> None:
    volume = dossier / f"dossier-{number}-of-3.pdf"
    data = volume.read_bytes()
    volume.write_bytes((dossier / f"dossier-{number % 3 + 1}-of-3.pdf").read_bytes())
    shown = Said(capsys, dossier, "--key", KEY, "--log", log.path)
    assert (shown.code, shown.err) == (
        1,
        f"Not verified: {volume.name} was altered, or is of another dossier. Ask whoever handed "
        "it over for all of it again.\n",
    )
    volume.unlink()
    shown = Said(capsys, dossier, "--key", KEY, "--log", log.path)
    assert (shown.code, f"lacks its file {volume.name}" in shown.err) == (1, True)
    volume.write_bytes(data)
    shown = Said(capsys, dossier, "--key", KEY, "--log", log.path)
    assert shown.err == (
        "Not verified: The log has no conveyance of this dossier. Ask who gave it to you.\n"
    )


def test_a_promise_is_verified_and_looked_up(
    tmp_path: Path, log: LogFolder, capsys: Capture
) -> None:
    path = tmp_path / "promise"
    path.write_text(Promise(ORIGIN, leaf_hash(MIXED[3].to_bytes()), HOUR + 24).signed(LOG))
    shown = Said(capsys, path, "--key", KEY)
    assert (shown.code, shown.out) == (
        0,
        f"Verified: {ORIGIN} promised an entry by 2024-10-05 00 h UTC. "
        "Add --log FOLDER or --log URL to look it up in the log.\n",
    )
    shown = Said(capsys, path, "--key", KEY, "--log", log.path)
    assert (shown.code, shown.out) == (
        0,
        "Verified: the promise is kept, by entry 3 of the log.\n",
    )
    assert Said(capsys, path, "--key", KEY, "--log", log.path, "--json").json["index"] == 3


def test_a_broken_promise_is_refuted_after_its_hour(
    tmp_path: Path, log: LogFolder, capsys: Capture
) -> None:
    path = tmp_path / "promise"
    path.write_text(Promise(ORIGIN, b"\x09" * 32, HOUR).signed(LOG))
    shown = Said(capsys, path, "--key", KEY, "--log", log.path)
    assert (shown.code, shown.err) == (
        1,
        "Not verified: The log broke its promise: the entry was due by 2024-10-04 00 h UTC "
        "and is not there.\n",
    )
    later = int(time.time()) // 3600 + 5
    path.write_text(Promise(ORIGIN, b"\x09" * 32, later).signed(LOG))
    shown = Said(capsys, path, "--key", KEY, "--log", log.path)
    assert shown.code == 2
    assert shown.err.startswith("Cannot tell: The entry is not in the log yet; it has until ")


def test_what_is_none_of_these_is_said_to_be_none(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "note.txt"
    path.write_text("Dear all,\n")
    shown = Said(capsys, path, "--key", KEY)
    assert (shown.code, shown.err) == (
        1,
        "Not verified: This is no receipt. A receipt begins with “c2sp.org/tlog-proof@v1”.\n",
    )
    assert Said(capsys, tmp_path / "none", "--key", KEY).code == 2


@pytest.mark.parametrize("option", ["what", "--log", "--key"])
def test_a_text_that_is_given_for_the_name_of_a_file_is_told_in_short(
    option: str, tmp_path: Path, log: LogFolder, capsys: Capture
) -> None:
    """Somebody pastes the receipt itself; that is no sign that it was forged."""
    path = tmp_path / "promise"
    path.write_text(Promise(ORIGIN, leaf_hash(MIXED[3].to_bytes()), HOUR + 24).signed(LOG))
    text = receipt(voices(9), 4) * 9
    words: dict[str, list[object]] = {
        "what": [text, "--key", KEY],
        "--log": [path, "--key", KEY, "--log", text],
        "--key": [path, "--key", text],
    }
    shown = Said(capsys, *words[option])
    assert (shown.code, shown.out) == (2, "")
    assert shown.err.startswith("Cannot tell: ")
    assert "… cannot be read (File name too long)" in shown.err.replace("”", "")
    assert len(shown.err) < 200


def test_wrong_words_end_with_two(capsys: Capture) -> None:
    with pytest.raises(SystemExit) as ended:
        verification.run(["--nonsense"])
    assert ended.value.code == 2

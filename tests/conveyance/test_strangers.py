"""Records that the log does not know end the making of a dossier, where the log is at hand."""

from __future__ import annotations

import re
import secrets
from pathlib import Path

import pytest

from tests import cast
from tests.conveyance.bundles import record
from tests.kernel.growing import sequence_all
from tests.signing.people import sign_and_confirm
from tocsin.console.apart import open_bundle
from tocsin.conveyance import moves
from tocsin.kernel import files
from tocsin.kernel.crypto import seal
from tocsin.kernel.crypto.home import home
from tocsin.kernel.tlog.note import vkey
from tocsin.kernel.transparency import sequencing
from tocsin.publishing.models import Revision
from tocsin.signing.models import Signature

pytestmark = pytest.mark.django_db

Capture = pytest.CaptureFixture[str]


class Conveyed:
    """An appeal that three people signed, and the other machine, which has key and log."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.pair = folder, cast.signing_key()
        self.revision: Revision = cast.published()
        for name in ("Ada Lind", "Bo Berg", "Cy Dahl"):
            sign_and_confirm(self.revision, name, f"{name[:2].lower()}@example.org")
        seal.write_pair(self.pair, folder / "o.private", folder / "o.public")

    def opened(self, capsys: Capture, *words: str) -> tuple[int, str]:
        """What `tocsin convey open` says of a bundle as the server makes it now."""
        addressee = self.revision.appeal.addressees.all()[0]
        made = moves.export(cast.olga(), self.revision.appeal, addressee)
        sequence_all()
        path = self.folder / "b.zip"
        path.write_bytes(files.read(home() / "files", made.bundle_sha256))
        given = [path, "--key", self.folder / "o.private", "--out", self.folder / "out", *words]
        code = open_bundle([str(one) for one in given])
        shown = capsys.readouterr()
        return code, shown.out + shown.err

    @property
    def log(self) -> list[str]:
        """The log of that day, and its key from elsewhere."""
        signer = sequencing.signer()
        return ["--log", str(home() / "log"), "--log-key", vkey(signer.name, signer.public)]


@pytest.fixture
def conveyed(tmp_path: Path) -> Conveyed:
    """Three voices, counted."""
    return Conveyed(tmp_path)


def test_records_as_they_were_counted_are_voices_of_the_log(
    conveyed: Conveyed, capsys: Capture
) -> None:
    code, said = conveyed.opened(capsys, *conveyed.log)
    assert code == 0, said
    assert said.startswith("3 records opened, 0 could not be opened.\n")
    assert said.endswith("Each of them is a voice of the public log.\n")


def test_a_person_put_in_the_place_of_another_is_found(conveyed: Conveyed, capsys: Capture) -> None:
    told = record(1, name="Dupe Invented", channel="web") | {"r": secrets.token_hex(32)}
    row = Signature.objects.order_by("pk")[1]
    row.sealed = seal.seal(conveyed.pair.public, told, "FA-01-2026")
    row.save(update_fields=["sealed"])
    code, said = conveyed.opened(capsys, *conveyed.log)
    assert code == 1
    assert re.match(r"Of the 3 records 1 are no voices of the log under FA-01-2026: ", said)
    assert not (conveyed.folder / "out").exists()


def test_a_record_that_stands_there_twice_is_found(conveyed: Conveyed, capsys: Capture) -> None:
    first, second = Signature.objects.order_by("pk")[:2]
    second.sealed = first.sealed
    second.save(update_fields=["sealed"])
    code, said = conveyed.opened(capsys, *conveyed.log)
    assert (code, said[:28]) == (1, "Of the 3 records 1 are no vo")


def test_a_log_without_its_key_is_not_believed(conveyed: Conveyed, capsys: Capture) -> None:
    code, said = conveyed.opened(capsys, *conveyed.log[:2])
    assert (code, said) == (
        1,
        "Say whose log it is: --log-key NAME+…, or a file with that line.\n",
    )


def test_the_log_of_somebody_else_is_not_believed(conveyed: Conveyed, capsys: Capture) -> None:
    other = vkey("elsewhere.example/log", b"\x01" * 32)
    code, said = conveyed.opened(capsys, *conveyed.log[:3], other)
    assert code == 1
    assert "not by the key you trust" in said

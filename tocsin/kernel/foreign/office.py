"""Office documents become PDF by LibreOffice, where the machine has it, shut away from all else.

It works on files, so these lie in a private folder in memory (tmpfs) that is gone afterwards. Its
profile is new each time and allows no macro and no fetching; where the system lets us, it has no
network at all.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
import tempfile
import time
import zipfile
from contextlib import suppress
from pathlib import Path

from django.utils.translation import gettext as _

from tocsin.kernel.foreign import cage, packed
from tocsin.kernel.refusal import Refusal

PROGRAM = "soffice"
IN_MEMORY = Path("/dev/shm")  # noqa: S108 - it is memory; nothing is asked of the disk
SECONDS = 120  # on the clock
PREFIX = "tocsin-office-"  # and no other: the servers' master keys lie in `tocsin-…` too
OLD = 4 * SECONDS  # nothing works so long
MADE = "made"  # the folder for what it writes
TEXTS = {"docx", "doc", "odt", "rtf"}
CHANGE = b"<text:changed-region"
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">\
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">\
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">\
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">\
<prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">\
<prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">\
<prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">\
<prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">\
<prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop></item>
</oor:items>
"""


def is_here() -> bool:
    """Whether office documents can be read on this server."""
    return shutil.which(PROGRAM) is not None and IN_MEMORY.is_dir()


def to_pdf(data: bytes, kind: str) -> bytes:
    """The document as LibreOffice prints it.

    Raises Refusal (field "file") where it is not installed, where there is no folder in memory,
    where it fails, and where the document holds changes that nobody accepted: these would be
    printed, deleted words struck through.
    """
    program = shutil.which(PROGRAM)
    if program is None or not is_here():
        raise Refusal(
            _("Office documents cannot be read on this server. Save it as PDF, and hand in that."),
            "file",
        )
    _sweep()
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=IN_MEMORY) as name:
        folder = Path(name)
        document = folder / f"document.{kind}"
        document.write_bytes(data)
        _profile(folder)
        try:
            if kind in TEXTS and _holds_changes(_made(program, folder, document, "odt")):
                raise Refusal(
                    _(
                        "This document holds changes that nobody accepted, so deleted words would "
                        "be seen. Accept or reject all changes, save it, and hand it in again."
                    ),
                    "file",
                )
            return _made(program, folder, document, "pdf")
        except (cage.Died, FileNotFoundError, zipfile.BadZipFile, KeyError) as failed:
            raise Refusal(
                _("This document could not be printed. Save it as PDF, and hand in that."), "file"
            ) from failed


def _sweep() -> None:
    """Removes what a server left that was killed in the middle of it: it holds a document."""
    for folder in IN_MEMORY.glob(f"{PREFIX}*"):
        with suppress(OSError):
            told = folder.stat()
            if told.st_uid == os.getuid() and time.time() - told.st_mtime > OLD:
                shutil.rmtree(folder)


def _made(program: str, folder: Path, document: Path, kind: str) -> bytes:
    """The document in another kind; raises cage.Died or FileNotFoundError."""
    cage.run(
        _command(program, folder, document, kind),
        b"",
        seconds=SECONDS,
        most=cage.MIB,
        folder=folder,
        env=_surroundings(folder),
    )
    return (folder / MADE / f"document.{kind}").read_bytes()


def _holds_changes(document: bytes) -> bool:
    """Whether an OpenDocument text has tracked changes, in its body, heads or feet."""
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        if packed.is_bomb(archive):
            raise zipfile.BadZipFile
        return any(CHANGE in archive.read(part) for part in ("content.xml", "styles.xml"))


def _profile(folder: Path) -> None:
    user = folder / "profile" / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(PROFILE, "utf-8")


def _command(program: str, folder: Path, document: Path, kind: str) -> list[str]:
    """Our own module first, which limits itself, then turns into the program."""
    options = ["--headless", "--norestore", "--nologo", "--nolockcheck", "--nodefault"]
    options += [f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
    options += ["--convert-to", kind, "--outdir", str(folder / MADE)]
    return [*cage.python("tocsin.kernel.foreign.shut_away"), program, *options, str(document)]


def _surroundings(folder: Path) -> dict[str, str]:
    """Nothing of the server's own environment: its secrets stand there."""
    home = str(folder)
    paths = {"HOME": home, "TMPDIR": home, "XDG_RUNTIME_DIR": home, "XDG_CACHE_HOME": home}
    return cage.surroundings() | paths | {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin"}

"""A Postfix of a test's own, beside the machine's, by lines of docs/run-it.md; it asks no DNS.

The same server has those to whom mail goes: nobody has a mailbox at `gone.example`, the one at
`full.example` is full, and every other domain is away.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from tempfile import mkdtemp
from textwrap import dedent
from types import TracebackType

from tests.paths import ROOT
from tests.ports import free_port

PAGE = (ROOT / "docs" / "run-it.md").read_text("utf-8")
BLOCK = re.compile(r"^    # /etc/postfix/main\.cf, .*\n((?:    .*\n)+)", re.MULTILINE)
ALONE, BESIDE = map(dedent, BLOCK.findall(PAGE))  # the domain is ours alone, or others’ too
PORT = "lmtp:inet:127.0.0.1:8024"
(SOCKET,) = re.findall(r"`(lmtp:unix:[^`]+)` in place of\n`" + re.escape(PORT), PAGE)
(FOLDER,) = re.findall(r"^    (install -d .*)$", PAGE, re.MULTILINE)  # in which the socket lies
SPOOL = "/var/spool/postfix"

OWN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
myhostname = mx.appeals.example.org
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_peername_lookup = no
alias_maps =
queue_run_delay = 1s
minimal_backoff_time = 3s
maximal_backoff_time = 3s
virtual_mailbox_domains = full.example
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = static:full
virtual_mailbox_limit = $message_size_limit
virtual_uid_maps = static:{nobody}
virtual_gid_maps = static:{nobody}
default_transport = smtp:[127.0.0.1]:{nowhere}
"""
# Where the lines say nothing of them: local mailboxes are looked for once the mail is taken.
LOCAL = {
    ALONE: "mydestination = gone.example\nlocal_recipient_maps =\n",
    BESIDE: "mydestination = appeals.example.org\n",
}
NOBODY = 65534


class Postfix:
    """`with Postfix(ALONE, PORT) as server: …`; Tocsin's door is at `server.door`."""

    def __init__(self, lines: str, way: str) -> None:
        self.folder = Path(mkdtemp(prefix="postfix-"))
        self.folder.chmod(0o755)  # its programs are other users
        self.port, door = free_port(), free_port()
        self.door = f"127.0.0.1:{door}"
        if way == SOCKET:
            self.door = str(self.folder / "queue" / way.removeprefix("lmtp:unix:"))
        told = {"folder": self.folder, "nobody": NOBODY, "nowhere": free_port()}
        chosen = lines.replace(PORT, way).replace("8024", str(door))
        self._write("main.cf", OWN.format(**told) + LOCAL[lines] + chosen)
        self._write("master.cf", self._master())
        for name, owner in (("queue", "root"), ("data", "postfix"), ("mail", NOBODY)):
            (self.folder / name).mkdir()
            shutil.chown(self.folder / name, owner)

    def _write(self, name: str, text: str) -> None:
        path = self.folder / "etc" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")

    def _master(self) -> str:
        """The distributor's own list of programs, with another port."""
        place = subprocess.check_output(["postconf", "-dh", "meta_directory"], text=True)
        own = (Path(place.strip()) / "master.cf.proto").read_text("utf-8")
        return re.sub(r"^smtp(?= +inet )", str(self.port), own, count=1, flags=re.MULTILINE)

    def __enter__(self) -> Postfix:
        try:
            self._start()
        except BaseException:
            shutil.rmtree(self.folder)
            raise
        return self

    def _start(self) -> None:
        folder = FOLDER.replace(SPOOL, str(self.folder / "queue")).replace("-o tocsin", "-o root")
        subprocess.run(folder.split(), check=True)
        full = self.folder / "mail" / "full"
        full.touch()
        os.truncate(full, int(self.run("postconf", "-h", "message_size_limit")))
        shutil.chown(full, NOBODY)
        self.run("postfix", "start")

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        self.run("postfix", "abort")
        shutil.rmtree(self.folder)

    def run(self, program: str, *words: str) -> str:
        """One of its programs on this server; what it said. Raises RuntimeError with that."""
        done = subprocess.run(
            [program, "-c", str(self.folder / "etc"), *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode or "warning:" in done.stderr:
            raise RuntimeError(f"{program}: {done.stdout}{done.stderr}{self.log()}")
        return done.stdout

    def log(self) -> str:
        """What it wrote down."""
        path = self.folder / "log"
        return path.read_text("utf-8") if path.exists() else ""

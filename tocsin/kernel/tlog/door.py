"""The door of a witness: HTTP for logs that ask and for whoever watches what it saw.

TLS and the world are a reverse proxy's business; this listens on one address of the machine.
"""

from __future__ import annotations

import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tocsin.kernel.tlog.verify import Invalid
from tocsin.kernel.tlog.witness import PLAIN, Answer, Witness

LONGEST = 128 * 1024  # bytes of a request
PATIENCE = 30  # seconds for the next line of somebody who is connected
WATCHED = re.compile(r"/([0-9a-f]{64})/checkpoint")


class Door(ThreadingHTTPServer):
    """Serves one witness until it is stopped."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, witness: Witness, host: str, port: int) -> None:
        self.witness = witness
        super().__init__((host, port), _Visit)

    @property
    def address(self) -> str:
        """Where it is reached on this machine."""
        return f"http://{self.server_address[0]!s}:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002
        """Says what went wrong; who broke off is no news, and nobody's address is written down."""
        error = sys.exception() if hasattr(sys, "exception") else sys.exc_info()[1]
        if not isinstance(error, ConnectionError | TimeoutError):
            print(f"A request failed: {error!r}", file=sys.stderr)


class _Visit(BaseHTTPRequestHandler):
    """One connection, with as many requests as it likes (keep-alive)."""

    protocol_version = "HTTP/1.1"
    server_version, sys_version = "witness", ""
    timeout = PATIENCE
    server: Door

    def do_POST(self) -> None:
        """add-checkpoint."""
        body = self._body()
        if body is None:
            self.close_connection = True
            return self._say(Answer(400, "Send the request whole, with its length.\n"))
        if self.path != "/add-checkpoint":
            return self._say(Answer(404, "There is nothing here.\n"))
        try:
            answer = self.server.witness.add_checkpoint(body)
        except (Invalid, OSError) as error:
            # What was seen cannot be read or kept: nothing is vouched for.
            print(f"Nothing was cosigned: {error}", file=sys.stderr)
            answer = Answer(500, "The witness cannot keep what it sees at present.\n")
        return self._say(answer)

    def do_GET(self) -> None:
        """The last checkpoint cosigned of a log: /<hex SHA-256 of its origin>/checkpoint."""
        found = WATCHED.fullmatch(self.path)
        note = self.server.witness.at(found[1]) if found else None
        self._say(Answer(200, note) if note else Answer(404, "There is nothing here.\n"))

    def _body(self) -> bytes | None:
        length = self.headers.get("Content-Length", "")
        if not re.fullmatch(r"[0-9]{1,6}", length, re.ASCII) or int(length) > LONGEST:
            return None
        data = self.rfile.read(int(length))
        return data if len(data) == int(length) else None

    def _say(self, answer: Answer) -> None:
        data = answer.body.encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(data)))
        if answer.kind == PLAIN and answer.status == 200:
            self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nobody's address is written down."""

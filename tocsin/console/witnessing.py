"""`tocsin witness`: cosigns the logs of others. Needs neither Tocsin's database nor its data."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from tocsin.kernel.tlog import verify
from tocsin.kernel.tlog.door import Door
from tocsin.kernel.tlog.verify import Invalid
from tocsin.kernel.tlog.witness import Witness, place


def run(words: list[str]) -> int:
    """0 done, 1 refused, 2 for words that are not understood."""
    given = _parser().parse_args(words)
    try:
        given.verb(given)
    except Invalid as refused:
        print(refused.sentence, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename or given.folder}: {error.strerror}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tocsin witness",
        description="A witness of logs: it cosigns a checkpoint only if the log merely grew. Run "
        "it far from the log, by other people.",
    )
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    init = verbs.add_parser("init", help="make a new witness in a folder")
    init.add_argument("folder", type=Path)
    init.add_argument("--name", required=True, help="as an address without https://: example.org/w")
    init.set_defaults(verb=_init)
    vkey = verbs.add_parser("vkey", help="show its public key, for a log's policy")
    vkey.set_defaults(verb=_vkey)
    add = verbs.add_parser("add-log", help="know a log, or a further key of it, from now on")
    add.add_argument("vkey", help="the log's key in one line, or a file with it")
    add.set_defaults(verb=_add_log)
    serve = verbs.add_parser("serve", help="answer logs until Ctrl-C")
    serve.add_argument("--port", type=_port, default=8011, help="on this machine (default: 8011)")
    serve.add_argument("--host", default="127.0.0.1", help="the address (default: 127.0.0.1)")
    serve.set_defaults(verb=_serve)
    for one in (vkey, add, serve):
        one.add_argument("--folder", type=Path, default=Path("witness"), help="where it lives")
    return parser


def _port(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", text, re.ASCII) or int(text) > 65_535:
        raise argparse.ArgumentTypeError("say a number up to 65535, such as 8011")
    return int(text)


def _init(given: argparse.Namespace) -> None:
    witness = Witness.create(given.folder, given.name)
    print(witness.vkey)
    print(f"  {given.folder}   keep it; a copy brought back from a backup would forget what it saw")


def _vkey(given: argparse.Namespace) -> None:
    print(Witness(given.folder).vkey)


def _add_log(given: argparse.Namespace) -> None:
    line = given.vkey if "+" in given.vkey else verify.decoded(verify.read(given.vkey))
    log = Witness(given.folder).add_log(line)
    print(f"Knows {log.name}. What it saw is shown at /{place(log.name)}/checkpoint.")


def _serve(given: argparse.Namespace) -> None:
    witness = Witness(given.folder)
    try:
        door = Door(witness, given.host, given.port)
    except OSError as error:
        raise Invalid(
            f"Nothing can be answered at {given.host}, port {given.port} ({error.strerror}). "
            "Name others: --host ADDRESS --port NUMBER"
        ) from error
    with door:
        print(f"{witness.signer.name} answers at {door.address}", flush=True)
        door.serve_forever()

"""The organisation's key on a machine apart: made, recovered, split, joined, rehearsed.

None of these touches a data folder, and none needs a network.
"""

from __future__ import annotations

import argparse
import secrets
import sys
from pathlib import Path

from tocsin.console.apart import refusing
from tocsin.kernel.crypto import keyfile, keypair, passphrase, seal, shares, sharing
from tocsin.kernel.crypto.keypair import CLASSIC, HYBRID, KeyPair, PublicKey
from tocsin.kernel.refusal import Refusal

WORDS = 33
REHEARSAL = "rehearsal"
PAPER = (
    "Recovery words. Write them on paper and lay the paper where the key file is not; whoever has "
    "them needs no passphrase:"
)


def asking(parser: argparse.ArgumentParser, what: str) -> None:
    """The options by which a passphrase is given where nobody types it."""
    parser.add_argument("--passphrase-file", type=Path, help=f"a file whose first line is {what}")


def choosing(parser: argparse.ArgumentParser) -> None:
    """The same for a new passphrase, which may be done without."""
    asking(parser, "the new passphrase")
    parser.add_argument(
        "--no-passphrase",
        action="store_true",
        help="write the key in clear; only for a disk that is encrypted and kept apart",
    )


def chosen(given: argparse.Namespace) -> str:
    """The new passphrase, or nothing where it was asked to do without."""
    if given.no_passphrase:
        print("Without a passphrase whoever finds this file reads every name.", file=sys.stderr)
        return ""
    return passphrase.choose("the private key", given.passphrase_file)


def halves(out: Path) -> tuple[Path, Path]:
    """The names of both files; refuses before anything is asked where one exists."""
    private, public = out.with_suffix(".private"), out.with_suffix(".public")
    keyfile.refuse_existing(private, public)
    return private, public


def told(pair: PublicKey) -> str:
    """The fingerprint, as two people read it to each other."""
    return f"Fingerprint {keypair.fingerprint(pair.public)}"


@refusing
def create_keys(words: list[str]) -> None:
    """`tocsin keys create NAME`: the organisation's key pair as two files, and its words."""
    parser = argparse.ArgumentParser(
        prog="tocsin keys create",
        description="Makes the organisation's key pair. Run it on a machine that you can keep "
        "apart; only the .public file goes to the server (tocsin keys add).",
    )
    parser.add_argument("organisation", help="the name people know")
    parser.add_argument("--out", type=Path, default=Path("organisation"), help="without ending")
    parser.add_argument(
        "--post-quantum",
        action="store_true",
        help="seal with ML-KEM-768 and X25519, against quantum computers of later years",
    )
    choosing(parser)
    given = parser.parse_args(words)
    private, public = halves(given.out)
    pair = keypair.create_keypair(given.organisation, HYBRID if given.post_quantum else CLASSIC)
    keyfile.write_pair(pair, private, public, chosen(given))
    print(told(pair))
    print(f"  {private}   keep it apart, and a copy elsewhere; who opens it reads every name")
    print(f"  {public}    take it to the server: tocsin keys add {public}")
    print(PAPER)
    for line in sharing.lines(shares.split(pair.private, 1, 1)[0].text()):
        print(f"  {line}")


@refusing
def recover(words: list[str]) -> None:
    """`tocsin keys recover`: the private file again, from the recovery words."""
    parser = argparse.ArgumentParser(
        prog="tocsin keys recover",
        description="Makes the private key file again from its recovery words, typed or in a "
        "file. Four letters of each are enough.",
    )
    belonging(parser)
    parser.add_argument("--words-file", type=Path, help="a text file that holds the words")
    parser.add_argument("--out", type=Path, default=Path("organisation"), help="without ending")
    choosing(parser)
    given = parser.parse_args(words)
    private = given.out.with_suffix(".private")
    keyfile.refuse_existing(private)
    pair = owned(shares.join([shares.parse(typed_words(given.words_file))]), given, None)
    write_again(pair, private, given)


def typed_words(file: Path | None) -> str:
    """The words from a file, or typed over several lines."""
    if file is not None:
        try:
            return file.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", "") or "it is no text"
            raise Refusal(f"The file {file} cannot be read: {reason}.") from error
    print(f"Type the {WORDS} words; lines may be broken.", file=sys.stderr)
    text = ""
    while len(text.split()) < WORDS and (line := sys.stdin.readline()):
        text += line
    return text


def belonging(parser: argparse.ArgumentParser) -> None:
    """The options that say whose key it is."""
    parser.add_argument("--public", type=Path, help="the public file, which the key must fit")
    parser.add_argument("--organisation", default="", help="the name, where that file is lost")
    parser.add_argument(
        "--post-quantum", action="store_true", help="it is such a key, where that file is lost"
    )


def owned(secret: bytes, given: argparse.Namespace, about: sharing.About | None) -> KeyPair:
    """The pair of a private half that was given back, if it is the one that is meant."""
    try:
        if given.public is not None:
            public = keyfile.load_public(given.public)
            pair = keypair.pair_of(secret, public.suite, public.organisation)
        elif about is not None:
            public = None
            pair = keypair.pair_of(secret, about.suite, about.owner)
        else:
            public, suite = None, HYBRID if given.post_quantum else CLASSIC
            if not given.organisation:
                raise Refusal("Say whose key it is: --public FILE, or --organisation NAME")
            pair = keypair.pair_of(secret, suite, given.organisation)
    except ValueError as error:
        raise Refusal("These words are of no key of Tocsin. Take those of the key.") from error
    wanted = public.key_id if public else about.name if about else pair.key_id
    if pair.key_id != wanted:
        raise Refusal(
            f"This gives the key {pair.key_id}, and {wanted} is meant. "
            "Take the words or shares of that key."
        )
    return pair


def write_again(pair: KeyPair, private: Path, given: argparse.Namespace) -> None:
    """The private file under a new passphrase."""
    keyfile.write_private(pair, private, chosen(given))
    print(told(pair))
    print(f"  {private}   is written again; compare the fingerprint with the server's")


@refusing
def split(words: list[str]) -> None:
    """`tocsin keys split KEY`: shares of the private key for several people."""
    parser = argparse.ArgumentParser(
        prog="tocsin keys split",
        description="Writes shares of the private key. As many as --need says open it together; "
        "fewer tell nothing. Each file holds words too, to be printed.",
    )
    parser.add_argument("key", type=Path, help="the private key file")
    parser.add_argument("--need", type=int, default=3, help="shares that open it (3)")
    parser.add_argument("--of", type=int, default=5, help="shares to write (5)")
    parser.add_argument("--out", type=Path, help="without number and ending (default: the key's)")
    asking(parser, "the passphrase of the key")
    given = parser.parse_args(words)
    pair = keyfile.load_private(given.key, given.passphrase_file)
    about = sharing.About("key", pair.key_id, pair.organisation, pair.suite)
    out = given.out or given.key.with_suffix("")
    made = sharing.write_shares(pair.private, about, given.need, given.of, out)
    print(f"Any {given.need} of these {given.of} open the key together, without a passphrase:")
    for path in made:
        print(f"  {path}")
    print("Give each to another person, on paper or on a stick of its own, and rehearse:")
    print("  tocsin keys rehearse --shares FILE … --public FILE")


@refusing
def join(words: list[str]) -> None:
    """`tocsin keys join SHARE…`: the private file again, from enough shares."""
    parser = argparse.ArgumentParser(
        prog="tocsin keys join",
        description="Makes the private key file again from shares: files of “tocsin keys split”, "
        "or text files with the words of each.",
    )
    parser.add_argument("shares", type=Path, nargs="+", help="as many as are needed, or more")
    belonging(parser)
    parser.add_argument("--out", type=Path, default=Path("organisation"), help="without ending")
    choosing(parser)
    given = parser.parse_args(words)
    private = given.out.with_suffix(".private")
    keyfile.refuse_existing(private)
    joined = sharing.join_files(given.shares, "key")
    write_again(owned(joined.secret, given, joined.about), private, given)


@refusing
def rehearse(words: list[str]) -> None:
    """`tocsin keys rehearse`: does the key still open what the server seals?"""
    parser = argparse.ArgumentParser(
        prog="tocsin keys rehearse",
        description="Seals a record to the public key that the server uses, and opens it with "
        "the key or its shares. Nothing is written to the disk.",
    )
    from_what = parser.add_mutually_exclusive_group(required=True)
    from_what.add_argument("--key", type=Path, help="the private key file")
    from_what.add_argument("--shares", type=Path, nargs="+", help="as many shares as are needed")
    parser.add_argument(
        "--public", type=Path, required=True, help="what the server uses: tocsin keys public FILE"
    )
    asking(parser, "the passphrase of the key")
    given = parser.parse_args(words)
    public = keyfile.load_public(given.public)
    record = {"rehearsal": secrets.token_hex(16)}
    sealed = seal.seal(public.public, record, REHEARSAL)
    if given.key is not None:
        pair = keyfile.load_private(given.key, given.passphrase_file)
    else:
        secret = sharing.join_files(given.shares, "key").secret
        pair = keypair.pair_of(secret, public.suite, public.organisation)
    if seal.open_sealed(pair, sealed, REHEARSAL) != record:
        raise Refusal("The record came back altered. Do not use this key; tell the maintainers.")
    print("It holds: a record that was sealed to the public key has been opened.")
    print(told(public))
    print(f"Note it on the server: tocsin keys rehearsed {public.key_id}")

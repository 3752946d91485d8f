"""Small readers of environment variables that fail loudly; used by settings.py alone."""

from __future__ import annotations

import os
import re
import sys
from importlib import metadata
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

from babel import Locale, UnknownLocaleError

from tocsin.kernel.tlog.verify import COSIGNER, Invalid, Verifier

# Without a “+”, behind which mail servers look for a mailbox’s extension.
MAILBOX = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*@[a-z0-9-]+(\.[a-z0-9-]+)*")


def text(name: str, default: str) -> str:
    """The variable's value, or that of the file named by `NAME_FILE` (for secrets)."""
    path = os.environ.get(f"{name}_FILE")
    if path is None:
        return os.environ.get(name, default)
    try:
        return Path(path).read_text("utf-8").strip()
    except OSError as error:
        sys.exit(f"{name}_FILE names a file that cannot be read: {error.strerror}.")


def kept(home: Path, name: str) -> str | None:
    """What a file of the data folder holds, None where there is none."""
    try:
        return (home / name).read_text("utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except PermissionError:
        sys.exit(
            f"The data folder {home} belongs to somebody else. Run this as the user that Tocsin "
            "runs as (sudo -u NAME …), or let TOCSIN_HOME name another folder."
        )
    except OSError as error:
        sys.exit(f"{home / name} cannot be read: {error.strerror}.")
    except UnicodeDecodeError:
        sys.exit(f"{home / name} is damaged. Remove it, and type: tocsin init")


def number(name: str, default: int) -> int:
    """A whole number, not negative."""
    value = text(name, str(default))
    if not value.isdecimal():
        sys.exit(f"{name} must be a whole number, not “{value}”.")
    return int(value)


def flag(name: str, *, default: bool) -> bool:
    """Yes or no, as 1/0, yes/no, true/false."""
    value = text(name, "yes" if default else "no").lower()
    if value not in {"1", "0", "yes", "no", "true", "false"}:
        sys.exit(f"{name} must be yes or no, not “{value}”.")
    return value in {"1", "yes", "true"}


def choice(name: str, default: str, *options: str) -> str:
    """One of some words."""
    value = text(name, default).lower()
    if value not in {default, *options}:
        sys.exit(f"{name} must be {' or '.join((default, *options))}, not “{value}”.")
    return value


def mailbox(name: str, longest: int, **others: str) -> str:
    """An address like bounce@example.org, of so many letters before the @ at most; or nothing.

    `others` are mailboxes by the names of their settings, which it may not be.
    """
    value = text(name, "").strip().lower()
    local = value.partition("@")[0]
    if value and (not MAILBOX.fullmatch(value) or len(local) > longest):
        sys.exit(
            f"{name} must be an address like bounce@example.org, with at most {longest} letters, "
            f"digits, points and hyphens before the @, not “{value}”."
        )
    for other, address in others.items():
        if value and value == address.strip().lower():
            sys.exit(f"{name} must be a mailbox of its own, not that of {other}.")
    return value


def networks(name: str, default: str) -> list[IPv4Network | IPv6Network]:
    """Networks such as 10.0.0.0/8, parted by commas; an address alone is itself."""
    found = []
    for one in filter(None, map(str.strip, text(name, default).split(","))):
        try:
            found.append(ip_network(one))
        except ValueError:
            sys.exit(f"{name} must name networks like 10.0.0.0/8, parted by commas, not “{one}”.")
    return found


def witnesses(name: str) -> list[tuple[str, str]]:
    """Key and address of each witness of the public log; they are parted by commas."""
    found = []
    for one in filter(None, map(str.strip, text(name, "").split(","))):
        key, _space, url = one.partition(" ")
        try:
            known = Verifier.parse(key).kind == COSIGNER
        except Invalid:
            known = False
        if not known or not url.strip().startswith(("https://", "http://")):
            sys.exit(
                f"{name} must be “KEY https://ADDRESS, …”, as a witness gives them: {one[:60]}"
            )
        found.append((key, url.strip()))
    return found


def language_name(code: str) -> str:
    """A language's own name for itself, from CLDR."""
    try:
        name = Locale.parse(code, sep="-").get_display_name(code.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        sys.exit(f"TOCSIN_LANGUAGES names “{code}”, which is no language code like en or fr.")
    return str(name).capitalize()


def version() -> str:
    """The installed version, which the build reads from CHANGELOG.md."""
    try:
        return metadata.version("tocsin")
    except metadata.PackageNotFoundError:
        return "0"

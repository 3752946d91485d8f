"""`tocsin staff`: accounts, from the server's own console."""

from __future__ import annotations

import getpass
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tocsin.kernel.refusal import Refusal
from tocsin.people import moves, reads
from tocsin.people.models import Staff
from tocsin.people.roles import Role, System


class Command(BaseCommand):
    """add NAME, password NAME, second-factor NAME, list."""

    help = "Add a member of staff, give roles, set a password, remove a lost second factor."

    def add_arguments(self, parser: CommandParser) -> None:
        """One verb, then the name."""
        parser.add_argument("verb", choices=["add", "password", "second-factor", "roles", "list"])
        parser.add_argument("username", nargs="?", default="")
        parser.add_argument("--name", default="", help="the name colleagues read")
        for role in Role:
            parser.add_argument(f"--{role}", action="append_const", dest="roles", const=role)

    def handle(self, *args: Any, verb: str, **options: Any) -> None:  # noqa: ARG002
        """The password is asked for, or read from standard input when that is no terminal."""
        if verb != "list" and not options["username"]:
            raise Refusal(f"Name the person: tocsin staff {verb} NAME")
        getattr(self, f"do_{verb.replace('-', '_')}")(options["username"], options)

    def do_add(self, username: str, options: dict[str, Any]) -> None:
        """A new account with its roles."""
        roles = set(options["roles"] or [])
        moves.add_staff(System(), username, options["name"] or username, roles, ask_password())
        self.stdout.write(f"{username} may sign in at /desk/ and then sets up a second factor.")

    def do_password(self, username: str, options: dict[str, Any]) -> None:  # noqa: ARG002
        """A new password."""
        moves.set_password(System(), find(username), ask_password())
        self.stdout.write(f"The password of {username} is changed.")

    def do_second_factor(self, username: str, options: dict[str, Any]) -> None:  # noqa: ARG002
        """None any more: what was lost opens nothing, and a new one is set up."""
        moves.remove_second_factor(System(), find(username))
        self.stdout.write(f"{username} sets up a new second factor at the next sign-in.")

    def do_roles(self, username: str, options: dict[str, Any]) -> None:
        """Exactly the roles that are named."""
        moves.set_roles(System(), find(username), set(options["roles"] or []))
        self.stdout.write(f"{username}: {', '.join(sorted(options['roles'] or [])) or 'no role'}")

    def do_list(self, username: str, options: dict[str, Any]) -> None:  # noqa: ARG002
        """Everybody, with roles."""
        for person in reads.staff():
            closed = "" if person.is_active else " (closed)"
            self.stdout.write(
                f"{person.username}: {', '.join(sorted(reads.roles(person)))}{closed}"
            )


def find(username: str) -> Staff:
    """The account of that name."""
    found = Staff.objects.filter(username__iexact=username).first()
    if found is None:
        raise Refusal(f"There is nobody called “{username}”. See tocsin staff list.")
    return found


def ask_password() -> str:
    """Typed unseen, or the first line of standard input."""
    if sys.stdin.isatty():
        return getpass.getpass("Password (12 characters or more): ")
    return sys.stdin.readline().rstrip("\n")

"""The command: `tocsin COMMAND …`; `tocsin manage …` reaches all of Django's commands."""

from __future__ import annotations

import os
import resource
import sys

from tocsin.console.table import ALIASES, offline, overview
from tocsin.kernel import progress

INTERRUPTED = 130  # what a shell says of a program that Ctrl-C ended
CLOSED = 141  # and of one whose reader went away


def main(arguments: list[str] | None = None) -> None:
    """Runs one command; exits 0 when it did its work, 1 when it refused, 2 on wrong words."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    # A crash would lay keys, and what people typed a moment ago, on the disk.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        try:
            with progress.shown():
                sys.exit(_run(words))
        finally:
            sys.stdout.flush()
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        sys.exit(INTERRUPTED)
    except BrokenPipeError:  # as of `tocsin … | head`: nobody reads what more there is to say
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(CLOSED)


def _run(words: list[str]) -> int:
    """The exit code of a command."""
    if not words or words[0] in {"-h", "--help", "help"}:
        print(overview())
        return 0
    if (run := offline(words)) is not None:
        return run()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tocsin.settings")
    from tocsin.console.run import run_command

    if words[0] == "manage" and words[1:]:
        # Django's own words: `tocsin manage check` is not `tocsin check`.
        return run_command(words[1], words[2:])
    return run_command(ALIASES.get(words[0], words[0]), words[1:])


if __name__ == "__main__":
    main()

"""Commands for another machine: they touch neither database nor data folder."""

from __future__ import annotations

import argparse
import sys


def open_bundle(words: list[str]) -> int:
    """`tocsin convey open`."""
    parser = argparse.ArgumentParser(prog="tocsin convey open")
    parser.parse_args(words)
    print("not yet", file=sys.stderr)
    return 1


def create_keys(words: list[str]) -> int:
    """`tocsin keys create`."""
    parser = argparse.ArgumentParser(prog="tocsin keys create")
    parser.parse_args(words)
    print("not yet", file=sys.stderr)
    return 1

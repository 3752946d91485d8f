"""The reference pages say everything: settings, commands, states and keys of JSON."""

from __future__ import annotations

import argparse
import ast
import json
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command, load_command_class
from django.core.management.base import BaseCommand

from tests.house.survey import PACKAGE, ROOMS, modules, name, tree
from tests.paths import ROOT, seed

PAGES = ROOT / "docs" / "reference"
SETTING = re.compile(r"^(TOCSIN_[A-Z_]+|DATABASE_URL|PORT)$")
# Django gives these to every command.
DJANGO = {
    "--help",
    "--version",
    "--verbosity",
    "--settings",
    "--pythonpath",
    "--traceback",
    "--no-color",
    "--force-color",
    "--skip-checks",
}
OF_DJANGO = {"migrate"}  # guarded by us, typed as `tocsin manage migrate`
# Modules whose dictionaries go out as JSON, and functions elsewhere that make parts of it.
SPEAKERS = re.compile(r"tocsin/api/.*\.py$")
PARTS = re.compile(r"^(public(_\w+)?|content|body|as_json|as_dict|report)$")
# Keys whose place is taken by data: languages, mostly.
BY_DATA = {"names", "texts", "by_country"}


def page(title: str) -> str:
    """One page of the reference."""
    return (PAGES / f"{title}.md").read_text("utf-8")


def rows(title: str, word: str) -> str:
    """The rows of a page's tables whose first cell begins with `word`, in one string."""
    begin = re.compile(rf"^\| `{re.escape(word)}(?![\w-])")
    return "\n".join(line for line in page(title).splitlines() if begin.match(line))


def settings_read() -> set[str]:
    """The variables that settings.py asks the environment for."""
    calls = [one for one in ast.walk(tree(PACKAGE / "settings.py")) if isinstance(one, ast.Call)]
    first = [one.args[0] for one in calls if one.args]
    words = [one.value for one in first if isinstance(one, ast.Constant)]
    return {word for word in words if isinstance(word, str) and SETTING.match(word)}


def commands() -> dict[str, tuple[str, str]]:
    """What people type, with Django's name and the app of each command."""
    from tocsin.console.table import ALIASES

    typed = {django: word for word, django in ALIASES.items()}
    found = sorted(PACKAGE.glob("*/management/commands/[a-z]*.py"))
    return {
        typed.get(path.stem, path.stem): (f"tocsin.{path.parts[-4]}", path.stem)
        for path in found
        if path.stem not in OF_DJANGO
    }


def options(parser: argparse.ArgumentParser) -> set[str]:
    """The long options of a command and of its subcommands."""
    found: set[str] = set()
    for action in parser._actions:
        found |= {option for option in action.option_strings if option.startswith("--")}
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                found |= options(below)
    return found - DJANGO


def load(word: str) -> BaseCommand:
    """The command that people call by this word."""
    return load_command_class(*commands()[word])


def test_settings_are_found() -> None:
    assert {"TOCSIN_HOME", "DATABASE_URL"} <= settings_read()


@pytest.mark.parametrize("setting", sorted(settings_read()))
def test_a_setting_is_explained(setting: str) -> None:
    assert rows("settings", setting), f"docs/reference/settings.md has no row for {setting}"


def test_no_setting_is_explained_that_is_not_read() -> None:
    told = set(re.findall(r"^\| `([A-Z_]+)`", page("settings"), re.MULTILINE))
    assert told == settings_read()


def test_every_command_of_the_overview_can_be_called() -> None:
    from tocsin.console.table import COMMANDS, OFFLINE

    assert set(COMMANDS) - {"manage", *OFFLINE} == set(commands())


@pytest.mark.parametrize("word", sorted(commands()))
def test_a_command_is_explained(word: str) -> None:
    assert rows("commands", f"tocsin {word}"), f"docs/reference/commands.md lacks tocsin {word}"
    assert load(word).help, "give the command a line of help"


@pytest.mark.parametrize("word", sorted(commands()))
def test_every_option_of_a_command_is_explained(word: str) -> None:
    parser = load(word).create_parser("tocsin", word)
    told = set(re.findall(r"--[a-z][a-z-]*", rows("commands", f"tocsin {word}")))
    lacking = sorted(options(parser) - told)
    assert not lacking, f"docs/reference/commands.md lacks {lacking} of tocsin {word}"


@pytest.mark.parametrize(
    "words",
    [
        ("convey", "open"),
        ("attachments", "open"),
        ("keys", "create"),
        ("keys", "recover"),
        ("keys", "split"),
        ("keys", "join"),
        ("keys", "rehearse"),
        ("keys", "partner"),
        ("alert", "sign"),
        ("alert", "open"),
        ("verify",),
        ("witness", "init"),
        ("witness", "vkey"),
        ("witness", "add-log"),
        ("witness", "serve"),
        ("watch",),
    ],
)
def test_every_option_of_a_command_for_another_machine_is_explained(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    from tocsin.console.table import offline

    run = offline([*words, "--help"])
    assert run is not None
    with pytest.raises(SystemExit) as ended:
        run()
    assert ended.value.code == 0
    there = set(re.findall(r"--[a-z][a-z-]*", capsys.readouterr().out)) - DJANGO
    told = set(re.findall(r"--[a-z][a-z-]*", rows("commands", f"tocsin {words[0]}")))
    lacking = sorted(there - told)
    assert not lacking, f"docs/reference/commands.md lacks {lacking} of tocsin {' '.join(words)}"


def test_every_state_is_explained() -> None:
    from tocsin.kernel.states import EVERY

    for room in ROOMS:
        if (PACKAGE / room / "models.py").exists():
            import_module(f"tocsin.{room}.models")
    assert EVERY
    lacking = {
        (states.name, state)
        for states in EVERY
        for state in states.moves
        if not re.search(rf"\b{state.replace('_', '[_ ]')}\b", cells(states.name))
    }
    assert not lacking, f"docs/reference/states.md lacks {sorted(lacking)}"


def cells(what: str) -> str:
    """The row of the page of states, without its first cell."""
    return rows("states", what).partition("|")[2].partition("|")[2]


def spoken() -> Iterator[tuple[str, str]]:
    """Every key that the source writes into JSON for others, with its module."""
    for path in modules():
        for node in ast.walk(tree(path)):
            whole = bool(SPEAKERS.search(name(path))) and isinstance(node, ast.Module)
            part = isinstance(node, ast.FunctionDef) and bool(PARTS.match(node.name))
            if whole or part:
                yield from ((name(path), key) for key in keys_of(node))


def keys_of(node: ast.AST) -> Iterator[str]:
    """The words that dictionaries below a node are written with."""
    if isinstance(node, ast.keyword) and node.arg == "json_dumps_params":
        return
    if isinstance(node, ast.Dict):
        for key in node.keys:
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield key.value
    for below in ast.iter_child_nodes(node):
        yield from keys_of(below)


def keys_in(data: Any) -> Iterator[str]:
    """The keys of a JSON document, at every depth."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield key
            yield from keys_in(list(value.values()) if key in BY_DATA else value)
    elif isinstance(data, list):
        for value in data:
            yield from keys_in(value)


def explained() -> set[str]:
    """The words that the page on JSON names as keys."""
    spans = re.findall(r"`([^`\n]+)`", page("json"))
    return {word for span in spans for word in re.findall(r"[a-z0-9_]+", span)}


def test_every_key_of_the_api_is_explained() -> None:
    lacking = sorted({(place, key) for place, key in spoken() if key not in explained()})
    assert not lacking, f"docs/reference/json.md lacks {lacking}"


def test_every_class_of_the_tally_is_explained() -> None:
    from dataclasses import fields

    from tocsin.signing import reads

    classes = {field.name for field in fields(reads.Tally)}
    assert not sorted(classes - explained())


@pytest.mark.django_db
def test_every_key_of_an_imported_document_is_explained(
    capsys: pytest.CaptureFixture[str],
) -> None:
    call_command("import_alert", str(seed()), "--dry-run", "--json")
    data = json.loads(capsys.readouterr().out)
    assert not sorted(set(keys_in(data)) - explained())
    promised = """document_type document_id title date countries issues partner language
        claims addressees related repairs warnings"""
    assert set(promised.split()) <= set(data)


@pytest.mark.parametrize("title", ["settings", "commands", "states", "json"])
def test_a_page_of_the_reference_has_a_title(title: str) -> None:
    assert page(title).startswith("# ")


def links() -> Iterator[tuple[Path, str]]:
    """Links of the written pages to files of the repository."""
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")):
        for target in re.findall(r"\]\(([^)#\s]+)", path.read_text("utf-8")):
            if "://" not in target and not target.startswith("mailto:"):
                yield path, target


def test_every_link_of_the_written_pages_leads_somewhere() -> None:
    dead = [(name(path), to) for path, to in links() if not (path.parent / to).exists()]
    assert not dead

"""A backup of before this version's first steps comes back; one from half-way is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.kernel.backups.elsewhere import Elsewhere
from tocsin.kernel.storage import migrating

FOUND = """
import json
from django.db import connection
from tocsin.kernel.storage import counters, migrating
from tocsin.signing.models import Signature

def found():
    voices = list(Signature.objects.values_list("state", "public_name").order_by("id"))
    wrong = [one.into for one in counters.COUNTERS if counters.wrong(one)]
    tables = sorted(connection.introspection.table_names())
    return [voices, wrong, tables, migrating.applied()]
"""
# A desk whose database is that of before, and one that had not all of it.
LIVED = """
from pathlib import Path
from django.core.management import call_command
from tests import cast
from tests.signing.people import sign_and_confirm
from tocsin.kernel.backups import making

def forget(name):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE name = %s", [name])

def backed_up(name):
    folder = Path(PLACE, name)
    folder.mkdir(parents=True)
    return str(making.make(folder, 30).path)

call_command("init", passphrase_file=Path(PASSPHRASE), stdout=open("/dev/null", "w"))
cast.signing_key()
sign_and_confirm(cast.published(), "Ada", "ada@example.org", choice="public")
before = found()
forget("0001_schema")
old = backed_up("old")
forget("0009_links_by_their_marks")
print(json.dumps([before, old, backed_up("half-way")]))
"""


@pytest.mark.django_db
def test_a_backup_of_before_comes_back_and_one_from_half_way_says_where_it_stands(
    tmp_path: Path,
) -> None:
    here, there = Elsewhere(tmp_path / "here"), Elsewhere(tmp_path / "there")
    places = f"PLACE, PASSPHRASE = {str(tmp_path / 'disk')!r}, {here.passphrase[1]!r}\n"
    before, old, halfway = json.loads(here.python(places + FOUND + LIVED))

    done = there.run("restore", halfway, *there.passphrase)
    assert done.returncode == 1
    assert done.stderr == (
        f"{halfway} holds a database at signing.0008_held, half-way to what this version "
        f"begins with. Check out commit {migrating.LAST} of Tocsin, restore it there and back up "
        "anew.\n"
    )
    assert list(there.home.iterdir()) == []

    # Which needs an empty place, and so tells that nothing was made.
    done = there.run("restore", old, *there.passphrase)
    assert done.returncode == 0, done.stderr
    assert json.loads(there.python(FOUND + "print(json.dumps(found()))")) == before
    assert before[:2] == [[["counted", "Ada"]], []]

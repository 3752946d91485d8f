"""An office reads from where voices came, and never that one unnamed person signed there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conveyance.bundles import PAIR, manifest, record, sealed, words
from tocsin.conveyance.bundle import write_bundle
from tocsin.conveyance.lands import ENOUGH, Lands
from tocsin.conveyance.opening import open_bundle
from tocsin.kernel.crypto import seal
from tocsin.signing.forms import SignForm

Voice = tuple[str, bool]


def lands(voices: Iterable[Voice]) -> Lands:
    made = Lands()
    for country, is_named in voices:
        made.add(country, is_named=is_named)
    return made


def dossier(folder: Path, voices: Iterable[Voice], volume: int = 10_000) -> str:
    """What an office reads of these voices."""
    records = [
        record(at, country=country, choice="public" if is_named else "counted", channel="web")
        for at, (country, is_named) in enumerate(voices)
    ]
    told = manifest(tally={"confirmed": len(records), "paper": 0, "unconfirmed": 0})
    write_bundle(folder / "b.zip", told, sealed(records))
    seal.write_pair(PAIR, folder / "o.private", folder / "o.public")
    open_bundle(folder / "b.zip", folder / "o.private", folder / "out", volume=volume)
    return " ".join("".join(map(words, sorted((folder / "out").glob("dossier*.pdf")))).split())


@pytest.mark.parametrize("volume", [10_000, 5])
def test_one_unnamed_voice_from_a_country_does_not_name_the_country(
    tmp_path: Path, volume: int
) -> None:
    said = dossier(tmp_path, [("KZ", False), *[("SE", True)] * 12], volume)
    assert "Kazakhstan" not in said
    assert "Sweden 12 Country not told 1" in said
    assert (
        "Of the people who chose not to be named, a country is told where 10 or more signed "
        "from it." in said
    )


def test_ten_unnamed_voices_are_told_with_their_country(tmp_path: Path) -> None:
    said = dossier(tmp_path, [*[("KZ", False)] * ENOUGH, ("KZ", True)])
    assert "Kazakhstan 11" in said
    assert "Country not told" not in said
    assert "chose not to be named, a country" not in said


def test_who_is_named_does_not_show_that_somebody_unnamed_signed_from_there(
    tmp_path: Path,
) -> None:
    said = dossier(tmp_path, [*[("KZ", True)] * 2, *[("KZ", False)] * 3])
    assert "Kazakhstan 2 Country not told 3" in said


def test_the_form_promises_what_the_dossier_keeps() -> None:
    assert ENOUGH == 10
    assert "it is told only where they are ten or more" in str(
        SignForm().fields["country"].help_text
    )


@given(st.lists(st.tuples(st.sampled_from(["KZ", "SE", ""]), st.booleans()), max_size=80))
def test_every_voice_is_counted_once(voices: list[Voice]) -> None:
    made = lands(voices)
    assert sum(number for _country, number in made.told()) + made.untold == len(voices)


@given(st.lists(st.tuples(st.sampled_from(["KZ", "SE", "DE"]), st.booleans()), max_size=80))
def test_fewer_than_ten_change_no_line_of_their_country(voices: list[Voice]) -> None:
    few = {one for one, n in Counter(c for c, named in voices if not named).items() if n < ENOUGH}
    without = [one for one in voices if one[1] or one[0] not in few]
    assert lands(voices).told() == lands(without).told()

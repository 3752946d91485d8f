"""No letter of one name keeps the others from being handed over, and none is changed unasked."""

from __future__ import annotations

import csv
import json
import re
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from tests.conveyance.bundles import PAIR, of_people, words
from tocsin.console.table import offline
from tocsin.conveyance import letters
from tocsin.conveyance.checking import check
from tocsin.conveyance.letters import Letters, printed, without_font
from tocsin.conveyance.opening import open_bundle
from tocsin.conveyance.volumes import VOLUME, cut
from tocsin.kernel.crypto import seal
from tocsin.kernel.printing.clusters import clusters
from tocsin.kernel.printing.paper import Lost, NoFont
from tocsin.kernel.refusal import Refusal

# Cuneiform, for which no machine of ours has a font.
LU, AN = "\U000121fd", "\U0001202d"
NAMES = ["Ada Lind", f"Bo {LU}{AN}", "Cy Moran", "Юлия Ким", "مريم حداد", f"{LU}{LU}"]
REMEDIES = (
    r"Install a font, e\.g\. Debian’s package fonts-noto-cjk or fonts-noto-extra, or repeat the "
    r"command with --print-by-number, which prints such letters as \[U\+{}\] and all others as "
    r"they are\."
)


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """The organisation's private key file."""
    seal.write_pair(PAIR, tmp_path / "o.private", tmp_path / "o.public")
    return tmp_path / "o.private"


def person(name: str, comment: str = "") -> dict[str, str]:
    return {"name": name, "country": "SE", "comment": comment}


def fonts_of(page: Any) -> list[Any]:
    """What its letters are printed in."""
    return list(page["/Resources"].get("/Font", {}).values())


def rows(out: Path) -> list[dict[str, str]]:
    with (out / "names.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def plain(path: Path) -> str:
    """What stands in a file, however its lines are broken."""
    return " ".join(words(path).split())


def numbered(out: Path) -> list[int]:
    """What the list says of each printed file."""
    told = json.loads((out / "dossier.json").read_text("utf-8"))
    return [one.get("by_number", 0) for one in told["files"] if one["name"].endswith(".pdf")]


@pytest.mark.parametrize("volume", [VOLUME, 2])
def test_the_refusal_names_the_letter_its_number_how_many_and_both_remedies(
    tmp_path: Path, key: Path, volume: int
) -> None:
    sentence = (
        f"No font on this machine has the letter “{AN}” \\(U\\+1202D\\), nor 1 other; 2 of those "
        "named have such in their name or comment. "
    )
    with pytest.raises(Refusal, match=sentence + REMEDIES.format("1202D")):
        open_bundle(of_people(tmp_path, NAMES), key, tmp_path / "out", volume=volume)
    assert not (tmp_path / "out").exists()


def test_one_letter_in_a_comment_is_named_alone(tmp_path: Path, key: Path) -> None:
    sentence = (
        f"has the letter “{LU}” \\(U\\+121FD\\); 1 of those named has such in their name or comment"
    )
    path = of_people(tmp_path, ["Ada"], comment=f"Hear {LU} them")
    with pytest.raises(Refusal, match=sentence):
        open_bundle(path, key, tmp_path / "out")


def test_whoever_chose_it_gets_these_letters_by_number_and_all_others_as_they_are(
    tmp_path: Path, key: Path
) -> None:
    path = of_people(tmp_path, NAMES, comment=f"Écoutez {LU}!")
    opened = open_bundle(path, key, tmp_path / "out", by_number=True)
    text = plain(tmp_path / "out" / "dossier.pdf")
    for told in ("Ada Lind", "Bo [U+121FD][U+1202D],", "Юлия Ким", "[U+121FD][U+121FD],"):
        assert told in text
    assert "Écoutez [U+121FD]!" in text
    assert "On 6 lines, letters that no font had are printed by their numbers in Unicode" in text
    assert "The file names.csv has the letters themselves." in text
    assert (opened.by_number, numbered(tmp_path / "out")) == (6, [6])
    assert check(tmp_path / "out").names == len(NAMES)


def test_the_table_of_names_has_the_letters_themselves(tmp_path: Path, key: Path) -> None:
    path = of_people(tmp_path, NAMES, comment=f"So {LU}")
    open_bundle(path, key, tmp_path / "out", by_number=True)
    assert {one["name"] for one in rows(tmp_path / "out")} == set(NAMES)
    assert {one["comment"] for one in rows(tmp_path / "out")} == {f"So {LU}"}


def test_each_volume_says_how_many_of_its_lines_and_the_first_of_how_many_in_all(
    tmp_path: Path, key: Path
) -> None:
    out = tmp_path / "out"
    opened = open_bundle(of_people(tmp_path, NAMES), key, out, volume=3, by_number=True)
    pdfs = sorted(out.glob("dossier-*.pdf"))
    said = [re.findall(r"On (\d+) lines?, letters that no font had", plain(one)) for one in pdfs]
    counts = [len(found) and int(found[0]) for found in said]
    assert counts[0] == opened.by_number == 2
    assert sum(counts[1:]) == 2
    assert numbered(out) == [0, *counts[1:]]
    assert "– [U+121FD][U+121FD]" in plain(pdfs[0])
    assert check(out).names == len(NAMES)


def test_the_note_is_in_the_addressees_language(tmp_path: Path, key: Path) -> None:
    path = of_people(tmp_path, NAMES[:2], language="fr", letter="Madame,\n\nJe vous écris.")
    open_bundle(path, key, tmp_path / "out", by_number=True)
    text = plain(tmp_path / "out" / "dossier.pdf")
    assert "Sur 1 ligne, des lettres qu’aucune police n’avait" in text


def test_where_every_letter_has_a_font_the_choice_changes_nothing(
    tmp_path: Path, key: Path
) -> None:
    path = of_people(tmp_path, ["Ada Lind", "Юлия Ким", "संगीता राव"], comment="Écoutez.")
    for out, by_number in (("one", False), ("two", True)):
        assert open_bundle(path, key, tmp_path / out, by_number=by_number).by_number == 0
    for one in (tmp_path / "one").iterdir():
        assert one.read_bytes() == (tmp_path / "two" / one.name).read_bytes()


def test_the_letter_itself_is_never_printed_by_number(tmp_path: Path, key: Path) -> None:
    path = of_people(tmp_path, NAMES, headline=f"FIJI: {AN}")
    with pytest.raises(NoFont, match=r"\(U\+1202D\)\. Install one") as refused:
        open_bundle(path, key, tmp_path / "out", by_number=True)
    assert "--print-by-number" not in refused.value.sentence


def test_a_long_name_by_number_stays_in_its_column(tmp_path: Path, key: Path) -> None:
    name = "".join(map(chr, range(0x12000, 0x12000 + 120)))
    open_bundle(of_people(tmp_path, [name]), key, tmp_path / "out", by_number=True)
    document = pypdfium2.PdfDocument(tmp_path / "out" / "dossier.pdf")
    try:
        page = document[2]
        text = page.get_textpage()
        every = text.get_text_range()
        assert "".join(every.split()).count("[U+120") == 121  # with the one of the note
        begins = every.index("[U+12001]")  # of the name
        edges = [text.get_charbox(at)[2] for at in range(begins, every.rindex("[U+"))]
        middle = page.get_width() / 2
    finally:
        document.close()
    assert max(edges) < middle


def test_the_command_tells_both(
    tmp_path: Path, key: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = of_people(tmp_path, NAMES)
    command = ["convey", "open", str(path), "--key", str(key), "--out", str(tmp_path / "out")]
    refused, done = offline(command), offline([*command, "--print-by-number"])
    assert refused is not None
    assert refused() == 1
    assert "repeat the command with --print-by-number" in capsys.readouterr().err
    assert done is not None
    assert done() == 0
    said = capsys.readouterr().out
    assert (
        "Letters that no font had are printed by their numbers, like [U+12000], on this many "
        "lines: 2. names.csv has the letters themselves." in said
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("plain", "plain"),
        (f"a{LU}b", "a[U+121FD]b"),
        (f"{LU}\u0301", "[U+121FD][U+0301]"),  # its mark goes along
        ("n\u20dd, o\u20dd", "n[U+20DD], o\u20dd"),  # one of them was asked for
        ("k\u0489", "k[U+0489]"),  # a mark alone
        ("\u1112\u1161\u11ab", "[U+1112][U+1161][U+11AB]"),  # a syllable in its parts
        ("\u0378\u0301", "[U+0378]\u0301"),
        ("\u270a\ufe0f", "[raised fist]\ufe0f"),
    ],
)
def test_what_is_lacking_is_printed_by_number(text: str, told: str) -> None:
    lacking = {LU, "n\u20dd", "\u0489", "\u1112\u1161\u11ab"}
    assert printed(text, lacking) == told


def test_a_mark_that_no_font_has_with_its_letter_leaves_the_letter(
    tmp_path: Path, key: Path
) -> None:
    """Typst says that the a has no font; no font that is installed would help."""
    path = of_people(tmp_path, ["Ada\u20dd Lind", "Bo \U0001eeac\u0859"])
    with pytest.raises(Refusal, match=r"has the letter “a\u20dd” \(U\+0061 U\+20DD\), nor 1 other"):
        open_bundle(path, key, tmp_path / "no")
    open_bundle(path, key, tmp_path / "out", by_number=True)
    assert "Ada[U+20DD] Lind" in plain(tmp_path / "out" / "dossier.pdf")


def test_a_letter_that_a_mark_would_hide_is_refused_or_its_mark_is_printed_by_number(
    tmp_path: Path, key: Path
) -> None:
    """The font of the mark comes first and has no Hebrew; that of Georgian has this mark."""
    path = of_people(tmp_path, ["Ana გა\u0308მა", "ש\u0307רה לוי", "Bo ก\u0302 ก"])
    with pytest.raises(
        Refusal,
        match=r"has the letter “ש\u0307” \(U\+05E9 U\+0307\), nor 1 other; 2 of those named have "
        r"such in their name or comment\. There is one for the letter without its mark: repeat the "
        r"command with --print-by-number, which prints such marks as \[U\+0307\] and all letters "
        r"as they are\.$",
    ):
        open_bundle(path, key, tmp_path / "no")
    assert open_bundle(path, key, tmp_path / "out", by_number=True).by_number == 2
    told = plain(tmp_path / "out" / "dossier.pdf")
    assert "Ana გა\u0308მა" in told
    assert told.count("U+0307") == 1
    assert "ก[U+0302] ก" in told


def test_the_dossier_prints_the_letter_under_a_mark_that_the_first_font_has(
    tmp_path: Path, key: Path
) -> None:
    """Of a font that has no letter on a page nothing is there."""
    open_bundle(of_people(tmp_path, ["Ana ა\u0308"]), key, tmp_path / "out")
    pages = PdfReader(tmp_path / "out" / "dossier.pdf").pages
    found = [one.get_object()["/BaseFont"] for page in pages for one in fonts_of(page)]
    assert any(name.endswith("NotoSerifGeorgian-Regular") for name in map(str, found))


def test_a_mark_alone_does_not_hide_that_its_letter_was_not_asked_for() -> None:
    people = [person("Ana ა"), person("\u0303 Bo"), person("ა\u0303")]
    assert without_font(people) == {"ა\u0303"}


def test_a_letter_of_the_headline_under_a_mark_is_no_fault_of_those_named() -> None:
    people = [person("ა"), person("Bo", "ა\u0308")]
    put = Letters(people, by_number=False)

    def printing(_people: list[dict[str, str]]) -> bytes:
        raise Lost(["ა\u0303"])

    with pytest.raises(Lost, match=r"“ა\u0303” together with its mark \(U\+10D0 U\+0303\)"):
        put.put(people, printing)


def test_a_letter_without_font_under_a_mark_is_not_left_out_in_silence() -> None:
    assert LU in without_font([person(f"{LU}\u0301")])


def test_many_letters_are_asked_for_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    people = [person(f"Ünal {chr(0x12000 + at)}", "né e\u0301") for at in range(9)]
    people.append(person("a\u20dd b\u20dd c\u20dd"))
    found = without_font(people)
    assert found == {*map(chr, range(0x12000, 0x12009)), "a\u20dd", "b\u20dd", "c\u20dd"}
    monkeypatch.setattr(letters, "AT_ONCE", 4)
    assert without_font(people) == found


def test_past_what_memory_holds_marks_are_lacking_with_any_letter(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(letters, "MOST", 1)
    monkeypatch.setattr(letters, "AT_ONCE", 1)
    people = [person("a\u20dd"), person("b\u20de"), person(LU)]
    assert without_font(people) == {"a\u20dd", "\u20de", LU}


def test_whatever_letters_names_hold_they_are_printed(tmp_path: Path, key: Path) -> None:
    codes = range(0xA0, sys.maxunicode, 97)
    kept = [one for one in map(chr, codes) if unicodedata.category(one) not in {"Cs", "Co", "Cn"}]
    marks = [one for one in kept if unicodedata.category(one)[0] == "M"]
    names = ["x" + "".join(kept[at : at + 100]) for at in range(0, len(kept), 100)]
    names += [f"Bo {kept[at * 11]}{one}{marks[-at]}" for at, one in enumerate(marks)]
    path = of_people(tmp_path, names)
    opened = open_bundle(path, key, tmp_path / "out", volume=20, by_number=True)
    assert opened.by_number > 10
    assert {one["name"] for one in rows(tmp_path / "out")} == set(names)


def test_a_volume_has_room_for_what_is_printed() -> None:
    people = [person(LU * 40), person("Ada"), person("Bo")]
    assert len(cut(people, 5)) == 1
    assert [(one.first, one.last) for one in cut(people, 5, {LU})] == [(1, 1), (2, 3)]


def refusing(*lacking: str) -> letters.Printing:
    """A printer without these letters, which it finds only beside others."""

    def printing(people: list[dict[str, str]]) -> bytes:
        text = " ".join(f"{one['name']} {one['comment']}" for one in people)
        if found := [one for one in lacking if one in text]:
            raise NoFont(["x", *found])
        return text.encode()

    return printing


def test_what_is_lacking_only_beside_others_is_printed_by_number_too() -> None:
    people = [person("Ñandú"), person("Bo", "Åé"), person("Cy")]
    put = Letters(people, by_number=True)
    text, lines = put.put(people, refusing("Ñ", "é"))
    assert (text.decode(), lines) == ("[U+00D1]andú  Bo Å[U+00E9] Cy ", 2)
    with pytest.raises(NoFont, match=r"“Ж” \(U\+0416\)"):
        put.put(people, lambda _people: refusing("Ж")([person("Ж")]))
    with pytest.raises(Refusal, match=r"“Ñ” \(U\+00D1\); 1 of those named has .*--print-by-number"):
        Letters(people, by_number=False).put(people, refusing("Ñ"))


@given(st.text())
def test_letters_and_their_marks_are_the_whole_text(text: str) -> None:
    assert "".join(clusters(text)) == text


@given(st.text(st.characters(categories=["L", "M", "N"], exclude_characters="[]"), max_size=30))
def test_by_number_each_letter_can_be_found_again(text: str) -> None:
    told = printed(text, set(text))
    back = re.sub(r"\[U\+([0-9A-F]+)\]", lambda found: chr(int(found[1], 16)), told)
    if not letters.PICTURES.search(text):
        assert back == text

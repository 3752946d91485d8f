"""No letter is lost on paper under a mark, nor printed twice: it is seen, or it is refused."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ink import seen, times
from tocsin.kernel.printing import paper, typefaces
from tocsin.kernel.printing.clusters import clusters, is_mark
from tocsin.kernel.printing.typefaces import FAMILIES, family_for, letters_of, lost

# A letter of each script that we have a font for, two of some, and what belongs to all.
LETTERS = "aЖωمهשאकभকமகஇශකกพကမខកაგաԱአለᠠ،ـ"
COMMON = [*map(chr, range(0x300, 0x370)), *"\u0483\u1ab0\u1dc0\u1dff\u20d0\u20dd\u20f0\ufe20"]
# Marks of one script or of few, which stand on a letter of another where somebody plays with them.
OWN = "\u064e\u0670\u05b7\u05c1\u093f\u0951\u09be\u09cd\u0bbe\u0dca\u0e31\u0e48\u102d\u17b6\u135f"
UNSEEN = "\u200c\u200d\u034f\ufe00\ufe0f\U000e0100"
JOINED = "ᠠ\u200d"  # has the form that it has before another letter
# Marks that no font had beside the letter below them, for which another one has it.
WITHOUT_FONT = ["北\u0308", "ⴰ\u0301", "Ꭰ\u0302", "ܐ\u0308", "\U00012000\u0301", "か\u20dd"]
WITHOUT_LETTER = [" \u0e48\u0303", "\u0e48\u0303", "1\u064b", "\u25cc\u0951"]
FROM_OTHERS = [
    ("ა\u0308", "Noto Serif Georgian"),
    ("ก\u0331", "Noto Serif Thai"),
    ("ա\u0308", "Noto Serif Armenian"),
    ("አ\u030e", "Noto Serif Ethiopic"),
    ("க\u0951", "Noto Serif Tamil"),
]


def test_a_letter_under_any_mark_is_seen_once_or_refused(tmp_path: Path) -> None:
    marked = {letter + mark for letter in LETTERS for mark in [*COMMON, *OWN, *UNSEEN]} - {JOINED}
    shown = sorted(marked - paper.without_font(marked))
    assert len(shown) > 500
    alone = dict(zip(LETTERS, seen(tmp_path, LETTERS), strict=True))
    pages = dict(zip(shown, seen(tmp_path, shown), strict=True))
    often = {one: times(alone[one[0]], page) for one, page in pages.items()}
    assert {one: number for one, number in often.items() if number != 1} == {}


def test_each_letter_of_a_word_with_marks_is_seen(tmp_path: Path) -> None:
    told = ["გა\u0308მა", "Bo გა\u0308, ა\u0304\u0308გ", "ก\u0331กa", "გა\u0308მა\u0302"]
    expected = ["გამა", "გაა", "กก", "გამა"]
    letters = sorted({*"".join(expected)})
    alone = dict(zip(letters, seen(tmp_path, letters), strict=True))
    for text, page, whole in zip(told, seen(tmp_path, told), expected, strict=True):
        found = {one: times(alone[one], page) for one in set(whole)}
        assert found == {one: unicodedata.normalize("NFD", text).count(one) for one in found}


def test_the_eye_sees_a_letter_that_is_there_none_or_twice(tmp_path: Path) -> None:
    letter, *others = seen(tmp_path, ["გ", "მ", "a\u0308", "გ\u0308", "აგ", "გაგ", "გგგ"])
    assert [times(letter, page) for page in others] == [0, 0, 1, 1, 2, 3]


@pytest.mark.parametrize("cluster", WITHOUT_FONT)
def test_a_common_mark_on_a_letter_of_the_machines_fonts_is_refused(cluster: str) -> None:
    """The machine's fonts come last, when one of ours has taken the mark already."""
    assert cluster in paper.without_font([cluster, "a"])


@pytest.mark.parametrize("cluster", WITHOUT_LETTER)
def test_marks_on_what_is_of_no_script_are_refused_where_one_would_be_lost(cluster: str) -> None:
    """They are in no rule, which is by the letters of a script."""
    assert lost(f"Ana{cluster}" if cluster[0] == " " else cluster) == [cluster]


@pytest.mark.parametrize(("cluster", "family"), FROM_OTHERS)
def test_a_letter_with_its_mark_is_set_in_the_family_that_has_both(
    cluster: str, family: str
) -> None:
    assert family_for(cluster) == family
    assert f'set text(font: "{family}", fallback: false)' in typefaces.source(["Ada", cluster])


@pytest.mark.parametrize(
    "text",
    [
        "Zoe\u0308 Ж\u0301 ω\u0301",
        "مَريم",
        "שָׂרָה",
        "नाविक क्ष",
        "กำเก่ง",
        "ශ්\u200dරී",
        "မြန်မာ",
        "\n\u0301 \u0308",
        "❤\ufe0f 葛\U000e0100",
        "བོད་",  # no font of ours: typst tells whether there is one
        "か\u3099",
        "\u1112\u1161\u11ab",
        "",
        "a\ufe0f\u200d",
    ],
)
def test_ordinary_names_are_left_to_typst(text: str) -> None:
    assert lost(text) == []
    assert "show regex" not in typefaces.source([text])


def test_what_is_not_odd_of_the_script_goes_along_and_other_scripts_stay() -> None:
    """Letters that are joined must be set alike: typst joins none over an edge of such a rule."""
    source = typefaces.source(["Ana გა\u0308მა", "שרה ไทย"])
    assert source.count("show regex") == 1
    assert "\\\\x{10d0}-" in source
    assert "\\\\x{e01}-" not in source


def test_what_is_set_in_another_family_looks_as_it_does_elsewhere(tmp_path: Path) -> None:
    words = ["क्षत्रि", "किंतु", "ශ්\u200dරී", "தமிழ்", "মৌর্য", "გამა", "กำเก่ง"]
    odd = ["क\u20f0", "ক\u0951", "க\u0951", "ა\u0308", "ก\u0331"]
    ruled = seen(tmp_path, [*words, *odd])
    for one, other in zip(seen(tmp_path, words), ruled, strict=False):
        assert (one == other).all()


@given(
    st.text(
        st.sampled_from("ab \u0301\u0302\u0331\u200c\u200dक\u094dא\u05b7กა\n\ufe0f\u1112\u1161")
    )
)
def test_what_is_lost_is_found_wherever_it_stands(text: str) -> None:
    marked = (one for one in clusters(text) if any(map(is_mark, one[1:])))
    assert lost(text) == list(dict.fromkeys(one for one in marked if family_for(one) is None))


def test_what_a_family_has_is_what_typst_prints_in_it(tmp_path: Path) -> None:
    template = tmp_path / "one.typ"
    for family in FAMILIES:
        every = sorted(one for one in letters_of(family) if unicodedata.category(one)[0] == "L")
        template.write_text(
            '#set document(title: "One", date: datetime(year: 2026, month: 1, day: 1))\n'
            f'#set text(font: "{family}", fallback: false)\n#json("data.json").text'
        )
        assert paper.print_pdf(template, {"text": " ".join(every[:: len(every) // 30])})

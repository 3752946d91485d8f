"""Documents of other networks as they lie in a desk’s mailbox, written by hand, with their answers.

They are torn, quoted, forwarded twice, in two languages or in columns; people and events are
invented.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

from tocsin.intake.reading import Reading, read

FOLDER = Path(__file__).parent / "byhand"
AMNESTY, OMCT = "Amnesty International", "World Organisation Against Torture (OMCT)"
OBSERVATORY = "The Observatory for the Protection of Human Rights Defenders"


@dataclass(frozen=True)
class Right:
    """The right answers; `claims` is how many claims there are, `has` words of some of them."""

    title: str
    kind: str
    date: str | None
    country: str
    partner: str | None
    claims: int
    has: tuple[str, ...]
    issues: set[str] = field(default_factory=set)
    numbers: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    letters: int = 0


ANSWERS = {
    "amnesty_first_paged": Right(
        '"Disappearance" / fear for safety',
        "FA",
        "2001-09-03",
        "SK",
        AMNESTY,
        4,
        ("called her by name.", "about a quarry."),
        {"Enforced disappearances and abductions"},
        ("EUR 72/003/2001", "UA 212/01"),
        ("Minister of the Interior",),
    ),
    "amnesty_update_quoted": Right(
        "Incommunicado detention / fear of torture",
        "FA",
        "2004-03-10",
        "FJ",
        AMNESTY,
        3,
        ("is still held", "had not been beaten."),
        {"Torture", "Arbitrary arrest & detention"},
        ("AFR 64/009/2004",),
        ("Commissioner of Police", "Minister of Justice"),
        ("UA 51/04", "AFR 64/004/2004"),
    ),
    "amnesty_two_columns": Right(
        "TEACHER HELD IN SECRET FOR SIX WEEKS",
        "FA",
        "2012-05-17",
        "LK",
        AMNESTY,
        3,
        ("does not know where she is held", "a camp of the army"),
        numbers=("UA 142/12", "ASA 37/006/2012"),
        offices=("Secretary of Defence", "Inspector General of Police"),
    ),
    "cpj_in_mail": Right(
        "Sri Lanka: Printing house of a weekly burns down",
        "FPR",
        "2009-02-17",
        "LK",
        "Committee to Protect Journalists",
        2,
        ("tied him to a tree",),
    ),
    "fidh_in_french": Right(
        "Pérou : un défenseur des droits humains abattu devant sa maison à Santarvia",
        "FPR",
        "2015-06-04",
        "PE",
        "International Federation for Human Rights (FIDH)",
        3,
        ("Deux hommes à moto ont tiré quatre fois.",),
        {"Human rights defenders"},
    ),
    "fidh_release": Right(
        "MALAYSIA: Three union organisers detained on the eve of a strike",
        "FPR",
        "2007-06-21",
        "MY",
        "International Federation for Human Rights (FIDH)",
        4,
        ("at four in the morning", "Nobody has shown us a paper"),
        {"Arbitrary arrest & detention"},
    ),
    "front_line_html": Right(
        "India: Human rights defender Mr Arvesh Chaudhrin arrested in Mardinagar",
        "FA",
        "2011-05-12",
        "IN",
        "Front Line Defenders",
        4,
        ("bus station of Mardinagar by plain-clothed",),
        {"Arbitrary arrest & detention", "Human rights defenders"},
        offices=("Chief Minister", "Chairperson, National Human Rights Commission"),
        letters=1,
    ),
    "ilo_case": Right(
        "Arrest of trade unionists after a march for wages",
        "FA",
        "2010-11-12",
        "BD",
        "International Labour Organization (ILO)",
        2,
        ("Eleven of its members were arrested",),
        {"Arbitrary arrest & detention", "Human rights defenders"},
        ("Case No. 2871",),
    ),
    "ipu_case": Right(
        "",
        "FA",
        "2007-01-15",
        "PK",
        "Inter-Parliamentary Union (IPU)",
        1,
        ("Mr. Gunavel was arrested at the airport",),
        numbers=("PAK/11",),
    ),
    "letterhead_unknown": Right(
        "Fishermen arrested at sea and kept on a prison ship",
        "",
        None,
        "PH",
        "Lantern Centre",
        2,
        ("taken off their boats",),
        {"Arbitrary arrest & detention"},
    ),
    "mail_forwarded_twice": Right(
        "Kyrgyzstan: Lawyer beaten in front of the court of Akmogolin",
        "",
        "2013-08-03",
        "KG",
        "Lantern Centre",
        4,
        ("steps of the court of Akmogolin", "stood by."),
        offices=("Prosecutor General",),
    ),
    "mail_haste": Right(
        "", "", None, "TH", None, 4, ("the army closed the camp", "counted eleven trucks")
    ),
    "mail_of_dashes": Right(
        "", "", None, "KH", None, 5, ("break the door", "moved to the capital of Cambodia")
    ),
    "names_alone": Right("", "", None, "", "Eastern Rights Network", 0, ()),
    "observatory_french": Right(
        "Threats / Harassment",
        "FA",
        "2009-03-05",
        "PE",
        OBSERVATORY,
        2,
        ("a dead bird and a note",),
        numbers=("PER 002 / 0309 / OBS 041",),
        offices=("Presidente de la República", "Ministro de Justicia"),
    ),
    "omct_columns": Right(
        "Arbitrary detention / torture of a boy",
        "FA",
        "2005-11-14",
        "NP",
        OMCT,
        4,
        ("A boy of fifteen, R. T., was taken from the market of Surhogunj", "a hose"),
        {"Torture", "Arbitrary arrest & detention", "Child rights"},
        ("NPL 141105.CC",),
        (
            "Prime Minister",
            "Attorney General",
            "Permanent Mission of Nepal to the United Nations in Geneva",
        ),
    ),
    "omct_follow_up": Right(
        "Acid attack / Lack of investigation",
        "FA",
        "2009-07-09",
        "BD",
        OMCT,
        2,
        ("closed the file of Ms P. R. on 2 July 2009", "threw acid"),
        {"Violence against women"},
        ("BGD 150609", "BGD 150609.VAW"),
        ("Prime Minister", "Minister of Home Affairs"),
    ),
    "pen_ran": Right(
        "MALDIVES: Poet sentenced to four years for a poem read aloud at a wedding",
        "FA",
        "2005-08-23",
        "MV",
        "PEN International",
        4,
        ("no ferry goes",),
        {"Freedom of expression"},
        ("RAN 37/05",),
        ("President of the Republic",),
    ),
    "rsf_alert": Right(
        "Radio reporter goes into hiding after threats by provincial police",
        "FPR",
        "2006-11-08",
        "KH",
        "Reporters Without Borders",
        3,
        ("the clothes of his children", "No complaint had been made"),
        {"Freedom of expression"},
    ),
    "un_letter": Right(
        "",
        "FA",
        "2012-07-09",
        "VN",
        "United Nations",
        2,
        ("led out of his class", "no news of him since"),
        numbers=("UA VNM 4/2012",),
    ),
    "un_quoted_thrice": Right(
        "SPECIAL RAPPORTEUR ON INDEPENDENCE OF JUDGES CONCERNED AT ARREST OF LAWYERS IN FIJI",
        "FPR",
        "2006-05-05",
        "FJ",
        "United Nations",
        2,
        ("three lawyers of Taroacea",),
        {"Arbitrary arrest & detention"},
    ),
    "watch_release": Right(
        "Vietnam: Free Blogger Held for a Song",
        "FPR",
        "2014-03-03",
        "VN",
        "Human Rights Watch",
        4,
        ("at a noodle shop",),
        {"Freedom of expression"},
    ),
    "un_release": Right(
        "UN EXPERTS CALL FOR INQUIRY INTO DEATHS OF NINE PRISONERS IN MONGOLIA",
        "FPR",
        "2008-10-17",
        "MN",
        "United Nations",
        3,
        ("died in the winter wing", "no heating since September"),
    ),
}
NAMES = sorted(ANSWERS)
# Words that only headings, requests, addresses, greetings and footers of these documents have.
NO_CLAIM = (
    "Salutation",
    "COPIES TO",
    "PLEASE SEND",
    "RECOMMENDED",
    "Fax",
    "AI Index",
    "Kindly",
    "Sent from",
    "Excellency",
    "urging",
    "Page ",
    "welcoming",
    "Guarantee",
    "Press contact",
    "Dear ",
)
# What a warning has to name where an answer is not there.
LACKS = {"title": "title", "date": "date", "partner": "partner", "issues": "issue"}


@cache
def told(name: str) -> Reading:
    return read((FOLDER / f"{name}.txt").read_bytes())


def test_every_document_has_its_answers() -> None:
    assert {path.stem for path in FOLDER.glob("*.txt")} == set(ANSWERS)
    assert len(ANSWERS) > 12


@pytest.mark.parametrize("name", NAMES)
def test_the_title_is_a_headline_or_none(name: str) -> None:
    assert told(name).title == ANSWERS[name].title


@pytest.mark.parametrize("name", NAMES)
def test_the_type_is_that_of_a_forwarded_document(name: str) -> None:
    kind = told(name).document_type
    assert (kind["code"] if kind else "") == ANSWERS[name].kind
    if kind:
        assert any("is proposed" in one and kind["name"] in one for one in told(name).warnings)


@pytest.mark.parametrize("name", NAMES)
def test_the_day_is_the_documents_own(name: str) -> None:
    day = told(name).date
    assert (day.isoformat() if day else None) == ANSWERS[name].date


@pytest.mark.parametrize("name", NAMES)
def test_the_country_is_read_where_it_stands(name: str) -> None:
    assert told(name).countries == list(filter(None, [ANSWERS[name].country]))


@pytest.mark.parametrize("name", NAMES)
def test_the_network_is_the_partner(name: str) -> None:
    assert told(name).partner == ANSWERS[name].partner


@pytest.mark.parametrize("name", NAMES)
def test_the_number_is_the_networks_and_never_ours(name: str) -> None:
    made = told(name)
    assert made.document_id is None
    assert tuple(made.foreign_ids) == ANSWERS[name].numbers == tuple(made.to_row()["foreign_ids"])
    for number in made.foreign_ids:
        assert any(f"“{number}” is the number" in one for one in made.warnings)


@pytest.mark.parametrize("name", NAMES)
def test_issues_are_proposed_by_the_heading_and_told(name: str) -> None:
    made = told(name).to_json()
    assert set(made["issues"]) == ANSWERS[name].issues
    for issue in made["issues"]:
        assert any("proposed by the words" in one and issue in one for one in made["warnings"])


@pytest.mark.parametrize("name", NAMES)
def test_the_addressees_are_those_of_the_list(name: str) -> None:
    assert tuple(told(name).addressees) == ANSWERS[name].offices
    assert len(told(name).letters) == ANSWERS[name].letters


@pytest.mark.parametrize("name", NAMES)
def test_earlier_documents_are_related(name: str) -> None:
    assert tuple(told(name).related) == ANSWERS[name].related


@pytest.mark.parametrize("name", NAMES)
def test_claims_are_what_is_told_and_nothing_else(name: str) -> None:
    texts = [one.text for one in told(name).claims]
    assert len(texts) == ANSWERS[name].claims, texts
    for words in ANSWERS[name].has:
        assert any(words in text for text in texts), words
    assert not [text for text in texts for word in NO_CLAIM if word in text]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_not_there_is_named_in_a_warning(name: str) -> None:
    made = told(name).to_json()
    for key, word in LACKS.items():
        if not made[key]:
            lacks = (f"No {word}", f"The {word} was not")
            assert any(one.startswith(lacks) for one in made["warnings"])


def test_holders_and_ways_to_reach_an_office_are_kept() -> None:
    one, other = told("amnesty_update_quoted").blocks
    assert (one.holder, one.fax, one.salutation) == (
        "Mr Tevitaro Vakalevu",
        ["+ 679 000 4411"],
        "Dear Commissioner",
    )
    assert (other.email, other.address) == (
        ["minister@example.org"],
        ["Ministry of Justice, Taroacea"],
    )
    envoy = told("omct_columns").blocks[2]
    assert (envoy.holder, envoy.fax) == ("Ambassador Kamlee Hossari", ["+41 0 000 2722"])


def test_the_letter_is_the_suggested_one() -> None:
    letter = told("front_line_html").letters[0]
    assert letter.startswith("Your Excellency,")
    assert letter.endswith("Yours sincerely,")
    assert told("front_line_html").draft["letter"] == letter

"""Claims are read with the status that the text gives them, and never a higher one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.intake.claims import LONGEST, MOST, Claim, extract

HIGH = {"confirmed", "corroborated"}
WHAT = "the teachers were held in the harbour"


def one(sentence: str, partner: str = "Casa Clara") -> Claim:
    (claim,) = extract([sentence], partner).claims
    return claim


def sources(claim: Claim) -> list[tuple[str, str]]:
    return [(source.name, source.kind) for source in claim.sources]


def test_what_the_partner_tells_is_reported_by_the_partner() -> None:
    claim = one("The teachers were held in the harbour.")
    assert (claim.status, sources(claim)) == ("reported", [("Casa Clara", "partner")])


def test_what_nobody_is_said_to_tell_is_unconfirmed() -> None:
    claim = one("The teachers were held in the harbour.", partner="")
    assert (claim.status, sources(claim)) == ("unconfirmed", [])


@pytest.mark.parametrize(
    ("who", "status", "kinds"),
    [
        ("the newspaper “El Faro”", "reported", ["media"]),
        ("his family", "reported", ["family"]),
        ("two eyewitnesses", "reported", ["witness"]),
        ("the police", "reported", ["official"]),
        ("an unnamed official", "unconfirmed", ["anonymous official"]),
        ("somebody in the street", "unconfirmed", ["open source"]),
        ("“El Faro”, “Tide” and other newspapers", "reported", ["media"] * 3),
    ],
)
def test_a_claim_is_as_sure_as_who_tells_it(who: str, status: str, kinds: list[str]) -> None:
    for lead in ("According to", "However, according to"):
        claim = one(f"{lead} {who}, {WHAT}.")
        assert (claim.text, claim.status) == (f"{WHAT[0].upper()}{WHAT[1:]}.", status)
        assert [source.kind for source in claim.sources] == kinds


@pytest.mark.parametrize(
    ("who", "kind"), [("the local media", "media"), ("two eyewitnesses", "witness")]
)
def test_who_reports_is_the_source_and_not_who_is_concerned(who: str, kind: str) -> None:
    claim = one(f"The Harbour Watch (HW) is concerned by reports from {who} that {WHAT}.")
    assert claim.text == f"{WHAT[0].upper()}{WHAT[1:]}."
    assert sources(claim) == [(who.removeprefix("the "), kind)]


@pytest.mark.parametrize("verb", ["said", "reported", "wrote", "heard", "learned", "claims"])
def test_who_tells_it_may_stand_before_a_verb(verb: str) -> None:
    claim = one(f"A journalist of the radio {verb} that {WHAT}.")
    assert claim.text == f"{WHAT[0].upper()}{WHAT[1:]}."
    assert sources(claim) == [("journalist of the radio", "media")]


def test_the_source_behind_the_source_is_in_the_chain() -> None:
    claim = one(f"Reporters heard from an anonymous official that {WHAT}.")
    assert [source.kind for source in claim.sources] == ["media", "anonymous official"]
    assert claim.status == "reported"


def test_where_newspapers_have_it_from_is_added_to_the_claim_before() -> None:
    found = extract(
        [
            f"According to the daily “Tide”, {WHAT}. It received this information from an "
            "anonymous source of the harbour police, but no one could get an official confirmation."
        ],
        "Casa Clara",
    )
    (claim,) = found.claims
    assert [source.kind for source in claim.sources] == ["media", "anonymous official"]


@pytest.mark.parametrize(
    "sentence",
    [
        "It is not confirmed that {}.",
        "It is not officially confirmed whether {}.",
        "Nobody has confirmed that {}.",
        "It was never verified that {}.",
        "No official confirmation was given yet and {}.",
        "The ministry could not confirm it, but {}.",
        "According to the newspaper “Tide”, no one confirmed it but {}.",
        "A journalist said that it could not be verified, and {}.",
        "The police did not confirm it: {}.",
        "They don’t confirm that {}.",
    ],
)
def test_what_says_of_itself_that_it_is_not_confirmed_is_never_reported(sentence: str) -> None:
    found = extract([sentence.format(WHAT)], "Casa Clara")
    assert found.claims
    assert {claim.status for claim in found.claims} == {"unconfirmed"}


def test_each_whether_is_a_claim_of_its_own() -> None:
    found = extract(["It is not confirmed whether he was beaten or whether he will be moved."], "")
    assert [(claim.text, claim.kind) for claim in found.claims] == [
        ("He was beaten.", "status"),
        ("He will be moved.", "plan"),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "The family fears that he will be moved to a camp.",
        "Seven people are facing deportation to the north.",
        "They are at risk of being sent back over the border.",
        "The teachers will be tried by a military court.",
    ],
)
def test_what_has_not_happened_is_feared(sentence: str) -> None:
    assert (one(sentence).status, one(sentence).kind) == ("feared", "plan")


def test_what_is_only_expected_is_unconfirmed() -> None:
    claim = one("It is expected that the court sits on Monday.")
    assert (claim.text, claim.status) == ("The court sits on Monday.", "unconfirmed")


def test_what_follows_from_an_if_is_marked() -> None:
    assert one("It is expected that if they are moved, others go too.").is_conditional


@pytest.mark.parametrize("word", ["unclear", "not known", "unknown", "not clear"])
def test_what_is_openly_unclear_is_a_question_and_no_claim(word: str) -> None:
    found = extract([f"It is {word} where the teachers were taken."], "Casa Clara")
    assert (found.claims, len(found.open_questions)) == ([], 1)


def test_a_quotation_is_the_opinion_of_its_speaker() -> None:
    claim = one("“They should be let go at once, all of them.” said Ms. Holm, a journalist.")
    assert (claim.status, claim.kind) == ("opinion", "opinion")
    assert sources(claim) == [("Ms. Holm", "media")]


def test_a_speaker_of_the_partner_speaks_for_the_partner() -> None:
    claim = one("“They should be let go at once, all.” told Mr. Lund, the head of the Casa Clara.")
    assert sources(claim) == [("Mr. Lund", "partner")]


def test_a_partner_whose_name_is_a_pattern_is_only_a_name() -> None:
    claim = one("“They should be let go at once, all.” told Mr. Lund of (a+)+$ [.", "(a+)+$ [")
    assert claim.sources[0].kind == "partner"


@pytest.mark.parametrize(
    "sentence",
    [
        "Please write to the ministry today.",
        "We collect signatures at our office and in the network.",
        "We will convey your voice to the Ministry of Boats.",
        "Do not hesitate to write to us about it.",
    ],
)
def test_the_campaign_itself_is_no_claim(sentence: str) -> None:
    assert extract([sentence], "Casa Clara").claims == []


def test_a_sentence_too_long_to_understand_is_left_as_a_question_not_lost() -> None:
    long = "The teachers were " + "really " * LONGEST + "held."
    found = extract([long, "They were released at noon today."], "Casa Clara")
    assert found.open_questions == [long]
    assert [claim.text for claim in found.claims] == ["They were released at noon today."]


def test_a_book_is_cut_and_says_so() -> None:
    found = extract([f"The teacher number {n} was held there." for n in range(MOST + 9)], "x")
    assert (len(found.claims), found.is_cut) == (MOST, True)
    assert not extract(["The teachers were held there."], "x").is_cut


VOCABULARY = """
the teachers were held . , “ ” that whether not confirmed according to newspaper “Tide” said
will be police anonymous official fears if it is expected unclear information from received
He They or and 3 March Mr. told
"""
words = st.sampled_from(VOCABULARY.split())


@given(st.lists(words, max_size=40), st.sampled_from(["", "Casa Clara"]))
def test_no_reader_ever_confirms(chosen: list[str], partner: str) -> None:
    for claim in extract([" ".join(chosen)], partner).claims:
        assert claim.status in {"reported", "unconfirmed", "feared", "opinion"}


@given(st.lists(words, max_size=40), st.sampled_from(["", "Casa Clara"]))
def test_no_claim_has_a_word_that_the_text_has_not(chosen: list[str], partner: str) -> None:
    text = " ".join(chosen)
    there = set(text.lower().translate(PUNCTUATION).split())
    for claim in extract([text], partner).claims:
        assert set(claim.text.lower().translate(PUNCTUATION).split()) <= there
        for source in claim.sources:
            told = set(source.name.lower().translate(PUNCTUATION).split())
            assert told <= there | {"casa", "clara"}


PUNCTUATION = {ord(mark): " " for mark in ".,“”’\"':;"}


@given(st.lists(words, max_size=30))
def test_a_doubt_in_front_of_any_words_is_never_lost(chosen: list[str]) -> None:
    rest = " ".join(word for word in chosen if word not in ".“”")
    found = extract([f"It is not officially confirmed that {rest}"], "Casa Clara")
    assert not [claim for claim in found.claims if claim.status in HIGH | {"reported"}]


@given(st.text(max_size=200), st.text(max_size=20))
def test_any_text_of_any_partner_is_read_the_same_twice(text: str, partner: str) -> None:
    assert extract([text], partner) == extract([text], partner)


@pytest.mark.parametrize(
    "word", ["allegedly", "apparently", "supposedly", "is alleged to have", "is suspected to have"]
)
def test_what_a_text_itself_leaves_open_is_unconfirmed(word: str) -> None:
    claim = one(f"An officer of Lau {word} broken her hand in the cell.")
    assert (claim.status, sources(claim)) == ("unconfirmed", [("Casa Clara", "partner")])


def test_what_is_reportedly_so_is_reported_by_who_says_it() -> None:
    assert one("She was reportedly held in the harbour.").status == "reported"
    assert one("She was reportedly held in the harbour.", partner="").status == "unconfirmed"


@pytest.mark.parametrize("verb", ["confirmed", "admitted", "acknowledged"])
def test_what_officials_grant_is_reported_by_them_and_left_to_the_desk(verb: str) -> None:
    claim = one(f"The police {verb} that {WHAT}.")
    assert (claim.text, claim.status) == (f"{WHAT[0].upper()}{WHAT[1:]}.", "reported")
    assert sources(claim) == [("police", "official")]


def test_a_release_inside_is_a_document() -> None:
    (claim,) = extract(["Nine teachers were held there."], "Harbour Watch", "document").claims
    assert sources(claim) == [("Harbour Watch", "document")]

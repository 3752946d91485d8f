"""Classes of sentences that the floor once misread, each with its like in other languages."""

from __future__ import annotations

import pytest

from tocsin.publishing.floor import Cited, Source, Verdict, judge

BEATEN = {
    "en": "Police beat Daro Vint at the barracks",
    "fr": "La police a battu Daro Vint à la caserne",
    "ru": "Полицейские избили Даро Винта в казарме",
}
DEPORTED = "Hanim Orzu will be deported to the country she fled"
DIED = "The editor Ana Luz died in prison"
THIRTY = "Thirty herders were killed in March"
FLOODED = "The company flooded the fields of Karvel"
UNION = Source("the farmers' union", "partner")
FIRE = "Guards set fire to Block C"
SIDES = (Source("prisoners", "witness"), Source("the prison service", "official"))


def told(
    sentence: str,
    *claims: tuple[str, str],
    language: str = "en",
    sources: tuple[Source, ...] = (),
) -> Verdict:
    """The verdict on a sentence that cites claims (status, text), all of the same sources."""
    cited = [Cited(f"c{n}", text, status, sources) for n, (status, text) in enumerate(claims, 1)]
    return judge(sentence, language, cited)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "One man told us that police beat Daro Vint; nobody else had heard of it."),
        ("en", "A man says police beat Daro Vint, though we could speak to nobody who was there."),
        ("en", "A man is sure police beat Daro Vint; nothing bears this out so far."),
        ("fr", "Un homme dit que la police a battu Daro Vint ; rien ne vient l'étayer."),
        (
            "fr",
            "Un homme dit que la police a battu Daro Vint, mais nous n'avons pu joindre personne.",
        ),
        ("ru", "Один человек говорит, что полицейские избили Даро Винта; подкрепить это нечем."),
        ("ru", "О том, что Даро Винта избили, мы знаем со слов единственного человека."),
    ],
)
def test_a_doubt_that_points_back_reaches_all_that_was_told(language: str, sentence: str) -> None:
    claim = ("unconfirmed", BEATEN[language])
    assert told(sentence, claim, language=language).passes


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Police beat Daro Vint; we cannot confirm his age."),
        ("en", "Police beat Daro Vint, and we have not been able to reach his widow."),
        ("fr", "La police a battu Daro Vint ; nous n'avons pas pu vérifier son âge."),
        ("ru", "Полицейские избили Даро Винта; его возраст мы проверить не смогли."),
    ],
)
def test_a_doubt_on_somebody_s_age_or_kin_does_not(language: str, sentence: str) -> None:
    found = told(sentence, ("unconfirmed", BEATEN[language]), language=language)
    assert found.reason == "Claim c1 is not confirmed: say openly that it is in doubt."


@pytest.mark.parametrize(
    ("language", "sentence", "arrested"),
    [
        ("en", "The arrest of Daro Vint is established, the beating is not.", "was arrested"),
        ("fr", "L'arrestation de Daro Vint est établie, les coups ne le sont pas.", "a été arrêté"),
        ("ru", "Арест Даро Винта установлен, избиение – нет.", "арестован"),
    ],
)
def test_a_verb_that_is_left_out_takes_its_own_clause_alone(
    language: str, sentence: str, arrested: str
) -> None:
    claims = [("confirmed", f"Daro Vint {arrested}"), ("unconfirmed", BEATEN[language])]
    assert told(sentence, *claims, language=language).passes
    weak = [("unconfirmed", f"Daro Vint {arrested}"), ("confirmed", BEATEN[language])]
    if language != "ru":  # where a dash parts the two, both are doubted
        assert not told(sentence.replace(",", ";"), *weak, language=language).passes


@pytest.mark.parametrize(
    ("language", "sentence", "verdict"),
    [
        ("en", "Could you order an inquiry into the death of Ana Luz, beaten by guards?", False),
        ("en", "Could you tell us whether Ana Luz was beaten by guards?", True),
        ("en", "Was Ana Luz beaten by guards?", True),
        ("fr", "Pourriez-vous ouvrir une enquête sur Ana Luz, battue par des gardiens ?", False),
        ("ru", "Долго ли будут молчать об избиении Аны Лус надзирателями?", False),
    ],
)
def test_a_polite_question_asks_for_one_thing_and_presupposes_the_rest(
    language: str, sentence: str, verdict: bool
) -> None:
    claim = {
        "en": "Ana Luz was beaten by guards",
        "fr": "Ana Luz a été battue par des gardiens",
        "ru": "Надзиратели избили Ану Лус",
    }
    assert told(sentence, ("unconfirmed", claim[language]), language=language).passes is verdict


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Who beat Daro Vint is not known."),
        ("fr", "Qui a battu Daro Vint n'est pas établi."),
        ("ru", "Кто избил Даро Винта, неизвестно."),
    ],
)
def test_who_did_it_presupposes_that_it_was_done(language: str, sentence: str) -> None:
    assert not told(sentence, ("unconfirmed", BEATEN[language]), language=language).passes


def test_who_did_it_may_be_asked_of_what_is_confirmed() -> None:
    shots = ("confirmed", "Shots were fired at the column"), ("unconfirmed", "Soldiers fired shots")
    assert told("It is not known who fired the shots at the column.", *shots).passes


@pytest.mark.parametrize(
    "sentence",
    [
        "Farmers' union: company flooded fields of Karvel",
        "Fields of Karvel flooded by company – farmers' union",
        "“The company flooded the fields”: the farmers' union of Karvel",
        "As the farmers' union tells it, the company flooded the fields of Karvel.",
        "The farmers' union puts the flooding of the fields down to the company.",
    ],
)
def test_a_headline_may_name_without_a_verb_who_says_it(sentence: str) -> None:
    assert told(sentence, ("reported", FLOODED), sources=(UNION,)).passes


def test_a_headline_gives_nothing_to_a_name_that_is_no_source() -> None:
    found = told("Karvel: company flooded fields", ("reported", FLOODED), sources=(UNION,))
    assert found.reason == "Claim c1 is reported: say who says so."


@pytest.mark.parametrize(
    "sentence",
    [
        "Prisoners: guards set fire to Block C; the prison service: prisoners did",
        "Prisoners and the prison service blame each other for the fire in Block C.",
        "Who set fire to Block C? Prisoners point to guards, the prison service to prisoners.",
    ],
)
def test_two_sides_may_be_told_shortly(sentence: str) -> None:
    assert told(sentence, ("contested", FIRE), sources=SIDES).passes


@pytest.mark.parametrize(
    "sentence",
    [
        "The fire that guards set to Block C, denied by the prison service, outraged the town.",
        "Prisoners and the prison service disagree only on when guards set fire to Block C.",
        "The prison service denies what the whole town saw: guards set fire to Block C.",
    ],
)
def test_a_side_is_taken_by_what_is_felt_seen_or_left_to_disagree_on(sentence: str) -> None:
    found = told(sentence, ("contested", FIRE), sources=SIDES)
    assert found.reason == "Claim c1 is contested: tell both sides and take none."


@pytest.mark.parametrize(
    ("sentence", "passes"),
    [
        ("Please do not send Hanim Orzu back to the country she fled.", True),
        ("Hanim Orzu could be put on a plane this week.", True),
        ("A deportation of Hanim Orzu could follow.", True),
        ("Her imminent deportation would break the law.", False),
        ("Hanim Orzu awaits her deportation.", False),
        ("We fear for Hanim Orzu, deported to the country she fled.", False),
    ],
)
def test_a_danger_may_come_and_is_not_scheduled(sentence: str, passes: bool) -> None:
    assert told(sentence, ("feared", DEPORTED)).passes is passes


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Ana Luz will not survive another week."),
        ("fr", "Ana Luz ne survivra pas une semaine de plus."),
        ("ru", "Ана Лус не доживёт до конца недели."),
    ],
)
def test_that_somebody_will_not_live_is_no_denial(language: str, sentence: str) -> None:
    claim = {"en": "Ana Luz may die", "fr": "Ana Luz risque de mourir", "ru": "Ана Лус умрёт"}
    assert not told(sentence, ("feared", claim[language]), language=language).passes


@pytest.mark.parametrize(
    ("sentence", "passes"),
    [
        ("A radio station said that Ana Luz had died; in fact she was at home.", True),
        ("We wrote that Ana Luz had died in prison; we have since withdrawn that statement.", True),
        ("The report of Ana Luz's death in prison has fallen apart.", True),
        ("In fact Ana Luz died in prison.", False),
        ("It is not confirmed that Ana Luz died in prison.", False),
    ],
)
def test_what_is_refuted_is_told_as_such(sentence: str, passes: bool) -> None:
    assert told(sentence, ("refuted", DIED)).passes is passes


@pytest.mark.parametrize(
    ("sentence", "what"),
    [
        ("More than thirty herders were killed in March.", "Thirty"),
        ("Thirty herders, all of them children, were killed in March.", "all of them"),
        ("Thirty herders were moved to the capital and killed in March.", "to the capital"),
    ],
)
def test_more_than_the_number_is_more(sentence: str, what: str) -> None:
    assert what.casefold() in told(sentence, ("confirmed", THIRTY)).reason.casefold()


@pytest.mark.parametrize(
    "sentence",
    [
        "No more than thirty herders were killed in March.",
        "At least thirty herders were killed in March.",
        "Thirty herders were killed in March, and we have asked the governor for a reply.",
        "Dear Minister, thirty herders were killed in March.",
    ],
)
def test_what_is_ours_or_no_more_is_not(sentence: str) -> None:
    assert told(sentence, ("confirmed", THIRTY)).passes


@pytest.mark.parametrize(
    ("language", "sentence", "claim"),
    [
        ("fr", "On note des brûlures aux deux poignets.", "On note des brûlures aux poignets"),
        ("fr", "Une quarantaine de blessés", "Il y a entre 38 et 43 blessés"),
        ("ru", "Приказ от 11 апреля подписан.", "Подписан приказ от 11 апреля"),
        ("ru", "Пятеро приговорены к трём годам каждый.", "Пятеро приговорены к трём годам"),
    ],
)
def test_a_number_is_read_as_it_is_meant(language: str, sentence: str, claim: str) -> None:
    assert told(sentence, ("confirmed", claim), language=language).passes


def test_a_person_with_a_name_is_more_than_an_officer() -> None:
    claim, soldier = ("reported", "An officer fired the first shot"), (Source("a soldier"),)
    found = told("Captain Roel Abente fired, says a soldier.", claim, sources=soldier)
    assert found.reason == "The name “Roel” is in no claim that is cited."
    assert told("An officer fired the first shot, says a soldier.", claim, sources=soldier).passes


def test_a_doubted_verb_leaves_its_subject_open() -> None:
    claim = ("unconfirmed", "Prisoners had to kneel on gravel")
    assert told("Guards allegedly made prisoners kneel on gravel.", claim).passes


@pytest.mark.parametrize(
    "sentence",
    [
        "The judge refused to hear a single witness for the defence.",
        "Twelve strikers were sacked the same evening, and none has been paid.",
    ],
)
def test_a_fact_of_the_case_stays_one_behind_a_negation(sentence: str) -> None:
    assert told(sentence).verdict == "uncited"


def test_hyphened_doubts_and_idioms_tell_no_event() -> None:
    claim = ("unconfirmed", BEATEN["en"])
    assert told("The beating of Daro Vint, if it took place, would be a crime.", claim).passes

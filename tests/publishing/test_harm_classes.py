"""Classes of sentences that the rules on harm once misread, in the three languages."""

from __future__ import annotations

import pytest

from tocsin.publishing.harm import findings


def kinds(sentence: str, language: str) -> set[str]:
    """The kinds of what is found."""
    return {one.kind for one in findings(sentence, language)}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "The strokes of the cane were counted aloud."),
        ("en", "The description fits none of the men."),
        ("en", "The clinic at Sorane has no insulin, no bandages and no doctor."),
        ("en", "Cholera has broken out in the northern camps."),
        ("en", "The HIV clinic was closed in June."),
        ("en", "A pregnant woman may not be executed."),
        ("en", "The blind repression of the last weeks has spared nobody."),
        ("fr", "Sans une goutte d'eau pendant deux jours, ils se sont assis."),
        ("fr", "Les règles de l'ONU s'appliquent aussi à Morlande."),
        ("fr", "Il faut en finir avec les détentions sans procès."),
        ("fr", "Le ministre est resté muet et le procureur sourd à nos appels."),
        ("fr", "L'héroïne du mouvement a été reçue par l'évêque."),
        ("ru", "Церковь Святой Варвары закрыли по решению суда."),
        ("ru", "Во Всемирный день борьбы с туберкулёзом раздали листовки."),
        ("ru", "Министр остался глух к нашим обращениям."),
        ("ru", "В лазарете хронически не хватает бинтов."),
    ],
)
def test_a_word_with_two_meanings_is_no_illness_and_no_insult(language: str, sentence: str) -> None:
    assert kinds(sentence, language) == set()


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Since the second stroke he has not been able to speak."),
        ("en", "Daro Vint, deaf in one ear, did not hear the order."),
        ("fr", "Elle souffre de la goutte et marche avec peine."),
        ("fr", "Depuis sa deuxième attaque, il ne parle plus."),
        ("ru", "После второго инсульта он не говорит."),
        ("ru", "Адвокат лечится от депрессии."),
    ],
)
def test_an_illness_of_somebody_is_found_all_the_same(language: str, sentence: str) -> None:
    assert "health" in kinds(sentence, language)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "In the nuns' laundry at Saint Hild, where she has slept since May, it is cold."),
        ("en", "Until then he is in the boiler room of the Empress cinema."),
        ("en", "She is now with a ferryman at Cape Lorn."),
        ("en", "Their tent stands by the third culvert on the Nadra road."),
        ("fr", "Elle est à l'abri pour le moment chez la sage-femme de Port-au-Bac."),
        ("fr", "D'ici là il est dans la chaufferie du cinéma Empress."),
        ("fr", "Un cousin l'a installé dans une caravane derrière la station Orix de Dorra."),
        ("ru", "В прачечной монахинь Святой Хильды, где она ночует с мая, холодно."),
        ("ru", "А пока он сидит в котельной кинотеатра «Эмпресс»."),
        ("ru", "Двоюродный брат поселил его в вагончике за заправкой в Дорре."),
    ],
)
def test_a_place_is_found_before_and_behind_who_hides_there(language: str, sentence: str) -> None:
    assert "hiding-place" in kinds(sentence, language)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "The convoy waits at the border post of Rhum."),
        ("en", "The office moved to 14 Hill Street in March."),
        ("en", "She was taken to the prison at Karvel, where she sleeps on the floor."),
        ("en", "Until then she is in a safe place."),
        ("fr", "Le convoi attend au poste-frontière de Rhum."),
        ("fr", "En attendant, elle est en lieu sûr."),
        ("ru", "Пока она находится в надёжном месте."),
        ("ru", "Они живут в палатках за городом."),
    ],
)
def test_a_convoy_an_office_and_a_safe_place_hide_nobody(language: str, sentence: str) -> None:
    assert kinds(sentence, language) == set()


@pytest.mark.parametrize(
    ("language", "sentence", "kind"),
    [
        ("en", "Go to the third house past the pump: Mirko Dahl sleeps there.", "address"),
        ("fr", "Allez à la troisième maison après la pompe.", "address"),
        ("ru", "Ступайте к третьему дому за колонкой, с железной дверью.", "address"),
        ("en", "His wife is Leontine Abeso, cashier at the Star pharmacy.", "family"),
        ("en", "His fiancée, the assistant Kaja Moe, is followed.", "family"),
        ("fr", "Sa fiancée, la dentiste Kaja Moe, est suivie.", "family"),
        ("ru", "Они приходили к его тёте, торговке бусами Филомене Гьяси.", "family"),
        ("en", "Little Amina saw the men who took her father away.", "minor"),
        ("en", "We have this from the colonel's own driver.", "source-trace"),
        ("ru", "Единственный в суде переводчик переснял для нас приказ.", "source-trace"),
        ("en", "A guard shouted that they were apes.", "degrading"),
        ("ru", "Надзиратели называли заключённых «мясом».", "degrading"),
        ("fr", "Salma Rekik, CIN 08114573, tél. 98 555 014.", "telephone"),
        ("ru", "Сальма Рекик, ИНН 7708 1145 7300, тел. 8 (985) 555-01-40.", "telephone"),
    ],
)
def test_what_points_to_somebody_is_found(language: str, sentence: str, kind: str) -> None:
    assert kind in kinds(sentence, language)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "An employee of the ministry, who asked for anonymity, passed us the decree."),
        ("en", "The shop in Little Havana was searched."),
        ("fr", "Le greffier du tribunal nous a refusé une copie."),
        ("ru", "Бывший надзиратель рассказал нам, что били каждый день."),
        ("ru", "Тюремный врач отметил следы побоев."),
        ("ru", "Двое охранников независимо друг от друга сообщили, что видели тело."),
    ],
)
def test_a_source_that_nobody_can_find_is_left_alone(language: str, sentence: str) -> None:
    assert kinds(sentence, language) == set()

"""Classes of harm and of harmless sentences that were told in words that no rule knew."""

from __future__ import annotations

import pytest

from tocsin.publishing.harm import findings


@pytest.mark.parametrize(
    ("language", "kind", "sentence"),
    [
        (
            "en",
            "source-trace",
            "The girl who brought us the ledger works in the customs house kitchen.",
        ),
        (
            "en",
            "source-trace",
            "“He walks,” said the old porter of the ward, the one with the glass eye.",
        ),
        ("en", "degrading", "The governor called the widows of the valley “old mares”."),
        ("en", "degrading", "The caption under the dead boy read “Dead meat”."),
        (
            "en",
            "degrading",
            "“Vermin bait in school shoes”, ran the headline over the picture of the body.",
        ),
        ("en", "degrading", 'The officer called the strikers "baboons with banners".'),
        (
            "en",
            "sexuality",
            "The prosecutor read out a note in which Imre Salo tells another student "
            "that he loves him.",
        ),
        ("en", "sexuality", "The colonel knew that Imre Salo had been seeing a man from the port."),
        ("en", "sexuality", "They forced Imre Salo to confess his love for another man on camera."),
        (
            "en",
            "hiding-place",
            "A smuggler took the two sisters to the old mill at Dorn Weir, where they "
            "are to wait until Friday.",
        ),
        (
            "en",
            "hiding-place",
            "The injured miners are being fed in the loft above the chandler's shop at Osk.",
        ),
        ("en", "health", "Pavel Irgen has been kept on lithium since March."),
        ("en", "telephone", "The teacher passed on the widow's line, (876) 555-0132."),
        ("fr", "source-trace", "Notre témoin est la lingère du pavillon 2, de garde le 9 mai."),
        (
            "fr",
            "sexuality",
            "Le procureur a lu le carnet où Imre Salo avoue son amour pour un autre homme.",
        ),
        ("fr", "degrading", "« Charogne en soutane », titrait le quotidien."),
        (
            "fr",
            "hiding-place",
            "Elle attend un passeur dans la grange des Tilleuls, sous le col de Vars.",
        ),
        ("ru", "degrading", "«Выгнать эту скотину из школы», — сказал начальник."),
        ("ru", "degrading", "Зверьё из лагеря снова жжёт костры, сообщает газета."),
        (
            "ru",
            "sexuality",
            "Судья огласил дневник, где Имре Сало признаётся в любви другому студенту.",
        ),
        ("ru", "sexuality", "Следователь знал, что Имре Сало встречается с мужчиной."),
        ("ru", "family", "Зять погибшего, плотник Имре Сало, с тех пор не ночует дома."),
        ("ru", "hiding-place", "Детей ночью увели в землянку за мельницей Цхалис."),
        ("ru", "telephone", "Слесарь из управления оставил свой номер: 0555 02 71 36."),
    ],
)
def test_a_harm_told_in_other_words_is_found(language: str, kind: str, sentence: str) -> None:
    assert kind in {one.kind for one in findings(sentence, language)}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "A boy in the third form wrote the song that was banned."),
        ("en", "The names of the prisoners were copied by somebody we must not name."),
        ("en", "“They hit him twice,” said a woman who had seen it."),
        ("en", "The lawyer for the accused complained that officers had read his notes."),
        ("en", "A driver in a hurry wrote an essay about the strike."),
        ("en", "The injured are being treated in the hospital at Osk."),
        ("en", "They were brought to the court in Karvel, where they will wait for the verdict."),
        ("fr", "Notre témoin est un homme courageux."),
        ("fr", "Une femme du quartier nous a dit que la rue était vide."),
        ("fr", "Deux noms nous ont été donnés par quelqu'un que nous ne pouvons nommer."),
        ("fr", "La Ligue se réunit à la Bourse du travail, 14, rue des Forges."),
        ("fr", "Écrivez au consulat ; son adresse est le 8, rue du Port."),
        ("fr", "Depuis les menaces, elle ne rentre plus chez elle."),
        ("ru", "Жертвы изнасилований в войне вправе требовать возмещения."),
        ("ru", "Раненых перевезли в больницу Цхалиса."),
    ],
)
def test_what_points_to_nobody_is_left_alone(language: str, sentence: str) -> None:
    assert findings(sentence, language) == []

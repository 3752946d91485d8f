"""What idioms, quotations and doubts of other shapes do to a sentence, in the three languages."""

from __future__ import annotations

import pytest

from tocsin.publishing.floor import Cited, Source, judge


@pytest.mark.parametrize(
    ("language", "verdict", "sentence", "status", "claim", "names"),
    [
        (
            "fr",
            "pass",
            "On parle d'une fosse près du canal, sans qu'aucun papier ni aucun témoin ne le "
            "confirme.",
            "unconfirmed",
            "Il existe une fosse près du canal",
            "un berger",
        ),
        (
            "fr",
            "pass",
            "Que le juge ait reçu de l'argent, deux journaux l'ont écrit ; nous ne le tenons "
            "pas pour établi.",
            "unconfirmed",
            "Le juge a reçu de l'argent",
            "deux journaux",
        ),
        (
            "fr",
            "overstated",
            "Le juge a reçu de l'argent, sans que personne ne l'ait puni.",
            "unconfirmed",
            "Le juge a reçu de l'argent",
            "deux journaux",
        ),
        (
            "en",
            "pass",
            "Two papers have written that the judge took money; we do not take it as established.",
            "unconfirmed",
            "The judge took money",
            "two papers",
        ),
        (
            "en",
            "overstated",
            "The judge took money, and the minister treats it as settled.",
            "unconfirmed",
            "The judge took money",
            "two papers",
        ),
        (
            "ru",
            "pass",
            "Две газеты написали, что судья взял деньги; мы не считаем это установленным.",
            "unconfirmed",
            "Судья взял деньги",
            "две газеты",
        ),
        (
            "fr",
            "pass",
            "À 20 heures, tout le monde doit être rentré.",
            "confirmed",
            "Chacun doit être rentré à 20 heures",
            "arrêté",
        ),
        (
            "fr",
            "pass",
            "Contre toute attente, le tribunal a libéré Imre Salo.",
            "confirmed",
            "Le tribunal a libéré Imre Salo",
            "greffe",
        ),
        (
            "fr",
            "overstated",
            "Le jury a suivi un rapport écrit d'avance.",
            "opinion",
            "Le rapport a été écrit d'avance",
            "son avocat",
        ),
        (
            "en",
            "overstated",
            "The judge read out a report that is an insult to the profession.",
            "opinion",
            "The report is an insult to the profession",
            "her counsel",
        ),
        (
            "en",
            "overstated",
            "Captain Salo took bribes from both sides.",
            "unconfirmed",
            "Captain Salo took bribes",
            "the prosecutor",
        ),
        (
            "en",
            "pass",
            "Both sides tell it differently: the guards say Imre Salo fell, the prisoners "
            "that he was thrown.",
            "contested",
            "Imre Salo was thrown from the stairs",
            "prisoners;guards",
        ),
        (
            "ru",
            "overstated",
            "Судья вёл процесс с закрытыми глазами.",
            "opinion",
            "Судья вёл процесс с закрытыми глазами",
            "адвокат",
        ),
        (
            "en",
            "overstated",
            "Asked about the beatings in the east wing, the director refused to comment.",
            "contested",
            "Prisoners are beaten in the east wing",
            "director;two former prisoners",
        ),
        (
            "fr",
            "overstated",
            "Interrogé sur les coups donnés dans l'aile est, le directeur a refusé de répondre.",
            "contested",
            "Des détenus sont battus dans l'aile est",
            "directeur;deux anciens détenus",
        ),
        (
            "ru",
            "overstated",
            "На вопрос об избиениях в восточном крыле директор отвечать отказался.",
            "contested",
            "В восточном крыле избивают заключённых",
            "директор;двое бывших заключённых",
        ),
        (
            "en",
            "pass",
            "Asked about the alleged beatings in the east wing, the director denied them.",
            "contested",
            "Prisoners are beaten in the east wing",
            "director;two former prisoners",
        ),
        (
            "ru",
            "pass",
            "Утверждение о побоях в лагере, основанное на письме, которому мы больше не "
            "верим, из призыва исключено.",
            "withdrawn",
            "В лагере бьют заключённых",
            "письмо",
        ),
        (
            "en",
            "pass",
            "The statement about beatings in the camp, which rested on one letter, has been "
            "removed from our appeal.",
            "withdrawn",
            "Prisoners are beaten in the camp",
            "a letter",
        ),
        (
            "fr",
            "pass",
            "L'affirmation sur les coups au camp, qui reposait sur une seule lettre, a été "
            "retirée de l'appel.",
            "withdrawn",
            "Des détenus sont battus au camp",
            "une lettre",
        ),
        (
            "ru",
            "pass",
            "Напишите прокурору и попросите проверить жалобу обвиняемой, в которой она "
            "пишет, что следователь бил её.",
            "reported",
            "Следователь бил обвиняемую",
            "обвиняемая",
        ),
        (
            "en",
            "pass",
            "Please write to the prosecutor and ask him to examine the complaint of the "
            "accused, in which she writes that the investigator beat her.",
            "reported",
            "The investigator beat the accused",
            "the accused",
        ),
        (
            "fr",
            "pass",
            "Écrivez au procureur et demandez-lui d'examiner la plainte de l'accusée, où "
            "elle écrit que l'enquêteur l'a battue.",
            "reported",
            "L'enquêteur a battu l'accusée",
            "l'accusée",
        ),
    ],
)
def test_an_idiom_is_no_mark_and_a_doubt_takes_many_shapes(
    language: str, verdict: str, sentence: str, status: str, claim: str, names: str
) -> None:
    sources = tuple(Source(name) for name in names.split(";"))
    cited = [Cited("c1", claim, status, sources)]
    assert judge(sentence, language, cited).verdict == verdict


@pytest.mark.parametrize(
    ("language", "sentence", "verdict"),
    [
        ("en", "The interpreter rendered “I do not know” as “I admit it”.", "uncited"),
        ("en", "The guard answered “we know nothing of him” and shut the gate.", "uncited"),
        ("ru", "Переводчик передал слова «я не знаю» как «я признаю».", "uncited"),
        ("en", "“We will not be silent,” we wrote in June.", "pass"),
    ],
)
def test_what_others_are_quoted_with_is_not_our_own_doing(
    language: str, sentence: str, verdict: str
) -> None:
    assert judge(sentence, language, []).verdict == verdict

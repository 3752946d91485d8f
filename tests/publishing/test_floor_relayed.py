"""What we forward, heard or know: our own doing, and behind “that” a fact of the case."""

from __future__ import annotations

import pytest

from tocsin.publishing.floor import Cited, Source, judge

VINT = Source("Daro Vint", "partner")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "en",
            "We are forwarding information from the Harbour Mission that 26 "
            "refugees are facing deportation soon.",
        ),
        (
            "en",
            "We are passing on a report from a lawyer that three fishermen are "
            "being held without charge.",
        ),
        ("en", "We have learned that two teachers were arrested on Monday."),
        ("en", "We have been informed that the camp is being closed."),
        ("en", "We were told that the boy is in solitary confinement."),
        ("en", "We write to you because the union says that its chairman was beaten."),
        ("en", "We are writing because a court has sentenced Ana Luz to death."),
        ("en", "We have received word from the parish that eleven families have been evicted."),
        ("en", "It has come to our attention that Daro Vint is being denied medical care."),
        ("en", "We know that four prisoners are held in the cellar."),
        ("en", "We understand that 14 monks are awaiting transfer."),
        ("en", "We are alarmed to hear that the printer has been moved to Block C."),
        ("en", "I am writing to you because Daro Vint is being held in a cell without light."),
        ("en", "We share with you the news that 26 refugees face deportation."),
        ("fr", "Nous avons appris que deux enseignantes ont été arrêtées lundi."),
        (
            "fr",
            "Nous vous transmettons une information de la Mission du Port selon "
            "laquelle 26 réfugiés risquent l'expulsion.",
        ),
        (
            "fr",
            "Nous vous transmettons l'information de la Mission du Port que 26 "
            "réfugiés vont être expulsés.",
        ),
        ("fr", "Nous avons été informés que le camp est en train d'être fermé."),
        ("fr", "On nous a dit que le garçon est à l'isolement."),
        ("fr", "Nous vous écrivons parce qu'un tribunal a condamné Ana Luz à mort."),
        ("fr", "Nous savons que quatre prisonniers sont détenus à la cave."),
        ("fr", "Il nous est parvenu que onze familles ont été expulsées."),
        ("ru", "Нам стало известно, что двух учительниц арестовали в понедельник."),
        (
            "ru",
            "Мы пересылаем сообщение Портовой миссии о том, что 26 беженцам грозит депортация.",
        ),
        ("ru", "Мы узнали, что лагерь закрывают."),
        ("ru", "Нам сообщили, что мальчик сидит в карцере."),
        ("ru", "Мы пишем вам, потому что суд приговорил Ану Луз к смерти."),
        ("ru", "Мы знаем, что четверых заключённых держат в подвале."),
        ("ru", "До нас дошли сведения, что одиннадцать семей выселены."),
    ],
)
def test_a_fact_that_we_pass_on_needs_its_claim(language: str, sentence: str) -> None:
    assert judge(sentence, language, []).verdict == "uncited"


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "We do not know whether the men are alive."),
        ("en", "We do not know that they are held there."),
        ("en", "We ask that the prisoners be released at once."),
        ("en", "We ask you to make sure that Daro Vint is not deported."),
        ("en", "We are forwarding an appeal of the Harbour Mission."),
        (
            "en",
            "We are forwarding this appeal of the Harbour Mission to you with a "
            "request for your help.",
        ),
        ("en", "We have been informed of your decision."),
        ("en", "We hope that you will act."),
        ("en", "We fear that they may be deported."),
        ("en", "We write to you because we need your help."),
        ("en", "We believe that every prisoner has a right to a lawyer."),
        ("en", "We promise that no name will be published without consent."),
        ("en", "We know that you receive many letters."),
        ("en", "We have not been able to confirm that the men were arrested."),
        ("en", "We are glad that you have joined our network."),
        ("en", "We cannot say who is holding them."),
        ("fr", "Nous ne savons pas si les hommes sont en vie."),
        ("fr", "Nous demandons que les prisonniers soient libérés."),
        ("fr", "Nous transmettons un appel de la Mission du Port."),
        ("fr", "Nous vous écrivons parce que nous avons besoin de votre aide."),
        ("fr", "Nous savons que vous recevez beaucoup de lettres."),
        ("fr", "Nous n'avons pas pu confirmer que les hommes ont été arrêtés."),
        ("fr", "Nous espérons que vous agirez."),
        ("fr", "Nous craignons qu'ils ne soient expulsés."),
        ("ru", "Мы не знаем, живы ли эти люди."),
        ("ru", "Мы просим, чтобы заключённых освободили."),
        ("ru", "Мы пересылаем обращение Портовой миссии."),
        ("ru", "Мы пишем вам, потому что нам нужна ваша помощь."),
        ("ru", "Мы знаем, что вы получаете много писем."),
        ("ru", "Мы не смогли подтвердить, что людей арестовали."),
        ("ru", "Мы надеемся, что вы вмешаетесь."),
        ("ru", "Мы опасаемся, что их депортируют."),
    ],
)
def test_what_we_do_ask_hope_or_do_not_know_needs_none(language: str, sentence: str) -> None:
    assert judge(sentence, language, []).passes


@pytest.mark.parametrize(
    ("language", "claim", "sentence"),
    [
        (
            "en",
            "The cabinet discussed the closure of the camp",
            "Reporters found information from ministry sources that the cabinet discussed the "
            "closure of the camp.",
        ),
        (
            "en",
            "The council has decided on the eviction",
            "Two papers obtained documents that the council has already decided on the eviction.",
        ),
        (
            "fr",
            "Le conseil a décidé l'expulsion",
            "Des journalistes ont appris de sources officielles que le conseil a décidé "
            "l'expulsion.",
        ),
        (
            "ru",
            "Совет решил выселить семьи",
            "Журналисты узнали из официальных источников, что совет решил выселить семьи.",
        ),
    ],
)
def test_what_was_found_with_a_source_is_said_by_it(
    language: str, claim: str, sentence: str
) -> None:
    cited = [Cited("c1", claim, "reported", (Source("two papers", "media"),))]
    assert judge(sentence, language, cited, precise=False).passes


def test_what_was_found_as_proof_is_not_only_said() -> None:
    cited = [Cited("c1", "The council decided on the eviction", "reported")]
    sentence = "Investigators found proof that the council decided on the eviction."
    assert judge(sentence, "en", cited, precise=False).verdict == "overstated"


def test_a_relative_clause_ends_with_the_quotation_it_stands_in() -> None:
    cited = [
        Cited("c1", "The valley should shelter the herders who fled", "opinion", (VINT,)),
    ]
    sentence = (
        "“The valley should shelter the herders who fled the hell of the mines.” told Daro Vint, "
        "the head of the mission, after the news about the herders was printed."
    )
    assert judge(sentence, "en", cited, precise=False).passes
    plain = "The valley should shelter the herders who fled the hell of the mines."
    assert judge(plain, "en", cited, precise=False).verdict == "overstated"

"""Releases of FIDH, RSF, CPJ and the United Nations, letters of its experts, ILO and IPU cases."""

from __future__ import annotations

from tests.intake.corpus.abroad.case import Case, alpha3

RELEASED = {"code": "FPR", "name": "Forwarded Press Release"}
FORWARDED = {"code": "FA", "name": "Forwarded Urgent Appeal"}


def fidh(case: Case) -> list[str]:
    """FIDH: Press release, place and day, headline."""
    case.answers.document_type = RELEASED
    case.answers.partner = "FIDH"
    case.answers.partners = ["International Federation for Human Rights (FIDH)"]
    case.answers.partners.append("International Federation for Human Rights")
    made = ["FIDH - International Federation for Human Rights", "Press Release", ""]
    made += [case.lands(), "", case.headline(), "", f"Paris, {case.day('day_first')}", ""]
    made += [*_spaced(case.account()), case.background(), "", "FIDH calls on the authorities to:"]
    return [*made, *(f"• {one};" for one in case.requests()), "", "Press contact: +33 1 00 00 00"]


def rsf(case: Case) -> list[str]:
    """RSF: country and day above the headline."""
    case.answers.document_type = RELEASED
    case.answers.partner = "Reporters Without Borders"
    case.answers.partners = ["Reporters sans frontières", "Reporters Without Borders (RSF)", "RSF"]
    made = ["Reporters Without Borders", "Press release", "", case.day("day_first"), ""]
    made += [case.lands().upper(), "", case.headline(), "", *_spaced(case.account())]
    return [*made, case.background(), "", "---", "Asia Desk", "Reporters Without Borders"]


def cpj(case: Case) -> list[str]:
    """CPJ: headline, then the place and the day run into the text."""
    case.answers.document_type = RELEASED
    case.answers.partner = "Committee to Protect Journalists"
    case.answers.partners = ["CPJ", "Committee to Protect Journalists (CPJ)"]
    words, day = case.headline(), case.day("month_first")
    account = case.account()
    made = ["Committee to Protect Journalists", "330 Seventh Lane, New York", "", "NEWS ALERT", ""]
    if case.rng.random() < 0.5:
        words = f"{case.lands().upper()}: {words}"
    else:
        case.answers.countries = [case.country.code]
        case.answers.unsure.add("countries")
    made += [words, "", f"New York, {day}—{account[0]}", "", *_spaced(account[1:])]
    said = f"“This must end at once,” said the director of the committee on {case.country.name}."
    case.answers.told.append(said)
    return [*made, said, "", "###"]


def un_release(case: Case) -> list[str]:
    """A press release of United Nations experts."""
    case.answers.document_type = RELEASED
    case.answers.partner = "United Nations"
    case.answers.partners = ["United Nations Human Rights Council", "OHCHR"]
    case.answers.partners.append("Office of the High Commissioner for Human Rights")
    land, words, account = case.lands(), case.headline(), case.account()
    made = ["UNITED NATIONS", "Press Release", "", f"{land.upper()}: {words}"]
    made += ["", f"GENEVA ({case.day('day_first')}) – {account[0]}", "", *_spaced(account[1:])]
    if case.rng.random() < 0.5:
        session, number = case.rng.randint(4, 40), case.rng.randint(1, 60)
        made.insert(2, case.number(f"A/HRC/{session}/{number}"))
    return [*made, "ENDS"]


def un_letter(case: Case) -> list[str]:
    """An urgent appeal of special rapporteurs to a government; nothing in it is a title."""
    case.answers.document_type = FORWARDED
    case.answers.partner = "United Nations"
    case.answers.partners = ["United Nations Special Procedures", "OHCHR"]
    case.answers.partners.append("Office of the High Commissioner for Human Rights")
    case.answers.unsure |= {"title", "countries"}
    number = case.number(f"UA {alpha3(case)} {case.rng.randint(1, 20)}/{case.issued.year}")
    case.answers.countries = [case.country.code]
    made = ["HAUT-COMMISSARIAT AUX DROITS DE L’HOMME", "SPECIAL PROCEDURES", ""]
    made += [f"REFERENCE: {number}", "", case.day("day_first"), "", "Excellency,", ""]
    made += ["We have the honour to address you in our capacity as Special Rapporteurs.", ""]
    made += ["According to the information received:", "", *_spaced(case.account())]
    made += ["We would be grateful for your observations on the following matters:", ""]
    made += [f"{at}. Please say which steps were taken." for at in (1, 2)]
    return [*made, "", "Please accept, Excellency, the assurances of our highest consideration."]


def ilo(case: Case) -> list[str]:
    """ILO: a case before the Committee on Freedom of Association."""
    case.answers.document_type = FORWARDED
    case.answers.partner = "International Labour Organization"
    case.answers.partners = [
        "ILO",
        "International Labour Office",
        "Committee on Freedom of Association",
    ]
    case.answers.partners.append("International Labour Organization (ILO)")
    number = case.number(f"Case No. {case.rng.randint(1900, 3300)}")
    made = ["INTERNATIONAL LABOUR OFFICE", "Committee on Freedom of Association", ""]
    made += [f"{number} ({case.lands()})", "", case.headline(), ""]
    made += [case.day("day_first"), "", "A. The complainant’s allegations", ""]
    made += [*_spaced(case.account()), "B. The Committee’s recommendations", ""]
    return [
        *made,
        *(f"({letter}) {one}." for letter, one in zip("abc", case.requests(), strict=True)),
    ]


def ipu(case: Case) -> list[str]:
    """IPU: the case of a member of parliament."""
    case.answers.document_type = FORWARDED
    case.answers.partner = "Inter-Parliamentary Union"
    case.answers.partners = ["IPU", "Inter-Parliamentary Union (IPU)"]
    case.answers.unsure.add("title")
    alpha = alpha3(case)
    number = case.number(f"{alpha}/{case.rng.randint(1, 30):02d}")
    land = case.lands()
    case.answers.titles = [f"{land.upper()}: {case.name}"]
    made = ["INTER-PARLIAMENTARY UNION", "Committee on the Human Rights of Parliamentarians", ""]
    made += [f"CASE No. {number} - {case.name} - {land.upper()}", ""]
    made += [f"Decision adopted by the Committee on {case.day('day_first')}", ""]
    made += ["The Committee,", "", *_spaced(case.account())]
    made += [
        f"{at}. Calls on the authorities to {one};" for at, one in enumerate(case.requests(), 1)
    ]
    case.answers.unsure.add("issues")
    return made


def _spaced(paragraphs: list[str]) -> list[str]:
    return [line for one in paragraphs for line in (one, "")]

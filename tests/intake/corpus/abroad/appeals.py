"""Appeals of Amnesty International, OMCT, the Observatory, Front Line and PEN, in their forms."""

from __future__ import annotations

from tests.intake.corpus.abroad.case import Case, alpha3

FORWARDED = {"code": "FA", "name": "Forwarded Urgent Appeal"}
APPEALS = "RECOMMENDED ACTION: Please send appeals to arrive as quickly as possible, in English:"
CHECK = (
    "PLEASE SEND APPEALS IMMEDIATELY. Check with the International Secretariat, or your section "
    "office, if sending appeals after the date above."
)
OBSERVATORY = "The Observatory for the Protection of Human Rights Defenders"


def _index(case: Case) -> str:
    number = f"{case.rng.randint(1, 99):03d}"
    return f"ASA {case.rng.randint(11, 41)}/{number}/{case.issued.year}"


def _amnesty(case: Case) -> None:
    case.answers.document_type = FORWARDED
    case.answers.partner = "Amnesty International"


def _amnesty_end(case: Case) -> list[str]:
    made = [APPEALS, *(f"- asking the authorities to {one};" for one in case.requests()), ""]
    made += ["APPEALS TO:"]
    for office, holder, begin in case.offices():
        made += [*case.block(office, holder, begin), ""]
    made += [f"COPIES TO: diplomatic representatives of {case.country.name} in your country.", ""]
    return [*made, CHECK]


def amnesty_first(case: Case) -> list[str]:
    """PUBLIC, AI Index, date, UA number with the concern, COUNTRY and the person."""
    _amnesty(case)
    gap = " " * case.rng.choice([4, 20, 40])
    short = case.number(f"UA {case.rng.randint(1, 399)}/{case.issued.year % 100:02d}")
    return [
        f"PUBLIC{gap}AI Index: {case.number(_index(case))}",
        f"{gap}{case.day('day_first')}",
        "",
        f"{short}{gap}{case.concern()}",
        "",
        f"{case.lands().upper()}{gap}{case.name} (m), aged 32, shopkeeper",
        "",
        *_spaced(case.account()),
        "BACKGROUND INFORMATION",
        case.background(),
        "",
        *_amnesty_end(case),
    ]


def amnesty_update(case: Case) -> list[str]:
    """Further information on an earlier one."""
    _amnesty(case)
    gap, year = " " * case.rng.choice([4, 30]), case.issued.year % 100
    earlier, index = f"UA {case.rng.randint(1, 399)}/{year:02d}", _index(case)
    case.answers.related += [earlier, index]
    own = f"ASA {case.rng.randint(42, 49)}/{case.rng.randint(1, 99):03d}/{case.issued.year}"
    dash = case.rng.choice(["-", "–"])
    return [
        f"PUBLIC{gap}AI Index: {case.number(own)}",
        f"{gap}{case.day('day_first')}",
        "",
        f"Further information on {earlier} ({index}, 2 January {case.issued.year}) {dash} "
        f"{case.concern()}",
        "",
        f"{case.lands().upper()}{gap}{case.name} (m), aged 32, shopkeeper",
        "",
        *_spaced(case.account()),
        *_amnesty_end(case),
    ]


def amnesty_later(case: Case) -> list[str]:
    """From 2010: URGENT ACTION, a headline in capitals, the numbers in one line."""
    _amnesty(case)
    words = case.headline().upper()
    land, day = case.lands(), case.day("day_first")
    short = case.number(f"UA {case.rng.randint(1, 399)}/{case.issued.year % 100:02d}")
    line = f"UA: {short[3:]} Index: {case.number(_index(case))} {land} Date: {day}"
    made = ["URGENT ACTION", words, "", *_spaced(case.account())]
    made += ["Please write immediately in English or your own language:"]
    made += [f"* Urging the authorities to {one};" for one in case.requests()]
    made += ["", "PLEASE SEND APPEALS BEFORE THE END OF THE MONTH TO:"]
    for office, holder, begin in case.offices():
        made += [*case.block(office, holder, begin), ""]
    made += [f"Also send copies to diplomatic representatives of {land} in your country.", ""]
    made += ["ADDITIONAL INFORMATION", case.background(), ""]
    return [line, *made] if case.rng.random() < 0.5 else [*made, line]


def omct(case: Case) -> list[str]:
    """OMCT: Case number, concern, a short text, Action requested, Addresses."""
    case.answers.document_type = FORWARDED
    case.answers.partner = "OMCT"
    case.answers.partners = ["World Organisation Against Torture (OMCT)"]
    case.answers.partners.append("World Organisation Against Torture")
    series = case.rng.choice(["", ".1", ".CC", ".1.VAW"])
    number = case.number(f"{alpha3(case)} {case.issued:%d%m%y}{series}")
    account = case.account()
    made = ["OMCT - World Organisation Against Torture", "URGENT APPEAL", "", f"Case {number}"]
    made += [case.concern(), "", case.lands(), "", case.day("day_first"), ""]
    made += ["Brief description of the situation", "", *_spaced(account)]
    made += ["Action requested", "", "Please write to the authorities urging them to:", ""]
    made += _roman(case.requests())
    made += ["", "Addresses", ""]
    made += [f"- {case.line(office, holder)}" for office, holder, _begin in case.offices()]
    return [*made, "", "Please also write to the embassies in your country.", "", "Geneva"]


def observatory(case: Case) -> list[str]:
    """The Observatory: number with OBS, concern, country, date, Brief description, Addresses."""
    case.answers.document_type = FORWARDED
    case.answers.partner = OBSERVATORY
    case.answers.partners = [OBSERVATORY.removeprefix("The "), "The Observatory (FIDH-OMCT)"]
    number = f"{alpha3(case)} {case.rng.randint(1, 9):03d} / {case.issued:%m%y} / "
    made = [OBSERVATORY, "URGENT APPEAL - THE OBSERVATORY", ""]
    made += [case.number(f"{number}OBS {case.rng.randint(1, 190):03d}"), case.concern(), ""]
    made += [case.lands(), "", case.day("month_first"), ""]
    made += [f"{OBSERVATORY}, a joint programme of OMCT and FIDH, requests your urgent", ""]
    made[-2] += f" intervention in the following situation in {case.country.name}."
    made += ["Brief description of the situation:", "", *_spaced(case.account())]
    made += ["Background information:", "", case.background(), "", "Actions requested:", ""]
    made += [f"Please write to the authorities in {case.country.name}, urging them to:"]
    made += _roman(case.requests())
    made += ["", "Addresses:"]
    bullet = case.rng.choice(["·", "•", "-"])
    made += [f"{bullet} {case.line(office, holder)}" for office, holder, _begin in case.offices()]
    return [*made, "", "***", f"Geneva - Paris, {case.day('month_first')}"]


def front_line(case: Case) -> list[str]:
    """Front Line: date, country and headline, text, “urges the authorities to”."""
    case.answers.document_type = FORWARDED
    case.answers.partner = "Front Line Defenders"
    case.answers.partners = ["Front Line"]
    dash = case.rng.choice([": ", " - ", " – "])
    made = ["Front Line Defenders", "", case.day("day_first"), ""]
    title = f"{case.lands()}{dash}{case.headline()}"
    case.answers.titles.append(title)
    made += [title, "", *_spaced(case.account())]
    made += [f"Front Line Defenders urges the authorities in {case.country.name} to:", ""]
    made += [f"{at}. {one[0].upper()}{one[1:]};" for at, one in enumerate(case.requests(), 1)]
    if case.rng.random() < 0.5:
        made += ["", "SAMPLE LETTER", "", "Your Excellency,", ""]
        made += ["I write to ask for the safety of the person named above.", "", "Yours sincerely,"]
        case.answers.letters = 1
    made += ["", "Please send appeals to:", ""]
    for office, holder, begin in case.offices():
        made += [*case.block(office, holder, begin), ""]
    return made


def pen(case: Case) -> list[str]:
    """PEN: RAPID ACTION NETWORK, RAN number, COUNTRY: headline, Please send appeals."""
    case.answers.document_type = FORWARDED
    case.answers.partner = "PEN International"
    case.answers.partners = ["International PEN", "PEN"]
    number = case.number(f"RAN {case.rng.randint(1, 60):02d}/{case.issued.year % 100:02d}")
    made = ["International PEN", "Writers in Prison Committee", "RAPID ACTION NETWORK", ""]
    made += [case.day("day_first"), "", number, ""]
    made += [f"{case.lands().upper()}: {case.headline()}", "", *_spaced(case.account())]
    made += ["Background", "", case.background(), "", "Please send appeals:", ""]
    made += [f"- asking the authorities to {one};" for one in case.requests()]
    made += ["", "Appeals to:", ""]
    for office, holder, begin in case.offices():
        made += [*case.block(office, holder, begin), ""]
    return [*made, "For further information please contact the committee in London."]


def _roman(requests: list[str]) -> list[str]:
    return [f"{'i' * at}. {one};" for at, one in enumerate(requests, 1)]


def _spaced(paragraphs: list[str]) -> list[str]:
    return [line for one in paragraphs for line in (one, "")]

"""Encodings of old documents, with words that only their alphabet can write."""

from __future__ import annotations

from random import Random

# How often each encoding occurs, and the countries that wrote in it.
WEIGHTS = {
    "utf-8": 56,
    "utf-8-sig": 6,
    "utf-16-marked": 4,
    "utf-16-be-marked": 3,
    "utf-16-le": 3,
    "utf-16-be": 3,
    "cp1252": 8,
    "cp1250": 4,
    "cp1251": 4,
    "big5": 4,
    "gbk": 4,
    "euc_kr": 4,
    "shift_jis": 4,
}
COUNTRIES = {
    "cp1250": ("SK", "HU"),
    "cp1251": ("KG", "KZ", "TJ", "MN"),
    "big5": ("HK", "TW"),
    "gbk": ("CN",),
    "euc_kr": ("KR",),
    "shift_jis": ("JP",),
    "cp1252": ("PH", "TL", "PE", "IN", "LK", "TH"),
}
TEXTS = {
    "cp1250": (
        "Žádáme spravedlivý soud pro všechny zadržené a přístup lékaře do věznice.",
        "Rodina dosud neví, kde je její syn; úřad na dopisy neodpověděl.",
        "Az ügyvédet nem engedték be, a család hetek óta semmilyen választ nem kapott.",
        "Żaden świadek nie został przesłuchany, choć świadków było wielu.",
    ),
    "cp1251": (
        "Мы требуем справедливого суда и доступа адвоката к задержанным.",
        "Семья до сих пор не знает, где он находится, и ответа на письма нет.",
        "Свидетели видели серую машину у ворот школы около полудня.",
        "Врача к нему не пустили, хотя он жаловался на боль.",
    ),
    "cp1252": (
        "La familia aún no sabe dónde está; nadie respondió a las cartas del señor Muñiz.",
        "A família não recebeu informação nenhuma, e a polícia não deixou o médico entrar.",
        "« Nous demandons un procès équitable », a écrit l’avocat, déjà menacé l’été dernier.",
    ),
    "big5": (
        "我們要求公正的審理，並要求讓律師會見被拘留的人。",
        "家人至今不知道他在哪裡，寄出的信也沒有得到回覆。",
        "證人說，中午時分看見一輛灰色的車停在學校門口。",
        "醫生不准進入，雖然他說身體很痛。",
    ),
    "gbk": (
        "我们要求公正的审理，并要求让律师会见被拘留的人。",
        "家人至今不知道他在哪里，寄出的信也没有得到回复。",
        "证人说，中午时分看见一辆灰色的车停在学校门口。",
        "医生不准进入，虽然他说身体很痛。",
    ),
    "euc_kr": (
        "우리는 공정한 재판과 변호사의 접견을 요구합니다.",
        "가족은 아직 그가 어디에 있는지 모르며 편지에 대한 답장도 받지 못했습니다.",
        "목격자들은 정오 무렵 학교 정문에서 회색 차를 보았다고 말했습니다.",
        "그가 아프다고 했지만 의사는 들어가지 못했습니다.",
    ),
    "shift_jis": (
        "私たちは公正な裁判と弁護士の面会を求めます。",
        "家族は今も彼がどこにいるのか知らず、手紙への返事もありません。",
        "目撃者は正午ごろ学校の門の前で灰色の車を見たと話しました。",
        "痛みを訴えたのに、医師は中に入れませんでした。",
    ),
}
PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "…": "...", "–": "-", "—": "-"})


def draw(rng: Random) -> str:
    """One of the encodings, as often as it occurs."""
    return rng.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]


def lines(encoding: str, rng: Random) -> list[str]:
    """Sentences in the alphabet of an encoding; none for Unicode."""
    texts = TEXTS.get(encoding, ())
    return rng.sample(texts, rng.randint(min(2, len(texts)), len(texts)))


def encode(text: str, encoding: str) -> bytes:
    """The bytes of a file; signs that the encoding lacks are written in ASCII."""
    if encoding.endswith("-marked"):
        name = "utf-16-be" if "be" in encoding else "utf-16-le"
        return ("\ufeff" + text).encode(name)
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(_held(one, encoding) for one in text).encode(encoding)


def _held(sign: str, encoding: str) -> str:
    try:
        sign.encode(encoding)
    except UnicodeEncodeError:
        return sign.translate(PLAIN)
    return sign

"""Invented people and papers for the specimen, in English and in Arabic."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from django import forms

STATUSES = [
    ("confirmed", "Two teachers were taken from the school at Dol on 3 October."),
    ("corroborated", "The men who took them wore the uniform of the road police."),
    ("reported", "They are held in the barracks above the river."),
    ("unconfirmed", "One of them has been moved to the capital."),
    ("contested", "They had taken part in the march of the week before."),
    ("feared", "They will be brought before a military court on 20 October."),
    ("opinion", "The march was the reason for their arrest."),
    ("refuted", "A third teacher was taken with them."),
    ("withdrawn", "The school has been closed."),
]
ARABIC = "اقتيد معلّمان من مدرسة القرية في الثالث من أكتوبر، ولم تؤكد السلطات ذلك حتى الآن."
SOURCES = [
    {"name": "River Courier", "kind": "media", "protected": False},
    {"name": "", "kind": "witness", "protected": True},
]


class SignForm(forms.Form):
    """The sign form as the site has it, with every kind of field."""

    name = forms.CharField(label="Your name", max_length=120)
    email = forms.EmailField(label="E-mail", help_text="We send one mail to confirm. It is sealed.")
    country = forms.ChoiceField(label="Country", choices=[("", "—"), ("is", "Iceland")])
    comment = forms.CharField(label="Comment", required=False, widget=forms.Textarea({"rows": 3}))
    choice = forms.ChoiceField(
        label="Who sees your name",
        widget=forms.RadioSelect,
        choices=[
            ("public", "my name may be shown to everybody"),
            ("addressee", "my name goes to the addressees only"),
            ("counted", "I am counted, my name is shown to nobody"),
        ],
    )
    ways = forms.MultipleChoiceField(
        label="Languages you read",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("en", "English"), ("fr", "français")],
    )
    paper = forms.FileField(label="A file", required=False)
    inform = forms.BooleanField(label="Keep me informed", required=False)


def claims(arabic: bool) -> list[dict[str, Any]]:
    """One claim of each status."""
    return [
        {
            "ref": f"c{number}",
            "status": status,
            "texts": {"ar": ARABIC} if arabic else {"en": text},
            "sources": SOURCES[: number % 3],
        }
        for number, (status, text) in enumerate(STATUSES, 1)
    ]


def rows(arabic: bool) -> list[Any]:
    """Claims as the desk has them."""
    return [
        SimpleNamespace(
            number=number,
            status=one["status"],
            text=next(iter(one["texts"].values())),
            sources=SimpleNamespace(all=one["sources"]),
        )
        for number, one in enumerate(claims(arabic), 1)
    ]


def history(arabic: bool) -> list[dict[str, Any]]:
    """A timeline."""
    on = dt.date(2026, 10, 4)
    return [
        {"on": on, "word": "Published", "title": "revision 1", "url": "#r1"},
        {
            "on": on + dt.timedelta(12),
            "word": "Reply",
            "title": "Ministry of the Interior",
            "text": ARABIC if arabic else "The ministry writes that it looks into the matter.",
            "source": "letter of 15 October",
        },
    ]


def context(arabic: bool) -> dict[str, Any]:
    """Everything that the specimen's pages show."""
    wrong = SignForm({"name": "A long name kept as it was typed", "email": "no address"})
    return {
        "organisation": "مكتب النداءات العاجلة" if arabic else "Urgent Appeals Desk",
        "demonstration": True,
        "page_language": "ar" if arabic else "en",
        "headline": (
            "معلّمان في خطر بعد اقتيادهما من مدرستهما"
            if arabic
            else "Two teachers taken from their school must be brought before a judge"
        ),
        "summary": ARABIC
        if arabic
        else (
            "Two teachers were taken from the school at Dol on 3 October. It is reported, but not "
            "confirmed, that they are held in the barracks above the river."
        ),
        "claims": claims(arabic),
        "rows": rows(arabic),
        "history": history(arabic),
        "tally": {"confirmed": 1204, "paper": 310, "unconfirmed": 52},
        "addressees": [{"name": "Ministry of the Interior"}, {"name": "Office of the President"}],
        "chart": [("Iceland", 612), ("Norway", 377), ("Chile", 96), ("Kenya", 12)],
        "form": SignForm(),
        "wrong": wrong,
        "due": ["FA-34-2026", "UA-07-2026", "FA-35-2026"],
        "messages": [
            _Message("success", "The case is saved."),
            _Message("error", "Somebody else changed this text. Compare and save again."),
        ],
    }


class _Message:
    """Stands for one of Django's messages."""

    def __init__(self, level_tag: str, sentence: str) -> None:
        self.level_tag = level_tag
        self.sentence = sentence

    def __str__(self) -> str:
        return self.sentence

"""What came back is recorded: a reply, silence, an update, an outcome."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tocsin.appeals.models import Appeal
from tocsin.authorities.models import Authority
from tocsin.kernel import audit, files
from tocsin.kernel.crypto.home import home
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.transparency import ledger
from tocsin.people.roles import Actor, Role, require
from tocsin.publishing import audiences, logged
from tocsin.replies.models import KINDS, News
from tocsin.replies.wording import said_as_cause

LONGEST_TITLE, LONGEST_TEXT, LARGEST_FILE = 200, 10_000, 10_000_000
FROM_AN_OFFICE = ("reply", "silence")
REPLY = ledger.declare(5, "reply recorded")


def record(
    actor: Actor,
    appeal: Appeal,
    kind: str,
    on: date,
    texts: Mapping[str, Mapping[str, str]],
    authority: Authority | None = None,
    source: str = "",
    file: tuple[str, bytes] | None = None,
) -> News:
    """One dated item; it is public at once, and mailed to those who asked to be informed.

    `texts` is {language: {"title", "text"}}; the appeal's original language must be there.
    Raises Refusal with the field that is wrong (title_en, text_fr, …).
    """
    require(actor, Role.OFFICER)
    _check_facts(appeal, kind, on, authority, source)
    kept = _checked_texts(appeal, kind, texts)
    _refuse_names(appeal, kept, source, file[0] if file else "")
    name, sha256 = _keep(file)
    try:
        with transaction.atomic():
            news = News.objects.create(
                appeal=appeal,
                kind=kind,
                authority=authority,
                on=on,
                texts=kept,
                source=source.strip(),
                file_name=name,
                file_sha256=sha256,
                recorded_by=actor.username,
            )
            if kind == "reply":
                logged.note(REPLY, appeal, digest(news))
            audit.record(actor, f"record {kind}", "appeal", appeal.document_id, news=news.pk)
    except IntegrityError as error:
        raise Refusal(_("The silence of this addressee is noted already."), "authority") from error
    return news


def digest(news: News) -> bytes:
    """SHA-256 over what everybody may read of it, as JSON with sorted keys and no spaces."""
    told = {
        "authority": news.authority.name if news.authority else "",
        "file_sha256": news.file_sha256,
        "kind": news.kind,
        "on": news.on.isoformat(),
        "source": news.source,
        "texts": news.texts,
    }
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).digest()


def _check_facts(
    appeal: Appeal, kind: str, on: date, authority: Authority | None, source: str
) -> None:
    if kind not in dict(KINDS):
        raise Refusal(_("Choose what came back."), "kind")
    if appeal.state == "draft":
        raise Refusal(_("This appeal is not published; nothing can have come back."))
    if appeal.state == "withdrawn":
        raise Refusal(_("This appeal is withdrawn for good; nothing can be added to it."))
    if on > timezone.localdate():
        raise Refusal(_("This day lies in the future."), "on")
    if kind in FROM_AN_OFFICE and authority is None:
        raise Refusal(_("Choose the addressee."), "authority")
    if authority is not None and not appeal.addressees.filter(pk=authority.pk).exists():
        raise Refusal(_("The appeal is not addressed to this office."), "authority")
    if len(source.strip()) > 200:
        raise Refusal(_("Write the source in at most 200 characters."), "source")


def _checked_texts(
    appeal: Appeal, kind: str, texts: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[str, str]]:
    kept = {}
    for language, parts in texts.items():
        title = " ".join(parts.get("title", "").split())
        text = parts.get("text", "").strip().replace("\r\n", "\n")
        if title or text or language == appeal.original_language:
            _check_text(kind, language, title, text)
            kept[language] = {"title": title, "text": text}
    if appeal.original_language not in kept:
        field = f"title_{appeal.original_language}"
        raise Refusal(_("Write it in the appeal’s original language."), field)
    return kept


def _refuse_names(
    appeal: Appeal, kept: Mapping[str, Mapping[str, str]], source: str, file_name: str
) -> None:
    """What came back is read by everybody, also where it quotes what an office wrote."""
    for language, parts in kept.items():
        for part, words in parts.items():
            audiences.refuse_names(appeal, words, f"{part}_{language}")
    audiences.refuse_names(appeal, source, "source")
    audiences.refuse_names(appeal, file_name, "file")


def _check_text(kind: str, language: str, title: str, text: str) -> None:
    if not title:
        raise Refusal(_("Write a title."), f"title_{language}")
    if not text:
        raise Refusal(_("Write what came back."), f"text_{language}")
    if len(title) > LONGEST_TITLE:
        raise Refusal(_("Write the title in at most 200 characters."), f"title_{language}")
    if len(text) > LONGEST_TEXT:
        raise Refusal(_("Write the text in at most 10,000 characters."), f"text_{language}")
    if "\0" in title + text:
        raise Refusal(_("There is a character in it that cannot be kept."), f"text_{language}")
    for field, words in ((f"title_{language}", title), (f"text_{language}", text)):
        # What an office itself writes is quoted as it stands.
        if kind != "reply" and (found := said_as_cause(words)):
            raise Refusal(
                _("“%(words)s” claims a cause. Say that it came after the appeal.")
                % {"words": found},
                field,
            )


def _keep(file: tuple[str, bytes] | None) -> tuple[str, str]:
    if file is None:
        return "", ""
    name, data = file
    if not data:
        raise Refusal(_("This file is empty."), "file")
    if len(data) > LARGEST_FILE:
        raise Refusal(_("The file is larger than 10 MB."), "file")
    clean = "".join(one if one.isprintable() and one not in '/\\"' else "_" for one in name)
    return clean[-200:], files.store(home() / "files", data).sha256

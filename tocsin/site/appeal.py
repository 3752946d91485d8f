"""The page of an appeal: what was published, who signed by class, what came of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tocsin.appeals.models import Appeal
from tocsin.conveyance import reads as conveyance
from tocsin.kernel import keys, switches
from tocsin.kernel.speaking import written
from tocsin.publishing import between, prose, related, stopping
from tocsin.publishing import reads as publishing
from tocsin.publishing.correcting import corrections
from tocsin.publishing.figures import figures
from tocsin.publishing.models import Revision
from tocsin.replies import reads as replies
from tocsin.signing import reads as signing
from tocsin.signing import retention
from tocsin.signing.forms import SignForm
from tocsin.signing.numbers import numbers
from tocsin.site.caching import public, tagged
from tocsin.site.gone import not_withdrawn
from tocsin.vocabulary import countries, issues, languages

NAMES_SHOWN = 12
LONGEST = 2000  # letters of an address that is sent on; no page has one
# A protected source is never named; these say who it is without saying who.
PROTECTED = {
    "victim": _("a victim who asked not to be named"),
    "family": _("a relative who asked not to be named"),
    "witness": _("a witness who asked not to be named"),
    "partner": _("a partner who asked not to be named"),
    "media": _("a journalist who asked not to be named"),
    "official": _("an official who asked not to be named"),
    "anonymous official": _("an official who asked not to be named"),
    "document": _("a document that we do not name"),
    "open source": _("a public source that we do not name"),
}


def spoken_language(request: HttpRequest, content: dict[str, Any]) -> str:
    """The text's language: the one asked for, the page's, else the original."""
    for code in (request.GET.get("text", ""), get_language() or ""):
        if code in content["texts"]:
            return str(code)
    return str(content["original_language"])


def in_language(texts: dict[str, str], language: str, original: str) -> str:
    """One text of several; a claim may not be translated."""
    return texts.get(language) or texts.get(original) or next(iter(texts.values()), "")


def claims(content: dict[str, Any], language: str) -> list[dict[str, Any]]:
    """What is known; who denies it and what tells it otherwise stand beside, for the reader."""
    original = content["original_language"]
    told = {
        claim["ref"]: {
            "ref": claim["ref"],
            "text": in_language(claim["texts"], language, original),
            "language": language if language in claim["texts"] else original,
        }
        for claim in content["claims"]
    }
    return [
        {
            **told[claim["ref"]],
            "status": claim["status"],
            "sources": [_source(one) for one in claim["sources"]],
            "denied_by": [_source(one) for one in claim.get("denied_by", [])],
            "rivals": [told[ref] for ref in claim.get("rivals", [])],
        }
        for claim in content["claims"]
    ]


def _source(source: dict[str, Any]) -> dict[str, Any]:
    """A protected one as its kind only."""
    return {
        "name": "" if source["protected"] else source["name"],
        "kind": source["kind"],
        "words": PROTECTED.get(source["kind"], _("a source that we do not name")),
    }


def versions(content: dict[str, Any], address: str, spoken: str) -> list[dict[str, Any]]:
    """The appeal in its languages; one that the site does not speak is asked for by `?text=`."""
    offered = [code for code, _name in settings.LANGUAGES]
    found = []
    for code in content["languages"]:
        if code == offered[0]:
            url = address
        elif code in offered:
            url = f"/{code}{address}"
        else:
            url = f"{address}?text={code}"
        found.append(
            {"code": code, "name": languages.name(code), "url": url, "current": code == spoken}
        )
    return found


def plain_address(revision: Revision) -> str:
    """The address without a language: what is cited and encoded on paper."""
    return revision.appeal.get_absolute_url()


def shown(request: HttpRequest, revision: Revision) -> dict[str, Any]:
    """Everything on the page that comes from the frozen content."""
    content = revision.content
    spoken, page = spoken_language(request, content), written(get_language() or "en")
    marked, anchors = content["texts"][spoken], prose.Anchors()
    return {
        "appeal": revision.appeal,
        "revision": revision,
        "content": content,
        "text": prose.unmarked(marked),
        "headline": prose.line(marked["headline"], anchors),
        "summary": prose.line(marked["summary"], anchors),
        "body": prose.html(marked.get("body", ""), anchors),
        "figures": figures(content, spoken),
        "ask": prose.html(marked.get("ask", ""), anchors),
        "spoken": spoken,
        "foreign": spoken != page,
        "type_name": in_language(content["document_type"]["names"], spoken, "en")
        or content["document_type"]["code"],
        "country_names": [countries.name(code, spoken) for code in content["countries"]],
        "issue_names": [issues.name(slug, page) for slug in content["issues"]],
        "claims": claims(content, spoken),
        "versions": versions(content, plain_address(revision), spoken),
        "page_languages": [code for code, _name in settings.LANGUAGES if code in content["texts"]],
        "whole_address": settings.TOCSIN_ADDRESS + plain_address(revision),
        "sealing_key": keys.active,  # asked for only where the form is shown
        "deadline_passed": _is_past(content["deadline"]),
        "retention_months": settings.TOCSIN_RETENTION_MONTHS,
    }


def _is_past(day: str | None) -> bool:
    return bool(day) and date.fromisoformat(str(day)) < timezone.localdate()


def around(revision: Revision, language: str) -> dict[str, Any]:
    """What changes while the content stays, but for who signed: news, conveyances, revisions."""
    appeal = revision.appeal
    return {
        "forget_on": retention.planned(appeal),
        "news": replies.public(appeal, language),
        "related": timeline(appeal, language),
        "conveyances": conveyance.in_words(appeal),
        "revisions": publishing.history(appeal),
        "corrections": corrections(appeal, language),
        "closed": signing.closed(revision),
        "stopped": stopping.told(appeal),
        "number_hidden": switches.on(switches.NUMBER_HIDDEN, appeal.document_id),
    }


def who_signed(appeal: Appeal) -> dict[str, Any]:
    """The tally by class, what the log holds of it, and the newest names that are public."""
    names = signing.public_names(appeal, NAMES_SHOWN)
    named = signing.number_named(appeal) if len(names) == NAMES_SHOWN else len(names)
    return {
        "names": names,
        "more_names": named - len(names),
        "number_hidden": switches.on(switches.NUMBER_HIDDEN, appeal.document_id),
        **counted(appeal),
    }


def counted(appeal: Appeal) -> dict[str, Any]:
    """How many signed: all that is known now, or where signing is dangerous what the log holds."""
    in_log = signing.in_log(appeal)
    if appeal.at_risk:
        return {"told_late": True, "in_log": in_log}
    tally = signing.tally(appeal)
    return {"tally": tally, "numbers": numbers(appeal, tally), "in_log": in_log}


def changed(revision: Revision, language: str) -> dict[str, Any]:
    """What a later revision changed: sentences of the parts in a language, statuses of claims."""
    before = publishing.before(revision)
    if before is None:
        return {}
    return {
        "before": before,
        "parts": between.parts(before.content, revision.content, language),
        "statuses": between.statuses(before.content, revision.content),
        "new_language": language not in before.content["texts"],
    }


RELATIONS = {
    "updates": _("Updates"),
    "updated by": _("Update"),
    "names": _("Names"),
    "named by": _("Named in"),
}


def timeline(appeal: Appeal, language: str) -> list[dict[str, Any]]:
    """Updates and earlier appeals, both ways, each with its day and its page."""
    return [_related(one, language) for one in related.related(appeal)]


def _related(one: related.Related, language: str) -> dict[str, Any]:
    spoken, headline = one.headline(language)
    number = one.revision.appeal.document_id
    return {
        "on": one.revision.published_at,
        "word": RELATIONS[one.relation],
        "number": number,
        "title": headline,
        "language": spoken,
        "url": reverse("site:appeal", args=[number]),
    }


def moved(request: HttpRequest, name: str, *words: object) -> HttpResponse:
    """For ever at another address; what was asked after `?` goes along. Raises Http404."""
    asked = request.META.get("QUERY_STRING", "")
    address = reverse(name, args=words) + (f"?{asked}" if asked else "")
    if len(address) > LONGEST:
        raise Http404
    return redirect(address, permanent=True)


def found_or_404(document_id: str) -> Revision:
    """The newest revision; a page of the archive's address where there is none.

    Raises Withdrawn, which the page's decorator answers with the tombstone.
    """
    revision = publishing.by_document_id(document_id)
    if revision is None:
        raise Http404
    return not_withdrawn(revision)


@tagged
@public
def page(request: HttpRequest, document_id: str) -> HttpResponse:
    """`/FA-34-2003/`, for ever."""
    revision = found_or_404(document_id)
    if document_id != revision.appeal.document_id:
        return moved(request, "site:appeal", revision.appeal.document_id)
    return render(
        request, "site/appeal.html", whole(request, revision) | who_signed(revision.appeal)
    )


def whole(request: HttpRequest, revision: Revision) -> dict[str, Any]:
    """Everything on the page but who signed."""
    context = shown(request, revision)
    context |= around(revision, context["spoken"])
    document_id = revision.appeal.document_id
    context["form"] = SignForm(auto_id="sign-%s", document_id=document_id)
    context["sign_url"] = reverse("site:sign", args=[document_id])
    return context


@tagged
@public
def one_revision(request: HttpRequest, document_id: str, number: int) -> HttpResponse:
    """`/FA-34-2003/r1/`: what was published then, word by word."""
    revision = publishing.revision(document_id, number)
    if revision is None:
        raise Http404
    not_withdrawn(revision)
    if document_id != revision.appeal.document_id:
        return moved(request, "site:revision", revision.appeal.document_id, number)
    context = shown(request, revision)
    context["newest"] = publishing.latest(revision.appeal)
    context |= changed(revision, context["spoken"])
    context["versions"] = []
    return render(request, "site/revision.html", context)


def without_slash(request: HttpRequest, document_id: str) -> HttpResponse:
    """`/fa-34-2003`: slash and spelling are mended in one step; other words get their slash."""
    revision = publishing.by_document_id(document_id)
    return moved(request, "site:appeal", revision.appeal.document_id if revision else document_id)


urls: list[URLPattern] = [
    path("<slug:document_id>", without_slash),
    path("<slug:document_id>/", page, name="appeal"),
    path("<slug:document_id>/r<int:number>/", one_revision, name="revision"),
]

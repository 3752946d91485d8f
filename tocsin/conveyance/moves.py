"""Voices are conveyed: a sealed bundle is prepared, each attempt recorded, delivery proved."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tocsin.appeals.models import Appeal
from tocsin.authorities import reads as authority_reads
from tocsin.authorities.models import CHANNELS, Authority
from tocsin.conveyance import fallen, reads
from tocsin.conveyance.bundle import write_bundle
from tocsin.conveyance.models import CONVEYANCE, RESULTS, Attempt, Conveyance
from tocsin.kernel import audit, files
from tocsin.kernel.crypto.home import home
from tocsin.kernel.progress import counted
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.speaking import in_words
from tocsin.kernel.transparency import ledger
from tocsin.people.roles import Actor, Role, require
from tocsin.publishing import audiences, logged, prose, stopping
from tocsin.publishing import reads as publishing
from tocsin.publishing.models import Revision
from tocsin.signing import reads as signing
from tocsin.signing.numbers import numbers

CONVEYED = ledger.declare(4, "bundle prepared for an addressee")
PRINTED = ("headline", "ask", "letter")  # of the appeal's text, in the dossier


def export(actor: Actor, appeal: Appeal, authority: Authority) -> Conveyance:
    """Prepares the bundle for one addressee. Its records stay sealed; the key is elsewhere."""
    require(actor, Role.OFFICER)
    revision = publishing.latest(appeal)
    if revision is None:
        raise Refusal(_("Only a published appeal can be conveyed."))
    stopping.refuse(revision.appeal)
    if not appeal.addressees.filter(pk=authority.pk).exists():
        raise Refusal(_("The appeal is not addressed to this office."), "authority")
    tally = signing.tally(appeal)
    correcting = fallen.owed(appeal, authority)
    if tally.confirmed + tally.paper == 0 and correcting is None:
        raise Refusal(_("Nobody has signed yet, so there is no voice to convey."))
    with TemporaryDirectory(dir=home() / "files") as folder:
        path = Path(folder) / "bundle.zip"
        told = manifest(revision, authority)
        records = counted(signing.sealed_records(appeal), "Records", tally.confirmed + tally.paper)
        digest = write_bundle(path, told, records)
        stored = files.store_file(home() / "files", path)
    with transaction.atomic():
        last = Conveyance.objects.filter(appeal=appeal, authority=authority).aggregate(
            last=Max("number")
        )["last"]
        conveyance = Conveyance.objects.create(
            appeal=appeal,
            authority=authority,
            revision=revision,
            number=(last or 0) + 1,
            tally=asdict(tally),
            bundle_sha256=stored.sha256,
            prepared_by=str(actor),
        )
        logged.note(CONVEYED, appeal, digest)
        corrects = {"corrects": correcting.conveyance.number} if correcting else {}
        sha256 = stored.sha256
        audit.record(
            actor, "prepare conveyance", "conveyance", conveyance.pk, sha256=sha256, **corrects
        )
    return conveyance


def bundle_path(conveyance: Conveyance) -> Path:
    """Where the bundle's file lies; Refusal where the appeal is stopped or withdrawn.

    And where it names somebody who may not be named to the office any more.
    """
    stopping.refuse(conveyance.appeal)
    path = files.path(home() / "files", conveyance.bundle_sha256)
    if found := reads.named_without_consent(conveyance):
        sentence = _("This bundle names “%(name)s”, who may not be named to this office any more.")
        remedy = _("Prepare the conveyance anew and destroy every copy of it.")
        raise Refusal(f"{sentence % {'name': found[0]}} {remedy}")
    return path


def manifest(revision: Revision, authority: Authority) -> dict[str, object]:
    """What the dossier is made of besides the sealed records, in the office's language.

    The office reads the names that it may read; `names_given` says that everybody else reads
    less. `revision_sha256` is that of the public text, which was signed.
    """
    content = audiences.for_office(revision, authority)
    language = authority.language if authority.language in content["texts"] else None
    language = language or content["original_language"]
    text = prose.unmarked(content["texts"][language])
    public = prose.unmarked(revision.content["texts"][language])
    with translation.override(language):
        greeting = authority_reads.salutation(authority, language) or _("Dear Sir or Madam,")
        correcting = fallen.owed(revision.appeal, authority)
        corrected = [fallen.sentence(correcting)] if correcting else []
    return {
        "organisation": settings.TOCSIN_ORGANISATION,
        "document_id": content["document_id"],
        "url": f"{settings.TOCSIN_ADDRESS}/{content['document_id']}/",
        "revision": revision.number,
        "revision_sha256": revision.sha256,
        "addressee": authority.name_in(language),
        "language": language,
        "created": timezone.now().date().isoformat(),
        "headline": text["headline"],
        "summary": text["summary"],
        "ask": text["ask"],
        "letter": "\n\n".join([greeting, *corrected, text["letter"] or text["ask"]]),
        "names_given": audiences.names_more(
            revision.appeal, *([one[part] for part in PRINTED] for one in (text, public))
        ),
        "tally": asdict(signing.tally(revision.appeal)),
        "numbers": numbers(revision.appeal).public(),
    }


def record_attempt(
    actor: Actor,
    conveyance: Conveyance,
    *,
    channel: str,
    result: str,
    on: date,
    note: str = "",
    evidence: tuple[str, bytes] | None = None,
) -> Attempt:
    """One try to hand it over; `evidence` is a file's name and bytes."""
    require(actor, Role.OFFICER)
    _check(channel, result, evidence)
    _check_day(on, timezone.localdate(conveyance.prepared_at))
    stored = files.store(home() / "files", evidence[1]) if evidence else None
    with transaction.atomic():
        held = Conveyance.objects.select_for_update().get(pk=conveyance.pk)
        CONVEYANCE.check(
            held.state,
            result,
            _("This conveyance is proved delivered already; nothing was changed."),
        )
        attempt = Attempt.objects.create(
            conveyance=held,
            channel=channel,
            result=result,
            on=on,
            note=note,
            evidence_name=evidence[0][:200] if evidence else "",
            evidence_sha256=stored.sha256 if stored else "",
            recorded_by=str(actor),
        )
        Conveyance.objects.filter(pk=held.pk).update(state=result)
        audit.record(actor, "record attempt", "conveyance", held.pk, way=channel, result=result)
    conveyance.refresh_from_db()
    return attempt


def _check_day(on: date, prepared: date) -> None:
    """Neither to come nor before there was anything to hand over, but for a day: clocks differ."""
    if on > timezone.localdate():
        raise Refusal(_("The date lies in the future."), "on")
    if on < prepared - timedelta(days=1):
        sentence = _("The bundle was prepared on %(day)s; it cannot have been handed over before.")
        raise Refusal(sentence % {"day": in_words(prepared)}, "on")


def _check(channel: str, result: str, evidence: tuple[str, bytes] | None) -> None:
    if channel not in dict(CHANNELS):
        raise Refusal(_("Choose a way: e-mail, post or by hand."), "channel")
    if result not in dict(RESULTS):
        raise Refusal(_("Choose what came of it."), "result")
    if evidence is not None and not evidence[1]:
        raise Refusal(_("The evidence file is empty; choose another."), "evidence")
    if result == "delivered" and evidence is None:
        sentence = _(
            "“Delivered” needs evidence: add a file, such as a stamped copy or a return slip. "
            "Without one, record it as sent."
        )
        raise Refusal(sentence, "evidence")

"""Everything in which a reader could meet the content of an appeal, as text."""

from __future__ import annotations

import io
import json
import zipfile

from django.test import Client
from pypdf import PdfReader

from tests import cast
from tests.mailing.people import html_of, read, text_of
from tocsin.archive.models import ArchiveEntry
from tocsin.conveyance import moves as conveyance
from tocsin.conveyance.bundle import MANIFEST
from tocsin.conveyance.dossier import dossier_pdf
from tocsin.conveyance.lands import Lands
from tocsin.conveyance.models import Conveyance
from tocsin.kernel.mail.outbox import Mail
from tocsin.publishing.models import Revision
from tocsin.signing import sheets

ADDRESSES = [
    "/FA-01-2026/",
    "/fr/FA-01-2026/",
    "/FA-01-2026/?text=fr",
    "/FA-01-2026/r1/",
    "/fr/FA-01-2026/r1/",
    "/FA-01-2026/r2/",
    "/fr/FA-01-2026/r2/",
    "/FA-01-2026/sign/",
    "/FA-01-2026/signed/",
    "/fr/FA-01-2026/sign/",
    "/appeals/",
    "/fr/appeals/",
    "/",
    "/fr/",
    "/feed.atom",
]
DESK = [
    "/desk/",
    "/desk/appeals/",
    "/desk/mailouts/",
    "/desk/signatures/",
    "/desk/signatures/FA-01-2026/",
    "/desk/appeals/FA-01-2026/preview/",
    "/desk/mailouts/new/FA-01-2026/",
    "/desk/mailouts/new/FA-01-2026/en/",
    "/desk/mailouts/new/FA-01-2026/fr/",
    "/desk/conveyances/",
    "/desk/approvals/",
    "/desk/replies/",
]


def pages(addresses: list[str] = ADDRESSES) -> dict[str, str]:
    """The bodies that the addresses answer with, found or gone."""
    client = Client()
    if addresses is DESK:
        client.force_login(cast.olga())
    return {one: client.get(one, follow=True).content.decode() for one in addresses}


def mails() -> dict[str, str]:
    """Every mail that has not gone: subject, text and HTML."""
    rows = Mail.objects.filter(payload__isnull=False)
    return {row.key: f"{read(row)['Subject']}\n{text_of(row)}\n{html_of(row)}" for row in rows}


def sheet(revision: Revision, language: str) -> str:
    """What stands on a sheet of paper."""
    printed = sheets.print_sheet(cast.olga(), revision, language, "River House")
    return pdf(sheets.sheet_pdf(printed))


def pdf(data: bytes) -> str:
    """The words of a PDF."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def bundle(made: Conveyance) -> tuple[str, str]:
    """What is conveyed: the bundle's manifest and the dossier that is printed from it."""
    with zipfile.ZipFile(conveyance.bundle_path(made)) as archive:
        manifest = json.loads(archive.read(MANIFEST))
    return json.dumps(manifest, ensure_ascii=False), pdf(dossier_pdf(manifest, [], Lands()))


def index() -> str:
    """All that the search looks through."""
    return "\n".join(ArchiveEntry.objects.values_list("words", flat=True))

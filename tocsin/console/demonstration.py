"""The demonstration: three invented appeals, made by the same moves that a desk makes."""

from __future__ import annotations

import re
import shutil
import tomllib
from datetime import date, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from tocsin.appeals import moves as appeals
from tocsin.appeals.marks import bare
from tocsin.appeals.models import Appeal
from tocsin.archive import work as archive
from tocsin.authorities import moves as authorities
from tocsin.cases import claims, sources
from tocsin.cases import moves as cases
from tocsin.cases.models import Case
from tocsin.conveyance import moves as conveyance
from tocsin.conveyance.models import Conveyance
from tocsin.kernel import files, keys
from tocsin.kernel.crypto import seal
from tocsin.kernel.crypto.home import home, prepare
from tocsin.kernel.mail import post
from tocsin.kernel.mail.outbox import fingerprint
from tocsin.kernel.models import Mail
from tocsin.kernel.transparency import sequencing
from tocsin.kernel.work import run_until_idle
from tocsin.mailing import moves as mailing
from tocsin.people import moves as people
from tocsin.people.models import Staff
from tocsin.people.roles import Role, System
from tocsin.publishing import moves as publishing
from tocsin.publishing.models import Revision
from tocsin.replies import moves as replies
from tocsin.replies.models import News
from tocsin.signing import moves as signing
from tocsin.signing import sheets

CONTENT = Path(__file__).with_suffix(".toml")
MARK = "demonstration/README.txt"
PASSWORD = "demonstration only"  # noqa: S105 - it is printed on the sign-in page
LINK = re.compile(rb"https?://\S+/confirm/([\w-]+)/")

NAMES = (
    ("Ada Lindqvist", "SE"),
    ("Bao Trương", "VN"),
    ("Chidi Okafor", "NG"),
    ("Dorothea Weiß", "DE"),
    ("Esra Yıldız", "TR"),
    ("Fyodor Anisimov", "KZ"),
    ("Gwen ap Rhys", "GB"),
    ("Hana Kovářová", "CZ"),
    ("Ιωάννα Παππά", "GR"),
    ("Jorge Quispe", "PE"),
    ("Keren Azulay", "IL"),
    ("Lina Haddad", "LB"),
    ("Manu Tawhiri", "NZ"),
    ("Noé Lambert", "FR"),
)
CHOICES = ("public", "addressee", "counted", "public")
PAPER = ("Oline Strand", "Pita Rangi", "Quentin Moore", "Rewi Tane", "Sione Vea")


def may_be_made() -> bool:
    """Only an empty desk becomes a demonstration."""
    return not Staff.objects.exists() and not Appeal.objects.exists()


def is_made() -> bool:
    """Whether the mark, which comes last, lies in the data folder."""
    return (home() / MARK).exists()


def make() -> None:
    """Fills the data folder, wholly or not at all: who was interrupted begins anew."""
    content = tomllib.loads(CONTENT.read_text("utf-8"))
    for left in (home() / MARK).parent, home() / "outbox":  # by an attempt that was interrupted
        shutil.rmtree(left, ignore_errors=True)
    prepare()
    with translation.override("en"), transaction.atomic():
        make_key(settings.TOCSIN_ORGANISATION)
        desk = make_staff(content["staff"])
        make_network(content["network"])
        for told in content["appeal"]:
            make_appeal(desk, told)
    archive.turn()  # the first reader finds all three, and the log that holds their voices
    sequencing.sequence(timezone.now() + timedelta(days=1))
    sequencing.publish()
    files.write(home() / MARK, README.encode())


README = """This data folder holds a demonstration: three invented appeals.

organisation.private opens the sealed signatures. In real use it never comes near the server:
it is made on a machine apart (tocsin keys create), and only the public half is brought here.

keys/passphrase-of-this-demonstration.txt unlocks it at each start. A real desk types its own.

Try:
  tocsin convey export UA-01-2026 --out /tmp/bundle.zip   (take an ID that the desk shows)
  tocsin convey open /tmp/bundle.zip --key organisation.private
"""


def make_key(organisation: str) -> None:
    """The pair lies beside, so that a newcomer can open a bundle."""
    folder = (home() / MARK).parent
    folder.mkdir(mode=0o700, exist_ok=True)
    pair = seal.create_keypair(organisation)
    seal.write_pair(pair, folder / "organisation.private", folder / "organisation.public")
    mark = seal.fingerprint(pair.public)
    keys.add(System(), pair.key_id, pair.public, pair.organisation, mark)


def make_staff(told: list[dict[str, Any]]) -> dict[str, Staff]:
    """An officer and an approver; they come in by the link, or with the password."""
    made = {}
    for one in told:
        roles = {Role(role) for role in one["roles"]}
        made[one["roles"][0]] = people.add_staff(
            System(), one["username"], one["full_name"], roles, PASSWORD
        )
    return made


def make_network(told: list[dict[str, Any]]) -> None:
    """A few readers who agreed, brought in as a list."""
    today = timezone.localdate().isoformat()
    rows = ["email,language,countries,issues,agreed_on"]
    rows += [
        f"{one['email']},{one['language']},{' '.join(one.get('countries', []))},,{today}"
        for one in told
    ]
    mailing.bring_in(System(), "\n".join(rows).encode())


def make_appeal(desk: dict[str, Staff], told: dict[str, Any]) -> None:
    """One appeal, as far as its story goes."""
    officer = desk["officer"]
    appeal = write(officer, told)
    revision = publish(desk, appeal)
    backdate(revision, told["days_ago"])
    sign(revision, told["signatories"])
    if told.get("sheet"):
        fill_sheet(officer, revision)
    if told.get("mailed"):
        mailing.dispatch(officer, revision)
    if told.get("conveyed"):
        convey(officer, appeal, told)
    for one in told.get("news", []):
        add_news(officer, appeal, one)
    if told.get("closed"):
        appeals.close(officer, appeal, told["closed"])


def write(officer: Staff, told: dict[str, Any]) -> Appeal:
    """Case, claims, sources and the draft in its languages."""
    texts, land = told["text"], told["countries"][0]
    partner = people.find_or_add_partner(officer, told["partner"], land)
    title = bare(texts["en"]["headline"])
    case = cases.open_case(officer, title, countries=told["countries"], partner=partner)
    add_claims(officer, case, told)
    appeal = appeals.draft(officer, case, told["type"], "en")
    appeals.set_facts(
        officer,
        appeal,
        appeal.version,
        countries=told["countries"],
        issues=told["issues"],
        addressees=[authorities.find_or_add(officer, name, land) for name in told["addressees"]],
        claims=list(case.claims.all()),
        partner=partner,
    )
    for language, text in texts.items():
        appeal.refresh_from_db()
        appeals.save_text(officer, appeal, language, appeal.version, **text)
    appeal.refresh_from_db()
    return appeal


def add_claims(officer: Staff, case: Case, told: dict[str, Any]) -> None:
    """Who says it, and what they say."""
    kept = ("name", "kind", "variants", "protected")
    said_by = [
        sources.add_source(officer, case, **{name: one[name] for name in kept if name in one})
        for one in told["source"]
    ]
    for one in told["claim"]:
        claims.add_claim(
            officer,
            case,
            text=one["en"],
            status=one["status"],
            translations={"fr": one["fr"]} if "fr" in one else {},
            sources=[said_by[number] for number in one["sources"]],
        )


def publish(desk: dict[str, Staff], appeal: Appeal) -> Revision:
    """Proposed by one, approved by another."""
    proposal = publishing.propose(desk["officer"], appeal, "")
    publishing.approve(desk["approver"], proposal)
    proposal.refresh_from_db()
    published = publishing.publish(desk["officer"], proposal)
    appeal.refresh_from_db()
    return Revision.objects.get(pk=published.pk)


def backdate(revision: Revision, days: int) -> None:
    """Only a demonstration may: its stories took weeks, and are told in a minute."""
    then = timezone.now() - timedelta(days=days)
    Revision.objects.filter(pk=revision.pk).update(published_at=then)


def sign(revision: Revision, number: int) -> None:
    """People sign on the web; all but the last follow the link in their mail."""
    for at, (name, country) in enumerate(NAMES[:number]):
        signing.sign(
            revision,
            signing.Entry(
                name=name,
                email=f"signatory{at}@example.org",
                country=country,
                comment="",
                choice=CHOICES[at % len(CHOICES)],
                inform=at % 3 == 0,
                language="en",
            ),
        )
    for token in tokens()[: max(number - 1, 1)]:
        signing.confirm(token)


def tokens() -> list[str]:
    """The links of the confirmation mails that went out just now."""
    waiting = list(Mail.objects.filter(batch="confirm", state="waiting").order_by("pk"))
    run_until_idle([post.LOOP])
    found = []
    for row in waiting:
        path = home() / "outbox" / f"{fingerprint(row.key)}.eml"
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        plain = mail.get_body(("plain",))
        match = LINK.search(plain.get_content().encode()) if plain else None
        if match:
            found.append(match.group(1).decode())
    return found


def fill_sheet(officer: Staff, revision: Revision) -> None:
    """A sheet comes back from the partner's office with five lines, one of them unreadable."""
    sheet = sheets.print_sheet(officer, revision, "en", "the partner’s office")
    for line, name in enumerate(PAPER, start=1):
        sheets.enter_line(officer, sheet, line, name=name, country="NZ", choice="addressee")
    sheets.reject_line(officer, sheet, len(PAPER) + 1, "unreadable")


def convey(officer: Staff, appeal: Appeal, told: dict[str, Any]) -> None:
    """The bundle goes to each addressee; what came of it is recorded with its evidence."""
    for office in appeal.addressees.all():
        row = conveyance.export(officer, appeal, office)
        first = max(one["days_ago"] for one in told["attempt"]) + 1
        Conveyance.objects.filter(pk=row.pk).update(
            prepared_at=timezone.now() - timedelta(days=first)
        )
        row.refresh_from_db()
        for one in told["attempt"]:
            evidence = one.get("evidence")
            conveyance.record_attempt(
                officer,
                row,
                channel=one["channel"],
                result=one["result"],
                on=day(one["days_ago"]),
                note=one["note"],
                evidence=("evidence.txt", evidence.encode()) if evidence else None,
            )


def add_news(officer: Staff, appeal: Appeal, one: dict[str, Any]) -> News:
    """A reply or an outcome."""
    return replies.record(
        officer,
        appeal,
        one["kind"],
        day(one["days_ago"]),
        {"en": {"title": one["title"], "text": one["text"]}},
        authority=appeal.addressees.first() if one["kind"] == "reply" else None,
    )


def day(days_ago: int) -> date:
    """So many days ago."""
    return timezone.localdate() - timedelta(days=days_ago)

"""Accounts are made by an administrator, and every change is in the trail."""

from __future__ import annotations

from threading import Barrier
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import authenticate

from tests import cast
from tests.publishing.test_races import together
from tocsin import settings as program
from tocsin.kernel import audit
from tocsin.kernel.refusal import Refusal
from tocsin.people import moves, reads
from tocsin.people.models import EntryLink, Partner, Staff
from tocsin.people.roles import Actor, Role, System, require

pytestmark = pytest.mark.django_db


def test_a_new_officer_signs_in_with_the_password() -> None:
    moves.add_staff(cast.nadia(), "rosa", "Rosa Lund", {Role.OFFICER}, cast.PASSWORD)
    person = authenticate(username="rosa", password=cast.PASSWORD)
    assert isinstance(person, Staff)
    assert reads.roles(person) == {Role.OFFICER}


def test_the_password_is_kept_with_argon2_at_a_cost(settings: Any) -> None:
    settings.PASSWORD_HASHERS = program.PASSWORD_HASHERS  # and not the cheap one of the tests
    staff = moves.add_staff(cast.nadia(), "rosa", "Rosa", set(), cast.PASSWORD)
    assert staff.password.startswith("argon2$argon2id$v=19$m=102400,t=2,p=8$")
    assert authenticate(username="rosa", password=cast.PASSWORD) == staff


@pytest.mark.parametrize("who", [cast.olga, cast.amir, cast.stranger])
def test_only_an_administrator_adds_staff(who: object) -> None:
    with pytest.raises(Refusal, match="Only a person with the role “administrator”"):
        moves.add_staff(who(), "rosa", "Rosa", set(), cast.PASSWORD)  # type: ignore[operator]
    assert not Staff.objects.filter(username="rosa").exists()


@pytest.mark.parametrize("name", ["", "rosa lund", "rösa", "rosa/../x", "<b>"])
def test_a_user_name_of_other_signs_is_refused(name: str) -> None:
    with pytest.raises(Refusal, match="letters, digits, dots and hyphens") as refused:
        moves.add_staff(cast.nadia(), name, "Rosa", set(), cast.PASSWORD)
    assert refused.value.field == "username"


def test_a_user_name_is_taken_in_any_case() -> None:
    cast.olga()
    with pytest.raises(Refusal, match="taken"):
        moves.add_staff(cast.nadia(), "OLGA", "Other", set(), cast.PASSWORD)


@pytest.mark.parametrize("name", ["system", "System"])
def test_nobody_is_called_as_the_program_calls_itself(name: str) -> None:
    with pytest.raises(Refusal, match="taken") as refused:
        moves.add_staff(cast.nadia(), name, "Sy Stem", {Role.OFFICER}, cast.PASSWORD)
    assert refused.value.field == "username"


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_remove_each_other_at_once_leave_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    nadia = cast.nadia()
    rosa = moves.add_staff(nadia, "rosa", "Rosa", {Role.ADMINISTRATOR}, cast.PASSWORD)
    asked = Barrier(2)

    def let_in(actor: Actor, role: Role) -> None:
        require(actor, role)
        asked.wait(20)  # else the second may be none any more when it is asked

    monkeypatch.setattr(moves, "require", let_in)
    told = together(
        lambda: moves.set_roles(nadia, rosa, {Role.OFFICER}),
        lambda: moves.set_roles(rosa, nadia, {Role.OFFICER}),
    )
    assert told == ["", "This is the last administrator. Make another one first."]
    assert Staff.objects.filter(is_administrator=True).count() == 1


def test_a_short_password_is_refused_with_its_reason() -> None:
    with pytest.raises(Refusal, match="at least 12 characters") as refused:
        moves.add_staff(cast.nadia(), "rosa", "Rosa", set(), "short")
    assert refused.value.field == "password"
    assert not Staff.objects.filter(username="rosa").exists()


def test_a_closed_account_holds_no_role() -> None:
    olga = cast.olga()
    moves.set_roles(cast.nadia(), olga, {Role.OFFICER}, active=False)
    assert reads.roles(olga) == set()
    assert authenticate(username="olga", password=cast.PASSWORD) is None


def test_the_last_administrator_stays() -> None:
    nadia = cast.nadia()
    with pytest.raises(Refusal, match="last administrator"):
        moves.set_roles(nadia, nadia, {Role.OFFICER})
    nadia.refresh_from_db()
    assert nadia.is_administrator


def test_a_lost_second_factor_is_taken_away_with_its_recovery_codes() -> None:
    olga, amir = cast.olga(), cast.amir()
    for person, kind in ((olga, "totp"), (olga, "recovery_codes"), (amir, "totp")):
        Authenticator.objects.create(user=person, type=kind, data={})
    with pytest.raises(Refusal, match="Only a person with the role “administrator”"):
        moves.remove_second_factor(amir, olga)
    moves.remove_second_factor(cast.nadia(), olga)
    assert list(Authenticator.objects.values_list("user", "type")) == [(amir.pk, "totp")]
    entry = audit.Entry.objects.get(verb="remove second factor")
    assert (entry.actor, entry.subject) == ("nadia", "olga")


def test_an_administrator_may_go_when_another_stays() -> None:
    nadia = cast.nadia()
    moves.add_staff(nadia, "rosa", "Rosa", {Role.ADMINISTRATOR}, cast.PASSWORD)
    moves.set_roles(nadia, nadia, set())
    assert reads.roles(nadia) == set()


def test_each_move_leaves_one_entry_in_the_trail() -> None:
    nadia = cast.nadia()
    rosa = moves.add_staff(nadia, "rosa", "Rosa", set(), cast.PASSWORD)
    moves.set_roles(nadia, rosa, {Role.APPROVER})
    moves.set_password(nadia, rosa, "another long pass phrase")
    verbs = [entry.verb for entry in audit.trail("staff", "rosa")]
    assert verbs == ["set password", "set roles", "add staff"]


def test_an_entry_link_signs_in_once() -> None:
    token = moves.make_entry_link(cast.olga())
    assert moves.use_entry_link(token).username == "olga"
    with pytest.raises(Refusal, match="used already"):
        moves.use_entry_link(token)


def test_an_altered_entry_link_is_refused() -> None:
    token = moves.make_entry_link(cast.olga())
    with pytest.raises(Refusal, match="not whole"):
        moves.use_entry_link(token[:-1])


def test_a_new_entry_link_ends_the_one_before() -> None:
    first = moves.make_entry_link(cast.olga())
    moves.make_entry_link(cast.olga())
    with pytest.raises(Refusal):
        moves.use_entry_link(first)


def test_only_the_hash_of_an_entry_link_is_kept() -> None:
    token = moves.make_entry_link(cast.olga())
    assert token.encode() not in bytes(EntryLink.objects.get().token_hash)


def test_a_partner_is_found_again_in_any_case() -> None:
    first = moves.find_or_add_partner(System(), "River House", "BO")
    assert moves.find_or_add_partner(System(), " river house ") == first
    assert Partner.objects.count() == 1


def test_a_partner_without_a_name_is_refused() -> None:
    with pytest.raises(Refusal, match="Write the partner’s name") as refused:
        moves.save_partner(cast.olga(), None, name="  ")
    assert refused.value.field == "name"


def test_two_partners_of_one_name_are_refused() -> None:
    cast.partner()
    with pytest.raises(Refusal, match="here already"):
        moves.save_partner(cast.olga(), None, name="RIVER HOUSE")


def test_a_partner_is_changed_and_not_doubled() -> None:
    partner = cast.partner()
    moves.save_partner(cast.olga(), partner, name="River House", city="Copacabana")
    assert Partner.objects.get().city == "Copacabana"


def test_the_program_itself_holds_every_role() -> None:
    assert {role for role in Role if getattr(System(), f"is_{role}")} == set(Role)
    assert str(System()) == "system"

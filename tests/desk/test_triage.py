"""Triage at the desk: what presses first, which day, and which two are one case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests import cast
from tests.desk.test_cases import page
from tests.intake.test_clock import alert as feared_alert
from tests.intake.test_clock import today
from tests.intake.test_likeness import ONE, OTHER, alert, pair
from tocsin.appeals import taking_up
from tocsin.cases import joining
from tocsin.cases.models import Case, Twin
from tocsin.intake import clock, moves, returns, verdicts
from tocsin.intake.models import Alert, Fear, Likeness
from tocsin.kernel.speaking import in_words

pytestmark = pytest.mark.django_db
TOMORROW = "they will be moved tomorrow"


@pytest.fixture
def desk(client: Client, settings: Any) -> Client:
    settings.TOCSIN_DEMONSTRATION = True
    client.force_login(cast.olga())
    return client


def late(title: str) -> Alert:
    """An alert that has waited for a month."""
    one = feared_alert(title)
    Alert.objects.filter(pk=one.pk).update(received_at=timezone.now() - timedelta(30))
    return one


def test_the_list_is_in_the_order_in_which_alerts_press(desk: Client) -> None:
    feared_alert("PERU: Has time")
    feared_alert("PERU: Tomorrow", feared=TOMORROW)
    late("PERU: Too late")
    text = page(desk.get("/desk/alerts/"))
    assert text.index("PERU: Too late") < text.index("PERU: Tomorrow") < text.index("Has time")


def test_what_is_overdue_is_said_in_words_and_shape(desk: Client) -> None:
    one = late("PERU: Too late")
    text = page(desk.get("/desk/alerts/"))
    day = in_words(clock.clock(Alert.objects.get(pk=one.pk)).by)
    assert f"Overdue since {day}" in text
    assert '<path d="M8 2 15 14H1Z" fill="currentColor"/>' in text


def test_the_start_page_lists_alerts_with_their_clock(desk: Client) -> None:
    feared_alert("PERU: Tomorrow", feared=TOMORROW)
    late("PERU: Too late")
    text = page(desk.get("/desk/"))
    assert "▲ Overdue since" in text
    assert f"By {in_words(today() + timedelta(1))}" in text


def test_a_feared_day_is_shown_with_its_words_and_confirmed(desk: Client) -> None:
    one = feared_alert("PERU: Tomorrow", feared=TOMORROW)
    fear = Fear.objects.get()
    text = page(desk.get(f"/desk/alerts/{one.pk}/"))
    assert "feared day, proposed" in text
    assert '“<bdi lang="">tomorrow</bdi>”' in text
    sent = {f"fear{fear.pk}-day": today().isoformat(), "verb": "confirm"}
    answer = desk.post(f"/desk/fears/{fear.pk}/", sent, follow=True)
    assert "The day is confirmed." in page(answer)
    assert "feared day, confirmed" in page(answer)


@pytest.mark.parametrize(
    ("day", "sentence"),
    [("", "Write the day by which it may happen"), ("soon", "Write the day like 2026-03-14.")],
)
def test_a_day_that_is_none_is_refused_beside_its_field(
    day: str, sentence: str, desk: Client
) -> None:
    feared_alert("PERU: Tomorrow", feared=TOMORROW)
    fear = Fear.objects.get()
    answer = desk.post(f"/desk/fears/{fear.pk}/", {f"fear{fear.pk}-day": day, "verb": "confirm"})
    assert answer.status_code == 422
    assert sentence in page(answer)
    assert Fear.objects.get().state == "proposed"


def test_that_there_is_no_day_is_said_with_one_button(desk: Client) -> None:
    feared_alert("PERU: Tomorrow", feared=TOMORROW)
    fear = Fear.objects.get()
    desk.post(f"/desk/fears/{fear.pk}/", {"verb": "dismiss"})
    assert Fear.objects.get().state == "dismissed"
    again = desk.post(f"/desk/fears/{fear.pk}/", {"verb": "end"}, follow=True)
    assert "Somebody has decided about this day already" in page(again)


def test_a_near_day_of_an_alert_that_was_taken_up_is_due(desk: Client) -> None:
    one = feared_alert("PERU: Tomorrow", feared=TOMORROW)
    clock.confirm(cast.olga(), Fear.objects.get(), today() + timedelta(1))
    moves.take_up(cast.olga(), one)
    assert "Feared days that are near" in page(desk.get("/desk/"))


def test_the_gravity_is_set_on_the_page(desk: Client) -> None:
    one = feared_alert("PERU: A")
    place = f"/desk/alerts/{one.pk}/"
    assert "(proposed from the issues)" in page(desk.get(place))
    desk.post(f"{place}severity/", {"severity": "life"})
    assert "(proposed from the issues)" not in page(desk.get(place))
    refused = desk.post(f"{place}severity/", {"severity": "mortal"})
    assert refused.status_code == 422
    assert "Choose how grave it is from the list." in page(refused)


def test_two_alerts_stand_side_by_side_with_what_they_share(desk: Client) -> None:
    row = pair()
    assert "Perhaps one case twice" in page(desk.get("/desk/"))
    text = page(desk.get(f"/desk/pairs/{row.pk}/"))
    for words in ("They have seen no lawyer.", "soldiers came to the school", "Teo Banda Ruiz"):
        assert words in text
    assert "Same case" in text
    assert "Not the same" in text


def test_the_same_case_leads_to_the_case(desk: Client) -> None:
    row = pair()
    answer = desk.post(f"/desk/pairs/{row.pk}/decide/", {"verdict": "same"}, follow=True)
    assert answer.redirect_chain[-1][0] == f"/desk/cases/{Case.objects.get().pk}/"
    assert "The alert belongs to this case now." in page(answer)
    joined = page(desk.get(f"/desk/alerts/{row.alert_id}/"))
    assert "joined to a case" in joined
    first = page(desk.get(f"/desk/alerts/{row.other_id}/"))
    assert "Other alerts of this case" in first


def test_not_the_same_is_remembered_on_the_page(desk: Client) -> None:
    row = pair()
    answer = desk.post(f"/desk/pairs/{row.pk}/decide/", {"verdict": "different"}, follow=True)
    assert "not the same: said by olga on" in page(answer)
    assert "Perhaps one case twice" not in page(desk.get("/desk/"))


def test_without_a_case_the_page_says_what_to_do_first(desk: Client) -> None:
    alert(ONE)
    alert(OTHER)
    row = Likeness.objects.get()
    text = page(desk.get(f"/desk/pairs/{row.pk}/"))
    assert "Neither alert has a case yet." in text
    assert "Same case" not in text
    assert text.count("Take it up: case and draft") == 2
    answer = desk.post(f"/desk/pairs/{row.pk}/decide/", {"verdict": "same"}, follow=True)
    assert "Neither alert has a case yet. Take one of them up first." in page(answer)


def test_of_two_that_were_both_taken_up_one_case_is_kept_and_that_is_undone(desk: Client) -> None:
    row = pair()
    taking_up.take_up(cast.olga(), row.alert)
    kept, gone = (Case.objects.get(alert=one) for one in (row.other, row.alert))
    place = f"/desk/pairs/{row.pk}/"
    text = page(desk.get(place))
    assert "Each alert has a case. Say which of the two is kept" in text
    assert 'value="same"' not in text
    assert text.count("The same: keep this one") == 2
    way = f"/desk/cases/{kept.pk}/same/case/{gone.pk}/"
    assert f'action="{way}"' in text
    told = page(desk.post(way, {"merge": 1}, follow=True))
    assert "The other case is closed, and leads here." in told
    assert "Each alert has a case." not in (text := page(desk.get(place)))
    assert "Both alerts belong to one case." in text
    assert 'name="verdict"' not in text
    assert f'href="/desk/cases/{gone.pk}/"' in text
    undone = page(desk.post(f"/desk/twins/{Twin.objects.get().pk}/undo/", follow=True))
    assert "They are two cases again." in undone
    assert "Each alert has a case." in page(desk.get(place))


def test_of_two_in_one_case_nothing_is_asked(desk: Client) -> None:
    row = pair()
    joining.take_in(cast.olga(), Case.objects.get(), row.alert)
    text = page(desk.get(f"/desk/pairs/{row.pk}/"))
    assert "Both alerts belong to one case." in text
    assert 'name="verdict"' not in text


def test_a_page_from_before_the_merge_cannot_call_them_two(desk: Client) -> None:
    row = pair()
    taking_up.take_up(cast.olga(), row.alert)
    kept, gone = (Case.objects.get(alert=one) for one in (row.other, row.alert))
    joining.one_case(cast.olga(), kept, gone)
    answer = desk.post(f"/desk/pairs/{row.pk}/decide/", {"verdict": "different"}, follow=True)
    assert "These two are one case. Undo that first." in page(answer)
    row.refresh_from_db()
    assert row.verdict == "open"


def test_days_that_stand_in_both_are_told_in_the_readers_language(desk: Client) -> None:
    row = pair()
    assert "<dd>2 March</dd>" in page(desk.get(f"/desk/pairs/{row.pk}/"))
    assert "<dd>2 mars</dd>" in page(desk.get(f"/fr/desk/pairs/{row.pk}/"))


def test_an_alert_that_was_set_aside_is_not_offered_to_join(desk: Client) -> None:
    row = pair()
    moves.set_aside(cast.olga(), row.alert, "Not ours.")
    text = page(desk.get(f"/desk/pairs/{row.pk}/"))
    assert 'value="same"' not in text
    assert 'value="different"' in text


@pytest.mark.parametrize("place", ["alerts/{alert}/severity/", "fears/{fear}/", "pairs/1/decide/"])
def test_opening_an_address_changes_nothing(place: str, desk: Client) -> None:
    one = feared_alert("PERU: Tomorrow", feared=TOMORROW)
    where = place.format(alert=one.pk, fear=Fear.objects.get().pk)
    assert desk.get(f"/desk/{where}").status_code == 405


@pytest.mark.parametrize("who", [cast.amir, cast.nadia, cast.stranger])
def test_who_is_no_officer_reads_why(who: Any, desk: Client) -> None:
    row = pair()
    desk.force_login(who())
    answer = desk.post(f"/desk/pairs/{row.pk}/decide/", {"verdict": "same"}, follow=True)
    assert "Only a person with the role “officer” may do this." in page(answer)
    assert list(verdicts.open_pairs()) == [row]


def written() -> Any:
    """An alert that somebody wrote by the form."""
    text = "PERU: A\n\nNine people were taken from the harbour last night.\n"
    code = returns.write(returns.Entry(text.encode()), "192.0.2.1")
    return returns.come_back(code, "192.0.2.1")


def test_a_message_is_answered_on_the_page(desk: Client) -> None:
    way_back = written()
    returns.say(way_back, "They were moved.")
    assert "Messages to answer" in page(desk.get("/desk/"))
    place = f"/desk/alerts/{way_back.alert_id}/"
    assert "They were moved." in page(desk.get(place))
    assert "Must not be named." in page(desk.get(place))
    answer = desk.post(
        f"/desk/returns/{way_back.pk}/answer/", {"text": "Who told you?"}, follow=True
    )
    assert "The message waits for whoever has the code." in page(answer)
    assert "Messages to answer" not in page(desk.get("/desk/"))


def test_an_empty_message_is_refused_on_the_page(desk: Client) -> None:
    way_back = written()
    answer = desk.post(f"/desk/returns/{way_back.pk}/answer/", {"text": ""})
    assert answer.status_code == 422
    assert "Write a message." in page(answer)


def test_a_sealed_contact_is_downloaded_and_a_missing_one_is_said(desk: Client) -> None:
    cast.signing_key()
    code = returns.write(returns.Entry(b"Nine were taken.", contact="Ring Ana"), "192.0.2.1")
    way_back = returns.come_back(code, "192.0.2.1")
    answer = desk.get(f"/desk/returns/{way_back.pk}/contact/")
    assert answer["Content-Disposition"] == f'attachment; filename="alert-{way_back.pk}.contact"'
    assert b"Ring Ana" not in answer.content
    none = desk.get(f"/desk/returns/{written().pk}/contact/", follow=True)
    assert "No contact was left with this alert." in page(none)

"""A French alert is read by its own labels, as an English one is."""

from __future__ import annotations

from tocsin.intake.reading import Reading, read

TEXT = "Amina Bekova, journaliste, a été arrêtée le 2 mars 2026 à Almaty. Nul ne l’a revue.\n"
DATED = "Date : 3 mars 2026\n"


def told(head: str) -> Reading:
    return read(f"{head}\n{TEXT}".encode())


def test_the_country_above_the_date_is_no_partner() -> None:
    reading = told(f"Kazakhstan : une journaliste arrêtée\n\nPays : Kazakhstan\n{DATED}")
    assert (reading.countries, reading.partner) == (["KZ"], None)


def test_country_and_issue_are_read_below_the_text_too() -> None:
    reading = read(f"Une journaliste\n\n{TEXT}\nPays : Kazakhstan\nThèmes : Torture\n".encode())
    assert (reading.countries, reading.issues) == (["KZ"], ["torture"])


def test_the_headers_of_a_mail_are_read() -> None:
    reading = told(
        "De : bureau@example.org\nEnvoyé : 3 mars 2026\nÀ : desk@example.org\n"
        "Objet : Une journaliste arrêtée à Almaty\n\nPays : Kazakhstan\n"
    )
    assert (reading.title, reading.countries) == ("Une journaliste arrêtée à Almaty", ["KZ"])


def test_the_heading_of_a_form_and_a_place_are_no_partner() -> None:
    assert told(f"Une journaliste arrêtée\n\nLieu : Almaty\n{DATED}").partner is None
    assert told(f"PERU: A journalist held\n\nPlace: Puno\n{DATED}").partner is None
    assert told(f"APPEL URGENT\n\n{DATED}").partner is None


def test_the_first_summary_is_french_like_its_claims() -> None:
    head = f"Kazakhstan : une journaliste arrêtée\n\nBureau des Libertés\n{DATED}"
    summary = told(head).draft["summary"].replace("\N{NO-BREAK SPACE}", " ")
    assert summary.startswith("Selon Bureau des Libertés : Amina Bekova, journaliste, a été")
    assert "According to" not in summary


def test_a_line_that_a_mail_program_broke_goes_on() -> None:
    broken = "Selon sa famille, on a emmené Teo Banda Ruiz et\nMarta Quispe."
    reading = read(f"Objet : deux arrestations\n\n{broken}\n\nPays : Pérou\n".encode())
    assert reading.title == "deux arrestations"
    assert [claim.text for claim in reading.claims] == [
        "Selon sa famille, on a emmené Teo Banda Ruiz et Marta Quispe."
    ]

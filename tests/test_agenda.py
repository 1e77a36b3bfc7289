"""The agenda: what happens when, how precisely that is known, and the same in a calendar."""

import re
from datetime import date

import pytest
from icalendar import Calendar
from starlette.testclient import TestClient

from on_page import cells, links
from service.naslag import agenda


def test_the_agenda_stands_by_month_and_says_how_precisely_a_time_is_known(client: TestClient) -> None:
    page = client.get("/agenda?periode=2020&plan=venlo").text
    months = re.findall(r'<h2 id="maand-([\d-]+)">', page)
    assert months == sorted(months)
    assert "2020-03-01" in months
    assert any("op kwartaal nauwkeurig, uiterlijk 31 maart 2020" in cell for cell in cells(page, "Wanneer"))


def test_the_agenda_begins_this_month(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agenda, "today", lambda: date(2021, 6, 15))
    months = re.findall(r'<h2 id="maand-([\d-]+)">', client.get("/agenda").text)
    assert min(months) >= "2021-06-01"


def test_an_empty_period_leads_to_years_with_something_in_them(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agenda, "today", lambda: date(2099, 1, 1))
    page = client.get("/agenda?gemeente=Venlo").text
    assert "staat niets op de agenda" in page
    assert "/agenda?gemeente=Venlo&periode=2020" in links(page)


def test_the_agenda_of_an_organisation_has_its_meetings(client: TestClient) -> None:
    page = client.get("/agenda?actor=VTRR").text
    assert "Kwartaalgesprek gemeente Ridderkerk met VTRR" in page
    assert "per kwartaal" in page


def test_a_wrong_name_on_the_agenda_is_said_on_the_page(client: TestClient) -> None:
    answer = client.get("/agenda?gemeente=Venloo")
    assert answer.status_code == 400
    assert "Geen gemeente of regio heet &#39;Venloo&#39;" in answer.text
    assert client.get("/agenda.ics?gemeente=Venloo").status_code == 404


def test_the_feed_is_a_calendar_of_whole_days_that_keep_their_identity(client: TestClient) -> None:
    answer = client.get("/agenda.ics?plan=venlo")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert client.get("/agenda.ics?plan=venlo").content == answer.content
    assert max(map(len, answer.content.split(b"\r\n"))) <= 75
    calendar = Calendar.from_ical(answer.content)
    assert calendar.errors == []
    events = calendar.events
    assert len({event["UID"] for event in events}) == len(events) > 10
    for event in events:
        assert not event.errors
        assert type(event.start) is date
        assert event.DTSTAMP.tzinfo is not None
        assert event["SUMMARY"]
    told = [str(event["DESCRIPTION"]) for event in events]
    assert any("Nauwkeurigheid: kwartaal" in text for text in told)
    assert all("Staat in: Venlo, regel" in text for text in told)
    everywhere = {event["UID"] for event in Calendar.from_ical(client.get("/agenda.ics").content).events}
    assert {event["UID"] for event in events} <= everywhere


def test_what_returns_with_a_known_day_returns_in_the_feed(client: TestClient) -> None:
    events = Calendar.from_ical(client.get("/agenda.ics?plan=venlo").content).events
    (report,) = [event for event in events if event.start == date(2020, 1, 1) and event.rrules]
    assert report.rrules[0]["FREQ"] == ["YEARLY"]

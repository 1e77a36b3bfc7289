"""What is made beforehand is what the first visitor asks for."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from graph.confidentiality import Level
from service.desk import Desk
from service.warming import beginning
from service.web import create_app


@pytest.mark.parametrize("level", [Level.OPENBAAR, Level.INTERN])
def test_the_first_pages_find_what_they_need_made(
    shipped: Path, level: Level, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    def report_so_far(desk: Desk, *_: object, **__: object) -> tuple[None, bool]:
        asked.append(desk)
        return None, False

    monkeypatch.setattr(Desk, "report_so_far", report_so_far)
    desk = Desk(shipped)
    beginning(desk.seen_by(level), after=0).join()
    assert asked == [desk.seen_by(level)]
    kept = desk.seen_by(level)._made
    before = {what for what, slot in kept.items() if slot.made}
    headers = {"Via": "1.1 elders"} if level is Level.OPENBAAR else {}
    with TestClient(create_app(desk), base_url="http://127.0.0.1:8000") as client:
        for address in ("/", "/wie-doet-wat", "/zoeken?q=veilig", "/vraag?q=Wie+doet+wat+in+Venlo"):
            assert client.get(address, headers=headers).status_code == 200
    assert {what for what, slot in kept.items() if slot.made} == before

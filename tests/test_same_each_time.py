"""The same store gives the same maps and pages in every process, in whatever order Python keeps a set."""

import os
import subprocess
import sys
from pathlib import Path

ADDRESSES = [
    *(f"/kaart/gegevens?beeld={view}&over=Ridderkerk" for view in ("samenwerking", "genoemd", "schakels")),
    *(f"/kaart/gegevens?beeld={view}&over=Kennemerland" for view in ("afstand", "groepen", "eilanden")),
    "/kaart?beeld=wie-doet-wat&over=Ridderkerk",
    "/vragen/regie",
    "/wie-doet-wat?gemeente=Venlo",
    "/agenda?periode=2021&plan=ridderkerk",
]
ASKED = """
import sys
from hashlib import sha256
from pathlib import Path
from starlette.testclient import TestClient
from service.desk import Desk
from service.web import create_app

with TestClient(create_app(Desk(Path(sys.argv[1]))), base_url="http://127.0.0.1:8000") as client:
    for address in sys.argv[2:]:
        answer = client.get(address)
        answer.raise_for_status()
        print(sha256(answer.content).hexdigest(), address)
"""


def test_what_is_shown_does_not_depend_on_the_order_of_sets(shipped: Path) -> None:
    asked = [
        subprocess.Popen(
            [sys.executable, "-c", ASKED, str(shipped), *ADDRESSES],
            env={**os.environ, "PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in ("1", "2")
    ]
    first, second = (process.communicate()[0].splitlines() for process in asked)
    assert len(first) == len(ADDRESSES)
    assert first == second

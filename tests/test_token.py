"""`hgkm token`: tokens are made, listed and revoked, and shown once."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from graph.confidentiality import Level
from graph.store import open_owner
from service.access import Access
from service.cli import cli
from service.visitors import Role


@pytest.fixture
def store(tmp_path: Path) -> Path:
    with open_owner(tmp_path / "store"):
        pass
    return tmp_path / "store"


def token(store: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--store", str(store), "token", *arguments])


def test_a_token_is_made_listed_and_revoked(store: Path) -> None:
    made = token(store, "create", "redactie", "--role", "redacteur", "--for", "venlo", "--for", "ridderkerk")
    found = Access(store).opened_by(made.stdout.splitlines()[0])
    assert found
    assert (found.name, found.role, found.level) == ("redactie", Role.REDACTEUR, Level.INTERN)
    assert found.visitor(is_program=True).may_write("venlo")
    listed = token(store, "list").stdout
    assert found.id in listed
    assert "venlo, ridderkerk" in listed
    assert made.stdout.splitlines()[0].rpartition("_")[2] not in listed
    assert "redactie" in token(store, "revoke", found.id).stdout
    assert Access(store).tokens() == []


def test_a_lezer_may_read_what_is_confidential_and_change_nothing(store: Path) -> None:
    made = token(store, "create", "x", "--role", "lezer", "--level", "vertrouwelijk")
    found = Access(store).opened_by(made.stdout.splitlines()[0])
    assert found
    visitor = found.visitor(is_program=False)
    assert visitor.level is Level.VERTROUWELIJK
    assert not visitor.may_answer
    assert not visitor.may_write("venlo")


@pytest.mark.parametrize(
    "arguments",
    [
        ["create", "x"],
        ["create", "x", "--role", "koning"],
        ["create", "x", "--role", "lezer", "--level", "openbaar"],
        ["create", "x", "--role", "lezer", "--days", "0"],
        ["create", "x", "--role", "lezer", "--days", "4000"],
        ["revoke", "nergens"],
    ],
)
def test_what_is_wrong_makes_no_token(store: Path, arguments: list[str]) -> None:
    assert token(store, *arguments).exit_code != 0
    assert Access(store).tokens() == []


def test_there_is_no_token_for_a_store_that_is_not_there(tmp_path: Path) -> None:
    assert token(tmp_path / "nergens", "create", "x", "--role", "lezer").exit_code != 0
    assert not (tmp_path / "nergens").exists()


def test_a_broken_file_with_tokens_lets_nobody_in(store: Path) -> None:
    made = token(store, "create", "x", "--role", "lezer").stdout.splitlines()[0]
    (store / "access" / "tokens.json").write_text("{", "utf-8")
    with pytest.raises(Exception, match="cannot be read"):
        Access(store).opened_by(made)

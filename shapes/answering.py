"""Answers a finding by its id: checks that there is such a finding and that the answer says enough."""

from datetime import date, datetime

from graph.errors import HgkmError, UnknownNameError
from graph.names import Kind, Names
from graph.store import Store
from shapes.answers import (
    ELSEWHERE,
    KINDS,
    NOT_APPLICABLE,
    NOT_CORRECT,
    TAKEN_UP,
    Answer,
    give_answer,
    withdraw_answer,
)
from shapes.check import check
from shapes.report import Report


def answer_finding(
    store: Store,
    finding: str,
    kind: str,
    *,
    reason: str,
    by: str | None,
    until: date | None,
    who: str = "",
    at: datetime,
    report: Report | None = None,
) -> str:
    """Keep an answer to a finding that a check finds now.

    Args:
        store: what was checked, and keeps the answer.
        finding: the id of the finding.
        kind: one of `shapes.answers.KINDS`.
        reason: why it is so, or where it stands; needed for all but what is taken up.
        by: the name of the organisation or function that takes it up; needed for that, and for nothing else.
        until: the last day on which the answer holds; needed for what is taken up.
        who: the name under which the one who answers is known; may be empty for the one at the machine.
        at: when, with its time zone; its day is the reference date.
        report: what a check of the whole store found before; without it the rules run now.

    Returns:
        The finding's message and the answer, in Dutch.

    Raises:
        UnknownNameError: no check finds this, or nobody has that name.
        HgkmError: the answer does not say enough, or its day has passed.
    """
    _complete(kind, reason, by, until)
    today = at.date()
    if until and until < today:
        raise HgkmError(
            f"{until} has passed: --until is the last day on which the answer holds.",
            f"{until} is voorbij: geef de laatste dag waarop het antwoord geldt.",
        )
    report = report or check(store, date=today)
    found = {one.id: one for one in (*report.findings, *(one for one, _ in report.answered))}
    if finding not in found:
        raise UnknownNameError(
            f"No check finds '{finding}' in this store today: 'hgkm check --all' shows the ids (Kenmerk).",
            f"Er is vandaag geen open punt met kenmerk '{finding}'.",
        )
    names = Names(store)
    actor = names.resolve(by, Kind.ACTOR)[0] if by else None
    answer = Answer(kind, reason.strip(), actor, names.label(actor) if actor else "", until, today)
    about = found[finding]
    give_answer(store, finding, about.rule, about.focus, answer, who=who, at=at)
    return f"{about.message} ({answer.told})"


def withdraw(store: Store, finding: str, *, who: str = "", at: datetime) -> None:
    """Take the answer to a finding back.

    Args:
        store: what keeps it.
        finding: the id of the finding.
        who: as for `answer_finding`.
        at: when, with its time zone.

    Raises:
        UnknownNameError: it has none.
    """
    if not withdraw_answer(store, finding, who=who, at=at):
        raise UnknownNameError(
            f"The finding '{finding}' has no answer.",
            f"Het punt met kenmerk '{finding}' heeft geen antwoord.",
        )


def _complete(kind: str, reason: str, by: str | None, until: date | None) -> None:
    if kind not in KINDS:
        *words, last = KINDS.values()
        raise HgkmError(
            f"Say which answer it is: {', '.join(KINDS)}.",
            f"Kies een antwoord: {', '.join(words)} of {last}.",
        )
    if kind == TAKEN_UP and (by is None or until is None):
        raise HgkmError(
            "Say who takes it up (--by NAME) and until when (--until YYYY-MM-DD).",
            "Zeg wie het oppakt, en voor welke datum.",
        )
    if kind in (NOT_CORRECT, NOT_APPLICABLE, ELSEWHERE) and not reason.strip():
        raise HgkmError(
            "Say why it is so, or where it stands (--because TEXT).",
            "Zeg waarom dat zo is, of waar het staat.",
        )
    if kind != TAKEN_UP and by is not None:
        raise HgkmError("--by goes with 'opgepakt' only.", "Alleen bij 'opgepakt' hoort wie dat doet.")

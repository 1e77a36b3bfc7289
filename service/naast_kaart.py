"""What may stand beside a map: the session that is held around it, and the series it can be put in.

Reads what a visitor may read; the forms that change it lead to `service.sessies` and `service.reeksen`.
"""

from collections.abc import Mapping

from fastapi import Request

from graph.confidentiality import Level
from graph.errors import UnknownNameError
from graph.names import Kind as Name
from graph.series import all_series
from graph.sessie import Session
from service.clock import today
from service.desk import Desk
from service.requests import desk_of
from service.sessie_files import SessionFiles
from service.visitors import Role, Visitor, visitor_of


def may_arrange(visitor: Visitor, _: Mapping[str, str]) -> bool:
    """Tell whether somebody may make and change series of maps."""
    return visitor.role in (Role.REDACTEUR, Role.BEHEERDER)


def readable_session(request: Request, name: str) -> Session:
    """Give a session that the visitor may see.

    Raises:
        UnknownNameError: there is none, or not for this visitor.
    """
    found = SessionFiles(desk_of(request).path).one(name)
    if visitor_of(request).level < found.level:
        raise UnknownNameError(f"There is no session {name!r}.", "Deze sessie is er niet.")
    return found


def beside(request: Request, name: str, view: str, over: str) -> dict[str, object]:
    """Give what the template of a map needs for what stands beside it.

    Args:
        request: what is answered.
        name: the id of the session; empty when there is none.
        view: the name of the view.
        over: the name of what the map is about.
    """
    visitor, desk = visitor_of(request), desk_of(request)
    session = readable_session(request, name) if name else None
    filled: dict[str, object] = {
        "sessie": session,
        "sessie_mag": session is not None and visitor.may_write(session.plan),
        "sessies_vandaag": [
            one
            for one in ([] if session else SessionFiles(desk.path).all(today()))
            if (one.view, one.over) == (view, over) and one.level <= visitor.level
        ],
        "sessie_plannen": [] if session else plans_to_change(desk, visitor, over),
        # What a series shows, has an address by itself.
        "reeks_mag": may_arrange(visitor, {}) and not (session and session.draft),
        "reeksen": [],
        "rollen": [],
        "doelgroepen": [],
    }
    if filled["reeks_mag"]:
        filled["reeksen"] = [(one.id, one.title) for one in desk.kept(("series",), all_series)]
    if filled["sessie_mag"]:
        filled |= {"rollen": desk.names(Name.ROL), "doelgroepen": desk.names(Name.DOELGROEP)}
    return filled


def strictest(*levels: str) -> Level:
    """Give the strictest of some levels, by their names; never openbaar."""
    return max([Level.INTERN, *(Level[level.upper()] for level in levels)])


def plans_to_change(desk: Desk, visitor: Visitor, over: str) -> list[tuple[str, str]]:
    """Give the plans that a visitor may change, only those of the place if the map is about one."""
    mine = [plan for plan in desk.plans() if visitor.may_write(plan.slug)]
    here = [plan for plan in mine if over.casefold() in {name.casefold() for _, name in plan.places}]
    return [(plan.slug, plan.label) for plan in here or mine]

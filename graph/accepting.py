"""Makes a statement of what was brought up in a session, on the word of somebody who may change the plan.

    change = accept(store, session, item, by="Sam", at=now)

A party becomes an organisation, a role an assignment (`hgkm:Toedeling`), and two that work together an
agreement that is only planned, in a graph beside that of the plan (`graaf/SLUG-sessies`). Their source is the
session, and the number of the item is the line. It goes through `graph.changes`, so it is remembered and can
be taken back. Names are looked up and never guessed.
"""

from collections.abc import Iterable
from datetime import datetime

from rdflib import Literal, URIRef
from rdflib.namespace import DCTERMS, ORG, RDF, SKOS

from graph.changes import Reason, changed, history, undo
from graph.confidentiality import levels
from graph.errors import HgkmError, UnknownNameError
from graph.names import Kind as Name
from graph.names import Names, words
from graph.plans import Plan, plan
from graph.sessie import Item, Kind, Session
from graph.store import Quad, Store
from graph.terms import Node, named, to_oxigraph
from ontology.vocabulary import BEGRIP, GRAAF, HGKM, ID, OA

Triple = tuple[URIRef, URIRef, Node]
_BECOMES = {Kind.PARTY: "partij", Kind.ROLE: "toedeling", Kind.TOGETHER: "afspraak"}
_WHATS = """SELECT DISTINCT ?what ?label WHERE {
    VALUES ?kind { hgkm:Activiteit hgkm:Taak }
    ?what hgkm:onderdeelVan+ %s ; a ?kind ; skos:prefLabel ?label FILTER(LANG(?label) != "en") }
    ORDER BY ?what"""
_USED = """ASK { VALUES ?made { %s } ?other ?property ?made
    FILTER(?property != hgkm:betreft && ?other != %s) }"""


def accept(store: Store, session: Session, item: Item, *, by: str, at: datetime) -> URIRef:
    """Make a statement of an item.

    Args:
        store: what keeps it.
        session: where it was brought up.
        item: a party, a role, or two that work together.
        by: who accepts it.
        at: when.

    Returns:
        The name of the change.

    Raises:
        HgkmError: it cannot be a statement, it is one already, or a name in it means nothing or several
            things.
        PersonalDataError: it says something that is never kept.
    """
    if item.change or not item.can_be_stated:
        raise HgkmError(
            "Only a party, a role or a cooperation that was not accepted before becomes a statement.",
            "Alleen een partij, rol of samenwerking die nog niet is overgenomen, kan een uitspraak worden.",
        )
    chosen = plan(store, session.plan)
    graph = GRAAF[chosen.graph.removeprefix(str(GRAAF)) + "-sessies"]
    passage = _part("vindplaats", session, item)
    about = _part(_BECOMES[item.kind], session, item)
    match item.kind:
        case Kind.PARTY:
            said = _party(store, item, about)
        case Kind.ROLE:
            said = _role(store, chosen, session, item, about)
        case _:
            said = _together(store, chosen, session, item, about)
    source = ID[f"bron-sessie-{session.id}"]
    said += [
        (about, HGKM.vindplaats, passage),
        (passage, RDF.type, HGKM.Vindplaats),
        (passage, OA.hasSource, source),
        (passage, HGKM.eersteRegel, Literal(item.number)),
        (passage, HGKM.laatsteRegel, Literal(item.number)),
    ]
    level = max(session.level, levels(store)[chosen.graph])
    # By itself, because it stays when one of its items is taken back.
    first: list[Triple] = [
        (graph, HGKM.vertrouwelijkheid, BEGRIP[level.name.lower()]),
        (source, RDF.type, HGKM.Bron),
        (source, DCTERMS.identifier, Literal(f"sessie-{session.id}")),
        (source, SKOS.prefLabel, Literal(session.label, lang="nl")),
    ]
    quads = _quads(said, graph)
    changed(store, (), _quads(first, graph), Reason(by, at, "sessie als bron vastgelegd", source))
    reason = Reason(by, at, f"overgenomen uit een sessie (punt {item.number})", about)
    change = changed(store, (), quads, reason)
    # It stands there already where the session was not kept after it was accepted.
    return change or history(store, [about], at_most=1)[0].iri


def take_back(store: Store, session: Session, item: Item, *, by: str, at: datetime) -> None:
    """Take the statement of an item back.

    Raises:
        HgkmError: something else was said of it since, or it was changed.
    """
    if not item.change:
        raise HgkmError("This item was not accepted.", "Dit punt is niet overgenomen.")
    made = " ".join(str(named(_part(kind, session, item))) for kind in ("partij", "taak", "afspraak"))
    if store.ask(_USED % (made, named(_part("toedeling", session, item)))):
        raise HgkmError(
            "Something else was said since about what came with this: take that back first.",
            "Over wat hiermee is vastgelegd, staat intussen meer: maak eerst dat ongedaan.",
        )
    undo(store, URIRef(item.change), by=by, at=at)


def _party(store: Store, item: Item, party: URIRef) -> list[Triple]:
    names = Names(store)
    if _bears(names, Name.SOORT_ORGANISATIE, item.who):
        raise _a_kind(item.who)
    if _bears(names, Name.ACTOR, item.who) - {party}:
        raise HgkmError(
            f"'{item.who}' is known already: give it a role or a cooperation instead.",
            f"'{item.who}' staat al in de gegevens: zet er een rol of samenwerking bij en neem die over.",
        )
    return [
        (party, RDF.type, ORG.Organization),
        (party, SKOS.prefLabel, Literal(item.who, lang="nl")),
    ]


def _role(store: Store, chosen: Plan, session: Session, item: Item, assignment: URIRef) -> list[Triple]:
    names = Names(store)
    places = _places(names, chosen, session)
    near = names.with_subregions(places)
    said: list[Triple] = []
    what = _known_work(store, chosen, item.what)
    if what is None:
        what = _part("taak", session, item)
        said += [
            (what, RDF.type, HGKM.Taak),
            (what, SKOS.prefLabel, Literal(item.what, lang="nl")),
            (what, HGKM.onderdeelVan, chosen.iri),
            (what, HGKM.vindplaats, _part("vindplaats", session, item)),
        ]
    who = _one(names, item.who, (Name.ACTOR,), near) if item.who else None
    said += [
        (assignment, RDF.type, HGKM.Toedeling),
        (assignment, HGKM.wat, what),
        (assignment, HGKM.alsRol, _one(names, item.role, (Name.ROL,), ())),
        (assignment, HGKM.zekerheid, BEGRIP["vastgesteld" if who else "nader-te-bepalen"]),
        *((assignment, HGKM.voorGemeente, place) for place in places),
    ]
    if who:
        said.append((assignment, HGKM.wie, who))
    if item.whom:
        whom = _one(names, item.whom, (Name.DOELGROEP, Name.ACTOR), near)
        said.append((assignment, HGKM.voorWie, whom))
    return said


def _together(store: Store, chosen: Plan, session: Session, item: Item, agreement: URIRef) -> list[Triple]:
    """Say of an agreement no more than was brought up: it is meant, and known only by name."""
    names = Names(store)
    places = _places(names, chosen, session)
    near = names.with_subregions(places)
    one, other = (_one(names, name, (Name.ACTOR,), near) for name in (item.who, item.whom))
    if one == other:
        raise HgkmError(
            f"'{item.who}' and '{item.whom}' are the same party.",
            f"'{item.who}' en '{item.whom}' zijn dezelfde partij: noem er twee.",
        )
    about = f": {item.what}" if item.what else ""
    label = f"Samenwerking {names.label(one)} en {names.label(other)}{about}"
    return [
        (agreement, RDF.type, HGKM.Samenwerkingsafspraak),
        (agreement, SKOS.prefLabel, Literal(label, lang="nl")),
        (agreement, HGKM.partij, one),
        (agreement, HGKM.partij, other),
        (agreement, HGKM.status, BEGRIP.voorgenomen),
        (agreement, HGKM.volledigheid, BEGRIP["alleen-genoemd"]),
        *((agreement, HGKM.voorGemeente, place) for place in places),
    ]


def _places(names: Names, chosen: Plan, session: Session) -> tuple[URIRef, ...]:
    """Give the place of the map, or of the plan if the map is about something else."""
    try:
        return names.resolve(session.over, Name.GEMEENTE)
    except UnknownNameError:
        return tuple(place for place, _ in chosen.places)


def _known_work(store: Store, chosen: Plan, name: str) -> URIRef | None:
    """Give the activity or task of the plan with a name."""
    rows = store.select(_WHATS % named(chosen.iri)).bindings()
    return next((URIRef(row["what"]) for row in rows if words(str(row["label"])) == words(name)), None)


def _one(names: Names, text: str, kinds: Iterable[Name], near: tuple[URIRef, ...]) -> URIRef:
    """Give the one thing that a name stands for, in the first sense in which it has one."""
    problem: HgkmError | None = None
    for kind in kinds:
        try:
            found = names.resolve(text, kind, near)
        except UnknownNameError as error:
            problem = problem or error
            continue
        if len(found) == 1:
            return found[0]
        problem = problem or _a_kind(text)
    raise problem or HgkmError("A name is missing.", "Er ontbreekt een naam.")


def _bears(names: Names, kind: Name, text: str) -> set[URIRef]:
    """Give what has this name, also where several have it."""
    known = names.spellings(kind)
    exactly = {iri for iri, spelled in known.items() if words(text) in map(words, spelled)}
    try:
        return exactly | set(names.resolve(text, kind))
    except UnknownNameError:
        return exactly


def _a_kind(text: str) -> HgkmError:
    return HgkmError(
        f"'{text}' is a kind of organisation: name one.",
        f"'{text}' is een soort organisatie: noem er één bij naam.",
    )


def _part(kind: str, session: Session, item: Item) -> URIRef:
    return ID[f"{kind}-sessie-{session.id}-{item.number}"]


def _quads(said: Iterable[Triple], graph: URIRef) -> list[Quad]:
    return [Quad(named(s), named(p), to_oxigraph(o), named(graph)) for s, p, o in said]

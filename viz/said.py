"""What the network itself says of one organisation, in sentences, each from a question of `viz.asked`.

It speaks of organisations only: a post counts as the organisation it is in. Nothing here ranks anybody.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rdflib import URIRef

from viz import analysis
from viz.relations import one_line
from viz.ties import Bond, Ties

_NAMED = 4  # names in a sentence; the number of the others follows


@dataclass(frozen=True)
class Sentence:
    """One thing that the network says of an organisation.

    Attributes:
        asked: the name of the question that it answers.
        text: the answer, in Dutch.
    """

    asked: str
    text: str


def said_of(ties: Ties, who: URIRef) -> list[Sentence]:
    """Give what there is to say of an organisation; nothing of what takes part in nothing."""
    if who not in ties.by_actor():
        return []
    return [Sentence(f"netwerk-{asked}", one_line(text)) for asked, text in _sentences(ties, who)]


def _sentences(ties: Ties, who: URIRef) -> Iterator[tuple[str, str]]:
    counts = analysis.mentions(ties)[who]
    roles = ", ".join(f"{word} {count}" for word, count in sorted(counts.items()))
    yield "genoemd", f"Zij worden {counts.total()} keer genoemd: {roles}."
    link = next((link for link in analysis.links(ties) if link.parties == (who,)), None)
    if link:
        lost = [one for group in link.cut_off for one in group]
        yield "schakels", f"Zonder hen verliest de verbinding met de rest: {_listed(ties, lost)}."
    else:
        yield "schakels", "Niemand verliest zonder hen de verbinding met de rest."
    losses = analysis.without(ties, {who})
    left = Counter(min(len(loss.left), 2) for loss in losses)
    nobody = f"van de {len(losses)} keer dat zij iets hebben, {left[0]} keer niets meer bij een ander"
    yield "weggevallen", f"Vallen zij weg, dan ligt {nobody} in dezelfde rol, en {left[1]} keer bij nog één."
    island = next(group for group in analysis.islands(ties) if who in group)
    if len(island) == 1:
        yield "eilanden", "Zij delen geen werk, afspraak of overleg met een andere organisatie."
    else:
        yield "eilanden", f"Zij hangen, direct of via anderen, samen met {len(island) - 1} andere."
    unagreed = next((others for one, others, _ in analysis.without_agreement(ties) if one == who), None)
    if unagreed:
        yield (
            "zonder-afspraak",
            f"Zij delen werk met {_listed(ties, unagreed)}, en zijn bij geen afspraak partij.",
        )
    else:
        agreed = {tie.thing for tie in ties.by_actor()[who] if tie.bond is Bond.AFSPRAAK}
        yield (
            "zonder-afspraak",
            f"Zij zijn partij bij {len(agreed)} {'afspraak' if len(agreed) == 1 else 'afspraken'}.",
        )
    routes = analysis.route_to_decision(ties)
    if way := routes.get(who):
        yield "afstand", f"Naar wie beslist: {' → '.join(ties.labels[one] for one in way)}."
    elif who in routes:
        yield "afstand", "Een weg naar wie beslist is niet gevonden in wat is ingelezen."
    group = next(group for group in analysis.communities(ties) if who in group)
    if others := [one for one in group if one != who]:
        yield "groepen", f"Zij delen het meest binnen een groep met {_listed(ties, others)}."


def _listed(ties: Ties, things: Sequence[URIRef]) -> str:
    more = f" en nog {len(things) - _NAMED}" if len(things) > _NAMED else ""
    return ", ".join(ties.labels[thing] for thing in things[:_NAMED]) + more

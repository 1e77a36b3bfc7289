"""Writes a picture for other programs: GraphML and GEXF (Gephi, yEd), and JSON as Kumu reads it.

What a file is about goes with it: the question, the date, what was left out and how confidential it is.
"""

import json
import re
from collections.abc import Mapping
from datetime import date

import networkx as nx

from viz.picture import Picture

_WRITTEN = re.compile(r'(lastmodifieddate=")[^"]*')
FORMATS = {"graphml": "application/graphml+xml", "gexf": "application/gexf+xml", "kumu": "application/json"}


def exchanged(picture: Picture, layout: str, day: date) -> bytes:
    """Give a picture in one of FORMATS; the same picture on the same day gives the same bytes."""
    if layout == "kumu":
        return json.dumps(_kumu(picture, day), ensure_ascii=False, indent=1).encode()
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph(
        name=picture.question,
        date=day.isoformat(),
        confidentiality=picture.confidentiality,
        notes=" ".join(picture.notes),
    )
    for node in picture.nodes:
        group = picture.groups.get(node.group, "")
        told = {"label": node.label, "kind": node.kind, "group": group, "mark": node.mark, "told": node.told}
        network.add_node(node.key, **_plain(told), open=node.open)
    for number, edge in enumerate(picture.edges):
        said = {"label": edge.label, "family": edge.family, "mark": edge.mark}
        network.add_edge(edge.source, edge.target, f"e{number}", **_plain(said))
    if layout == "graphml":
        return "\n".join(nx.generate_graphml(network)).encode()
    # networkx puts in the day on which it writes.
    return re.sub(_WRITTEN, rf"\g<1>{day.isoformat()}", "\n".join(nx.generate_gexf(network))).encode()


def _plain(texts: Mapping[str, str]) -> dict[str, str]:
    """Give texts as nothing but text: GraphML takes no word of an enumeration."""
    return {name: str(text) for name, text in texts.items()}


def _kumu(picture: Picture, day: date) -> dict[str, object]:
    """Give elements and connections under the names that Kumu imports."""
    label = {node.key: node.label for node in picture.nodes}
    return {
        "description": " ".join(
            [f"{picture.question} ({day.isoformat()}, {picture.confidentiality})", *picture.notes]
        ),
        "elements": [
            {
                "id": node.key,
                "label": node.label,
                "type": node.kind,
                "tags": [tag for tag in (picture.groups.get(node.group), node.mark) if tag],
                "open punten": node.open,
                "valt op": node.mark,
                "toelichting": node.told,
            }
            for node in picture.nodes
        ],
        "connections": [
            {
                "from": label[edge.source],
                "to": label[edge.target],
                "direction": "directed",
                "label": edge.label,
                "type": edge.family,
            }
            for edge in picture.edges
        ],
    }

"""The network of `pipeline.across` as GraphML, for Gephi, yEd, Cytoscape and igraph."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pipeline import schema
from pipeline.exports import Written
from pipeline.morning import clean

LONGEST = 10_000  # characters of a value; these programs show them as labels


def write(records: Iterable[schema.Record], path: Path, lang: str) -> Written:
    """How many nodes and edges were written."""
    import networkx

    from pipeline import across

    articles = 0

    def counted() -> Iterable[schema.Record]:
        nonlocal articles
        for record in records:
            articles += 1
            yield record

    graph = plain(across.network(counted()))
    networkx.write_graphml_xml(graph, path, named_key_ids=True)  # not by way of lxml: it is not always there
    return Written(articles, graph.number_of_nodes() + graph.number_of_edges())


def plain(graph: Any) -> Any:
    """A copy of the graph in which every value is one that GraphML knows; what is none is left out, a list is joined."""
    copy = graph.__class__()
    copy.add_nodes_from((_name(node), _values(data)) for node, data in graph.nodes(data=True))
    copy.add_edges_from((_name(a), _name(b), _values(data)) for a, b, data in graph.edges(data=True))
    return copy


def _name(node: Any) -> str:
    return clean(str(node), LONGEST) or "?"


def _values(data: dict[str, Any]) -> dict[str, str | int | float | bool]:
    return {str(key): _value(value) for key, value in data.items() if value is not None}


def _value(value: Any) -> str | int | float | bool:
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return clean("; ".join(map(str, sorted(value, key=str) if isinstance(value, set | frozenset) else value)), LONGEST)
    return clean(str(value), LONGEST)

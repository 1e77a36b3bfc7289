"""The doors for programs, opened in one place: SPARQL, graphs, linked data and REST."""

from fastapi import FastAPI

from service import dcat, graph_store, linked_data, sparql_endpoint
from service.desk import Desk
from service.rest.description import described
from service.workers import Workers


def open_doors(app: FastAPI, desk: Desk) -> None:
    """Add the routes for programs to the service of a desk."""
    app.state.workers = Workers(desk.path)
    app.openapi = described(app)  # type: ignore[method-assign]
    for doors in (sparql_endpoint, graph_store, linked_data, dcat):
        app.include_router(doors.router)

"""The doors for programs, opened in one place: SPARQL, graphs, linked data and REST."""

from fastapi import FastAPI

from service import graph_store, sparql_endpoint
from service.desk import Desk
from service.workers import Workers


def open_doors(app: FastAPI, desk: Desk) -> None:
    """Add the routes for programs to the service of a desk."""
    app.state.workers = Workers(desk.path)
    app.include_router(sparql_endpoint.router)
    app.include_router(graph_store.router)

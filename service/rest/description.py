"""The OpenAPI document of `/v1`, as the Dutch API Design Rules ask for it.

FastAPI makes most of it from the routes and models. Here come the version in every answer, the problem
document for every error, and the texts about the whole; and the version goes from the paths to the server.
"""

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from queries.catalogue import Param
from service.problems import MEDIA_TYPE
from service.rest.models import Concept, Probleem

VERSION = "1.0.0"
PREFIX = "/v1"
HEADERS = {"API-Version": VERSION}
_ABOUT = """\
Wie doet wat voor wie in de aanpak van huiselijk geweld en kindermishandeling: de plannen en afspraken als
gegevens, met bij alles de plaats in de bron.

Lijsten komen per bladzijde (`pagina`, `paginaGrootte`) en zijn te beperken met de gegevens van de vraag
waarop zij rusten. Wie niet is aangemeld, ziet wat openbaar is; een token gaat in de kop `Authorization`.
Fouten zijn een probleemdocument met een zin die zegt wat er mis is. Wat in een uitgave verandert, staat in
CHANGELOG.md; een oude hoofdversie blijft ten minste zes maanden naast een nieuwe bestaan.
"""
_ERRORS = {
    "400": "Het verzoek is niet te begrijpen.",
    "401": "Dit is er voor wie is aangemeld.",
    "404": "Dat is er niet.",
}


def described(app: FastAPI) -> Callable[[], dict[str, Any]]:
    """Make what gives the document, which is made when it is first asked for."""
    kept: list[dict[str, Any]] = []

    def document() -> dict[str, Any]:
        if not kept:
            kept.append(_document(app))
        return kept[0]

    return document


def described_parameter(param: Param) -> dict[str, Any]:
    """Describe a parameter of a question."""
    schema: dict[str, Any] = {"type": "string", "maxLength": 400}
    if param.kind == "datum":
        schema |= {"format": "date"}
    return {
        "name": param.name,
        "in": "query",
        "required": param.required,
        "description": param.description,
        "schema": schema,
    }


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title="hgkm: wie doet wat voor wie",
        version=VERSION,
        openapi_version="3.1.0",
        summary="Taakverdeling en samenwerking in de aanpak van huiselijk geweld en kindermishandeling",
        description=_ABOUT,
        routes=app.routes,
        servers=[{"url": PREFIX, "description": "Deze dienst"}],
        contact={"name": "hgkm", "url": "https://w3id.org/hgkm/def"},
        license_info={"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
    )
    document["paths"] = {path.removeprefix(PREFIX): item for path, item in document["paths"].items()}
    components = document["components"]
    schemas = components["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    _, more = models_json_schema(
        [(Probleem, "serialization"), (Concept, "validation")], ref_template="#/components/schemas/{model}"
    )
    schemas |= more["$defs"]
    components["headers"] = {
        "API-Version": {
            "description": "De versie van de API waarmee is geantwoord.",
            "schema": {"type": "string", "examples": [VERSION]},
        }
    }
    components["responses"] = {
        f"fout{status}": {
            "description": description,
            "headers": {"API-Version": {"$ref": "#/components/headers/API-Version"}},
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Probleem"}}},
        }
        for status, description in _ERRORS.items()
    }
    components["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": "Een token van `hgkm token`."}
    }
    document["security"] = [{}, {"token": []}]
    for item in document["paths"].values():
        for operation in item.values():
            _complete(operation)
    return document


def _complete(operation: dict[str, Any]) -> None:
    """Add to an operation what all operations have."""
    answers: dict[str, Any] = operation["responses"]
    answers.pop("422", None)  # what cannot be read is a 400 here
    for answer in answers.values():
        answer.setdefault("headers", {})["API-Version"] = {"$ref": "#/components/headers/API-Version"}
    for status in _ERRORS:
        answers.setdefault(status, {"$ref": f"#/components/responses/fout{status}"})

"""The pages on which things are looked up: one module for each, with its routes and its template.

Searching, asking in Dutch and in SPARQL, comparing, the agenda, the sources, and what this service is.
"""

from service.naslag import agenda, bronnen, over, sparql_vragen, vergelijken, vraag, zoeken

ROUTERS = tuple(page.router for page in (zoeken, vraag, vergelijken, agenda, bronnen, sparql_vragen, over))

"""REST for programs under `/v1`, by the Dutch API Design Rules: one module for each group of resources.

    GET /v1/toedelingen?gemeente=Venlo&pagina=2

Resources, fields and texts are in Dutch; a finding has the fields of `hgkm check --format json`. A list comes
in pages (`service.rest.paging`), an error is a problem document, and the whole is described at
`/v1/openapi.json` (`service.rest.description`). The modules are thin: questions are asked in `queries`,
findings made in `shapes`, pictures in `viz`.
"""

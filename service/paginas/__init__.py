"""The pages of the daily work: one module for each, with its routes; its template stands in `templates/`."""

from service.paginas import wie_doet_wat

ROUTERS = (wie_doet_wat.router,)

"""The pages of the daily work: one module for each, with its routes; its template stands in `templates/`."""

from service.paginas import afspraken, open_punten, organisaties, plannen, start, voortgang, wie_doet_wat

ROUTERS = (
    start.router,
    wie_doet_wat.router,
    organisaties.router,
    plannen.router,
    voortgang.router,
    afspraken.router,
    open_punten.router,
)

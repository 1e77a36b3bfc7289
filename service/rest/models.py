"""What the resources of `/v1` look like: each model is a schema in the OpenAPI document, with its texts.

Fields are camelCase in JSON. A model holds no logic.
"""

from datetime import date
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

Thing = TypeVar("Thing")
_VENLO = "https://identifier.overheid.nl/tooi/id/gemeente/gm0983"


class Model(BaseModel):
    """What all resources have in common."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True)


class Probleem(Model):
    """Wat er mis is, en wat u kunt doen (RFC 9457)."""

    type: str = Field(examples=["about:blank"])
    title: str = Field(examples=["Dit lukt niet"])
    status: int = Field(examples=[404], ge=400, le=599)
    detail: str = Field(examples=["Geen gemeente of regio heet 'Venloo'. Bedoelt u: Venlo?"])


class Link(Model):
    """Een verwijzing."""

    href: str = Field(examples=["/v1/toedelingen?gemeente=Venlo&pagina=2"])


class Bladzijde(Model, Generic[Thing]):
    """Een bladzijde van een lijst."""

    resultaten: list[Thing]
    totaal: int = Field(description="Hoeveel er zijn op alle bladzijden samen.", examples=[131])
    links: dict[str, Link] = Field(
        alias="_links",
        description="Deze bladzijde (self), de eerste en laatste (first, last), en die ernaast (prev, next).",
        examples=[{"self": {"href": "/v1/toedelingen"}, "next": {"href": "/v1/toedelingen?pagina=2"}}],
    )


class Verwijzing(Model):
    """Iets anders, met zijn IRI en zijn naam."""

    id: str = Field(examples=[_VENLO])
    naam: str = Field(examples=["Venlo"])


class Vindplaats(Model):
    """Waar iets staat: een bron en de regels daarin, geteld vanaf 1."""

    bron: str = Field(examples=["002_6e575389afd624cc.txt"])
    eerste_regel: int = Field(examples=[39])
    laatste_regel: int = Field(examples=[40])


class Ding(Model):
    """Iets uit een plan of afspraak, met de plaatsen waar het staat."""

    id: str = Field(examples=["https://w3id.org/hgkm/id/veilig-thuis-noord-en-midden-limburg"])
    staat_in: list[Vindplaats] = []


class Organisatie(Ding):
    """Een organisatie, functie, groep of overleg."""

    naam: str = Field(examples=["Veilig Thuis Noord- en Midden-Limburg"])
    soort_actor: list[str] = Field([], examples=[["Veilig Thuis"]])
    hoort_bij: list[Verwijzing] = []
    functies: int = Field(0, description="Hoeveel functies zij heeft.", examples=[0])
    taken: int = Field(0, description="Hoeveel taakverdelingen haar noemen.", examples=[14])
    keer_genoemd: int = Field(0, description="Op hoeveel plaatsen in de bronnen.", examples=[21])


class Activiteit(Ding):
    """Een activiteit uit een plan."""

    naam: str = Field(examples=["Actualiseren samenwerkingsafspraken"])
    onderdeel_van: list[Verwijzing] = []
    wie: list[Verwijzing] = []
    voor_wie: list[Verwijzing] = []
    wanneer: list[str] = Field([], examples=[["1e kwartaal 2020"]])


class Toedeling(Ding):
    """Eén antwoord op de vraag: wie doet wat, in welke rol, voor wie. Zonder `wie` is niemand genoemd."""

    wie: Verwijzing | None = None
    als_rol: Verwijzing | None = None
    wat: Verwijzing | None = None
    voor_wie: list[Verwijzing] = []
    voor_gemeente: list[Verwijzing] = []
    wanneer: list[str] = Field([], examples=[["1e kwartaal 2020"]])
    zekerheid: Verwijzing | None = None


class Plan(Ding):
    """Een plan, met de gemeenten en regio's waarvoor het geldt."""

    naam: str = Field(examples=["Verbeterplan gemeente Venlo"])
    voor_gemeente: list[Verwijzing] = []
    volledigheid: Verwijzing | None = None
    werkt_uit: list[Verwijzing] = []


class Afspraak(Ding):
    """Een samenwerkingsafspraak, met haar partijen en wat zij regelt of moet regelen."""

    naam: str = Field(examples=["Samenwerkingsafspraken Veilig Thuis en lokaal netwerk"])
    tussen: list[Verwijzing] = []
    stand: Verwijzing | None = None
    regelt: list[Verwijzing] = []
    onderwerp: list[Verwijzing] = []


class Termijn(Ding):
    """Iets met een datum."""

    wat: Verwijzing | None = None
    begin: date | None = Field(None, examples=["2020-01-01"])
    einde: date | None = Field(None, examples=["2020-03-31"])
    wanneer: str | None = Field(None, description="Zoals de bron het schrijft.", examples=["Gereed Q1 2020"])
    stand: str | None = Field(None, examples=["voorbij"])
    wie: list[Verwijzing] = []


class Gegeven(Model):
    """Een gegeven dat een vraag aanneemt."""

    naam: str = Field(examples=["gemeente"])
    soort: str = Field(examples=["gemeente"])
    verplicht: bool
    omschrijving: str = Field(examples=["Alleen wat voor deze gemeente of regio geldt."])


class Vraag(Model):
    """Een vraag die bij haar naam gesteld kan worden."""

    naam: str = Field(examples=["wie-doet-wat"])
    titel: str = Field(examples=["Wie doet wat voor wie?"])
    antwoord: str = Field(description="Wat de rijen zijn.")
    gegevens: list[Gegeven]
    voorbeeld: dict[str, str] = Field(examples=[{"gemeente": "Ridderkerk"}])


class Antwoord(Model):
    """Een antwoord als SPARQL 1.1 Query Results JSON."""

    head: dict[str, Any] = Field(examples=[{"vars": ["wie", "wieLabel"]}])
    results: dict[str, Any] = Field(
        examples=[{"bindings": [{"wieLabel": {"type": "literal", "xml:lang": "nl", "value": "Venlo"}}]}]
    )


class Passage(Model):
    """Een plaats in een bron of norm: de eerste en de laatste regel."""

    source: str = Field(examples=["002_6e575389afd624cc.txt"])
    lines: list[int] = Field(examples=[[39, 40]])


class Bevinding(Model):
    """Iets wat nog niet geregeld is, met de velden van `hgkm check --format json`."""

    model_config = ConfigDict(extra="allow")

    id: str = Field(description="Het kenmerk, in elke controle hetzelfde.", examples=["7K3F2A"])
    rule: str = Field(examples=["GR-102"])
    severity: str = Field(description="violation, warning of info.", examples=["warning"])
    status: str = Field(examples=["niet-aangetroffen"])
    focus: str = Field(description="De IRI van wat het betreft.")
    focus_label: str
    message: str = Field(description="Wat er ontbreekt en wat te doen.")
    norm: list[Passage]
    source: list[Passage]
    path: str | None = None
    value: str | None = None


class NietNagegaan(Model):
    """Iets wat een regel niet beoordeelde, en waarom."""

    rule: str
    reason: str
    source: str | None = None


class ConceptToedeling(Model):
    """Wie wat doet in een concept."""

    model_config = ConfigDict(extra="forbid")

    wat: str = Field(max_length=400, min_length=1, examples=["Veiligheidsplan opstellen"])
    wie: str = Field("", max_length=400, description="Leeg als niemand is genoemd.", examples=["wijkteams"])
    rol: str = Field("uitvoerend", max_length=100, min_length=1)
    voor_wie: list[str] = Field([], max_length=20)


class Concept(Model):
    """Een samenwerkingsafspraak in wording, in gewone woorden; namen zijn die van de gegevens."""

    model_config = ConfigDict(extra="forbid")

    naam: str = Field(max_length=400, min_length=1, examples=["Afspraken wijkteams en Veilig Thuis"])
    partijen: list[str] = Field(
        max_length=50, examples=[["Veilig Thuis Rotterdam-Rijnmond", "gemeente Ridderkerk"]]
    )
    gemeente: str = Field("", max_length=400, examples=["Ridderkerk"])
    status: str = Field("concept", max_length=100, min_length=1)
    geldig_van: date | None = Field(None, examples=["2026-01-01"])
    geldig_tot: date | None = Field(None, examples=["2027-12-31"])
    onderdelen: list[str] = Field([], max_length=50, examples=[["informatiedeling"]])
    toedelingen: list[ConceptToedeling] = Field([], max_length=200)


class Controle(Model):
    """Wat een controle van een concept vond, met de velden van `hgkm check --format json`."""

    model_config = ConfigDict(extra="allow")

    about: str = Field(description="Wat is nagegaan.", examples=["bericht.ttl"])
    extent: str = Field(description="Wat daarvan is beoordeeld, en wat niet.")
    peildatum: date
    engine: str = Field(examples=["sparql"])
    findings: list[Bevinding]
    summary: dict[str, Any]
    not_checked: list[NietNagegaan]
    seconds: float


class Groep(Model):
    """Een groep vakken in een kaart."""

    id: str
    label: str


class Vak(Model):
    """Een vak in een kaart: een organisatie, functie, activiteit of doelgroep, of een lege plaats."""

    id: str = Field(examples=[_VENLO])
    label: str = Field(examples=["Venlo"])
    kind: str = Field(examples=["organisatie"])
    group: str = ""
    open: int = 0
    told: str = Field("", description="Wat er bij de naam staat.")
    mark: str = Field("", description="Een woord waarin het van de andere verschilt.")
    empty: bool = False


class Lijn(Model):
    """Een lijn in een kaart, tussen twee vakken."""

    id: str
    source: str
    target: str
    label: str = Field(examples=["uitvoerend"])
    family: str
    rows: list[int] = Field(description="De rijen van de tabel waar de lijn voor staat.")
    begin: str = ""
    end: str = ""


class Tabel(Model):
    """Dezelfde relaties als tabel."""

    headers: list[str]
    rows: list[list[str]]


class Kaart(Model):
    """Een kaart van een gemeente of regio als vakken en lijnen, met de tabel die hetzelfde zegt."""

    view: str = Field(examples=["wie-doet-wat"])
    question: str = Field(examples=["Wie doet wat voor wie in Venlo?"])
    groups: list[Groep]
    nodes: list[Vak]
    edges: list[Lijn]
    table: Tabel
    notes: list[str]
    confidentiality: str = Field(examples=["openbaar"])


class Kaartadres(Model):
    """Een kaart die er is."""

    gemeente: Verwijzing
    href: str = Field(examples=["/v1/kaarten/Venlo"])


class Grenzen(Model):
    """Hoeveel een vraag in SPARQL mag vergen; wie meer vraagt, krijgt een afgekapt antwoord of geen."""

    seconden: float = Field(description="Hoe lang een vraag mag duren.", examples=[5])
    rijen: int = Field(description="Hoeveel rijen of uitspraken een antwoord heeft.", examples=[10_000])
    bytes: int = Field(description="Hoeveel bytes die beslaan.", examples=[10_000_000])
    tekens: int = Field(description="Hoe lang een vraag is.", examples=[100_000])
    tegelijk: int = Field(description="Hoeveel vragen er tegelijk lopen.", examples=[2])
    wachtend: int = Field(description="Hoeveel er op hun beurt wachten.", examples=[8])


class Gezondheid(Model):
    """Of de dienst antwoordt, en welke versie zij is."""

    status: str = Field(examples=["in orde"])
    versie: str = Field(examples=["1.0.0"])

"""The gate before everything that is kept: nothing about a person, and no place where a shelter could be.

    refuse("bel Jan op 06 12 34 56 78", "the field 'remark'", "het veld 'opmerking'")    # PersonalDataError

Recognises citizen service numbers (BSN), dates of birth, addresses, postcodes and coordinates, telephone
numbers and mail addresses of persons, and initials beside a case. What it refuses it neither repeats nor
keeps. The numbers and mailboxes of an organisation as a whole (0800, 088, info@) pass.

It knows forms and not meanings: a name alone, or a street without a number, passes.
"""

import re

from graph.errors import PersonalDataError

_WORDS = {
    "bsn": ("a citizen service number (BSN)", "een burgerservicenummer (BSN)"),
    "birth": ("a date of birth", "een geboortedatum"),
    "place": ("an address, postcode or coordinate", "een adres, postcode of coördinaat"),
    "phone": ("a telephone number of a person", "een telefoonnummer van een persoon"),
    "mail": ("a mail address of a person", "een mailadres van een persoon"),
    "initials": ("initials beside a case", "initialen bij een casus"),
}

# What a text must have to be looked at more closely: a digit, an @, or a capital with a dot.
_HINT = re.compile(r"[0-9@]|[A-Z]\.")
_DATE = r"(?:\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2,4}|\d{4}-\d\d-\d\d|\d{1,2}e?\s[a-zA-Z]{3,9}\.?\s\d{2,4})"
_NAME = r"[a-zà-ÿA-ZÀ-Þ'.-]+"
_ALONE, _ENDS = r"(?<![\w./-])", r"(?![\w/-])"  # a number that is no part of another one, or of an IRI
_STREETS = "straat|laan|weg|plein|gracht|kade|singel|dijk|steeg|dreef|plantsoen|hof|pad|boulevard|allee"
# What makes a word of the field, or another, of what ends like a street.
_NO_STREET = (
    "onder|half|halver|van|nood|uit|loop|zorg|leer|leef|ontwikkel|groei|stappen|tijds?|jeugd|cli[eë]nt|arbeids"
    "|woning|huizen|super|de|decade"
)
_STREET = (
    rf"\b(?i:(?!(?:{_NO_STREET})(?:{_STREETS}))[a-zà-ÿ'.-]+(?:{_STREETS}|str\.)"
    rf"|(?:{_STREETS})\s(?:van|der|de|den|het|'t)\s(?:{_NAME}\s){{0,3}}?{_NAME})"
)
_BORN = r"\b(?i:geb\.|geboren|geb(?:oorte|\.)\s?(?:datum|dag)|date of birth|birthday|born)"
_CASE = (
    r"\b(?i:casus|zaak|dossier|cli[eë]nte?|gezin|familie|fam\.|kind|moeder|vader|zoon|dochter|slachtoffer"
    r"|pleger|minderjarige|mevrouw|mevr\.|mw\.|meneer|de heer|dhr\.)"
)
_PATTERNS = {
    "birth": [rf"{_BORN}\W{{0,4}}(?:(?:is|op|on|the)\W+)?{_DATE}"],
    "bsn": [
        r"\b(?i:bsn|burgerservicenummer|sofi-?nummer)\b\D{0,20}\d(?:[ .]?\d){7,8}\b",
        rf"{_ALONE}(?:\d{{9}}|\d{{3}}[ .]\d{{3}}[ .]\d{{3}}|\d{{4}}[ .]\d\d[ .]\d{{3}}){_ENDS}",
    ],
    "mail": [r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"],
    "phone": [rf"(?<![\w.+/-])(?:(?:\+|00)31[ -]?(?:\(0\)[ -]?)?|\(?0)[1-9](?:[ -]?\)?[ -]?\d){{8}}{_ENDS}"],
    "place": [
        rf"{_STREET}\s(?!(?:19|20)\d\d\b)\d{{1,4}}(?:\s?[a-zA-Z]\b|\s?-\s?\d+)?(?![\w%/:-]|\.\d)",
        rf"{_ALONE}[1-9]\d{{3}}\s?(?!S[ADS]\b)[A-Z]{{2}}\b",
        r"\b(?i:postcode)\W{0,3}[1-9]\d{3}\s?[a-zA-Z]{2}\b",
        r"\b(?i:huisnummer)\W{0,3}\d",
        r"\b(?i:point|polygon)\s?z?\s?\(\(?\s?-?\d",
        r"\b5[0-3][.,]\d{3,}\W{1,4}[3-7][.,]\d{3,}",
    ],
    "initials": [rf"{_CASE}\s(?:(?:van|de|der|den|ten|ter|het|'t)\s){{0,2}}(?:[A-Z]\.\s?)+"],
}
_PATTERN = re.compile("|".join(f"(?P<{kind}>{'|'.join(forms)})" for kind, forms in _PATTERNS.items()))
# What has the form of something private, and is an organisation's: 0800, 0900 and 088, and shared mailboxes.
_SHARED_NUMBER = re.compile(r"(?:(?:\+|00)31|0)(?:[89]00|8[58])")
_SHARED_MAILBOX = re.compile(
    r"(?:info|contact|post|secretariaat|meld(?:en|punt|ing(?:en)?)|aanmeld(?:en|ing(?:en)?)|advies|privacy|fg|pers"
    r"|woo|bezwaar|klachten?|gemeente|gemeentehuis|college|griffie|raad|bestuur|redactie|helpdesk|service)@"
    r"(?!(?:gmail|hotmail|outlook|live|icloud|yahoo|ziggo|kpnmail|planet|xs4all|proton|protonmail)\.)",
    re.IGNORECASE,
)
# In 'vanaf 2026 VT' two capitals are a word of the field and no part of a postcode.
_YEAR_AND_WORD = re.compile(r"(?:19|20)\d\d\s(?:VT|ZB|GI|VO|PO|JB|JR|RM|OM|AB|DB|PR|HR|ZV|IC|EU|NL|MT)")


def refuse(text: str, where: str, waar: str) -> None:
    """Refuse a text with something about a person in it.

    Args:
        text: what somebody wants to be kept.
        where: where it stands, for the English sentence.
        waar: the same for the Dutch one.

    Raises:
        PersonalDataError: it holds such a thing; the text itself is not in the error.
    """
    if kind := concern(text):
        what, wat = _WORDS[kind]
        raise PersonalDataError(
            f"Refused: {where} holds {what}, and nothing about a person or a hidden place is kept here.",
            f"Geweigerd: in {waar} staat {wat}. Zulke gegevens over personen en plaatsen bewaart hgkm niet.",
        )


def concern(text: str) -> str | None:
    """Name what in a text is about a person or a place that is not to be found; None if nothing is."""
    if not _HINT.search(text):
        return None
    for found in _PATTERN.finditer(text):
        if found.lastgroup and not _is_harmless(found.lastgroup, found[0]):
            return found.lastgroup
    return None


def _is_harmless(kind: str, found: str) -> bool:
    """Tell what only looks like something private."""
    match kind:
        case "bsn":
            return found[0].isdigit() and not _passes_eleven(found)
        case "phone":
            return bool(_SHARED_NUMBER.match(re.sub(r"\(0\)|[^\d+]", "", found)))
        case "mail":
            return bool(_SHARED_MAILBOX.match(found))
        case "place":
            return bool(_YEAR_AND_WORD.fullmatch(found))
        case _:
            return False


def _passes_eleven(number: str) -> bool:
    """Tell whether nine digits pass the check of a BSN (the 'elfproef')."""
    digits = [int(digit) for digit in number if digit.isdigit()]
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return any(digits) and sum(d * w for d, w in zip(digits, weights, strict=True)) % 11 == 0

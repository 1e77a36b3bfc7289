"""The gate before everything that is kept: nothing about a person, and no place where a shelter could be.

    refuse("bel Jan op 06 12 34 56 78", "the field 'remark'", "het veld 'opmerking'")    # PersonalDataError

Recognises citizen service numbers (BSN), dates of birth, addresses, postcodes and coordinates, telephone
numbers and mail addresses of persons, and initials beside a case. What it refuses it neither repeats nor
keeps. The numbers and mailboxes of an organisation as a whole (0800, 088, info@) pass.

It goes from number to number and looks at what stands before and behind, which takes a few microseconds for
a label. It knows forms and not meanings: a name alone, or a street without a number, passes.
"""

import re
from urllib.parse import unquote

from graph.errors import PersonalDataError

BSN, BIRTH, PLACE, PHONE, MAIL, INITIALS = "bsn", "birth", "place", "phone", "mail", "initials"
_WORDS = {
    BSN: ("a citizen service number (BSN)", "een burgerservicenummer (BSN)"),
    BIRTH: ("a date of birth", "een geboortedatum"),
    PLACE: ("an address, postcode or coordinate", "een adres, postcode of coördinaat"),
    PHONE: ("a telephone number of a person", "een telefoonnummer van een persoon"),
    MAIL: ("a mail address of a person", "een mailadres van een persoon"),
    INITIALS: ("initials beside a case", "initialen bij een casus"),
}

# What a text must have to be looked at more closely: a digit, an @, or a capital with a dot.
SHORTEST = len("1234AB")
HINT = re.compile(r"[0-9@]|[A-Z]\.")
NAME_HINT = re.compile(r"@|%40|(?:\d[-_.]?){9}")  # what an IRI must have for that
PLAIN = re.compile(r"-?\d{1,7}|\d{4}-\d\d-\d\d(?:T[\d:.Z+-]*)?")  # a number or a day and no more

_NUMBER = re.compile(r"[+(]?\d(?:[\d .,()/-]*\d)?")  # with what may stand between its digits
_BEFORE = 60  # characters before a number that say what it is

_BORN = re.compile(
    r"(?:\bgeb\.|\bgeboren|geboorte-?(?:datum|dag)|geb\. ?(?:datum|dag)|date of birth|birthday|\bborn)\W{0,4}"
    r"(?:(?:is|op|on|the)\W+)?$"
)
_DAY = re.compile(r"\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2,4}|\d{4}-\d\d-\d\d|\d{1,2}e?\s[a-zA-Z]{3,9}\.?\s\d{2,4}")

_CALLED_BSN = re.compile(r"\b(?:bsn|burgerservicenummer|sofi-?nummer)\b\D{0,20}$")
_NINE = re.compile(r"(?<!\d)(?<!\d[ .-])(?:\d{9}|\d{3}[ .]\d{3}[ .]\d{3}|\d{4}[ .]\d\d[ .]\d{3})(?![ .-]?\d)")
_PHONE = re.compile(
    r"(?<!\d)(?<!\d[.,/-])(?:(?:\+|00)31[ -]?(?:\(0\)[ -]?)?|\(?0)[1-9](?:[ -]?\)?[ -]?\d){8}(?![ .-]?\d)"
)
# In an IRI it stands by itself: ids that are made by chance hold as many digits in a row.
_PHONE_IN_NAME = re.compile(r"(?<![^\W_])(?:(?:\+|00)?31|0)[-_.]?[1-9](?:[-_.]?\d){8}(?![^\W_])(?![-.]\d)")
# Numbers of organisations: 0800, 0900, 085 and 088.
_SHARED_NUMBER = re.compile(r"(?:(?:\+|00)31|0)(?:[89]00|8[58])")
_COORDINATES = re.compile(r"5[0-3][.,]\d{3,}\W{1,4}[3-7][.,]\d{3,}")

_STREETS = (
    *("straat", "laan", "weg", "plein", "gracht", "kade", "singel", "dijk", "steeg", "dreef", "plantsoen"),
    *("hof", "pad", "boulevard", "allee"),
)
_STREET_ENDS = tuple(f"{street} " for street in (*_STREETS, "str."))
# What makes a word of the field, or another, of what ends like a street.
_NO_STREET = (
    "onder|half|halver|van|nood|uit|loop|zorg|leer|leef|ontwikkel|groei|stappen|tijds?|jeugd|cli[eë]nt|arbeids"
    "|woning|huizen|super|de|deca|be|verkeers|fiets|voet|snel|spoor|levens|lijdens|stroom"
)
_STREET = re.compile(
    rf"\b(?!(?:{_NO_STREET})(?:{'|'.join(_STREETS)}))[a-zà-ÿ'.-]+(?:{'|'.join(_STREETS)}|str\.) $"
)
_LANE = re.compile(r"(?:laan|plein|straat|weg|hof|kade) (?:van|der|de|den|het) (?:[\w'.-]+ ){1,4}$")
_HOUSE = re.compile(r"\d{1,4}(?:-\d{1,4})?(?![\d.,/-]*\d)")
_PLACE_WORDS = ("huisnummer", "point", "point z", "polygon")
_FOUR = re.compile(r"(?<!\d)[1-9]\d{3}$")
_POSTCODE = re.compile(r" ?(?!S[ADS]\b)[A-Z]{2}\b")
_ANY_CASE = re.compile(r" ?[a-z]{2}\b", re.IGNORECASE)
# In 'vanaf 2026 VT' two capitals are a word of the field and no part of a postcode.
_YEAR = re.compile(r"(?:19|20)\d\d")
_FIELD = re.compile(r" (?:VT|ZB|GI|VO|PO|JB|JR|RM|OM|AB|DB|PR|HR|ZV|IC|EU|NL|MT)")

_MAIL = re.compile(r"([\w.+-]+)@[\w-]+(?:\.[\w-]+)+")
_SHARED_MAILBOX = re.compile(
    r"info|contact|post|secretariaat|meld(?:en|punt|ing(?:en)?)|aanmeld(?:en|ing(?:en)?)|advies|privacy|fg|pers|woo"
    r"|bezwaar|klachten?|gemeente|gemeentehuis|college|griffie|raad|bestuur|redactie|helpdesk|service",
    re.IGNORECASE,
)
_PRIVATE_MAILBOX = re.compile(
    r"@(?:gmail|hotmail|outlook|live|icloud|yahoo|ziggo|kpnmail|planet|xs4all|proton|protonmail)\.",
    re.IGNORECASE,
)

_INITIALS = re.compile(r"(?<!\w)[A-Z]\.")
_CASE = re.compile(
    r"\b(?:casus|zaak|dossier|cli[eë]nte?|gezin|familie|fam\.|kind|moeder|vader|zoon|dochter|slachtoffer|pleger"
    r"|minderjarige|mevrouw|mevr\.|mw\.|meneer|de heer|dhr\.)\s(?:(?:van|de|der|den|ten|ter|het|'t)\s){0,2}$",
    re.IGNORECASE,
)

# What a text as N-Quads writes it must have, for very many at once: without lookarounds, which not every
# library knows, and with as little as possible that has nothing of a person or a place.
_GAP = r"(?:\s|\\[tnrf])"
CLOSER = "|".join(
    [
        r"@|\\u|[A-Z]\.",
        rf"\d(?:(?:{_GAP}|[.,()/-])*\d){{7}}|\d{{4}}{_GAP}*[A-Z]{{2}}",
        r"(?i:postcode|geb\.|gebor|geboorte|birth|born|huisnummer|point|polygon)",
        rf"(?i:{'|'.join(_STREETS)}|str\.){_GAP}+[+(]?\d",
        rf"(?i:laan|plein|straat|weg|hof|kade){_GAP}+(?i:van|der|de|den|het){_GAP}(?s:.*)\d",
    ]
)


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
        raise refusal(kind, where, waar)


def refusal(kind: str, where: str, waar: str) -> PersonalDataError:
    """Say that something of a kind stands somewhere, as `refuse` does."""
    what, wat = _WORDS[kind]
    return PersonalDataError(
        f"Refused: {where} holds {what}, and nothing about a person or a hidden place is kept here.",
        f"Geweigerd: in {waar} staat {wat}. Zulke gegevens over personen en plaatsen bewaart hgkm niet.",
    )


def is_private_mailbox(text: str) -> bool:
    """Tell a mailbox that people have at home from one at work."""
    return bool(_PRIVATE_MAILBOX.search(text))


def concern(text: str) -> str | None:
    """Name what in a text is about a person or a place that is not to be found; None if nothing is."""
    if not HINT.search(text) or PLAIN.fullmatch(text):
        return None
    text = " ".join(text.split())
    for number in _NUMBER.finditer(text):
        if kind := _of_number(text, number.start(), number.end()):
            return kind
    if "@" in text and any(_is_personal(mail) for mail in _MAIL.finditer(text)):
        return MAIL
    for found in _INITIALS.finditer(text) if "." in text else ():
        if _CASE.search(text[max(0, found.start() - _BEFORE) : found.start()]):
            return INITIALS
    return None


def concern_of_name(iri: str) -> str | None:
    """Name what in an IRI is a mail address or telephone number of a person; other numbers are ids there."""
    if not NAME_HINT.search(iri):
        return None
    text = unquote(iri)
    if any(_is_personal(mail) for mail in _MAIL.finditer(text)):
        return MAIL
    phones = (re.sub(r"[^\d+]", "", found[0]) for found in _PHONE_IN_NAME.finditer(text))
    return PHONE if any(not _SHARED_NUMBER.match(phone) for phone in phones) else None


def _of_number(text: str, start: int, end: int) -> str | None:
    number, before = text[start:end], text[max(0, start - _BEFORE) : start]
    # Part of a name or of an IRI.
    if before and number[0] != "(" and (before[-1].isalnum() or before[-1] in "_/"):
        return None
    before = before.lower()
    if len(number) >= len("12345678") and (kind := _of_long_number(number, before)):
        return kind
    if _DAY.match(text, start) and _BORN.search(before):
        return BIRTH
    return PLACE if _is_place(number, before, text[end : end + 4]) else None


def _of_long_number(number: str, before: str) -> str | None:
    if _CALLED_BSN.search(before) and sum(map(str.isdigit, number)) in (8, 9):
        return BSN
    if (nine := _NINE.search(number)) and _passes_eleven(nine[0]):
        return BSN
    phone = _PHONE.search(number)
    if phone and not _SHARED_NUMBER.match(re.sub(r"\(0\)|[^\d+]", "", phone[0])):
        return PHONE
    return PLACE if _COORDINATES.search(number) else None


def _is_place(number: str, before: str, behind: str) -> bool:
    of_street = (before.endswith(_STREET_ENDS) and _STREET.search(before)) or (
        before.endswith(" ") and _LANE.search(before)
    )
    if of_street and _is_house(number, behind):
        return True
    words = before.rstrip(" :(")
    if words.endswith(_PLACE_WORDS):
        return True
    if not _FOUR.search(number):
        return False
    if words.endswith("postcode"):
        return bool(_ANY_CASE.match(behind))
    found = _POSTCODE.match(behind)
    return found is not None and not (_YEAR.fullmatch(number) and _FIELD.fullmatch(found[0]))


def _is_house(number: str, behind: str) -> bool:
    house = _HOUSE.match(number)
    return bool(house) and not _YEAR.fullmatch(number) and behind[:1] not in ("%", ":")


def _is_personal(mail: re.Match[str]) -> bool:
    return is_private_mailbox(mail[0]) or not _SHARED_MAILBOX.fullmatch(mail[1])


def _passes_eleven(number: str) -> bool:
    """Tell whether nine digits pass the check of a BSN (the 'elfproef')."""
    digits = [int(digit) for digit in number if digit.isdigit()]
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return any(digits) and sum(d * w for d, w in zip(digits, weights, strict=True)) % 11 == 0

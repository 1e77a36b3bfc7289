"""What fills the templates: text is shown as what it is, and a name that a template lacks is a fault."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from service.harmless import visible


def environment() -> Environment:
    """Make the environment of the templates in `templates/`."""
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_harmless,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _harmless(value: object) -> object:
    """Make a text visible as what it is before a template escapes it."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value

"""Makes files that are zip archives (xlsx, docx) the same bytes for the same content.

The libraries that write them put in the time of writing. What stands in the files is their business.
"""

import io
import re
from datetime import date
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FIRST = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip archive knows
_PROPERTIES = "docProps/core.xml"
_WRITTEN = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")


def packed(archive: bytes, day: date) -> bytes:
    """Give an Office file with all times of writing replaced by the beginning of a day."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(archive)) as before, ZipFile(out, "w", ZIP_DEFLATED) as after:
        for entry in before.infolist():
            content = before.read(entry)
            if entry.filename == _PROPERTIES:
                content = _WRITTEN.sub(rf"\g<1>{day.isoformat()}T00:00:00Z".encode(), content)
            after.writestr(ZipInfo(entry.filename, _FIRST), content, ZIP_DEFLATED)
    return out.getvalue()

"""Writes what hgkm makes: to a file, as a whole or not at all, or to standard output.

Every file that a user asks for with `-o` is written here, so that a broken run never leaves half a file and
a place where nothing can be written gives one clear sentence. It does not know what it writes.
"""

import errno
import os
import sys
from pathlib import Path
from uuid import uuid4

from graph.errors import OutputError


def write_output(data: bytes | str, path: Path | None) -> None:
    """Write to a file, replacing it as a whole, or to standard output when there is no path.

    Raises:
        OutputError: nothing can be written there; a file that was there is as it was.
    """
    content = data.encode() if isinstance(data, str) else data
    if path is None:
        try:
            sys.stdout.flush()
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
        except BrokenPipeError:  # whoever reads has had enough
            raise
        except OSError as error:
            raise _unwritable("standard output", error.strerror or str(error)) from error
        return
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(content)  # a device or a pipe is written to, not replaced; a directory refuses
        else:
            replace_file(path.resolve(), content)
    except OSError as error:
        raise _unwritable(path, error.strerror or str(error)) from error


def refuse_unwritable(path: Path) -> None:
    """Refuse a place where `write_output` could not write, before the work is done that is to go there.

    Raises:
        OutputError: nothing can be written there.
    """
    folder = path.resolve().parent
    if path.is_dir():
        reason = os.strerror(errno.EISDIR)
    elif not folder.is_dir():
        reason = os.strerror(errno.ENOTDIR if folder.exists() else errno.ENOENT)
    elif not path.exists() and not os.access(folder, os.W_OK | os.X_OK):
        reason = os.strerror(errno.EACCES)
    else:
        return
    raise _unwritable(path, reason)


def _unwritable(path: Path | str, reason: str) -> OutputError:
    return OutputError(
        f"{path} cannot be written: {reason}. Give another path with -o.",
        f"{path} is niet te schrijven: {reason}. Kies een andere plaats.",
    )


def replace_file(path: Path, content: bytes, mode: int = 0o666) -> None:
    """Put a file in place as a whole: who reads it sees the old content or the new, never a part.

    `mode` says who may use it, as far as the umask leaves it.

    Raises:
        OSError: nothing was written.
    """
    temporary = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        temporary.touch(mode)
        temporary.write_bytes(content)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise

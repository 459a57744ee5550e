"""Links: what a page shows, packed into its address. They are data: limited, checked, never run."""

import base64
import binascii
import json
import zlib
from typing import Any

from pydantic import ValidationError

from app.comparing import Comparing

__all__ = ["LinkError", "pack", "query_of", "read_query", "unpack"]

_VERSION = 1  # of the form; a link of another is refused with a message
_LONGEST = 16_000  # characters
_LARGEST = 200_000  # bytes, unpacked
_DEEPEST = 12  # tables inside tables
_DAMAGED = "This link is damaged: perhaps a part of it was not copied."


class LinkError(ValueError):
    """A link that cannot be opened: why, in plain words."""


def pack(comparing: Comparing) -> str:
    """Return what a page shows as text for an address; what is usual is left out."""
    content = comparing.model_dump(mode="json", exclude_defaults=True)
    data = json.dumps([_VERSION, content], separators=(",", ":"), sort_keys=True).encode()
    return base64.urlsafe_b64encode(zlib.compress(data, 9)).decode().rstrip("=")


def unpack(text: str) -> Comparing:
    """Return what a link shows.

    Raises:
        LinkError: if it is damaged, too long, too large once unpacked, or of another version.
    """
    if len(text) > _LONGEST:
        raise LinkError(
            f"This link is too long: {len(text):,} characters; {_LONGEST:,} are allowed."
        )
    try:
        packed = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
        unpacker = zlib.decompressobj()
        data = unpacker.decompress(packed, _LARGEST)
        if unpacker.unconsumed_tail:
            raise LinkError("This link holds more than a link may hold; it was not opened.")
        if not unpacker.eof:
            raise LinkError(_DAMAGED)
        content = json.loads(data.decode("utf-8"))
    except (UnicodeError, binascii.Error, zlib.error, ValueError, RecursionError) as fault:
        if isinstance(fault, LinkError):
            raise
        raise LinkError(_DAMAGED) from None
    return _read(content)


def _read(content: Any) -> Comparing:
    """Return what the content of a link says."""
    if not (isinstance(content, list) and len(content) == 2 and isinstance(content[1], dict)):
        raise LinkError(_DAMAGED)
    version, said = content
    if version != _VERSION:
        raise LinkError(
            f"This link is of version {version!r}; this fireside reads version {_VERSION}."
        )
    if _is_deep(said, _DEEPEST):
        raise LinkError("This link is damaged: it goes deeper than a scenario does.")
    try:
        return Comparing.model_validate(said)
    except ValidationError as fault:
        where = "; ".join(
            f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in fault.errors()[:5]
        )
        raise LinkError(f"This link says what fireside does not know: {where}.") from None


def _is_deep(value: Any, left: int) -> bool:
    """Tell whether tables and lists go deeper than so many levels."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return left == 0 or any(_is_deep(each, left - 1) for each in inner)


def query_of(comparing: Comparing) -> str:
    """Return the query of an address: "?s=...", or nothing for what is usual."""
    return "" if comparing == Comparing() else f"?s={pack(comparing)}"


def read_query(search: str | None) -> dict[str, str]:
    """Return the values of a query, the first of each name."""
    pairs = (each.partition("=") for each in (search or "").lstrip("?").split("&"))
    return {name: value for name, _, value in reversed(list(pairs)) if name}

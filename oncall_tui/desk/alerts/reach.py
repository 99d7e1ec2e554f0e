"""By which channels a person can be reached."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from urllib.parse import quote


def address(url: str, email: str, phone: str) -> str | None:
    """Return a channel's URL with a person's addresses in it, or None where the person has none for it.

    Args:
        url: with {email}, {phone} (with the plus sign) or {digits}.
        email: may be empty.
        phone: digits in E.164 without the plus sign; may be empty.
    """
    places = {"{email}": email, "{phone}": phone and f"+{phone}", "{digits}": phone}
    for place, value in places.items():
        if place in url:
            if not value:
                return None
            url = url.replace(place, quote(value, safe=""))
    return url


def next_channel(channels: Mapping[str, str], email: str, phone: str, tried: Collection[str]) -> str | None:
    """Return the first channel by which a person can be reached and was not tried yet."""
    return next(
        (name for name, url in channels.items() if name not in tried and address(url, email, phone)), None
    )

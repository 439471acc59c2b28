"""Which machines we may be sent to by an address that somebody else wrote down: never our own network's."""

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address


class NotPublic(Exception):
    """The name leads into our own network, or nowhere. The text is for the operations page."""


async def public_address(host: str, port: int, *, inside: bool = False) -> str:
    """The address behind a name, to connect to that and no other: asked a second time, a name may answer otherwise.
    Every address of the name must be a public one, unless those `inside` our network will do. Raises NotPublic."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotPublic("no such host") from None
    addresses = [ip_address(str(info[4][0]).partition("%")[0]) for info in found]
    if not addresses or not (inside or all(map(_is_public, addresses))):
        raise NotPublic("not a public address")
    return str(addresses[0])


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address):
        # An address of the old kind inside one of the new: what counts is where it leads.
        within = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if within is not None:
            return _is_public(within)
        # NAT64 (RFC 6052) leads to the last four bytes.
        if address.packed.startswith(b"\x00\x64\xff\x9b" + bytes(8)):
            return _is_public(IPv4Address(address.packed[12:]))
    return address.is_global and not address.is_multicast

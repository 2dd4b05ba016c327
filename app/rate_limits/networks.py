"""The network that a request comes from."""

from ipaddress import IPv6Address, ip_address

IPV6_PREFIX = 64


def network_of(host: str | None) -> str:
    """What counts as one place: an IPv4 address, or the /64 that an IPv6 address is one of.

    A household or a server gets a whole /64 (RFC 6177), so its addresses are as good as one.
    """
    try:
        address = ip_address((host or "").partition("%")[0])
    except ValueError:
        return host or "unknown"
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(IPv6Address(int(address) >> (128 - IPV6_PREFIX) << (128 - IPV6_PREFIX)))

"""Domains with joiners, which Persian and Sinhala words need: email-validator refuses them, IDNA2008 does not."""

import idna

_JOINERS = str.maketrans("", "", "\u200c\u200d")


def joined_domain(domain: str) -> tuple[str, str] | None:
    """Returns the domain's ASCII form and what is left without its joiners, None for a domain that has none.

    Joiners are checked in their context (RFC 5892, appendix A.1 and A.2); all else is to be checked without them.
    Raises ValueError where one stands where none may.
    """
    written = domain
    if "xn--" in domain.lower():
        try:
            written = idna.decode(domain, uts46=True)
        except (idna.IDNAError, UnicodeError):
            return None
    plain = written.translate(_JOINERS)
    if plain == written:
        return None
    return idna.encode(written, uts46=True, std3_rules=True).decode(), plain

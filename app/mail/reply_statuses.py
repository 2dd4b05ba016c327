"""What reply codes and enhanced status codes say: whether this service, a rate or a recipient is meant.

Of an enhanced status (RFC 3463) only the last two numbers, which mean the same after 4 and 5. Sources: the registry of
RFC 5248, Microsoft's list for Exchange Online, and Gmail's.
"""

# RFC 4954 section 6 (530, 534, 535, 538) and RFC 5321 section 4.2.3 (502, 503): the server requires another
# conversation, for every recipient.
SERVICE_CODES = {502, 503, 530, 534, 535, 538}
RECIPIENT_STATUSES = {
    "1.1", "1.2", "1.3", "1.4", "1.6", "1.10", "2.1", "2.2", "2.121", "2.122",
    "7.12", "7.17", "7.18", "7.124", "7.129", "7.133", "7.134", "7.135", "7.136", "7.504", "7.507",
}  # fmt: skip
SERVICE_STATUSES = {
    "1.7": "sender", "1.8": "sender", "7.27": "sender", "7.60": "sender", "7.505": "sender", "2.252": "sender",
    "7.8": "sign-in", "7.9": "sign-in", "7.10": "sign-in", "7.11": "sign-in", "7.57": "sign-in",
    "7.20": "domain", "7.21": "domain", "7.22": "domain", "7.23": "domain", "7.24": "domain", "7.26": "domain",
    "7.509": "domain", "7.515": "domain",
    "7.506": "HELO",
    "7.25": "host", "7.511": "host", "7.708": "host", **{f"7.{number}": "host" for number in range(606, 650)},
    "7.54": "relay", "7.64": "relay",
    "7.501": "account", "7.502": "account", "7.503": "account", "7.705": "account", "7.750": "account",
}  # fmt: skip
RATE_STATUSES = {"1.90", "4.5", "7.28", "7.232", "7.233", "7.500", "7.508"}

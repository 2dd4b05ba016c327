"""People whom many tests invite."""

from typing import Any

ADA_EMAIL = "ada@example.com"
ADA: dict[str, Any] = {"name": "Ada Lovelace", "password": "correct horse battery staple"}
# `bearer` asks for the session token in the payload instead of a cookie.
ADA_BEARER: dict[str, Any] = {**ADA, "bearer": True}

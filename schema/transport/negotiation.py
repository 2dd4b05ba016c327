"""Which media type of a response a request prefers. Source: https://graphql.github.io/graphql-over-http/draft/"""

from dataclasses import dataclass

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"
EVENT_STREAM = "text/event-stream"
HTML = "text/html"


@dataclass(frozen=True)
class _Range:
    media: str
    quality: float

    def matches(self, media: str) -> bool:
        return self.media in {media, "*/*", media.partition("/")[0] + "/*"}


def preferred(accept: str | None, offers: tuple[str, ...]) -> str | None:
    """The offer of the highest quality in the Accept header, or None if it accepts none.

    Of equal ones the header's first; without a header, or with `*/*`, the first offer. Source: RFC 9110, 12.5.1.
    """
    if accept is None or not accept.strip():
        return offers[0]
    ranges = sorted(_ranges(accept), key=lambda one: -one.quality)
    refused = {one.media for one in ranges if one.quality <= 0}
    for one in ranges:
        for offer in offers:
            if one.quality > 0 and one.matches(offer) and offer not in refused:
                return offer
    return None


def _ranges(accept: str) -> list[_Range]:
    ranges = []
    for part in accept.split(","):
        media, *parameters = (piece.strip().lower() for piece in part.split(";"))
        ranges.append(_Range(media, _quality(parameters)))
    return ranges


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0

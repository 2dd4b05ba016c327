"""The answer to a file that is not read to its end."""


class Refused(Exception):  # noqa: N818 - an answer
    """`reason` is one that `refusals.refusal` knows."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

"""What the columns of a file mean."""

from typing import NamedTuple

from app.bulk_invites.csv.file_columns import Meaning


class Mapping(NamedTuple):
    """The places of the columns, from 0; None for what the file does not say."""

    email: int
    role: int | None = None
    groups: int | None = None

    def places(self) -> dict[Meaning, int]:
        """Returns the places by what they mean."""
        return {meaning: place for meaning, place in zip(Meaning, self, strict=True) if place is not None}

    def completed_by(self, other: "Mapping") -> "Mapping":
        """Returns the same, and by the other one what this one does not say and has no other meaning for."""
        own = self.places()
        others = {meaning: place for meaning, place in other.places().items() if place not in own.values()}
        return Mapping(**others | own)

    def meanings(self) -> dict[int, Meaning]:
        """Returns what the columns mean by their places."""
        return {place: meaning for meaning, place in self.places().items()}

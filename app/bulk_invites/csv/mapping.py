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
        used = self.places().values()
        pairs = zip(self[1:], other[1:], strict=True)
        role, groups = (theirs if own is None and theirs not in used else own for own, theirs in pairs)
        return self._replace(role=role, groups=groups)

    def meanings(self) -> dict[int, Meaning]:
        """Returns what the columns mean by their places."""
        return {place: meaning for meaning, place in self.places().items()}

"""The data of claimed emails, from the noun that each kind of email belongs to."""

from collections.abc import Sequence
from uuid import UUID

from app.deliveries.claims import Claim
from app.deliveries.emails import EmailData, EmailKinds
from app.pubsub.after_commit import publish_after_commit


async def load_data(kinds: EmailKinds, claims: Sequence[Claim]) -> dict[UUID, EmailData]:
    """Returns the data of the emails, by subject id, without subjects that no longer exist."""
    subjects: dict[str, list[UUID]] = {}
    for claim in claims:
        subjects.setdefault(claim.kind, []).append(claim.subject_id)
    loaded: dict[UUID, EmailData] = {}
    for name, kind in kinds.items():
        if name in subjects:
            loaded |= await kind.load(subjects[name])
    return loaded


async def publish_changes(kinds: EmailKinds, claims: Sequence[Claim]) -> None:
    """Publishes after the transaction that the status of these deliveries has changed."""
    data = await load_data(kinds, claims)
    publish_after_commit(
        *(event for each in claims if each.subject_id in data for event in data[each.subject_id].events())
    )

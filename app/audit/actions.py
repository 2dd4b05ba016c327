from uuid import UUID

from app.audit.models import AuditEntry


async def record(
    *,
    organization_id: UUID | None,
    actor_user_id: UUID | None,
    actor_name: str,
    action: str,
    subject_type: str,
    subject_id: UUID,
    changes: dict[str, object],
) -> None:
    """Writes who did what to what. Call it inside the change's transaction; `changes` holds no secret."""
    await AuditEntry.create(
        organization_id=organization_id,
        actor_user_id=actor_user_id,
        actor_name=actor_name,
        action=action,
        subject_type=subject_type,
        subject_id=subject_id,
        changes=changes,
    )

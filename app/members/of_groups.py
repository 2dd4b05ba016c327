from app.groups.moves import GroupHolders

MEMBERS = GroupHolders("memberships", "group_ids", "organization_id = $1")

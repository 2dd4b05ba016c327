"""What people read of an audit entry, whatever version of the product recorded it."""

from collections.abc import Mapping

import pytest

from app.activity.sentences import SENTENCES, sentence
from app.activity.wording import ReadableChange, readable_changes
from app.audit.action_names import AuditAction

PARIS = "0190a0a0-0000-7000-8000-000000000001"
ROME = "0190a0a0-0000-7000-8000-000000000002"
GROUPS = {PARIS: "Paris Office", ROME: "rome"}


@pytest.mark.parametrize(
    ("changes", "readable"),
    [
        ({"role": ["group_admin", "analyst"]}, ReadableChange("role", "Group Admin", "Analyst")),
        ({"role": ["emperor", "analyst"]}, ReadableChange("role", "emperor", "Analyst")),
        ({"role": [None, "analyst"]}, ReadableChange("role", None, "Analyst")),
        ({"groups": [[], [ROME, PARIS]]}, ReadableChange("groups", None, "Paris Office, rome")),
        ({"groups": [[PARIS.replace("1", "3")], []]}, ReadableChange("groups", "a deleted group", None)),
        ({"groups": [["Paris", "by name"], []]}, ReadableChange("groups", "by name, Paris", None)),
        ({"groups": "all"}, ReadableChange("groups", None, "all")),
        ({"status": ["pending", "revoked"]}, ReadableChange("status", "Pending", "Revoked")),
        ({"status": ["on_hold", None]}, ReadableChange("status", "On hold", None)),
        (
            {"expires_at": [None, "2026-05-04T12:30:00+02:00"]},
            ReadableChange("expiresAt", "Never", "4 May 2026, 10:30 UTC"),
        ),
        ({"expires_at": ["soon", None]}, ReadableChange("expiresAt", "soon", "Never")),
        ({"invitation_ttl_days": [1, None]}, ReadableChange("invitationTtlDays", "1 day", "Never")),
        ({"invitation_ttl_days": [7, 14]}, ReadableChange("invitationTtlDays", "7 days", "14 days")),
        ({"name": ["Acme", "Acme Devices"]}, ReadableChange("name", "Acme", "Acme Devices")),
        ({"lines": [2, 98]}, ReadableChange("lines", None, "2 to 98")),
        ({"lines": [2, 2]}, ReadableChange("lines", None, "2")),
        ({"statuses": ["error", "warning"]}, ReadableChange("statuses", None, "Error, Warning")),
        ({"invited": 97}, ReadableChange("invited", None, "97")),
        ({"is_active": [True, False]}, ReadableChange("isActive", "Yes", "No")),
        ({"scopes": [["read"], {"all": 1}]}, ReadableChange("scopes", '["read"]', '{"all":1}')),
        ({"note": "x" * 600}, ReadableChange("note", None, "x" * 499 + "…")),
    ],
)
def test_changes_are_in_words(changes: Mapping[str, object], readable: ReadableChange) -> None:
    assert readable_changes(changes, GROUPS) == [readable]


@pytest.mark.parametrize("changes", [{"generation": [1, 2]}, {"filename": None}, {"role": ["analyst", "analyst"]}])
def test_what_says_nothing_is_left_out(changes: Mapping[str, object]) -> None:
    assert readable_changes(changes, GROUPS) == []


@pytest.mark.parametrize(
    ("action", "subject", "changes", "said"),
    [
        ("bulk_invite.rows_invited", "people.csv", {"invited": 97}, "97 people were invited from people.csv"),
        ("bulk_invite.rows_invited", "people.csv", {"invited": 1}, "1 person was invited from people.csv"),
        ("bulk_invite.rows_invited", "people.csv", {"invited": 0}, "Nobody was invited from people.csv"),
        ("bulk_invite.rows_invited", None, {"invited": 12000}, "12,000 people were invited from a list of people"),
        (
            "bulk_invite.invitations_revoked",
            "people.csv",
            {"revoked": 2},
            "The invitations of 2 people from people.csv were revoked",
        ),
        (
            "invitation.created",
            "ada@example.com",
            {"role": [None, "analyst"], "groups": [[], [PARIS]]},
            "ada@example.com was invited as Analyst, in Paris Office",
        ),
        (
            "member.role_changed",
            "Ada Lovelace",
            {"role": ["analyst", "remote"]},
            "The role of Ada Lovelace was changed from Analyst to Remote",
        ),
        (
            "member.groups_changed",
            "Ada Lovelace",
            {"groups": [[], [PARIS]]},
            "The groups of Ada Lovelace were changed from none to Paris Office",
        ),
        (
            "organization.updated",
            "Acme",
            {"name": ["Acme Ltd", "Acme"], "invitation_ttl_days": [None, 14]},
            (
                "The settings of Acme were changed: name from Acme Ltd to Acme;"
                " time limit of invitations from Never to 14 days"
            ),
        ),
        ("member.removed", None, {}, "Somebody was removed"),
        (
            "group.deleted",
            "Paris",
            {"name": ["Paris", None], "moved_to": [None, "Rome"], "members": 2},
            "The group Paris was deleted, and its people moved to Rome",
        ),
        (
            "group.updated",
            "Paris",
            {"name": ["Lutetia", "Paris"]},
            "The group Paris was changed: name from Lutetia to Paris",
        ),
        ("bulk_invite.rows_removed", "people.csv", {"rows": 12}, "12 lines of people.csv were removed"),
        ("webhook.secret_rotated", "Okta", {}, "Webhook secret rotated: Okta"),
        ("odd", None, {}, "Odd"),
    ],
)
def test_an_entry_is_a_sentence(action: str, subject: str | None, changes: Mapping[str, object], said: str) -> None:
    assert sentence(action, subject, readable_changes(changes, GROUPS)) == said


def test_every_action_has_a_sentence_of_its_own() -> None:
    assert set(SENTENCES) >= set(AuditAction)
    assert all(sentence(action, "Ada", []).strip() for action in AuditAction)

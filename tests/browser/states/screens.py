"""Every screen in every state: the path at which it begins, and the step that leads there."""

from tests.browser.states.activity_and_account import ACTIVITY_AND_ACCOUNT
from tests.browser.states.bounces import BOUNCES
from tests.browser.states.groups_and_settings import GROUPS_AND_SETTINGS
from tests.browser.states.invitations import INVITATIONS
from tests.browser.states.inviting import INVITING
from tests.browser.states.jobs import JOBS
from tests.browser.states.people import PEOPLE
from tests.browser.states.review import REVIEW
from tests.browser.states.step import Step
from tests.browser.states.uploads import UPLOADS

TOKEN = f"v1.a.{'b' * 22}.1.{'c' * 43}"  # well-formed, and nobody's
SIGNED_IN: list[tuple[str, Step]] = [
    *PEOPLE,
    *INVITATIONS,
    *BOUNCES,
    *GROUPS_AND_SETTINGS,
    *INVITING,
    *UPLOADS,
    *REVIEW,
    *ACTIVITY_AND_ACCOUNT,
    *JOBS,
]
SIGNED_OUT = {
    "/": "Sign in",
    "/forgot-password": "Reset your password",
    f"/reset-password#{TOKEN}": "This link is not valid",
    "/reset-password": "This link is incomplete",
    "/accept#nothing": "This link is not valid",
}

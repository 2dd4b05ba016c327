"""How often somebody may do something. Part of the settings: each is an environment variable."""

from pydantic import BaseModel, ConfigDict, Field

from app.settings.rates import Rate, RateLimit


class RateLimits(BaseModel):
    """What is written like `30/15m` or `off`; the defaults leave room for a busy organization."""

    model_config = ConfigDict(frozen=True)

    rate_limit_sign_ins_per_address: RateLimit = Field(
        Rate(count=30, seconds=900),
        description="Wrong passwords for one account from one network, like all RATE_LIMIT_…: `off` for none",
    )
    rate_limit_sign_ins_per_account: RateLimit = Field(
        Rate(count=1000, seconds=3600),
        description="Wrong passwords for one account from all networks; known devices and fresh resets pass",
    )
    rate_limit_sign_ins_per_network: RateLimit = Field(
        Rate(count=300, seconds=900), description="Wrong passwords from one IPv4 address or IPv6 /64"
    )
    rate_limit_tokens_per_network: RateLimit = Field(
        Rate(count=1000, seconds=600), description="Links that are not valid, from one IPv4 address or IPv6 /64"
    )
    rate_limit_password_resets_per_address: RateLimit = Field(
        Rate(count=10, seconds=3600), description="Requests for a password-reset link to one mailbox from one network"
    )
    rate_limit_password_resets_per_network: RateLimit = Field(
        Rate(count=200, seconds=3600), description="The same to any address from one IPv4 address or IPv6 /64"
    )
    rate_limit_password_checks_per_network: RateLimit = Field(
        Rate(count=3000, seconds=600),
        description="New passwords that are judged while they are typed, from one IPv4 address or IPv6 /64",
    )
    rate_limit_invitations_per_organization: RateLimit = Field(
        Rate(count=6000, seconds=3600),
        description="Invitations and resends of one organization; a row of a list counts as one, a full list as 100",
    )
    rate_limit_invitations_per_member: RateLimit = Field(
        Rate(count=3000, seconds=3600), description="The same of one member of it"
    )
    rate_limit_invitation_links_per_member: RateLimit = Field(
        Rate(count=100, seconds=3600), description="Links of invitations that one member of an organization copies"
    )
    rate_limit_emails_per_address: RateLimit = Field(
        Rate(count=30, seconds=3600),
        description="Invitation emails of one organization to one mailbox, `ada+1@…` being `ada@…`;"
        " all organizations together may send four times as many",
    )
    rate_limit_exports_per_member: RateLimit = Field(
        Rate(count=60, seconds=3600), description="Lists that one member downloads as files"
    )
    rate_limit_test_emails_per_operator: RateLimit = Field(
        Rate(count=20, seconds=600), description="Test emails of one operator"
    )

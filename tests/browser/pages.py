"""The pages that are looked at: one table for the whole house. Whoever builds a page adds a line.

A path may name what `tests/browser/world.py` made, in braces; `who` is one of its people, or nobody.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """One page as one kind of reader sees it."""

    name: str
    path: str
    who: str = ""
    status: int = 200


NOBODY = (
    Page("home", "/"),
    Page("sign-in", "/accounts/login/"),
    Page("sign-up", "/accounts/signup/"),
    Page("password-forgotten", "/accounts/password/reset/"),
    Page("password-mail-sent", "/accounts/password/reset/done/"),
    Page("password-link-used-up", "/accounts/password/reset/key/1-no-such-token/"),
    Page("password-changed", "/accounts/password/reset/key/done/"),
    Page("address-link-used-up", "/accounts/confirm-email/no-such-key/"),
    Page("account-closed", "/accounts/inactive/"),
    Page("search-empty", "/search/"),
    Page("search-some", "/search/?q=agri"),
    Page("search-nothing", "/search/?q=nobody-has-this-name"),
    Page("missing", "/nothing/is/here/", status=404),
    Page("design", "/docs/design/"),
    Page("status", "/status/"),
    Page("api", "/api/docs/"),
    Page("api-errors", "/api/docs/errors"),
    Page("ledger", "/ledger/"),
    Page("journal", "/ledger/{journal}/"),
    Page("account", "/ledger/account/{account}/"),
    Page("pool", "/ledger/pool/{pool}/"),
    Page("communities", "/c/"),
    Page("community", "/c/{community}/"),
    Page("members", "/c/{community}/members/"),
    Page("profile", "/u/{person}/"),
    Page("profile-by-name", "/u/{shown}/"),
)
SIGNED_IN = (
    Page("home-newcomer", "/", who="newcomer"),
    Page("home-regular", "/", who="regular"),
    Page("balance", "/balance/", who="regular"),
    Page("balance-of-nothing", "/balance/", who="newcomer"),
    Page("notifications", "/notifications/", who="regular"),
    Page("community-of-mine", "/c/{community}/", who="regular"),
    Page("members-of-mine", "/c/{community}/members/", who="regular"),
    Page("community-new", "/c/new/", who="regular"),
    Page("community-edit", "/c/{community}/edit/", who="regular"),
    Page("settings-profile", "/settings/profile/", who="visitor"),
    Page("settings-security", "/settings/security/", who="regular"),
    Page("settings-keys", "/settings/keys/", who="regular"),
    Page("settings-keys-none", "/settings/keys/", who="newcomer"),
    Page("settings-agents", "/settings/agents/", who="regular"),
    Page("agent", "/settings/agents/{agent}/", who="regular"),
    Page("agent-key", "/settings/agents/{agent}/key/", who="regular"),
    Page("agent-mandate", "/settings/agents/{agent}/mandate/", who="regular"),
    Page("settings-notifications", "/settings/notifications/", who="regular"),
    Page("settings-your-data", "/settings/your-data/", who="regular"),
    Page("settings-leave", "/settings/leave/", who="regular"),
    Page("sign-out", "/accounts/logout/", who="regular"),
    Page("address", "/accounts/email/", who="regular"),
    Page("address-unconfirmed", "/accounts/email/", who="newcomer"),
    Page("password-change", "/accounts/password/change/", who="regular"),
    Page("second-step", "/accounts/2fa/", who="regular"),
    Page("passkeys", "/accounts/2fa/webauthn/", who="regular"),
    Page("passkey-add", "/accounts/2fa/webauthn/add/", who="regular"),
    Page("authenticator", "/accounts/2fa/totp/activate/", who="regular"),
    Page("is-it-you", "/accounts/reauthenticate/", who="regular"),
    Page("top-ups", "/operations/top-ups/", who="operator"),
)
PAGES = NOBODY + SIGNED_IN

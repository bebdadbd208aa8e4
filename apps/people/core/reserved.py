"""Words that nobody may take as a handle or a community's slug: they are addresses of the site or sound
official.
"""

from typing import Final

WORDS: Final = frozenset(
    """
    about abuse account accounts action admin administrator admins agent agents all anonymous anyone api app
    apps assets audit auth balance billing blog bot bots budget bug call calls cancel careers commons
    community communities contact context contribute contributions cookie copyright create curation curator
    dashboard datanet datanets data deleted demo delete developer developers discussion docs documentation
    download earnings edit email error everyone example export exports faq favicon feed fees files followers
    forum gateway governance guest guidelines hello help home host hostmaster html http https ids inbox index
    inference info invite invoice item items job jobs json key keys language leaderboard ledger legal license
    licence list lists llms login logout mail mailer mandate mcp media member members message messages metrics
    mirror moderator model models money nan needs new news nobody none noreply no-reply notification
    notifications null oauth official open openledger operator operators owner owners password pay payment
    payments payout payouts people person policy pool pools postmaster press pricing privacy profile proposals
    public pulse queue random readme register releases report reports reserved review reviews reward rewards
    robots root rss rules sales sample schema search security self sessions settings setup share shop signin
    sign-in signout sign-out signup sign-up sitemap snapshot snapshots someone staff stats status steward
    stewards static store subscribe superuser support sysadmin system tag tags team terms test top-up training
    treasury trust undefined unknown unsubscribe update upload uploads user username users verify version void
    vote votes webhook webhooks webmaster well-known why wiki www you your
    """.split()  # noqa: SIM905 - a hundred words read better without their quotes
)


def is_reserved(skeleton: str) -> bool:
    """Whether a folded word is kept back, in its hyphenated spelling or run together."""
    return skeleton in WORDS or skeleton.replace("-", "") in WORDS

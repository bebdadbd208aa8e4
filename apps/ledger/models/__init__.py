"""The tables of the book as Django sees them: read-only, because only functions of the database write them."""

from apps.ledger.models.accounts import Account, Entry, Journal
from apps.ledger.models.audits import Audit
from apps.ledger.models.holds import Hold
from apps.ledger.models.pools import Member, Pool
from apps.ledger.models.top_ups import TopUp

__all__ = ["Account", "Audit", "Entry", "Hold", "Journal", "Member", "Pool", "TopUp"]

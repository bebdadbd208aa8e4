"""The tables of the people floor, split by noun."""

from apps.people.models.agent import Agent, Mandate, MandateSpending
from apps.people.models.audit import AuditReason, AuditRecord
from apps.people.models.community import Community, Membership
from apps.people.models.key import ApiKey
from apps.people.models.notification import Digest, Notification, Preference
from apps.people.models.session import Session
from apps.people.models.user import Profile, RetiredHandle, User

__all__ = [
    "Agent",
    "ApiKey",
    "AuditReason",
    "AuditRecord",
    "Community",
    "Digest",
    "Mandate",
    "MandateSpending",
    "Membership",
    "Notification",
    "Preference",
    "Profile",
    "RetiredHandle",
    "Session",
    "User",
]

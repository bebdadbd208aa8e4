"""Where somebody is signed in. The row holds the digest of the cookie's key, so that a copy of it opens
nothing.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.people.models.user import User


class Session(models.Model):
    """One browser's session; `person` is whoever signs in with it, also while a second factor is still asked
    for.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    person = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="sessions")
    payload = models.TextField()
    started_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(digest__regex=r"^[0-9a-f]{64}$"), name="people_session_holds_a_digest"
            )
        ]

    def __str__(self) -> str:
        return self.digest[:8]

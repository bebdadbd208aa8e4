"""The people floor in the admin: for looking, and for the few things that only operators do, each with a reason.

What libraries registered for themselves is taken out again where it shows addresses or secrets, or lets rows be
edited that only services write.
"""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.forms import ActionForm
from unfold.widgets import UnfoldAdminTextInputWidget

from apps.foundation.admin import ReadOnly
from apps.foundation.errors import DomainError
from apps.people.models import Agent, ApiKey, AuditRecord, Community, Mandate, User
from apps.people.models.audit import REASON_MOST
from apps.people.services import keys, staffing

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign] # one way in, counted and with factors
for model in (EmailAddress, Authenticator, Group):
    admin.site.unregister(model)


class ReasonForm(ActionForm):
    """An act of an operator says why."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=REASON_MOST,
        widget=UnfoldAdminTextInputWidget(attrs={"placeholder": _("Why?"), "autocomplete": "off"}),
    )


@admin.register(User)
class UserAdmin(ReadOnly):
    """People. Their address is on their own page only, and what they wrote about themselves is not here at all."""

    list_display = ("pseudonym", "public_id", "handle", "state", "is_staff", "joined_at")
    list_filter = ("state", "is_staff")
    search_fields = ("public_id__exact", "pseudonym__istartswith", "handle__istartswith", "email__iexact")
    fields = ("public_id", "pseudonym", "handle", "email", "state", "is_staff", "joined_at", "left_at")
    action_form = ReasonForm
    actions: ClassVar = ["appoint_staff", "dismiss_staff"]

    @admin.action(description=_("Let into the admin"))
    def appoint_staff(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        self._each(request, chosen, staffing.appoint_staff)

    @admin.action(description=_("Take the admin away"))
    def dismiss_staff(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        self._each(request, chosen, staffing.dismiss_staff)

    def _each(self, request: HttpRequest, chosen: QuerySet[User], act: Callable[..., Any]) -> None:
        reason = request.POST.get("reason", "")
        acts = (
            lambda user=user: act(user=user, by=_operator(request), reason=reason, now=timezone.now())
            for user in chosen
        )
        _say(self, request, acts)


@admin.register(Community)
class CommunityAdmin(ReadOnly):
    """Communities."""

    list_display = ("slug", "title", "public_id", "state", "opened_at")
    list_filter = ("state",)
    search_fields = ("slug", "title", "public_id")


@admin.register(Agent)
class AgentAdmin(ReadOnly):
    """Agents, by their ids: the names are their owners' affair."""

    list_display = ("public_id", "owner", "state", "opened_at", "closed_at")
    list_filter = ("state",)
    list_select_related = ("owner",)
    search_fields = ("public_id", "owner__pseudonym", "owner__public_id")
    exclude = ("name",)


@admin.register(Mandate)
class MandateAdmin(ReadOnly):
    """Mandates and how far they are used."""

    list_display = ("public_id", "agent", "state", "spent", "most_in_total", "granted_at", "expires_at")
    list_filter = ("state",)
    list_select_related = ("agent",)
    search_fields = ("public_id", "agent__public_id")


@admin.register(ApiKey)
class ApiKeyAdmin(ReadOnly):
    """Keys, without anything that opens. An operator may end one."""

    list_display = ("public_id", "owner", "agent", "last_four", "state", "expires_at", "last_used_at")
    list_filter = ("state",)
    list_select_related = ("owner", "agent")
    search_fields = ("public_id", "owner__pseudonym", "owner__public_id")
    exclude = ("digest", "name")
    action_form = ReasonForm
    actions: ClassVar = ["revoke"]

    @admin.action(description=_("Revoke"))
    def revoke(self, request: HttpRequest, chosen: QuerySet[ApiKey]) -> None:
        reason = request.POST.get("reason", "")
        acts = (
            lambda key=key: keys.revoke_key(
                actor=_operator(request), key=key, reason=reason, now=timezone.now()
            )
            for key in chosen.select_related("owner", "agent")
        )
        _say(self, request, acts)


@admin.register(AuditRecord)
class AuditRecordAdmin(ReadOnly):
    """Who did what that not everybody may do."""

    list_display = ("at", "actor_id", "act", "subject_id", "why")
    list_filter = ("act",)
    list_select_related = ("reason",)
    search_fields = ("actor_id", "subject_id", "act")
    readonly_fields = ("why",)

    @admin.display(description=_("Reason"))
    def why(self, record: AuditRecord) -> str:
        return record.reason.text if hasattr(record, "reason") else "–"


def _operator(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - tells the type checker what the admin guarantees
    return request.user


def _say(page: ModelAdmin, request: HttpRequest, acts: Iterable[Callable[[], Model]]) -> None:
    """Do each, and say how it went."""
    for act in acts:
        try:
            page.message_user(request, _("Done for %(what)s.") % {"what": act()}, messages.SUCCESS)
        except DomainError as refusal:
            page.message_user(request, refusal.sentence, messages.ERROR)

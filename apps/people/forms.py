"""Forms: what a browser may send, and how long it may be. Meaning is checked by the service that a view
calls.
"""

from typing import Any

from allauth.account.forms import LoginForm, SignupForm
from django import forms
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from apps.foundation.form_fields import AmountField
from apps.people.core import kinds, names, passwords, roles, scopes, showing
from apps.people.models import Preference
from apps.people.reports import wording
from apps.people.services import registering

EXPIRIES: Any = [(7, _("7 days")), (30, _("30 days")), (90, _("90 days")), (365, _("A year"))]


class SignIn(LoginForm):
    """allauth's sign-in, with an end to what may be typed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].max_length = registering.EMAIL_MOST
        self.fields["login"].widget.attrs["maxlength"] = registering.EMAIL_MOST
        self.fields["password"].validators.append(MaxLengthValidator(passwords.MOST))


class SignUp(SignupForm):
    """allauth's sign-up, which ends in our own service."""

    def save(self, request: HttpRequest) -> AbstractBaseUser:
        return registering.register(
            email=self.cleaned_data["email"], password=self.cleaned_data["password1"], now=timezone.now()
        )


class LinksField(forms.CharField):
    """Web addresses, one a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value: Any) -> list[str]:  # noqa: ANN401 - Django's signature
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


class ProfileForm(forms.Form):
    """How somebody wishes to be known."""

    handle = forms.CharField(
        label=_("Handle"), max_length=names.HANDLE_MOST, required=False,
        help_text=_("Letters, digits and hyphens. The one you give up stays yours: nobody else can take it."),
    )  # fmt: skip
    display_name = forms.CharField(label=_("Name"), max_length=names.NAME_MOST, required=False)
    shown_as = forms.ChoiceField(
        label=_("Others see me"),
        choices=[
            (showing.BY_PSEUDONYM, _("By my pseudonym only")),
            (showing.BY_NAME, _("By my name and handle")),
        ],
        widget=forms.RadioSelect,
        help_text=_("Shown by pseudonym, nobody can tell that your handle is yours."),
    )
    bio = forms.CharField(
        label=_("About me"),
        max_length=names.BIO_MOST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    links = LinksField(
        label=_("Links"),
        max_length=names.MOST_LINKS * (names.LINK_MOST + 2),
        required=False,
        help_text=_("At most five web addresses, one a line."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = forms.CharField(
        label=_("Time zone"), max_length=64,
        help_text=_("A name like Africa/Nairobi or UTC. Your daily mail comes in your morning."),
    )  # fmt: skip


class ScopesField(forms.MultipleChoiceField):
    """What a key or a mandate allows."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, offered: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as given
        choices = [(scope, format_lazy("{} – {}", scope, wording.SCOPES[scope])) for scope in offered]
        super().__init__(label=_("It may"), choices=choices, **kwargs)


class KeyForm(forms.Form):
    """A key of one's own."""

    name = forms.CharField(
        label=_("What is it for?"),
        max_length=names.NAME_MOST,
        help_text=_("For you alone, to tell your keys apart."),
    )
    scopes = ScopesField(offered=scopes.SCOPES)
    days = forms.TypedChoiceField(label=_("It ends after"), choices=EXPIRIES, coerce=int, initial=90)


class AgentKeyForm(KeyForm):
    """A key for an agent."""

    scopes = ScopesField(offered=scopes.FOR_AGENTS)


class AgentForm(forms.Form):
    """A new agent."""

    name = forms.CharField(label=_("Name"), max_length=names.NAME_MOST, help_text=_("Only you see it."))


class MandateForm(forms.Form):
    """How far an agent may go."""

    per_call = AmountField(label=_("At most per call, OPEN"))
    per_day = AmountField(label=_("At most per day (UTC), OPEN"))
    in_total = AmountField(label=_("At most in total, OPEN"))
    scopes = ScopesField(offered=scopes.FOR_AGENTS)
    days = forms.TypedChoiceField(label=_("It ends after"), choices=EXPIRIES, coerce=int, initial=30)


class CommunityForm(forms.Form):
    """What is said about a community."""

    title = forms.CharField(label=_("Name"), max_length=names.TITLE_MOST)
    purpose = forms.CharField(
        label=_("Purpose"), max_length=names.PURPOSE_MOST, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What you gather data for, in a few sentences."),
    )  # fmt: skip


class NewCommunityForm(CommunityForm):
    """A new community, with the address that it keeps."""

    slug = forms.CharField(
        label=_("Address"), max_length=names.SLUG_MOST,
        help_text=_("Small letters, digits and hyphens. It becomes part of the address of every datanet, and stays."),
    )  # fmt: skip
    field_order = ["title", "slug", "purpose"]


class AppointForm(forms.Form):
    """Whom to appoint to what."""

    user = forms.CharField(max_length=30)
    role = forms.ChoiceField(choices=[(role, role) for role in (roles.OWNER, roles.STEWARD)])


class DismissForm(forms.Form):
    """Whose role to take back, and why."""

    user = forms.CharField(max_length=30)
    reason = forms.CharField(max_length=500, required=False)


class PreferencesForm(forms.Form):
    """How to be told of each kind of thing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, kind in kinds.KINDS.items():
            offered = [
                choice for choice in Preference.CHOICES if choice[0] != kinds.OFF or not kind.essential
            ]
            self.fields[field_of(code)] = forms.ChoiceField(label=str(wording.KINDS[code]), choices=offered)

    def deliveries(self) -> dict[str, str]:
        """The choices by kind."""
        return {code: self.cleaned_data[field_of(code)] for code in kinds.KINDS}


def field_of(kind: str) -> str:
    """The name of the form's field for a kind."""
    return kind.replace(".", "-")


class LeaveForm(forms.Form):
    """Two things that nobody does by accident."""

    name = forms.CharField(
        label=_("Type your handle, or your pseudonym if you have none"), max_length=names.SLUG_MOST
    )
    password = forms.CharField(
        label=_("Your password"), max_length=passwords.MOST, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip

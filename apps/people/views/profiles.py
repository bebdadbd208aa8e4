"""A person's public page, and the settings of how they are shown."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.foundation import doors
from apps.people.forms import ProfileForm
from apps.people.models import Profile
from apps.people.reports import persons
from apps.people.services import naming
from apps.people.views import answering


@require_safe
def public_profile(request: HttpRequest, word: str) -> HttpResponse:
    """What anybody may know about somebody."""
    page = persons.page(word)
    if page is None:
        raise Http404(_("Nobody here is called that."))
    if page.person.path != request.path:
        return redirect(page.person.path)
    return render(request, "people/profile.html", {"page": page})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile_settings(request: HttpRequest) -> HttpResponse:
    """How I wish to be known."""
    user = answering.person(request)
    profile = Profile.objects.get(user=user)
    form = ProfileForm(request.POST or None, initial=_as_typed(profile, user.handle))
    if request.method == "POST" and form.is_valid():
        with doors.refusals_on(form):
            profile = naming.edit_profile(user=user, **form.cleaned_data)
            messages.success(request, _("Your profile is saved."))
            response = redirect("people:profile-settings")
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME, profile.language, samesite="Lax", httponly=True
            )
            return response
    context = {"form": form, "pseudonym": user.pseudonym}
    return render(request, "people/settings/profile.html", context)


def _as_typed(profile: Profile, handle: str | None) -> dict[str, object]:
    return {
        "handle": handle or "",
        "display_name": profile.display_name,
        "bio": profile.bio,
        "links": "\n".join(profile.links),
        "language": profile.language,
        "time_zone": profile.time_zone,
        "shown_as": profile.shown_as,
    }

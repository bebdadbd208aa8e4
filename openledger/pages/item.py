"""One item of a datanet: its words and their history, what people said and voted, where it is held, what it earned."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.contributions import permissions as contributions
from apps.contributions.core import states
from apps.contributions.reports import history, showing
from apps.contributions.reports import wording as contributed
from apps.datanets import permissions
from apps.datanets.models import Standing
from apps.datanets.reports import standing, wording
from apps.people.models import User
from openledger.pages import item_story
from openledger.pages.item_story import Story


@require_safe
def item(request: HttpRequest, community: str, datanet: str, item_id: str) -> HttpResponse:
    """For whoever reads the datanet's data; what one may do with it depends on who one is."""
    met = standing.at(community, datanet, request.user)
    reader = request.user if isinstance(request.user, User) else None
    curates = permissions.can_curate(met)
    story = item_story.story_of(met.datanet, item_id, reader=request.user, curates=curates)
    if story is None:
        raise Http404(_("There is no such item in this datanet."))
    contributions.require_read_item(met, wrote_it=_wrote_it(story, reader))
    context = {
        "datanet": met.datanet,
        "story": story,
        "licence": wording.licence_name(story.current.licence),
        "origin": contributed.ORIGINS[story.current.given.origin],
        "next": contributed.NEXT[story.current.state],
        **_compared(request, story),
        **(_may(met, story, reader) if reader is not None else {}),
    }
    return render(request, "net/item.html", context)


def _wrote_it(story: Story, reader: User | None) -> bool:
    return reader is not None and any(one.author_pk == reader.pk for one in story.wordings)


def _compared(request: HttpRequest, story: Story) -> dict[str, object]:
    """Any two wordings that this reader may read, held against each other: `?from=rev_…&to=rev_…`."""
    shown = {one.wording.public_id: one.wording for one in story.chapters if one.is_shown}
    old, new = shown.get(request.GET.get("from", "")), shown.get(request.GET.get("to", ""))
    if old is None or new is None:
        return {"comparable": list(shown.values())}
    parts = {part.name: part for part in (*new.parts, *old.parts)}
    fields = showing.fields_of(new.record, parts.values(), before=old.record, files=story.files)
    return {"comparable": list(shown.values()), "compared": fields, "compared_from": old, "compared_to": new}


def _may(met: Standing, story: Story, reader: User) -> dict[str, object]:
    """Which buttons this reader gets, by the predicates that the services ask."""
    to_refine = history.to_refine(story.wordings, reader) if permissions.can_contribute(met) else None
    is_up_for_votes = story.current.state == states.ACCEPTED
    return {
        "to_refine": to_refine,
        "is_asked": to_refine is not None and to_refine.state == states.CHANGES_REQUESTED,
        "may_release": permissions.can_curate(met) and bool(history.to_release(story.wordings, reader)),
        "may_withdraw": bool(history.to_withdraw(story.wordings, reader)),
        "may_vote": permissions.can_review(met) and is_up_for_votes and not _wrote_it(story, reader),
        "is_mine": story.current.author_pk == reader.pk,
    }

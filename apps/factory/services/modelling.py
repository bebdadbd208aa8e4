"""Opening a model: a name in a community, under which releases are offered."""

from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.factory import permissions
from apps.factory.models import Model
from apps.foundation import ids
from apps.foundation.errors import Conflict
from apps.people import permissions as people
from apps.people.core import names
from apps.people.core import states as people_states
from apps.people.models import Community, User
from apps.people.reports import communities
from apps.people.services import auditing, presence

MOST_MODELS: Final = 100


class AddressTaken(Conflict):
    """There is or was a model at that address."""

    code = "address_taken"


@transaction.atomic
def open_model(
    *, builder: User, community: Community, slug: str, title: str, purpose: str = "", now: datetime
) -> Model:
    """A name to release under. It answers nothing until something was trained."""
    people.require(permissions.can_open_model(builder, communities.role_of(community, builder)))
    presence.require_present(builder)
    _lock_open(community)
    if Model.objects.filter(builder=builder).count() >= MOST_MODELS:
        raise Conflict(_("Nobody can have more than %(most)s models.") % {"most": MOST_MODELS})
    model = Model(
        public_id=ids.new("mdl", now=now),
        community=community,
        slug=names.read_slug(slug),
        title=names.read_name(title, field="title", most=names.TITLE_MOST),
        purpose=names.read_text(purpose, field="purpose", most=names.PURPOSE_MOST),
        builder=builder,
        opened_at=now,
    )
    try:
        with transaction.atomic():
            model.save(force_insert=True)
    except IntegrityError as error:
        if "factory_model_address_once" not in str(error):
            raise
        raise AddressTaken(
            _("There is a model at that address. Please choose another."), fields={"/slug": "taken"}
        ) from error
    auditing.record_act(actor_id=builder.public_id, act="model.open", subject_id=model.public_id, now=now)
    return model


def _lock_open(community: Community) -> None:
    """Before the name is taken, as whoever joins in the same act does: in two orders, two would block each other."""
    if Community.objects.select_for_update(no_key=True).get(pk=community.pk).state != people_states.OPEN:
        raise Conflict(_("This community is closed."))

"""Where payment processors report: `POST /api/v1/rails/<name>/reports`, signed with the secret of that rail.

The rail proves that a report is genuine, the people's floor that there is such a person, the book does the rest.
"""

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from apps.foundation.errors import Missing
from apps.ledger.rails.signed_report import SignedReport
from apps.ledger.services import topping_up
from apps.people.reports import public_names


class NoSuchRail(Missing):
    """This host has no rail of that name."""

    code = "no_such_rail"


class NobodyToCredit(Missing):
    """The report is genuine, and the person it names is not here."""

    code = "nobody_to_credit"


@csrf_exempt  # authenticated by its signature, never by a cookie
@require_POST
def report(request: HttpRequest, name: str) -> JsonResponse:
    """Credit what was paid, once for each reference."""
    secret = settings.RAILS.get(name)
    if secret is None:
        raise NoSuchRail("This host has no rail of that name.")
    rail = SignedReport(name=name, secret=secret, now=timezone.now().timestamp())
    receipt = rail.read(headers=request.headers, body=request.body)
    if not public_names.public_names([receipt.person]):
        raise NobodyToCredit("There is nobody with that id here.")
    posted = topping_up.receive(receipt=receipt, now=timezone.now())
    return JsonResponse(
        {"journal": posted.journal_id, "replayed": posted.replayed}, status=200 if posted.replayed else 201
    )

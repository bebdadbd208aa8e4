"""Giving records to a datanet, one or hundreds at once, and asking first what would become of them."""

from typing import Any, ClassVar, Final

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.contributions.api import asking
from apps.contributions.core import consents, findings, limits
from apps.contributions.services import batching
from apps.contributions.services.batching import Batch, Outcome
from apps.datanets.core import schemas
from apps.datanets.reports import wording
from apps.foundation import doors
from apps.foundation.errors import Invalid
from apps.foundation.fields import PublicIdField, idempotent, replayed
from apps.foundation.idempotency import Request as Asked

PROBLEMS_MOST: Final = 2 * schemas.FIELDS_MOST
FINDINGS_MOST: Final = 50
SENTENCE_MOST: Final = 1_000
DRY_RUN: Final = OpenApiParameter(
    "dry_run", {"type": "string", "enum": ["0", "1"]},
    description="With 1 the answer is the same, and nothing is kept.",
)  # fmt: skip


class WrongFlag(Invalid):
    """A flag of an address is 0 or 1."""

    code = "wrong_flag"


class GivingSerializer(asking.SaidSerializer):
    """Records as the schema of the datanet has them, and where they are from."""

    records = serializers.ListField(
        child=asking.RecordField(), min_length=1, max_length=batching.MOST,
        help_text="Each an object with the fields of the record schema.",
    )  # fmt: skip


class RecordProblemSerializer(serializers.Serializer[Any]):
    """What is wrong at one place."""

    pointer = serializers.CharField(max_length=200, help_text="A JSON pointer into the body that was sent.")
    code = serializers.CharField(max_length=60)
    detail = serializers.CharField(max_length=SENTENCE_MOST)


class LikeSerializer(serializers.Serializer[Any]):
    """What a record is a copy of: an item of the datanet, or an earlier record of the same request."""

    item = PublicIdField("itm", allow_null=True)
    number = serializers.IntegerField(min_value=0, max_value=batching.MOST, allow_null=True)
    similarity = serializers.IntegerField(min_value=0, max_value=1_000_000, help_text="In millionths.")


class FindingSerializer(serializers.Serializer[Any]):
    """What a check says: `warn` is shown to reviewers, `block` keeps it from them until a curator looked."""

    kind = serializers.ChoiceField(choices=findings.KINDS)
    severity = serializers.ChoiceField(choices=findings.SEVERITIES)
    checker = serializers.CharField(max_length=40)


class OutcomeSerializer(serializers.Serializer[Any]):
    """What became of one record. One that is much like another is given, and says what it is like."""

    number = serializers.IntegerField(min_value=0, max_value=batching.MOST)
    outcome = serializers.ChoiceField(choices=batching.OUTCOMES)
    item = PublicIdField("itm", allow_null=True)
    revision = PublicIdField("rev", allow_null=True)
    findings = serializers.ListField(
        child=FindingSerializer(), max_length=FINDINGS_MOST, help_text="What checks say about it."
    )
    problems = serializers.ListField(child=RecordProblemSerializer(), max_length=PROBLEMS_MOST)
    like = LikeSerializer(allow_null=True)


class BatchSerializer(serializers.Serializer[Any]):
    """What became of each, in the order in which they were sent."""

    contribution = PublicIdField("ctb", allow_null=True)
    dry_run = serializers.BooleanField()
    given = serializers.IntegerField(min_value=0, max_value=batching.MOST)
    invalid = serializers.IntegerField(min_value=0, max_value=batching.MOST)
    duplicate = serializers.IntegerField(min_value=0, max_value=batching.MOST)
    records = serializers.ListField(child=OutcomeSerializer(), max_length=batching.MOST)


class ConsentSerializer(serializers.Serializer[Any]):
    """The text that contributors agree to."""

    number = serializers.IntegerField(min_value=1, max_value=10_000)
    text = serializers.CharField(max_length=limits.CONSENT_MOST)


class Consent(APIView):
    """What `consent` in a body says that you agree to."""

    scopes: ClassVar = {"GET": asking.READ}

    @extend_schema(operation_id="consent", tags=["contributions"], responses=ConsentSerializer)
    def get(self, request: Request) -> Response:
        return Response({"number": consents.CURRENT, "text": consents.text_of(consents.CURRENT)})


class Giving(APIView):
    """Each record is given, or told why it is not."""

    permission_classes = asking.PRIVATE
    scopes: ClassVar = {"POST": asking.GIVE}

    @extend_schema(
        operation_id="contribute", tags=["contributions"], parameters=[*asking.PLACE, DRY_RUN],
        request=GivingSerializer,
        responses={201: BatchSerializer, 200: BatchSerializer},
    )  # fmt: skip
    @idempotent
    def post(self, request: Request, asked: Asked, **place: str) -> Response:
        met, given, now = asking.met(request, place), doors.read(GivingSerializer, request), timezone.now()
        said = asking.provenance(given, met.datanet, now=now)
        what: dict[str, Any] = {
            "giver": asking.giver(request),
            "datanet": met.datanet,
            "given": given["records"],
            "provenance": said,
            "now": now,
        }
        if _is_dry(request):
            return Response(_told(batching.look(**what), dry_run=True))
        batch = batching.give(**what, request=asked)
        made = status.HTTP_201_CREATED if batch.contribution is not None else status.HTTP_200_OK
        response = Response(_told(batch, dry_run=False), status=made)
        return replayed(response) if batch.replayed else response


def _is_dry(request: Request) -> bool:
    flag = request.query_params.get("dry_run", "0")
    if flag not in {"0", "1"}:
        raise WrongFlag("dry_run is 0 or 1.", fields={"?dry_run": "dry_run is 0 or 1."})
    return flag == "1"


def _told(batch: Batch, *, dry_run: bool) -> dict[str, Any]:
    outcomes = [one.outcome for one in batch.outcomes]
    return {
        "contribution": batch.contribution.public_id if batch.contribution is not None else None,
        "dry_run": dry_run,
        **{name: outcomes.count(name) for name in batching.OUTCOMES},
        "records": [_outcome(one) for one in batch.outcomes],
    }


def _outcome(one: Outcome) -> dict[str, Any]:
    return {
        "number": one.number,
        "outcome": one.outcome,
        "item": one.item or None,
        "revision": one.revision or None,
        "findings": [
            {"kind": found.kind, "severity": found.severity, "checker": found.checker}
            for found in one.findings
        ][:FINDINGS_MOST],
        "problems": [*_problems(one)][:PROBLEMS_MOST],
        "like": _like(one),
    }


def _problems(one: Outcome) -> list[dict[str, str]]:
    place = f"/records/{one.number}"
    found = [
        {
            "pointer": f"{place}{problem.pointer}"[:200],
            "code": problem.code,
            "detail": wording.problem_sentence(problem.code, problem.params)[:SENTENCE_MOST],
        }
        for problem in one.problems
    ]
    if one.refusal:
        found.append(
            {"pointer": f"{place}{one.place}", "code": one.code, "detail": one.refusal[:SENTENCE_MOST]}
        )
    return found


def _like(one: Outcome) -> dict[str, Any] | None:
    if one.copy is None:
        return None
    return {"item": one.copy.item or None, "number": one.copy.row, "similarity": one.copy.similarity}

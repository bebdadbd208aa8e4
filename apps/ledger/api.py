"""The book for programs, under `/api/v1/ledger/`: public, read-only, the same as the explorer shows."""

from django.db.models import QuerySet
from django.http import Http404
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import generics, serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.foundation import ids
from apps.foundation.fields import MoneyField, PublicIdField
from apps.ledger.models import Account, Entry, Journal
from apps.ledger.reports import balances, explorer

MOST_COUNT = 2**62
ACCOUNT_ID = OpenApiParameter(
    "account_id", {"type": "string", "maxLength": ids.MAX_LENGTH}, OpenApiParameter.PATH
)
JOURNAL_ID = OpenApiParameter(
    "journal_id", {"type": "string", "maxLength": ids.MAX_LENGTH}, OpenApiParameter.PATH
)
POOL_ID = OpenApiParameter("pool_id", {"type": "string", "maxLength": ids.MAX_LENGTH}, OpenApiParameter.PATH)


class JournalSerializer(serializers.Serializer[Journal]):
    """A journal in a list."""

    id = PublicIdField("txn", source="public_id")
    kind = serializers.CharField(max_length=40)
    about = serializers.CharField(max_length=80, help_text="Public id of the cause, or empty.")
    posted_at = serializers.DateTimeField()
    entries = serializers.IntegerField(min_value=2, max_value=1_000_001)
    moved = MoneyField()


class LineSerializer(serializers.Serializer[explorer.Line]):
    """What a journal did to one account."""

    account = PublicIdField("acc", source="account_id")
    code = serializers.CharField(max_length=200)
    seq = serializers.IntegerField(min_value=1, max_value=MOST_COUNT)
    amount = MoneyField()
    balance_after = MoneyField()


class JournalDetailSerializer(serializers.Serializer[explorer.JournalDetail]):
    """One journal with its entries."""

    id = PublicIdField("txn", source="row.public_id")
    kind = serializers.CharField(max_length=40, source="row.kind")
    about = serializers.CharField(max_length=80, source="row.about")
    posted_at = serializers.DateTimeField(source="row.posted_at")
    moved = MoneyField(source="row.moved")
    reverses = serializers.CharField(
        max_length=ids.MAX_LENGTH, help_text="The journal that this one takes back."
    )
    reversed_by = serializers.CharField(max_length=ids.MAX_LENGTH)
    entries_in_all = serializers.IntegerField(source="row.entries", min_value=2, max_value=1_000_001)
    entries = serializers.ListField(
        child=LineSerializer(),
        source="lines",
        max_length=explorer.MOST_LINES,
        help_text="The first 200 of them.",
    )


class AccountSerializer(serializers.Serializer[explorer.AccountDetail]):
    """One account as it stands."""

    id = PublicIdField("acc", source="public_id")
    code = serializers.CharField(max_length=200)
    kind = serializers.CharField(max_length=20)
    balance = MoneyField()
    entries = serializers.IntegerField(min_value=0, max_value=MOST_COUNT)
    opened_at = serializers.DateTimeField()


class EntrySerializer(serializers.Serializer[Entry]):
    """One entry in the life of an account."""

    seq = serializers.IntegerField(min_value=1, max_value=MOST_COUNT)
    journal = PublicIdField("txn", source="journal.public_id")
    kind = serializers.CharField(max_length=40, source="journal.kind")
    about = serializers.CharField(max_length=80, source="journal.about")
    posted_at = serializers.DateTimeField(source="journal.posted_at")
    amount = MoneyField()
    balance_after = MoneyField()


class PoolSerializer(serializers.Serializer[explorer.PoolDetail]):
    """A pool's public figures."""

    id = PublicIdField("pol", source="public_id")
    code = serializers.CharField(max_length=200)
    account = PublicIdField("acc", source="account_id")
    state = serializers.ChoiceField(choices=["filling", "open", "closing", "closed"])
    members = serializers.IntegerField(min_value=0, max_value=MOST_COUNT)
    total_weight = serializers.SerializerMethodField(help_text="A string: it may be beyond 2^53.")
    paid_in = MoneyField()
    claimed = MoneyField()
    seal = serializers.CharField(max_length=64, help_text="SHA-256 over members and weights, in hex.")
    sealed_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)

    @extend_schema_field({"type": "string", "maxLength": 20, "pattern": "^[0-9]+$"})
    def get_total_weight(self, pool: explorer.PoolDetail) -> str:
        return str(pool.total_weight)


class KindSerializer(serializers.Serializer[explorer.BalanceRow]):
    """One line of the trial balance."""

    kind = serializers.CharField(max_length=20)
    accounts = serializers.IntegerField(min_value=0, max_value=MOST_COUNT)
    balance = MoneyField()


class TrialBalanceSerializer(serializers.Serializer[balances.HostFigures]):
    """Where all OPEN is; the sum is zero."""

    kinds = serializers.ListField(child=KindSerializer(), max_length=10)
    issued = MoneyField()
    held = MoneyField()
    paid_out = MoneyField()
    sum = MoneyField()


class Journals(generics.ListAPIView[Journal]):
    """All journals, newest first."""

    permission_classes = (AllowAny,)
    serializer_class = JournalSerializer
    ordering = ("-id",)

    def get_queryset(self) -> QuerySet[Journal]:
        return explorer.with_moved(Journal.objects.all())


class JournalDetail(APIView):
    """One journal."""

    permission_classes = (AllowAny,)

    @extend_schema(parameters=[JOURNAL_ID], responses=JournalDetailSerializer)
    def get(self, request: Request, journal_id: str) -> Response:
        found = explorer.journal(journal_id)
        if found is None:
            raise Http404(_("The book has no such journal."))
        return Response(JournalDetailSerializer(found).data)


class AccountDetail(APIView):
    """One account."""

    permission_classes = (AllowAny,)

    @extend_schema(parameters=[ACCOUNT_ID], responses=AccountSerializer)
    def get(self, request: Request, account_id: str) -> Response:
        found = explorer.account(account_id)
        if found is None:
            raise Http404(_("The book has no such account."))
        return Response(AccountSerializer(found).data)


@extend_schema(parameters=[ACCOUNT_ID])
class AccountEntries(generics.ListAPIView[Entry]):
    """The history of one account, newest first."""

    permission_classes = (AllowAny,)
    serializer_class = EntrySerializer
    ordering = ("-seq",)

    def get_queryset(self) -> QuerySet[Entry]:
        if getattr(self, "swagger_fake_view", False):
            return Entry.objects.none()
        account = generics.get_object_or_404(Account, public_id=self.kwargs["account_id"])
        return Entry.objects.filter(account=account).select_related("journal")


class PoolDetail(APIView):
    """One pool."""

    permission_classes = (AllowAny,)

    @extend_schema(parameters=[POOL_ID], responses=PoolSerializer)
    def get(self, request: Request, pool_id: str) -> Response:
        found = explorer.pool(pool_id)
        if found is None:
            raise Http404(_("The book has no such pool."))
        return Response(PoolSerializer(found).data)


class TrialBalance(APIView):
    """All accounts by kind; they sum to zero."""

    permission_classes = (AllowAny,)

    @extend_schema(responses=TrialBalanceSerializer)
    def get(self, request: Request) -> Response:
        figures = balances.host_figures()
        kinds = [KindSerializer(row).data for row in explorer.trial_balance()]
        totals = {name: getattr(figures, name).as_json() for name in ("issued", "held", "paid_out", "sum")}
        return Response({"kinds": kinds, **totals})


urlpatterns: list[URLPattern] = [
    path("journals", Journals.as_view(), name="journals"),
    path("journals/<str:journal_id>", JournalDetail.as_view(), name="journal"),
    path("accounts/<str:account_id>", AccountDetail.as_view(), name="account"),
    path("accounts/<str:account_id>/entries", AccountEntries.as_view(), name="entries"),
    path("pools/<str:pool_id>", PoolDetail.as_view(), name="pool"),
    path("trial-balance", TrialBalance.as_view(), name="trial-balance"),
]

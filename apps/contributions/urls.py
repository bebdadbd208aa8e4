"""Addresses of the contributions floor."""

from django.urls import URLPattern, path

from apps.contributions.api import giving as giving_api
from apps.contributions.api import items as items_api
from apps.contributions.api import known, resumable
from apps.contributions.api import needs as needs_api
from apps.contributions.api import own as own_api
from apps.contributions.views import files, giving, hints, items, own, pasting, refining, uploading, uploads

app_name = "contributions"

urlpatterns: list[URLPattern] = [
    path("blobs/<str:sha256>", files.blob, name="blob"),
    path("blobs/<str:sha256>/small", files.thumbnail, name="thumbnail"),
    path("contributions/", own.own_contributions, name="own"),
    path("contributions/drafts/", giving.drafts, name="drafts"),
    path("contributions/drafts/<str:token>/", giving.give_draft, name="draft"),
    path("contributions/drafts/<str:token>/discard/", giving.discard_draft, name="draft-discard"),
    path("d/<slug:community>/<slug:datanet>/contribute/", giving.contribute, name="contribute"),
    path("d/<slug:community>/<slug:datanet>/contribute/copies/", hints.copies, name="copies"),
    path("d/<slug:community>/<slug:datanet>/items/", items.items, name="items"),
    path("d/<slug:community>/<slug:datanet>/items/<str:item_id>/refine/", refining.refine, name="refine"),
    path("d/<slug:community>/<slug:datanet>/items/<str:item_id>/release/", refining.release, name="release"),
    path(
        "d/<slug:community>/<slug:datanet>/items/<str:item_id>/withdraw/", refining.withdraw, name="withdraw"
    ),
    path("d/<slug:community>/<slug:datanet>/contribute/upload/", uploading.upload, name="upload"),
    path("d/<slug:community>/<slug:datanet>/contribute/paste/", pasting.paste, name="paste"),
    path("uploads/", uploads.listed, name="uploads"),
    path("uploads/group/<slug:group>/", uploads.group, name="uploads-group"),
    path("uploads/group/<slug:group>/progress/", uploads.group_progress, name="uploads-group-progress"),
    path("uploads/group/<slug:group>/submit/", uploads.submit_group, name="uploads-group-submit"),
    path("uploads/<str:upload_id>/", uploads.one, name="uploads-one"),
    path("uploads/<str:upload_id>/progress/", uploads.progress, name="uploads-progress"),
    path("uploads/<str:upload_id>/mapping/", uploads.mapping, name="uploads-mapping"),
    path("uploads/<str:upload_id>/report.csv", uploads.report, name="uploads-report"),
    path("uploads/<str:upload_id>/submit/", uploads.submit, name="uploads-submit"),
    path("uploads/<str:upload_id>/cancel/", uploads.cancel, name="uploads-cancel"),
]

uploads_urlpatterns: list[URLPattern] = [
    path("", resumable.Creation.as_view(), name="uploads"),
    path("check", known.Check.as_view(), name="check"),
    path("<str:public_id>", resumable.Resource.as_view(), name="upload"),
]

_NET = "datanets/<slug:community>/<slug:datanet>"
_NEED = f"{_NET}/needs/<str:need_id>"
#: Included by the roof under `/api/v1/`.
api_urlpatterns: list[URLPattern] = [
    path("consent", giving_api.Consent.as_view(), name="consent"),
    path("contributions", own_api.Contributions.as_view(), name="contributions"),
    path("contributions/<str:contribution_id>", own_api.One.as_view(), name="contribution"),
    path("contributions/<str:contribution_id>/wordings", own_api.Wordings.as_view(), name="wordings"),
    path(f"{_NET}/contributions", giving_api.Giving.as_view(), name="contribute"),
    path(f"{_NET}/items", items_api.Items.as_view(), name="items"),
    path(f"{_NET}/items/<str:item_id>", items_api.One.as_view(), name="item"),
    path(f"{_NET}/items/<str:item_id>/revisions", items_api.Refining.as_view(), name="refine"),
    path(f"{_NET}/items/<str:item_id>/withdraw", items_api.Withdrawing.as_view(), name="withdraw"),
    path(f"{_NET}/needs", needs_api.Needs.as_view(), name="needs"),
    path(_NEED, needs_api.One.as_view(), name="need"),
    path(f"{_NEED}/close", needs_api.Closing.as_view(), name="need-close"),
    path(f"{_NEED}/reopen", needs_api.Reopening.as_view(), name="need-reopen"),
    path(f"{_NEED}/claims", needs_api.Claiming.as_view(), name="need-claim"),
    path(f"{_NEED}/claims/<str:claim_id>", needs_api.Claim.as_view(), name="claim"),
    path(f"{_NEED}/claims/<str:claim_id>/renew", needs_api.Renewing.as_view(), name="claim-renew"),
]

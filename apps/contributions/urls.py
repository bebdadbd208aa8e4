"""Addresses of the contributions floor."""

from django.urls import URLPattern, path

from apps.contributions.api import resumable
from apps.contributions.views import files, giving, hints, items, own, refining, uploading, uploads

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
    path(
        "d/<slug:community>/<slug:datanet>/items/<str:item_id>/withdraw/", refining.withdraw, name="withdraw"
    ),
    path("d/<slug:community>/<slug:datanet>/contribute/upload/", uploading.upload, name="upload"),
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
    path("<str:public_id>", resumable.Resource.as_view(), name="upload"),
]

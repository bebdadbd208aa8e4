"""Addresses of the snapshots floor."""

from django.urls import URLPattern, path

from apps.snapshots.api import forking as fork_api
from apps.snapshots.views import diffs, files, forking, freezing, versions

app_name = "snapshots"

urlpatterns: list[URLPattern] = [
    path("d/<slug:community>/<slug:datanet>/versions/", versions.versions, name="versions"),
    path("d/<slug:community>/<slug:datanet>/versions/propose/", freezing.propose, name="propose"),
    path("d/<slug:community>/<slug:datanet>/versions/<str:before>...<str:after>/", diffs.diff, name="diff"),
    path("d/<slug:community>/<slug:datanet>/versions/<str:version>/vote/", freezing.vote, name="vote"),
    path(
        "d/<slug:community>/<slug:datanet>/versions/<str:version>/publish/", freezing.publish, name="publish"
    ),
    path(
        "d/<slug:community>/<slug:datanet>/versions/<str:version>/abandon/", freezing.abandon, name="abandon"
    ),
    path("d/<slug:community>/<slug:datanet>/versions/<str:version>/fork/", forking.fork, name="fork"),
    path("d/<slug:community>/<slug:datanet>/versions/<str:version>/yank/", freezing.yank, name="yank"),
    path(
        "d/<slug:community>/<slug:datanet>/versions/<str:version>/manifest.json",
        files.manifest,
        name="manifest",
    ),
    path(
        "d/<slug:community>/<slug:datanet>/versions/<str:version>/context.<str:form>",
        files.context,
        name="context",
    ),
    path(
        "d/<slug:community>/<slug:datanet>/versions/<str:version>/data.<str:form>",
        files.download,
        name="download",
    ),
]

#: Included by the roof under `/api/v1/`.
api_urlpatterns: list[URLPattern] = [
    path(
        "datanets/<slug:community>/<slug:datanet>/versions/<str:version>/fork",
        fork_api.Fork.as_view(),
        name="fork",
    ),
]

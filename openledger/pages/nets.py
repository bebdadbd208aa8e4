"""Addresses of a datanet's pages on which facts of several floors meet. They are named `net:…`."""

from django.urls import URLPattern, path

from openledger.pages import datanet, health, item, needs, schema, version

app_name = "net"

urlpatterns: list[URLPattern] = [
    path("d/<slug:community>/<slug:datanet>/", datanet.overview, name="overview"),
    path("d/<slug:community>/<slug:datanet>/health/", health.page, name="health"),
    path("d/<slug:community>/<slug:datanet>/schema/edit/", schema.edit, name="schema-edit"),
    path("d/<slug:community>/<slug:datanet>/needs/", needs.board, name="needs"),
    path("d/<slug:community>/<slug:datanet>/needs/new/", needs.new, name="need-new"),
    path("d/<slug:community>/<slug:datanet>/needs/<str:need>/close/", needs.close, name="need-close"),
    path("d/<slug:community>/<slug:datanet>/needs/<str:need>/reopen/", needs.reopen, name="need-reopen"),
    path("d/<slug:community>/<slug:datanet>/needs/<str:need>/claim/", needs.claim, name="need-claim"),
    path("d/<slug:community>/<slug:datanet>/claims/<str:claim>/renew/", needs.renew, name="claim-renew"),
    path(
        "d/<slug:community>/<slug:datanet>/claims/<str:claim>/release/", needs.release, name="claim-release"
    ),
    path("d/<slug:community>/<slug:datanet>/items/<str:item_id>/", item.item, name="item"),
    path("d/<slug:community>/<slug:datanet>/versions/<str:version>/", version.version, name="version"),
]

"""Addresses of a datanet's pages on which facts of several floors meet. They are named `net:…`."""

from django.urls import URLPattern, path

from openledger.pages import datanet, item, version

app_name = "net"

urlpatterns: list[URLPattern] = [
    path("d/<slug:community>/<slug:datanet>/", datanet.overview, name="overview"),
    path("d/<slug:community>/<slug:datanet>/items/<str:item_id>/", item.item, name="item"),
    path("d/<slug:community>/<slug:datanet>/versions/<str:version>/", version.version, name="version"),
]

"""What of `/api/` is the house's own; each floor brings its addresses under `/api/v1/`."""

from django.urls import path

from openledger.api.root import OpenApi, Root
from openledger.pages import api_docs

app_name = "api"

urlpatterns = [
    path("v1/", Root.as_view(), name="root"),
    path("openapi.json", OpenApi.as_view(), name="openapi"),
    path("docs/", api_docs.reference, name="docs"),
    path("docs/errors", api_docs.refusals, name="refusals"),
]

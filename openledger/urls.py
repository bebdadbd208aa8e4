"""Every address of the site, floor by floor: the roof's own pages first, then what each floor brings."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from apps.contributions import urls as contributions
from apps.datanets import urls as datanets
from apps.inference import api as inference_api
from apps.ledger import api as ledger_api
from apps.people import urls as people
from apps.snapshots import urls as snapshots
from openledger.pages import (
    balance,
    colours,
    design,
    explorer,
    home,
    pulse,
    rails,
    search,
    status,
    top_ups,
)
from openledger.pages.datanets import all_datanets

urlpatterns: list[URLPattern | URLResolver] = [
    # roof
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("theme/", colours.choose, name="theme"),
    path("docs/design/", design.design, name="design"),
    path("pulse/", pulse.pulse, name="pulse"),
    path("healthz", status.health, name="health"),
    path("status/", status.status, name="status"),
    path("metrics", status.metrics, name="metrics"),
    path("admin/", admin.site.urls),
    path("api/", include("openledger.api.urls")),
    path("api/v1/rails/<str:name>/reports", rails.report, name="rail-report"),
    # people
    path("accounts/", include("allauth.urls")),
    path("", include(people)),
    path("api/v1/", include((people.api_urlpatterns, "people-api"))),
    # ledger
    path("ledger/", include((explorer.urlpatterns, "ledger"))),
    path("balance/", balance.balance, name="balance"),
    path("operations/", include((top_ups.urlpatterns, "operations"))),
    path("api/v1/ledger/", include((ledger_api.urlpatterns, "ledger-api"))),
    # data, from what is given to what is earned
    path("", include(([path("datanets/", all_datanets, name="list"), *datanets.urlpatterns], "datanets"))),
    path("api/v1/", include((datanets.api_urlpatterns, "datanets-api"))),
    path("", include("apps.contributions.urls")),
    path("api/v1/uploads/", include((contributions.uploads_urlpatterns, "uploads-api"))),
    path("api/v1/", include((contributions.api_urlpatterns, "contributions-api"))),
    path("", include("apps.curation.urls")),
    path("", include("apps.snapshots.urls")),
    path("api/v1/", include((snapshots.api_urlpatterns, "snapshots-api"))),
    path("", include("apps.factory.urls")),
    path("", include("apps.inference.urls")),
    path("v1/", include((inference_api.urlpatterns, "v1"))),
    path("", include("apps.rewards.urls")),
    path("", include("openledger.pages.nets")),
]

handler400 = handler403 = handler404 = "openledger.errors.refused"
handler500 = "openledger.errors.broken"

"""Addresses of the contributions floor."""

from django.urls import URLPattern, path

from apps.contributions.views import giving, items, own, refining

app_name = "contributions"

urlpatterns: list[URLPattern] = [
    path("contributions/", own.own_contributions, name="own"),
    path("contributions/drafts/", giving.drafts, name="drafts"),
    path("contributions/drafts/<str:token>/", giving.give_draft, name="draft"),
    path("contributions/drafts/<str:token>/discard/", giving.discard_draft, name="draft-discard"),
    path("d/<slug:community>/<slug:datanet>/contribute/", giving.contribute, name="contribute"),
    path("d/<slug:community>/<slug:datanet>/items/", items.items, name="items"),
    path("d/<slug:community>/<slug:datanet>/items/<str:item_id>/refine/", refining.refine, name="refine"),
    path(
        "d/<slug:community>/<slug:datanet>/items/<str:item_id>/withdraw/", refining.withdraw, name="withdraw"
    ),
]

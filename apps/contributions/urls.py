"""Addresses of the contributions floor."""

from django.urls import URLPattern, path

from apps.contributions.views import giving, items, own

app_name = "contributions"

urlpatterns: list[URLPattern] = [
    path("contributions/", own.own_contributions, name="own"),
    path("d/<slug:community>/<slug:datanet>/contribute/", giving.contribute, name="contribute"),
    path("d/<slug:community>/<slug:datanet>/items/", items.items, name="items"),
    path("d/<slug:community>/<slug:datanet>/items/<str:item_id>/refine/", giving.refine, name="refine"),
    path("d/<slug:community>/<slug:datanet>/items/<str:item_id>/withdraw/", giving.withdraw, name="withdraw"),
]

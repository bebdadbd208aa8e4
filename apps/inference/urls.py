"""Addresses of the inference floor."""

from django.urls import URLPattern, path

from apps.inference.views import asking, calls, models, offering

app_name = "inference"

urlpatterns: list[URLPattern] = [
    path("models/", models.all_models, name="models"),
    path("m/<slug:community>/<slug:model>/", models.model, name="model"),
    path("m/<slug:community>/<slug:model>/offer/", offering.offer, name="offer"),
    path("m/<slug:community>/<slug:model>/offer/close/", offering.close, name="close"),
    path("m/<slug:community>/<slug:model>/ask/", asking.ask, name="ask"),
    path("calls/", calls.own_calls, name="calls"),
    path("calls/<str:call_id>/", calls.call, name="call"),
]

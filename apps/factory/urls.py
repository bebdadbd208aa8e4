"""Addresses of the factory floor."""

from django.urls import URLPattern, path

from apps.factory.views import making, runs

app_name = "factory"

urlpatterns: list[URLPattern] = [
    path("m/new/", making.new_model, name="new"),
    path("m/<slug:community>/<slug:model>/train/", making.train, name="train"),
    path("m/<slug:community>/<slug:model>/runs/<str:run_id>/", runs.run, name="run"),
    path("m/<slug:community>/<slug:model>/runs/<str:run_id>/cancel/", runs.cancel, name="cancel"),
]

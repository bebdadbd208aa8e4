"""Addresses of the rewards floor."""

from django.urls import URLPattern, path

from apps.rewards.views import earnings, why

app_name = "rewards"

urlpatterns: list[URLPattern] = [
    path("earnings/", earnings.earnings, name="earnings"),
    path("earnings/why/<str:call_id>.json", why.why_json, name="why-json"),
    path("earnings/why/<str:call_id>/", why.why, name="why"),
]

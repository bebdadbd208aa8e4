"""Addresses of the datanets floor."""

from django.urls import URLPattern, path

from apps.datanets.views import lists, opening, rules

app_name = "datanets"

urlpatterns: list[URLPattern] = [
    path("datanets/", lists.all_datanets, name="list"),
    path("c/<slug:community>/datanets/new/", opening.new_datanet, name="new"),
    path("d/<slug:community>/<slug:datanet>/rules/", rules.rules, name="rules"),
    path("d/<slug:community>/<slug:datanet>/rules/edit/", rules.edit_rules, name="rules-edit"),
    path("d/<slug:community>/<slug:datanet>/context/edit/", rules.edit_context, name="context-edit"),
]

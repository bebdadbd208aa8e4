"""Addresses of the datanets floor."""

from django.urls import URLPattern, path

from apps.datanets.views import context, lists, opening, rules

app_name = "datanets"

urlpatterns: list[URLPattern] = [
    path("datanets/", lists.all_datanets, name="list"),
    path("c/<slug:community>/datanets/new/", opening.new_datanet, name="new"),
    path("d/<slug:community>/<slug:datanet>/rules/", rules.rules, name="rules"),
    path("d/<slug:community>/<slug:datanet>/rules/edit/", rules.edit_rules, name="rules-edit"),
    path("d/<slug:community>/<slug:datanet>/context/", context.context, name="context"),
    path("d/<slug:community>/<slug:datanet>/context/edit/", context.edit, name="context-edit"),
    path("d/<slug:community>/<slug:datanet>/context/<int:number>/", context.context, name="context-version"),
    path(
        "d/<slug:community>/<slug:datanet>/context/<int:before>...<int:after>/",
        context.difference,
        name="context-difference",
    ),
]

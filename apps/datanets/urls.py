"""Addresses of the datanets floor."""

from django.urls import URLPattern, path

from apps.datanets.api import access as access_api
from apps.datanets.api import contexts as contexts_api
from apps.datanets.api import nets as nets_api
from apps.datanets.api import people as people_api
from apps.datanets.api import rules as rules_api
from apps.datanets.views import asking, context, opening, people, rules, settings

app_name = "datanets"

urlpatterns: list[URLPattern] = [
    path("c/<slug:community>/datanets/new/", opening.new_datanet, name="new"),
    path("d/<slug:community>/<slug:datanet>/settings/", settings.settings, name="settings"),
    path("d/<slug:community>/<slug:datanet>/settings/openness/", settings.open_up, name="settings-openness"),
    path("d/<slug:community>/<slug:datanet>/settings/close/", settings.close, name="close"),
    path("d/<slug:community>/<slug:datanet>/people/", people.all_people, name="people"),
    path("d/<slug:community>/<slug:datanet>/people/role/", people.change_role, name="change-role"),
    path("d/<slug:community>/<slug:datanet>/people/dismiss/", people.dismiss, name="dismiss"),
    path("d/<slug:community>/<slug:datanet>/people/step-down/", people.step_down, name="step-down"),
    path("d/<slug:community>/<slug:datanet>/people/<str:request_id>/grant/", people.grant, name="grant"),
    path(
        "d/<slug:community>/<slug:datanet>/people/<str:request_id>/decline/", people.decline, name="decline"
    ),
    path("d/<slug:community>/<slug:datanet>/ask/", asking.ask, name="ask"),
    path(
        "d/<slug:community>/<slug:datanet>/ask/<str:request_id>/take-back/",
        asking.take_back,
        name="take-back",
    ),
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

_NET = "datanets/<slug:community>/<slug:datanet>"
#: Included by the roof under `/api/v1/`.
api_urlpatterns: list[URLPattern] = [
    path("datanets", nets_api.Datanets.as_view(), name="datanets"),
    path(_NET, nets_api.One.as_view(), name="datanet"),
    path(f"{_NET}/openness", nets_api.OpenUp.as_view(), name="openness"),
    path(f"{_NET}/schema", rules_api.RecordSchema.as_view(), name="schema"),
    path(f"{_NET}/rules", rules_api.Versions.as_view(), name="rules"),
    path(f"{_NET}/rules/in-force", rules_api.InForce.as_view(), name="rules-in-force"),
    path(f"{_NET}/contexts", contexts_api.Versions.as_view(), name="contexts"),
    path(f"{_NET}/contexts/newest", contexts_api.Newest.as_view(), name="context"),
    path(f"{_NET}/people", people_api.People.as_view(), name="people"),
    path(f"{_NET}/people/<str:user_id>", people_api.Seat.as_view(), name="seat"),
    path(f"{_NET}/access-requests", access_api.Requests.as_view(), name="access-requests"),
    path(f"{_NET}/access-requests/<str:request_id>/grant", access_api.Grant.as_view(), name="grant"),
    path(f"{_NET}/access-requests/<str:request_id>/decline", access_api.Decline.as_view(), name="decline"),
    path(
        f"{_NET}/access-requests/<str:request_id>/take-back", access_api.TakeBack.as_view(), name="take-back"
    ),
]

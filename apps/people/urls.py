"""Addresses of the people floor: pages at the root of the site, and what the API offers under `/api/v1/`."""

from django.urls import URLPattern, path
from django.views.generic import RedirectView

from apps.people.api import agents as agents_api
from apps.people.api import communities as communities_api
from apps.people.api import keys as keys_api
from apps.people.api import me as me_api
from apps.people.api import notifications as notifications_api
from apps.people.views import agents, communities, keys, notifications, own_data, profiles, security

app_name = "people"

urlpatterns: list[URLPattern] = [
    path("u/<str:word>/", profiles.public_profile, name="profile"),
    path("c/", communities.all_communities, name="communities"),
    path("c/new/", communities.new_community, name="community-new"),
    path("c/<slug:slug>/", communities.community_page, name="community"),
    path("c/<slug:slug>/members/", communities.community_members, name="community-members"),
    path("c/<slug:slug>/edit/", communities.edit_community, name="community-edit"),
    path("c/<slug:slug>/join/", communities.join, name="community-join"),
    path("c/<slug:slug>/leave/", communities.leave, name="community-leave"),
    path("c/<slug:slug>/appoint/", communities.appoint, name="community-appoint"),
    path("c/<slug:slug>/dismiss/", communities.dismiss, name="community-dismiss"),
    path("c/<slug:slug>/close/", communities.close, name="community-close"),
    path("notifications/", notifications.notifications, name="notifications"),
    path("notifications/read/", notifications.mark_all_read, name="notifications-read"),
    path("notifications/<str:notification_id>/", notifications.follow, name="notification"),
    path("settings/", RedirectView.as_view(pattern_name="people:profile-settings"), name="settings"),
    path("settings/profile/", profiles.profile_settings, name="profile-settings"),
    path("settings/security/", security.security, name="security"),
    path("settings/security/end-others/", security.end_other_sessions, name="end-other-sessions"),
    path("settings/keys/", keys.own_keys, name="keys"),
    path("settings/keys/<str:key_id>/revoke/", keys.revoke_key, name="key-revoke"),
    path("settings/agents/", agents.own_agents, name="agents"),
    path("settings/agents/<str:agent_id>/", agents.agent_page, name="agent"),
    path("settings/agents/<str:agent_id>/mandate/", agents.grant_mandate, name="mandate"),
    path("settings/agents/<str:agent_id>/withdraw/", agents.withdraw_mandate, name="mandate-withdraw"),
    path("settings/agents/<str:agent_id>/key/", agents.agent_key, name="agent-key"),
    path("settings/agents/<str:agent_id>/close/", agents.close_agent, name="agent-close"),
    path("settings/notifications/", notifications.notification_settings, name="notification-settings"),
    path("settings/your-data/", own_data.your_data, name="your-data"),
    path("settings/your-data/download/", own_data.take_out, name="take-out"),
    path("settings/leave/", own_data.leave, name="leave"),
]

#: Included by the roof under `/api/v1/`.
api_urlpatterns: list[URLPattern] = [
    path("me", me_api.Me.as_view(), name="me"),
    path("people/<str:word>", me_api.Person.as_view(), name="person"),
    path("communities", communities_api.Communities.as_view(), name="communities"),
    path("communities/<slug:slug>", communities_api.One.as_view(), name="community"),
    path("communities/<slug:slug>/members", communities_api.Members.as_view(), name="community-members"),
    path("communities/<slug:slug>/members/me", communities_api.OwnSeat.as_view(), name="community-own-seat"),
    path(
        "communities/<slug:slug>/members/<str:user_id>", communities_api.Seat.as_view(), name="community-seat"
    ),
    path("agents", agents_api.Agents.as_view(), name="agents"),
    path("agents/<str:agent_id>", agents_api.One.as_view(), name="agent"),
    path("agents/<str:agent_id>/mandates", agents_api.Mandates.as_view(), name="agent-mandates"),
    path("agents/<str:agent_id>/mandates/current", agents_api.CurrentMandate.as_view(), name="agent-mandate"),
    path("agents/<str:agent_id>/spendings", agents_api.Spendings.as_view(), name="agent-spendings"),
    path("keys", keys_api.Keys.as_view(), name="keys"),
    path("keys/pattern", keys_api.Pattern.as_view(), name="key-pattern"),
    path("keys/revoke-leaked", keys_api.RevokeLeaked.as_view(), name="keys-revoke-leaked"),
    path("keys/<str:key_id>", keys_api.One.as_view(), name="key"),
    path("notifications", notifications_api.Notifications.as_view(), name="notifications"),
    path("notifications/read", notifications_api.Read.as_view(), name="notifications-read"),
]

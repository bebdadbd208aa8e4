"""Who is answered what: a row for every method of every address, a letter for every actor.

`+` let through, `?` asked to sign in, `-` forbidden, `0` not found, `x` not by that method, `~` out of reach. The
letters stand in the order of `matrix.PEOPLE`: visitor, stranger, member, reader, contributor, reviewer, curator, owner,
steward and founder of the community, staff; for the API then the owner's key with every scope, the key of their agent,
and one with a scope that opens nothing. Reader, contributor and reviewer are no members.
"""

from collections.abc import Mapping
from typing import Any, Final

from tests.api import matrix
from tests.api.matrix import Row

#: name, method, and the letters: of public datanets, then of private and of gated ones where those differ.
TABLE: Final = """
home                                 GET    +++++++++++
search                               GET    +++++++++++
theme                                POST   +++++++++++
design                               GET    +++++++++++
pulse                                GET    +++++++++++
health                               GET    ~~~~~~~~~~~
status                               GET    +++++++++++
metrics                              GET    +++++++++++
api:root                             GET    ++++++++++++++
api:openapi                          GET    +++++++++++
api:docs                             GET    +++++++++++
api:refusals                         GET    +++++++++++
rail-report                          POST   00000000000000
account_login                        GET    +++++++++++
account_login                        POST   +++++++++++
account_logout                       GET    +++++++++++
account_logout                       POST   +++++++++++
account_inactive                     GET    +++++++++++
account_signup                       GET    +++++++++++
account_signup                       POST   +++++++++++
account_reauthenticate               GET    ?++++++++++
account_reauthenticate               POST   ?++++++++++
account_email                        GET    ?++++++++++
account_email                        POST   ?++++++++++
account_email_verification_sent      GET    +++++++++++
account_email_verification_sent      POST   xxxxxxxxxxx
account_change_password              GET    ?++++++++++
account_change_password              POST   ?++++++++++
account_set_password                 GET    ?++++++++++
account_set_password                 POST   ?++++++++++
account_reset_password               GET    +++++++++++
account_reset_password               POST   +++++++++++
account_confirm_login_code           GET    ?++++++++++
account_confirm_login_code           POST   ?++++++++++
account_confirm_email                GET    +++++++++++
account_confirm_email                POST   00000000000
account_reset_password_from_key_done GET    +++++++++++
account_reset_password_from_key      GET    +++++++++++
account_reset_password_from_key      POST   +++++++++++
account_reset_password_done          GET    +++++++++++
mfa_index                            GET    ?++++++++++
mfa_authenticate                     GET    ?++++++++++
mfa_authenticate                     POST   ?++++++++++
mfa_reauthenticate                   GET    ?++++++++++
mfa_reauthenticate                   POST   ?++++++++++
mfa_activate_totp                    GET    ?++++++++++
mfa_activate_totp                    POST   ?++++++++++
mfa_deactivate_totp                  GET    ?0000000000
mfa_deactivate_totp                  POST   ?0000000000
mfa_view_recovery_codes              GET    ?0000000000
mfa_generate_recovery_codes          GET    ?++++++++++
mfa_generate_recovery_codes          POST   ?++++++++++
mfa_download_recovery_codes          GET    ?0000000000
mfa_list_webauthn                    GET    ?++++++++++
mfa_add_webauthn                     GET    ?++++++++++
mfa_add_webauthn                     POST   ?++++++++++
mfa_reauthenticate_webauthn          GET    ?++++++++++
mfa_reauthenticate_webauthn          POST   ?++++++++++
mfa_remove_webauthn                  GET    ?++++++++++
mfa_remove_webauthn                  POST   ?++++++++++
mfa_remove_webauthn                  DELETE ?++++++++++
mfa_edit_webauthn                    GET    ?++++++++++
mfa_edit_webauthn                    POST   ?++++++++++
mfa_login_webauthn                   GET    ?++++++++++
mfa_login_webauthn                   POST   ?++++++++++
people:profile                       GET    +++++++++++
people:communities                   GET    +++++++++++
people:community-new                 GET    ?++++++++++
people:community-new                 POST   ?++++++++++
people:community                     GET    +++++++++++
people:community-members             GET    +++++++++++
people:community-edit                GET    ?------+++-
people:community-edit                POST   ?------+++-
people:community-join                POST   ?++++++++++
people:community-leave               POST   ?0+000++++0
people:community-appoint             POST   ?--------+-
people:community-dismiss             POST   ?--------+-
people:community-close               POST   ?--------+-
people:notifications                 GET    ?++++++++++
people:notifications-read            POST   ?++++++++++
people:notification                  POST   ?000000+000
people:settings                      GET    +++++++++++
people:settings                      POST   +++++++++++
people:settings                      PUT    +++++++++++
people:settings                      PATCH  +++++++++++
people:settings                      DELETE +++++++++++
people:profile-settings              GET    ?++++++++++
people:profile-settings              POST   ?++++++++++
people:security                      GET    ?++++++++++
people:end-other-sessions            POST   ?++++++++++
people:keys                          GET    ?++++++++++
people:keys                          POST   ?++++++++++
people:key-revoke                    POST   ?000000+000
people:agents                        GET    ?++++++++++
people:agents                        POST   ?++++++++++
people:agent                         GET    ?000000+000
people:mandate                       GET    ?000000+000
people:mandate                       POST   ?000000+000
people:mandate-withdraw              POST   ?000000+000
people:agent-key                     GET    ?000000+000
people:agent-key                     POST   ?000000+000
people:agent-close                   GET    ?000000+000
people:agent-close                   POST   ?000000+000
people:notification-settings         GET    ?++++++++++
people:notification-settings         POST   ?++++++++++
people:your-data                     GET    ?++++++++++
people:take-out                      GET    ?++++++++++
people:leave                         GET    ?++++++++++
people:leave                         POST   ?++++++++++
people-api:me                        GET    ?++++++++++++-
people-api:me                        PATCH  ?+++++++++++--
people-api:person                    GET    ++++++++++++++
people-api:communities               GET    ++++++++++++++
people-api:communities               POST   ?+++++++++++--
people-api:community                 GET    ++++++++++++++
people-api:community                 PATCH  ?------+++-+--
people-api:community-members         GET    ++++++++++++++
people-api:community-members         POST   ?+++++++++++--
people-api:community-own-seat        GET    ?0+000++++0++-
people-api:community-own-seat        DELETE ?0+000++++0+--
people-api:community-seat            PUT    ?--------+----
people-api:agents                    GET    ?++++++++++++-
people-api:agents                    POST   ?+++++++++++--
people-api:agent                     GET    ?000000+000+0-
people-api:agent                     DELETE ?000000+000+--
people-api:agent-mandates            GET    ?000000+000+0-
people-api:agent-mandates            POST   ?000000+000+--
people-api:agent-mandate             GET    ?000000+000+0-
people-api:agent-mandate             DELETE ?000000+000+--
people-api:agent-spendings           GET    ?000000+000+0-
people-api:keys                      GET    ?++++++++++++-
people-api:keys                      POST   ?+++++++++++--
people-api:key-pattern               GET    ++++++++++++++
people-api:keys-revoke-leaked        POST   ++++++++++++++
people-api:key                       GET    ?000000+000+0-
people-api:key                       DELETE ?000000+000+--
people-api:notifications             GET    ?++++++++++++-
people-api:notifications-read        GET    ?++++++++++++-
people-api:notifications-read        POST   ?+++++++++++--
ledger:explorer                      GET    +++++++++++
ledger:account                       GET    +++++++++++
ledger:pool                          GET    +++++++++++
ledger:journal-json                  GET    +++++++++++
ledger:journal                       GET    +++++++++++
balance                              GET    ?++++++++++
operations:top-ups                   GET    ?---------+
operations:top-ups                   POST   ?---------+
operations:decide-top-up             POST   ?---------+
ledger-api:journals                  GET    ++++++++++++++
ledger-api:journal                   GET    ++++++++++++++
ledger-api:account                   GET    ++++++++++++++
ledger-api:entries                   GET    ++++++++++++++
ledger-api:pool                      GET    ++++++++++++++
ledger-api:trial-balance             GET    ++++++++++++++
datanets:list                        GET    +++++++++++
datanets:new                         GET    ?++++++++++
datanets:new                         POST   ?------+++-
datanets:settings                    GET    ?-----++--- ?0----++--0
datanets:settings                    POST   ?-----++--- ?0----++--0
datanets:settings-openness           GET    ?------+--- ?0-----+--0
datanets:settings-openness           POST   ?------+--- ?0-----+--0
datanets:close                       POST   ?------+--- ?0-----+--0
datanets:people                      GET    +++++++++++ 00++++++++0
datanets:people                      POST   ------++--- 00----++--0
datanets:change-role                 POST   ?-----++--- ?0----++--0
datanets:dismiss                     POST   ?-----00--- ?0----00--0
datanets:step-down                   POST   ?00+++++000
datanets:grant                       POST   ?-----00--- ?0----00--0
datanets:decline                     POST   ?-----00--- ?0----00--0
datanets:ask                         GET    ?++++++++++ ?0++++++++0
datanets:ask                         POST   ?++++++++++ ?0++++++++0
datanets:take-back                   POST   ?0000000000
datanets:rules                       GET    +++++++++++ 00++++++++0
datanets:rules-edit                  GET    ?-----++--- ?0----++--0
datanets:rules-edit                  POST   ?-----++--- ?0----++--0
datanets:context                     GET    +++++++++++ 00++++++++0
datanets:context-edit                GET    ?-----++--- ?0----++--0
datanets:context-edit                POST   ?-----++--- ?0----++--0
contributions:blob                   GET    00000000000
contributions:thumbnail              GET    00000000000
datanets:context-version             GET    +++++++++++ 00++++++++0
datanets:context-difference          GET    +++++++++++ 00++++++++0
datanets-api:datanets                GET    +++++++++++++-
datanets-api:datanets                POST   ?------+++-+--
datanets-api:datanet                 GET    +++++++++++++- 00++++++++0++-
datanets-api:schema                  GET    +++++++++++++- 00++++++++0++-
datanets-api:rules                   GET    +++++++++++++- 00++++++++0++-
datanets-api:rules                   POST   ?-----++---+-- ?0----++--0+--
datanets-api:rules-in-force          GET    +++++++++++++- 00++++++++0++-
datanets-api:contexts                GET    +++++++++++++- 00++++++++0++-
datanets-api:contexts                POST   ?-----++---+-- ?0----++--0+--
datanets-api:context                 GET    +++++++++++++- 00++++++++0++-
datanets-api:people                  GET    +++++++++++++- 00++++++++0++-
datanets-api:seat                    PUT    ?------+---+-- ?0-----+--0+--
datanets-api:seat                    DELETE ?------+---+-- ?0-----+--0+--
contributions:own                    GET    ?++++++++++
contributions:drafts                 GET    ?++++++++++
contributions:draft                  GET    ?++++++++++
contributions:draft-discard          POST   +++++++++++
contributions:contribute             GET    +++++++++++ 00++++++++0
contributions:contribute             POST   +++++++++++ 00++++++++0
contributions:copies                 POST   +++++++++++ 00++++++++0 ---+++++++-
contributions:items                  GET    +++++++++++ 00++++++++0 ---+++++++-
contributions:refine                 GET    ?++++++++++ ?0++++++++0 ?-++++++++-
contributions:refine                 POST   ?++++++++++ ?0++++++++0 ?-++++++++-
contributions:release                GET    ?-----++--- ?0----++--0
contributions:release                POST   ?-----++--- ?0----++--0
contributions:withdraw               GET    ?-+-------- ?0+-------0
contributions:withdraw               POST   ?-+-------- ?0+-------0
contributions:upload                 GET    ?++++++++++ ?0++++++++0
contributions:upload                 POST   ?++++++++++ ?0++++++++0
contributions:paste                  GET    ?++++++++++ ?0++++++++0
contributions:paste                  POST   ?++++++++++ ?0++++++++0
contributions:uploads                GET    ?++++++++++
contributions:uploads-group          GET    ?000000+000
contributions:uploads-group-progress GET    ?000000+000
contributions:uploads-group-submit   POST   ?000000+000
contributions:uploads-one            GET    ?000000+000
contributions:uploads-progress       GET    ?000000+000
contributions:uploads-mapping        GET    ?000000+000
contributions:uploads-mapping        POST   ?000000+000
contributions:uploads-report         GET    ?000000+000
contributions:uploads-submit         POST   ?000000+000
contributions:uploads-cancel         POST   ?000000+000
uploads-api:uploads                  POST   ?++++++++++++-
uploads-api:check                    POST   ?++++++++++++-
uploads-api:upload                   POST   ?++++++++++++-
uploads-api:upload                   PATCH  ?++++++++++++-
uploads-api:upload                   DELETE ?++++++++++++-
contributions-api:consent            GET    +++++++++++++-
contributions-api:contributions      GET    ?++++++++++++-
contributions-api:contribution       GET    ?0+0000000000-
contributions-api:wordings           GET    ?0+0000000000-
contributions-api:contribute         POST   ?+++++++++++-- ?0++++++++0+--
contributions-api:items              GET    +++++++++++++- 00++++++++0++- ---+++++++-++-
contributions-api:item               GET    +++++++++++++- 00++++++++0++- --++++++++-++-
contributions-api:refine             POST   ?+++++++++++-- ?0++++++++0+-- ?-++++++++-+--
contributions-api:withdraw           POST   ?0+0000000000-
contributions-api:needs              GET    +++++++++++++- 00++++++++0++-
contributions-api:needs              POST   ?-----++---+-- ?0----++--0+--
contributions-api:need               GET    +++++++++++++- 00++++++++0++-
contributions-api:need-close         POST   ?-----++---+-- ?0----++--0+--
contributions-api:need-reopen        POST   ?-----++---+-- ?0----++--0+--
contributions-api:need-claim         POST   ?+++++++++++-- ?0++++++++0+--
contributions-api:claim              DELETE ?-+---++---+0- ?0+---++--0+0-
contributions-api:claim-renew        POST   ?-+---------0- ?0+-------0-0-
curation:review                      GET    +++++++++++
curation:review-datanet              GET    +++++++++++ 00++++++++0
curation:verdict                     GET    ?++++++++++ ?0++++++++0
curation:verdict                     POST   ?----+++++- ?0---+++++0
curation:skip                        GET    ?++++++++++ ?0++++++++0
curation:skip                        POST   ?++++++++++ ?0++++++++0
curation:keep                        GET    ?++++++++++ ?0++++++++0
curation:keep                        POST   ?++++++++++ ?0++++++++0
curation:vote                        GET    ?++++++++++ ?0++++++++0
curation:vote                        POST   ?----+++++- ?0---+++++0
snapshots:versions                   GET    +++++++++++ 00++++++++0
snapshots:propose                    GET    ?-----++--- ?0----++--0
snapshots:propose                    POST   ?-----++--- ?0----++--0
snapshots:fork                       GET    ?++++++++++ ?0++++++++0 ?--+++++++-
snapshots:fork                       POST   ?++++++++++ ?0++++++++0 ?--+++++++-
snapshots:diff                       GET    +++++++++++ 00++++++++0 ---+++++++-
snapshots:vote                       POST   ?-+--+++++- ?0+--+++++0 ?----+++++-
snapshots:publish                    POST   ?-----++--- ?0----++--0
snapshots:abandon                    POST   ?-----++--- ?0----++--0
snapshots:yank                       GET    ?-----++--- ?0----++--0
snapshots:yank                       POST   ?-----++--- ?0----++--0
snapshots:manifest                   GET    +++++++++++ 00++++++++0
snapshots:context                    GET    +++++++++++ 00++++++++0
snapshots:download                   GET    +++++++++++ 00++++++++0 ---+++++++-
factory:new                          GET    ?++++++++++
factory:new                          POST   ?++++++++++
factory:train                        GET    ?------+---
factory:train                        POST   ?------+---
factory:run                          GET    +++++++++++
factory:cancel                       POST   ?------+---
inference:models                     GET    +++++++++++
inference:model                      GET    +++++++++++
inference:offer                      GET    ?++++++++++
inference:offer                      POST   ?------+---
inference:close                      POST   ?------+---
inference:ask                        GET    ?++++++++++
inference:ask                        POST   ?++++++++++
inference:calls                      GET    ?++++++++++
inference:call                       GET    +++++++++++
v1:models                            GET    ++++++++++++++
v1:model                             GET    ++++++++++++++
v1:chat-completions                  POST   ???????????++-
rewards:earnings                     GET    ?++++++++++
rewards:why-json                     GET    +++++++++++
rewards:why                          GET    +++++++++++
net:overview                         GET    +++++++++++ 00++++++++0
net:health                           GET    +++++++++++ 00++++++++0
net:schema-edit                      GET    ?-----++--- ?0----++--0
net:schema-edit                      POST   ?-----++--- ?0----++--0
net:needs                            GET    +++++++++++ 00++++++++0
net:need-new                         GET    ?-----++--- ?0----++--0
net:need-new                         POST   ?-----++--- ?0----++--0
net:need-close                       POST   ?-----++--- ?0----++--0
net:need-reopen                      POST   ?-----++--- ?0----++--0
net:need-claim                       POST   ?++++++++++ ?0++++++++0
net:claim-renew                      POST   ?-+-------- ?0+-------0
net:claim-release                    POST   ?-+---++--- ?0+---++--0
net:item                             GET    +++++++++++ 00++++++++0 --++++++++-
net:version                          GET    +++++++++++ 00++++++++0
"""

RECORD: Final = {
    "question": "How is maize kept dry?",
    "answer": "Dry it on a sheet in the sun until it cracks between the teeth.",
}
#: What is sent, where nothing would be refused for being nothing. `{member}` is what the world calls so.
SENT: Final[Mapping[str, Mapping[str, Any]]] = {
    "POST rail-report": {"person": "{member}"},
    "POST people:community-new": {"title": "Soil", "slug": "soil-notes", "purpose": "Soil."},
    "POST people:community-edit": {"title": "Farm", "purpose": "Maize."},
    "POST people:community-appoint": {"user": "{member}", "role": "steward"},
    "POST people:community-dismiss": {"user": "{steward}"},
    "POST people-api:communities": {"title": "Soil", "slug": "soil-notes", "purpose": "Soil."},
    "PUT people-api:community-seat": {"role": "steward"},
    "POST people-api:agents": {"name": "Helper"},
    "POST people-api:agent-mandates": matrix.MANDATE,
    "POST people-api:keys": {"name": "Laptop", "scopes": ["account:read"]},
    "POST people-api:keys-revoke-leaked": {"found": ["a line without a key"]},
    "POST people-api:notifications-read": {"up_to": f"ntf_{'0' * 26}"},
    "POST datanets-api:datanets": {
        "community": "{community}",
        "slug": "soils",
        "title": "Soils",
        "purpose": "Soil.",
        "guidelines": "Say why.",
    },
    "POST datanets-api:rules": {"min_reviews": 2},
    "POST datanets-api:contexts": {"guidelines": "Say why."},
    "PUT datanets-api:seat": {"role": "curator"},
    "POST contributions-api:needs": {"title": "Questions about beans", "wanted": 3},
    "POST contributions-api:need-claim": {"pieces": 1},
    "POST contributions-api:contribute": {"records": [RECORD], "consent": 1},
    "POST uploads-api:check": {"sha256": ["0" * 64]},
    "POST contributions-api:refine": {"record": RECORD, "consent": 1},
    "POST contributions-api:withdraw": {"revision": "{revision_id}"},
    "POST contributions:release": {"revision": "{blocked_revision}"},
    "POST contributions:withdraw": {"revision": "{revision_id}"},
    "POST curation:verdict": {"verdict": "accept"},
    "POST curation:vote": {"is_good": "yes"},
    "POST datanets:change-role": {"user": "{member}", "role": "reader"},
    "POST datanets:dismiss": {"user": "{member}"},
    "POST snapshots:vote": {"snapshot": "{proposal}", "says": "for"},
    "POST snapshots:publish": {"snapshot": "{proposal}"},
    "POST snapshots:abandon": {"snapshot": "{proposal}"},
    "POST factory:train": {"snapshot": "{snapshot}"},
    "POST net:need-claim": {"pieces": "1", "days": "1"},
    "POST v1:chat-completions": {
        "model": "matrix-farm/agro-assist",
        "messages": [{"role": "user", "content": "When?"}],
    },
}
#: Words of an address that are others than the world's own.
AT: Final[Mapping[str, Mapping[str, str]]] = {
    "rail-report": {"name": "no-such-rail"},
    "account_confirm_email": {"key": "no-such-key"},
    "account_reset_password_from_key": {"uidb36": "1", "key": "no-such-key"},
    "mfa_remove_webauthn": {"pk": "1"},
    "mfa_edit_webauthn": {"pk": "1"},
    "contributions:blob": {"sha256": "0" * 64},
    "contributions:thumbnail": {"sha256": "0" * 64},
    "contributions:release": {"item_id": "{blocked_item}"},
    "contributions:withdraw": {"item_id": "{waiting_item}"},
    "contributions-api:withdraw": {"item_id": "{waiting_item}"},
    "datanets:context-difference": {"before": "1", "after": "2"},
    "datanets-api:seat": {"user_id": "{curator}"},
    "curation:vote": {"revision_id": "{accepted_revision}"},
    "snapshots:vote": {"version": "{proposed}"},
    "snapshots:publish": {"version": "{proposed}"},
    "snapshots:abandon": {"version": "{proposed}"},
    "snapshots:context": {"form": "md"},
    "datanets:context-version": {"number": "1"},
    "datanets:grant": {"request_id": "no-such-request"},
    "datanets:decline": {"request_id": "no-such-request"},
    "datanets:take-back": {"request_id": "no-such-request"},
    "v1:nowhere": {"rest": "engines"},
}


def rows() -> list[Row]:
    """The table, read."""
    return [_row(*line.split()) for line in TABLE.splitlines() if line.strip()]


def _row(name: str, method: str, answers: str, private: str = "", gated: str = "") -> Row:
    return Row(
        name=name,
        method=method,
        answers=answers,
        private=private,
        gated=gated,
        sent=SENT.get(f"{method} {name}", {}),
        at=AT.get(name, {}),
    )

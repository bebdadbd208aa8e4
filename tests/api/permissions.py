"""Who is answered what: a row of `permissions.txt` for every method of every address, a letter for every actor.

`+` let through, `?` asked to sign in, `-` forbidden, `0` not found, `x` not by that method, `~` out of reach. The
letters stand in the order of `matrix.PEOPLE`: visitor, stranger, member, reader, contributor, reviewer, curator, owner,
steward and founder of the community, staff; for the API then the owner's key with every scope, the key of their agent,
and one with a scope that opens nothing. Reader, contributor and reviewer are no members.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from tests.api import matrix
from tests.api.matrix import Row

#: The rows, a line each.
TABLE: Final = Path(__file__).with_suffix(".txt")

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
    "PATCH datanets-api:datanet": {"title": "Maize"},
    "PUT datanets-api:openness": {"visibility": "unlisted", "access": "open", "entry": "open"},
    "POST datanets-api:access-requests": {"role": "reviewer"},
    "POST datanets-api:decline": {"reason": "Not now."},
    "POST snapshots-api:fork": {"community": "{community}", "slug": "a-fork", "title": "A fork"},
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
    "datanets-api:grant": {"request_id": "{access_request}"},
    "datanets-api:decline": {"request_id": "{access_request}"},
    "datanets-api:take-back": {"request_id": "{access_request}"},
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
    lines = (line.split() for line in TABLE.read_text().splitlines() if not line.startswith("#"))
    return [_row(*line) for line in lines if line]


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

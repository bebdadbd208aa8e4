"""The people of the demo: who they are, how they sign in, and the keys that scripts use in their place."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from apps.foundation.money import Amount
from apps.people.core import key_format, roles, scopes, states
from apps.people.models import Agent, ApiKey, Community, Mandate, Membership, User
from apps.people.services import agents, communities, keys, mandates, registering, staffing
from openledger.demo.scene import PersonNote, Scene, make_password


@dataclass(frozen=True, slots=True)
class Role:
    """Somebody in the demo, and what they are there to show."""

    part: str
    handle: str

    @property
    def email(self) -> str:
        return f"{self.handle}@example.org"


CAST = (
    Role(part="contributor", handle="amina"),
    Role(part="curator", handle="juma"),
    Role(part="builder", handle="li-wei"),
    Role(part="caller", handle="acme-labs"),
    Role(part="admin", handle="rhoda"),
)

COMMUNITY = "python-docs"
AGENT = "Acme support desk"
AGENT_SCOPES = ("ledger:read", "data:read", "models:call")
KEY_NAME = "Demo scripts"


def register_cast(scene: Scene) -> None:
    """Everybody has an account with a confirmed address, a password and a key for all that a key may do."""
    for role in CAST:
        note = scene.notes["people"].setdefault(role.part, PersonNote())
        user = scene.people[role.part] = _person(role, note, now=scene.now)
        note["key"] = _key(note.get("key"), owner=user, allowed=scopes.SCOPES, now=scene.now)


def appoint_admin(scene: Scene) -> None:
    """One of them may enter the admin."""
    admin = scene.people["admin"]
    if not admin.is_staff:
        staffing.appoint_staff(user=admin, by=None, reason="The demo needs an operator.", now=scene.now)


def open_community(scene: Scene) -> None:
    """The curator has founded a community, and the others have joined."""
    founder = scene.people["curator"]
    community = Community.objects.filter(slug=COMMUNITY).first() or communities.open_community(
        founder=founder,
        slug=COMMUNITY,
        title="Python Docs",
        purpose="Questions about Python and answers that the documentation supports, checked by people who use it.",
        now=scene.now,
    )
    for part in ("contributor", "builder"):
        communities.join(user=scene.people[part], community=community, now=scene.now)
    contributor = Membership.objects.get(community=community, user=scene.people["contributor"])
    if contributor.role == roles.MEMBER:
        communities.appoint(
            actor=founder, community=community, user=contributor.user, role=roles.STEWARD, now=scene.now
        )


def open_agent(scene: Scene) -> None:
    """The caller has an agent that may spend a little every day."""
    owner = scene.people["caller"]
    agent = Agent.objects.filter(owner=owner, name=AGENT, state=states.ACTIVE).first() or agents.open_agent(
        owner=owner, name=AGENT, now=scene.now
    )
    if not Mandate.objects.filter(agent=agent, state=states.IN_FORCE, expires_at__gt=scene.now).exists():
        mandates.grant_mandate(
            agent=agent,
            per_call=Amount.parse("0.5"),
            per_day=Amount.parse("10"),
            in_total=Amount.parse("100"),
            scopes=AGENT_SCOPES,
            expires_at=scene.now + timedelta(days=180),
            now=scene.now,
        )
    known = scene.notes["agent"].get("key")
    scene.notes["agent"]["key"] = _key(known, owner=owner, agent=agent, allowed=AGENT_SCOPES, now=scene.now)


def _person(role: Role, note: PersonNote, *, now: datetime) -> User:
    """An account that is there keeps its password, unless nobody remembers it."""
    user = User.objects.filter(email=role.email, state=states.ACTIVE).first()
    remembered = note.get("password")
    note["email"], note["password"] = role.email, remembered or make_password()
    if user is None:
        user = registering.register(email=role.email, password=note["password"], handle=role.handle, now=now)
        registering.confirm_address(user=user)
    elif remembered is None:
        user.set_password(note["password"])
        user.save(update_fields=["password"])
    return user


def _key(
    known: str | None, *, owner: User, agent: Agent | None = None, allowed: tuple[str, ...], now: datetime
) -> str:
    """The key that is noted if it still opens something, else a new one."""
    if known:
        key = ApiKey.objects.filter(digest=key_format.digest(known), owner=owner, agent=agent).first()
        if key and key.is_live(now):
            return known
    issued = keys.issue_key(owner=owner, agent=agent, name=KEY_NAME, scopes=allowed, now=now)
    return issued.secret

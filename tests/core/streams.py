"""Random splits, releases and calls: anything that the host's limits allow."""

from collections.abc import Sequence
from fractions import Fraction

from hypothesis import settings
from hypothesis import strategies as st

from apps.rewards.core import limits, plan
from apps.rewards.core.calls import Evidence, TracedCall
from apps.rewards.core.limits import WHOLE
from apps.rewards.core.lineage import Lineage, Pools
from apps.rewards.core.lines import Line
from apps.rewards.core.terms import Terms

#: For tests that settle many calls in one example: how long that takes is not what they are about.
unhurried = settings(deadline=None)
#: From single micros, where all is rounding, to a million OPEN.
FEES = st.one_of(st.integers(1, 30), st.integers(1, 10**12))
ROWS = st.integers(1, 1_000)
PEOPLE = st.sampled_from([f"user:{name}:pending" for name in ("amina", "juma", "mei")])


@st.composite
def any_terms(draw: st.DrawFn) -> Terms:
    """A split at or within the limits."""
    treasury = draw(st.one_of(st.just(500), st.integers(500, 3_000)))
    operator_most = draw(st.integers(0, min(5_000, 7_300 - treasury)))
    least = -(-limits.CONTRIBUTORS_LEAST * WHOLE // (WHOLE - treasury - operator_most))
    contributors = draw(st.integers(least, WHOLE))
    reviewers = draw(st.integers(0, WHOLE - contributors))
    stakers = draw(st.integers(0, WHOLE - contributors - reviewers))
    return Terms(
        treasury=treasury,
        operator_most=operator_most,
        building=WHOLE - contributors - reviewers - stakers,
        ancestors_most=draw(st.integers(0, 5_000)),
        reviewers=reviewers,
        stakers=stakers,
        contributors=contributors,
    )


TERMS = st.one_of(st.just(Terms()), any_terms())


@st.composite
def any_lineage(
    draw: st.DrawFn,
    *,
    accounts: st.SearchStrategy[str] = PEOPLE,
    pools: st.SearchStrategy[str] = PEOPLE,
    terms: st.SearchStrategy[Terms] = TERMS,
    deep: int = 3,
    name: str = "rel",
) -> Lineage:
    """A release and what it was built on; whoever is paid is drawn from `accounts` and `pools`."""
    rows_of = st.tuples(pools, ROWS)
    parents = []
    left = WHOLE
    for number in range(draw(st.integers(0, 2)) if deep else 0):
        part = draw(st.integers(1, max(1, left // 2)))
        left -= part
        older = any_lineage(
            accounts=accounts, pools=pools, terms=terms, deep=deep - 1, name=f"{name}.{number}"
        )
        parents.append((draw(older), part))
    return Lineage(
        release=name,
        builder=draw(accounts),
        terms=draw(terms),
        pools=Pools(
            commons=tuple(draw(st.lists(rows_of, min_size=1, max_size=4))),
            reviewers=tuple(draw(st.lists(rows_of, max_size=2))),
            stakers=tuple(draw(st.lists(rows_of, max_size=2))),
        ),
        parents=tuple(parents),
    )


@st.composite
def any_call(
    draw: st.DrawFn,
    *,
    accounts: st.SearchStrategy[str] = PEOPLE,
    fees: st.SearchStrategy[int] = FEES,
    name: str = "inf",
) -> TracedCall:
    fee = draw(fees)
    items = draw(st.lists(st.integers(0, 50), max_size=4, unique=True))
    return TracedCall(
        call=name,
        fee=fee,
        operator=draw(accounts),
        metered=draw(st.one_of(st.just(0), st.integers(0, 2 * fee))),
        coverage=draw(
            st.one_of(st.sampled_from([0, 500_000, limits.MILLION]), st.integers(0, limits.MILLION))
        ),
        evidence=tuple(Evidence(f"itm_{item}", draw(accounts), draw(st.integers(0, 9))) for item in items),
    )


@st.composite
def any_calls(
    draw: st.DrawFn,
    *,
    accounts: st.SearchStrategy[str] = PEOPLE,
    fees: st.SearchStrategy[int] = FEES,
    most: int = 12,
) -> list[TracedCall]:
    """Calls of one stream, each with an id of its own."""
    count = draw(st.integers(1, most))
    return [draw(any_call(accounts=accounts, fees=fees, name=f"inf_{number}")) for number in range(count)]


LINEAGES = any_lineage()
CALLS = any_calls()


def lines_of(calls: Sequence[TracedCall], lineage: Lineage) -> tuple[Line, ...]:
    """All lines of a stream that begins with these calls."""
    return plan.plan(calls, lineage, {}).lines


def plain_call(fee: int, *, number: int = 0, metered: int = 0, coverage: int = 0) -> TracedCall:
    """A call of that fee, with one item of evidence that counts when there is coverage."""
    evidence = (Evidence("itm_1", "user:amina:pending", 1),)
    return TracedCall(f"inf_{number}", fee, "user:operator:pending", metered, coverage, evidence)


def plain_lineage(*parents: tuple[Lineage, int], terms: Terms | None = None, name: str = "rel") -> Lineage:
    """A release with one pool of each kind, and accounts that carry its name."""
    pools = Pools(
        commons=((f"pool:commons:{name}", 1),),
        reviewers=((f"pool:reviewers:{name}", 1),),
        stakers=((f"pool:stakers:{name}", 1),),
    )
    return Lineage(name, f"builder:{name}", terms or Terms(), pools, parents)


def had(lines: Sequence[Line], *roles: str, release: str = "rel") -> int:
    """What these roles of a release had in all."""
    return sum(line.amount for line in lines if line.role in roles and line.release == release)


def of(parts: int, total: int) -> Fraction:
    """So many basis points of a total, exactly."""
    return Fraction(parts * total, WHOLE)

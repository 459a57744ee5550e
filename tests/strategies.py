"""What tests draw from, and worlds to try steps on.

`busy_world` fills every column with its own numbers, so that a step that reads a wrong row,
brand, slot or column gives another result. `written` names what a step has changed.
"""

import copy
from collections.abc import Callable
from dataclasses import fields, is_dataclass

import numpy as np
from hypothesis import strategies as st

from sim.columns import kinds
from sim.day import wake_up
from sim.ledger import N_EVIDENCE
from sim.mechanisms.exposure import gather_views, list_live_posts
from sim.parameters import Parameters
from sim.randomness import key_for
from sim.setup import build_world
from sim.world import SLOTS, Span, World
from tests.conftest import small_spec

shares = st.floats(0, 1)
inner_shares = st.floats(0.01, 0.99)
evidence = st.floats(0.1, 1_000)
news = st.floats(0, 50)
weights = st.floats(0, 10)
irritations = st.floats(0, 3)
half_lives = st.floats(0.5, 5_000)
hours = st.floats(0, 200)
log_odds = st.floats(-20, 5)
seeds = st.integers(0, 2**32 - 1)

DAY = 3  # of a busy world
RIVAL_KEY = 5


def two_brands(*sizes: int, **changes: object) -> World:
    """Return a world of communities of these sizes, with one rival, on the morning of `DAY`."""
    data = {"rivals": {"rival": {"key": RIVAL_KEY, "strategy": {}}}}
    communities = {f"c{k}": {"size": size} for k, size in enumerate(sizes)}
    world = build_world(small_spec(communities=communities, **(data | changes)), seed=1)
    world.day = DAY
    wake_up(world)
    return world


def crowd(n: int = 20_000) -> World:
    """Return a world of one community of `n` members without ties."""
    return two_brands(n, network={"degree": 0, "weak_ties": 0})


def busy_world(seed: int = 0, sizes: tuple[int, ...] = (5, 4), views: bool = True) -> World:
    """Return a world of two brands in which every column has numbers of its own.

    There is no news yet; each community has three posts of each brand, and members have
    seen some of them today.
    """
    rng = np.random.default_rng(seed)
    world = two_brands(*sizes)
    m = world.members
    for name, kind in kinds():
        column = getattr(m, name)
        if name in {"community", "is_member"} or name.endswith("_today"):
            continue
        if kind.dtype in {np.float32, np.float64}:
            high = min(kind.high, 4.0)
            column[:] = rng.uniform(0.05, 0.95 * high, column.shape)
        elif kind.unit == "yes or no":
            column[:] = rng.integers(0, 2, column.shape)
    m.trust[:] = m.good_evidence / (m.good_evidence + m.bad_evidence)
    m.is_member[:] = rng.uniform(size=len(m)) < 0.8
    m.has_left[:] = 0
    m.last_engaged[:] = rng.integers(DAY - 2, DAY + 1, m.last_engaged.shape)
    m.friends_engaged[:] = rng.integers(0, 4, m.friends_engaged.shape)
    m.promotion_today[:] = rng.uniform(0, 3, m.promotion_today.shape)
    for table in (world.communities, world.brands):
        for name in ("sensitivity", "distinctiveness", "relevance", "familiarity", "fluency",
                     "breach", "genuineness", "quality", "promotion_norm"):  # fmt: skip
            if hasattr(table, name):
                getattr(table, name)[:] = rng.uniform(0.1, 0.9, getattr(table, name).shape)
    world.communities.hours_today[:] = rng.uniform(0, 4, world.communities.hours_today.shape)
    for c in range(len(sizes)):
        for slot in range(6):
            put_post(world, c, slot, brand=slot % 2, rng=rng)
    if views:
        seen = rng.integers(0, 2**6, len(m)).astype(np.uint32)
        m.seen_today[:] = seen * m.is_member
        m.seen[:] = m.seen_today
        list_views(world)
        for name in ("fit", "authenticity"):
            getattr(world.views, name)[:] = rng.uniform(0, 1, len(world.views.member))
    return world


def put_post(
    world: World, c: int, slot: int, brand: int = 0, rng: np.random.Generator | None = None,
    **values: float,
) -> None:  # fmt: skip
    """Write a post of today into a slot; its key follows brand and ordinal, not the slot."""
    posts = world.posts
    ordinal = int((posts.brand[c] == brand).sum())
    posts.brand[c, slot] = brand
    posts.born[c, slot] = world.day
    posts.key[c, slot] = key_for(world.seed, 99, c, brand, ordinal)
    posts.is_paid[c, slot] = posts.is_hidden[c, slot] = 0
    posts.has_consent[c, slot] = 1
    posts.comment_odds[c, slot] = posts.relevance[c, slot] = posts.fluency[c, slot] = 1.0
    if rng is not None:
        posts.is_paid[c, slot] = rng.integers(0, 2)
        posts.has_consent[c, slot] = rng.integers(0, 2)
        for name in ("promotion", "disclosure", "usefulness", "immersion", "personalisation",
                     "relevance", "fluency", "comment_odds"):  # fmt: skip
            getattr(posts, name)[c, slot] = rng.uniform(0.05, 0.95)
    for name, value in values.items():
        getattr(posts, name)[c, slot] = value


def show(world: World, slots: tuple[int, ...] = (0,)) -> None:
    """Let every member have seen the posts that there are in these slots today."""
    m, is_live = world.members, world.posts.brand >= 0
    bits = [sum(1 << slot for slot in slots if live[slot]) for live in is_live]
    m.seen_today[:] = np.array(bits, np.uint32)[m.community] * m.is_member
    list_views(world)


def list_views(world: World) -> None:
    """List the live posts, and who has seen them today."""
    world.live = list_live_posts(world.posts.brand, world.posts.key, world.day)
    gather_views(world)


def give_news(world: World, seed: int = 0) -> None:
    """Give two in three members news of each brand, from about half of the sources each."""
    m, rng = world.members, np.random.default_rng(seed)
    m.has_news_today[:] = rng.uniform(size=m.trust.shape) < 2 / 3
    some = rng.uniform(size=(*m.trust.shape, N_EVIDENCE)) < 0.5
    amounts = rng.integers(1, 64, some.shape) / 64  # whose sums are exact in any precision
    m.evidence_today[:] = amounts * some * m.has_news_today[..., None]


def arrays_of(thing: object, name: str = "") -> dict[str, np.ndarray]:
    """Return every array in a world, by its dotted name."""
    if isinstance(thing, np.ndarray):
        return {name[1:]: thing}
    if not is_dataclass(thing):
        return {}
    found = {}
    for each in fields(thing):
        found |= arrays_of(getattr(thing, each.name), f"{name}.{each.name}")
    return found


def copies_of(world: World) -> dict[str, np.ndarray]:
    """Return a copy of every array in a world."""
    return {name: array.copy() for name, array in arrays_of(world).items()}


def written(before: dict[str, np.ndarray], world: World) -> set[str]:
    """Return the names of the arrays that are not what they were."""
    after = arrays_of(world)
    return {name for name in after if after[name].tobytes() != before[name].tobytes()}


def assert_spans_agree(step: Callable, world: World, p: Parameters) -> None:
    """Check that a step over all rows leaves the bits of two steps over parts, cut anywhere."""
    whole = copy.deepcopy(world)
    step(whole, p, whole.everyone)
    n = len(world.members)
    assert written(copies_of(world), whole), "nothing happened, so nothing is compared"
    for cut in range(n + 1):
        parts = copy.deepcopy(world)
        step(parts, p, Span(cut, n))
        step(parts, p, Span(0, cut))
        assert written(copies_of(whole), parts) == set()


def each_view(world: World) -> list[tuple[int, int, int, int, int]]:
    """Return (view, member, community, slot, brand) of today's views."""
    views = []
    for v, (i, k) in enumerate(zip(world.views.member, world.views.post, strict=True)):
        c, slot = int(k) // SLOTS, int(k) % SLOTS
        views.append((v, int(i), c, slot, int(world.posts.brand[c, slot])))
    return views


def near(chance: float, n: int) -> float:
    """Return four standard errors of a frequency among `n`."""
    return 4 * np.sqrt(chance * (1 - chance) / n)

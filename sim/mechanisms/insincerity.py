"""Insincerity: who looks closely finds out a brand that only pretends to be genuine.

    chance to find out = sensitivity * gap * detection, per own post of the brand seen
    gap                = genuineness shown less genuineness there is

Who has found out takes it as evidence against the brand, and from then on sees it as it is. Word
of mouth carries the discovery on. A brand that pretends nothing is never found out, and ads are
taken for ads. Off by default.

Source: that members of communities soon notice insincerity is a claim of practitioners; no
measurement known. That felt authenticity matters, Morhart et al. 2015 (sign).
"""

from sim.compiled import kernel, rule
from sim.ledger import Source
from sim.parameters import Parameters, parameter, switch
from sim.randomness import Purpose, mixed, uniform
from sim.world import SLOTS, Span, World


class InsincerityParameters(Parameters):
    """How soon pretence is found out, and what it says of the brand."""

    is_on: int = switch("whether pretended genuineness can be found out")
    detection: float = parameter(
        0.3,
        plausible=(0.05, 0.8),
        bounds=(0.0, 1.0),
        unit="share",
        meaning="chance that a fully sensitive member sees through pure pretence, per post seen",
        source="assumption: as readily as a hidden ad; no measurement known",
    )
    weight: float = parameter(
        1.0,
        plausible=(0.3, 3.0),
        bounds=(0.0, 10.0),
        unit="experiences",
        meaning="evidence against a brand that turns out to pretend",
        source="assumption: as much as an experience with the product",
    )


@rule
def chance_to_find_out(sensitivity, gap, detection):
    """Return the chance (0..1) to see through a brand in one post; all three are 0..1."""
    return sensitivity * gap * detection


@kernel
def look_closely(
    start, stop, evidence_today, has_news_today, sees_through, tone, member, post, sensitivity,
    brand, post_key, is_paid, gap, day, p,
):  # fmt: skip
    """Writes evidence, news, `sees_through` of members and `tone` of the views start..stop."""
    for v in range(start, stop):
        i, c, slot = member[v], post[v] // SLOTS, post[v] % SLOTS
        b = brand[c, slot]
        if gap[b] <= 0.0 or is_paid[c, slot] or sees_through[b, i]:
            continue
        key = mixed(mixed(post_key[c, slot], Purpose.SEE_THROUGH), day)
        if uniform(key, i) < chance_to_find_out(sensitivity[i], gap[b], p.detection):
            evidence_today[b, i, Source.INSINCERITY] += p.weight
            has_news_today[b, i] = sees_through[b, i] = 1
            tone[v] -= p.weight


def step(world: World, p: InsincerityParameters, rows: Span) -> None:
    """Let the members in `rows` see through what brands pretend, or not."""
    m, posts, views, gap = world.members, world.posts, world.views, world.brands.feigned
    if not p.is_on or not gap.any():
        return
    look_closely(
        *views.of(rows), m.evidence_today, m.has_news_today, m.sees_through, views.tone,
        views.member, views.post, m.authenticity_sensitivity, posts.brand, posts.key,
        posts.is_paid, gap, world.day, p.numbers,
    )  # fmt: skip

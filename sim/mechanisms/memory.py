"""Memory: each contact makes the brand come to mind more easily; without contact it fades.

    memory' = kept * (memory + (1 - memory) * (1 - (1 - step) ^ contacts))
    step of a post or a reply = worth of a contact (r) * step of an ad impression

Source: carry-over of advertising, Leone 1995 and vendor tables (wide). The step of an ad
gives .1 to .8 sales per 1,000 impressions (click-through .9 % times conversion 1 to 9 %:
calibrated). r, what a contact in a community is worth in ad impressions, is the weakest and
most influential number of the whole model (6 to 12 % of reached engage, against 1 % clicks).
"""

from sim.compiled import kernel, rule
from sim.parameters import Parameters, parameter
from sim.world import SLOTS, Span, World, rows_with_news


class MemoryParameters(Parameters):
    """How contacts add up, and how they fade."""

    half_life: float = parameter(
        60.0,
        plausible=(21.0, 120.0),
        bounds=(1.0, 10_000.0),
        unit="days",
        meaning="time in which half of the memory of a brand fades",
        source="assumption: the carry-over literature is wide (Leone 1995; display ads weeks)",
    )
    step_ad: float = parameter(
        0.002,
        plausible=(0.0005, 0.005),
        bounds=(0.0, 1.0),
        unit="share",
        meaning="memory that one ad impression adds to an empty mind",
        source="calibrated: .1 to .8 sales per 1,000 impressions",
        confidence="medium",
    )
    worth_of_contact: float = parameter(
        10.0,
        plausible=(1.0, 50.0),
        bounds=(0.0, 500.0),
        unit="ratio",
        meaning="how many ad impressions a contact with a post is worth (r)",
        source="assumption: 6 to 12 % engage against 1 % clicks; the most influential number",
    )
    worth_of_word: float = parameter(
        10.0,
        plausible=(3.0, 50.0),
        bounds=(0.0, 500.0),
        unit="ratio",
        meaning="how many ad impressions a friend's word is worth",
        source="assumption: elasticities .24 to .42 of word of mouth, .12 of ads",
    )


@rule
def memory_after(memory, step, contacts):
    """Return memory (0..1) after `contacts` (>= 0) contacts of one step (0..1)."""
    return memory + (1.0 - memory) * (1.0 - (1.0 - step) ** contacts)


@kernel
def meet(views_start, views_stop, memory, member, post, brand, is_paid, step_post, step_ad):
    """Writes `memory` (n_brands, n_members) of the members of the views start..stop."""
    for v in range(views_start, views_stop):
        i, c, slot = member[v], post[v] // SLOTS, post[v] % SLOTS
        b = brand[c, slot]
        memory[b, i] = memory_after(memory[b, i], step_ad if is_paid[c, slot] else step_post, 1)


@kernel
def remember(start, stop, rows, memory, replies_today, hears_today, step_post, step_word, kept):
    """Writes one brand's `memory` in rows start..stop; `rows`, among them, have news."""
    for i in rows:
        memory[i] = memory_after(memory[i], step_post, replies_today[i])
        memory[i] = memory_after(memory[i], step_word, hears_today[i])
    faded = memory[start:stop]
    for i in range(faded.size):
        faded[i] *= kept


def step(world: World, p: MemoryParameters, rows: Span) -> None:
    """Let the members in `rows` remember the brands they met today, and fade the rest."""
    m, views, posts = world.members, world.views, world.posts
    step_post = min(1.0, p.worth_of_contact * p.step_ad)
    step_word = min(1.0, p.worth_of_word * p.step_ad)
    if len(views.member) > 0:
        meet(
            *views.of(rows), m.memory, views.member, views.post, posts.brand, posts.is_paid,
            step_post, p.step_ad,
        )  # fmt: skip
    for b in range(len(m.memory)):
        remember(
            rows.start, rows.stop, rows_with_news(world, b, rows), m.memory[b], m.replies_today[b],
            m.hears_today[b], step_post, step_word, kept_per_day(p),
        )  # fmt: skip


def kept_per_day(p: MemoryParameters) -> float:
    """Return the share of memory that survives a day."""
    return 0.5 ** (1.0 / p.half_life)

"""Crisis: on the day something goes wrong, it speaks against the brand to all who know it.

    evidence against = severity, to each member the brand comes to mind (chance: memory)

Source: 58 % of brands lose standing in a firestorm at once, 40 % lastingly, Hansen et al.
2018 (78 cases); that it reaches only who knows the brand is an assumption.
"""

from sim.compiled import kernel, rule
from sim.ledger import Line, Source
from sim.parameters import Parameters, parameter
from sim.randomness import Purpose, mixed, uniform
from sim.world import Span, World


class CrisisParameters(Parameters):
    """What a crisis costs."""

    handling_hours: float = parameter(
        40.0,
        plausible=(10.0, 200.0),
        bounds=(0.0, 5000.0),
        unit="hours",
        meaning="work to handle a crisis, on top of the week's hours",
        source="assumption: a working week",
    )


@rule
def chance_to_notice(memory):
    """Return the chance (0..1) that a member of this memory (0..1) hears of the crisis."""
    return memory


@kernel
def break_news(start, stop, evidence_today, has_news_today, memory, severity, brand_keys, key):
    """Writes evidence and news in rows start..stop; severity (n_brands,), experiences."""
    for b in range(memory.shape[0]):
        if severity[b] <= 0.0:
            continue
        brand_key = mixed(key, brand_keys[b])
        for i in range(start, stop):
            if uniform(brand_key, i) < chance_to_notice(memory[b, i]):
                evidence_today[b, i, Source.CRISIS] += severity[b]
                has_news_today[b, i] = 1


def book_work(world: World, p: CrisisParameters) -> None:
    """Book the hours of those brands that have a crisis today."""
    for b, severity in enumerate(world.brands.crisis_today):
        if severity > 0.0:
            wage = world.brands.wage[b]
            world.ledger.work(world.day, b, Line.CRISIS, p.handling_hours, wage)


def step(world: World, p: CrisisParameters, rows: Span) -> None:
    """Let the members in `rows` hear of today's crises."""
    m, brands = world.members, world.brands
    if brands.crisis_today.any():
        break_news(
            rows.start, rows.stop, m.evidence_today, m.has_news_today, m.memory,
            brands.crisis_today, brands.keys, world.key(Purpose.CRISIS),
        )  # fmt: skip

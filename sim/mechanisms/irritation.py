"""Irritation: promotion annoys, and annoyance passes faster than memory.

    irritation' = min(3, kept * irritation + step * sensitivity * promotion seen today)

Source: annoyance from repetition fades faster than memory, Kronrod & Huber 2019 (sign);
attitude peaks near 10 exposures, Schmidt & Eisend 2015: the step is calibrated to it.
"""

from sim.compiled import kernel, rule
from sim.parameters import Parameters, parameter
from sim.world import Span, World

MOST = 3.0  # irritation is counted from 0 to 3


class IrritationParameters(Parameters):
    """How promotion annoys."""

    step: float = parameter(
        0.12,
        plausible=(0.05, 0.3),
        bounds=(0.0, 3.0),
        unit="irritation",
        meaning="irritation that one wholly promotional post adds to a fully sensitive member",
        source="calibrated: attitude peaks near 10 exposures (Schmidt & Eisend 2015)",
    )
    half_life: float = parameter(
        14.0,
        plausible=(7.0, 28.0),
        bounds=(0.5, 1000.0),
        unit="days",
        meaning="time in which half of the irritation passes",
        source="assumption: sign from Kronrod & Huber 2019",
    )


@rule
def irritation_after(irritation, kept, step, sensitivity, promotion):
    """Return irritation tonight, 0..3.

    irritation   0..3             this morning
    kept         share/day, 0..1  what a day leaves of it
    step         irritation       that one wholly promotional post adds
    sensitivity  share            the member's authenticity sensitivity
    promotion    posts, >= 0      promotional posts seen today, each weighed by its promotion
    """
    return min(MOST, kept * irritation + step * sensitivity * promotion)


@kernel
def annoy(start, stop, irritation, promotion_today, sensitivity, kept, step_size):
    """Writes one brand's `irritation` in rows start..stop. Columns: (n_members,)."""
    now, alert, seen = irritation[start:stop], sensitivity[start:stop], promotion_today[start:stop]
    for i in range(now.size):
        now[i] = irritation_after(now[i], kept, step_size, alert[i], seen[i])


def step(world: World, p: IrritationParameters, rows: Span) -> None:
    """Let today's promotion annoy the members in `rows`, and old annoyance pass."""
    m = world.members
    for b in range(len(m.irritation)):
        annoy(
            rows.start, rows.stop, m.irritation[b], m.promotion_today[b],
            m.authenticity_sensitivity, kept_per_day(p), p.step,
        )  # fmt: skip


def kept_per_day(p: IrritationParameters) -> float:
    """Return the share of irritation that survives a day."""
    return 0.5 ** (1.0 / p.half_life)

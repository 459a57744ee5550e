"""Belonging: contact makes members feel at home in their community; without it this fades.

    belonging' = belonging + gain * (1 - belonging) * contact - loss * belonging
    contact    = 1 on a day with a reply of a brand, with an answer to or from another member,
                 or at a brand's event; else 0

Off by default (`is_on`). Those who are away keep what they had.

Source: answered newcomers return, Joyce & Kraut 2006 (sign); loyal communities talk to each
other, Hamilton et al. 2017 (sign, from memory, not verified). All levels are assumptions.
"""

import numpy as np
from numpy.typing import NDArray

from sim.compiled import kernel, rule
from sim.parameters import Parameters, parameter, switch
from sim.world import Span, World


class BelongingParameters(Parameters):
    """How belonging comes and goes."""

    is_on: int = switch("whether belonging counts at all")
    start: float = parameter(
        0.3,
        plausible=(0.0, 0.6),
        bounds=(0.0, 1.0),
        unit="share",
        meaning="belonging of every member on day 0",
        source="assumption: members chose their community, and few know many there",
    )
    gain: float = parameter(
        0.1,
        plausible=(0.02, 0.3),
        bounds=(0.0, 1.0),
        unit="share",
        meaning="part of what is lacking to full belonging that a day with contact adds",
        source="assumption: sign from Joyce & Kraut 2006",
    )
    loss: float = parameter(
        0.01,
        plausible=(0.002, 0.05),
        bounds=(0.0, 1.0),
        unit="1/day",
        meaning="part of belonging that a day takes away",
        source="assumption: half is gone after ten weeks without contact",
    )


@rule
def belonging_after(belonging, gain, loss, contact):
    """Return belonging tonight, 0..1 where gain + loss <= 1.

    belonging   share       this morning
    gain, loss  share       of what is lacking, and of what there is
    contact     0 or 1      whether there was any today
    """
    return min(1.0, max(0.0, belonging + gain * (1.0 - belonging) * contact - loss * belonging))


@kernel
def settle(start, stop, belonging, is_member, contact, gain, loss):
    """Writes `belonging` in rows start..stop; contact (stop - start,), 0 or more."""
    now, inside = belonging[start:stop], is_member[start:stop]
    for i in range(now.size):
        after = belonging_after(now[i], gain, loss, 1.0 if contact[i] else 0.0)
        now[i] = after if inside[i] else now[i]


def begin(world: World, p: BelongingParameters) -> None:
    """Give every member, and who may still join, the belonging of day 0."""
    if p.is_on:
        world.members.belonging[:] = p.start


def step(world: World, p: BelongingParameters, rows: Span) -> None:
    """Let the members in `rows` feel more at home, or less."""
    if p.is_on:
        m = world.members
        contact = contact_today(world, rows)
        settle(rows.start, rows.stop, m.belonging, m.is_member, contact, p.gain, p.loss)


def contact_today(world: World, rows: Span) -> NDArray[np.uint8]:
    """Return what is not 0 for those in `rows` who had contact today, shape (stop - start,)."""
    m, here = world.members, slice(*rows)
    contact = m.helped_today[here] | m.helping_today[here] | m.meets_today[here]
    for replies in m.replies_today:
        contact |= replies[here]
    return contact

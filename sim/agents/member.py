"""Members as Mesa agents: each an object over one row of the columns."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import mesa

from sim.columns import Kind, kinds
from sim.ledger import Source
from sim.mechanisms import (
    backlash,
    belonging,
    conversation,
    crisis,
    engagement,
    exposure,
    feedback,
    immersion,
    insincerity,
    irritation,
    judgement,
    loyalty,
    membership,
    memory,
    muting,
    offence,
    purchase,
    replying,
    trust,
    word_of_mouth,
)  # fmt: skip
from sim.world import Span

if TYPE_CHECKING:
    from sim.model import BrandCommunity

__all__ = ["PHASES", "Member"]

# What a member does in a day, by the step that does it for all.
PHASES: dict[Callable[..., None], str] = {
    exposure.step: "look",
    judgement.step: "judge",
    insincerity.step: "see_through",
    offence.step: "take_offence",
    engagement.step: "react",
    replying.ask_for_help: "ask",
    conversation.step: "talk",
    replying.step: "hear_from_brand",
    feedback.step: "advise",
    immersion.attend: "attend",
    immersion.step: "meet",
    word_of_mouth.speak: "speak",
    word_of_mouth.step: "listen",
    crisis.step: "hear_of_crisis",
    backlash.complain: "complain",
    backlash.step: "join_complaint",
    purchase.step: "buy",
    loyalty.step: "order_again",
    trust.step: "learn",
    memory.step: "remember",
    irritation.step: "calm_down",
    belonging.step: "settle_in",
    muting.step: "mute",
    membership.step: "stay_or_leave",
}


class Column:
    """An attribute that reads and writes the member's row of one column.

    For a column with a brand axis it is the value for the focal brand.
    """

    def __init__(self, name: str, kind: Kind) -> None:
        self.name, self.kind = name, kind

    def __get__(self, member: Any, owner: type) -> Any:
        if member is None:
            return self
        values = getattr(member.model.world.members, self.name)
        return values[(0, member.row) if self.kind.axes else member.row]

    def __set__(self, member: Any, value: Any) -> None:
        if not (self.kind.low <= value <= self.kind.high):
            raise ValueError(
                f"'{self.name}' of member {member.row} cannot be {value}; "
                f"{self.kind.low} to {self.kind.high} ({self.kind.unit}) is allowed."
            )
        values = getattr(member.model.world.members, self.name)
        values[(0, member.row) if self.kind.axes else member.row] = value


class Member(mesa.Agent):
    """A person in a community: one row of `model.world.members`.

    `member.trust`, `member.interest` and every other column are attributes; those about a
    brand speak of the focal one (`model.world.members.trust[brand, row]` has the others).
    A subclass may override a phase (`judge`, `react`, ...) and is then run one by one, with
    `engine="agents"`.
    """

    if TYPE_CHECKING:  # the columns become attributes below

        def __getattr__(self, name: str) -> Any: ...

    def __init__(self, model: "BrandCommunity", row: int) -> None:
        object.__setattr__(self, "row", row)
        super().__init__(model)

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in {"model", "unique_id", "pos"} and not hasattr(type(self), name):
            raise AttributeError(
                f"a member has no '{name}'; its attributes are "
                f"{', '.join(each for each, _ in kinds())}"
            )
        object.__setattr__(self, name, value)

    @property
    def rows(self) -> Span:
        """The member's own row, as a span."""
        return Span(self.row, self.row + 1)

    @property
    def neighbours(self) -> list["Member"]:
        """The members this one listens to."""
        return [self.model.member(int(j)) for j in self.model.world.ties.neighbours(self.row)]

    def remove(self) -> None:
        """Leave the community, at once and for good."""
        world, row = self.model.world, self.row
        m, day = world.members, min(world.day, world.n_days - 1)
        if m.is_member[row]:
            m.is_member[row], m.has_left[row] = 0, 1
            world.moved[day, m.community[row], 0] += 1
            gone = m.trust[:, row]
            world.ledger.trust[day, :, m.community[row], Source.JOINING_AND_LEAVING] -= gone
            membership.count_present(world)
        super().remove()

    def look(self) -> None:
        """Look into the feed."""
        exposure.step(self.model.world, self.model.spec.exposure, self.rows)

    def judge(self) -> None:
        """Weigh what was seen."""
        judgement.step(self.model.world, self.model.spec.judgement, self.rows)

    def see_through(self) -> None:
        """Find out what the brand only pretends, or not."""
        insincerity.step(self.model.world, self.model.spec.insincerity, self.rows)

    def take_offence(self) -> None:
        """Take offence at posts that break a taboo."""
        offence.step(self.model.world, self.model.spec.offence, self.rows)

    def react(self) -> None:
        """Like, comment, share, or pass on."""
        engagement.step(self.model.world, self.model.spec.engagement, self.rows)

    def ask(self) -> None:
        """Ask the community for help, or not."""
        replying.ask_for_help(self.model.world, self.model.spec.replying, self.rows)

    def talk(self) -> None:
        """Take in what other members answered."""
        conversation.step(self.model.world, self.model.spec.conversation, self.rows)

    def hear_from_brand(self) -> None:
        """Find the brand's reply, or none."""
        replying.step(self.model.world, self.model.spec.replying, self.rows)

    def advise(self) -> None:
        """Give the brand advice, and see what becomes of it."""
        feedback.step(self.model.world, self.model.spec.feedback, self.rows)

    def attend(self) -> None:
        """Go to a brand's event, or not."""
        immersion.attend(self.model.world, self.model.spec.immersion, self.rows)

    def meet(self) -> None:
        """Meet others there."""
        immersion.step(self.model.world, self.model.spec.immersion, self.rows)

    def speak(self) -> None:
        """Speak of the brands, or not."""
        word_of_mouth.speak(self.model.world, self.model.spec.word_of_mouth, self.rows)

    def listen(self) -> None:
        """Listen to friends."""
        word_of_mouth.step(self.model.world, self.model.spec.word_of_mouth, self.rows)

    def hear_of_crisis(self) -> None:
        """Hear of what went wrong today, if anything did."""
        crisis.step(self.model.world, self.model.spec.crisis, self.rows)

    def complain(self) -> None:
        """Complain in public of what was done today, or not."""
        backlash.complain(self.model.world, self.model.spec.backlash, self.rows)

    def join_complaint(self) -> None:
        """Join the complaints of friends, or not."""
        backlash.step(self.model.world, self.model.spec.backlash, self.rows)

    def buy(self) -> None:
        """Buy and try the product, or not."""
        purchase.step(self.model.world, self.model.spec.purchase, self.rows)

    def order_again(self) -> None:
        """Order again, or not."""
        loyalty.step(self.model.world, self.model.spec.loyalty, self.rows)

    def learn(self) -> None:
        """Take today's evidence into trust."""
        trust.step(self.model.world, self.model.spec.trust, self.rows)

    def remember(self) -> None:
        """Keep today's contacts in mind, and forget a little."""
        memory.step(self.model.world, self.model.spec.memory, self.rows)

    def calm_down(self) -> None:
        """Let irritation rise with promotion, and pass."""
        irritation.step(self.model.world, self.model.spec.irritation, self.rows)

    def settle_in(self) -> None:
        """Feel more at home, or less."""
        belonging.step(self.model.world, self.model.spec.belonging, self.rows)

    def mute(self) -> None:
        """Stop seeing a brand's posts, or not."""
        muting.step(self.model.world, self.model.spec.muting, self.rows)

    def stay_or_leave(self) -> None:
        """Stay, leave or join."""
        membership.step(self.model.world, self.model.spec.membership, self.rows)


for _name, _kind in kinds():
    setattr(Member, _name, Column(_name, _kind))


def overridden_phases(member_class: type[Member]) -> list[str]:
    """Return the phases that a subclass of Member does in its own way."""
    return [n for n in PHASES.values() if getattr(member_class, n) is not getattr(Member, n)]

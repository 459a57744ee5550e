"""The Mesa model: brands, communities, platforms and members around one world."""

import copy
from collections.abc import Callable
from typing import Any

import mesa

from sim.agents import PHASES, Brand, Community, Member, Platform, Policy
from sim.agents.community import with_offence
from sim.agents.member import overridden_phases
from sim.compiled import mark_compiled
from sim.day import run_day, wake_up
from sim.real_network import RealNetwork
from sim.recorder import Recorder
from sim.results import Run, summarise
from sim.scenario import Scenario
from sim.setup import build_world
from sim.stage import rivals_of
from sim.strategies.plan import Seen, Strategy

__all__ = ["BrandCommunity", "simulate"]


class Fixed:
    """The policy that follows one strategy whatever happens."""

    def __init__(self, strategy: Strategy) -> None:
        self.strategy = strategy

    def __call__(self, seen: Seen) -> Strategy:
        """Return the strategy."""
        return self.strategy


class BrandCommunity(mesa.Model):
    """One replicate of one scenario under one strategy; a step is a day.

    Args:
        spec: the scenario (Mesa keeps the name `scenario` for itself).
        strategy: the name of one of its strategies, a Strategy, or a policy: a function of
            what the brand has seen that returns the Strategy of the week.
        seed: whole number >= 0; everything random follows from it.
        network: a real network in place of generated ties.
        engine: "columns" sweeps all members at once; "agents" visits them one by one, with
            the same bits, and allows a `member_class` with phases of its own.
        member_class: the class of the members' objects.
    """

    def __init__(
        self,
        spec: Scenario,
        strategy: str | Strategy | Policy,
        seed: int = 1,
        *,
        network: RealNetwork | None = None,
        engine: str = "columns",
        member_class: type[Member] = Member,
    ) -> None:
        super().__init__(rng=seed)
        if engine not in {"columns", "agents"}:
            raise ValueError(f"there is no engine '{engine}'; 'columns' or 'agents' is allowed")
        own = overridden_phases(member_class)
        if own and engine == "columns":
            raise ValueError(
                f"{member_class.__name__} has its own {', '.join(own)}: the columns engine sweeps "
                f"all members at once and would not call it; use engine='agents'"
            )
        self.spec, self.engine, self.member_class = spec, engine, member_class
        self.network = network
        policy = _policy(spec, strategy)
        self.courses: list[tuple[int, Strategy | Policy]] = [(0, _course(policy))]
        self.world = build_world(spec, seed, network)
        self.recorder = Recorder.for_world(self.world)
        self.to_moderate: set[int] = set()  # communities with new posts by brands above the norm
        self._members: list[Member] = []
        self.platforms = [Platform(self, name) for name in self.world.platform_names]
        self.communities = [Community(self, c) for c in range(len(self.world.communities))]
        self.brands = [Brand(self, 0, spec.brand, policy)]
        self.brands += [
            Brand(self, b, rival, Fixed(rival.strategy))
            for b, rival in enumerate(rivals_of(spec).values(), 1)
        ]

    def step(self) -> None:
        """Let the actors act, then members and audience live through the day."""
        if self.world.day >= self.world.n_days:
            raise RuntimeError(f"the run is over: the scenario has {self.world.n_days} days")
        wake_up(self.world)
        for brand in self.brands:
            brand.act()
        for c in sorted(self.to_moderate | with_offence(self.world)):
            for b in self.communities[c].moderate():
                self.brands[b].learn_of_removal(c)
        self.to_moderate.clear()
        run_day(self.world, self.spec, self._each)
        for brand in self.brands:
            brand.settle()
        self.world.day += 1
        self.recorder.record(self.world)
        if self._members and self.spec.membership.is_on:
            self._register_movers()
        self.running = self.world.day < self.world.n_days

    def follow(self, strategy: str | Strategy | Policy) -> None:
        """Let the focal brand follow another strategy from its next weekly plan on."""
        policy = _policy(self.spec, strategy)
        self.brands[0].policy = policy
        self.courses.append((self.world.day, _course(policy)))

    def branch(self, strategy: str | Strategy | Policy) -> "BrandCommunity":
        """Return a fork that goes on from here with another strategy, on the same luck."""
        twin = copy.deepcopy(self)
        twin.follow(strategy)
        return twin

    def _each(self, step: Any, p: Any) -> None:
        """Take all members through one phase, at once or one by one."""
        if self.engine == "columns":
            step(self.world, p, self.world.everyone)
        else:
            for member in self.everyone():
                getattr(member, PHASES[step])()

    def _advance_time(self, until: float) -> None:
        """Mesa's clock follows the days; without its event queue a copy steps itself alone."""
        while self.time < until and self.running:
            self.time += 1.0
            self._do_step()

    def everyone(self) -> list[Member]:
        """Return an object for every row, members or not; the first call makes them."""
        if not self._members:
            self._members = [self.member_class(self, i) for i in range(len(self.world.members))]
            for member in self._members:
                if not member.is_member:
                    self.deregister_agent(member)
        return self._members

    def member(self, row: int) -> Member:
        """Return the member of one row."""
        return self.everyone()[row]

    @property
    def agents(self) -> Any:
        """All agents: platforms, communities, brands and the members present."""
        self.everyone()
        return self._all_agents

    @property
    def agents_by_type(self) -> Any:
        """The agents of each class."""
        self.everyone()
        return self._agents_by_type

    def _register_movers(self) -> None:
        """Bring Mesa's list of agents up to date with who left and joined last night."""
        present = self.world.members.is_member
        for row in range(len(present)):
            member = self._members[row]
            if bool(present[row]) != (member in self._all_agents):
                (self.register_agent if present[row] else self.deregister_agent)(member)

    def __deepcopy__(self, memo: dict[int, Any]) -> "BrandCommunity":
        """Return a fork: it goes on with the same luck, and neither touches the other."""
        twin = object.__new__(type(self))
        memo[id(self)] = twin
        for shared in (self.spec, self.network):  # never changed during a run
            memo[id(shared)] = shared
        for name, value in self.__dict__.items():
            twin.__dict__[name] = copy.deepcopy(value, memo)
        return twin


def simulate(
    spec: Scenario,
    strategy: str | Strategy | Policy,
    seed: int,
    *,
    network: RealNetwork | None = None,
    engine: str = "columns",
    before_day: Callable[[], object] = lambda: None,
) -> Run:
    """Run one replicate of a strategy to its end and return what came of it.

    `before_day` is called at the start of every day; what it raises ends the run.
    """
    model = BrandCommunity(spec, strategy, seed, network=network, engine=engine)
    while model.running:
        before_day()
        model.step()
    mark_compiled()
    return summarise(model.world, model.recorder, strategy if isinstance(strategy, str) else "own")


def _course(policy: Policy) -> Strategy | Policy:
    """Return what a policy comes to: its strategy, if it has but one."""
    return policy.strategy if isinstance(policy, Fixed) else policy


def _policy(spec: Scenario, strategy: str | Strategy | Policy) -> Policy:
    """Return the policy meant by a name, a strategy or a policy."""
    if isinstance(strategy, str):
        if strategy not in spec.strategies:
            known = ", ".join(spec.strategies)
            raise ValueError(f"there is no strategy '{strategy}'; the scenario has {known}")
        return Fixed(spec.strategies[strategy])
    return Fixed(strategy) if isinstance(strategy, Strategy) else strategy

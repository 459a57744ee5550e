"""Forks of a run: each goes on as a run of its own would, and none touches another.

A history says who decided what when: which strategy was followed from which day on. Whatever is
forked, and in whatever order its days are taken, a fork comes to the bits of one run that
follows its history without being forked.
"""

import copy
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from sim.model import BrandCommunity
from sim.saved_run import load_run, save_run
from tests.conftest import small_spec
from tests.strategies import arrays_of
from tests.test_model import EVERYTHING

BANDIT = {
    "identify": {"communities": "search", "search_weeks": 1, "monitoring_hours": 3},
    "commit": {},
    "interact": {"feedback_hours": 1},
    "analytics": {"tool": "basic"},
    "adapt": {"policy": "thompson", "rules": [{"when": "views < 20", "then": "pause-ads"}]},
    "tailor": {"mix": {"question": 0.5, "success_story": 0.5}, "posts_per_week": 4},
    "pay": {"audience_ads": 50, "influencer": "nano", "influencer_posts": 4},
}
SPEC = small_spec(
    **EVERYTHING
    | {"days": 42, "stories": {"is_on": 1}, "feedback": {"is_on": 1}}
    | {"strategies": EVERYTHING["strategies"] | {"learns": BANDIT}}
)
NAMES = tuple(SPEC.strategies)
History = tuple[tuple[int, str], ...]  # from which day on the brand follows which strategy


class Switching:
    """The policy that follows a history."""

    def __init__(self, history: History) -> None:
        self.history = history

    def __call__(self, seen):
        """Return the strategy of this week."""
        name = [name for day, name in self.history if day <= 7 * seen.week][-1]
        return SPEC.strategies[name]


def step(model: BrandCommunity, days: int) -> None:
    """Let up to so many days pass."""
    for _ in range(days):
        if model.running:
            model.step()


def state(model: BrandCommunity) -> dict[str, bytes]:
    """Return all that a world and a recorder have come to, byte for byte."""
    arrays = arrays_of(model.world) | arrays_of(model.recorder, ".recorder")
    return {name: array.tobytes() for name, array in arrays.items()}


class Forks(RuleBasedStateMachine):
    """Runs that fork, go on, switch strategy, are saved and loaded, in any order."""

    runs = Bundle("runs")

    @initialize(target=runs, name=st.sampled_from(NAMES))
    def begin(self, name):
        """Begin with one run; runs are kept with their histories."""
        self.alive = []
        return self._keep(BrandCommunity(SPEC, name, seed=5), ((0, name),))

    def _keep(self, model, history):
        entry = {"model": model, "history": history, "state": state(model)}
        self.alive.append(entry)
        return entry

    @rule(entry=runs, days=st.integers(1, 12))
    def go_on(self, entry, days):
        """Let days pass in one run."""
        step(entry["model"], days)
        entry["state"] = state(entry["model"])

    @rule(target=runs, entry=runs)
    def fork(self, entry):
        """Copy a run as it is."""
        return self._keep(copy.deepcopy(entry["model"]), entry["history"])

    @rule(target=runs, entry=runs, name=st.sampled_from(NAMES))
    def fork_to(self, entry, name):
        """Copy a run, to go on with a strategy, from the next time that the brand plans."""
        model = entry["model"].branch(name)
        return self._keep(model, (*entry["history"], (model.world.day, name)))

    @rule(target=runs, entry=runs)
    def save_and_load(self, entry):
        """Save a run, and go on with what is loaded beside it."""
        with TemporaryDirectory() as folder:
            path = Path(folder) / "run.json"
            save_run(entry["model"], path)
            loaded = load_run(path)
        assert state(loaded) == entry["state"]
        return self._keep(loaded, entry["history"])

    @invariant()
    def nobody_touches_another(self):
        """Only the run that went on has changed."""
        for entry in self.alive:
            assert state(entry["model"]) == entry["state"]

    def teardown(self):
        """Compare every run, two weeks later, with one that was never forked."""
        for entry in self.alive[-4:]:
            model = entry["model"]
            step(model, 14)
            twin = BrandCommunity(SPEC, Switching(entry["history"]), seed=5)
            step(twin, model.world.day)
            assert twin.world.day == model.world.day
            assert state(twin) == state(model)
            assert all(agent.model is model for agent in model.brands)
            assert model.running == (model.world.day < SPEC.days)


Forks.TestCase.settings = settings(max_examples=12, stateful_step_count=10, deadline=None)
TestForks = Forks.TestCase


def test_strategies_of_these_tests_part_ways():
    """So that a fork that followed the wrong one would be seen."""
    models = [BrandCommunity(SPEC, name, seed=5) for name in NAMES]
    for model in models:
        step(model, 21)
    views = [model.world.counts.views[:, 0].tobytes() for model in models]

    assert len(set(views)) == len(NAMES)
    learns = models[NAMES.index("learns")]
    assert learns.brands[0].planner.measured
    assert np.flatnonzero(learns.world.counts.posts[:, 0].sum(axis=1)).min() >= 7

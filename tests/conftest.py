"""Settings and worlds that all tests share."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from sim.day import wake_up
from sim.scenario import Scenario
from sim.setup import build_world
from sim.world import World

# The first call of a rule compiles it, so single examples have no time limit.
settings.register_profile(
    "default", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
settings.load_profile("default")


def small_spec(**changes: object) -> Scenario:
    """Return a scenario of two communities and two strategies that runs in milliseconds."""
    posts = {"mix": {"expert_tip": 0.6, "question": 0.4}, "posts_per_week": 3}
    data = {
        "title": "small",
        "question": "Does it run?",
        "baseline": "ads",
        "days": 28,
        "communities": {"one": {"size": 40, "platform": "instagram"}, "two": {"size": 30}},
        "strategies": {
            "ads": {"pay": {"audience_ads": 100}},
            "micro": {"identify": {}, "commit": {}, "interact": {}, "tailor": posts},
            "stay-away": {},
        },
    }
    return Scenario.model_validate(data | changes)


@pytest.fixture
def spec() -> Scenario:
    """Return the small scenario."""
    return small_spec()


@pytest.fixture
def tiny_world() -> World:
    """Return a world of two communities, of 4 and 3 members, on the morning of day 0."""
    world = build_world(small_spec(communities={"one": {"size": 4}, "two": {"size": 3}}), seed=1)
    wake_up(world)
    return world


@pytest.fixture(scope="session")
def data() -> Path:
    """Return the folder of real data, or skip the test and say why."""
    folder = Path(os.environ.get("FIRESIDE_DATA", Path(__file__).parents[2] / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no real data: neither FIRESIDE_DATA nor {folder} is a folder")
    return folder

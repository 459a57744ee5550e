"""What names a run: a digest of all that its result depends on, and of nothing else.

Two studies that ask for the same run ask for the same key, however their files are written: a
scenario is named by its content with every default filled in, its strategies by the one that
runs. Title, question and what a headline shows are left out; so is the name of the strategy.
"""

import hashlib
import json
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from experiments.workers import Setting, Settings, Task, setting_of, spec_of
from sim.model import simulate
from sim.real_network import RealNetwork
from sim.version import MODEL_VERSION

__all__ = ["canonical", "digest_of", "digest_of_file", "key_of"]

_NOT_THE_RUN = {"title", "question", "baseline", "outcomes", "strategies", "posterior"}
_ORDERED = ("communities", "rivals")  # rows, and so luck and sums, follow the order of these


def canonical(content: Any) -> str:
    """Return content as JSON text: equal content gives equal text.

    Raises:
        ValueError: if a number is not finite.
    """
    return json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest_of(content: Any) -> str:
    """Return 32 hexadecimal digits that name a content of dictionaries, lists and numbers."""
    return hashlib.blake2b(canonical(content).encode(), digest_size=16).hexdigest()


def digest_of_file(path: Path) -> str:
    """Return 32 hexadecimal digits that name the bytes of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, partial(hashlib.blake2b, digest_size=16)).hexdigest()


def key_of(task: Task, settings: Settings) -> str | None:
    """Return the key of a run; None for one that has none.

    A policy in Python has one if it tells its `content` as JSON has it. Runs of tests have none.

    Raises:
        ScenarioError: if what the task changes cannot be.
    """
    setting = setting_of(task, settings)
    new_policy = setting.policies.get(task.strategy)
    policy = None if new_policy is None else getattr(new_policy(), "content", None)
    if setting.simulate is not simulate or (new_policy is not None and policy is None):
        return None
    spec = spec_of(task, setting)
    scenario = spec.model_dump(mode="json", exclude=_NOT_THE_RUN)
    scenario["network"]["file"] = None
    for name in _ORDERED:
        scenario[name] = list(scenario[name].items())
    strategy = policy or spec.strategies[task.strategy].model_dump(mode="json")
    return digest_of(
        {
            "model": MODEL_VERSION, "scenario": scenario, "strategy": strategy, "seed": task.seed,
            "network": _network_of(setting),
        }
    )  # fmt: skip


def _network_of(setting: Setting) -> str | None:
    """Return what names a real network."""
    network = setting.network
    return None if network is None else _digest_of_network(_Same(network))


class _Same:
    """A network, equal only to itself: so that its digest is taken once."""

    def __init__(self, network: RealNetwork) -> None:
        self.network = network

    def __hash__(self) -> int:
        return id(self.network)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.network is self.network


@lru_cache(maxsize=8)
def _digest_of_network(same: _Same) -> str:
    network = same.network
    parts = (network.sizes, network.start, network.whom)
    names = canonical([*network.communities, len(network.people)]).encode()
    data = names + b"".join(part.tobytes() for part in parts)
    return hashlib.blake2b(data, digest_size=16).hexdigest()

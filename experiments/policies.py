"""Policies in Python: checked before any run, and made anew for each, so that runs stay apart."""

import pickle
import sys
from collections.abc import Callable, Mapping
from typing import Any

from experiments.workers import NewPolicy

__all__ = ["policy_problem"]


def policy_problem(policies: Mapping[str, NewPolicy], *, in_workers: bool) -> str | None:
    """Return what is wrong with policies and what to do about it, or None.

    Args:
        policies: what makes the policy of one run, by name.
        in_workers: whether they must reach other processes.
    """
    for name, new_policy in policies.items():
        problem = _problem_of(new_policy)
        if problem is None and in_workers:
            problem = _problem_of_sending(new_policy)
        if problem:
            return f"policy '{name}': {problem}"
    return None


def _problem_of(new_policy: Callable[[], Any]) -> str | None:
    """Return why something makes no policy, or None."""
    allowed = "a class, or a function without arguments, that makes a new policy for each run"
    if not callable(new_policy):
        return f"got {new_policy!r}; {allowed} is allowed"
    try:
        policy = new_policy()
    except Exception as fault:
        return f"could not be made ({type(fault).__name__}: {fault}); {allowed} is allowed"
    if not callable(policy):
        return f"{policy!r} cannot be asked for a week's strategy; it needs __call__(self, seen)"
    return None


def _problem_of_sending(new_policy: NewPolicy) -> str | None:
    """Return why something cannot reach worker processes, or None."""
    todo = "define it in a module of its own, at the top level, or give jobs=1"
    try:
        pickle.dumps(new_policy)
    except Exception as fault:
        return f"cannot be sent to worker processes ({type(fault).__name__}: {fault}); {todo}"
    module = getattr(new_policy, "__module__", "")
    if module == "__main__" and not hasattr(sys.modules["__main__"], "__file__"):
        return f"worker processes cannot see what was typed in a session; {todo}"
    return None

"""Running the cases, several at a time; a case that raises an error is a row that fails."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import as_completed
from contextlib import closing

from experiments.backends import LocalBackend, usable_cpus
from experiments.validation.case import Case, Kind, Result
from experiments.validation.cases import find_cases

__all__ = ["run_case", "validate"]


def validate(
    cases: Sequence[Case], *, seed: int = 1, jobs: int | None = None,
    on_progress: Callable[[int, int, Result], object] = lambda done, total, result: None,
) -> list[Result]:  # fmt: skip
    """Return what came of each case, in their order.

    Args:
        cases: some of experiments.validation.cases.CASES.
        seed: everything random follows from it.
        jobs: worker processes; 1 for none beside this one, None for one a processor.
        on_progress: called after each case with how many are done, of how many, and its result.
    """
    to_run = sorted((c for c in cases if c.kind is not Kind.NONE), key=lambda c: -c.seconds)
    found = {case.id: Result(case, []) for case in cases if case.kind is Kind.NONE}
    n_idle = len(found)
    width = min(jobs or usable_cpus(), len(to_run))
    if width <= 1:
        for case in to_run:
            found[case.id] = run_case(case.id, seed)
            on_progress(len(found) - n_idle, len(to_run), found[case.id])
    else:
        with closing(LocalBackend(width)) as backend:
            futures = [backend.call(run_case, case.id, seed) for case in to_run]
            for future in as_completed(futures):
                result = future.result()
                found[result.case.id] = result
                on_progress(len(found) - n_idle, len(to_run), result)
    return [found[case.id] for case in cases]


def run_case(name: str, seed: int) -> Result:
    """Return what came of one case; called in a worker."""
    (case,) = find_cases([name])
    assert case.run is not None
    begun = time.perf_counter()
    try:
        checks, error = case.run(seed=seed), ""
    except Exception as fault:  # the other cases count
        checks, error = [], f"{type(fault).__name__}: {fault}"
    return Result(case, checks, time.perf_counter() - begun, error)

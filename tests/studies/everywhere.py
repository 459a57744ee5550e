"""Runs the study of a file on some backend, and says what came of it: a script of its own.

Arguments: study, workers, how processes start, and a seed that shuffles the tasks.
"""

import hashlib
import random
import sys
import warnings
from pathlib import Path

from experiments.backends import LocalBackend, SerialBackend
from experiments.runner import Keeping, Sweep
from experiments.store import Store
from experiments.studies.exported import runs_of
from experiments.studies.resolve import resolved


def main(study: str, workers: str, method: str, seed: str) -> None:
    """Print the digest of the exported table."""
    plan, path = resolved(Path(study)), Path(f"{study}-{workers}-{method}-{seed}.db")
    tasks = plan.tasks(range(plan.replicates))
    with Store(path) as store:
        store.begin("it", "it", "{}")
        keeping = Keeping(store, "it")
        Sweep(tasks, plan.setting, keeping)  # enters them in their order
        random.Random(int(seed)).shuffle(tasks)
        backend = SerialBackend() if method == "serial" else LocalBackend(int(workers), method)
        try:
            Sweep(tasks, plan.setting, keeping).make(range(len(tasks)), backend)
        finally:
            backend.close()
        table = runs_of(store, "it").to_csv(index=False)
    print(hashlib.sha256(table.encode()).hexdigest(), len(table.splitlines()))


if __name__ == "__main__":
    if sys.argv[3] == "fork":  # what it warns of, threads that hold locks, cannot be here
        warnings.simplefilter("ignore", DeprecationWarning)
    main(*sys.argv[1:])

"""What a sweep costs beyond its runs, and the memory of the driver.

The same runs (300 members, 91 days) are made twice: by `fireside sweep` with a store, and in a
bare loop, in as many processes at once. Both leave out the start of Python and the first run.

    python -m benchmarks.overhead [RUNS] [WORKERS]
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

SCENARIO = """
title = "Overhead"
question = "What does a sweep cost beyond its runs?"
baseline = "ads"
days = 91
communities.makers = { size = 300, posts_per_member = 0.03 }
audience.size = 100000
[strategies.ads]
pay.audience_ads = 500
[strategies.talk]
identify = { communities = "all" }
commit = { hours_per_week = 10 }
tailor = { mix = { question = 1 }, posts_per_week = 3 }
"""
STUDY = """
scenario = "overhead.toml"
vary = ["audience.niche_share", "memory.worth_of_contact"]
design = {{ method = "lhs", points = {points} }}
replicates = 5
"""


def plan_in(folder):
    """Return the plan of the study in a folder."""
    from experiments.studies.resolve import resolved

    return resolved(folder / "study.toml")


def memory():
    """Return the memory in use now, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


def sweep(folder, workers):
    """Sweep the study; print seconds after the first run, and memory on the way."""
    from experiments.backends import LocalBackend
    from experiments.keys import canonical, digest_of
    from experiments.runner import Keeping
    from experiments.store import Store
    from experiments.studies.sweep import sweep as make

    began, marks = [], {}

    def tell(done, total, failed, unmade):
        began.append(time.perf_counter()) if not began else None
        for share in (10, 50, 100):
            if share not in marks and done >= total * share / 100:
                marks[share] = memory()

    before = time.perf_counter()
    plan, backend = plan_in(folder), LocalBackend(workers)
    with Store(folder / "overhead.db") as store:
        study = digest_of(plan.content)
        store.begin(study, plan.name, canonical(plan.content))
        named = time.perf_counter()
        make(plan, backend=backend, keeping=Keeping(store, study), on_progress=tell)
        backend.close()
    end = time.perf_counter()
    print(end - began[0], began[0] - named, named - before, *(marks[s] for s in (10, 50, 100)))


def loop(folder, worker, workers):
    """Make every so many-th run in a bare loop; print seconds after the first."""
    from experiments.workers import run_task

    plan = plan_in(folder)
    tasks = plan.tasks(range(plan.replicates))[worker::workers]
    run_task(tasks[0], plan.setting)
    print("ready", flush=True)
    sys.stdin.readline()
    start = time.perf_counter()
    for task in tasks:
        run_task(task, plan.setting)
    print(time.perf_counter() - start)


def bare(folder, workers):
    """Return the seconds of bare loops side by side: of the slowest."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks.overhead", "loop", folder, str(k), str(workers)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for k in range(workers)
    ]  # fmt: skip
    for process in processes:
        process.stdout.readline()
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    return max(float(process.communicate()[0]) for process in processes)


def main(n=10_000, workers=2):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "overhead.toml").write_text(SCENARIO)
        (folder / "study.toml").write_text(STUDY.format(points=max(1, n // 10)))
        loops = [bare(name, workers)]
        words = [sys.executable, "-m", "benchmarks.overhead", "sweep", name, str(workers)]
        said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
        loops.append(bare(name, workers))  # before and after: other work may come and go
        total, naming, resolving, *memories = map(float, said.split())
    loop_seconds = sum(loops) / 2
    print(f"{n:,} runs in {workers} processes")
    print(f"bare loop      {loop_seconds:8.1f} s ({loops[0]:.1f} before, {loops[1]:.1f} after)")
    print(f"sweep          {total:8.1f} s, and {naming:.1f} s to name runs and start workers, "
          f"{resolving:.1f} s to resolve")  # fmt: skip
    print(f"overhead       {(total + naming) / loop_seconds - 1:8.1%}, "
          f"{total / loop_seconds - 1:.1%} after the first run")  # fmt: skip
    print("driver's memory at 10, 50, 100 %: " + ", ".join(f"{each:.0f} MB" for each in memories))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["sweep", folder, workers]:
            sweep(Path(folder), int(workers))
        case ["loop", folder, worker, workers]:
            loop(Path(folder), int(worker), int(workers))
        case numbers:
            main(*map(int, numbers))

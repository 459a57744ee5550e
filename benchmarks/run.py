"""`make bench`: how fast the simulator is, against its targets and against three plain models.

Times are CPU times of one process unless they say wall; a member-day is one member living
through one day. Weeks, not days, are timed: posts and plans come once a week.
"""

import argparse
import gc
import json
import platform
import resource
import statistics
import tracemalloc
from pathlib import Path
from time import perf_counter, process_time

import mesa
import numba
import numpy as np

from benchmarks.everything import ratio_of_all
from benchmarks.fused_python import FusedPython
from benchmarks.plain_mesa import PlainMesa, SlottedMesa
from benchmarks.plain_world import PlainModel
from benchmarks.replicates import sweep
from benchmarks.sizes import STRATEGY, sized
from benchmarks.timing import timed, weeks_of
from sim.columns import kinds
from sim.model import BrandCommunity, simulate
from sim.network import tie_strengths
from sim.randomness import Purpose, key_for
from sim.scenario import Scenario
from sim.setup import build_world
from sim.small_world import small_world
from sim.version import CODE_HASH
from sim.world import World

SIZE = 250  # members of a community, as in the scenario
COMPARATORS = {
    "plain Mesa": PlainMesa,
    "plain Mesa, members with slots": SlottedMesa,
    "hand-fused Python loops, no Mesa activation": FusedPython,
}
BASELINE = Path(__file__).with_name("baseline.json")


def main() -> None:
    """Measure, print and, if asked to, keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller: no million, 20 replicates")
    parser.add_argument("--save", action="store_true", help="keep the figures in baseline.json")
    options = parser.parse_args()
    figures: dict[str, float] = {}
    simulate(sized(2, SIZE, days=14), STRATEGY, 1)  # loads the kernels
    _days(options.quick, figures)
    _replicates(20 if options.quick else 100, figures)
    _everything(20 if options.quick else 100, figures)
    _memory(figures)
    _network(figures)
    if options.save:
        about = {
            "code_hash": CODE_HASH, "processor": _processor(), "python": platform.python_version(),
            "numpy": np.__version__, "numba": numba.__version__, "mesa": mesa.__version__,
        }  # fmt: skip
        BASELINE.write_text(json.dumps(about | {"figures": figures}, indent=2) + "\n")
        print(f"kept in {BASELINE}")


def _days(quick: bool, figures: dict[str, float]) -> None:
    """Print the time of a member-day by phase, and that of both plain models, at each size."""
    phases: dict[int, dict[str, float]] = {}
    # members: weeks before the clock runs, weeks timed, weeks of plain models (0: too slow)
    plan = {10_000: (26, 12, 4), 100_000: (26, 6, 3), 1_000_000: (8, 3, 0)}
    if quick:
        plan = {10_000: (8, 6, 2), 100_000: (8, 4, 2)}
    for n_members, (before, n_weeks, n_plain) in plan.items():
        spec = sized(n_members // SIZE, SIZE, days=7 * (before + 2 * n_weeks))
        model = BrandCommunity(spec, STRATEGY, 1)
        for _ in range(7 * before):
            model.step()
        whole = _median(weeks_of(model, n_weeks, n_members))
        for name, kind in COMPARATORS.items():
            if n_plain:
                weeks = _plain_weeks(kind, spec, model.world, n_plain)
                figures[f"{name}, ns per member-day, {n_members}"] = _median(weeks)
        with timed() as seconds:
            weeks_of(model, n_weeks, n_members)
        scale = 1e9 / (7 * n_weeks * n_members)
        phases[n_members] = {name: taken * scale for name, taken in seconds.items()}
        figures[f"ns per member-day, {n_members}"] = whole
    _print_phases(phases, figures)
    posts = (model.world.counts.posts - model.world.counts.removed).sum()
    live = posts / (spec.days * len(model.world.communities))
    print(f"Live posts per community and day: {live:.2f}"
          " (one a week in each, gone by the next day, as in the scenario)")  # fmt: skip
    for n_members, least in ((10_000, 100), (100_000, 200)):
        _compare(n_members, least, figures)
    if 1_000_000 in plan:
        ratio = figures["ns per member-day, 1000000"] / figures["ns per member-day, 100000"]
        figures["1e6 against 1e5"] = ratio
        _verdict(
            "a member-day at 1,000,000 against 100,000",
            "at most 2 times",
            f"{ratio:.2f}",
            ratio <= 2,
        )


def _plain_weeks(kind: type[PlainModel], spec: Scenario, world: World, n_weeks: int) -> list[float]:
    """Return the times of a plain model's weeks, ns per member-day; the first is not counted."""
    plain = kind(spec, STRATEGY, world, 1)
    gc.collect()
    gc.freeze()  # or its objects would be searched for garbage again and again
    weeks = weeks_of(plain, n_weeks + 1, len(world.members))[1:]
    del plain
    gc.unfreeze()
    gc.collect()
    return weeks


def _compare(n_members: int, least: float, figures: dict[str, float]) -> None:
    """Print how much slower the plain models are; the target is for plain Mesa alone."""
    ours = figures[f"ns per member-day, {n_members}"]
    times = {name: figures[f"{name}, ns per member-day, {n_members}"] for name in COMPARATORS}
    yardstick = times.pop("plain Mesa")
    _verdict(
        f"{n_members:,} members, plain Mesa (an object a member, activated phase by phase) "
        f"{yardstick:,.0f} ns, the product {ours:.1f} ns",
        f"plain Mesa at least {least:.0f} times slower", f"{yardstick / ours:.0f} times",
        yardstick / ours >= least,
    )  # fmt: skip
    for name, taken in times.items():
        print(f"      {name} (no target): {taken:,.0f} ns, {taken / ours:.0f} times")


def _print_phases(phases: dict[int, dict[str, float]], figures: dict[str, float]) -> None:
    sizes = list(phases)
    print("\nCPU time, ns per member-day" + "".join(f"{n:>12,}" for n in sizes))
    for name in phases[sizes[0]]:
        print(f"  {name:25}" + "".join(f"{phases[n][name]:12.2f}" for n in sizes))
    whole = [figures[f"ns per member-day, {n}"] for n in sizes]
    print(f"  {'in all, without clocks':25}" + "".join(f"{ns:12.2f}" for ns in whole) + "\n")


def _replicates(n_replicates: int, figures: dict[str, float]) -> None:
    """Print what the typical what-if takes: a year of 1,500 members, many times over."""
    done = sweep(n_replicates)
    wall = done.wall * 100 / n_replicates
    figures["100 replicates wall s"], figures["replicate CPU ms"] = (
        wall,
        done.cpu / done.n_runs * 1e3,
    )
    _verdict(
        f"1,500 members x 364 days x {n_replicates} on 2 processes, worlds built; "
        f"{done.posts_per_community_day:.2f} live posts per community and day; "
        f"{done.cpu / done.n_runs * 1e3:.0f} ms CPU each",
        "100 in less than 3 s wall",
        f"{done.wall:.2f} s wall, {done.cpu:.2f} s CPU ({wall:.2f} s wall for 100)",
        wall < 3.0,
    )  # fmt: skip


def _everything(n_replicates: int, figures: dict[str, float]) -> None:
    """Print what the same costs with all mechanisms on."""
    for n_members in (10_000, 100_000):
        none, everything, ratio = ratio_of_all(n_members, SIZE, 12)
        figures[f"all mechanisms on, times slower, {n_members}"] = ratio
        _verdict(f"all mechanisms on, {n_members:,} members, {everything:.1f} ns per member-day",
                 f"at most 1.6 times the {none:.1f} ns without", f"{ratio:.2f} times",
                 ratio <= 1.6)  # fmt: skip
    done = sweep(n_replicates, everything=True)
    wall = done.wall * 100 / n_replicates
    figures["100 replicates wall s, all mechanisms on"] = wall
    _verdict(
        f"the {n_replicates} replicates with all mechanisms on",
        "100 in less than 1.6 x 3 s wall",
        f"{wall:.2f} s wall for 100",
        wall < 4.8,
    )


def _memory(figures: dict[str, float]) -> None:
    """Print what a member takes beyond ties and records."""
    n = 100_000
    spec = sized(n // SIZE, SIZE, days=7)
    tracemalloc.start()
    world = build_world(spec, 1)
    traced = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    by_column = {name: getattr(world.members, name).nbytes / n for name, _ in kinds()}
    columns = sum(by_column.values())
    places = sum(
        getattr(group, name).nbytes
        for group in (world.communities, world.posts)
        for name in group.__slots__
        if isinstance(getattr(group, name), np.ndarray)
    )  # fmt: skip
    ties = (world.ties.start.nbytes + world.ties.whom.nbytes + world.ties.strength.nbytes) / n
    figures["bytes per member"], figures["bytes of ties per member"] = columns, ties
    largest = sorted(by_column.items(), key=lambda item: -item[1])[:4]
    print("  largest columns: " + ", ".join(f"{name} {size:.0f}" for name, size in largest)
          + f"; communities and posts {places / n:.1f} more; ties {ties:.0f}; "
          f"traced in all {traced / n:.0f}; peak of this process "
          f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")  # fmt: skip
    _verdict(
        "bytes per member for one brand: its columns",
        "at most 192",
        f"{columns:.0f}",
        columns <= 192,
    )


def _network(figures: dict[str, float]) -> None:
    """Print how fast a million members get 10 ties each."""
    n = 1_000_000
    sizes, key = np.full(n // SIZE, SIZE), key_for(1, Purpose.TIES)
    community = np.repeat(np.arange(n // SIZE, dtype=np.int32), SIZE)
    wall, cpu = [], []
    for _ in range(5):
        begin, begin_cpu = perf_counter(), process_time()
        start, whom = small_world(
            sizes, degree=8, density=0.15, rewired=0.25, weak_ties=2, key=key, degree_spread=1.1
        )
        tie_strengths(start, whom, community, mean=0.35, weak_factor=0.5, key=key)
        wall.append(perf_counter() - begin)
        cpu.append(process_time() - begin_cpu)
    figures["network CPU s"] = _median(cpu)
    _verdict(
        "1,000,000 members x 10 ties (8 inside, 2 weak), hubs, strengths", "less than 0.2 s",
        f"{_median(cpu):.3f} s CPU, {_median(wall):.3f} s wall", _median(cpu) < 0.2,
    )  # fmt: skip


def _verdict(what: str, target: str, measured: str, is_met: bool) -> None:
    print(f"{'pass' if is_met else 'FAIL'}  {what}: {measured}; target: {target}")


def _median(values: list[float]) -> float:
    return statistics.median(values)


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{names[0] if names else platform.processor()} x {len(names) or 1}"


if __name__ == "__main__":
    main()

"""Studies of a market that runs in milliseconds, and commands run on them in this process."""

from pathlib import Path
from typing import Any, NamedTuple

from typer.testing import CliRunner

from experiments.backends import SerialBackend
from experiments.cli import app
from experiments.keys import canonical, digest_of
from experiments.runner import Keeping
from experiments.store import Store
from experiments.studies.plan import Plan
from experiments.studies.resolve import resolved
from experiments.studies.sweep import Swept, sweep

SCENARIO = """
title = "Small"
question = "Does talking beat shouting?"
baseline = "ads"
days = 7

[communities]
makers = { size = 40, posts_per_member = 0.03 }
menders = { size = 40, platform = "reddit" }

[audience]
size = 100000

[strategies.ads]
pay = { audience_ads = 500 }

[strategies.talk]
identify = { communities = "all" }
commit = { hours_per_week = 10 }
tailor = { mix = { question = 1 }, posts_per_week = 3 }
"""
FIVE_LINES = """
scenario = "small.toml"
strategies = ["ads", "talk"]
vary = ["audience.niche_share", "memory.worth_of_contact"]
design = { method = "lhs", points = 3 }
replicates = 2
"""


def written(folder: Path, text: str = FIVE_LINES, name: str = "study") -> Path:
    """Write a study, and its scenario beside it; return its path."""
    (folder / "small.toml").write_text(SCENARIO)
    path = folder / f"{name}.toml"
    path.write_text(text)
    return path


def plan_of(folder: Path, text: str = FIVE_LINES, **overrides: Any) -> Plan:
    """Return what a study of this text will run."""
    changes = {name.replace("__", "."): value for name, value in overrides.items()}
    return resolved(written(folder, text), changes)


def swept(plan: Plan, path: Path, **options: Any) -> Swept:
    """Make the runs of a plan in this process; return how it went."""
    study = digest_of(plan.content)
    with Store(path) as store:
        store.begin(study, plan.name, canonical(plan.content))
        backend = options.pop("backend", None) or SerialBackend()
        keeping = Keeping(store, study, options.pop("retry_failed", False))
        return sweep(plan, backend=backend, keeping=keeping, **options)


class Said(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def last(self) -> str:
        """The last line on stdout."""
        return self.out.splitlines()[-1]


def fireside(*words: object) -> Said:
    """Run a command in this process."""
    found = CliRunner().invoke(app, [str(word) for word in words])
    return Said(found.exit_code, found.stdout, found.stderr)

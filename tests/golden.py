"""Golden runs: digests of whole results. They change only by `make golden`, and say why."""

import hashlib
import json
import sys
from pathlib import Path

from sim.model import BrandCommunity
from sim.scenario_file import library, load_scenario, with_overrides
from sim.version import MODEL_VERSION
from tests.test_model import EVERYTHING, bits, finished, small_spec

FILE = Path(__file__).parent / "golden.json"


def digests() -> dict[str, str]:
    """Return the digest of every golden run by name."""
    runs = {f"everything/{name}": (small_spec(**EVERYTHING), name) for name in ("ads", "all")}
    for scenario in library():
        spec = with_overrides(load_scenario(scenario), {"days": 91})
        runs |= {f"{scenario}/{name}": (spec, name) for name in spec.strategies}
    return {run: digest(*arguments) for run, arguments in runs.items()}


def digest(spec, strategy: str) -> str:
    """Return a digest of all that one run has come to."""
    found = bits(finished(BrandCommunity(spec, strategy, seed=11)).world)
    return hashlib.blake2b(
        b"".join(found[name] for name in sorted(found)), digest_size=8
    ).hexdigest()


if __name__ == "__main__" and "--write" in sys.argv:
    content = {"model_version": MODEL_VERSION, "digests": digests()}
    FILE.write_text(json.dumps(content, indent=1) + "\n")

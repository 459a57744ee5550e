"""The layout that the README draws is the layout that the code has."""

import ast
import importlib
from pathlib import Path

import pytest

from sim.parameters import Parameters, about_field, declarations
from sim.scenario import Scenario

ROOT = Path(__file__).parents[1]
MAY_IMPORT = {  # each folder, and the folders of ours it may import
    "sim": {"sim"},
    "experiments": {"sim", "experiments"},
    "app": {"sim", "experiments", "app"},
}
SIM_LAYERS = [  # inside sim, a file imports only from lines above its own
    {"version", "parameters", "ledger", "outcomes"},
    {"compiled", "columns", "real_network"},
    {"randomness", "posterior"},
    {"network", "small_world", "posts", "appeal"},
    {"world"},
    {"mechanisms"},
    {"strategies", "platforms", "population"},
    {"market"},
    {"scenario"},
    {"schema", "scenario_errors", "audience", "stage", "publishing"},
    {"scenario_references", "setup", "recorder", "advertising"},
    {"scenario_file"},
    {"results", "day", "metrics"},
    {"agents"},
    {"model"},
    {"saved_run"},
]
DOORS = {  # an outside library, and the only files that may import it
    "numba": {"sim/compiled.py"},
    "mesa": {"sim/agents/", "sim/model.py"},
    "pydantic": {
        "sim/parameters.py", "sim/scenario.py", "sim/scenario_errors.py", "sim/scenario_file.py",
        "sim/strategies/tailor.py", "sim/strategies/contingency.py", "sim/market.py",
        "sim/platforms.py",
        "experiments/file_content.py", "experiments/claims/files.py", "experiments/studies/file.py",
        "experiments/studies/reading.py",
        "app/comparing.py", "app/files.py", "app/lesson_files.py", "app/links.py",
    },
    "solara": {
        "app/pages/", "app/site.py", "app/shell.py", "app/session.py", "app/widgets.py",
        "app/runs.py", "app/compare_view.py", "app/job_view.py", "app/server.py",
    },
    "starlette": {"app/server.py", "app/downloads.py", "app/job_files.py"},
    "uvicorn": {"app/server.py"},
    "tomli_w": {
        "app/files.py", "app/intake.py", "app/sweeping.py", "experiments/own_data/written.py",
    },
    "networkx": {
        "sim/real_network.py", "experiments/facts/beginnings.py",
        "experiments/validation/networks.py",
    },
    "SALib": {
        "experiments/futures.py", "experiments/sensitivity/designs.py",
        "experiments/sensitivity/indices.py",
    },
    "sklearn": {"experiments/sensitivity/surrogate.py", "experiments/histories/scoring.py"},
    "optuna": {"experiments/optimise/proposals.py"},
    "distributed": {"experiments/cluster.py"},
    "sqlite3": {"experiments/store_file.py"},
}  # fmt: skip
SOURCES = [path for folder in MAY_IMPORT for path in sorted((ROOT / folder).rglob("*.py"))]
MECHANISMS = sorted(
    path.stem for path in (ROOT / "sim/mechanisms").glob("*.py") if path.stem != "__init__"
)


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imported_modules(path: Path) -> set[str]:
    """Return the dotted names a file imports while it runs (not those for types only)."""
    tree = ast.parse(path.read_text())
    typing_only = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    names = set()
    for node in set(ast.walk(tree)) - typing_only:
        if isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return names


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_folders_import_in_one_direction(path):
    folder = path.relative_to(ROOT).parts[0]
    ours = {name.split(".")[0] for name in imported_modules(path)} & MAY_IMPORT.keys()

    assert ours <= MAY_IMPORT[folder]


@pytest.mark.parametrize("path", sorted((ROOT / "sim").rglob("*.py")), ids=name_of)
def test_sim_imports_only_from_lower_layers(path):
    layer = {part: i for i, parts in enumerate(SIM_LAYERS) for part in parts}
    part = path.relative_to(ROOT / "sim").with_suffix("").parts[0]
    if part == "__init__":
        return
    names = {name for name in imported_modules(path) if name.startswith("sim.")}
    used = {name.split(".")[1] for name in names} - {part}

    assert all(layer[each] < layer[part] for each in used), f"{part} imports {used}"
    assert part != "mechanisms" or not any(name.startswith("sim.mechanisms") for name in names)


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_an_outside_library_comes_in_by_its_own_door(path):
    libraries = {name.split(".")[0] for name in imported_modules(path)} & DOORS.keys()

    assert all(
        any(name_of(path).startswith(door) for door in DOORS[library]) for library in libraries
    ), libraries


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_files_and_functions_stay_short(path):
    text = path.read_text()
    longest = max(
        (
            node.end_lineno - node.body[bool(ast.get_docstring(node))].lineno
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.FunctionDef) and len(node.body) > bool(ast.get_docstring(node))
        ),
        default=0,
    )

    assert len(text.splitlines()) <= 250
    assert longest < 40


@pytest.mark.parametrize("path", sorted((ROOT / "sim").rglob("*.py")), ids=name_of)
def test_the_model_takes_no_draws_from_a_stream(path):
    text = path.read_text()

    assert "np.random" not in text
    assert "default_rng" not in text
    assert "self.random" not in text


@pytest.mark.parametrize("name", MECHANISMS)
def test_a_mechanism_is_in_the_scenario_in_the_day_and_tested(name):
    module = importlib.import_module(f"sim.mechanisms.{name}")
    group = getattr(module, f"{name.title().replace('_', '')}Parameters")

    assert issubclass(group, Parameters)
    assert callable(module.step)
    assert Scenario.model_fields[name].annotation is group
    assert f"{name}.step" in (ROOT / "sim/day.py").read_text()
    assert (ROOT / f"tests/mechanisms/test_{name}.py").exists()


@pytest.mark.parametrize("each", list(declarations(Scenario)), ids=lambda each: each.name)
def test_a_number_has_a_home(each):
    assert each.meaning
    assert each.unit
    assert each.source
    assert each.confidence in {"high", "medium", "low", "given"}
    assert each.minimum is not None
    assert each.maximum is not None
    assert each.confidence == "given" or each.low is not None, "what is uncertain has a range"
    if each.low is not None and each.high is not None:
        assert each.minimum <= each.low < each.high <= each.maximum
        assert each.default is None or each.default is ... or each.low <= each.default <= each.high


def test_every_number_of_a_group_is_declared():
    undeclared = [
        f"{group.__name__}.{name}"
        for group in all_groups(Parameters)
        for name, field in group.model_fields.items()
        if field.annotation in {int, float} and about_field(group, name) is None
    ]

    assert undeclared == []


def all_groups(base: type[Parameters]) -> list[type[Parameters]]:
    found = []
    for group in base.__subclasses__():
        found += [group, *all_groups(group)]
    return [group for group in found if group.__module__.startswith("sim.")]

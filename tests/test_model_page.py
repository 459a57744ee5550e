"""docs/model.md follows the ODD protocol (Grimm et al. 2020), and the code."""

import ast
import importlib
import inspect
import re
from pathlib import Path

import pytest

from sim import day, model
from sim.parameters import Parameters

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGE = (DOCS / "model.md").read_text(encoding="utf-8")
ELEMENTS = (
    "1. Purpose and patterns", "2. Entities, state variables and scales",
    "3. Process overview and scheduling", "4. Design concepts", "5. Initialization",
    "6. Input data", "7. Submodels",
)  # fmt: skip
CONCEPTS = (
    "Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction",
    "Sensing", "Interaction", "Stochasticity", "Collectives", "Observation",
)  # fmt: skip
PARTS = sorted(
    f"{folder}/{path.stem}"
    for folder in ("sim/mechanisms", "sim/strategies")
    for path in (ROOT / folder).glob("*.py")
    if path.stem != "__init__"
)
SIM = sorted(path for path in (ROOT / "sim").rglob("*.py") if path.stem != "__init__")
PAGES = sorted([DOCS / "model.md", DOCS / "parameters.md", DOCS / "limits.md",
                *DOCS.glob("how-to/*.md"), *DOCS.glob("tutorials/*.md")])  # fmt: skip


def section(title: str, level: int) -> str:
    """Return what stands below a heading, up to the next one as high."""
    marks = "#" * level
    found = re.search(
        rf"^{marks} {re.escape(title)}\n(.*?)(?=^#{{1,{level}}} |\Z)", PAGE, re.M | re.S
    )
    assert found, f"there is no heading '{marks} {title}'"
    return found[1]


def called(function: object) -> list[str]:
    """Return what a function calls, statement by statement, in order."""
    tree = ast.parse(inspect.getsource(function))
    names = []
    for node in tree.body[0].body:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            call = node.value
            is_each = ast.unparse(call.func) == "each"
            names.append(ast.unparse(call.args[0] if is_each else call.func))
    return names


def equations_of(module_name: str) -> list[str]:
    """Return the indented blocks of a module's docstring."""
    doc = inspect.getdoc(importlib.import_module(module_name)) or ""
    blocks = [part for part in doc.split("\n\n") if part.startswith("    ")]
    return [re.sub("^    ", "", block, flags=re.M) for block in blocks]


def anchors_of(path: Path) -> set[str]:
    """Return the places on a page that a link may lead to."""
    titles = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def test_every_element_of_the_protocol_is_there_in_order_and_says_something():
    assert tuple(re.findall(r"^## (.+)$", PAGE, re.M)) == ELEMENTS
    assert tuple(re.findall(r"^### (.+)$", section(ELEMENTS[3], 2), re.M)) == CONCEPTS
    for title in ELEMENTS:
        assert len(section(title, 2).split()) > 40, title
    for title in CONCEPTS:
        assert len(section(title, 3).split()) > 15, title


@pytest.mark.parametrize("number", [0, 1, 2, 4])
def test_elements_say_why(number):
    """The 2020 update asks for rationale; patterns are that of the purpose."""
    assert "**Rationale.**" in section(ELEMENTS[number], 2) or "Rationale:" in section(
        ELEMENTS[number], 2
    )


@pytest.mark.parametrize("title", ELEMENTS + CONCEPTS)
def test_every_element_links_to_files(title):
    assert re.search(r"\]\(\.\./[\w/]+\.py\)", section(title, 2 if title in ELEMENTS else 3))


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(DOCS)))
def test_every_link_leads_somewhere(page):
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    targets = [each for each in re.findall(r"\]\(([^)]+)\)", text) if "://" not in each]

    for target in targets:
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), target
        assert not anchor or anchor in anchors_of(file), target


@pytest.mark.parametrize("part", PARTS)
def test_every_mechanism_and_strategy_has_its_place_and_its_equations(part):
    title = part.rpartition("/")[2].replace("_", " ").capitalize()
    said = section(title, 4)

    assert f"[{part}.py](../{part}.py)" in said
    for block in equations_of(part.replace("/", ".")):
        assert f"```\n{block}\n" in said or f"\n{block}\n```" in said, f"{part} says otherwise"
    assert len(re.sub(r"^```.*?^```", "", said, flags=re.M | re.S).split()) > 8, "and why"


@pytest.mark.parametrize("path", SIM, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_with_equations_or_parameters_is_on_the_page(path):
    """So that a submodel which is no mechanism cannot be forgotten."""
    code = path.read_text(encoding="utf-8")
    name = str(path.relative_to(ROOT))
    blocks = equations_of(name.removesuffix(".py").replace("/", "."))

    assert f"(../{name})" in PAGE or not (blocks or "(Parameters)" in code)
    for block in blocks:
        assert f"\n{block}\n" in PAGE, f"the page lacks, from {name}:\n{block}"


@pytest.mark.parametrize("part", [part for part in PARTS if "mechanisms" in part])
def test_a_mechanism_that_is_off_says_so(part):
    name = part.rpartition("/")[2]
    group: type[Parameters] = getattr(
        importlib.import_module(part.replace("/", ".")),
        f"{name.title().replace('_', '')}Parameters",
    )
    said = section(name.replace("_", " ").capitalize(), 4)

    assert f"(parameters.md#{name})" in said
    assert ("*Off.*" in said) == ("is_on" in group.model_fields)


def test_the_order_of_the_day_is_that_of_the_code():
    table = re.findall(r"^\| \d+ \| \[([\w.]+)\]\(.+?\) \| (once|each) \|", PAGE, re.M)
    code = inspect.getsource(day.run_day)

    assert [name for name, _ in table] == called(day.run_day)
    for name, who in table:
        assert (f"each({name}," in code) == (who == "each"), name


def test_the_parts_of_a_step_come_in_the_order_of_the_code():
    said = re.findall(r"^\d\. `(\w+)`", section(ELEMENTS[2], 2), re.M)
    code = inspect.getsource(model.BrandCommunity.step)
    places = [code.index(f"{name}(") for name in said]

    assert said == ["wake_up", "act", "moderate", "run_day", "settle", "record"]
    assert places == sorted(places)

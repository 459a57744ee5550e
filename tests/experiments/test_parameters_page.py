"""The page of all parameters: complete, filled, and as the code has it."""

import re
from pathlib import Path

from experiments.parameters_page import COLUMNS, all_declarations, parameters_page, row_of
from sim.market import Rival
from sim.parameters import Parameters, about_field

PAGE = Path(__file__).parents[2] / "docs" / "parameters.md"


def groups_of(base: type[Parameters]) -> list[type[Parameters]]:
    """Return every group of parameters that the model declares."""
    found = []
    for group in base.__subclasses__():
        found += [group, *groups_of(group)]
    return [group for group in found if group.__module__.startswith("sim.")]


def cells_of(line: str) -> list[str]:
    """Return the cells of a line of a table."""
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def test_the_page_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == parameters_page(), "make parameters writes it anew"


def test_no_cell_is_empty_and_every_parameter_has_its_row_once():
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line[:3] == "| `"]
    rows = [cells_of(line) for line in lines]
    names = [row[0].strip("`") for row in rows]

    assert all(len(row) == len(COLUMNS) and all(row) for row in rows)
    assert all("None" not in cell for row in rows for cell in row)
    assert sorted(names) == sorted({each.name for each in all_declarations()})


def test_every_group_of_the_model_is_on_the_page():
    """What a scenario may list, such as rivals and crises, is not reached by walking defaults."""
    meanings = {each.meaning for each in all_declarations()}
    missing = [
        f"{group.__name__}.{name}"
        for group in groups_of(Parameters)
        for name, field in group.model_fields.items()
        if about_field(group, name) and field.description not in meanings
    ]

    assert missing == []
    assert "identity: its luck follows the key, not the name or the order" in meanings
    assert Rival.model_fields.keys() - {"key", "strategy"} <= {
        each.name.removeprefix("brand.") for each in all_declarations()
    } | {"name", "topic", "crises"}


def test_what_has_no_range_says_whether_it_is_chosen_or_given():
    rows = {each.name: row_of(each) for each in all_declarations()}

    assert rows["loyalty.is_on"][2] == "choice"
    assert rows["content.offer.promotion"][2] == "given"
    assert rows["communities.heterogeneity"][1] == "not given"
    assert rows["rivals.key"][1] == "needed"
    assert rows["audience.size"][1:5] == (
        "4,000,000", "100,000 to 10,000,000", "1,000 to 1,000,000,000", "people",
    )  # fmt: skip

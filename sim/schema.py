"""The JSON schema of scenario files, for editors that complete and check as one types."""

import json
import sys
from pathlib import Path
from typing import Any

from sim.scenario import Scenario

__all__ = ["schema"]


def schema() -> str:
    """Return the schema as text: every parameter with its meaning, unit, bounds and source."""
    made: dict[str, Any] = Scenario.model_json_schema()
    made["title"] = "a fireside scenario"
    made["properties"]["extends"] = {
        "type": "string",
        "description": "name or path of a scenario that this one builds on; say only what differs",
    }
    # A file that extends another may leave anything out, and amounts may carry their unit.
    made.pop("required", None)
    for group in (made, *made["$defs"].values()):
        group.pop("required", None)
        for each in group.get("properties", {}).values():
            about = each.pop("about", None)
            if about:
                each["description"] = f"{each['description']} ({about['unit']}); {about['source']}"
                bounds = {key: each.pop(key) for key in ("minimum", "maximum", "type", "anyOf")
                          if key in each}  # fmt: skip
                number = bounds if "type" in bounds or "anyOf" in bounds else {"type": "number"}
                each["anyOf"] = [number, {"type": "string", "examples": [f"1 {about['unit']}"]}]
    return json.dumps(made, indent=1, sort_keys=True, default=str) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(schema(), encoding="utf-8")

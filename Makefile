# Everything is run through uv; the first target is the default.
.PHONY: check fast test golden schema parameters bench screenshots

check: fast              ## format, lint, types, fast tests
	uv run ruff format --check .
	uv run ruff check .
	uv run pyright

fast:                    ## tests without the slow ones
	uv run pytest -m "not slow"

test:                    ## all tests
	uv run pytest

golden:                  ## accept what the golden runs give now (raise MODEL_VERSION, say why in CHANGELOG)
	uv run python -m tests.golden --write

schema:                  ## write scenarios/schema.json from the declarations
	uv run python -m sim.schema scenarios/schema.json

parameters:              ## write docs/parameters.md from the declarations
	uv run python -m experiments.parameters_page docs/parameters.md

bench:                   ## speed: kernels, whole runs, a plain Mesa model
	uv run python -m benchmarks.run

screenshots:             ## pictures of every page of the app, light, dark and phone
	uv run python -m tests.screenshots build/screenshots

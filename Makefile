# Everything a stranger needs. `make demo` shows the protocol at work, `make test` proves it.
CARGO ?= cargo

.PHONY: help demo test check fmt schema replay simulate soak coverage

help: ## list the targets
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*##/\t/' | expand -t 12

demo: ## 60 days of the protocol on the embedded chain (ARGS="--users 100" and others vary it)
	$(CARGO) run --locked -p floe-cli -- demo $(ARGS)

replay: ## drive the embedded chain from a file: make replay FILE=tests/histories/worked_example.jsonl
	$(CARGO) run --locked -p floe-cli -- replay --check $(FILE)

simulate: ## play a scenario: make simulate FILE=docs/scenarios/batch_interval.toml ARGS="--svg charts.svg"
	$(CARGO) run --locked --profile fast -p floe-cli -- simulate $(FILE) $(ARGS)

test: ## formatting, lints, schemas, documentation and all tests
	./scripts/test.sh

check: ## formatting, lints and schemas only
	./scripts/check.sh

fmt: ## format everything
	$(CARGO) fmt --all

schema: ## regenerate the JSON schemas
	$(CARGO) run --locked -q -p floe-types --bin schema -- schema

soak: ## a year with a thousand random users
	$(CARGO) run --locked --profile fast -p floe-cli -- demo --users 1000 --days 365 $(ARGS)

coverage: ## line coverage of the core and the contracts (installs cargo-tarpaulin)
	./scripts/coverage.sh

# Everything a stranger needs. `make demo` shows the protocol at work, `make test` proves it.
CARGO ?= cargo

.PHONY: help demo test check fmt schema replay soak coverage fuzz planted mutants

help: ## list the targets
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*##/\t/' | expand -t 12

demo: ## 60 days of the protocol on the embedded chain (ARGS="--users 100" and others vary it)
	$(CARGO) run --locked -p floe-cli -- demo $(ARGS)

replay: ## drive the embedded chain from a file: make replay FILE=tests/histories/worked_example.jsonl
	$(CARGO) run --locked -p floe-cli -- replay --check $(FILE)

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

fuzz: ## two million messages, right and wrong, to every entry point
	FLOE_FUZZ=2000000 $(CARGO) test --locked -p floe-tests --test fuzz nothing_that -- --nocapture

planted: ## bugs planted in a copy of the code must be noticed
	./scripts/planted.sh

mutants: ## small changes of the core that its tests must notice (installs cargo-mutants)
	./scripts/mutants.sh

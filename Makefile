# Everything a stranger needs. `make demo` shows the protocol at work, `make test` proves it.
CARGO ?= cargo

.PHONY: help demo test check fmt schema replay soak coverage wasm optimize localnet localnet-stop localnet-test e2e conformance conformance-gas

help: ## list the targets
	@grep -E '^[a-z0-9-]+:.*##' Makefile | sed 's/:.*##/\t/' | expand -t 15

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

e2e: ## the chain's promises on the running network that FLOE_LOCALNET names (FLOE_WASM: folder of the Wasm)
	@test -n "$(FLOE_LOCALNET)" || { echo "set FLOE_LOCALNET to the network.json of a running network"; exit 1; }
	$(CARGO) test --locked -p floe-chain --test live -- --ignored

localnet: ## a real wasmd network of four validators on this machine (ARGS="--validators 1" and others vary it)
	./localnet/build.sh
	./localnet/net start $(ARGS)

localnet-stop: ## stop it
	./localnet/net stop

localnet-test: ## check the local network itself
	./localnet/build.sh
	./localnet/test.py

conformance: ## try the staking facts on real nodes (FLOE_TEST_WASM: folder with the probe's Wasm)
	./localnet/build.sh
	$(CARGO) test --locked -p floe-conformance --test live -- --ignored --nocapture real_nodes_do_what_the_double_does

conformance-gas: ## measure the gas of staking messages on real nodes
	./localnet/build.sh
	$(CARGO) test --locked -p floe-conformance --test live -- --ignored --nocapture gas_of_staking_messages

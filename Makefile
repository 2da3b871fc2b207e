# Everything a stranger needs. `make demo` shows the protocol at work, `make test` proves it.
CARGO ?= cargo
# Programs are built with the features of the whole workspace, so that nothing that `make test` needs is compiled twice.
BUILD = $(CARGO) build --locked --workspace --bin
BIN = $${CARGO_TARGET_DIR:-target}/debug

.PHONY: help demo replay simulate soak test check fmt schema schema-readers ts ts-test web web-test app coverage assure fuzz hostile index-test index-bench deny planted mutants program release wasm wasm-twice optimize fixtures localnet localnet-stop localnet-test e2e ts-e2e soak-live soak-hostile conformance conformance-gas gas gas-check monitoring

help: ## list the targets
	@awk -F ':.*## ' '/^##@ / { printf "\n%s\n", substr($$0, 5) } /^[a-z0-9-]+:.*## / { printf "  %-16s %s\n", $$1, $$2 }' Makefile

##@ See it

demo: ## 60 days of the protocol on the embedded chain (ARGS="--users 100" and others vary it)
	$(CARGO) build --locked --profile demo -p floe-sim --bin floe-sim
	$${CARGO_TARGET_DIR:-target}/demo/floe-sim demo $(ARGS)

replay: ## drive the embedded chain from a file: make replay FILE=tests/histories/worked_example.jsonl (ARGS=--pretty: a table)
	$(BUILD) floe-sim
	$(BIN)/floe-sim replay --check $(FILE) $(ARGS)

simulate: ## play a scenario: make simulate FILE=docs/scenarios/batch_interval.toml ARGS="--svg charts.svg"
	$(CARGO) run --locked --profile fast -p floe-sim -- simulate $(FILE) $(ARGS)

soak: ## a year with a thousand random users
	$(CARGO) run --locked --profile fast -p floe-sim -- demo --users 1000 --days 365 $(ARGS)

app: ## the page with everything behind it on 127.0.0.1: network, contracts, history, keeper, index, a test wallet (needs Node 20, make wasm; PORT: of the page)
	$(BUILD) floe
	./scripts/web.sh app

##@ Change it

test: ## formatting, lints, schemas, documentation and all tests
	./scripts/test.sh

check: ## formatting, lints and schemas only
	./scripts/check.sh

fmt: ## format everything
	$(CARGO) fmt --all

schema: ## regenerate the JSON schemas
	$(BUILD) schema
	$(BIN)/schema schema

schema-readers: ## have a published generator of TypeScript read the schemas (needs Node)
	./scripts/schema-readers.sh

ts: ## generate and build the TypeScript client in clients/ts (needs Node 20)
	./scripts/ts.sh generate

web: ## build the page into web/dist (needs Node 20)
	./scripts/web.sh build

web-test: ## the page: types, units, and everything in a real browser on real networks (needs Node 20, Chromium, make wasm; NAME: only files of that name, TESTS: only tests with that in their names)
	$(BUILD) floe
	./scripts/web.sh test

ts-test: ## the TypeScript client: generated code up to date, types, tests (needs Node 20)
	./scripts/ts.sh test

coverage: ## line coverage of the core and the contracts (installs cargo-tarpaulin)
	./scripts/coverage.sh

##@ Try to break it

assure: ## the long versions of all of it, within two hours on two cores (PARTS="model fuzz" and others choose)
	./scripts/assure.sh $(PARTS)

fuzz: ## two million messages, right and wrong, to every entry point
	FLOE_FUZZ=2000000 $(CARGO) test --locked -p floe-tests --test fuzz nothing_that -- --nocapture

hostile: ## ten thousand conversations of all commands with nodes that lie (FLOE_CONVERSATIONS and FLOE_SEED choose)
	FLOE_CONVERSATIONS=$${FLOE_CONVERSATIONS:-10000} $(CARGO) test --locked -p floe-cli --test hostile -- --nocapture

index-test: ## the index on PostgreSQL too, killed a hundred times, its API under a fuzzer (installs postgresql and schemathesis; SHORT=1: some minutes)
	./scripts/index-test.sh

deny: ## licences, sources, duplicates and known faults of what is depended on (installs cargo-deny, some minutes)
	./scripts/deny.sh

planted: ## bugs planted in a copy of the code must be noticed
	./scripts/planted.sh

mutants: ## small changes of the core and the contracts that tests must notice (installs cargo-mutants)
	./scripts/mutants.sh

##@ Build what is deployed

program: ## `floe` as one file that needs no library of the machine, target/floe
	./scripts/program.sh

release: ## dist/: program, Wasm, checksums, completions, unit files, a Debian package, a container file (needs make wasm)
	./scripts/release.sh

wasm: ## the contracts as Wasm in artifacts/, with checksums (installs Debian's compiler)
	./scripts/wasm.sh

wasm-twice: wasm ## build a copy elsewhere and compare the bytes
	./scripts/wasm-twice.sh

optimize: ## the same with the community's optimizer image, for third parties (needs docker)
	docker run --rm -v "$(CURDIR)":/code --mount type=volume,source=floe_cache,target=/target \
	  --mount type=volume,source=registry_cache,target=/usr/local/cargo/registry cosmwasm/optimizer:0.17.0

fixtures: ## record what the Wasm in artifacts/ stores and answers on a network of its own, in tests/fixtures
	./localnet/build.sh
	FLOE_FIXTURE="$(CURDIR)/tests/fixtures/v$$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)" \
	  $(CARGO) test --locked -p floe-e2e --test fixture -- --ignored --nocapture the_state_of_released_wasm

##@ A real chain on this machine

localnet: ## a real wasmd network of four validators on this machine (ARGS="--validators 1" and others vary it)
	./localnet/build.sh
	./localnet/net start $(ARGS)

localnet-stop: ## stop it
	./localnet/net stop

localnet-test: ## check the local network itself
	./localnet/build.sh
	./localnet/test.py

e2e: ## the protocol on real wasmd networks (needs make wasm and Go; FLOE_WASM: folder of the Wasm, RUNS: how often, NAME: only what has it in its name)
	./scripts/e2e.sh $(NAME)

ts-e2e: ## a life of the protocol on a real network from TypeScript (needs make wasm, Go and Node 20)
	./scripts/ts-e2e.sh

soak-live: ## random users, two keepers and failing nodes on a real network: make soak-live MINUTES=30 (WITH=index: an index follows and is compared)
	./scripts/soak-live.sh $(WITH)

soak-hostile: ## one keeper with a node that lies, one that lags, one without an index and an honest one: MINUTES=30
	./scripts/soak-live.sh hostile

conformance: ## try the staking facts on real nodes (FLOE_TEST_WASM: folder with the probe's Wasm)
	./localnet/build.sh
	$(CARGO) test --locked -p floe-conformance --test live -- --ignored --nocapture real_nodes_do_what_the_double_does

conformance-gas: ## measure the gas of staking messages on real nodes
	./localnet/build.sh
	$(CARGO) test --locked -p floe-conformance --test live -- --ignored --nocapture gas_of_staking_messages

gas: wasm ## measure the gas of every message on a network of its own, write docs/assure/gas.md
	./localnet/build.sh
	$(CARGO) run --locked -q -p floe-gas -- $(ARGS)

gas-check: wasm ## fail when a figure has grown by more than 2 % against docs/assure/gas.json
	./localnet/build.sh
	$(CARGO) run --locked -q -p floe-gas -- --check $(ARGS)

##@ Run it

index-bench: ## how fast the index is and how large it gets (ACCOUNTS=1000000 MOVES=10000000 for the whole of it)
	./scripts/index-bench.sh

monitoring: ## the alert rules: syntax, and when each fires (takes promtool from Debian's package)
	./scripts/monitoring.sh

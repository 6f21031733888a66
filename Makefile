# What a person types. Each target does its own set-up; nothing is cached outside the checkout and the package managers'
# own caches.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test setup setup-test ui build fmt lint check-ui bindings interop fuzz bench pictures release bundle

TOOLS := $(CURDIR)/target/tools
export PATH := $(TOOLS)/bin:$(PATH)

# The page, built only when something it is made of changed.
PAGE := ui/dist/index.html
PAGE_SOURCES := $(shell find ui/src -type f 2>/dev/null) ui/index.html ui/package-lock.json ui/vite.config.ts ui/svelte.config.js ui/tsconfig.json
NODE_MODULES := ui/node_modules/.package-lock.json

say = @printf '\n== %s\n' "$(1)"

help: ## Lists the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

run: setup $(PAGE) ## Builds and opens the window on the sandbox
	@scripts/run

test: setup-test ## Runs every test, the window's too
	$(call say,Tidiness of what is committed)
	scripts/tidy
	$(call say,Formatting of the Rust code)
	cargo fmt --all --check
	$(call say,The page: formatting$(comma) lints$(comma) types$(comma) tests)
	@$(MAKE) --no-print-directory check-ui
	$(call say,The page: build)
	@$(MAKE) --no-print-directory $(PAGE)
	$(call say,Clippy$(comma) warnings are errors)
	cargo clippy --workspace --all-targets --locked -- -D warnings
	$(call say,Programs and tests)
	@$(MAKE) --no-print-directory build
	$(call say,Rust tests$(comma) and the real window)
	scripts/headless cargo nextest run --workspace --locked

comma := ,

setup: ## Installs what building and running need
	@scripts/setup run

setup-test: ## Installs what the tests need as well
	@scripts/setup test

$(NODE_MODULES): ui/package-lock.json
	cd ui && npm ci --no-audit --no-fund
	@touch $@

$(PAGE): $(NODE_MODULES) $(PAGE_SOURCES)
	cd ui && npm run build
	@touch $@

check-ui: $(NODE_MODULES)
	cd ui && npm run format:check && npm run lint && npm run check && npm run test

ui: $(PAGE) ## Builds the page

# With the tests, so that both are built with the same features and nothing twice.
build: $(PAGE) ## Builds all programs, and the tests
	cargo build --workspace --all-targets --locked

fmt: $(NODE_MODULES) ## Formats the Rust code and the page
	cargo fmt --all
	cd ui && npm run format

lint: setup $(PAGE) ## Clippy, and the page's lints and types
	cd ui && npm run lint && npm run check
	cargo clippy --workspace --all-targets --locked -- -D warnings

bindings: ## Writes the TypeScript bindings anew
	UPDATE_BINDINGS=1 cargo test --quiet --locked --workspace --test bindings

interop: setup-test build ## Runs clients and servers that we did not write (from PyPI)
	tests/interop/run.sh

fuzz: ## Fuzzes what reads other people's bytes, 30 seconds each (the first time builds for 5 minutes)
	scripts/fuzz

pictures: setup-test build ## Pictures every state of the window into target/screenshots
	scripts/headless target/debug/pictures

bench: setup-test $(PAGE) ## Measures the start, an invocation, a collection, streams and large responses, a long history (a release build: 15 minutes)
	cargo build --release --locked -p lambdesk -p lambdesk-cli -p lambdesk-tests --bins --example empty-window
	scripts/headless target/release/bench start
	tests/interop/environment.sh clients
	target/release/bench invoke
	target/release/bench collections
	target/release/bench stream
	scripts/headless target/release/bench responses
	target/release/bench history

release: setup $(NODE_MODULES) ## Builds the release program (13 minutes on two cores)
	ui/node_modules/.bin/tauri build --no-bundle

bundle: setup $(NODE_MODULES) ## Builds the .deb and the .rpm
	ui/node_modules/.bin/tauri build

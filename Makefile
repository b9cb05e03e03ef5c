# Lightlane: `make demo` to see it work, `make test` for everything that CI runs, `make help`
# for the rest.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PREFIX ?= /usr/local
DESTDIR ?=

VERSION := $(shell sed -n 's/^\#define LIGHTLANE_VERSION "\(.*\)"/\1/p' include/lightlane/lightlane.h)
PYTHON := .venv/bin/python
PIP = $(PYTHON) -m pip --disable-pip-version-check
TOOLCHAIN = $(dir $(realpath $(shell command -v swiftc)))
SWIFT_BUILD = swift build -c release --explicit-target-dependency-import-check error
SO := .build/release/liblightlane.so
MAP := Sources/LightlaneSO/lightlane.map
HEADER := include/lightlane/lightlane.h
BUILT := build/lib/liblightlane.so.$(VERSION)
CHECKS := $(PYTHON) -B Tests/Checks
SOURCE_FOLDERS := Sources Tests examples Benchmarks bindings include
say = @printf '\n== %s\n' "$(1)"

.PHONY: help setup build wheel dist demo test test-swift test-c test-checks test-install test-examples \
  test-python check check-sources check-build check-python bench bench-peers format baseline install clean

help: ## This list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 24
	@echo '  make install takes PREFIX=$(PREFIX) and DESTDIR=$(DESTDIR)'

setup: ## What building and testing need, installed when missing
	@.ci/setup.sh

build: setup ## The shared library, stripped, its debug file apart: build/lib
	@if [ $(MAP) -nt $(SO) ]; then rm -f $(SO); fi
	@$(SWIFT_BUILD)
	@$(MAKE) $(BUILT)

$(BUILT): $(SO)
	@mkdir -p build/lib && rm -f build/lib/liblightlane.so*
	@$(TOOLCHAIN)llvm-objcopy --only-keep-debug $(SO) $@.debug
	@$(TOOLCHAIN)llvm-objcopy --strip-unneeded --add-gnu-debuglink=$@.debug $(SO) $@
	@ln -s $(@F) build/lib/liblightlane.so.0 && ln -s liblightlane.so.0 build/lib/liblightlane.so
	@ls -l build/lib | awk 'NR > 1 { printf "build/lib/%s %s %s %d bytes\n", $$9, $$10, $$11, $$5 }'

# Only Swift knows whether the library is up to date; this rule is for the file's existence.
$(SO):
	@$(SWIFT_BUILD)

wheel: setup ## The Python package: a wheel in build/wheel, installed into .venv
	@rm -rf build/wheel
	@$(PIP) wheel --quiet --no-build-isolation --no-deps --wheel-dir build/wheel .
	@$(PIP) install --quiet --no-deps --force-reinstall build/wheel/*.whl

dist: wheel ## The wheel to publish, repaired and audited: build/dist
	@packaging/dist.sh build/wheel/*.whl build/dist

demo: wheel ## Compare the architectures, write build/report.html, leave the package in .venv
	@mkdir -p build
	@.venv/bin/lightlane compare --report build/report.html
	@echo
	@echo 'Report: build/report.html   Python: .venv/bin/python   Command: .venv/bin/lightlane --help'

# Two parts at a time, for most of them keep one core busy; each part's output comes when it ends.
# SwiftPM's builds stay apart: .build, .build/test, .build/wheel, .build/examples.
PARTS := test-swift test-python check test-checks test-c test-install test-examples
test: setup ## All that CI runs
	@$(MAKE) -j2 --output-sync=target $(PARTS)
	@printf '\nmake test passed: Swift, checks and their altered copies, C and C++, installation,\n'
	@printf 'examples in four languages with equal digits, Python\n'

test-swift: setup
	$(call say,Swift tests)
	@swift test -c release -Xswiftc -enable-testing --scratch-path .build/test

test-c: build
	$(call say,C and C++ contract tests)
	@Tests/C/run.sh build/lib build/contract

test-checks: build
	$(call say,Each check sees an altered copy)
	@$(CHECKS)/test_checks.py

test-install: build
	$(call say,Installation)
	@Tests/C/install.sh

test-examples: build wheel
	$(call say,Examples in C; C++; Swift and Python print the same digits)
	@Tests/C/digits.sh

test-python: dist
	$(call say,Python tests of the wheel in build/dist)
	@Tests/Python/versions.sh build/dist/*.whl

check: check-sources check-build check-python ## Formats, generated files, exports, ABI, imports, types

# All of them run, whatever one of them finds.
check-sources: setup
	$(call say,Checks)
	@bad=0; \
	$(PYTHON) -B bindings/generate.py --check || bad=1; \
	$(CHECKS)/formatting.py . Package.swift $(SOURCE_FOLDERS) || bad=1; \
	$(CHECKS)/purpose.py Makefile Package.swift pyproject.toml .ci packaging $(SOURCE_FOLDERS) || bad=1; \
	$(CHECKS)/pedantic.py include || bad=1; \
	$(CHECKS)/abi.py Tests/abi-baseline.txt $(HEADER) || bad=1; \
	$(CHECKS)/imports.py . || bad=1; \
	exit $$bad

check-build: build
	@bad=0; \
	$(CHECKS)/exports.py $(HEADER) $(BUILT) || bad=1; \
	$(CHECKS)/self_contained.py $(BUILT) || bad=1; \
	$(CHECKS)/implementations.py include .build/release/Modules Sources/LightlaneABI/*.swift || bad=1; \
	exit $$bad

check-python: wheel
	@$(PYTHON) -B -m pytest -q Tests/Python/test_typing.py

bench: build wheel ## Speed and size beside their targets
	@Benchmarks/run.sh

bench-peers: wheel ## Race a peer in this run, in an environment of its own
	@Benchmarks/peers.sh

format: setup ## Lay out Swift, C and C++ sources
	@$(CHECKS)/formatting.py --write . Package.swift $(SOURCE_FOLDERS)

baseline: setup ## Take additions to the C ABI into Tests/abi-baseline.txt; it takes nothing else
	@$(CHECKS)/abi.py Tests/abi-baseline.txt $(HEADER) --write

install: build ## Headers, library, pkg-config and CMake files into PREFIX
	@packaging/install.sh '$(VERSION)' '$(DESTDIR)$(PREFIX)'

clean: ## Remove what was built; .venv stays
	rm -rf .build build examples/swift/.build

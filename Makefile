# The one door. `make demo` and `make test` do all set-up; `make help` tells the rest.

# SwiftPM orders the flags of a package's traits by its own hashes, by chance each time, and whatever has other flags is
# compiled anew. Tests run with hashes as they come.
BUILD = SWIFT_DETERMINISTIC_HASHING=1 swift build --explicit-target-dependency-import-check error

.PHONY: help demo test tests check verify fuzz bench format record build install clean

help:
	@echo "make demo     set up, build, and run a two-hour downlink test run with a report, while a browser may look in"
	@echo "make test     set up, build, and run every test"
	@echo "make check    format and tests, without set-up: for every day"
	@echo "make verify   the long figures: real speed, four processes, a broker that dies, a viewer that polls (an hour)"
	@echo "make fuzz     attack the readers of element sets under the address sanitizer (ten minutes)"
	@echo "make bench    speed, as ratios"
	@echo "make format   format the sources"
	@echo "make install  install the program, its manual, completions and services below PREFIX"
	@echo "make record   write the schemas and the expected reports anew, to be read by a person"

demo: build
	@scripts/demo

build:
	@scripts/bootstrap
	$(BUILD) -c release --product orrery

tests:
	$(BUILD) --build-tests

test:
	@scripts/bootstrap --test
	@$(MAKE) --no-print-directory tests
	@scripts/test

check:
	swift format lint --strict --recursive Package.swift Sources Tests Fuzz/Package.swift Fuzz/Sources
	@$(MAKE) --no-print-directory tests
	@scripts/test

verify: build
	@scripts/bootstrap --test
	@scripts/bootstrap --peers
	scripts/verify
	scripts/verify-fleets
	scripts/verify-nost
	scripts/verify-steady
	scripts/verify-events
	scripts/verify-api
	scripts/verify-viewer # ten minutes of polls in Chromium, and 5,000 satellites
	.scratch/python/bin/python scripts/verify-orbits
	@if command -v qemu-aarch64-static >/dev/null; then scripts/verify-arm64; \
	  else echo "skipped: arm64, which needs scripts/bootstrap --arm64"; fi

fuzz:
	scripts/fuzz

bench: build
	scripts/bench

format:
	swift format --in-place --recursive Package.swift Sources Tests Fuzz/Package.swift Fuzz/Sources

record:
	$(BUILD)
	.build/debug/orrery schema --into Schemas
	for name in downlink outages constellation nos-t-downlink handover-taipei handover-starlink; do \
	  .build/debug/orrery run Scenarios/$$name --quiet > Scenarios/$$name/report.txt; done

install: build
	scripts/install

clean:
	rm -rf .build

# For hands that type make: each target is the npm script of its name.
.PHONY: install start spread-out check test types lint format codegen prove bench

install:
	npm ci

start spread-out check test types lint format codegen prove bench:
	npm run $@

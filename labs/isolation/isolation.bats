#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# One address: within one space it is one page, in two spaces it is two.

load ../../tests/suite

setup() { ran isolation; }

# of ROLE STEP COLUMN: the change that steps.csv has.
of() { cell isolation "$2" "$1" "$3" delta; }

# process ROLE: in the step with two spaces.
process() { shot isolation two-spaces after "$1" pid; }

@test "in one space each finds what the other one wrote" {
	equal "$(of lab one-space m:b_finds)" 1
	equal "$(of lab one-space m:a_finds)" 2
}

@test "in two spaces B finds nobody's value, and A its own" {
	equal "$(of lab two-spaces m:b_finds)" 0
	equal "$(of lab two-spaces m:a_finds)" 1
}

@test "for the one address two processes take a page each" {
	equal "$(of lab two-spaces anonymous_kib)" $((page / 1024))
	equal "$(of B two-spaces anonymous_kib)" $((page / 1024))
	[ -n "$(process B)" ]
	[ "$(process lab)" != "$(process B)" ]
}

@test "as root one sees one frame, and then two; anybody else sees none, and that is no failure" {
	if [ "$(id -u)" -eq 0 ]; then
		equal "$(of lab one-space m:frames)" 1
		equal "$(of lab two-spaces m:frames)" 2
	else
		equal "$(of lab one-space m:frames)$(of lab two-spaces m:frames)" ""
	fi
	equal "$(json "$results/isolation/latest" outcome)" holds
}

@test "twenty of twenty runs are as expected, the files agree, and nobody is left behind" {
	run "$pagelab" run isolation --runs 20 --results "$results"
	equal "$status" 0
	equal "${lines[-1]}" "RUNS    20 of 20 as expected"
	"$pagelab" check "$results/isolation/latest"
	nobody_alive "$root/build/labs/isolation"
}

@test "by hand it says the same" {
	run "$root/build/labs/isolation" </dev/null
	equal "$status" 0
	says "b_finds = 1"
	says "b_finds = 0"
}

#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# One source, two compilations: what the optimiser leaves of the touching.

load ../../tests/suite

teardown() { huge_pages_restore; }

@test "the same source touches every page unoptimised and next to none optimised" {
	"$pagelab" run trap-optimiser --size 64M --quiet --results "$results"
	equal "$(moved trap-optimiser plain minflt_total)" $((64 * 1048576 / page + 1))
	[ "$(moved trap-optimiser optimised minflt_total)" -le 4 ]
	holds_twenty trap-optimiser
}

@test "it is as exact on a machine whose huge pages are always on" {
	huge_pages_always
	holds_twenty trap-optimiser
}

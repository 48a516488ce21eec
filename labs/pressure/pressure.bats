#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Above memory.high a program is held up and not killed: PSI counts it, and the same work takes longer.

load ../../tests/suite

setup() { machine limit; }

@test "below memory.high nobody waits for memory, above it somebody does" {
	as_expected pressure
	equal "$(cell pressure below-high group cg_psi_mem_some_us_total delta)" 0
	[ "$(cell pressure above-high group cg_psi_mem_some_us_total delta)" -ge 10000 ]
}

@test "the same number of pages takes at least twice as long, and nobody is killed" {
	local step
	equal "$(cell pressure below-high lab minflt_total delta)" "$(cell pressure above-high lab minflt_total delta)"
	[ "$(cell pressure above-high lab m:times_slower delta)" -ge 2 ]
	for step in below-high above-high; do
		equal "$(cell pressure $step group cg_oom_kill_total delta)" 0
		equal "$(cell pressure $step group cg_max_hits_total delta)" 0
	done
}

@test "LIMIT changes memory.high in proportion: as many pages as half of 17/16 of 16 MiB" {
	local page
	page=$(json "$results/pressure/latest" page_size_bytes)
	equal "$(cell pressure below-high group cg_max_bytes after)" $((32 * 1024 * 1024))
	equal "$(cell pressure below-high lab minflt_total delta)" $((17 * 16 * 1024 * 1024 / 32 / page))
}

@test "on cgroup v1 it is refused, with the reason and what to type" {
	machine v1
	equal "$(cat "$results.code")" 77
	grep -q 'memory.high *no: only cgroup v2 has it' "$results.err"
	grep -q 'make lab-pressure VM_CGROUP=v2' "$results.err"
	[ ! -e "$results/pressure" ]
}

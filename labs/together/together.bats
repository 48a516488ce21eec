#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# memory.oom.group: the whole group dies for one of it. Only cgroup v2 has it, so this is in the machine.

load ../../tests/suite

setup() { machine v2; }

@test "the lab died by SIGKILL, and at least one more was killed for the same room, in each of three runs" {
	local run
	as_expected together
	equal "$(find "$results/together" -mindepth 1 -maxdepth 1 -type d | wc -l)" 3
	for run in "$results"/together/2*; do
		equal "$(json "$run" outcome)" holds
		equal "$(json "$run" signal)" 9
		[ "$(cell "$run" one-leaks group cg_oom_kill_total delta)" -ge 2 ]
	done
}

@test "it was not the lab that took the memory: the kernel chose a worker" {
	local run=$results/together/latest lab workers
	lab=$(csv "$run/snapshots.csv" '$c["role"] == "lab" && $c["edge"] == "before" { print $c["pid"] }' | head -n 1)
	workers=$(csv "$run/snapshots.csv" '$c["role"] ~ /^worker/ { print $c["pid"] }' | sort -u)
	equal "$(wc -w <<<"$workers")" 3
	chosen=$(json "$run" kernel_log | sed -n 's/.*Killed process \([0-9]*\) .*/\1/p')
	grep -qx "$chosen" <<<"$workers"
	[ "$chosen" != "$lab" ]
}

@test "on cgroup v1 it is skipped with the reason, and what to type" {
	requires v1
	run "$pagelab" run together --results "$BATS_TEST_TMPDIR/none"
	equal "$status" 77
	case $output in
	*'only cgroup v2 has it'*'make lab-together VM=1'* | *'memory-limited group could not be made'*) ;;
	*) echo "$output" && return 1 ;;
	esac
}

#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The throw-away virtual machine: every lab in it on cgroup v2 and v1, by root and by an ordinary user.

load ../../tests/suite

setup() {
	requires vm
	cd "$root" || return 1
}

# went_well LAB...: in the machine these ended as expected, and their results are whole.
went_well() {
	local run lab
	for lab; do
		run=$results/$lab/latest
		[[ $(json "$run" outcome) =~ ^(holds|explained)$ ]] || { went_wrong && return 1; }
		equal "$lab $(json "$run" deviate)" "$lab 0"
		equal "$lab $(json "$run" virtual_machine)" "$lab true"
		"$pagelab" check "$run" >/dev/null
	done
	[ -z "$(find "$results" -name '*.partial')" ]
}

# went_wrong: the screens of the machine's runs that were not as expected, and what it complained of.
went_wrong() {
	local run
	for run in "$results"/*/latest; do
		[[ $(json "$run" outcome) =~ ^(holds|explained)$ ]] || "$pagelab" replay --no-color "$run" || true
	done
	cat "$results.err"
	grep '^LABS' "$results.out" || tail -n 20 "$results.out"
}

@test "cgroup v2, two CPUs, huge pages always: every lab is as expected, but one that needs swap" {
	machine v2
	equal "$(cat "$results.code")" 0 || { went_wrong && return 1; }
	# shellcheck disable=SC2046 # names of labs
	went_well $(cd labs && dirname -- */lab.conf | grep -vx swap)
	equal "$(json "$results/oom/latest" cgroup_version)" 2
	equal "$(json "$results/oom/latest" transparent_hugepage)" always
	equal "$(json "$results/oom/latest" cpus)" 2
	grep -q '^LABS .* 0 not, 1 skipped' "$results.out"
	run ! grep -q "not read here.*memory.current" "$results.out" # the tree's root has no such files
	grep -q '^swap: skipped: not enough swap is free' "$results.err"
}

@test "cgroup v1, one CPU, swap on: lazy, faults, oom, leak and victim are as expected" {
	machine v1
	equal "$(cat "$results.code")" 77 || { went_wrong && return 1; } # of pressure: see its own tests
	went_well lazy faults oom leak victim
	equal "$(json "$results/oom/latest" cgroup_version)" 1
	equal "$(json "$results/oom/latest" cpus)" 1
	[ "$(json "$results/oom/latest" swap_total_kib)" -gt 200000 ]
}

@test "an ordinary user in a delegated part of the v2 tree: every lab is as expected, but what is not possible" {
	machine student
	equal "$(cat "$results.code")" 0 || { went_wrong && return 1; }
	# shellcheck disable=SC2046 # names of labs
	went_well $(cd labs && dirname -- */lab.conf | grep -vxE 'compaction|thp|buffers')
	grep -q "^compaction: skipped: only root" "$results.err"
	grep -q "^buffers: skipped: no disk can be read here: as root" "$results.err"
	grep -q "^thp: skipped: huge pages are set to never" "$results.err"
	equal "$(json "$results/oom/latest" where)" delegated
	equal "$(json "$results/oom/latest" how)" raw
	equal "$(json "$results/oom/latest" transparent_hugepage)" never
}

@test "the numbers in the machine are those of theory: faults to the page, one kill" {
	local machine pages=$((100 * 1024 * 1024 / page))
	for machine in v2 v1 student; do
		machine $machine
		equal "$(delta "$results/lazy/latest" malloc minflt_total)" 1
		equal "$(delta "$results/lazy/latest" memset minflt_total)" "$pages"
		equal "$(delta "$results/lazy/latest" memset-again minflt_total)" 0
		equal "$(csv "$results/oom/latest/steps.csv" \
			'$c["role"] == "group" && $c["column"] == "cg_oom_kill_total" && $c["step"] == "touch" { print $c["delta"] }')" 1
	done
}

@test "latest points to the run that was brought back, and a second one is put beside it" {
	local latest
	machine v2
	latest=$(readlink "$results/lazy/latest")
	[ -d "$results/lazy/$latest" ]
	results=$BATS_TEST_TMPDIR/results
	run -0 "$pagelab" run --cap=vm --results "$results" --size 8M --runs 2 lazy
	says "RUNS    2 of 2 as expected"
	equal "$(find "$results/lazy" -mindepth 1 -maxdepth 1 -type d | wc -l)" 2
	equal "$(json "$results/lazy/latest" size_bytes)" 8388608
}


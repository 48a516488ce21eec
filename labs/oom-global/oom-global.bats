#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# A whole machine that runs out of memory: who dies, who lives, and what the kernel says of it.

load ../../tests/suite

setup() { machine v2; }

# change RUN STEP ROLE COLUMN: delta and verdict in steps.csv.
change() { cell "$@" delta verdict; }

# one_dies RUN STEP ROLE: that one and nobody else.
one_dies() {
	local hog=0
	[ "$3" = bystander ] || hog=1
	equal "$(change "$1" "$2" lab m:hog_died)" "$hog holds"
	equal "$(change "$1" "$2" lab m:bystander_died)" "$((1 - hog)) holds"
	equal "$(change "$1" "$2" system sys_oom_kill_total)" "1 holds"
}

@test "the hog dies at equal adj, the bystander at adj 1000; the harness and later labs live" {
	local run lab
	as_expected oom-global
	equal "$(find "$results/oom-global" -name run.json | wc -l)" 2
	for run in "$results"/oom-global/2*; do
		one_dies "$run" adj-0 hog
		one_dies "$run" adj-1000 bystander
		"$pagelab" check "$run" >/dev/null
	done
	for lab in lazy victim; do
		equal "$(json "$results/$lab/latest" deviate)" 0
		[[ $(json "$results/$lab/latest" run_id) > $(json "$results/oom-global/latest" run_id) ]]
	done
}

@test "who died is who had the larger badness, and adj 1000 is worth the machine" {
	local run=$results/oom-global/latest page_bytes step adj kib pages
	page_bytes=$(json "$run" page_size_bytes)
	for step in adj-0 adj-1000; do
		adj=${step#adj-}
		equal "$(shot "$run" $step before bystander oom_score_adj)" "$adj"
		equal "$(shot "$run" $step before hog oom_score_adj)" 0
		equal "$(shot "$run" $step before lab oom_score_adj)" 0
		kib=$(($(shot "$run" $step before bystander vm_rss_kib) + $(shot "$run" $step before bystander vm_pte_kib)))
		pages=$((kib * 1024 / page_bytes + adj * ($(measured "$run" $step machine_pages) / 1000)))
		equal "$(measured "$run" $step bystander_badness)" $pages
		equal "$(measured "$run" $step bystander_died)" $((pages > $(measured "$run" $step hog_badness)))
	done
	# The machine really was full: the hog had all that was available when it began, within a tenth.
	near $(($(measured "$run" adj-0 hog_badness) * page_bytes / 1024)) "$(shot "$run" adj-0 before system mem_available_kib)" \
		$(($(shot "$run" adj-0 before system mem_available_kib) / 10))
}

@test "the kernel log tells of each death, once, and the screen shows its line" {
	local run=$results/oom-global/latest step role
	for step in adj-0:hog adj-1000:bystander; do
		role=${step#*:} step=${step%:*}
		equal "$(change "$run" "$step" lab m:logged_kills)" "1 holds"
		grep -qF "log: $role " "$results.out"
		grep -qF "Out of memory: Killed process $(shot "$run" "$step" before "$role" pid) " "$results.out"
	done
	equal "$(sed '/^RESULT/q' "$results.out" | awk 'length > 100')" ""
}

@test "an ordinary user, 128 MiB and swap: the same two die; RAM and swap are the machine" {
	local run=$BATS_TEST_TMPDIR/results/oom-global/latest
	VM_MEM=128M VM_SWAP=64M VM_ACCOUNT=student run -0 "$pagelab" run oom-global --results "$BATS_TEST_TMPDIR/results"
	one_dies "$run" adj-0 hog
	one_dies "$run" adj-1000 bystander
	equal "$(measured "$run" adj-0 machine_pages)" \
		$((($(shot "$run" adj-0 before system mem_total_kib) + $(shot "$run" adj-0 before system swap_total_kib)) * 1024 / \
			$(json "$run" page_size_bytes)))
	"$pagelab" check "$run" >/dev/null
}

#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# A whole machine that runs out of memory: who dies, who lives, and what the kernel says of it.

load ../../tests/suite

setup_file() {
	requires vm
	built
	export RUNS_OF_IT=$BATS_FILE_TMPDIR
	# A lab that runs behind it finds the machine as it was.
	(cd "$root" && scripts/vm "$RUNS_OF_IT/root" oom-global oom-global lazy victim -- --no-color) \
		>"$RUNS_OF_IT/root.out" 2>&1 3>&- || echo $? >"$RUNS_OF_IT/root.code"
	VM_MEM=128M VM_SWAP=64M VM_ACCOUNT=student "$pagelab" run oom-global --results "$RUNS_OF_IT/student" \
		>"$RUNS_OF_IT/student.out" 2>&1 3>&- || echo $? >"$RUNS_OF_IT/student.code"
}

setup() {
	requires vm
}

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
	[ ! -e "$RUNS_OF_IT/root.code" ] || { cat "$RUNS_OF_IT/root.out"; return 1; }
	equal "$(find "$RUNS_OF_IT/root/oom-global" -name run.json | wc -l)" 2
	for run in "$RUNS_OF_IT"/root/oom-global/2*; do
		one_dies "$run" adj-0 hog
		one_dies "$run" adj-1000 bystander
		"$pagelab" check "$run" >/dev/null
	done
	for lab in lazy victim; do
		equal "$(json "$RUNS_OF_IT/root/$lab/latest" deviate)" 0
		equal "$(json "$RUNS_OF_IT/root/$lab/latest" virtual_machine)" true
	done
}

@test "who died is who had the larger badness, and adj 1000 is worth the machine" {
	local run=$RUNS_OF_IT/root/oom-global/latest page_bytes step adj kib pages
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
	# The machine really was full: the hog had more than half of it.
	[ $((2 * $(measured "$run" adj-0 hog_badness))) -gt "$(measured "$run" adj-0 machine_pages)" ]
}

@test "the kernel log tells of each death, once, and the screen shows its line" {
	local run=$RUNS_OF_IT/root/oom-global/latest step role
	for step in adj-0:hog adj-1000:bystander; do
		role=${step#*:} step=${step%:*}
		equal "$(change "$run" "$step" lab m:logged_kills)" "1 holds"
		grep -qF "log: $role " "$RUNS_OF_IT/root.out"
		grep -qF "Out of memory: Killed process $(shot "$run" "$step" before "$role" pid) " "$RUNS_OF_IT/root.out"
	done
	equal "$(sed '/^RESULT/q' "$RUNS_OF_IT/root.out" | awk 'length > 100')" ""
}

@test "an ordinary user, 128 MiB and swap: the same two die; RAM and swap are the machine" {
	local run=$RUNS_OF_IT/student/oom-global/latest
	[ ! -e "$RUNS_OF_IT/student.code" ] || { cat "$RUNS_OF_IT/student.out"; return 1; }
	one_dies "$run" adj-0 hog
	one_dies "$run" adj-1000 bystander
	equal "$(measured "$run" adj-0 machine_pages)" \
		$((($(shot "$run" adj-0 before system mem_total_kib) + $(shot "$run" adj-0 before system swap_total_kib)) * 1024 / \
			$(json "$run" page_size_bytes)))
	"$pagelab" check "$run" >/dev/null
}

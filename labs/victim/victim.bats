#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Whom the OOM killer chooses, on the real kernel: whoever the lab's badness says.

load ../../tests/suite

teardown() {
	"$pagelab" clean >/dev/null
}

died() { cell "$@" delta expected verdict; }

# dies RUN STEP ROLE: that one died, as was expected, and the other one did not.
dies() {
	local hog=0 bystander=0
	case $3 in hog) hog=1 ;; bystander) bystander=1 ;; esac
	equal "$(died "$1" "$2" lab m:hog_died)" "$hog $hog holds"
	equal "$(died "$1" "$2" lab m:bystander_died)" "$bystander $bystander holds"
	equal "$(died "$1" "$2" group cg_oom_kill_total)" "1 1 holds"
}

@test "pages decide at equal adj; half a room of adj is not enough; a whole room of adj is" {
	requires room
	for limit in 32M 64M 200M; do
		run "$pagelab" run victim --limit $limit --results "$results"
		equal "$status" 0
		latest=$results/victim/latest
		dies "$latest" adj-0 hog
		dies "$latest" adj-500 hog
		dies "$latest" adj-1000 bystander
		run "$pagelab" check "$latest"
		equal "$status" 0
	done
}

@test "who died is who had the larger badness, by the pages and the adj that were read" {
	requires room
	"$pagelab" run victim --limit 64M --quiet --results "$results"
	latest=$results/victim/latest
	room=$((64 * 1048576 / page))
	for adj in 0 500 1000; do
		step=adj-$adj
		pages=$(($(shot "$latest" $step before bystander vm_rss_kib) + $(shot "$latest" $step before bystander vm_pte_kib)))
		badness=$((pages * 1024 / page + adj * (room / 1000)))
		equal "$(measured "$latest" $step bystander_badness)" $badness
		equal "$(measured "$latest" $step bystander_died)" $((badness > $(measured "$latest" $step hog_badness)))
	done
}

@test "the adj is read back, and both begin each step afresh under the same names" {
	requires room
	"$pagelab" run victim --quiet --results "$results"
	latest=$results/victim/latest
	for adj in 0 500 1000; do
		equal "$(shot "$latest" adj-$adj before bystander oom_score_adj)" $adj
		equal "$(shot "$latest" adj-$adj before hog oom_score_adj)" 0
		equal "$(measured "$latest" adj-$adj bystander_adj)" $adj
	done
	equal "$(csv "$latest/snapshots.csv" '{ print $c["role"] }' | sort -u | xargs)" "bystander group hog lab system"
}

@test "the higher oom_score lives at adj 500: it is a share of the machine, not of the room" {
	requires room
	"$pagelab" run victim --quiet --results "$results"
	latest=$results/victim/latest
	[ "$(measured "$latest" adj-500 bystander_score)" -gt "$(measured "$latest" adj-500 hog_score)" ]
	equal "$(measured "$latest" adj-500 bystander_died)" 0
}

@test "where everybody begins with an adj of 300, theory says that the hog always dies, and it does" {
	requires room
	private_lab victim adj
	sed -i 's/^adj .*/adj 300/' "$tree/labs/$name/lab.conf"
	run "$mine" run "$name" --results "$results"
	equal "$status" 0
	latest=$results/$name/latest
	equal "$(measured "$latest" adj-0 bystander_adj)" 300
	for step in adj-0 adj-500 adj-1000; do
		dies "$latest" $step hog
	done
}

@test "twenty of twenty runs are as expected, and leave no group and no process" {
	requires room
	private_lab victim twenty
	run "$mine" run "$name" --runs 20 --results "$results"
	echo "$output" | tail -n 3
	equal "$status" 0
	equal "${lines[-1]}" "RUNS    20 of 20 as expected"
	for folder in "$results/$name"/2*; do
		"$mine" check "$folder"
	done
	equal "$(alive "$lab")" ""
	equal "$(groups_of "$(pid_of "$folder")")" ""
}

@test "a harness that is killed in the middle takes hog and bystander with it" {
	requires room
	private_lab victim killed
	"$mine" run "$name" --limit 1G --quiet --results "$results" &
	pid=$!
	both_there() { [ "$(alive "$lab" | wc -l)" -eq 3 ]; }
	until_true 10 both_there
	kill -KILL "$pid"
	wait "$pid" || true
	until_true 2 nobody_alive "$lab"
	"$mine" clean >/dev/null
	equal "$(groups_of "$pid")" ""
}

#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The memory-limited group on the real kernel: real kills, and nothing left behind.

load ../../tests/suite

teardown() {
	[ -z "${made:-}" ] || rmdir "$made"
	"$pagelab" clean >/dev/null
}

# groups: the folders of pagelab's groups, in every mounted hierarchy.
groups() {
	find /sys/fs/cgroup -type d -name 'pagelab-[0-9]*' 2>/dev/null
}

# Those whose owner is dead: other runs may be going on at the same time.
dead_groups() {
	local group owner
	for group in $(groups); do
		owner=${group##*/pagelab-}
		owner=${owner#*-}
		[ -d "/proc/${owner%%-*}" ] || echo "$group"
	done
}

no_dead_groups() { [ -z "$(dead_groups)" ]; }

@test "a process dies of OOM in its own group, and the counter says so" {
	requires room
	run "$pagelab" run oom --limit 64M --results "$results"
	equal "$status" 0
	latest=$results/oom/latest
	equal "$(cell "$latest" touch group cg_oom_kill_total delta)" 1
	equal "$(csv "$latest/snapshots.csv" '{ print $c["edge"] }' | tail -n 3 | head -n 1)" killed
	equal "$(csv "$latest/snapshots.csv" '$c["role"] == "group" { print $c["cg_max_bytes"] }' | sort -u)" 67108864
	run "$pagelab" check "$latest"
	equal "$status" 0
}

@test "every page of the limit is found again, at several limits" {
	requires room
	for limit in 16 64 100 200; do
		"$pagelab" run oom --limit "${limit}M" --quiet --results "$results"
		latest=$results/oom/latest
		equal "$(cell "$latest" touch lab m:accounted_pages expected)" $((limit * 1048576 / page))
		# No sample may have met the moment at which the room was full: then it is not known.
		[[ "$(cell "$latest" touch lab m:accounted_pages verdict)" =~ ^(holds|unknown)$ ]]
	done
}

@test "a hundred kills in a row have the same verdict and leave no group" {
	requires room
	run "$pagelab" run oom --limit 32M --runs 100 --results "$results"
	equal "$status" 0
	equal "${lines[-1]}" "RUNS    100 of 100 as expected"
	equal "$(groups_of "$(pid_of oom)")" ""
}

@test "twenty kills at once disturb each other in nothing" {
	requires room
	pids=()
	for _ in $(seq 20); do
		"$pagelab" run oom --limit 32M --quiet --results "$results" &
		pids+=($!)
	done
	for pid in "${pids[@]}"; do
		wait "$pid"
		equal "$(groups_of "$pid")" ""
	done
	equal "$(find "$results/oom" -mindepth 1 -maxdepth 1 -type d ! -name '*.partial' | wc -l)" 20
	for folder in "$results"/oom/2*; do
		equal "$(cell "$folder" touch group cg_oom_kill_total delta)" 1
	done
}

@test "the last sample before the kill is the peak, in at least 95 of 100 kills" {
	requires room
	"$pagelab" run oom --limit 64M --runs 100 --quiet --results "$results"
	equals=0
	for folder in "$results"/oom/2*; do
		end=$(shot "$folder" touch killed lab minflt_total)
		last=$(csv "$folder/samples.csv" '{ last = $c["minflt_total"] } END { print last }')
		[ "$end" -gt $((last + 2)) ] || equals=$((equals + 1))
	done
	echo "$equals of 100"
	[ "$equals" -ge 95 ]
}

@test "a growing lab cannot run without a group, by hand, by flag or by environment" {
	run timeout 10 "$root/build/labs/oom"
	equal "$status" 77
	PAGELAB=1:2 run timeout 10 "$root/build/labs/oom"
	equal "$status" 77
	run timeout 10 "$root/tests/suite/forge_harness" "$root/build/labs/oom"
	equal "$status" 77
	says $'edges\t2'
	run "$pagelab" run oom --cap=none --results "$results"
	[ "$status" -ne 0 ]
	run "$pagelab" run -- "$root/build/labs/oom"
	equal "$status" 77
}

@test "an ordinary user who can have no group is told what to do, and nothing is run" {
	requires root setpriv
	grep -q ' cgroup .*memory' /proc/mounts || skip "on cgroup v2 a user may have a group"
	place=$(mktemp -d)
	private_lab oom user "$place"
	chmod 755 "$place"
	mkdir -m 777 "$place/results"
	run timeout 10 setpriv --reuid 65534 --clear-groups "$mine" run "$name" --results "$place/results"
	rm -rf "$place"
	equal "$status" 77
	[[ $output == *"Nothing was run"* ]]
	[[ $output == *"tried"* ]]
}

@test "limits below the floor, above half of memory, or without sense are refused" {
	for limit in 1M 15M; do
		run "$pagelab" run oom --limit $limit --results "$results"
		equal "$status" 64
		[[ $output == *"16 MiB"* ]]
	done
	for limit in 100T 99999G; do
		run "$pagelab" run oom --limit $limit --results "$results"
		equal "$status" 64
		[[ $output == *"half"* ]]
	done
	for limit in abc 0 -1 ''; do
		run "$pagelab" run oom --limit "$limit" --results "$results"
		equal "$status" 64
	done
	[ ! -e "$results" ]
}

@test "a group name that exists already is left alone, and the next one is taken" {
	requires room root
	base=/sys/fs/cgroup/memory
	[ -d $base ] || base=/sys/fs/cgroup
	private_lab oom name
	# The harness waits for its results folder to open, so that its pid is known before it starts.
	mkfifo "$BATS_TEST_TMPDIR/go"
	(
		read -r _ <"$BATS_TEST_TMPDIR/go"
		exec "$mine" run "$name" --quiet --results "$results"
	) &
	pid=$!
	start=$(awk '{ sub(/.*\) /, ""); print $20 }' "/proc/$pid/stat")
	made=$base/pagelab-$(id -u)-$pid-$start-1
	mkdir "$made"
	echo >"$BATS_TEST_TMPDIR/go"
	wait "$pid"
	[ -d "$made" ]
	equal "$(cell "$name" touch group cg_oom_kill_total delta)" 1
}

@test "a harness that is killed at any phase leaves no process, and the next run no group" {
	requires room strace
	private_lab oom phase
	strace -qq -c -o "$BATS_TEST_TMPDIR/count" "$mine" run "$name" --quiet --results "$results" ||
		skip "strace is not permitted here"
	calls=$(awk '$NF == "total" { print $4 }' "$BATS_TEST_TMPDIR/count")
	[ "$calls" -gt 100 ]
	for i in $(seq 1 50); do
		strace -qq -o /dev/null -e inject=all:signal=KILL:when=$((calls * i / 51)) \
			"$mine" run "$name" --quiet --results "$results" >/dev/null 2>&1 || true
		until_true 2 nobody_alive "$lab"
		"$mine" clean >/dev/null
	done
	until_true 5 no_dead_groups
	for file in "$results/$name"/*.partial/*.csv; do
		[ ! -s "$file" ] || equal "$(tail -c 1 "$file" | od -An -tx1 | tr -d ' ')" 0a
	done
}

@test "an interrupt in the middle of the growth leaves nothing but a partial folder" {
	requires room
	private_lab oom ctrl-c
	"$mine" run "$name" --limit 1G --quiet --results "$results" &
	pid=$!
	started() { [ -n "$(groups_of "$pid")" ] || ! kill -0 "$pid" 2>/dev/null; }
	until_true 10 started
	kill -INT "$pid" 2>/dev/null || true
	code=0
	wait "$pid" || code=$?
	# It may have died of OOM before the signal came; then everything is as always.
	[ "$code" -eq 130 ] || [ "$code" -eq 0 ]
	equal "$(alive "$lab")" ""
	equal "$(groups_of "$pid")" ""
}

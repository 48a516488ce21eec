#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Whom the OOM killer chooses, on the real kernel: whoever the lab's badness says.

setup_file() {
	root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	make -s -C "$root" all
	page=$(getconf PAGE_SIZE)
	export root page
}

setup() {
	pagelab=$root/build/pagelab
	results=$BATS_TEST_TMPDIR/results
}

teardown() {
	"$pagelab" clean >/dev/null
}

# A group can be made here, or the test is skipped with pagelab's own words.
needs_room() {
	local said
	said=$("$pagelab" run oom --quiet --results "$BATS_TEST_TMPDIR/probe" 2>&1) && return
	case $said in *'memory-limited group'*) skip "no memory-limited group: ${said//$'\n'/ }" ;; esac
}

# A copy of the lab under a name of its own, so that its processes can be told from all others.
private_lab() {
	tree=$BATS_TEST_TMPDIR/tree name=victim-$1
	mkdir -p "$tree/build/labs" "$tree/labs/$name"
	cp "$root/build/pagelab" "$tree/build/"
	cp "$root/build/labs/victim" "$tree/build/labs/$name"
	cp "$root/labs/victim/lab.conf" "$tree/labs/$name/"
	mine=$tree/build/pagelab
}

# alive PATTERN: processes whose program is that file.
alive() {
	local exe
	for exe in /proc/[0-9]*/exe; do
		[ "$(readlink "$exe" 2>/dev/null)" = "$1" ] && echo "$exe"
	done
	return 0
}

nobody_alive() { [ -z "$(alive "$1")" ]; }

# until_true SECONDS COMMAND…: polls a condition, with an end.
until_true() {
	local end=$((SECONDS + $1))
	shift
	until "$@"; do [ "$SECONDS" -lt "$end" ] || return 1; done
}

# groups_of PID: the folders of the groups that this harness made.
groups_of() {
	find /sys/fs/cgroup -type d -name "pagelab-[0-9]*-$1-*" 2>/dev/null
}

# row RUN STEP ROLE COLUMN: delta, expected and verdict in steps.csv.
row() {
	tr -d '\r' <"$1/steps.csv" | awk -F, -v s="$2" -v r="$3" -v c="$4" \
		'$4 == s && $5 == r && $6 == c { print $9, $11, $13 }'
}

# measured RUN STEP NAME: its value in measures.csv.
measured() {
	tr -d '\r' <"$1/measures.csv" | awk -F, -v s="$2" -v n="$3" '$4 == s && $5 == n { print $7 }'
}

# at_before RUN STEP ROLE COLUMN: the cell in the row of snapshots.csv before the step.
at_before() {
	tr -d '\r' <"$1/snapshots.csv" | awk -F, -v s="$2" -v r="$3" -v c="$4" \
		'NR == 1 { for (i = 1; i <= NF; i++) if ($i == c) n = i }
		$4 == s && $5 == "before" && $6 == r { print $n }'
}

equal() {
	[ "$1" = "$2" ] || {
		echo "wanted $2, found $1"
		return 1
	}
}

# dies RUN STEP ROLE: that one died, as was expected, and the other one did not.
dies() {
	local hog=0 bystander=0
	case $3 in hog) hog=1 ;; bystander) bystander=1 ;; esac
	equal "$(row "$1" "$2" lab m:hog_died)" "$hog $hog holds"
	equal "$(row "$1" "$2" lab m:bystander_died)" "$bystander $bystander holds"
	equal "$(row "$1" "$2" group cg_oom_kill_total)" "1 1 holds"
}

@test "pages decide at equal adj; half a room of adj is not enough; a whole room of adj is" {
	needs_room
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
	needs_room
	"$pagelab" run victim --limit 64M --quiet --results "$results"
	latest=$results/victim/latest
	room=$((64 * 1048576 / page))
	for adj in 0 500 1000; do
		step=adj-$adj
		pages=$(($(at_before "$latest" $step bystander vm_rss_kib) + $(at_before "$latest" $step bystander vm_pte_kib)))
		badness=$((pages * 1024 / page + adj * (room / 1000)))
		equal "$(measured "$latest" $step bystander_badness)" $badness
		equal "$(measured "$latest" $step bystander_died)" $((badness > $(measured "$latest" $step hog_badness)))
	done
}

@test "the adj is read back, and both begin each step afresh under the same names" {
	needs_room
	"$pagelab" run victim --quiet --results "$results"
	latest=$results/victim/latest
	for adj in 0 500 1000; do
		equal "$(at_before "$latest" adj-$adj bystander oom_score_adj)" $adj
		equal "$(at_before "$latest" adj-$adj hog oom_score_adj)" 0
		equal "$(measured "$latest" adj-$adj bystander_adj)" $adj
	done
	equal "$(tr -d '\r' <"$latest/snapshots.csv" | cut -d, -f6 | sort -u | tr '\n' ' ')" \
		"bystander group hog lab role system "
}

@test "the higher oom_score lives at adj 500: it is a share of the machine, not of the room" {
	needs_room
	"$pagelab" run victim --quiet --results "$results"
	latest=$results/victim/latest
	[ "$(measured "$latest" adj-500 bystander_score)" -gt "$(measured "$latest" adj-500 hog_score)" ]
	equal "$(measured "$latest" adj-500 bystander_died)" 0
}

@test "where everybody begins with an adj of 300, theory says that the hog always dies, and it does" {
	needs_room
	private_lab adj
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
	needs_room
	private_lab twenty
	run "$mine" run "$name" --runs 20 --results "$results"
	echo "$output" | tail -n 3
	equal "$status" 0
	equal "${lines[-1]}" "RUNS    20 of 20 as expected"
	for folder in "$results/$name"/2*; do
		"$mine" check "$folder"
	done
	# A run's folder is named after time, host, process and number.
	pid=${folder%-*} pid=${pid##*-}
	equal "$(alive "$tree/build/labs/$name")" ""
	equal "$(groups_of "$pid")" ""
}

@test "a harness that is killed in the middle takes hog and bystander with it" {
	needs_room
	private_lab killed
	lab=$tree/build/labs/$name
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

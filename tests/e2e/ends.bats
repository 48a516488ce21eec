#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Four ends of one program, on the real kernel: what a parent is told, and what only the group knows.

setup_file() {
	root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	make -s -C "$root" all
	export root
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
	tree=$BATS_TEST_TMPDIR/tree name=ends-$1
	mkdir -p "$tree/build/labs" "$tree/labs/$name"
	cp "$root/build/pagelab" "$tree/build/"
	cp "$root/build/labs/ends" "$tree/build/labs/$name"
	cp "$root/labs/ends/lab.conf" "$tree/labs/$name/"
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

# groups_of PID: the folders of the groups that this harness made.
groups_of() {
	find /sys/fs/cgroup -type d -name "pagelab-[0-9]*-$1-*" 2>/dev/null
}

# row RUN STEP ROLE COLUMN: delta, expected and verdict in steps.csv.
row() {
	tr -d '\r' <"$1/steps.csv" | awk -F, -v s="$2" -v r="$3" -v c="$4" \
		'$4 == s && $5 == r && $6 == c { print $9, $11, $13 }'
}

# measured RUN STEP: all that was measured in it, NAME=VALUE.
measured() {
	tr -d '\r' <"$1/measures.csv" | awk -F, -v s="$2" '$4 == s { print $5 "=" $7 }' | xargs
}

# oom_kills RUN STEP: by how much the counter of the group rose.
oom_kills() { row "$1" "$2" group cg_oom_kill_total; }

equal() {
	[ "$1" = "$2" ] || {
		echo "wanted $2, found $1"
		return 1
	}
}

@test "four ends: an exit code, two kills that look alike, a crash; and one counter that tells" {
	needs_room
	for limit in 16M 64M 200M; do
		run "$pagelab" run ends --limit $limit --results "$results"
		equal "$status" 0
		latest=$results/ends/latest
		equal "$(measured "$latest" rlimit)" "exit_status=12 shell_shows=12"
		equal "$(oom_kills "$latest" rlimit)" "0 0 holds"
		equal "$(measured "$latest" cgroup)" "signal=9 shell_shows=137"
		equal "$(oom_kills "$latest" cgroup)" "1 1 holds"
		equal "$(measured "$latest" bad-pointer)" "signal=11 shell_shows=139 si_code=1"
		equal "$(oom_kills "$latest" bad-pointer)" "0 0 holds"
		equal "$(measured "$latest" kill-by-hand)" "signal=9 shell_shows=137"
		equal "$(oom_kills "$latest" kill-by-hand)" "0 0 holds"
		run "$pagelab" check "$latest"
		equal "$status" 0
	done
}

@test "every number that the lab expects, it measured" {
	needs_room
	"$pagelab" run ends --quiet --results "$results"
	latest=$results/ends/latest
	for pair in exit_status:rlimit signal:cgroup signal:bad-pointer signal:kill-by-hand \
		si_code:bad-pointer shell_shows:rlimit shell_shows:cgroup shell_shows:bad-pointer \
		shell_shows:kill-by-hand; do
		read -r found expected verdict <<<"$(row "$latest" "${pair#*:}" lab "m:${pair%:*}")"
		equal "$found $verdict" "$expected holds"
	done
}

@test "a shell shows what the lab says that it shows, and 137 for an exit code of 137 too" {
	for shell in sh bash dash; do
		command -v $shell >/dev/null || continue
		# shellcheck disable=SC2016 # $$ is the inner shell's
		run $shell -c '$0 -c "kill -KILL \$\$"; echo $?' $shell
		equal "${lines[-1]}" 137
		run $shell -c 'exit 137'
		equal "$status" 137
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

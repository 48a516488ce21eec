#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# fewer on the real kernel: two programs that do not fit, one alone, and both in a larger room.

# A copy of its own, so that its processes can be told from all others; and one run of it.
setup_file() {
	root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	tree=$BATS_FILE_TMPDIR/tree
	export root tree
	unset MAKEFLAGS MAKELEVEL MFLAGS SIZE LIMIT RUNS SAMPLE PAUSE SEED RESULTS TMPDIR
	make -s -C "$root" all >&2
	mkdir -p "$tree/build/labs" "$tree/labs/fewer"
	cp "$root/build/pagelab" "$tree/build/"
	cp "$root/build/labs/fewer" "$tree/build/labs/"
	cp "$root/labs/fewer/lab.conf" "$tree/labs/fewer/"
	echo 0 >"$tree/status"
	"$tree/build/pagelab" run --no-color --results "$tree/results" fewer \
		>"$tree/screen" 2>"$tree/errors" || echo $? >"$tree/status"
}

setup() {
	latest=$tree/results/fewer/latest
	pagelab=$tree/build/pagelab
}

teardown() {
	"$pagelab" clean >/dev/null
}

# A group can be made here, or the test is skipped with pagelab's own words.
needs_room() {
	grep -q 'memory-limited group' "$tree/errors" || return 0
	skip "no memory-limited group: $(tr '\n' ' ' <"$tree/errors")"
}

# cell FOLDER STEP ROLE COLUMN NAME: a cell of steps.csv, by the name in its header.
cell() {
	tr -d '\r' <"$1/steps.csv" | awk -F, -v step="$2" -v role="$3" -v column="$4" -v name="$5" '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		$at["step"] == step && $at["role"] == role && $at["column"] == column { print $at[name] }'
}

# limit FOLDER: of the run, in bytes.
limit() { sed -n 's/.*"limit_bytes": \([0-9]*\).*/\1/p' "$1/run.json"; }

# alive FILE: the processes whose program is that file.
alive() {
	local exe
	for exe in /proc/[0-9]*/exe; do
		[ "$(readlink "$exe" 2>/dev/null)" = "$1" ] && echo "$exe"
	done
	return 0
}

# groups_of FOLDER: what is left of the run's groups; the harness's pid is in both names.
groups_of() {
	local pid
	pid=$(sed -n 's/.*"run_id": "[^"]*-\([0-9]*\)-[0-9]*".*/\1/p' "$1/run.json")
	[ -n "$pid" ] || echo 'run.json names no pid'
	find /sys/fs/cgroup -type d -name "pagelab-*-$pid-*" 2>/dev/null
}

# with_at LINE: a tree whose lab.conf has that line in place of its own "at".
with_at() {
	mine=$BATS_TEST_TMPDIR/tree
	rm -rf "$mine"
	cp -R "$tree" "$mine"
	rm -rf "$mine/results"
	sed "s|^at .*|$1|" "$root/labs/fewer/lab.conf" >"$mine/labs/fewer/lab.conf"
}

@test "the run is as expected" {
	needs_room
	cat "$tree/screen" "$tree/errors"
	[ "$(cat "$tree/status")" -eq 0 ]
	grep -q '"outcome": "holds"' "$latest/run.json"
}

@test "of two programs that do not fit, one is killed for want of memory" {
	needs_room
	died=$(cell "$latest" two-programs lab m:died delta)
	finished=$(cell "$latest" two-programs lab m:finished delta)
	[ "$died" -ge 1 ]
	[ $((died + finished)) -eq 2 ]
	[ "$(cell "$latest" two-programs group cg_oom_kill_total delta)" -eq "$died" ]
	[ "$(cell "$latest" two-programs group cg_max_bytes delta)" -eq 0 ]
}

@test "the same program lives alone" {
	needs_room
	[ "$(cell "$latest" one-program lab m:finished delta)" -eq 1 ]
	[ "$(cell "$latest" one-program lab m:died delta)" -eq 0 ]
	[ "$(cell "$latest" one-program group cg_oom_kill_total delta)" -eq 0 ]
	[ "$(cell "$latest" one-program group cg_max_bytes delta)" -eq 0 ]
}

@test "with more room both live" {
	needs_room
	[ "$(cell "$latest" more-room group cg_max_bytes before)" -eq "$(limit "$latest")" ]
	[ "$(cell "$latest" more-room group cg_max_bytes after)" -eq $((2 * $(limit "$latest"))) ]
	[ "$(cell "$latest" more-room lab m:finished delta)" -eq 2 ]
	[ "$(cell "$latest" more-room lab m:died delta)" -eq 0 ]
	[ "$(cell "$latest" more-room group cg_oom_kill_total delta)" -eq 0 ]
}

@test "pagelab check agrees" {
	needs_room
	run "$pagelab" check "$latest"
	echo "$output"
	[ "$status" -eq 0 ]
}

@test "no group and no process is left" {
	needs_room
	[ -z "$(groups_of "$latest")" ]
	[ -z "$(alive "$tree/build/labs/fewer")" ]
}

@test "with another limit the larger room grows in proportion" {
	needs_room
	run "$pagelab" run --results "$BATS_TEST_TMPDIR/results" --limit 48M fewer
	echo "$output"
	[ "$status" -eq 0 ]
	folder=$BATS_TEST_TMPDIR/results/fewer/latest
	[ "$(cell "$folder" more-room group cg_max_bytes before)" -eq $((48 * 1024 * 1024)) ]
	[ "$(cell "$folder" more-room group cg_max_bytes after)" -eq $((96 * 1024 * 1024)) ]
}

@test "a room that is not enough larger does not pass for a cure" {
	needs_room
	with_at "at more-room memory.max 34M"
	run "$mine/build/pagelab" run fewer
	echo "$output"
	[ "$status" -eq 1 ]
	folder=$mine/results/fewer/latest
	[ "$(cell "$folder" more-room group cg_max_bytes verdict)" = deviates ]
	[ "$(cell "$folder" more-room lab m:fit verdict)" = deviates ]
	[ "$(cell "$folder" more-room lab m:died verdict)" = deviates ]
}

@test "a room larger than half of what is available is refused before anything runs" {
	with_at "at more-room memory.max 9000T"
	run "$mine/build/pagelab" run fewer
	echo "$output"
	[ "$status" -eq 77 ]
	[[ $output == *'more than half'* ]]
	[ -z "$(find "$mine/results" -name '*.csv')" ]
}

@test "a mistake in a line at is named with its line" {
	n=$(grep -n '^at ' "$root/labs/fewer/lab.conf" | cut -d: -f 1)
	while IFS='|' read -r line said; do
		with_at "$line"
		run "$mine/build/pagelab" run fewer
		echo "$line: $output"
		[ "$status" -ne 0 ]
		[[ $output == *"lab.conf:$n: $said"* ]]
	done <<-'END'
		at more-room|expected the name of a step, memory.max and a size
		at more-room memory.max|expected the name of a step, memory.max and a size
		at more-room memory.high 64M|expected the name of a step, memory.max and a size
		at more-rom memory.max 64M|expected a step that a line "step" above this one names
		at more-room memory.max 64Q|expected a size such as
		at more-room memory.max -1|expected a size such as
	END
}

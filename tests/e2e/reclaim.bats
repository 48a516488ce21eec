#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# reclaim on the real kernel: page cache past the limit kills nobody, anonymous memory past it does.

# A copy of its own, so that its processes can be told from all others; and one run of it.
setup_file() {
	root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	tree=$BATS_FILE_TMPDIR/tree
	export root tree
	unset MAKEFLAGS MAKELEVEL MFLAGS SIZE LIMIT RUNS SAMPLE PAUSE SEED RESULTS TMPDIR
	make -s -C "$root" all >&2
	mkdir -p "$tree/build/labs" "$tree/labs/reclaim"
	cp "$root/build/pagelab" "$tree/build/"
	cp "$root/build/labs/reclaim" "$tree/build/labs/"
	cp "$root/labs/reclaim/lab.conf" "$tree/labs/reclaim/"
	echo 0 >"$tree/status"
	"$tree/build/pagelab" run --no-color --results "$tree/results" reclaim \
		>"$tree/screen" 2>"$tree/errors" || echo $? >"$tree/status"
}

setup() {
	latest=$tree/results/reclaim/latest
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

# The file's step ran, or the test is skipped with the lab's own words.
needs_file() {
	needs_room
	grep -q '^-  read-file' "$tree/screen" || return 0
	skip "$(grep '^-  read-file' "$tree/screen")"
}

# cell FOLDER STEP ROLE COLUMN NAME: a cell of steps.csv, by the name in its header.
cell() {
	tr -d '\r' <"$1/steps.csv" | awk -F, -v step="$2" -v role="$3" -v column="$4" -v name="$5" '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		$at["step"] == step && $at["role"] == role && $at["column"] == column { print $at[name] }'
}

# limit FOLDER: of the run, in bytes.
limit() { sed -n 's/.*"limit_bytes": \([0-9]*\).*/\1/p' "$1/run.json"; }

# cached FOLDER: how much of the file was cached at each look of the step anonymous, in KiB.
cached() {
	tr -d '\r' <"$1/measures.csv" | awk -F, '$4 == "anonymous" && $5 == "file_in_cache_kib" { print $7 }'
}

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

@test "the run is as expected" {
	needs_room
	cat "$tree/screen" "$tree/errors"
	[ "$(cat "$tree/status")" -eq 0 ]
	grep -q '"outcome": "holds"' "$latest/run.json"
}

@test "a file four times the limit is read whole, and nobody dies" {
	needs_file
	[ "$(cell "$latest" read-file lab m:read_kib delta)" -eq $(($(limit "$latest") * 4 / 1024)) ]
	[ "$(cell "$latest" read-file group cg_oom_kill_total delta)" -eq 0 ]
	[ "$(cell "$latest" read-file lab anonymous_kib delta)" -eq 0 ]
}

@test "the page cache takes at least half the room, and the room never gets larger" {
	needs_file
	[ "$(cell "$latest" read-file group cg_file_bytes delta)" -ge $(($(limit "$latest") / 2)) ]
	peak=$(cell "$latest" read-file group cg_peak_bytes after)
	[ -z "$peak" ] || [ "$peak" -le "$(limit "$latest")" ]
}

@test "the limit was hit, where the kernel counts that" {
	needs_file
	case $(cell "$latest" read-file group cg_max_hits_total verdict) in
	holds) [ "$(cell "$latest" read-file group cg_max_hits_total delta)" -ge 1 ] ;;
	unknown) [ -z "$(cell "$latest" read-file group cg_max_hits_total after)" ] ;;
	*) false ;;
	esac
}

@test "anonymous memory past the same limit is killed" {
	needs_room
	[ "$(cell "$latest" anonymous group cg_oom_kill_total delta)" -eq 1 ]
	[ "$(cell "$latest" anonymous group cg_oom_kill_total verdict)" = holds ]
	tr -d '\r' <"$latest/snapshots.csv" | cut -d, -f 4-6 | grep -qx 'anonymous,killed,lab'
}

@test "the page cache had been given up before, a little at a time" {
	needs_file
	cached "$latest" >"$BATS_TEST_TMPDIR/cached"
	[ "$(head -n 1 "$BATS_TEST_TMPDIR/cached")" -ge $(($(limit "$latest") / 1024 / 2)) ]
	[ "$(tail -n 1 "$BATS_TEST_TMPDIR/cached")" -le $(($(limit "$latest") / 1024 / 8)) ]
	sort -nr "$BATS_TEST_TMPDIR/cached" | diff "$BATS_TEST_TMPDIR/cached" -
	[ "$(cell "$latest" anonymous lab m:file_in_cache_kib verdict)" = holds ]
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
	[ -z "$(alive "$tree/build/labs/reclaim")" ]
}

@test "with another limit the theory is another one, and holds" {
	needs_file
	run "$pagelab" run --results "$BATS_TEST_TMPDIR/results" --limit 16M reclaim
	echo "$output"
	[ "$status" -eq 0 ]
	folder=$BATS_TEST_TMPDIR/results/reclaim/latest
	[ "$(limit "$folder")" -eq $((16 * 1024 * 1024)) ]
	[ "$(cell "$folder" read-file lab m:read_kib expected)" -eq $((64 * 1024)) ]
	[ "$(cell "$folder" read-file lab m:read_kib delta)" -eq $((64 * 1024)) ]
	[ "$(cell "$folder" read-file group cg_file_bytes delta)" -ge $((8 * 1024 * 1024)) ]
}

@test "the autopsy says what became of the page cache, and leaves out what does not apply" {
	needs_file
	grep -q '^   page cache .* before the end   holds' "$tree/screen"
	grep -q 'in room, of the limit (\. = page cache)' "$tree/screen"
	[ "$(grep -c 'where the' "$tree/screen")" -eq 0 ]
}

@test "on tmpfs the step is left out, with the reason" {
	needs_room
	[ "$(stat -f -c %T /dev/shm 2>/dev/null)" = tmpfs ] && [ -w /dev/shm ] ||
		skip "there is no tmpfs at /dev/shm to write in"
	TMPDIR=/dev/shm run "$pagelab" run --results "$BATS_TEST_TMPDIR/results" reclaim
	echo "$output"
	[ "$status" -eq 0 ]
	[[ $output == *'read-file       left out: '*tmpfs* ]]
	folder=$BATS_TEST_TMPDIR/results/reclaim/latest
	[ -z "$(cell "$folder" read-file lab m:read_kib delta)" ]
	[ "$(cell "$folder" anonymous group cg_oom_kill_total delta)" -eq 1 ]
}

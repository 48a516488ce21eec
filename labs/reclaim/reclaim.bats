#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# reclaim on the real kernel: page cache past the limit kills nobody, anonymous memory past it does.

load ../../tests/suite

# the_run: one run of a copy, whose processes can be told from all others, for all tests.
the_run() {
	requires room
	ran_apart reclaim
}

teardown() {
	"$pagelab" clean >/dev/null
}

limit() { json "$latest" limit_bytes; }

# The file's step ran, or the test is skipped with the lab's own words.
needs_file() {
	the_run
	grep -q '^-  read-file' "$said.out" || return 0
	skip "$(grep '^-  read-file' "$said.out")"
}

@test "the run is as expected" {
	the_run
	grep -q '"outcome": "holds"' "$latest/run.json"
}

@test "a file four times the limit is read whole, and nobody dies" {
	needs_file
	[ "$(cell "$latest" read-file lab m:read_kib delta)" -eq $(($(limit) * 4 / 1024)) ]
	[ "$(cell "$latest" read-file group cg_oom_kill_total delta)" -eq 0 ]
	[ "$(cell "$latest" read-file lab anonymous_kib delta)" -eq 0 ]
}

@test "the page cache takes at least half the room, and the room never gets larger" {
	needs_file
	[ "$(cell "$latest" read-file group cg_file_bytes delta)" -ge $(($(limit) / 2)) ]
	peak=$(cell "$latest" read-file group cg_peak_bytes after)
	[ -z "$peak" ] || [ "$peak" -le "$(limit)" ]
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
	the_run
	[ "$(cell "$latest" anonymous group cg_oom_kill_total delta)" -eq 1 ]
	[ "$(cell "$latest" anonymous group cg_oom_kill_total verdict)" = holds ]
	[ -n "$(shot "$latest" anonymous killed lab pid)" ]
}

@test "the page cache had been given up before, a little at a time" {
	needs_file
	measured "$latest" anonymous file_in_cache_kib >"$BATS_TEST_TMPDIR/cached"
	[ "$(head -n 1 "$BATS_TEST_TMPDIR/cached")" -ge $(($(limit) / 1024 / 2)) ]
	[ "$(tail -n 1 "$BATS_TEST_TMPDIR/cached")" -le $(($(limit) / 1024 / 8)) ]
	sort -nr "$BATS_TEST_TMPDIR/cached" | diff "$BATS_TEST_TMPDIR/cached" -
	[ "$(cell "$latest" anonymous lab m:file_in_cache_kib verdict)" = holds ]
}

@test "pagelab check agrees" {
	the_run
	run "$pagelab" check "$latest"
	echo "$output"
	[ "$status" -eq 0 ]
}

@test "no group and no process is left" {
	the_run
	[ -z "$(groups_of "$(pid_of "$latest")")" ]
	[ -z "$(alive "$lab")" ]
}

@test "with another limit the theory is another one, and holds" {
	needs_file
	run "$pagelab" run --results "$results" --limit 16M reclaim
	echo "$output"
	[ "$status" -eq 0 ]
	folder=$results/reclaim/latest
	[ "$(json "$folder" limit_bytes)" -eq $((16 * 1024 * 1024)) ]
	[ "$(cell "$folder" read-file lab m:read_kib expected)" -eq $((64 * 1024)) ]
	[ "$(cell "$folder" read-file lab m:read_kib delta)" -eq $((64 * 1024)) ]
	[ "$(cell "$folder" read-file group cg_file_bytes delta)" -ge $((8 * 1024 * 1024)) ]
}

@test "the autopsy says what became of the page cache, and leaves out what does not apply" {
	needs_file
	grep -q '^   page cache .* before the end   holds' "$said.out"
	grep -q 'in room, of the limit (\. = page cache)' "$said.out"
	[ "$(grep -c 'where the' "$said.out")" -eq 0 ]
}

@test "on tmpfs the step is left out, with the reason" {
	requires room
	[ "$(stat -f -c %T /dev/shm 2>/dev/null)" = tmpfs ] && [ -w /dev/shm ] ||
		skip "there is no tmpfs at /dev/shm to write in"
	TMPDIR=/dev/shm run "$pagelab" run --results "$results" reclaim
	echo "$output"
	[ "$status" -eq 0 ]
	[[ $output == *'read-file       left out: '*tmpfs* ]]
	folder=$results/reclaim/latest
	[ -z "$(cell "$folder" read-file lab m:read_kib delta)" ]
	[ "$(cell "$folder" anonymous group cg_oom_kill_total delta)" -eq 1 ]
}

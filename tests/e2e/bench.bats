#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bench: with few rounds it runs to its end, and its whole table is there. What was timed is not judged then.

load ../../tests/suite

setup_file() {
	built
	make -s -C "$root" build/bench build/tests/labs/empty-steps
	export TMPDIR=$BATS_FILE_TMPDIR/scratch
	mkdir "$TMPDIR"
	"$root/build/bench" --rounds 1 >"$BATS_FILE_TMPDIR/table" 2>&1 || echo "it ended with $?" >>"$BATS_FILE_TMPDIR/table"
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	output=$(<"$BATS_FILE_TMPDIR/table")
}

# row NAME [OTHER]: it has a ratio and a bound, or says why not; so may another that stands for several.
row() {
	grep -E "^($1|${2:-$1}) +(skipped: .+|[^ ].* +(<=|>=) +[0-9].* (not judged|holds))\$" <<<"$output" || {
		echo "no row: $1"
		return 1
	}
}

@test "every row of the table is measured, or says why not, and none failed to run" {
	equal "$(grep -E 'FAILED|DIFFERS|ended' <<<"$output")" ""
	row 'step snapshot over raw pread of its files'
	row 'the same with its CSV rows'
	for what in 'a process sampled at 1 kHz over not sampled' 'sampler at 1 kHz, share of a core' 'sampler at 10 kHz above an empty timer loop' \
		'p99 gap at 1 kHz \(reference: empty loop\)' 'p99 gap at 10 kHz \(reference: empty loop\)'; do
		row "$what" 'a time series at 1 and 10 kHz'
	done
	for many in 100 1000; do
		row "$many processes over $many reads of one" '100 and 1000 processes'
	done
	row 'psutil over a snapshot of what it knows'
	for tool in 'one cat of its files' 'ps -o' 'a shell loop of cats' smem; do
		row "$tool over a step snapshot"
	done
	[[ ${output##*$'\n'} =~ ^2\ hold,\ 0\ differ,\ [0-9]+\ skipped,\ [0-9]+\ not\ judged:\ too\ few\ rounds$ ]]
}

@test "a thousand empty steps move nothing, and few rounds do not excuse it" {
	row '1000 empty steps: page faults' | grep -E ' 0 +0 +0  <= 0 +holds$'
	row '1000 empty steps: moved in all own columns' | grep -E ' 0 kB +0 kB +0  <= 0 +holds$'
}

@test "nothing stays of it" {
	equal "$(find "$BATS_FILE_TMPDIR/scratch" -mindepth 1)" ""
}

@test "a tool that is not here is named with what brings it" {
	mkdir bin
	ln -s "$(command -v ps)" "$(command -v cat)" "$(command -v sh)" bin/
	run env PATH="$PWD/bin" "$root/build/bench" --rounds 1
	equal "$status" 0
	row 'smem over a step snapshot' | grep 'skipped: not here: scripts/setup bench$'
	row 'ps -o over a step snapshot' | grep 'not judged$'
}

@test "what is no number of rounds is refused" {
	for rounds in '' x 0; do
		run "$root/build/bench" --rounds "$rounds"
		equal "$status" 64
		says 'usage: bench [--rounds N]'
	done
}

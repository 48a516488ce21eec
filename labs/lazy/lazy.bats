#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# lazy to the page: at any size, in every run, whatever the machine does with huge pages; and what a fresh clone prints.

load ../../tests/suite

teardown() { huge_pages_restore; }

lazy_is_exact() {
	"$pagelab" run lazy --size "$1M" --quiet --results "$results"
	equal "$(delta "$results/lazy/latest" memset minflt_total)" $(($1 * 1048576 / page))
	equal "$(delta "$results/lazy/latest" malloc anonymous_kib)" $((page / 1024))
	equal "$(delta "$results/lazy/latest" memset-again minflt_total)" 0
}

@test "lazy is exact to the page at 1, 7, 64, 100 and 300 MiB" {
	for mib in 1 7 64 100 300; do
		lazy_is_exact "$mib"
	done
}

@test "lazy is exact to the page at 1 GiB" {
	available=$(awk '$1 == "MemAvailable:" { print int($2 / 1024) }' /proc/meminfo)
	[ "$available" -gt 2200 ] || skip "1024 MiB are more than half of the $available available"
	lazy_is_exact 1024
}

@test "lazy is exact in twenty of twenty runs, and with huge pages always on too" {
	run "$pagelab" run lazy --size 64M --runs 20 --results "$results"
	equal "${lines[-1]}" "RUNS    20 of 20 as expected"
	for folder in "$results"/lazy/2*; do
		echo "$(delta "$folder" malloc anonymous_kib) $(delta "$folder" memset minflt_total) $(delta "$folder" memset-again minflt_total)"
	done >"$BATS_TEST_TMPDIR/found"
	equal "$(sort "$BATS_TEST_TMPDIR/found" | uniq -c | tr -s ' ')" " 20 $((page / 1024)) $((64 * 1048576 / page)) 0"
	huge_pages_always
	run "$pagelab" run lazy --size 64M --runs 20 --results "$results"
	equal "${lines[-1]}" "RUNS    20 of 20 as expected"
	lazy_is_exact 300
}

@test "the empty step moves nothing that is the process's own" {
	"$pagelab" run lazy --size 1M --quiet --results "$results"
	own=$("$pagelab" fields --json | awk -F'"' '$2 == "column" { column = $4 } $2 == "moved" && $4 == "own" { print column }')
	[ "$(wc -w <<<"$own")" -gt 15 ]
	[[ $own == *minflt_total*anonymous_kib* ]]
	csv "$results/lazy/latest/steps.csv" '$c["step"] == "null" && $c["role"] == "lab" {
		print $c["column"], $c["before"] == "" ? "untold" : $c["delta"] }' >"$BATS_TEST_TMPDIR/null"
	for column in $own; do
		found=$(awk -v c="$column" '$1 == c { print $2 }' "$BATS_TEST_TMPDIR/null")
		[ "$found" = untold ] || equal "$column $found" "$column 0"
	done
}

@test "make lab-lazy in a fresh clone prints the whole ledger, within 100 columns of plain ASCII" {
	git -C "$root" rev-parse >/dev/null 2>&1 || skip "this is no git checkout"
	git clone -q "$root" "$BATS_TEST_TMPDIR/clone"
	run make -s -C "$BATS_TEST_TMPDIR/clone" lab-lazy
	equal "$status" 0
	says "15 of 15 expectations hold"
	says "25,600"
	equal "$(printf '%s\n' "$output" | awk 'length > 100' | wc -l)" 0
	equal "$(printf '%s\n' "$output" | tr -d '[:print:]\n' | wc -c)" 0
	[ -f "$BATS_TEST_TMPDIR/clone/results/lazy/latest/snapshots.csv" ]
	equal "$(git -C "$BATS_TEST_TMPDIR/clone" status --short)" ""
}


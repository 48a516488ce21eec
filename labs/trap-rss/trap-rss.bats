#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Six counters of resident memory, asked after each page: two are never off.

load ../../tests/suite

setup() { ran trap-rss; }

@test "faults and smaps_rollup are never off, and the other four are told" {
	equal "$(measured trap-rss touch minflt_off_pages) $(measured trap-rss touch smaps_rollup_off_pages)" "0 0"
	for name in status statm stat maxrss; do
		[ -n "$(measured trap-rss touch ${name}_off_pages)" ]
	done
}

@test "a fault a page and all of its memory, at any size" {
	local mib
	results=$BATS_TEST_TMPDIR/results
	for mib in 1 7; do
		holds trap-rss --size ${mib}M
		equal "$(moved trap-rss touch minflt_total)" $((mib * 1048576 / page))
		equal "$(moved trap-rss touch anonymous_kib)" $((mib * 1024))
	done
}

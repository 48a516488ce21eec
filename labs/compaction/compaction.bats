#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Free memory in small pieces, and then in large blocks: the kernel moved what was in between.

load ../../tests/suite

setup() { machine v2; }

kept_kib() { cell compaction fragment lab anonymous_kib delta; }
page_kib() { echo $(($(json "$results/compaction/latest" page_size_bytes) / 1024)); }
given_kib() { echo $(($(cell compaction fragment lab minflt_total delta) * $(page_kib) - $(kept_kib))); }

@test "half the memory, more or less, is free, and hardly any of it in large blocks" {
	as_expected compaction
	[ "$(given_kib)" -ge $(($(kept_kib) * 3 / 4)) ]
	[ "$(kept_kib)" -ge $(($(given_kib) * 3 / 4)) ]
	[ "$(cell compaction fragment system mem_free_kib after)" -ge "$(given_kib)" ]
	[ "$(cell compaction fragment lab m:large_kib delta)" -lt "$(given_kib)" ]
}

@test "after compaction at least half of what was given back is in large blocks" {
	local before after
	before=$(cell compaction fragment lab m:large_kib delta)
	after=$(cell compaction compact lab m:large_kib delta)
	[ $((after - before)) -ge $(($(given_kib) / 2)) ]
	[ "$(cell compaction compact system sys_pgmigrate_success_total delta)" -gt 0 ]
}

@test "the program did not notice: no fault, not a page more or less, and every page has its content" {
	equal "$(cell compaction compact lab minflt_total delta)" 0
	equal "$(cell compaction compact lab anonymous_kib delta)" 0
	equal "$(cell compaction compact lab m:intact_pages delta)" $(($(kept_kib) / $(page_kib)))
}

#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Reading memory that nobody wrote: a fault a page, one frame of zeros, and no memory.

load ../../tests/suite

teardown() { huge_pages_restore; }

@test "reading untouched memory costs a fault a page and no memory, writing it one more and the memory" {
	for mib in 1 7 64; do
		"$pagelab" run zeropage --size ${mib}M --quiet --results "$results"
		pages=$((mib * 1048576 / page))
		equal "$(moved zeropage reserve minflt_total)" 0
		equal "$(moved zeropage read minflt_total)" $pages
		equal "$(moved zeropage read anonymous_kib)" 0
		equal "$(moved zeropage write minflt_total)" $pages
		equal "$(moved zeropage write anonymous_kib)" $((mib * 1024))
	done
	holds_twenty zeropage
}

@test "pages that were only read are one frame of zeros, where the kernel tells" {
	"$pagelab" run zeropage --size 8M --quiet --results "$results"
	pages=$((8 * 1048576 / page))
	read -r state count <<<"$(states zeropage read)"
	equal "$count" $pages
	case $state in zero | present) ;; *) equal "$state" zero ;; esac
	equal "$(states zeropage write)" "present $pages"
}

@test "it is as exact on a machine whose huge pages are always on" {
	huge_pages_always
	holds_twenty zeropage
}

#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# A bit in the page table says of each page whether it was used, and another whether it was written to.

load ../../tests/suite

setup() { ran referenced; }

@test "as many pages have the bit as were used, and none lost its content" {
	local some=$((16 * 1048576 / page / 4))
	equal "$(measured referenced clear referenced_pages)" 0
	equal "$(measured referenced touch-some referenced_pages)" $some
	equal "$(moved referenced clear anonymous_kib)" 0
	if [ -n "$(moved referenced write-some minflt_total)" ]; then
		equal "$(moved referenced write-some minflt_total) $(measured referenced write-some soft_dirty_pages)" "$some $some"
	else
		grep -q 'CONFIG_MEM_SOFT_DIRTY' "$latest/run.json"
	fi
}

@test "a quarter of any size, and the pages that were written to are those that fault" {
	local mib some
	results=$BATS_TEST_TMPDIR/results
	for mib in 4 12; do
		holds referenced --size ${mib}M
		some=$((mib * 1048576 / page / 4))
		equal "$(measured referenced touch-some referenced_pages)" $some
		equal "$(moved referenced touch-some anonymous_kib)" 0
		case $(cell referenced write-some lab minflt_total delta) in
		'' | "$some") ;;
		*) moved referenced write-some minflt_total && return 1 ;;
		esac
	done
}

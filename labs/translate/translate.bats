#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Addresses, tables and what finding a frame costs: translate, pagetable, tlb, referenced, ctxswitch, trap-rss, computed
# again from the files alone.

load ../../tests/suite

setup_file() {
	local lab
	built
	for lab in translate pagetable tlb referenced ctxswitch trap-rss; do
		"$pagelab" run "$lab" --quiet --results "$results"
	done
}

setup() {
	results=$BATS_FILE_TMPDIR/results
	page_kib=$((page / 1024))
}

# moved LAB STEP COLUMN: its change.
moved() { delta "$results/$1/latest" "$2" "$3"; }

@test "translate: page number and offset, and also the indexes of all levels, make up the address" {
	local whose step level again reach entries=$((page / 8))
	while read -r whose step; do
		address=$(measured translate "$step" "${whose}_address")
		equal $(($(measured translate "$step" "${whose}_page") * page + $(measured translate "$step" "${whose}_offset"))) "$address"
		again=$(measured translate "$step" "${whose}_offset") reach=$page
		for level in 1 2 3 4 5; do
			index=$(measured translate "$step" "${whose}_index_$level")
			[ -n "$index" ] || break
			again=$((again + index * reach)) reach=$((reach * entries))
		done
		equal "$again" "$address"
	done <<-EOF
		heap before-touch
		stack before-touch
		heap touch
	EOF
}

@test "translate: no entry before the touch, one after it, at the same address" {
	equal "$(measured translate before-touch heap_present) $(measured translate touch heap_present)" "0 1"
	equal "$(measured translate before-touch heap_address)" "$(measured translate touch heap_address)"
	equal "$(moved translate touch minflt_total)" 1
	equal "$(measured translate touch heap_offset)" $((0x234))
}

@test "translate: root sees the frame, which keeps the offset; nobody else does" {
	if [ "$(id -u)" -eq 0 ] && [ -n "$(measured translate touch heap_frame)" ]; then
		equal $(($(measured translate touch heap_frame) * page + $(measured translate touch heap_offset))) \
			"$(measured translate touch heap_physical)"
		[ "$(measured translate touch heap_frame)" != "$(measured translate touch heap_page)" ]
	fi
	equal "$(measured translate before-touch heap_frame)" ""
}

@test "pagetable: dense memory costs eight bytes a page, scattered pages a table or two each" {
	near "$(moved pagetable dense vm_pte_kib)" $((64 * 8 / page_kib)) $((5 * page_kib))
	near "$(moved pagetable sparse-2m vm_pte_kib)" $((64 * page_kib)) $((5 * page_kib))
	near "$(moved pagetable sparse-1g vm_pte_kib)" $((128 * page_kib)) $((5 * page_kib))
	for step in sparse-2m sparse-1g; do
		equal "$(moved pagetable $step anonymous_kib)" $((64 * page_kib))
	done
}

@test "tlb: a point for each power of two, and all pages are no faster than a few" {
	local step
	for step in random sequential; do
		csv "$results/tlb/latest/measures.csv" "\$c[\"step\"] == \"$step\" && \$c[\"name\"] == \"ns_per_access\" { print \$c[\"x\"], \$c[\"value\"] }" |
			awk -v last=$((64 * 1048576 / page)) '
				NR == 1 { first = $2; ok = $1 == 16 }
				NR > 1 { ok = ok && $1 == 2 * x }
				{ x = $1; ns = $2 }
				END { exit !(ok && x == last && ns >= first) }' || { echo "$step" && return 1; }
	done
	[ "$(measured tlb sequential random_permille | cut -d. -f1)" -ge 1000 ]
}

@test "referenced: as many pages have the bit as were used, and none lost its content" {
	local some=$((16 * 1048576 / page / 4))
	equal "$(measured referenced clear referenced_pages)" 0
	equal "$(measured referenced touch-some referenced_pages)" $some
	equal "$(moved referenced clear anonymous_kib)" 0
	if [ -n "$(moved referenced write-some minflt_total)" ]; then
		equal "$(moved referenced write-some minflt_total) $(measured referenced write-some soft_dirty_pages)" "$some $some"
	else
		grep -q 'CONFIG_MEM_SOFT_DIRTY' "$results/referenced/latest/run.json"
	fi
}

@test "ctxswitch: the kernel counted two switches for each time there and back, and a copy takes longer than one" {
	local step
	for step in threads processes; do
		[ "$(measured ctxswitch $step switches)" -ge 39998 ]
		[ "$(id -u)" -ne 0 ] || near "$(measured ctxswitch $step switches)" 40000 400
	done
	[ "$(measured ctxswitch copy-80m switches_per_copy | cut -d. -f1)" -ge 2 ]
}

@test "trap-rss: faults and smaps_rollup are never off, and the other four are told" {
	equal "$(measured trap-rss touch minflt_off_pages) $(measured trap-rss touch smaps_rollup_off_pages)" "0 0"
	for name in status statm stat maxrss; do
		[ -n "$(measured trap-rss touch ${name}_off_pages)" ]
	done
}

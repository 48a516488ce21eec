#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Slabs on the real kernel: objects of the lab's own pool, and the kernel's, in a machine where nobody else makes any.

load ../../tests/suite

setup() { machine v2; }

# value STEP NAME: of measures.csv.
value() { measured slab "$@"; }

@test "20,000 objects of 16 bytes lie on as many pages as they fill, and not on one each" {
	local there pages
	as_expected slab
	there=$(json "$results/slab/latest" page_size_bytes)
	pages=$(((20000 + there / 16 - 1) / (there / 16)))
	equal "$(cell slab pool lab minflt_total delta)" $pages
	equal "$(cell slab pool lab anonymous_kib delta)" $((pages * there / 1024))
	equal "$(value pool objects_per_slab)" $((there / 16))
}

@test "the kernel has 20,000 objects more, within 5 %, and then as many fewer" {
	local made removed
	made=$(value make objects)
	removed=$(value remove objects)
	[ "$made" -ge 19000 ] && [ "$made" -le 21000 ]
	[ "$removed" -le -19000 ] && [ "$removed" -ge -21000 ]
}

@test "the kernel puts many of them into a page" {
	local there
	there=$(json "$results/slab/latest" page_size_bytes)
	[ "$(value make objects_per_slab)" -ge 8 ]
	[ "$(value make slab_pages)" -le $((20000 * 512 / there)) ]
}

@test "the memory of the kernel's objects is in SUnreclaim, and not in the program" {
	[ "$(cell slab make system s_unreclaim_kib delta)" -ge $((20000 * 80 / 1024)) ]
	[ "$(cell slab remove system s_unreclaim_kib delta)" -le $((-20000 * 80 / 1024)) ]
	equal "$(cell slab make lab anonymous_kib delta)" 0
	equal "$(cell slab make lab minflt_total delta)" 0
}

@test "who may not read slabinfo is told of the memory alone" {
	for_user
	mkdir "$place/labs/slab"
	cp "$root/build/labs/slab" "$place/build/labs/"
	cp "$root/labs/slab/lab.conf" "$place/labs/slab/"
	run as_user "$place/build/pagelab" run slab --quiet --results "$place/results"
	equal "$status" 0
	run grep -c 'm:objects,' "$place/results/slab/latest/steps.csv"
	no_place
	equal "$output" 0
}

#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Internal fragmentation in real memory: what an object takes is computed here again, from the page size alone.

load ../../tests/suite

setup() {
	ran frag-internal --size 8M
	object=3379
	objects=$((8 * 1024 * 1024 / object))
}

change() { cell frag-internal "$1" lab "$2" delta; }

# up BYTES UNIT: in whole units.
up() { echo $((($1 + $2 - 1) / $2)); }

@test "the run is as theory says, and its files agree" {
	equal "$(json "$results/frag-internal/latest" outcome)" holds
	"$pagelab" check "$results/frag-internal/latest"
}

@test "a page each: as many pages as objects, and what is left of each page is lost" {
	local each
	each=$(up "$object" "$page")
	equal "$(change page-each minflt_total)" $((objects * each))
	equal "$(change page-each anonymous_kib)" $((objects * each * page / 1024))
	equal "$(change page-each m:lost_bytes)" $((each * page - object))
}

@test "a pool with slots of powers of two needs 4 KiB an object: of a page of 4 KiB it saves nothing" {
	equal "$(change two-sizes minflt_total)" "$(up $(((objects - 1) * 4096 + object)) "$page")"
	[ "$page" -ne 4096 ] || equal "$(change two-sizes anonymous_kib)" "$(change page-each anonymous_kib)"
}

@test "nine in 32 KiB: an object loses less than half of what it lost in 4 KiB" {
	local lost_exact lost_power blocks rest bytes
	[ "$page" -le 32768 ] || skip "a page is larger than the block"
	blocks=$((objects / 9)) rest=$((objects % 9))
	bytes=$((blocks * 32768 + (rest > 0) * ((rest - 1) * 3384 + object)))
	equal "$(change exact-pool minflt_total)" "$(up "$bytes" "$page")"
	lost_exact=$(($(change exact-pool anonymous_kib) * 1024 / objects - object))
	lost_power=$(($(change two-sizes anonymous_kib) * 1024 / objects - object))
	[ "$lost_exact" -gt 0 ]
	[ $((lost_exact * 2)) -lt "$lost_power" ]
}

@test "the loss that the lab measured is what the harness saw" {
	local step
	for step in page-each two-sizes exact-pool; do
		awk -v lost="$(change $step m:lost_bytes)" -v kib="$(change $step anonymous_kib)" -v n="$objects" \
			'BEGIN { off = lost - (kib * 1024 / n - 3379); exit !(off > -1 && off < 1) }'
	done
}

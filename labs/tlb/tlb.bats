#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Finding the frame costs time: little while the TLB reaches, more behind it, and the order matters.

load ../../tests/suite

setup() { ran tlb; }

@test "a point for each power of two, and all pages are no faster than a few" {
	local step
	for step in random sequential; do
		csv "$latest/measures.csv" "\$c[\"step\"] == \"$step\" && \$c[\"name\"] == \"ns_per_access\" { print \$c[\"x\"], \$c[\"value\"] }" |
			awk -v last=$((64 * 1048576 / page)) '
				NR == 1 { first = $2; ok = $1 == 16 }
				NR > 1 { ok = ok && $1 == 2 * x }
				{ x = $1; ns = $2 }
				END { exit !(ok && x == last && ns >= first) }' || { echo "$step" && return 1; }
	done
	[ "$(measured tlb sequential random_permille | cut -d. -f1)" -ge 1000 ]
}

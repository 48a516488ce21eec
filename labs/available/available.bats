#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Dirty page cache costs available no more than clean does, a file in memory costs it all; and the kernel's sum is made
# again here, from the parts in measures.csv.

load ../../tests/suite

# value STEP NAME: of measures.csv.
value() { measured available "$@"; }

# in_machine: a run where nobody else works; $kib is its size.
in_machine() {
	machine v2
	as_expected available
	kib=$(($(json "$results/available/latest" size_bytes) / 1024))
}

# about FOUND WANTED: within 1/16 of the size.
about() { near "$1" "$2" $((kib / 16)); }

@test "free and buff/cache move alike, whether the file is on the disk or only in memory" {
	local step
	in_machine
	for step in dirty tmpfs; do
		about "$(value $step free_kib)" $((-kib))
		about "$(value $step buff_cache_kib)" "$kib"
	done
}

@test "what is dirty costs available half at most, a file in memory costs it all" {
	in_machine
	about "$(value dirty dirty_kib)" "$kib"
	[ "$(value dirty available_kib)" -ge $((-kib / 2 - kib / 16)) ]
	about "$(value tmpfs dirty_kib)" 0
	about "$(value tmpfs available_kib)" $((-kib))
}

@test "the parts make the kernel's sum, but for what is rounded to a page" {
	local step sum
	in_machine
	for step in dirty tmpfs; do
		sum=$(($(value $step formula_free_kib) + $(value $step formula_reserve_kib) + \
			$(value $step formula_cache_kib) + $(value $step formula_slab_kib)))
		echo "$step: $sum, the kernel: $(value $step kernel_available_kib)"
		[ $((sum - $(value $step kernel_available_kib))) -ge $((-2 * page / 1024)) ]
		[ $((sum - $(value $step kernel_available_kib))) -le $((2 * page / 1024)) ]
	done
}

@test "on this machine it holds too, or it says how noisy it was" {
	results=$BATS_TEST_TMPDIR/here
	run "$pagelab" run available --results "$results"
	echo "$output"
	skip_with_lab
	equal "$status" 0
	equal "$(json "$results/available/latest" deviate)" 0
	run "$pagelab" check "$results/available/latest"
	equal "$status" 0
}

@test "on tmpfs no page can be given up, so the lab is skipped with the reason" {
	[ "$(stat -f -c %T /dev/shm 2>/dev/null)" = tmpfs ] && [ -w /dev/shm ] || skip "there is no tmpfs at /dev/shm"
	TMPDIR=/dev/shm run "$pagelab" run available --results "$BATS_TEST_TMPDIR/results"
	equal "$status" 77
	says 'tmpfs'
	equal "$(find /dev/shm -name 'pagelab-*')" ""
}

# reserve_with ZONEINFO: what the lab makes of the watermarks in that file.
reserve_with() {
	local out=$BATS_TEST_TMPDIR/reserve
	# shellcheck disable=SC2016 # the inner shell's
	timeout 100 unshare -m sh -c 'mount --bind "$1" /proc/zoneinfo && exec "$2" run available --size 8M --quiet --results "$3"' \
		- "$1" "$pagelab" "$out" >"$out.said" 2>&1 || { cat "$out.said" >&2 && return 1; }
	awk -F, '$5 == "formula_reserve_kib" { n = $7 } END { print n }' <(tr -d '\r' <"$out/available/latest/measures.csv")
}

@test "watermarks that are boosted for a while are no larger reserve, printed or not" {
	unshare -m true 2>/dev/null || skip "no mount namespace can be made here"
	grep -q ' boost ' /proc/zoneinfo || skip "this kernel does not print the boost"
	local plain=$BATS_TEST_TMPDIR/plain boosted=$BATS_TEST_TMPDIR/boosted unprinted=$BATS_TEST_TMPDIR/unprinted wanted pages
	sed 's/^\( *boost *\)[0-9]*/\10/' /proc/zoneinfo >"$plain"
	pages=$((2097152 / page)) # the last zone's, as after an allocation from a block of another kind
	awk -v pages="$pages" '$1 == "boost" && ++zone == 2 { $2 = pages; on = 1 }
		on && /^ *(min|low|high) / { $2 += pages } /^Node/ { on = 0 } 1' "$plain" >"$boosted"
	grep -v ' boost \|^boost ' "$boosted" >"$unprinted"
	wanted=$(reserve_with "$plain") || skip "$(cat "$BATS_TEST_TMPDIR/reserve.said")"
	equal "$(reserve_with "$boosted")" "$wanted"
	near "$(reserve_with "$unprinted")" "$wanted" $((8 * page / 1024))
}

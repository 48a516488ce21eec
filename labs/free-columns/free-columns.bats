#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Each act moves its columns of free: to the KiB, nearly, in the machine, where nobody else works; and here, or the lab
# says that it was too noisy. The changes are computed here again, from what is told to the lab: its size.

load ../../tests/suite

# in_machine: a run where nobody else works; $kib is its size.
in_machine() {
	machine v2
	as_expected free-columns
	kib=$(($(json "$results/free-columns/latest" size_bytes) / 1024))
}

# moves STEP MEASURE WANTED: within 1/32 of the size.
moves() {
	near "$(cell free-columns "$1" lab "m:$2_kib" delta)" "$3" $((kib / 32)) || {
		echo "$1: $2"
		return 1
	}
}

# columns STEP USED USED_OLD FREE SHARED BUFF_CACHE: what they change by.
columns() {
	moves "$1" used "$2" && moves "$1" used_old "$3" && moves "$1" free "$4" &&
		moves "$1" shared "$5" && moves "$1" buff_cache "$6" && moves "$1" available $((-$2))
}

# here: a run on this machine; skipped when others moved too much.
here() {
	results=$BATS_TEST_TMPDIR/here
	run "$pagelab" run free-columns --results "$results"
	echo "$output"
	skip_with_lab
}

@test "memory of a program is used, by both rules, and not free or available" {
	in_machine
	columns quiet 0 0 0 0 0
	columns anon "$kib" "$kib" $((-kib)) 0 0
}

@test "a file in memory is shared and buff/cache; it is used by the new rule only" {
	in_machine
	columns shared "$kib" 0 $((-kib)) "$kib" "$kib"
}

@test "a file that was read is buff/cache; available falls by what is kept back, half of it at most" {
	local lost
	in_machine
	lost=$(cell free-columns file lab m:used_kib delta)
	[ "$lost" -ge $((-kib / 32)) ] && [ "$lost" -le $((kib / 2 + kib / 32)) ]
	columns file "$lost" 0 $((-kib)) 0 "$kib"
	columns give-back $((-2 * kib - lost)) $((-kib)) $((3 * kib)) $((-kib)) $((-2 * kib))
}

@test "what free prints is what the lab computes, in each step" {
	local step
	in_machine
	for step in quiet anon shared file give-back; do
		equal "$(cell free-columns $step lab m:free_differs delta)" 0
	done
}

@test "total is less than what is installed" {
	in_machine
	total=$(csv "$results/free-columns/latest/measures.csv" '$c["name"] == "prints_total_kib" { print $c["value"] }')
	equal "$total" "$(csv "$results/free-columns/latest/snapshots.csv" \
		'$c["role"] == "system" && $c["step"] == "quiet" && $c["edge"] == "before" { print $c["mem_total_kib"] }')"
	[ "$total" -lt $((320 * 1024)) ]
}

@test "on this machine it holds too, or it says how noisy it was" {
	here
	equal "$status" 0
	equal "$(json "$results/free-columns/latest" deviate)" 0
	run "$pagelab" check "$results/free-columns/latest"
	equal "$status" 0
}

@test "without a program free, that part is left out with the reason" {
	mkdir "$BATS_TEST_TMPDIR/bin"
	PATH=$BATS_TEST_TMPDIR/bin here
	equal "$status" 0
	says 'left out: there is no program free'
	equal "$(cell free-columns anon lab m:free_differs delta)" ""
}

@test "so little that it cannot be told is not tried: exit code 77" {
	run "$pagelab" run free-columns --size 1M --results "$BATS_TEST_TMPDIR/little"
	equal "$status" 77
	says 'Type: make lab-free-columns SIZE='
}

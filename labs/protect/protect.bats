#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Who writes where he has no right is ended by the right signal, with the right code; his parent is not.

load ../../tests/suite

setup() { ran protect; }

# value STEP NAME: of measures.csv.
value() { measured protect "$@"; }

# ends STEP SIGNAL CODE: so, and with the address that was written to.
ends() {
	equal "$(value "$1" signal)" "$(kill -l "$2")"
	equal "$(value "$1" si_code)" "$3"
	equal "$(value "$1" told_address)" 1
}

# An si_code has its number on every processor: see sigaction(2).
maperr=1 accerr=2 adrerr=2

@test "a fault on a page of one's own is no crash" {
	equal "$(value own-untouched signal)" 0
	equal "$(value own-untouched faults)" 1
}

@test "where nothing is mapped, and where writing is not allowed: SIGSEGV, and the code tells which" {
	ends null-pointer SEGV $maperr
	ends unmapped SEGV $maperr
	ends read-only SEGV $accerr
}

@test "the kernel's address: SIGSEGV with one of the two codes, and not the one of no address" {
	equal "$(value kernel signal)" "$(kill -l SEGV)"
	case $(value kernel si_code) in "$maperr" | "$accerr") ;; *) measured kernel si_code && return 1 ;; esac
}

@test "past the end of a mapped file: SIGBUS" {
	ends past-end BUS $adrerr
}

@test "the parent has as many pages as before each death, and not the page that its child wrote" {
	local step
	for step in own-untouched null-pointer unmapped read-only kernel past-end; do
		equal "$(delta "$results/protect/latest" $step anonymous_kib)" 0
	done
	equal "$(csv "$results/protect/latest/pages.csv" '$c["edge"] == "after" { print $c["pages"], $c["state"] }' | sort -u)" "1 absent"
}

@test "no child leaves a core file, even where they are asked for" {
	local empty=$BATS_TEST_TMPDIR/empty
	mkdir "$empty"
	cd "$empty"
	# shellcheck disable=SC3045 # bash has it
	ulimit -c unlimited 2>/dev/null || skip "core files are forbidden here anyway"
	run "$root/build/labs/protect" </dev/null
	equal "$status" 0
	says "si_code = 2"
	equal "$(ls -A)" ""
}

@test "twenty of twenty runs are as expected, the files agree, and nobody is left behind" {
	run "$pagelab" run protect --runs 20 --results "$results"
	equal "$status" 0
	equal "${lines[-1]}" "RUNS    20 of 20 as expected"
	"$pagelab" check "$results/protect/latest"
	nobody_alive "$root/build/labs/protect"
}

#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Two holes of 50, a request of 80: refused; moved together, it fits and pointers are wrong; paged, it is served.

load ../../tests/suite

setup() {
	run_of=$results/frag-external/latest
}

# play SIZE: and $unit is a tenth of what it took, in pages: ten equal parts.
play() {
	"$pagelab" run frag-external --size "$1M" --quiet --results "$results"
	unit=$((($1 * 1048576 + 10 * page - 1) / page / 10))
	equal "$(json "$run_of" size_bytes)" $((10 * unit * page))
	kib=$((unit * page / 1024))
}

@test "twice as much as the largest hole is free, and 4/5 of it are refused" {
	for size in 1 7 100; do
		play $size
		equal "$(delta "$run_of" two-holes m:free_kib)" $((10 * kib))
		equal "$(delta "$run_of" two-holes m:largest_kib)" $((5 * kib))
		equal "$(delta "$run_of" two-holes m:loaded)" 0
	done
}

@test "moved together it fits; each absolute pointer of what was moved is wrong, no relocatable one is" {
	for size in 1 7 100; do
		play $size
		equal "$(delta "$run_of" compact m:largest_kib)" $((10 * kib))
		equal "$(delta "$run_of" compact m:loaded)" 1
		equal "$(delta "$run_of" compact m:wrong_absolute)" $((2 * unit))
		equal "$(delta "$run_of" compact m:into_newcomer)" $unit
		equal "$(delta "$run_of" compact m:wrong_relocatable)" 0
	done
}

@test "the kernel serves the same request, to the page, at addresses in one piece" {
	play 50
	equal "$(delta "$run_of" paged minflt_total)" $((8 * unit))
	equal "$(delta "$run_of" paged anonymous_kib)" $((8 * kib))
	equal "$(csv "$run_of/pages.csv" '$c["step"] == "paged" && $c["edge"] == "after" { print $c["pages"], $c["state"] }')" \
		"$((8 * unit)) present"
}

@test "the frames are in more than one run, and in no more than there are pages" {
	[ "$(id -u)" -eq 0 ] || skip "only root is told which frames they are"
	play 20
	[ "$(delta "$run_of" frames m:frame_runs)" -ge 2 ]
	[ "$(delta "$run_of" frames m:frame_runs)" -le $((8 * unit)) ]
}

@test "whoever may not know frames is told why the step is left out, and all else holds" {
	[ "$(id -u)" -eq 0 ] && [ -x "$(command -v setpriv)" ] || skip "needs root and setpriv, to become another user"
	local place
	place=$(mktemp -d)
	chmod 755 "$place"
	mkdir -p "$place/build/labs" "$place/labs/frag-external"
	mkdir -m 777 "$place/results"
	cp "$pagelab" "$place/build/"
	cp "$root/build/labs/frag-external" "$place/build/labs/"
	cp "$root/labs/frag-external/lab.conf" "$place/labs/frag-external/"
	run setpriv --reuid 65534 --regid 65534 --clear-groups \
		"$place/build/pagelab" run frag-external --size 1M --results "$place/results"
	rm -rf "$place"
	equal "$status" 0
	says "only root is told them"
	says "10 of 10 expectations hold"
}

@test "twenty of twenty runs are as expected, and the files agree" {
	run "$pagelab" run frag-external --runs 20 --size 20M --results "$results"
	equal "$status" 0
	equal "${lines[-1]}" "RUNS    20 of 20 as expected"
	"$pagelab" check "$run_of"
}

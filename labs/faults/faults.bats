#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The theory of the labs zeropage, faults and trap-optimiser, on the real kernel.

load ../../tests/suite

teardown() {
	huge_pages_restore
}

# moved LAB STEP COLUMN: by how much the lab's own row did, in its latest run.
moved() { cell "$1" "$2" lab "$3" delta; }

# exactly_twenty LAB: twenty runs, each as theory says, and the files agree.
exactly_twenty() {
	run "$pagelab" run "$1" --runs 20 --results "$results"
	echo "$output" | tail -n 3
	equal "$status" 0
	equal "${lines[-1]}" "RUNS    20 of 20 as expected"
	run "$pagelab" check "$results/$1/latest"
	equal "$status" 0
}

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
	exactly_twenty zeropage
}

# states LAB STEP: the states of its pages after that step, as "state pages" in order of state.
states() {
	csv "$(folder_of "$1")/pages.csv" '$c["step"] == step && $c["edge"] == "after" { n[$c["state"]] += $c["pages"] }
		END { for (k in n) print k, n[k] }' -v step="$2" | sort
}

@test "pages that were only read are one frame of zeros, where the kernel tells" {
	"$pagelab" run zeropage --size 8M --quiet --results "$results"
	pages=$((8 * 1048576 / page))
	read -r state count <<<"$(states zeropage read)"
	equal "$count" $pages
	case $state in zero | present) ;; *) equal "$state" zero ;; esac
	equal "$(states zeropage write)" "present $pages"
}

@test "pages.csv tells new memory from a file's, and a promise from both" {
	"$pagelab" run faults --size 8M --quiet --results "$results"
	pages=$((8 * 1048576 / page))
	equal "$(states faults anon-touch)" "present $pages"
	case $(states faults file-cold) in
	'' | "file $pages"$'\n'"present $pages") ;; # it is left out where nothing can be evicted
	*) states faults file-cold && return 1 ;;
	esac
	"$pagelab" run overcommit --quiet --results "$results" || [ $? -eq 77 ]
	[ ! -e "$results/overcommit/latest" ] ||
		equal "$(states overcommit too-much)" "absent $((1048576 / page))"
}

@test "the faults lab counts with getrusage what the harness counts, to the fault" {
	"$pagelab" run faults --size 32M --quiet --results "$results"
	pages=$((32 * 1048576 / page))
	equal "$(moved faults anon-touch minflt_total)" $pages
	equal "$(moved faults anon-again minflt_total)" 0
	for step in $(csv "$results/faults/latest/steps.csv" '$c["seq"] > 0 { print $c["step"] }' | sort -u); do
		for kind in minflt majflt; do
			equal "$(cell faults "$step" lab m:getrusage_$kind delta relation expected)" \
				"$(moved faults "$step" ${kind}_total) = $(moved faults "$step" ${kind}_total)"
		done
	done
	exactly_twenty faults
}

@test "a file that cannot be evicted is not called cold: the step is left out with the reason" {
	[ "$(stat -f -c %T /dev/shm)" = tmpfs ] || skip "/dev/shm is no tmpfs"
	TMPDIR=/dev/shm "$pagelab" run faults --size 8M --results "$results" >"$BATS_TEST_TMPDIR/out"
	grep -q 'file-cold *left out: .*evicted' "$BATS_TEST_TMPDIR/out"
	grep -q '"step": "file-cold"' "$results/faults/latest/run.json"
	equal "$(cell faults file-cold lab minflt_total delta verdict)" ""
	equal "$(find /dev/shm -name 'pagelab-*')" ""
}

@test "the same source touches every page unoptimised and next to none optimised" {
	"$pagelab" run trap-optimiser --size 64M --quiet --results "$results"
	equal "$(moved trap-optimiser plain minflt_total)" $((64 * 1048576 / page + 1))
	[ "$(moved trap-optimiser optimised minflt_total)" -le 4 ]
	exactly_twenty trap-optimiser
}

@test "these labs are as exact on a machine whose huge pages are always on" {
	huge_pages_always
	for lab in zeropage faults trap-optimiser; do
		exactly_twenty "$lab"
	done
}

#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# New memory faults without a disk, a file that is not in memory with one; and the lab's own count is the harness's.

load ../../tests/suite

teardown() { huge_pages_restore; }

@test "pages.csv tells new memory from a file's" {
	"$pagelab" run faults --size 8M --quiet --results "$results"
	pages=$((8 * 1048576 / page))
	equal "$(states faults anon-touch)" "present $pages"
	case $(states faults file-cold) in
	'' | "file $pages"$'\n'"present $pages") ;; # it is left out where nothing can be evicted
	*) states faults file-cold && return 1 ;;
	esac
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
	holds_twenty faults
}

@test "a file that cannot be evicted is not called cold: the step is left out with the reason" {
	[ "$(stat -f -c %T /dev/shm)" = tmpfs ] || skip "/dev/shm is no tmpfs"
	TMPDIR=/dev/shm "$pagelab" run faults --size 8M --results "$results" >"$BATS_TEST_TMPDIR/out"
	grep -q 'file-cold *left out: .*evicted' "$BATS_TEST_TMPDIR/out"
	grep -q '"step": "file-cold"' "$results/faults/latest/run.json"
	equal "$(cell faults file-cold lab minflt_total delta verdict)" ""
	equal "$(find /dev/shm -name 'pagelab-*')" ""
}

@test "it is as exact on a machine whose huge pages are always on" {
	huge_pages_always
	holds_twenty faults
}

#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Copy on write on the real kernel, from the files alone: what RSS, PSS and the group say of it.

load ../../tests/suite

setup() {
	ran cow --size 32M
	run=$latest
	half_kib=16384
	half_pages=$((half_kib * 1024 / page))
}

# at STEP EDGE ROLE COLUMN: a cell of snapshots.csv. moved STEP ROLE COLUMN: by how much it changed.
at() { shot "$run" "$@"; }
moved() { echo $(($(at "$1" after "$2" "$3") - $(at "$1" before "$2" "$3"))); }

needs_group() { [ "$(json "$run" how)" != "" ] || skip "no memory-limited group can be made here"; }

@test "a child that reads what it shares takes no fault, and one that writes takes one for each page" {
	equal "$(moved child-reads child minflt_total)" 0
	equal "$(moved child-writes child minflt_total)" "$half_pages"
	equal "$(moved child-writes lab minflt_total)" 0
	equal "$(moved parent-writes lab minflt_total)" "$half_pages"
	equal "$(moved parent-writes child minflt_total)" 0
}

@test "RSS of both says all the time that everything is there twice" {
	for step in child-reads child-writes parent-writes; do
		for role in lab child; do
			equal "$step $role $(moved $step $role anonymous_kib)" "$step $role 0"
		done
	done
	[ "$(at parent-writes after child rss_kib)" -gt $((2 * half_kib)) ]
}

@test "what was copied is the child's alone, and the rest is still shared" {
	equal "$(moved child-writes child private_dirty_kib)" "$half_kib"
	equal "$(moved child-writes child shared_dirty_kib)" "-$half_kib"
	equal "$(moved child-writes lab private_dirty_kib)" "$half_kib"
	[ "$(at parent-writes after lab shared_dirty_kib)" -ge "$half_kib" ]
}

@test "the group is charged for each copy once, and for nothing else" {
	needs_group
	near "$(moved fork group cg_anon_bytes)" 0 $((128 * page))
	near "$(moved child-reads group cg_anon_bytes)" 0 $((128 * page))
	near "$(moved child-writes group cg_anon_bytes)" $((half_kib * 1024)) $((128 * page))
	near "$(moved parent-writes group cg_anon_bytes)" 0 $((128 * page))
}

@test "both shares together are what the group has, and what is left of libc" {
	needs_group
	for step in child-reads child-writes parent-writes; do
		sum=$(($(at $step after lab pss_kib) + $(at $step after child pss_kib)))
		near $sum $(($(at $step after group cg_anon_bytes) / 1024)) "$(at $step after lab rss_file_kib)"
	done
}

@test "without a group it runs all the same, and the group's rows are unknown" {
	run "$pagelab" run cow --size 8M --cap none --no-color --results "$results"
	equal "$status" 0
	says "No room of its own here"
	equal "$(json "$results/cow/latest" outcome)" holds
	equal "$(json "$results/cow/latest" unknown)" 4
	equal "$(csv "$results/cow/latest/snapshots.csv" '$c["role"] == "group"')" ""
}

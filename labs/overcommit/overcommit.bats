#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Promises on the real kernel: in mode 0 on this machine, in modes 2 and 1 in the virtual one. What the rule of the
# mode allows is computed here again, from the system's rows of snapshots.csv alone.

load ../../tests/suite

# in_strict_mode: the second run of a machine in mode 2, $strict.
in_strict_mode() {
	machine strict
	strict=$results/overcommit/latest
	[ -e "$strict" ] || { cat "$results.out" "$results.err" && return 1; }
}

@test "mode 0: three times RAM and swap is granted, the largest single promise is RAM and swap to the page" {
	equal "$(cat /proc/sys/vm/overcommit_memory)" 0 || skip "this machine's mode is not 0"
	run -0 "$pagelab" run overcommit --no-color --results "$results"
	latest=$results/overcommit/latest
	all=$(($(shot "$latest" many before system mem_total_kib) + $(shot "$latest" many before system swap_total_kib)))
	equal "$(measured "$latest" many granted)" 3
	equal "$(delta "$latest" many vm_size_kib)" $((3 * all))
	equal "$(delta "$latest" many anonymous_kib)" 0
	equal "$(delta "$latest" many minflt_total)" 0
	equal "$(measured "$latest" too-much largest_kib)" "$all"
	equal "$(measured "$latest" too-much errno)" 12
	equal "$(states overcommit too-much)" "absent $((1048576 / page))"
	run -0 "$pagelab" check "$latest"
}

@test "mode 2: what is promised is counted to the page, and none of it is memory" {
	in_strict_mode
	promised=$(delta "$strict" many vm_size_kib)
	[ "$promised" -gt 32768 ]
	before=$(shot "$strict" many before system committed_as_kib)
	equal "$(shot "$strict" many after system committed_as_kib)" $((before + promised))
	equal "$(shot "$strict" too-much after system committed_as_kib)" $((before + promised))
	equal "$(delta "$strict" many anonymous_kib)" 0
	equal "$(delta "$strict" many minflt_total)" 0
}

@test "mode 2: the refusal comes where CommitLimit - Committed_AS says" {
	in_strict_mode
	left=$(($(shot "$strict" too-much before system commit_limit_kib) - \
		$(shot "$strict" too-much before system committed_as_kib) - $(shot "$strict" too-much before lab vm_size_kib) / 32))
	largest=$(measured "$strict" too-much largest_kib)
	echo "left $left, largest $largest"
	[ "$largest" -ge $((left - 256)) ]
	[ "$largest" -le $((left + 256)) ]
	equal "$(measured "$strict" too-much errno)" 12
	equal "$(json "$strict" outcome)" holds
	run -0 "$pagelab" check "$strict"
}

@test "mode 1: nothing is ever refused, so it is left out with the reason" {
	machine never
	equal "$(cat "$results.code")" 77
	grep -q '^overcommit: skipped: .*no promise is ever refused here' "$results.err"
}

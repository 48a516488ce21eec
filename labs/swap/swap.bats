#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# A room with swap behind it: nobody dies, what does not fit is on the disk, and no page is lost.

load ../../tests/suite

# Two runs of root's in a machine with cgroup v1, one CPU and 256 MiB of swap, two of a user's with v2, two and 160.
setup() {
	machine student
	as_expected swap
	v2=$results
	machine v1
	as_expected swap
	runs=("$v2"/swap/2* "$results"/swap/2*)
}

# change RUN STEP ROLE COLUMN: delta in steps.csv.
change() { cell "$@" delta; }

# after RUN STEP ROLE COLUMN: its cell at that edge.
after() { shot "$1" "$2" after "$3" "$4"; }

# per_cent FOUND WANTED PER CENT
per_cent() { near "$1" "$2" $(($2 * $3 / 100)); }

@test "cgroup v2 and v1: every run is as expected, in a room of which swap may take the rest" {
	local run
	equal ${#runs[@]} 4
	for run in "${runs[@]}"; do
		equal "$(json "$run" outcome)" holds
		"$pagelab" check "$run" >/dev/null
	done
	equal "$(json "$v2/swap/latest" cgroup_version)" 2
	equal "$(json "$results/swap/latest" cgroup_version)" 1
	grep -q 'and swap | cgroup v2' "$v2.out"
}

@test "every page is either in RAM or in swap, and comes back as it was" {
	local run size
	for run in "${runs[@]}"; do
		size=$((2 * $(json "$run" limit_bytes) / 1024))
		# malloc's note stands in a page that was there before
		per_cent $(($(change "$run" fill lab anonymous_kib) + $(change "$run" fill lab swap_kib))) $size 1
		per_cent $(($(after "$run" touch-again lab anonymous_kib) + $(after "$run" touch-again lab swap_kib))) \
			$(($(after "$run" fill lab anonymous_kib) + $(after "$run" fill lab swap_kib))) 1
		equal "$(change "$run" touch-again lab m:wrong_pages)" 0
	done
}

@test "pages.csv says of each page whether it is in swap" {
	local run pages
	for run in "${runs[@]}"; do
		pages=$(csv "$run/pages.csv" '$c["step"] == "fill" && $c["edge"] == "after" && $c["state"] == "swapped" {
			n += $c["pages"] } END { print n }')
		per_cent $((pages * page / 1024)) "$(after "$run" fill lab swap_kib)" 1
	done
}

@test "the room was full, and with swap, less what is in both, it is the size within 3 %" {
	local run room both
	for run in "${runs[@]}"; do
		room=$(json "$run" limit_bytes)
		per_cent "$(after "$run" fill group cg_peak_bytes)" "$room" 1
		[ "$(after "$run" fill group cg_current_bytes)" -le "$room" ]
		both=$(($(after "$run" fill system swap_cached_kib) * 1024))
		per_cent $(($(after "$run" fill group cg_current_bytes) + $(after "$run" fill group cg_swap_current_bytes) - both)) \
			$((2 * room)) 3
	done
}

@test "what was away came from the disk: pages in, and major faults, of a few pages each" {
	local run over
	for run in "${runs[@]}"; do
		over=$(($(json "$run" limit_bytes) / $(json "$run" page_size_bytes)))
		[ "$(change "$run" fill system sys_pswpout_total)" -ge $over ]
		[ "$(change "$run" touch-again system sys_pswpin_total)" -ge $over ]
		[ "$(change "$run" touch-again lab majflt_total)" -ge $((over / 8)) ]
	done
}

@test "nobody dies with swap; in the same machine and room, a lab that forbids it does" {
	local run
	for run in "${runs[@]}"; do
		equal "$(change "$run" fill group cg_oom_kill_total)" 0
		equal "$(change "$run" touch-again group cg_oom_kill_total)" 0
	done
	run=$results/oom/latest
	equal "$(json "$run" outcome)" holds
	equal "$(change "$run" touch group cg_oom_kill_total)" 1
	equal "$(change "$run" touch system sys_pswpout_total)" 0
}

@test "a machine without swap: skipped, with what to type" {
	run env VM_SWAP=0 make -s -C "$root" lab-swap RESULTS="$BATS_TEST_TMPDIR/none"
	says "swap: skipped: not enough swap is free here. Type: make lab-swap VM_SWAP=256M"
	says "Error 77"
	[ -z "$(find "$BATS_TEST_TMPDIR/none" -name run.json)" ]
}

#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Memory that outlives its process, and kills somebody else: from the files, and from the kernel itself.

load ../../tests/suite

setup() {
	requires room
	ran tmpfs-leak --limit 32M
	run=$latest
	share=$((20 * 1048576)) # 5/8 of the room
}

at() { shot "$run" "$@"; }

# is_near FOUND WANTED: within two batches of 64 pages.
is_near() { near "$1" "$2" $((128 * page)); }

@test "the writer came to its end, and its memory is there, in nobody's resident set" {
	equal "$(json "$run" outcome)" holds
	equal "$(measured "$run" child-writes finished)" 1
	is_near "$(at child-writes after group cg_shmem_bytes)" "$share"
	equal "$(csv "$run/snapshots.csv" '$c["step"] == "child-writes" && $c["edge"] == "after" { print $c["role"] }' | tr '\n' ' ')" \
		"lab group system "
	[ "$(at child-writes after lab rss_kib)" -lt $((share / 1024 / 4)) ]
}

@test "somebody else was killed for it, and it is still there" {
	equal "$(measured "$run" innocent killed)" 1
	equal $(($(at innocent after group cg_oom_kill_total) - $(at innocent before group cg_oom_kill_total))) 1
	is_near "$(at innocent after group cg_shmem_bytes)" "$share"
}

@test "closing the file gives it back, and then the same program lives" {
	is_near "$(at close after group cg_shmem_bytes)" 0
	equal "$(measured "$run" again killed)" 0
	equal $(($(at again after group cg_oom_kill_total) - $(at again before group cg_oom_kill_total))) 0
}

#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Shared memory on the real kernel: the machine counts it once, each process counts it, PSS divides it.

load ../../tests/suite

setup() {
	ran shared --size 24M
	size_kib="24576" # 24 MiB
}

@test "the run is as theory says, and its files agree" {
	equal "$(json "$results/shared/latest" outcome)" holds
	"$pagelab" check "$results/shared/latest"
}

@test "Shmem rises by the size once, with one process, with two and with none" {
	local step
	for step in one-process two-processes no-process; do
		near "$(cell shared $step system shmem_kib delta)" "$size_kib" $((size_kib / 16 + 250 * page / 1024))
	done
}

@test "two processes have it in their RSS twice, and half of it each in their PSS" {
	local role
	for role in lab other; do
		equal "$(cell shared two-processes $role rss_kib delta)" "$size_kib"
		near "$(cell shared two-processes $role pss_kib delta)" $((size_kib / 2)) 1024
	done
}

@test "the second process takes a fault a page, though every page is there" {
	equal "$(cell shared two-processes other minflt_total delta)" $((size_kib * 1024 / page))
	equal "$(cell shared two-processes other majflt_total delta)" 0
}

@test "a file in tmpfs that nobody maps is in no process" {
	equal "$(cell shared no-process lab rss_kib delta)" 0
	equal "$(cell shared no-process lab anonymous_kib delta)" 0
	[ -z "$(cell shared no-process other rss_kib delta)" ]
}

@test "none of it is anonymous memory" {
	equal "$(cell shared one-process lab anonymous_kib delta)" 0
	equal "$(cell shared one-process lab rss_kib delta)" "$size_kib"
}

@test "by hand, as an ordinary user, it runs to its end" {
	for_user
	cp "$root/build/labs/shared" "$place/build/labs/"
	run as_user "$place/build/labs/shared" --size=2M </dev/null
	no_place
	equal "$status" 0
	says no-process
}

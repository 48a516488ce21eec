#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# A file that was read is in the page cache, and what is written is there first. On this machine by what the kernel tells
# of the file alone; in the machine, with a kernel that does not, by the system's own columns.

load ../../tests/suite

# here: a run on this machine; skipped where no file can leave memory, or others write too much.
here() {
	results=$BATS_TEST_TMPDIR/here
	run "$pagelab" run cache --results "$results" --size 16M
	echo "$output"
	skip_with_lab
}

# value STEP NAME: of measures.csv.
value() { measured cache "$@"; }

@test "evicted, a file is not in memory; read once, all of it is; and the reader has gained nothing" {
	here
	equal "$status" 0
	equal "$(value evict was_in_cache_kib)" 16384
	equal "$(value evict in_cache_kib)" 0
	equal "$(value read in_cache_kib)" 16384
	equal "$(delta "$results/cache/latest" read anonymous_kib)" 0
	run "$pagelab" check "$results/cache/latest"
	equal "$status" 0
}

@test "the second read brings nothing from the disk, and is faster" {
	here
	equal "$(value read-again from_disk_kib)" 0
	[ "$(value read from_disk_kib)" -gt 0 ]
	awk -v first="$(value read us)" -v second="$(value read-again us)" 'BEGIN { exit !(second < first) }'
}

@test "what was written is dirty, and after the flush it is not; it stays in memory all the time" {
	here
	[ "$(value write dirty_kib)" -ge 14746 ]
	[ "$(value flush dirty_kib)" -le -14746 ]
	equal "$(value write in_cache_kib) $(value flush in_cache_kib)" "16384 16384"
}

@test "where nobody else works, Cached and Dirty of the system move by the size of the file" {
	local kib
	machine v2
	as_expected cache
	kib=$(($(json "$results/cache/latest" size_bytes) / 1024))
	near "$(cell cache evict system cached_kib delta)" $((-kib)) $((kib / 16))
	near "$(cell cache read system cached_kib delta)" $kib $((kib / 16))
	near "$(cell cache read-again system cached_kib delta)" 0 $((kib / 16))
	[ "$(cell cache write system dirty_kib delta)" -ge $((kib * 9 / 10)) ]
	[ "$(cell cache flush system dirty_kib delta)" -le $((-kib * 9 / 10)) ]
}

@test "on tmpfs nothing can be evicted, so the lab is skipped with the reason" {
	[ "$(stat -f -c %T /dev/shm 2>/dev/null)" = tmpfs ] && [ -w /dev/shm ] || skip "there is no tmpfs at /dev/shm"
	TMPDIR=/dev/shm run "$pagelab" run cache --results "$results" --size 16M
	equal "$status" 77
	says 'tmpfs'
	equal "$(find /dev/shm -name 'pagelab-*')" ""
}

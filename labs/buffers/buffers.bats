#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The buffer cache on the real kernel: the disk itself and metadata are in Buffers, what is in a file is not.

load ../../tests/suite

setup() {
	machine v2
	as_expected buffers
	size_kib=$(($(json "$results/buffers/latest" size_bytes) / 1024))
}

change() { cell buffers "$1" system "$2" delta; }

@test "what is read from the disk itself is in Buffers, and not in Cached" {
	[ "$(change device-read buffers_kib)" -ge $((size_kib * 15 / 16)) ]
	[ "$(change device-read buffers_kib)" -le $((size_kib * 17 / 16)) ]
	[ "$(change device-read cached_kib)" -le $((size_kib / 8)) ]
}

@test "what is written to a file is in Cached, every page of it, and hardly moves Buffers" {
	equal "$(cell buffers file-write lab m:cached_pages delta)" \
		$((size_kib * 1024 / $(json "$results/buffers/latest" page_size_bytes)))
	[ "$(change file-write cached_kib)" -ge $((size_kib * 7 / 8)) ]
	[ "$(change file-write buffers_kib)" -le $((size_kib / 32)) ]
}

@test "2,000 empty folders are in Buffers, and not in Cached" {
	[ "$(change metadata buffers_kib)" -ge 8000 ]
	[ "$(change metadata cached_kib)" -le 1000 ]
}

@test "started by hand where it may not read a disk, it says so and leaves nothing" {
	for_user
	cp "$root/build/labs/buffers" "$place/build/labs/"
	mkdir -m 1777 "$place/temp"
	TMPDIR=$place/temp run as_user "$place/build/labs/buffers" </dev/null
	local left
	left=$(ls -A "$place/temp")
	no_place
	equal "$status" 77
	says "make vm-buffers"
	[ -z "$left" ]
}

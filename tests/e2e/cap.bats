#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bats file_tags=beside
# --cap: where a lab with limits gets its group from.

load ../../tests/suite

@test "--cap=none: a growing lab refuses to run by itself, and leaves no results" {
	run -77 "$pagelab" run --cap=none --results "$results" oom
	says "runs only inside a memory-limited group"
	[ -z "$(find "$results" -name run.json)" ]
	run -0 "$pagelab" run --cap=none --results "$results" --size 1M lazy
}

@test "--cap=cgroup: as root, without systemd" {
	[ "$(id -u)" -eq 0 ] || skip "only root may"
	run -0 "$pagelab" run --cap=cgroup --results "$results" oom
	equal "$(json "$results/oom/latest" where)" root
}

@test "--cap=systemd: where systemd does not run it says so, and nothing else is tried" {
	[ ! -e /run/systemd/system ] || skip "systemd runs this machine"
	run -77 "$pagelab" run --cap=systemd --results "$results" oom
	says "--cap=systemd: no scope: no: systemd does not run this machine"
	[ ! -e "$results/oom" ]
}

@test "a word that --cap does not know is a usage error" {
	run -64 "$pagelab" run --cap=somewhere lazy
	says "expected auto, cgroup, systemd, vm or none"
	run -64 "$pagelab" run --cap lazy
}

# how_made BUILD: the words of the screen and of run.json of a run by that pagelab.
how_made() {
	local tree=$BATS_TEST_TMPDIR/tree
	mkdir -p "$tree/build"
	cp "$1" "$tree/build/pagelab"
	ln -sfn "$root/labs" "$tree/labs"
	ln -sfn "$root/build/labs" "$tree/build/labs"
	run -0 "$tree/build/pagelab" run --cap=cgroup --results "$results" oom
	grep -o 'made by .*' <<<"$output"
	json "$results/oom/latest" how
}

@test "libcgroup makes root's group where it was there at build time, else the kernel's files do" {
	requires root room
	pkg-config --exists libcgroup || skip "there is no libcgroup"
	equal "$(how_made "$pagelab")" "$(printf 'made by libcgroup\nlibcgroup')"
	cp -R "$root"/{Makefile,harness,scripts} "$BATS_TEST_TMPDIR/" && mkdir "$BATS_TEST_TMPDIR/labs" && cp -R "$root/labs/lib" "$BATS_TEST_TMPDIR/labs/"
	cp "$root/labs/lab.h" "$BATS_TEST_TMPDIR/labs/" 2>/dev/null || true
	cd "$BATS_TEST_TMPDIR"
	PKG_CONFIG_LIBDIR=/nonexistent make -s build/pagelab
	equal "$(how_made build/pagelab)" "$(printf 'made by its files\nraw')"
	# It comes, and the next make links it.
	make -s build/pagelab
	equal "$(how_made build/pagelab)" "$(printf 'made by libcgroup\nlibcgroup')"
}

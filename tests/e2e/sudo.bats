#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Root works in somebody's tree: what is built, run and written there is its owner's. And where only root may make the
# lab's group, sudo is asked for that alone. No sudo is needed on this machine: a small one stands in PATH.

load ../../tests/suite

teardown() {
	sudo_gone
	no_place
}

# ran_as UID WHERE: the last run of oom.
ran_as() {
	equal "$(json "$place/results/oom/latest" uid) $(json "$place/results/oom/latest" where)" "$1 $2"
	equal "$(json "$place/results/oom/latest" outcome)" holds
}

@test "an ordinary user: sudo makes the group alone, and it is gone afterwards" {
	requires root user room
	others_tree oom
	sudo_here
	cd "$place"
	run -0 as_user env PATH="$fake:$PATH" build/pagelab run oom
	says "room: by sudo | the lab runs as uid 65534"
	ran_as 65534 sudo
	nothing_handed
	# What root runs is the system's shell, its text comes from pagelab itself: no file of the tree, no typed word.
	equal "$(grep -cvE '^-n -- /bin/sh -s -- [12] /sys/fs/cgroup[a-z/]* pagelab-sudo-65534-[0-9]+-[0-9]+ 65534 65534 [0-9]+$' "$asked")" 0
	equal "$(wc -l <"$asked")" 1
}

@test "several runs share one group, and a lab without a room asks nobody" {
	requires root user room
	others_tree oom lazy
	sudo_here
	cd "$place"
	as_user env PATH="$fake:$PATH" build/pagelab run --quiet lazy
	[ ! -s "$asked" ]
	run -0 as_user env PATH="$fake:$PATH" build/pagelab run --runs=3 --limit 32M oom
	says "3 of 3 as expected"
	equal "$(wc -l <"$asked")" 1
	nothing_handed
}

@test "no password is asked for without a terminal: exit 77, with what was tried, and what to type" {
	requires root user room
	others_tree oom
	sudo_here refuses
	cd "$place"
	run -77 as_user env PATH="$fake:$PATH" build/pagelab run oom
	says "sudo, for the group alone"
	says "no: sudo: a password is required"
	equal "$(grep -c -- -v "$asked")" 0
	rm "$fake/sudo"
	run -77 as_user env PATH="$fake:/usr/bin:/bin" build/pagelab run oom
	! command -v sudo >/dev/null || return 0
	says "no: it is not installed"
}

@test "on a terminal an administrator is told why sudo asks, another one is not asked" {
	requires root user room script
	local group words
	group=$(getent group sudo wheel | head -n 1 | cut -d : -f 3)
	[ -n "$group" ] || skip "there is no group sudo or wheel here"
	others_tree oom
	sudo_here refuses
	cd "$place"
	words="env PATH='$fake:$PATH' build/pagelab run oom"
	run -77 script -qec "setpriv --reuid 65534 --regid 65534 --clear-groups $words" /dev/null </dev/null
	equal "$(grep -c -- -v "$asked")" 0
	run -0 script -qec "setpriv --reuid 65534 --regid 65534 --groups $group $words" /dev/null </dev/null
	says "sudo asks for your password for that alone"
	equal "$(grep -cx -- -v "$asked")" 1
	ran_as 65534 sudo
	nothing_handed
}

@test "pagelab is killed, terminated or interrupted: the group that root made goes all the same" {
	requires root user room
	others_tree oom
	sudo_here
	cd "$place"
	for signal in KILL TERM INT; do
		launch setpriv --reuid 65534 --regid 65534 --clear-groups env PATH="$fake:$PATH" build/pagelab run --runs=90 --quiet oom
		until_true 20 eval 'ls -d /sys/fs/cgroup/*/pagelab-sudo-65534-*/pagelab-* /sys/fs/cgroup/pagelab-sudo-65534-*/pagelab-* 2>/dev/null | grep -q .'
		kill -$signal "$job"
		wait "$job" || true
		until_true 20 nothing_handed
		until_true 20 nobody_alive "$place/build/labs/oom"
	done
}

@test "root in somebody's tree: the group as root, the lab and its files as the owner" {
	requires root user room
	others_tree oom lazy
	cd "$place"
	run -0 build/pagelab run oom
	says "room: by root, for you | the lab runs as uid 65534"
	ran_as 65534 handed
	build/pagelab run --runs=2 --limit=48M --quiet oom
	build/pagelab run --quiet lazy
	equal "$(json results/lazy/latest uid)" 65534
	build/pagelab report results/oom/latest >/dev/null
	[ -e results/report/report.md ]
	build/pagelab collect >/dev/null
	equal "$(roots_files)" ""
	nothing_handed
	as_user rm -r results/oom
}

@test "root's program behind -- runs as root, and what is recorded of it is the owner's" {
	requires root user
	others_tree lazy
	cd "$place"
	run -0 build/pagelab run -- id -u
	says 0
	[ -e results/run/latest/samples.csv ]
	equal "$(roots_files)" ""
}

@test "root with results in somebody's folder: that one's; in a tree of root's nothing changes" {
	requires root user
	others_tree lazy
	chown -R 0:0 "$place"
	chown 65534 "$place/results"
	cd "$place"
	build/pagelab run --quiet lazy
	equal "$(stat -c %u results/lazy/latest/run.json)" 65534
	chown -R 0:0 "$place"
	build/pagelab run --quiet lazy
	equal "$(json results/lazy/latest uid)" 0
}

@test "a link of the owner's leads root nowhere" {
	requires root user
	others_tree lazy
	cd "$place"
	mkdir roots
	chown 0:0 roots
	rmdir results
	ln -s roots results
	run -73 build/pagelab run lazy
	equal "$(ls roots)" ""
}

@test "root's tools come from folders that only root writes to" {
	requires root user
	others_tree lazy
	chown -R 0:0 "$place"
	cd "$place"
	build/pagelab run --quiet lazy
	mkdir -p "$place/bin"
	printf '#!/bin/sh\n: >%s/ran\n' "$place" | tee "$place/bin/gnuplot" >"$place/bin/cmark-gfm"
	chmod 755 "$place/bin"/*
	PATH=$place/bin:$PATH build/pagelab report results/lazy/latest >/dev/null
	[ -e ran ]
	rm ran
	chown 65534 "$place/bin"
	PATH=$place/bin:$PATH build/pagelab report results/lazy/latest >/dev/null
	[ ! -e ran ]
	# A program of one's own is the one that was typed.
	PATH=$place/bin:$PATH build/pagelab run -- gnuplot 2>/dev/null
	[ -e ran ]
}

# The tree of small_tree, of nobody's.
small_tree_of_nobody() {
	requires root user
	small_tree
	cp "$root/scripts/as-owner" scripts/
	mkdir -p harness/cgroup
	cp "$root/harness/cgroup/hand_over.sh" harness/cgroup/
	printf '#!/bin/sh\nprintf "<%%s>" "$@"\nid -u\ngrep -E "memory|^0::" /proc/self/cgroup\n' >say
	cp say scripts/install
	printf '#!/bin/sh\nid -u >>setup-as\n' >scripts/setup
	place=$(mktemp -d)
	cp -R . "$place/tree"
	chown -R 65534:65534 "$place"
	chmod 755 "$place"
	cd "$place/tree" || return
}

@test "root types make in somebody's tree: each goal is made again as its owner, in a group that root made" {
	small_tree_of_nobody
	run -0 make -s lab-lazy SIZE=1M LIMIT='$(touch x)`touch x`'
	says '<run><--size=1M><--limit=$(touch x)`touch x`><lazy>65534'
	if has_room; then says "pagelab-handed-65534-"; fi
	SUDO_UID=65534 run -0 make -s lab-lazy
	if has_room; then says "pagelab-sudo-65534-"; fi
	[ ! -e x ]
	run -0 make -s -j 3 all list
	run -2 make -s nonsense
	run make -s 'lab-`touch x`$$(touch x)'
	[ ! -e x ]
	equal "$(roots_files)" ""
	nothing_handed
	as_user make -s clean
}

@test "what root installs for somebody's target root installs; make install builds as the owner" {
	small_tree_of_nobody
	as_user touch setup-as
	chmod 666 setup-as
	make -s report >/dev/null
	equal "$(sort -u setup-as)" "$(printf '0\n65534')"
	run -0 make -s install
	says "<install>0"
	equal "$(stat -c %u build/pagelab)" 65534
	equal "$(roots_files)" ""
}

@test "in the machine, on cgroup v2: root in a tree of uid 1000 gives it a group, and the lab its rights" {
	printf 'before()\n{\n\tchown -R 1000 /suite "$results"\n}\n' >"$BATS_TEST_TMPDIR/script"
	machine_with "$BATS_TEST_TMPDIR/script" oom
	equal "$(cat "$results.code")" 0 || { tail -n 30 "$results.out" "$results.err" && return 1; }
	equal "$(json "$results/oom/latest" uid) $(json "$results/oom/latest" where)" "1000 handed"
	as_expected oom
}

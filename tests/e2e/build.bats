#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bats file_tags=beside
# make compiles in parallel, alone in its build folder, what is needed and no more, and says little.

load ../../tests/suite

# A fresh tree, in which all tests build; -O0 takes less time.
setup_file() {
	export CFLAGS=-O0 fresh=$BATS_FILE_TMPDIR/fresh
	mkdir "$fresh"
	touch "$BATS_FILE_TMPDIR/then"
	(cd "$root" && tar -c --exclude='*.bats' Makefile scripts harness labs) | tar -x -C "$fresh"
}

# changed: the files of the build folder that were made since the last call.
changed() {
	find build -type f -newer "$BATS_FILE_TMPDIR/then" ! -name lock
	touch "$BATS_FILE_TMPDIR/then"
}

# on_terminal COMMAND: what it prints on one.
on_terminal() { script -qec "$1" /dev/null </dev/null | tr -d '\r'; }

@test "three make lab-lazy at once in a fresh tree are three good runs, and only what they need is compiled" {
	cd "$fresh"
	for i in 1 2 3; do
		make lab-lazy >"$BATS_TEST_TMPDIR/$i" 2>&1 3>&- &
	done
	for i in 1 2 3; do
		wait -n
	done
	equal "$(grep -l '15 of 15 expectations hold' "$BATS_TEST_TMPDIR"/[123] | wc -l)" 3
	equal "$(find results/lazy -mindepth 1 -maxdepth 1 -type d | wc -l)" 3
	equal "$(ls build/labs)" lazy
}

@test "in a pipe it prints nothing of what it compiles, and compiles nothing twice" {
	cd "$fresh"
	touch harness/cli/main.c
	run make build/pagelab
	equal "$status $output" "0 "
	changed >"$BATS_TEST_TMPDIR/first"
	grep -qx build/pagelab "$BATS_TEST_TMPDIR/first"
	run make build/pagelab build/labs/lazy list
	equal "$status" 0
	equal "${lines[0]%% *}" LAB
	equal "$(changed)" ""
}

@test "labs on one line run one after the other, with -j as well" {
	cd "$fresh"
	for jobs in '' -j4; do
		run make $jobs lab-lazy lab-zeropage
		equal "$status" 0
		equal "$(grep -oE '^(lazy:|zeropage:|RESULT)' <<<"$output" | paste -sd ' ')" "lazy: RESULT zeropage: RESULT"
		[[ $output != *warning* ]]
	done
}

@test "libraries that come later are used by the next make, and those that went are not" {
	pkg-config --exists libcgroup && pkg-config --exists sqlite3 || skip "libcgroup or libsqlite3 is not here"
	cd "$fresh"
	PKG_CONFIG_LIBDIR=/nonexistent make build/pagelab
	run ldd build/pagelab
	[[ $output != *libcgroup* && $output != *libsqlite3* ]]
	make build/pagelab
	run ldd build/pagelab
	says libcgroup
	says libsqlite3
}

@test "a file that comes into a folder is compiled, and one that went is missed" {
	cd "$fresh"
	printf 'int only_here;\n' >harness/util/only_here.c
	make build/pagelab
	nm build/libpagelab.a | grep -q ' only_here$'
	rm harness/util/only_here.c
	make build/pagelab
	equal "$(nm build/libpagelab.a | grep -c ' only_here$')" 0
}

@test "two compilers work at once without -j, and a make waits for another one's" {
	small_tree
	mkdir bin
	printf '#!/bin/sh\necho 2\n' >bin/nproc
	chmod +x bin/nproc
	# each of the two waits for the other
	mkfifo met
	sed -i '2i case $* in *harness/util/size.c*) echo >met ;; *labs/lib/lab.c*) read -r _ <met ;; esac' cc
	PATH=$PWD/bin:$PATH timeout 60 make lab-lazy lab-lazy guest 3>&-
	equal "$(sort compiled | uniq -d)" ""

	small_tree
	make clean
	rm compiled
	for i in 1 2 3; do
		make guest lab-lazy >"$BATS_TEST_TMPDIR/$i" 2>&1 3>&- &
	done
	for i in 1 2 3; do
		wait -n
	done
	[ "$(grep -c 'build/vm-' compiled)" -gt 3 ]
	equal "$(sort compiled | uniq -d)" ""
}

@test "-n compiles nothing and makes no folder; BUILD is another folder" {
	small_tree
	run make -n lab-lazy
	equal "$status" 0
	says './cc -std=gnu11'
	says 'build/pagelab run'
	[ ! -e build ] && [ ! -e compiled ]
	make BUILD=other lab-lazy
	[ -x other/pagelab ] && [ -x other/labs/lazy ] && [ ! -e build ]
}

@test "on a terminal one line grows, in the reader's language; none when there is nothing to compile, or with -s" {
	small_tree
	equal "$(on_terminal 'make build/pagelab')" "building ..."
	equal "$(on_terminal 'make build/pagelab')" ""
	make clean
	equal "$(on_terminal 'PAGELAB_LANG=ko make build/pagelab')" "빌드하는 중 ..."
	make clean
	equal "$(on_terminal 'make -s build/pagelab')" ""
}

@test "a clone with core.autocrlf has the files as they are: the scripts find their shell" {
	requires git
	git -C "$root" rev-parse HEAD >/dev/null 2>&1 || skip "this tree is not a clone"
	local clone=$BATS_TEST_TMPDIR/clone
	git -c core.autocrlf=true -c safe.directory='*' clone -q "$root" "$clone"
	git -c core.autocrlf=true -C "$clone" config core.autocrlf true
	equal "$(git -C "$clone" status --porcelain)" ""
	equal "$(head -n 1 "$clone/scripts/setup")" "#!/bin/sh"
	equal "$(git -C "$clone" grep -lI $'\r' -- . ':!results/sample' ':!tests/fixtures' || true)" ""
	cmp "$root/results/sample/lazy/steps.csv" "$clone/results/sample/lazy/steps.csv"
}

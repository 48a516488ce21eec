#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bats file_tags=beside
# make dist: an archive that is the same each time, and builds without network and without git.

load ../../tests/suite

setup_file() {
	version=$(sed -n 's/.*PAGELAB_VERSION "\(.*\)"/\1/p' "$root/harness/util/version.h")
	archive=$BATS_FILE_TMPDIR/pagelab-$version.tar.gz
	tree=$BATS_FILE_TMPDIR/tree/pagelab-$version
	export version archive tree
	dist "$archive"
	mkdir "$BATS_FILE_TMPDIR/tree"
	tar -xzf "$archive" -C "$BATS_FILE_TMPDIR/tree"
}

# dist FILE: packs the suite. (Ours is put away: a test beside us may make its own.)
dist() {
	make -s -C "$root" dist BUILD="$BATS_FILE_TMPDIR/build" >/dev/null 2>&1
	mv "$BATS_FILE_TMPDIR/build/pagelab-$version.tar.gz" "$1"
}

# listing ARCHIVE: rights, owner, size, time and name of each file.
listing() { TZ=UTC tar --numeric-owner --full-time -tvzf "$1"; }

@test "packed again, at another umask, in another language and place, it is the same to the byte" {
	(
		umask 077
		TZ=Asia/Seoul LC_ALL=ko_KR.UTF-8 TAR_OPTIONS=--verbose dist "$BATS_TEST_TMPDIR/again.tar.gz"
	)
	cmp "$archive" "$BATS_TEST_TMPDIR/again.tar.gz"
	equal "$(find "$BATS_FILE_TMPDIR/build" -mindepth 1)" ""
}

@test "all is in pagelab-VERSION, sorted, nobody's own, readable by all, and of one time" {
	equal "$(tar -tzf "$archive" | grep -v "^pagelab-$version/")" ""
	equal "$(tar -tzf "$archive")" "$(tar -tzf "$archive" | LC_ALL=C sort)"
	equal "$(listing "$archive" | awk '{ print $2 }' | sort -u)" 0/0
	equal "$(listing "$archive" | awk '{ print $1 }' | sort -u | tr '\n' ' ')" "-rw-r--r-- -rwxr-xr-x "
	equal "$(listing "$archive" | awk '{ print $4, $5 }' | sort -u | wc -l)" 1
}

@test "SOURCE_DATE_EPOCH is the time of everything in it, and must be a number" {
	SOURCE_DATE_EPOCH=1000000000 dist "$BATS_TEST_TMPDIR/old.tar.gz"
	equal "$(listing "$BATS_TEST_TMPDIR/old.tar.gz" | awk '{ print $4, $5 }' | sort -u)" "2001-09-09 01:46:40"
	SOURCE_DATE_EPOCH=yesterday run make -s -C "$root" dist
	equal "$status" 2
	says "Error 64"
}

@test "it has what is in the tree, and nothing that was built or run there" {
	for file in Makefile LICENSE README.ko.md harness/cli/main.c labs/lazy/lab.conf scripts/setup tests/run \
		tests/e2e/dist.bats harness/man/pagelab.1 harness/man/pagelab.ko.1 scripts/ko.po results/sample/lazy/run.json .clang-format; do
		[ -e "$tree/$file" ] || {
			echo "missing: $file"
			return 1
		}
	done
	[ ! -e "$tree/build" ] && [ ! -e "$tree/.git" ]
	equal "$(find "$tree/results" -mindepth 1 -maxdepth 1 -printf '%f\n' | sort | tr '\n' ' ')" "README.md sample "
	cmp "$root/harness/cli/main.c" "$tree/harness/cli/main.c"
}

@test "unpacked it builds without network and without git, and lazy holds" {
	mkdir "$BATS_TEST_TMPDIR/bin"
	for tool in git curl wget apt-get sudo; do
		printf '#!/bin/sh\necho %s >>%q\nexit 1\n' $tool "$BATS_TEST_TMPDIR/called" >"$BATS_TEST_TMPDIR/bin/$tool"
	done
	chmod +x "$BATS_TEST_TMPDIR"/bin/*
	alone=()
	! unshare -rn true 2>/dev/null || alone=(unshare -rn)
	run env PATH="$BATS_TEST_TMPDIR/bin:$PATH" "${alone[@]}" make -s -C "$tree" -j2 all
	echo "$output"
	equal "$status $output" "0 "
	[ ! -e "$BATS_TEST_TMPDIR/called" ]
	run make -s -C "$tree" lab-lazy SIZE=8M
	equal "$status" 0
	says "15 of 15 expectations hold"
}

@test "an unpacked tree, built and run in, packs itself to the same archive" {
	mkdir -p "$tree/build" "$tree/results/lazy"
	touch "$tree/build/built" "$tree/results/lazy/run"
	run make -s -C "$tree" dist
	equal "$status $output" "0 build/pagelab-$version.tar.gz"
	cmp "$archive" "$tree/build/pagelab-$version.tar.gz"
}

@test "an unpacked tree leaves out what was built, wherever in it that is" {
	mkdir -p "$tree/out"
	touch "$tree/out/built"
	for out in "$tree/out" ./out/; do
		run make -s -C "$tree" dist BUILD="$out"
		equal "$status $output" "0 $out/pagelab-$version.tar.gz"
		cmp "$archive" "$tree/out/pagelab-$version.tar.gz"
	done
	rm -r "$tree/out"
}

@test "where git does not answer for its own folder, that is said" {
	mkdir "$tree/.git"
	run make -s -C "$tree" dist
	equal "$status" 0
	says "git is missing, or does not trust this folder: all that is in it is packed"
	cmp "$archive" "$tree/build/pagelab-$version.tar.gz"
	rmdir "$tree/.git"
}

@test "a new lab of an unpacked tree is packed too" {
	make -s -C "$tree" new-lab NAME=mine >/dev/null
	make -s -C "$tree" dist >/dev/null
	tar -tzf "$tree/build/pagelab-$version.tar.gz" >"$BATS_TEST_TMPDIR/names"
	grep -qx "pagelab-$version/labs/mine/lab.conf" "$BATS_TEST_TMPDIR/names"
}

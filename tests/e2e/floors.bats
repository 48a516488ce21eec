#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bats file_tags=beside
# The order of harness/README.md is held: what is put where it does not belong is named.

load ../../tests/suite

# A tree in order: a map of two folders, upper above lower, each with one file.
setup() {
	tree=$BATS_TEST_TMPDIR/tree
	mkdir -p "$tree"/harness/{upper,lower,man} "$tree"/labs/{lib,mine}
	cd "$tree" || return
	printf '| folder | duty |\n|---|---|\n| `upper/` | uses lower |\n| `lower/` | used |\n' >harness/README.md
	echo 'int top(void);' >harness/upper/top.h
	printf '#include "lower/base.h"\n#include "upper/top.h"\nint top(void) { return base(); }\n' >harness/upper/top.c
	echo 'int base(void);' >harness/lower/base.h
	printf '#include "lower/base.h"\nint base(void) { return 0; }\n' >harness/lower/base.c
	printf '#include "model/ledger.h"\n' >labs/lib/lab.c
	printf '#include "lab.h"\n' >labs/mine/mine.c
}

# compiled: the objects, where make puts them.
compiled() {
	local file
	for file in harness/*/*.c labs/lib/*.c; do
		mkdir -p "build/obj/${file%/*}"
		cc -Iharness -c -o "build/obj/${file%.c}.o" -x c - <<<"$(grep -vE '"(model|cgroup)/' "$file")" || return
	done
}

# named LINE: floors fails and says so.
named() {
	compiled
	run "$root/tests/floors" "$tree"
	equal "$status" 1
	says "$1"
}

@test "a tree in order passes in silence" {
	compiled
	run "$root/tests/floors" "$tree"
	equal "$status $output" "0 "
}

@test "an include from above is named" {
	sed -i '1i #include "upper/top.h"' harness/lower/base.c
	named 'harness/lower/base.c uses harness/upper/top.h, which stands above it (include)'
}

@test "a symbol from above is named, whatever is included" {
	printf 'int top(void);\nint base(void) { return top(); }\n' >harness/lower/base.c
	named 'harness/lower/base uses harness/upper/top, which stands above it (symbol)'
}

@test "two files of one folder that use each other are named" {
	printf 'int first(void);\nint second(void) { return first(); }\n' >harness/lower/second.c
	printf 'int second(void);\nint first(void) { return second(); }\n' >harness/lower/first.c
	named 'circle (symbol): lower/'
}

@test "a file put into another folder is named, by what uses it" {
	mv harness/lower/base.c harness/upper/base.c
	printf '#include "lower/base.h"\nint other(void) { return base(); }\n' >harness/lower/other.c
	named 'harness/lower/other uses harness/upper/base, which stands above it (symbol)'
}

@test "a file beside the folders, a folder without its row, and a row without its folder are named" {
	echo 'int lost;' >harness/lost.c
	mkdir harness/attic
	echo '| `cellar/` | nothing |' >>harness/README.md
	compiled
	run "$root/tests/floors" "$tree"
	equal "$status" 1
	says 'harness/lost.c: files stand in the folders of harness/'
	says 'harness/attic/ is not in the map of harness/README.md'
	says 'harness/README.md: harness/cellar/ is not there'
}

@test "two files of one name are named: an archive would keep one of them" {
	echo 'int twin;' >harness/upper/base.c
	named 'base.c: two files of harness/ have this name'
}

@test "a library of the labs that is linked to a group is named" {
	mkdir harness/cgroup
	echo '| `cgroup/` | groups |' >>harness/README.md
	echo 'int cap_make(void) { return 0; }' >harness/cgroup/cap.c
	printf 'int cap_make(void);\nint lab(void) { return cap_make(); }\n' >labs/lib/lab.c
	named 'labs/lib/lab harness/cgroup/cap: labs/lib uses'
}

@test "an object whose file went elsewhere is not looked at" {
	printf 'int top(void);\nint old(void) { return top(); }\n' >harness/lower/old.c
	compiled
	rm harness/lower/old.c
	run "$root/tests/floors" "$tree"
	equal "$status $output" "0 "
}

@test "without objects it says so, and passes nothing" {
	run "$root/tests/floors" "$tree"
	equal "$status" 64
}

@test "a lab that includes the harness, and a library that uses a group, are named" {
	printf '#include "kernel/parse.h"\n' >labs/mine/mine.c
	printf '#include "cgroup/cap.h"\n' >labs/lib/lab.c
	compiled
	run "$root/tests/floors" "$tree"
	equal "$status" 1
	says 'labs/mine/mine.c:#include "kernel/parse.h": a lab includes lab.h'
	says 'labs/lib/lab.c:#include "cgroup/cap.h": labs/lib uses'
}

@test "two static variables of one name in one folder are named" {
	printf 'static int n;\nint *first(void);\nint *first(void) { return &n; }\n' >harness/lower/first.c
	printf 'static int n;\nint *second(void);\nint *second(void) { return &n; }\n' >harness/lower/second.c
	named 'harness/lower/first.o and harness/lower/second.o: both have a static variable n'
}

# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154,SC2016 # names are used where it is loaded; what is a script is quoted
# For tests of the Makefile alone: it stands in a small tree, where the compiler compiles nothing.

# small_tree: the tree, $tree, with two folders of the harness and one lab. ./cc makes what stands behind -o, a program
# that prints its words, and adds a line to the file compiled. What the Makefile calls prints its words too.
small_tree() {
	local file
	tree=$BATS_TEST_TMPDIR/tree
	mkdir -p "$tree"/{harness/cli,harness/util,labs/lib,labs/lazy,scripts,tests/unit,tests/bench}
	cd "$tree" || return
	cp "$root/Makefile" .
	cp "$root"/scripts/{compile,compile.mk,said.sh,ko.po} scripts/
	touch harness/{cli/main,util/size}.c labs/{lib/lab,lazy/lazy}.c labs/lazy/lab.conf tests/unit/{test_size.c,unit.h}
	printf '#!/bin/sh\nprintf "<%%s>" "$@"\n' >say
	printf '#!/bin/sh\nuntil [ "$1" = -o ]; do shift; done\ncp say "$2"\necho "$2" >>compiled\n' >./cc
	printf '#!/bin/sh\n: >"$2"\n' >./ar
	chmod +x say cc ar
	for file in tests/run scripts/{new-lab,setup,help,dist,install,matrix}; do cp say "$file"; done
	export CC=./cc AR=./ar
}

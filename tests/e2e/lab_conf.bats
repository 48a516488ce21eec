#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bats file_tags=beside
# lab.conf: each mistake is named with its place; and what stands in for a lab that is not built.

load ../../tests/suite

# conf TEXT WORDS: a lab.conf of that text is named with its file, its line, and what was expected.
conf() {
	printf '%b' "$1" >"$tree/labs/half/lab.conf"
	run "$tree/build/pagelab" run half
	equal "$1: $status" "$1: 1"
	says "/labs/half/lab.conf:$2"
	equal "$(find "$tree/results" -type f 2>/dev/null)" ""
}

# half_a_lab: a tree with the folder of one lab, half.
half_a_lab() {
	tree=$BATS_TEST_TMPDIR/tree
	mkdir -p "$tree/build/labs" "$tree/labs/half"
	cp "$pagelab" "$tree/build/"
}

@test "each mistake in a lab.conf is named with its file, its line, and what was expected" {
	half_a_lab
	conf 'summary one\nminutes soon\n' '2: expected a whole number from 1 to 600, got "soon"'
	conf '# a\n\nsummary one\nlevel hard\n' '4: expected'
	conf 'sumary one\n' '1: expected a key such as summary'
	conf 'summary\n' '1: expected a value behind the key'
	conf 'summary one\nends badly\n' '2: expected exit, oom or signal NAME'
	conf 'summary one\nends signal FOO\n' '2: expected a signal'
	conf 'summary one\nlimit memory.max\n' '2: expected a file of cgroup v2'
	conf 'summary one\nstep much-too-long-a-name x\n' '2: expected the name of a step'
	conf 'summary one\nthp always\n' '2: expected'
	conf 'summary one\ntimeout 0\n' '2: expected a whole number from 1 to 86400'
	conf "summary $(printf '%600s' x)\n" '1: expected a line of at most'
	conf '' '0: expected a line "summary"'
	conf '\001\002\003 x\n' '1: expected a key'
	run "$tree/build/pagelab" list
	equal "$status" 1
}

@test "a mistake in a lab.conf is told once" {
	half_a_lab
	conf 'summary one\nminutes soon\n' 2
	equal "${#lines[@]} lines" "1 lines"
}

@test "a lab that is not built, or no program, is exit 69 and says what to type" {
	half_a_lab
	echo 'summary one' >"$tree/labs/half/lab.conf"
	for made in true touch mkdir; do
		$made "$tree/build/labs/half"
		run "$tree/build/pagelab" run half
		equal "$made $status" "$made 69"
		says "Type: make"
		rm -rf "$tree/build/labs/half"
	done
}

@test "a lab that never started leaves no folder of results, and latest where it was" {
	half_a_lab
	echo 'summary one' >"$tree/labs/half/lab.conf"
	run "$tree/build/pagelab" run half
	equal "$status" 69
	equal "$(find "$tree/results" -mindepth 2 -printf '%f ' 2>/dev/null)" ""
}

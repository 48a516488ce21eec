#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bats file_tags=beside
# make new-lab: a lab of one's own that runs at once, and no way to make anything else.

load ../../tests/suite

# A copy of the tree, with what is built, in which labs are made.
setup_file() {
	tree=$BATS_FILE_TMPDIR/tree
	export tree
	built
	mkdir -p "$tree/build"
	cp -a "$root"/{Makefile,harness,labs,scripts,tests} "$tree"
	cp -a "$root"/build/{obj,labs,pagelab,libpagelab.a} "$root"/build/with* "$tree/build"
	make -s -C "$tree" new-lab NAME=my-lab >&2
}

setup() {
	cd "$tree" || return
}

blocks() { awk '/^```/ { inside = !inside; print; next } inside' "$1"; }

# refused NAME SENTENCE: with 64, and nothing is made anywhere near.
refused() {
	local before
	before=$(find .. -not -path '*/build/*' | sort)
	run make -s new-lab NAME="$1"
	equal "$1: $status" "$1: 2"
	says "Error 64"
	says "$2"
	equal "$(find .. -not -path '*/build/*' | sort)" "$before"
}

@test "a new lab has its program, its lab.conf, its Korean, both READMEs and a test" {
	equal "$(find labs/my-lab -type f -printf '%f %m\n' | sort | tr '\n' ' ')" \
		"README.ko.md 644 README.md 644 ko.po 644 lab.conf 644 my-lab.bats 644 my-lab.c 644 "
	equal "$(grep -rl NAME labs/my-lab)" ""
}

@test "a new lab runs at once, and all that it expects holds, at any size" {
	run make -s lab-my-lab
	equal "$status" 0
	says "RESULT  4 of 4 expectations hold."
	run make -s lab-my-lab SIZE=3M MAP=1
	equal "$status" 0
	says "RESULT  4 of 4 expectations hold."
	equal "$(delta results/my-lab/latest write-half minflt_total)" $((3 * 1048576 / page / 2))
}

@test "a new lab asks for guesses, with a question of its own" {
	run make -s lab-my-lab SIZE=2M PREDICT=1 <<<$'1\n2\n3\n'
	equal "$status" 0
	says "How many page faults will that be?"
}

@test "a new lab stands in make list, and compiles without a warning" {
	make -s list | grep -q '^my-lab '
	run make -s BUILD=build/strict WERROR=-Werror build/strict/labs/my-lab
	equal "$status $output" "0 "
}

@test "a copy of a lab with a blank in its name, and a folder without a lab.conf, stand in nobody's way" {
	cp -r labs/lazy 'labs/lazy (copy)'
	mkdir labs/notes
	run make -s all
	equal "$status $output" "0 "
	make -s list >listed
	equal "$(grep -cE '^(lazy .copy|notes)' listed)" 0
	make -s install PREFIX="$tree/installed"
	equal "$(find installed -name '*copy*' -o -name notes)" ""
	run installed/bin/pagelab run lazy --size 2M
	equal "$status" 0
	rm -r 'labs/lazy (copy)' labs/notes installed
}

@test "changed by one number, a new lab says DIFFERS and fails" {
	make -s new-lab NAME=changed
	sed -i 's:(int64_t)pages / 2, 0:(int64_t)pages / 2 + 7, 0:' labs/changed/changed.c
	run make -s lab-changed SIZE=2M
	equal "$status" 2
	says DIFFERS
	says "3 of 4"
}

# tested: the new lab's own tests, by a bats that knows nothing of this one.
tested() { run env -i PATH="${PATH#"$BATS_LIBEXEC":}" PAGELAB_BUILT=1 bats --tap "labs/$1/$1.bats"; }

@test "the new lab's test passes, and fails as soon as the lab does something else" {
	tested my-lab
	equal "$status" 0
	says "ok 1 what is written is there"
	make -s new-lab NAME=other
	sed -i 's:lab_write_pages(buffer, half):lab_write_pages(buffer, half / 2):' labs/other/other.c
	make -s build/labs/other
	tested other
	equal "$status" 1
	rm -r labs/other build/labs/other
}

@test "both READMEs of a new lab have the same headings, code, columns and steps" {
	equal "$(grep -c '^## ' labs/my-lab/README.md)" "$(grep -c '^## ' labs/my-lab/README.ko.md)"
	equal "$(blocks labs/my-lab/README.md)" "$(blocks labs/my-lab/README.ko.md)"
	for file in labs/my-lab/README*.md; do
		equal "$(sed -n 's/^| `\([a-z0-9-]*\)` |.*/\1/p' "$file" | sort -u)" \
			"$(sed -n 's/^step *\([^ ]*\).*/\1/p' labs/my-lab/lab.conf | sort -u)"
		[ "$(LC_ALL=C.UTF-8 wc -L <"$file")" -le 120 ]
	done
	# what a teacher needs has the words of the other labs
	for words in '- Ask before: ' '- Say after: ' '- May deviate: '; do grep -q "^$words" labs/my-lab/README.md; done
	for words in '- 실행 전에: ' '- 실행 후에: ' '- 다르게 나올 수 있는 것: '; do grep -q "^$words" labs/my-lab/README.ko.md; done
}

@test "a name that is none is refused, and says which are good" {
	for name in '' ' ' My-lab 1lab -lab --help my_lab my.lab . .. 'my lab' lab/mine ../x /tmp/x 절반 \
		a23456789012345678901234567890123; do
		refused "$name" "as in: make new-lab NAME=my-lab"
	done
}

@test "a name is taken to the letter: nothing in it is run" {
	for name in 'a b; touch y' 'a;touch y' '$(touch y)' '$(shell touch y)' '`touch y`' "a'; touch y; '" 'a" ; touch y; "' \
		$'a\ntouch y' 'a|touch y' 'a&touch y' '*' '$$'; do
		refused "$name" "that is no name for a lab"
	done
}

@test "names that the harness needs itself, and those of the steps, are refused" {
	for name in null report run sample; do refused "$name" "NAME=my-$name"; done
	while read -r key name _; do
		[ "$key" != step ] || refused "$name" "is a step of the new lab"
	done <labs/my-lab/lab.conf
}

@test "a lab that is there, or anything else of that name, is left as it is" {
	echo mine >labs/taken
	ln -s nowhere labs/dangling
	before=$(cat labs/lazy/* | cksum)
	for name in lazy my-lab taken dangling; do refused "$name" "is there already"; done
	equal "$(cat labs/lazy/* | cksum)" "$before"
	rm labs/taken labs/dangling
}

@test "the longest name, and one of a letter, run too" {
	for name in a2345678901234567890123456789-1 x; do
		make -s new-lab NAME="$name"
		run make -s lab-"$name" SIZE=2M
		equal "$name $status" "$name 0"
	done
}

@test "a NAME that the environment happens to have is no lab's name" {
	NAME=pc07 run make -s new-lab
	equal "$status" 2
	says "which name?"
	[ ! -e labs/pc07 ]
}

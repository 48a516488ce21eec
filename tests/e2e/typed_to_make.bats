#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bats file_tags=beside
# What is typed to make is text: behind a variable of the command line or of the environment, in MAKEFLAGS, and in the
# name of a target. Neither make nor a shell runs it. The make at hand is asked, for versions differ: since 4.4 $(shell)
# is handed the exported variables, expanded.

load ../../tests/suite

setup() {
	small_tree
	typed=(SIZE LIMIT RUNS SAMPLE PAUSE PREDICT MAP SEED RESULTS FROM ROSTER ANONYMOUS ID ANSWERS KERNELS LABS PREFIX DESTDIR
		NAME TEST VM VM_ARCH VM_KERNEL VM_MODULES VM_MEM VM_CPUS VM_SWAP VM_CGROUP VM_THP VM_OVERCOMMIT VM_ACCOUNT VM_ACCEL
		FOR SHOW WAIT PDF HOSTS ANY_OTHER)
	words=('$(shell touch x)' '$$(shell touch x)' '$(eval $(shell touch x))' '$(touch x)' '`touch x`' '1M; touch x'
		"'; touch x; '" '"; touch x; "' '1M & touch x #')
}

# given WAY WORD TARGET…: make the targets, the word behind each variable. (A make that expands so many of them for each
# $(shell), and for those in them, would not end.)
given() {
	local way=$1 word=$2 each name set=()
	shift 2
	each=$word
	if [ "$way" = makeflags ]; then # as make writes it for a make below
		each=${word//\$/'$$'}
		each=${each// /'\ '}
	fi
	for name in "${typed[@]}"; do set+=("$name=$each"); done
	case $way in
	command) timeout 60 make -s "$@" "${set[@]}" ;;
	environment) env "${set[@]}" timeout 60 make -s "$@" ;;
	overriding) env "${set[@]}" timeout 60 make -e -s "$@" ;;
	makeflags) MAKEFLAGS=" -- ${set[*]}" timeout 60 make -s "$@" ;;
	esac
}

# text WORD: nothing ran it.
text() {
	[ ! -e x ] || {
		echo "it ran: $1; make said: $output"
		return 1
	}
}

@test "the small tree is built and run, and would see what a make runs" {
	run make -s lab-lazy SIZE=1M ANY_OTHER='$(shell touch x)'
	equal "$status $output" "0 <run><--size=1M><lazy>"
	text ANY_OTHER
	printf 'all:\n\t@true\n' >other.mk
	make -s -f other.mk SIZE='$(shell touch x)'
	[ -e x ]
}

@test "behind any variable, in the four ways to say one, a word reaches pagelab to the letter" {
	for way in command environment overriding makeflags; do
		for word in "${words[@]}"; do
			rm -rf build
			run given $way "$word" lab-lazy
			text "$way $word"
			equal "$way $status" "$way 0"
			says "<run><--size=$word><--limit=$word>"
		done
	done
}

@test "no target runs what is behind a variable" {
	for target in all vm-lazy guest labs list doctor report collect submit matrix test quick unit bench install uninstall \
		dist new-lab help clean build/pagelab; do
		for way in command environment; do
			for word in "${words[0]}" "'\$(touch x)\`touch x\`'; touch x; \"; touch x; \" &"; do
				run given $way "$word" $target
				text "$way $target $word"
			done
		done
	done
}

@test "a target's name, and a variable's, is text" {
	for word in "${words[@]}"; do
		for target in "lab-$word" "vm-$word" "build/$word" "build/labs/$word" "$word"; do
			run make -s -- "$target"
			text "$target"
		done
	done
	run make -s 'X$$(shell touch x)=1' 'A#B=$(shell touch x)' 'C:D=$(shell touch x)' lab-lazy
	text 'a name'
}

#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC1091,SC2154,SC2016,SC2030,SC2031 # the helper sets the names; awk programs are quoted; the completion is checked by itself
# The manual page and the completion say what --help says: all of it, and nothing else.

load helper

setup_file() {
	make -s -C "$BATS_TEST_DIRNAME/../.." build/pagelab
}

setup() {
	common_setup
	page_file=$root/harness/pagelab.1
	cd "$root" || return
}

commands() { "$pagelab" --help | sed -nE 's/^  pagelab ([a-z]+) .*/\1/p' | sort -u; }

# help_of COMMAND: the options that its --help names, a line each; all know --help.
help_of() { "$pagelab" "$1" --help | { grep -oE -- '(^|[^a-z-])--?[a-z][a-z-]*' || true; } | grep -oE -- '-[a-z-]+$' | sort -u; }

# page_of COMMAND: the options that stand as items in its part of the page.
page_of() {
	awk -v command="$1" '/^\.S[sh] / { here = $0 == ".Ss " command } here && /^\.It / {
		for (i = 2; i <= NF; i++) if ($i == "Fl") fl = 1; else if (fl && $i ~ /^-?[a-z][a-z-]*$/) {
			print "-" $i; if ($(i + 1) != "|") fl = 0 } }' "$page_file" | sort -u
}

# complete_line WORD…: what completion offers for the last of the words.
complete_line() {
	COMP_WORDS=("$@")
	COMP_CWORD=$(($# - 1))
	COMPREPLY=()
	_pagelab
	printf '%s\n' "${COMPREPLY[@]}"
}

@test "the manual page has no warning" {
	local looked=0
	if command -v mandoc >/dev/null; then
		run mandoc -Tlint -W warning "$page_file"
		equal "$status $output" "0 "
		looked=1
	fi
	if command -v groff >/dev/null && groff -mandoc -z /dev/null 2>/dev/null; then
		run groff -mandoc -ww -z -Tutf8 "$page_file"
		equal "$status $output" "0 "
		looked=1
	fi
	[ $looked -eq 1 ] || skip "neither mandoc nor groff is here"
}

@test "the manual page has every section that people look for" {
	equal "$(sed -n 's/^\.Sh //p' "$page_file" | tr '\n' ',')" \
		"NAME,SYNOPSIS,DESCRIPTION,COMMANDS,ENVIRONMENT,FILES,EXIT STATUS,EXAMPLES,SEE ALSO,"
}

@test "the manual page and the completion know the commands of pagelab --help, and no other" {
	[ "$(commands | wc -l)" -ge 12 ]
	equal "$(sed -n 's/^\.Ss //p' "$page_file" | sort)" "$(commands)"
	source scripts/pagelab.bash-completion
	equal "$(complete_line pagelab '' | grep -v '^--' | sort)" "$(commands)"
	equal "$(complete_line pagelab -- | sort | tr '\n' ' ')" "--help --version "
}

@test "each option of each command's --help stands in the manual page, and the other way round" {
	for command in $(commands); do
		equal "$command: $(page_of "$command" | tr '\n' ' ')" "$command: $(help_of "$command" | tr '\n' ' ')"
	done
	[ "$(page_of run | wc -l)" -ge 17 ]
}

@test "completion offers the options of each command, as its --help has them" {
	source scripts/pagelab.bash-completion
	for command in $(commands); do
		equal "$command: $(complete_line pagelab "$command" - | sort | tr '\n' ' ')" \
			"$command: $({ help_of "$command" | grep '^--' || true; echo --help; } | sort | tr '\n' ' ')"
	done
}

@test "the manual page has the exit codes of pagelab --help" {
	wanted=$("$pagelab" --help | sed -n '/^Exit codes:/,$p' | grep -oE '[0-9]+' | sort -n)
	[ -n "$wanted" ]
	equal "$(sed -n '/^\.Sh EXIT STATUS/,/^\.Sh EXAMPLES/s/^\.It \([0-9]*\)$/\1/p' "$page_file")" "$wanted"
}

@test "every variable of the environment that a program reads stands in the manual page" {
	for name in $(grep -ohE 'getenv\("[A-Z_]+"\)' harness/*.c labs/*.c | cut -d '"' -f 2 | sort -u) \
		$(sed -n 's/^typed += VM //p' Makefile); do
		grep -qE "^\.(It )?Ev .*\b$name\b" "$page_file" || {
			echo "not in the page: $name"
			return 1
		}
	done
}

@test "completion offers the labs that are there, once, and also behind an option's value" {
	source scripts/pagelab.bash-completion
	labs=$(find labs -name lab.conf | cut -d / -f 2 | sort)
	equal "$(complete_line build/pagelab run '' | sort)" "$labs"
	equal "$(complete_line "$pagelab" run la)" lazy
	equal "$(complete_line "$pagelab" run --pause --size 64M la)" lazy
	equal "$(complete_line "$pagelab" run --size = 64M la)" lazy
	equal "$(complete_line "$pagelab" run lazy la)" ""
	equal "$(complete_line "$pagelab" run --all la)" ""
	equal "$(complete_line "$pagelab" key --seed x lazy oo | sort | tr '\n' ' ')" "oom oom-global "
	equal "$(complete_line "$BATS_TEST_TMPDIR/no/pagelab" run '')" ""
}

@test "completion finds the labs of a pagelab that is reached by a link in PATH" {
	source scripts/pagelab.bash-completion
	ln -s "$pagelab" "$BATS_TEST_TMPDIR/pagelab"
	PATH=$BATS_TEST_TMPDIR:$PATH
	equal "$(complete_line pagelab run zero)" zeropage
}

@test "completion offers folders where a folder is wanted, files where a file is, and words where they are few" {
	source "$root/scripts/pagelab.bash-completion"
	cd "$BATS_TEST_TMPDIR"
	mkdir 'my runs' mine
	touch my.txt
	for words in "check" "report" "replay" "collect" "submit" "compare mine" "run --results" "report --out" \
		"run lazy --results =" "doctor --results"; do
		# shellcheck disable=SC2086 # words
		equal "$words: $(complete_line pagelab $words my | sort | tr '\n' ,)" "$words: my runs,"
	done
	equal "$(complete_line pagelab key --roster my. )" my.txt
	equal "$(complete_line pagelab submit --answers = my.)" my.txt
	equal "$(complete_line pagelab run --cap s)" systemd
	equal "$(complete_line pagelab run --cap = | wc -l)" 5
	equal "$(complete_line pagelab run --runs '')" ""
	equal "$(complete_line pagelab list '')" ""
}

@test "behind run -- completion offers programs, then files, and no option of ours" {
	source "$root/scripts/pagelab.bash-completion"
	cd "$BATS_TEST_TMPDIR"
	touch my.txt
	equal "$(complete_line pagelab run -- mkdi | sort -u)" mkdir
	equal "$(complete_line pagelab run -- cat my)" my.txt
	equal "$(complete_line pagelab run -- cat --si)" ""
	equal "$(complete_line pagelab run -- cat --size my)" my.txt
}

@test "sourced in bash, the completion is pagelab's" {
	run bash --norc -c 'source scripts/pagelab.bash-completion && complete -p pagelab'
	equal "$status $output" "0 complete -F _pagelab pagelab"
}

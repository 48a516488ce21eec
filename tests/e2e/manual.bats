#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bats file_tags=beside
# The manual pages and the completion say what --help says: all of it, and nothing else.

load ../../tests/suite

setup() {
	cd "$root" || return
}

# Both pages; the Korean one has the same parts under Korean names.
pages() { printf '%s\n' harness/man/pagelab.1 harness/man/pagelab.ko.1; }

commands() { "$pagelab" --help | sed -nE 's/^  pagelab ([a-z]+) .*/\1/p' | sort -u; }

# help_of COMMAND: the options that its --help names, a line each; all know --help.
help_of() { "$pagelab" "$1" --help | { grep -oE -- '(^|[^a-z-])--?[a-z][a-z-]*' || true; } | grep -oE -- '-[a-z-]+$' | sort -u; }

# page_of PAGE COMMAND: the options that stand as items in its part of the page.
page_of() {
	awk -v command="$2" '/^\.S[sh] / { here = $0 == ".Ss " command } here && /^\.It / {
		for (i = 2; i <= NF; i++) if ($i == "Fl") fl = 1; else if (fl && $i ~ /^-?[a-z][a-z-]*$/) {
			print "-" $i; if ($(i + 1) != "|") fl = 0 } }' "$1" | sort -u
}

# item PAGE ITEM: what stands behind that item of run.
item() { awk -v item=".It $2" '/^\.(It|El|S[sh])/ { here = run && $0 == item } /^\.Ss / { run = $2 == "run" } here' "$1"; }

# understood ANSWER END NUMBER: given to all questions by a pipe, it is that number where the column ends so.
understood() {
	yes -- "$1" | head -n 40 | "$pagelab" run lazy --size 2M --predict --results "$results" >/dev/null 2>&1
	equal "$1: $(csv "$results/lazy/latest/predictions.csv" '$c["column"] ~ end "$" { print $c["guess"] }' -v end="$2" | sort -u)" \
		"$1: $3"
}

# bones PAGE: what is the same in any language: commands and how each is called, items that are not sentences, examples.
bones() {
	awk '/^\.Ss / { print; name = 1; next } name { print; if (/^\.Pp/ || !/^[.|]/) name = 0; next }
		/^\.It ([A-Z][a-z]|[0-9])/ { print } /^\.Bd/ { text = 1 } text { print } /^\.Ed/ { text = 0 }
		/^\.Xr .* ,$/ { print }' "$1" | LC_ALL=C sed '/^[^.|p]/d'
}

# facts PAGE: its numbers of two digits and more, and what is named in its sentences, sorted; what stands twice, twice.
facts() {
	{
		grep -oE '[0-9][0-9,.]*[0-9]' "$1"
		sed -nE '/^\.(Cm|Ic|Xr|Ev) /{ s/ Ns .*//; s/ [.,:]$//; p }' "$1"
	} | LC_ALL=C sort
}

# complete_line WORD…: what completion offers for the last of the words.
complete_line() {
	COMP_WORDS=("$@")
	COMP_CWORD=$(($# - 1))
	COMPREPLY=()
	_pagelab
	printf '%s\n' "${COMPREPLY[@]}"
}

@test "no manual page has a warning" {
	local looked=0
	for page_file in $(pages); do
		if command -v mandoc >/dev/null; then
			run mandoc -Tlint -W warning "$page_file"
			equal "$status $output" "0 "
			looked=1
		fi
		if command -v groff >/dev/null && groff -mandoc -z /dev/null 2>/dev/null; then
			run groff -mandoc -ww -z -Kutf8 -Tutf8 "$page_file"
			# a fault of mdoc itself (groff 1.23), in every section whose name it does not know
			equal "$status $(grep -v "warning: macro 'doc-str-tmp2' not defined" <<<"$output")" "0 "
			looked=1
		fi
	done
	[ $looked -eq 1 ] || skip "neither mandoc nor groff is here"
}

@test "the manual pages have every section that people look for" {
	equal "$(sed -n 's/^\.Sh //p' harness/man/pagelab.1 | tr '\n' ',')" \
		"NAME,SYNOPSIS,DESCRIPTION,COMMANDS,ENVIRONMENT,FILES,EXIT STATUS,EXAMPLES,SEE ALSO,"
	equal "$(sed -n 's/^\.Sh //p' harness/man/pagelab.ko.1 | tr '\n' ',')" \
		"NAME,SYNOPSIS,설명,명령,환경 변수,파일,종료 코드,예,함께 보기,"
}

@test "the manual pages and the completion know the commands of pagelab --help, and no other" {
	[ "$(commands | wc -l)" -ge 12 ]
	for page_file in $(pages); do equal "$(sed -n 's/^\.Ss //p' "$page_file" | sort)" "$(commands)"; done
	source scripts/pagelab.bash-completion
	equal "$(complete_line pagelab '' | grep -v '^--' | sort)" "$(commands)"
	equal "$(complete_line pagelab -- | sort | tr '\n' ' ')" "--help --version "
}

@test "each option of each command's --help stands in the manual pages, and the other way round" {
	for page_file in $(pages); do
		for command in $(commands); do
			equal "$command: $(page_of "$page_file" "$command" | tr '\n' ' ')" "$command: $(help_of "$command" | tr '\n' ' ')"
		done
		[ "$(page_of "$page_file" run | wc -l)" -ge 17 ]
	done
}

@test "the Korean manual page has the commands, items and examples of the English one, in its order" {
	[ "$(bones harness/man/pagelab.1 | wc -l)" -ge 120 ]
	diff <(bones harness/man/pagelab.1) <(bones harness/man/pagelab.ko.1)
}

@test "every number of the English manual page, and all that is to be typed, stands in the Korean one as often" {
	[ "$(facts harness/man/pagelab.1 | wc -l)" -ge 60 ]
	equal "$(LC_ALL=C comm -23 <(facts harness/man/pagelab.1) <(facts harness/man/pagelab.ko.1))" ""
}

@test "the Korean manual page is in Korean, and calls the verdicts as the screen does" {
	for verdict in holds 'differs: why?' DIFFERS; do
		grep -qxF ".It $verdict" harness/man/pagelab.1
		grep -qxF ".It $(PAGELAB_LANG=ko "$pagelab" say "$verdict")" harness/man/pagelab.ko.1
	done
	# No line of text without Hangul, and no particle that stands alone behind a name.
	equal "$(grep -vE '^\.|^pagelab |^\|$' harness/man/pagelab.ko.1 |
		LC_ALL=C grep -v $'[\xea-\xed][\x80-\xbf][\x80-\xbf]')" ""
	equal "$(awk '/^(은|는|이|가|을|를|의|에|로|으로|와|과|도|이면) / && name { print NR ": " $0 }
		{ name = /^\.(Nm|Ic|Pa|Cm|Fl|Ar|Ev|Xr)/ && !/ (Ns|,)( |$)/ }' harness/man/pagelab.ko.1)" ""
}

@test "rendered, the Korean manual page has its head and whole sentences, none wider than the page" {
	command -v mandoc >/dev/null || skip "mandoc is missing"
	mandoc -Tutf8 -Owidth=78 harness/man/pagelab.ko.1 | sed 's/.\x08//g' >"$BATS_TEST_TMPDIR/page"
	grep -q '^PAGELAB(1) .* PAGELAB(1)$' "$BATS_TEST_TMPDIR/page"
	grep -qE '^     pagelab . 리눅스 교실을 위한 메모리 관리 실습$' "$BATS_TEST_TMPDIR/page"
	equal "$(LC_ALL=C sed $'s/[\xea-\xed][\x80-\xbf][\x80-\xbf]/##/g' "$BATS_TEST_TMPDIR/page" | awk 'length > 80')" ""
}

@test "what the manual pages say of guesses and seeds is so" {
	for page_file in $(pages); do
		for word in '100, 1.5, -4k' '25,600' MiB Enter; do grep -qF -- "$word" <<<"$(item "$page_file" 'Fl -predict')"; done
		for word in '^.Fl -size' '^.Fl -limit' '^.Cm key' '^.Cm check' 'three quarters$|3/4에서 5/4'; do
			grep -qE -- "$word" <<<"$(item "$page_file" 'Fl -seed Ar ID')"
		done
	done
	understood 100 _kib 102400
	understood 1.5 _kib 1536
	understood -4k _kib -4
	understood 25,600 _total 25600
	understood '' _kib ''
}

@test "the manual pages have the exit codes of pagelab --help" {
	wanted=$("$pagelab" --help | sed -n '/^Exit codes:/,$p' | grep -oE '[0-9]+' | sort -n)
	[ -n "$wanted" ]
	for page_file in $(pages); do equal "$(sed -n 's/^\.It \([0-9]*\)$/\1/p' "$page_file")" "$wanted"; done
}

@test "every variable of the environment that a program reads, or a script tells of, stands in the manual pages" {
	for name in $(grep -ohE 'getenv\("[A-Z_]+"\)' harness/*/*.c labs/*/*.c | cut -d '"' -f 2 | sort -u) \
		$(sed -n 's/^typed += VM //p' Makefile) $(grep -ohE 'PAGELAB_[A-Z]+=' scripts/ko.po | tr -d = | sort -u); do
		for page_file in $(pages); do
			grep -qE "^\.(It )?Ev .*\b$name\b" "$page_file" || {
				echo "not in $page_file: $name"
				return 1
			}
		done
	done
}

@test "completion offers the options of each command, as its --help has them" {
	source scripts/pagelab.bash-completion
	for command in $(commands); do
		equal "$command: $(complete_line pagelab "$command" - | sort | tr '\n' ' ')" \
			"$command: $({ help_of "$command" | grep '^--' || true; echo --help; } | sort | tr '\n' ' ')"
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

@test "completion offers no folder that is no lab, and runs nothing that one is called" {
	source scripts/pagelab.bash-completion
	cd "$BATS_TEST_TMPDIR"
	mkdir -p 'the tree/build' 'the tree/labs/'{lazy,notes,'lazy (copy)','$(touch y)','`touch y`'}
	ln "$pagelab" 'the tree/build/pagelab' || cp "$pagelab" 'the tree/build/pagelab'
	for lab in 'the tree/labs/'*; do [ "${lab##*/}" = notes ] || touch "$lab/lab.conf"; done
	for program in 'the tree/build/pagelab' 'the\ tree/build/pagelab' '"the tree/build/pagelab"'; do
		equal "$program: $(complete_line "$program" run '')" "$program: lazy"
		equal "$program: $(complete_line "$program" say --lab '')" "$program: lazy"
	done
	[ ! -e y ]
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

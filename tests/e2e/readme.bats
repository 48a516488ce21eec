#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bats file_tags=beside
# What the READMEs say is so: their examples run, what they name exists, both languages say the same.

load ../../tests/suite

# Everything is built and run in a copy of the tree, which also gets the README's example of a lab.
setup_file() {
	top=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	tree=$BATS_FILE_TMPDIR/tree
	export top tree
	mkdir "$tree"
	cp -R "$top/Makefile" "$top/harness" "$top/labs" "$top/scripts" "$tree"
	mkdir "$tree/tests" && cp -R "$top/tests/bench" "$top/tests/labs" "$tree/tests"
	add_example README.md
	make -s -C "$tree" all >&2
	make -s -C "$tree" lab-lazy lab-faults lab-trap-optimiser PREDICT=1 >/dev/null </dev/null
}

setup() {
	cd "$top" || return
}

readmes() { ls README*.md labs/*/README*.md labs/teaching*.md results/README.md; }
english() { ls README.md labs/*/README.md labs/teaching.md; }
korean_of() { echo "${1%.md}.ko.md"; }
fail() { printf '%s\n' "$@" && return 1; }

# blocks FILE: all fenced blocks with their fences. prose FILE: all but them.
blocks() { awk '/^```/ { inside = !inside; print; next } inside' "$1"; }
prose() { awk '/^```/ { inside = !inside; next } !inside' "$1"; }

# block FILE INFO: the inside of the blocks that begin with ```INFO.
block() { awk -v info="$2" '/^```/ { inside = !inside && $0 == "```" info; next } inside' "$1"; }

# nth_block FILE N: the inside of the Nth block.
nth_block() { awk -v n="$2" '/^```/ { inside = !inside; seen += inside; next } inside && seen == n' "$1"; }

# block_holding FILE TEXT: the inside of the first block with that text.
block_holding() {
	local n
	for n in $(seq "$(grep -c '^```' "$1")"); do
		if nth_block "$1" "$n" | grep -qF -- "$2"; then
			nth_block "$1" "$n"
			return
		fi
	done
	return 1
}

# The files whose names stand in the fences: ```c labs/half/half.c
example_files() { sed -n 's/^```[a-z]* \(labs\/.*\)$/\1/p' "$1"; }

add_example() {
	local file
	for file in $(example_files "$top/$1"); do
		mkdir -p "$tree/$(dirname "$file")"
		blocks "$top/$1" | sed -n "/^\`\`\`[a-z]* ${file//\//\\/}\$/,/^\`\`\`\$/p" |
			sed '1d;$d' >"$tree/$file"
	done
}

# spans FILE: what stands in backticks, but for the quotations of the course text.
spans() { prose "$1" | grep -v '^>' | grep -o '`[^`]*`' | tr -d '`' | sort -u; }

# commands FILE: what a reader may type: the lines of sh blocks, and spans with a blank.
commands() {
	block "$1" sh
	spans "$1" | grep ' '
}

pages() { echo $((100 * 1024 * 1024 / $(getconf PAGESIZE))); }

# shape: a ledger without what differs from run to run and from kernel to kernel.
shape() {
	sed -E -e '2d' -e '/^   \(|^        |why =/d' \
		-e 's/[-+]?[0-9][0-9,.]*/N/g' -e 's/(N) kB/\1/g' \
		-e 's/ (holds, exact|holds|differs: why\?|DIFFERS)$//' \
		-e 's/(expectations hold\.).*/\1/' -e 's/\|[# ]*\|/|bar|/g' -e 's/ +/ /g' -e 's/ $//'
}

@test "the lab that README.md adds runs, and its expectations hold" {
	[ "$(example_files README.md | wc -l)" -eq 2 ]
	run make -s -C "$tree" lab-half
	echo "$output"
	[ "$status" -eq 0 ]
	[[ $output =~ RESULT\ *([0-9]+)\ of\ ([0-9]+)\ expectations\ hold ]]
	[ "${BASH_REMATCH[1]}" -eq "${BASH_REMATCH[2]}" ]
	grep -qF "${BASH_REMATCH[0]#RESULT  }" README.md
	korean=$(PAGELAB_LANG=ko make -s -C "$tree" lab-half | sed -n 's/^결과 *//p')
	[ -n "$korean" ]
	grep -qF "\"$korean\"" README.ko.md
}

@test "the lab that README.md adds takes exactly half the faults" {
	make -s -C "$tree" lab-half >/dev/null
	run awk -F, '$4 == "write-half" && $6 == "minflt_total" { print $9 }' \
		"$tree/results/half/latest/steps.csv"
	[ "$output" -eq $(($(pages) / 2)) ]
}

@test "the lab that README.ko.md adds is the same one" {
	[ "$(example_files README.ko.md)" = "$(example_files README.md)" ]
	rm -r "$tree/labs/half"
	add_example README.ko.md
	run make -s -C "$tree" lab-half
	echo "$output"
	[ "$status" -eq 0 ]
}

@test "the lab that README.md adds compiles without a warning" {
	run make -s -C "$tree" BUILD=build/strict WERROR=-Werror build/strict/labs/half
	echo "$output"
	[ "$status" -eq 0 ]
	[ -z "$output" ]
}

@test "the awk line of the README gives the faults of the memset step" {
	cd "$tree"
	run bash -c "$(block_holding "$top/README.md" 'awk -F,')"
	[ "$output" -eq "$(pages)" ]
}

@test "the Python lines of the README give the faults of the memset step" {
	command -v python3 >/dev/null || skip "there is no python3"
	cd "$tree"
	run python3 -c "$(block_holding "$top/README.md" 'import csv')"
	[ "$output" -eq "$(pages)" ]
}

@test "the spreadsheet formula of the README names the right columns" {
	local formula header
	formula=$(block_holding README.md '=SUMIFS')
	[ "$formula" = '=SUMIFS(I:I,D:D,"memset",F:F,"minflt_total")' ]
	header=$(head -n 1 "$tree/results/lazy/latest/steps.csv" | tr -d '\r')
	[ "$(cut -d, -f 4,6,9 <<<"$header")" = step,column,delta ]
}

@test "the output in the README has the shape of a run" {
	diff <(block_holding README.md 'lazy: Is memory' | shape) \
		<(make -s -C "$tree" lab-lazy | shape)
}

@test "started by hand, a lab begins as the README says" {
	diff <(block_holding README.md 'lazy is process' | shape) \
		<("$tree/build/labs/lazy" </dev/null | head -n 2 | shape)
}

@test "pagelab run -- ls -l works as the README says" {
	cd "$tree"
	run build/pagelab run -- ls -l
	[ "$status" -eq 0 ]
	[ -s results/run/latest/samples.csv ]
}

@test "every command that a README names exists" {
	local file line words word target wrong=()
	for file in $(readmes); do
		while read -r line; do
			line=${line%%[|#]*}
			read -ra words <<<"$line"
			[[ $line != *\"* ]] || mapfile -t words < <(xargs -n 1 printf '%s\n' <<<"$line")
			case ${words[0]} in
			make | scripts/setup)
				for word in "${words[@]:1}"; do
					case $word in
					make | '&&' | CC=*) continue ;;
					build | vm | matrix | bench | all)
						local code=0
						scripts/setup --missing "$word" >/dev/null || code=$?
						[ "$code" -ne 64 ] || wrong+=("$file: $line")
						;;
					*=*) grep -qE "^typed [:+]=.* ${word%%=*}( |$)" Makefile || wrong+=("$file: $word") ;;
					*)
						target=${word#lab-} target=${target#vm-}
						make -n -C "$tree" "$word" >/dev/null 2>&1 || wrong+=("$file: $line")
						[ "$target" = "$word" ] || [ -d "$tree/labs/$target" ] ||
							wrong+=("$file: $line")
						;;
					esac
				done
				;;
			build/pagelab) pagelab_has "${words[@]:1}" || wrong+=("$file: $line") ;;
			build/labs/*) [ -x "$tree/${words[0]}" ] || wrong+=("$file: $line") ;;
			esac
		done < <(commands "$file")
	done
	[ ${#wrong[@]} -eq 0 ] || fail "${wrong[@]}"
}

# pagelab_has COMMAND [--option…]: whether both stand in its help.
pagelab_has() {
	local command=$1 word
	"$tree/build/pagelab" --help | grep -qE "^  pagelab $command( |$)" || return
	for word in "${@:2}"; do
		[ "$word" != -- ] || return 0
		case $word in
		--help) ;;
		--*) "$tree/build/pagelab" "$command" --help | grep -qwF -- "${word%%=*}" || return ;;
		esac
	done
}

@test "every column, measure, file, function, option and variable in backticks exists" {
	local file name known wrong=()
	known=$BATS_TEST_TMPDIR/known
	all_names >"$known"
	for file in $(readmes); do
		while read -r name; do
			grep -qxF -- "${name%%=*}" "$known" || wrong+=("$file: $name")
		done < <(spans "$file" | grep -xE -- '[a-z_]+_(kib|total|bytes|ns|pages)|m:[a-z_]+|[a-z]+\.csv|lab_[a-z_]+(\(\))?|--[a-z-]+(=.*)?|[A-Z]{4,}=[^ ]*' |
			sed 's/()$//')
	done
	[ ${#wrong[@]} -eq 0 ] || fail "${wrong[@]}"
}

# What exists, a line each.
all_names() {
	local command
	# columns, and names and paths of tables
	grep -ohE '"(name|path)": "[^"]*"' "$tree/results/faults/latest/datapackage.json" |
		cut -d '"' -f 4
	"$tree/build/pagelab" collect --help | sed -nE 's/^  ([a-z]+\.[a-z]+) .*/\1/p'
	# measures, of labs and of the harness, alone and as columns of steps.csv
	grep -ohE '"(m:)?[a-z0-9_]+"' "$tree"/labs/*/*.c "$tree"/harness/*/*.[ch] | tr -d '"' | sort -u |
		sed 'p; s/^m://p; s/^/m:/'
	# variables, options, functions
	sed -n 's/^typed [:+]= //p' Makefile | tr ' ' '\n'
	for command in say run fields report replay collect check key submit; do
		"$tree/build/pagelab" "$command" --help | grep -oE -- '--[a-z-]+'
	done
	printf '%s\n' --json --results --leak-check LANG
	grep -ohE '\blab_[a-z_]+\b' labs/*/*.[ch]
}

@test "every link of a README leads to a file" {
	local file link wrong=()
	for file in $(readmes); do
		while read -r link; do
			[ -e "$(dirname "$file")/$link" ] || wrong+=("$file: $link")
		done < <(prose "$file" | grep -oE '\]\([^)]+\)' | sed 's/^](\(.*\))$/\1/')
	done
	[ ${#wrong[@]} -eq 0 ] || fail "${wrong[@]}"
}

@test "a link from one lab to another leads to its README, in the same language" {
	local file
	for file in labs/*/README*.md; do
		diff <(prose "$file" | grep -oE '\]\(\.\./[a-z-]+/[^)]*\)' | sed 's,.*/,,; s/)$//' | sort -u) \
			<(prose "$file" | grep -qE '\]\(\.\./[a-z-]+/' && basename "$file") || fail "$file"
	done
}

@test "no span of code is broken over two lines" {
	local file
	for file in $(readmes); do
		diff /dev/null <(prose "$file" | awk '{ line = $0 } gsub(/`/, "") % 2 { print line }') || fail "$file"
	done
}

@test "the READMEs name each lab that runs out of memory in a room, and no other" {
	local rooms file
	# those that refuse to run without a limit, and do not need a machine of their own
	rooms=$(grep -lw lab_need_cap labs/*/*.c | sed 's,[^/]*$,lab.conf,' | xargs grep -LE '^needs .*vm' | cut -d / -f 2 | sort)
	for file in README.md README.ko.md; do
		diff <(echo "$rooms") <(awk '/^`reclaim`, `oom`/, /\(cgroup\)/' $file | grep -oE '`[a-z-]+`' | tr -d '`' | sort) || fail "$file"
	done
}

@test "every lab has both READMEs, and the main ones list it with its minutes" {
	local lab minutes file
	for lab in "$top"/labs/*/lab.conf; do
		minutes=$(sed -n 's/^minutes *//p' "$lab")
		lab=$(basename "$(dirname "$lab")")
		[ -s "labs/$lab/README.md" ] && [ -s "labs/$lab/README.ko.md" ] || fail "no README: $lab"
		for file in README.md README.ko.md; do
			grep -qE "^\| \[\`$lab\`\]\(labs/$lab/$file\) \|.*\| $minutes \|" $file ||
				fail "$file does not list $lab with $minutes minutes"
		done
	done
}

@test "the tables of a lab's READMEs name that lab's steps, each of them" {
	local lab file
	for lab in "$top"/labs/*/lab.conf; do
		for file in "${lab%lab.conf}"README*.md; do
			diff <(sed -n 's/^step *\([^ ]*\).*/\1/p' "$lab" | sort -u) \
				<(sed -n 's/^| `\([a-z0-9-]*\)` |.*/\1/p' "$file" | sort -u) || fail "$file"
		done
	done
}

# screens FILE: the numbers of its ```text blocks, those first that say something in Korean.
screens() { for n in $(seq "$(($(grep -c '^```' "$1") / 2))"); do ! nth_block "$1" "$n" | LC_ALL=C grep -q $'[\xea-\xed][\x80-\xbf][\x80-\xbf]' || echo "$n"; done; }

# blocks_but FILE N...: its blocks, but for those with these numbers.
blocks_but() {
	local file=$1
	shift
	blocks "$file" | awk -v left="$*" 'BEGIN { n = split(left, out, " "); for (i = 1; i <= n; i++) skip[out[i]] = 1 }
		/^```/ { inside = !inside; seen += inside } !skip[seen]'
}

@test "both languages have the same headings and the same code blocks, but for what the screen says" {
	local file said
	for file in $(english); do
		diff <(prose "$file" | grep -oE '^#+ ') <(prose "$(korean_of "$file")" | grep -oE '^#+ ') ||
			fail "headings differ: $file"
		said=$(screens "$(korean_of "$file")")
		# shellcheck disable=SC2086 # numbers
		diff <(blocks_but "$file" $said) <(blocks_but "$(korean_of "$file")" $said) || fail "code differs: $file"
	done
}

@test "what README.ko.md shows is what the recorded run says in Korean" {
	mkdir -p "$BATS_TEST_TMPDIR/results/lazy"
	cp -R results/sample/lazy "$BATS_TEST_TMPDIR/results/lazy/latest"
	korean() { (cd "$BATS_TEST_TMPDIR" && PAGELAB_LANG=ko "$tree/build/pagelab" "$1" results/lazy/latest); }
	diff <(block_holding README.ko.md 'lazy: ') <(korean replay | tail -n +2)
	diff <(block_holding README.ko.md 'results/lazy/latest: ') <(korean check)
	diff <(block_holding README.ko.md 'lazy: 프로세스' | sed 's/26545/N/g') \
		<(PAGELAB_LANG=ko "$tree/build/labs/lazy" </dev/null | head -n 2 | sed -E 's/ [0-9]+/ N/g; s,proc/[0-9]+,proc/N,')
	[ "$(screens README.ko.md | wc -l)" -eq 3 ]
}

@test "both languages quote the same lines of the course text and name the same columns" {
	local file columns='[a-z:]+_(kib|total|bytes|ns|minflt|majflt)|[a-z]+\.csv'
	for file in labs/*/README.md; do
		diff <(grep '^>' "$file") <(grep '^>' "$(korean_of "$file")") || fail "quotations: $file"
		diff <(spans "$file" | grep -oE "$columns" | sort -u) \
			<(spans "$(korean_of "$file")" | grep -oE "$columns" | sort -u) || fail "columns: $file"
	done
}

@test "the recorded runs pass pagelab check" {
	local lab
	for lab in lazy oom; do
		run "$tree/build/pagelab" check results/sample/$lab
		echo "$output"
		[ "$status" -eq 0 ]
		grep -qF "\`${lines[-1]}\`" results/README.md
	done
}

@test "the recorded run is the one whose output the README shows" {
	local row
	row=$(tr -d '\r' <results/sample/lazy/steps.csv |
		awk -F, '$4 == "memset" && $6 == "minflt_total" { print "minor " $7 " " $8 " +" $9 }')
	block_holding README.md 'lazy: Is memory' | tr -d , | tr -s ' ' | grep -F "$row"
	block_holding README.md 'all consistent' |
		grep -F "$("$tree/build/pagelab" check results/sample/lazy | sed '1s/^[^:]*//' | head -n 1)"
}

@test "the recorded runs name no machine but pc07, and no kernel but its version" {
	local lab
	for lab in lazy oom; do
		[ ! -L results/sample/$lab ]
		grep -q '"host": "pc07"' results/sample/$lab/run.json
		grep -qE '"kernel": "[0-9.]+"' results/sample/$lab/run.json
		run awk -v lab=$lab 'FNR > 1 && $0 !~ "^[0-9]+T[0-9]+Z-pc07-[0-9]+-[0-9]+," lab ","' \
			results/sample/$lab/*.csv
		[ -z "$output" ]
	done
}

@test "the exit codes of the README are those of pagelab --help" {
	local file wanted
	wanted=$("$tree/build/pagelab" --help | sed -n '/^Exit codes:/,$p' | grep -oE '[0-9]+' | sort -n)
	[ -n "$wanted" ]
	for file in README.md README.ko.md; do
		diff <(echo "$wanted") <(sed -nE 's/^\| ([0-9]+) \|.*/\1/p' $file) || fail "$file"
	done
}

@test "no line of a README is wider than 120 columns, but for tables, code and quotations" {
	local file wide
	[ "$(printf '가' | wc -L)" -eq 2 ] || skip "this locale does not know how wide Hangul is"
	for file in $(readmes); do
		wide=$(prose "$file" | grep -v '^[|>]' | wc -L)
		[ "$wide" -le 120 ] || fail "$file: $wide columns"
	done
}

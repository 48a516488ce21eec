#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# lazy to the page; bad input, bad folders, edited results; any program as one step.

load ../../tests/suite

teardown() {
	huge_pages_restore
	[ -z "${mounted:-}" ] || umount "$mounted"
}

lazy_is_exact() {
	"$pagelab" run lazy --size "$1M" --quiet --results "$results"
	equal "$(delta "$results/lazy/latest" memset minflt_total)" $(($1 * 1048576 / page))
	equal "$(delta "$results/lazy/latest" malloc anonymous_kib)" $((page / 1024))
	equal "$(delta "$results/lazy/latest" memset-again minflt_total)" 0
}

@test "lazy is exact to the page at 1, 7, 64, 100 and 300 MiB" {
	for mib in 1 7 64 100 300; do
		lazy_is_exact "$mib"
	done
}

@test "lazy is exact to the page at 1 GiB" {
	available=$(awk '$1 == "MemAvailable:" { print int($2 / 1024) }' /proc/meminfo)
	[ "$available" -gt 2200 ] || skip "1024 MiB are more than half of the $available available"
	lazy_is_exact 1024
}

@test "lazy is exact in twenty of twenty runs, and with huge pages always on too" {
	run "$pagelab" run lazy --size 64M --runs 20 --results "$results"
	equal "${lines[-1]}" "RUNS    20 of 20 as expected"
	for folder in "$results"/lazy/2*; do
		echo "$(delta "$folder" malloc anonymous_kib) $(delta "$folder" memset minflt_total) $(delta "$folder" memset-again minflt_total)"
	done >"$BATS_TEST_TMPDIR/found"
	equal "$(sort "$BATS_TEST_TMPDIR/found" | uniq -c | tr -s ' ')" " 20 $((page / 1024)) $((64 * 1048576 / page)) 0"
	huge_pages_always
	run "$pagelab" run lazy --size 64M --runs 20 --results "$results"
	equal "${lines[-1]}" "RUNS    20 of 20 as expected"
	lazy_is_exact 300
}

@test "the empty step moves nothing that is the process's own" {
	"$pagelab" run lazy --size 1M --quiet --results "$results"
	own=$("$pagelab" fields --json | awk -F'"' '$2 == "column" { column = $4 } $2 == "moved" && $4 == "own" { print column }')
	[ "$(wc -w <<<"$own")" -gt 15 ]
	[[ $own == *minflt_total*anonymous_kib* ]]
	csv "$results/lazy/latest/steps.csv" '$c["step"] == "null" && $c["role"] == "lab" {
		print $c["column"], $c["before"] == "" ? "untold" : $c["delta"] }' >"$BATS_TEST_TMPDIR/null"
	for column in $own; do
		found=$(awk -v c="$column" '$1 == c { print $2 }' "$BATS_TEST_TMPDIR/null")
		[ "$found" = untold ] || equal "$column $found" "$column 0"
	done
}

@test "every line of a CSV ends with CRLF, and each of steps.csv has as many cells as the first" {
	"$pagelab" run lazy --size 1M --sample 1000 --quiet --results "$results"
	for file in "$results"/lazy/latest/*.csv; do
		equal "$file $(grep -c $'\r$' "$file")" "$file $(wc -l <"$file")"
	done
	equal "$(awk -F, '{ print NF }' "$results/lazy/latest/steps.csv" | sort -u)" 14
}

@test "make lab-lazy in a fresh clone prints the whole ledger, within 100 columns of plain ASCII" {
	git -C "$root" rev-parse >/dev/null 2>&1 || skip "this is no git checkout"
	git clone -q "$root" "$BATS_TEST_TMPDIR/clone"
	run make -s -C "$BATS_TEST_TMPDIR/clone" lab-lazy
	equal "$status" 0
	says "15 of 15 expectations hold"
	says "25,600"
	equal "$(printf '%s\n' "$output" | awk 'length > 100' | wc -l)" 0
	equal "$(printf '%s\n' "$output" | tr -d '[:print:]\n' | wc -c)" 0
	[ -f "$BATS_TEST_TMPDIR/clone/results/lazy/latest/snapshots.csv" ]
	equal "$(git -C "$BATS_TEST_TMPDIR/clone" status --short)" ""
}

# refused CODE WORDS ARGUMENT…: says why, and leaves nothing.
refused() {
	local code=$1 words=$2
	shift 2
	run "$pagelab" run "$@" --results "$results"
	equal "$status" "$code"
	says "$words"
	equal "$(find "$results" -type f 2>/dev/null)" ""
}

@test "sizes, names and options without sense are refused with one clear line" {
	for size in abc 0 -1 '' 1X 1.5M ' 1M'; do refused 64 "expected a size" lazy --size "$size"; done
	refused 64 "half" lazy --size 99999G
	refused 64 "too much" lazy --size 9999T
	refused 64 "no lab" nosuch
	refused 64 "no lab" ../lazy
	refused 64 "no lab" lazy/../lazy
	refused 64 "no lab" ..
	refused 64 "from 1 to" lazy --runs 0
	refused 64 "from 1 to" lazy --sample 20000
	refused 64 "expected one lab" lazy zeropage
	refused 64 "" lazy --nonsense
	run "$pagelab" nonsense
	equal "$status" 64
}

@test "what is typed to make is never executed" {
	cd "$root"
	for text in "\$(touch $BATS_TEST_TMPDIR/x)" "\`touch $BATS_TEST_TMPDIR/x\`" "1M; touch $BATS_TEST_TMPDIR/x" \
		"\$(shell touch $BATS_TEST_TMPDIR/x)" "'\$(touch $BATS_TEST_TMPDIR/x)"; do
		run make -s lab-lazy SIZE="$text" RESULTS="$results"
		equal "$status" 2
		says "expected a size"
		run env SIZE="$text" make -s lab-lazy RESULTS="$results"
		equal "$status" 2
	done
	run make -s lab-nosuch
	equal "$status" 2
	says "there is no lab"
	[ ! -e "$BATS_TEST_TMPDIR/x" ]
}

@test "a broken lab.conf is named with its file, line, and what was expected" {
	tree=$BATS_TEST_TMPDIR/tree
	mkdir -p "$tree/build/labs" "$tree/labs/half"
	cp "$pagelab" "$tree/build/"
	printf 'summary one\nminutes soon\n' >"$tree/labs/half/lab.conf"
	run "$tree/build/pagelab" run half
	equal "$status" 1
	says "labs/half/lab.conf:2: expected a whole number from 1 to 600"
}

@test "a results folder that is a file, or cannot be written, is exit 73" {
	echo >"$BATS_TEST_TMPDIR/file"
	run "$pagelab" run lazy --results "$BATS_TEST_TMPDIR/file"
	equal "$status" 73
	says "RESULTS=FOLDER"
	[ "$(id -u)" -eq 0 ] && [ -x "$(command -v setpriv)" ] || skip "needs root and setpriv, to become another user"
	place=$(mktemp -d)
	chmod 755 "$place"
	mkdir -p "$place/build/labs" "$place/labs/lazy"
	cp "$pagelab" "$place/build/" && cp "$root/build/labs/lazy" "$place/build/labs/"
	cp "$root/labs/lazy/lab.conf" "$place/labs/lazy/"
	run setpriv --reuid 65534 --clear-groups "$place/build/pagelab" run lazy
	rm -rf "$place"
	equal "$status" 73
}

@test "a full disk ends the run with exit 74, whole rows, and nothing that looks whole" {
	[ "$(id -u)" -eq 0 ] || skip "needs root, to mount a small tmpfs"
	mkdir "$BATS_TEST_TMPDIR/small"
	mount -t tmpfs -o size=64k none "$BATS_TEST_TMPDIR/small" 2>/dev/null || skip "mounting is not permitted here"
	mounted=$BATS_TEST_TMPDIR/small
	run "$pagelab" run lazy --results "$mounted"
	equal "$status" 74
	says "No space left"
	[[ $output != *"RESULT"* ]]
	whole_rows "$mounted"/lazy/*.partial
	equal "$(find "$mounted/lazy" -mindepth 1 -maxdepth 1 ! -name '*.partial')" ""
}

# edited FILE PROGRAM: a copy of a good run with one file changed by awk fails, and names the file.
edited() {
	rm -rf "$BATS_TEST_TMPDIR/copy"
	cp -rL "$results/lazy/latest" "$BATS_TEST_TMPDIR/copy"
	awk -F, -v OFS=, "$2" "$results/lazy/latest/$1" >"$BATS_TEST_TMPDIR/copy/$1"
	! cmp -s "$results/lazy/latest/$1" "$BATS_TEST_TMPDIR/copy/$1"
	run "$pagelab" check "$BATS_TEST_TMPDIR/copy"
	[ "$status" -ne 0 ] || {
		echo "not found out: $1 $2"
		return 1
	}
	says "${3:-$1}"
}

@test "check derives every verdict again, and finds every edit and cut" {
	"$pagelab" run lazy --sample 1000 --size 64M --quiet --results "$results"
	run "$pagelab" check "$results/lazy/latest"
	equal "$status" 0
	edited steps.csv '$4 == "memset" && $6 == "minflt_total" { $9 = 1 } 1' "steps.csv row"
	edited steps.csv '$4 == "memset" && $6 == "minflt_total" { $11 = 1 } 1' "steps.csv row"
	edited steps.csv '$13 == "holds" { $13 = "deviates" } 1' "steps.csv row"
	edited steps.csv '$4 == "null" && $6 == "vm_size_kib" && $5 == "lab" { $8 += 4; $9 = 4 } 1' "steps.csv row"
	edited steps.csv 'NR != 7'
	edited steps.csv '{ line[NR] = $0 } END { for (i = 1; i < NR; i++) print line[i] }'
	edited steps.csv 'NR == 1 { sub("slack", "slacks") } 1' "steps.csv row 1"
	edited snapshots.csv '$4 == "memset" && $5 == "after" && $6 == "lab" { $11 += 4 } 1'
	edited snapshots.csv '$5 == "exited" && $6 == "lab" { $25 = 1 } 1' "snapshots.csv row"
	edited snapshots.csv '$4 == "memset" && $5 == "before" && $6 == "lab" { next } 1'
	edited snapshots.csv '$5 == "exited" { next } 1'
	edited samples.csv 'NR != 3'
	edited pages.csv 'NR == 3 { $8 = "gone\r" } 1' "pages.csv row 3"
	edited run.json '1; NR == 6 { exit }' run.json
	for file in snapshots steps samples pages; do
		rm -rf "$BATS_TEST_TMPDIR/copy"
		cp -rL "$results/lazy/latest" "$BATS_TEST_TMPDIR/copy"
		truncate -s -9 "$BATS_TEST_TMPDIR/copy/$file.csv"
		run "$pagelab" check "$BATS_TEST_TMPDIR/copy"
		[ "$status" -ne 0 ]
		says "$file.csv"
	done
	rm "$BATS_TEST_TMPDIR/copy/run.json"
	run "$pagelab" check "$BATS_TEST_TMPDIR/copy"
	equal "$status" 69
	run "$pagelab" check "$BATS_TEST_TMPDIR/nosuch"
	equal "$status" 69
}

@test "any program runs as it is, and pagelab ends as it did" {
	watch() { run "-$1" "$pagelab" run --quiet --results "$results" -- "${@:2}"; }
	watch 0 true
	watch 3 sh -c 'exit 3'
	# shellcheck disable=SC2016 # the inner shell's own pid
	watch 143 sh -c 'kill -TERM $$'
	watch 126 /etc/passwd
	watch 127 ./no-such-program
	watch 0 ls -d /
	equal "$output" /
	# shellcheck disable=SC2016 # for the inner shell
	A=1 watch 0 sh -c 'echo $A$PAGELAB'
	equal "$output" 1
	run bash -c "echo hello | '$pagelab' run --quiet --results '$results' -- cat"
	equal "$output" hello
	run "$pagelab" check "$results/run/latest"
	equal "$status" 0
}

@test "started by hand, a lab runs through without a terminal and waits for Enter in one" {
	run "$root/build/labs/lazy" --size=1M </dev/null
	equal "$status" 0
	says "VmSize"
	[[ $output != *"Enter to go on"* ]]
	command -v script >/dev/null || skip "needs script(1)"
	run bash -c "printf '\n\n\n\n' | script -qec '$root/build/labs/lazy --size=1M' /dev/null"
	equal "$(grep -o 'Enter to go on' <<<"$output" | wc -l)" 4
}

@test "a time series has points inside the step, and says how many came late" {
	"$pagelab" run lazy --size 300M --sample 1000 --quiet --results "$results"
	[ "$(tr -d '\r' <"$results/lazy/latest/samples.csv" | awk -F, '$4 == "memset"' | wc -l)" -gt 20 ]
	[[ "$(json "$results/lazy/latest" late_ticks)" =~ ^[0-9]+$ ]]
}

@test "list, fields, help and version answer on standard output with 0" {
	for words in list fields "fields --json" "fields --markdown" --help --version "run --help" "check --help"; do
		# shellcheck disable=SC2086 # words are words
		run "$pagelab" $words
		equal "$status" 0
		[ -n "$output" ]
	done
}

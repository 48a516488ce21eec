#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# What is on the screen: under the harness, by hand, in a terminal or not; and the time series.

load ../../tests/suite

setup() {
	keys=$BATS_TEST_TMPDIR/keys
}

teardown() {
	[ -z "${job:-}" ] || kill -KILL "$job" 2>/dev/null || true
}

# plain_and_narrow: of the last run's output: printable ASCII, at most 100 columns. The folder's name is
# the user's, and may be long.
plain_and_narrow() {
	local shown=${output//"$results"/results}
	equal "$(tr -d '[:print:]\n' <<<"$shown" | od -An -c)" ""
	equal "$(awk 'length > 100' <<<"$shown")" ""
}

# in_terminal COMMAND: in a terminal of its own, which sends CRLF.
in_terminal() {
	command -v script >/dev/null || skip "needs script(1)"
	run bash -c 'script -qec "$0" /dev/null </dev/null | tr -d "\r"' "$1"
}

@test "the ledger of lazy says what happened in words, in each size and mode, narrow and plain" {
	for mode in "--size 1M" "--size 7M -v" "" "--size 300M --sample 1000" "--seed 20251234" "--size 1M --pause"; do
		# shellcheck disable=SC2086 # the mode is words
		run env -u NO_COLOR "$pagelab" run lazy $mode --results "$results" </dev/null
		equal "$mode $status" "$mode 0"
		plain_and_narrow
		says "RESULT  15 of 15 expectations hold."
		says "an empty step moved 0 of "
		for words in "promised     VmSize" "in RAM       VmRSS" "yours      Anonymous" "page faults  minor" "from disk  major" \
			"page tables  VmPTE" before after change theory verdict "holds, exact" "THE PICTURE" "ASK     " "FILES   "; do
			says "$words"
		done
		equal "$(grep -c '^   > ' <<<"$output")" 4
		equal "$(grep -cE ' (holds|holds, exact)$' <<<"$output")" 15
		equal "$(grep -c DIFFERS <<<"$output")" 0
	done
}

@test "the ledger shows the same numbers as steps.csv" {
	run "$pagelab" run lazy --size 100M --results "$results"
	read -r before after change <<<"$(csv "$results/lazy/latest/steps.csv" '$c["step"] == "memset" && $c["column"] == "minflt_total" && $c["role"] == "lab" { print $c["before"], $c["after"], $c["delta"] }')"
	equal "$(grep -A9 '^2  memset' <<<"$output" | tr -d ',+' | awk '$1 == "page" && $2 == "faults" { print $4, $5, $6, $7 }')" "$before $after $change $change"
	equal "$change" $((100 * 1048576 / page))
}

@test "there is colour in a terminal only, and none with NO_COLOR, --no-color or a dumb terminal" {
	escape=$'\033'
	command="'$pagelab' run lazy --size 1M --results '$results'"
	in_terminal "env -u NO_COLOR TERM=xterm $command"
	[[ $output == *"${escape}["* ]] || equal "no escape" "an escape"
	# without its colours it is the same screen
	output=$(printf '%s\n' "$output" | sed 's/\x1b\[[0-9;]*m//g')
	plain_and_narrow
	says "15 of 15"
	for off in "env NO_COLOR=1 TERM=xterm $command" "env -u NO_COLOR TERM=xterm $command --no-color" "env -u NO_COLOR TERM=dumb $command"; do
		in_terminal "$off"
		says "15 of 15"
		plain_and_narrow
	done
}

@test "--json prints run.json and nothing else, --quiet nothing" {
	"$pagelab" run lazy --size 1M --json --results "$results" >"$BATS_TEST_TMPDIR/out"
	cmp "$BATS_TEST_TMPDIR/out" "$results/lazy/latest/run.json" || diff "$BATS_TEST_TMPDIR/out" "$results/lazy/latest/run.json"
	run "$pagelab" run lazy --size 1M --quiet --results "$results"
	equal "$output" ""
	command -v python3 >/dev/null || skip "needs python3, to read JSON"
	python3 -c 'import json, sys; r = json.load(open(sys.argv[1])); assert r["outcome"] == "holds" and r["verdicts"]["hold"] == 15, r' "$results/lazy/latest/run.json"
	python3 -c 'import json, sys; json.load(open(sys.argv[1]))' "$results/lazy/latest/datapackage.json"
}

@test "list has every lab with a lab.conf, in order, with level, minutes and question" {
	run "$pagelab" list
	equal "$status" 0
	plain_and_narrow
	labs=$(grep '^[a-z]' <<<"$output")
	equal "$(awk '{ print $1 }' <<<"$labs" | sort)" "$(cd "$root/labs" && printf '%s\n' */lab.conf | sed 's,/.*,,' | sort)"
	equal "$(grep -vcE '^[a-z0-9-]+ +(core|extra) +[0-9]+  .+' <<<"$labs")" 0
	orders=$(while read -r name _; do sed -n 's/^order *//p' "$root/labs/$name/lab.conf"; done <<<"$labs")
	equal "$(tr '\n' ' ' <<<"$orders")" "$(sort -n <<<"$orders" | tr '\n' ' ')"
	list=$output
	run make -s -C "$root" list
	equal "$output" "$list"
}

@test "fields says the same in text, Markdown and JSON, and each column is in the CSV header" {
	"$pagelab" run lazy --size 1M --quiet --results "$results"
	"$pagelab" fields | tail -n +2 | sed '/^$/,$d' | awk '{ print $1 }' >"$BATS_TEST_TMPDIR/text"
	"$pagelab" fields --markdown | sed -n 's/^| `\([a-z0-9_]*\)` |.*/\1/p' >"$BATS_TEST_TMPDIR/markdown"
	"$pagelab" fields --json | awk -F'"' '$2 == "column" { print $4 }' >"$BATS_TEST_TMPDIR/json"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/text")" -gt 50 ]
	diff "$BATS_TEST_TMPDIR/text" "$BATS_TEST_TMPDIR/markdown"
	diff "$BATS_TEST_TMPDIR/text" "$BATS_TEST_TMPDIR/json"
	diff "$BATS_TEST_TMPDIR/text" <(head -n 1 "$results/lazy/latest/snapshots.csv" | tr -d '\r' | tr , '\n' | tail -n +10)
	equal "$("$pagelab" fields --markdown | awk -F'|' '{ print NF }' | sort -u | wc -l)" 1
	command -v python3 >/dev/null || skip "needs python3, to read JSON"
	"$pagelab" fields --json | python3 -c 'import json, sys; f = json.load(sys.stdin); assert all(c["moved"] in ("own", "shared") and c["unit"] and c["meaning"] for c in f)'
}

@test "help and version go to standard output with 0, and usage errors to standard error with 64" {
	for words in --help -h help --version "run --help" "run -h" "list --help" "fields --help" "check --help" "doctor --help" "clean --help"; do
		# shellcheck disable=SC2086 # words are words
		run bash -c '"$@" 2>/dev/null' bash "$pagelab" $words
		equal "$words $status" "$words 0"
		[ -n "$output" ] || equal "$words: nothing" "$words: something"
		equal "$(awk 'length > 100' <<<"$output")" ""
	done
	equal "$("$pagelab" --version | grep -cE '^pagelab [0-9]+\.[0-9]+\.[0-9]+$')" 1
	for words in "" "run" "nonsense" "run --nonsense" "check" "list more"; do
		# shellcheck disable=SC2086
		run bash -c '"$@" 2>/dev/null' bash "$pagelab" $words
		equal "$words $status $output" "$words 64 "
	done
}

@test "a fresh clone and a PATH of only the basic tools are enough for make lab-lazy" {
	git -C "$root" rev-parse >/dev/null 2>&1 || skip "this is no git checkout"
	git clone -q "$root" "$BATS_TEST_TMPDIR/clone"
	mkdir "$BATS_TEST_TMPDIR/bin"
	for tool in sh make cc gcc ar as ld rm mkdir touch find printf cat; do
		path=$(command -v "$tool") && [ -x "$path" ] && ln -s "$path" "$BATS_TEST_TMPDIR/bin/$tool"
	done
	run env -i PATH="$BATS_TEST_TMPDIR/bin" make -s -C "$BATS_TEST_TMPDIR/clone" lab-lazy
	equal "$status" 0
	says "RESULT  15 of 15 expectations hold."
	plain_and_narrow
	equal "$(git -C "$BATS_TEST_TMPDIR/clone" status --short)" ""
}

# by_hand N: N prompts are shown, and the lab waits.
by_hand() {
	local lab
	lab=$(alive "$root/build/labs/lazy" | head -n 1)
	lab=${lab%/exe}
	[ -n "$lab" ] && [ "$(grep -o 'Enter to go on' "$BATS_TEST_TMPDIR/out" | wc -l)" -eq "$1" ] && has_state "${lab#/proc/}" S
}

@test "by hand in a terminal, a lab waits for Enter at each step, and goes on one step for each" {
	command -v script >/dev/null || skip "needs script(1)"
	nobody_alive "$root/build/labs/lazy" || skip "another lazy runs by hand here"
	mkfifo "$keys"
	exec 9<>"$keys"
	launch bash -c 'exec script -qfec "$1 --size=4M" /dev/null <"$0"' "$keys" "$root/build/labs/lazy"
	for n in 1 2 3 4; do
		until_true 20 by_hand "$n"
		equal "$(grep -cE '^[0-9]  ' "$BATS_TEST_TMPDIR/out")" "$n"
		echo >&9
	done
	ended 0
	exec 9>&-
	equal "$(tr -d '\r' <"$BATS_TEST_TMPDIR/out" | awk 'length > 100' | wc -l)" 0
	equal "$(tr -d '[:print:]\r\n' <"$BATS_TEST_TMPDIR/out" | wc -c)" 0
	grep -q DIFFERS "$BATS_TEST_TMPDIR/out" && equal DIFFERS holds
	equal "$(grep -c 'holds' "$BATS_TEST_TMPDIR/out")" 15
}

@test "by hand without a terminal, a lab runs through, also at the end of a pipe and with nothing open" {
	for how in '"$0" --size=1M </dev/null' '"$0" --size=1M </dev/null | cat' 'echo | "$0" --size=1M' '"$0" --size=1M <&-' '"$0" --size=1M >/dev/null 2>&1 <&-'; do
		run bash -c "$how" "$root/build/labs/lazy"
		equal "$how $status" "$how 0"
		[[ $output != *"Enter to go on"* ]]
	done
	# A PAGELAB of somebody else's does not make it wait for a harness.
	run env PAGELAB=1:3 timeout 20 "$root/build/labs/lazy" --size=1M
	equal "$status" 0
	for size in abc 0 -1 99999999999G; do
		run "$root/build/labs/lazy" "--size=$size"
		equal "$size $status" "$size 64"
		says "expected a size"
	done
}

@test "a time series has points inside the steps, in order, in time, and never falls in faults" {
	"$pagelab" run lazy --size 300M --sample 1000 --quiet --results "$results"
	latest=$results/lazy/latest
	equal "$(csv "$latest/samples.csv" '{ if ($c["elapsed_ns"] <= t || $c["minflt_total"] < f || $c["seq"] < s) print; t = $c["elapsed_ns"]; f = $c["minflt_total"]; s = $c["seq"] }')" ""
	inside=$(csv "$latest/samples.csv" '$c["step"] == "memset"' | wc -l)
	echo "$inside samples inside memset, $(json "$latest" late_ticks) late"
	[ "$inside" -gt 20 ]
	[[ "$(json "$latest" late_ticks)" =~ ^[0-9]+$ ]]
	equal "$(json "$latest" samples_rows)" "$(csv "$latest/samples.csv" 1 | wc -l)"
	# Each lies between its step's edges.
	read -r from to <<<"$(csv "$latest/snapshots.csv" '$c["step"] == "memset" && $c["role"] == "lab" { printf "%s ", $c["elapsed_ns"] }')"
	equal "$(csv "$latest/samples.csv" '$c["step"] == "memset" && ($c["elapsed_ns"] < '"$from"' || $c["elapsed_ns"] > '"$to"')' | wc -l)" 0
	# And being sampled costs the lab no fault.
	equal "$(delta "$latest" memset minflt_total)" $((300 * 1048576 / page))
	run "$pagelab" check "$latest"
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

@test "what cannot be said because the disk is full is no success" {
	sample=$root/results/sample/lazy
	for command in list doctor fields --help --version "check $sample" "compare $sample $sample" "replay $sample" \
		"key --seed kim" "collect --out $BATS_TEST_TMPDIR/class $root/results/sample" "run lazy --size 8M --results $results"; do
		# shellcheck disable=SC2086 # words
		run bash -c '"$@" >/dev/full' - "$pagelab" $command
		equal "$command: $status" "$command: 74"
		says "not all that it said could be written"
	done
}

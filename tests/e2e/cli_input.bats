#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bats file_tags=beside
# What people type wrong, and what malice types: refused with what to type instead, and never run.

load ../../tests/suite

# refused CODE WORDS ARGUMENT…: one line that says the words, and no results.
refused() {
	local code=$1 words=$2
	shift 2
	run "$pagelab" "$@"
	equal "$* $status" "$* $code"
	says "$words"
	equal "$(find "$results" -type f 2>/dev/null)" ""
}

lazy() { refused "$1" "$2" run lazy "${@:3}" --results "$results"; }

@test "a size beyond the machine is refused with both figures and what to type" {
	lazy 64 "SIZE 99999G is too much: at most half of the" --size 99999G
	[[ ${lines[0]} =~ "half of the "[0-9.]+" "[KMGT]iB" that are available. Type: SIZE=" ]] || equal "${lines[0]}" "both figures"
	equal "${#lines[@]}" 1
	run make -s -C "$root" lab-lazy SIZE=99999G RESULTS="$results"
	equal "$status" 2
	says "SIZE 99999G is too much"
}

@test "sizes without sense are refused" {
	for size in abc 0 -1 '' 1X 1.5M ' 1M'; do lazy 64 "expected a size" --size "$size"; done
	lazy 64 "half" --size 99999G
	lazy 64 "too much" --size 9999T
	refused 64 "expected one lab" run lazy zeropage --results "$results"
}

@test "numbers of runs and samples without sense are refused with their range" {
	for word in 0 -1 x 1.5 1e3 '' ' 1' 10001 99999999999999999999; do
		lazy 64 "expected a whole number from 1 to 10000" --runs "$word"
		lazy 64 "expected a whole number from 1 to 10000" --sample "$word"
		equal "${#lines[@]}" 1
	done
	lazy 64 "from 1 to 10000" --sample 20000
	for variable in RUNS=0 SAMPLE=0 SAMPLE=20000 RUNS=many; do
		run make -s -C "$root" lab-lazy "$variable" RESULTS="$results"
		equal "$variable $status" "$variable 2"
		says "from 1 to 10000"
	done
	lazy 64 "expected an id of 1 to 64 bytes" --seed "$(printf '%65s' x)"
	lazy 64 "expected a size" --limit x
}

@test "a size for a lab that takes none is refused, and leaves no folder" {
	bad_labs
	run "$bad" run short-steps --size 64M
	equal "$status" 64
	says "SIZE means nothing to this lab"
	equal "$(find "$tree/results" -mindepth 2)" ""
}

@test "what is no lab, no command or no option is named" {
	for name in nosuch LAZY 'lazy ' ' lazy' '' / . .. ../lazy lazy/ lazy/../lazy ./lazy 'lazy;ls' '%s%s%n' "$(printf '%300s' x)" $'la\nzy'; do
		refused 64 'there is no lab' run "$name" --results "$results"
	done
	refused 64 "there is no command nonsense" nonsense
	refused 64 nonsense run --nonsense
	refused 64 nonsense run lazy --nonsense
	refused 64 "expected one lab" run --results "$results"
	refused 64 "expected one lab" run --results "$results" lazy faults
	refused 64 "expected one lab" run --results "$results" --all lazy
	refused 64 "expected one lab" run --results "$results" --
	refused 64 "" run lazy --size
	refused 64 "" list more
	refused 64 "" fields --yaml
	refused 64 "" check
	refused 64 "" check a b
}

# Words that would make a file x if any shell, or make, took them for more than text.
hostile() {
	local x=$BATS_TEST_TMPDIR/x
	printf '%s\n' "\$(touch $x)" "\`touch $x\`" "1M; touch $x" "1M\" ; touch $x ; \"" "'; touch $x ; '" "1M && touch $x" \
		"1M | touch $x" "\$(shell touch $x)" "\$\$(touch $x)" "\${IFS}; touch $x" "--size=1M; touch $x" "-n \$(touch $x)" "1M #; touch $x" "'\$(touch $x)"
}

@test "what is typed behind any variable of make is text, in the command or the environment" {
	while IFS= read -r words; do
		for variable in SIZE LIMIT RUNS SAMPLE; do
			run make -s -C "$root" lab-lazy "$variable=$words" RESULTS="$results"
			equal "$variable=$words: $status" "$variable=$words: 2"
			says expected
			run env "$variable=$words" make -s -C "$root" lab-lazy RESULTS="$results"
			equal "in the environment $variable=$words: $status" "in the environment $variable=$words: 2"
		done
	done < <(hostile)
	[ ! -e "$BATS_TEST_TMPDIR/x" ]
}

@test "SEED, RESULTS and PAUSE take any text, and make of it what it says; but no # in a SEED" {
	while IFS= read -r words; do
		if [[ $words == *#* ]]; then
			run make -s -C "$root" lab-lazy SIZE=1M "SEED=$words" RESULTS="$results" </dev/null
			equal "$words: $status" "$words: 2"
			says "expected an id without #"
		fi
		run make -s -C "$root" lab-lazy SIZE=1M "SEED=${words//\#/}" "RESULTS=$results/${words//\//:}" PAUSE="$words" </dev/null
		equal "$words: $status" "$words: 0"
		[ -f "$results/${words//\//:}/lazy/latest/run.json" ]
	done < <(hostile)
	[ ! -e "$BATS_TEST_TMPDIR/x" ]
}

@test "make with a lab that does not exist says so and ends with 2, whatever its name" {
	for name in nosuch 'x;touch x' '$(touch x)' '`touch x`' '$(shell touch x)' '"' "'" '&' '*' '..'; do
		run make -s -C "$root" "lab-$name" RESULTS="$results"
		equal "lab-$name $status" "lab-$name 2"
		says "there is no lab"
	done
	# make itself has no rule for a name with a slash
	run make -s -C "$root" lab-../lazy RESULTS="$results"
	equal "$status" 2
	[ ! -e "$root/x" ] && [ ! -e "$results" ]
}


#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bats file_tags=beside
# The page map on the screen: its counts are those of pages.csv, and it is drawn only where it says something.

load ../../tests/suite

setup_file() {
	unset MAP
	built
	MAP=1 SIZE=8M make -s -C "$root" lab-lazy NO_COLOR=1 "RESULTS=$results" >"$BATS_FILE_TMPDIR/lazy"
}

setup() {
	unset MAP
	latest=$BATS_FILE_TMPDIR/results/lazy/latest
	output=$(<"$BATS_FILE_TMPDIR/lazy")
	pages=$((8 * 1048576 / page))
}

# map_of STEP: the lines of the step's map, from its title line on.
map_of() { awk -v step="$1" '/^[0-9]+  / { on = $2 == step } on && /^   map: / { map = 1 } /^   >/ { map = 0 } on && map' <<<"$output"; }

# drawn STEP STATE: the counts of the legend, before and after.
drawn() { map_of "$1" | tr -d , | awk -v word="$2" '$2 == word { print $3, $6 }'; }

# written STEP STATE: the same, from pages.csv.
written() {
	csv "$latest/pages.csv" '$c["step"] == step && $c["state"] == word { n[$c["edge"]] += $c["pages"] } END { print n["before"] + 0, n["after"] + 0 }' \
		-v step="$1" -v word="$2"
}

@test "before memset all pages but one are absent, after it all are present" {
	equal "$(drawn memset absent)" "$pages 0"
	equal "$(drawn memset present)" "1 $((pages + 1))"
	equal "$(drawn free present)" "$((pages + 1)) 0"
	equal "$(drawn free absent)" "0 $((pages + 1))"
}

@test "the counts are those of pages.csv" {
	for step in memset free; do
		for state in absent present; do
			equal "$step $state $(drawn $step $state)" "$step $state $(written $step $state)"
		done
		equal "$(map_of $step | grep -cE '^   [.0#Hfs] [a-z]+ ')" 2
	done
}

@test "there are as many characters as pages fill, and the addresses are the region's" {
	scale=$(map_of free | sed -n 's/.*one character = \([0-9,]*\) pages.*/\1/p' | tr -d ,)
	equal "$(map_of free | grep -oE '^   #+  ' | tr -cd '#' | wc -c)" $(((pages + scale) / scale))
	[ "$(map_of free | grep -cE '^   #+  ')" -le 16 ]
	start=$(csv "$latest/pages.csv" '$c["step"] == "free" && $c["edge"] == "before" { print $c["start"] }')
	equal "$(map_of free | grep -o 'first page .*')" \
		"first page $(printf '%#x' "$start"), last page $(printf '%#x' $((start + pages * page)))"
}

@test "a step that changes nothing has no map but a line, and one without a region has nothing" {
	equal "$(map_of memset-again)$(map_of malloc)" ""
	equal "$(grep -c 'the map did not change' <<<"$output")" 1
	equal "$(grep -c '^   map: ' <<<"$output")" 2
}

@test "it is plain, at most 100 columns wide, and its colours only repeat its letters" {
	output=${output//"$BATS_FILE_TMPDIR/results"/results}
	equal "$(tr -d '[:print:]\n' <<<"$output" | od -An -c)" ""
	equal "$(awk 'length > 100' <<<"$output")" ""
	run env -u NO_COLOR "$pagelab" run zeropage --size 1M --map --color --results "$results"
	[[ $output == *$'\033['* ]] || equal "no escape" "an escape"
	painted=$(printf '%s\n' "$output" | sed 's/\x1b\[[0-9;]*m//g' | sed -n '/^   map: /,/^   >/p' | grep -v 0x)
	run "$pagelab" run zeropage --size 1M --map --no-color --results "$results"
	equal "$(sed -n '/^   map: /,/^   >/p' <<<"$output" | grep -v 0x)" "$painted"
}

@test "without MAP, with --quiet and with --json there is no map, and a lab without a region has none" {
	run env NO_COLOR=1 "$pagelab" run lazy --size 1M --results "$results"
	equal "$status $(grep -c 'map: \|the map' <<<"$output")" "0 0"
	run "$pagelab" run lazy --size 1M --map --quiet --results "$results"
	equal "$status$output" 0
	run "$pagelab" run lazy --size 1M --map --json --results "$results"
	equal "$status $(grep -c 'map: \|the map' <<<"$output")" "0 0"
	run "$pagelab" run ctxswitch --map --no-color --results "$results"
	skip_with_lab
	equal "$(csv "$results/ctxswitch/latest/pages.csv" 1)" ""
	equal "$(grep -c 'map: \|the map' <<<"$output")" 0
}

@test "the map moves none of the lab's counters: the ledger holds as without it" {
	says "RESULT  15 of 15 expectations hold."
	says "an empty step moved 0 of "
	run "$pagelab" check "$latest"
	equal "$status" 0
}

@test "help says how to have it" {
	run "$pagelab" run --help
	says "  --map  "
	run make -s -C "$root" help
	equal "$(grep MAP=1 <<<"$output" | awk 'length <= 100' | wc -l)" 1
}

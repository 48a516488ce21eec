#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# What is the same for every lab that misbehaves: one line that says what went wrong and where, files
# that pagelab check agrees with, and nobody left.

load ../../tests/suite

setup() {
	bad_labs
}

@test "a lab that waits for a child that never ends is ended with it" {
	run "$bad" run waits-for-child
	equal "$status" 1
	says "more than 1 s in step for-child"
	equal "$(json "$tree/results/waits-for-child/latest" outcome)" hung
	equal "$(alive "$root/build/tests/labs/waits-for-child")" ""
}

@test "a lab that stops itself in a step is continued, and its numbers hold" {
	run "$bad" run stops-itself
	equal "$status" 0
	says "1 of 1 expectations hold"
	equal "$(json "$tree/results/stops-itself/latest" foreign_stops)" 3
}

@test "a step that is left out is named with its reason, and what was expected of it is forgotten" {
	run "$bad" run leaves-out
	equal "$status" 0
	says "2 of 2 expectations hold"
	says "there is no second"
	grep -q '"step": "second"' "$tree/results/leaves-out/latest/run.json"
	equal "$(csv "$tree/results/leaves-out/latest/steps.csv" '$c["step"] == "second"')" ""
}

# says_once LAB CODE WORDS: quiet, it says them in one line on stderr, and nothing else.
says_once() {
	local code=0
	"$bad" run --quiet "$1" >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err" || code=$?
	equal "$1 $code" "$1 $2"
	equal "$(cat "$BATS_TEST_TMPDIR/out")" ""
	equal "$(wc -l <"$BATS_TEST_TMPDIR/err") line: $(grep -o "^$1: .*$3" "$BATS_TEST_TMPDIR/err" | sed "s/.*$3/$3/")" "1 line: $3"
	equal "$(alive "$root/build/tests/labs/$1")" ""
}

@test "what went wrong is one line on stderr that names the step, however quiet the run" {
	says_once crash 1 "in step boom"
	says_once exits 1 "in step gives-up"
	says_once never-stops 1 "in step forever"
	says_once waits-for-child 1 "in step for-child"
	says_once no-step 1 "no step"
	says_once unknown-column 1 "vm_rss_kb"
	says_once skips 77 "what no machine has"
}

@test "what a lab expects of nobody, or of what it never measures, is its mistake and no pass" {
	says_once unknown-role 1 "of wroker in step alone"
	says_once unknown-measure 1 "of m:never in step forgets"
}

@test "children of every kind have their rows, and one that stopped itself is not woken" {
	"$bad" run --quiet relatives
	latest=$tree/results/relatives/latest
	equal "$(json "$latest" hold)" 5
	for role in child sleeper dead; do # an orphan has no name of its own
		equal "$role $(csv "$latest/snapshots.csv" '$c["step"] == "look" && $c["edge"] == "after"' | grep -c ",$role,")" \
			"$role 1"
	done
	equal "$(csv "$latest/snapshots.csv" '$c["role"] == "dead" { print $c["minflt_total"] != "", $c["oom_score"], $c["vm_rss_kib"] }' |
		sort -u)" "1  "
}

@test "a lab may measure, name and leave out as much as it likes: nothing is lost" {
	"$bad" run --quiet many
	latest=$tree/results/many/latest
	equal "$(json "$latest" hold)" 100
	equal "$(csv "$latest/pages.csv" '$c["step"] == "measures" && $c["edge"] == "after"' | wc -l)" 20
	equal "$(grep -c left-out "$latest/run.json")" 20
	equal "$("$bad" run many | grep -c 'left out: there are enough')" 20
}

@test "a curve of a hundred points is shown in twenty lines, the last point among them" {
	run "$bad" run many --no-color
	says "rises, by what was varied (not every point: measures.csv has all)"
	equal "$(grep -cE '^ +[0-9,]+ \|#* *\| +[0-9.]+ ns$' <<<"$output")" 20
	says "                100 |################################################|        250 ns"
	equal "$(csv "$tree/results/many/latest/measures.csv" '$c["name"] == "rises"' | wc -l)" 100
}

@test "a theory that does not hold is told even to the quiet" {
	says_once wrong 1 "in step nothing"
}

@test "run.json, and --json, tell the exit code that the run had" {
	for lab in crash exits leaves never-stops wrong rubbish stops-itself leaves-out floods; do
		code=0
		"$bad" run --quiet "$lab" || code=$?
		equal "$lab $(json "$tree/results/$lab/latest" exit_code)" "$lab $code"
		equal "$lab $("$bad" run --json "$lab" | awk -F'[ ,]+' '$2 == "\"exit_code\":" { print $3 }')" "$lab $code"
	done
}

@test "pagelab check agrees with every run that ended by itself, and with no other" {
	while read -r lab code; do
		"$bad" run --quiet "$lab" || true
		run "$bad" check "$tree/results/$lab/latest"
		equal "$lab $status" "$lab $code"
	done <<-END
		crash 0
		exits 0
		stops-itself 0
		leaves-out 0
		orphans 0
		wrong 1
		never-stops 1
		unknown-column 1
	END
}

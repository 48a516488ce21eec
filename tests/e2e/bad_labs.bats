#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Labs that crash, hang, flood, fork or lie: each gets one line that says what went wrong and where, the right exit code,
# and files that pagelab check agrees with; and nobody is left.

load ../../tests/suite

setup() {
	bad_labs
}

# ends LAB CODE OUTCOME WORDS: one run of a misbehaving lab.
ends() {
	run "$bad" run "$1"
	equal "$status" "$2"
	equal "$(json "$tree/results/$1/latest" outcome)" "$3"
	says "$4"
	equal "$(alive "$root/build/tests/labs/$1")" ""
	whole_rows "$tree/results/$1/latest"
}

@test "a lab that crashes in a step is named with the step and the signal" {
	ends crash 1 crashed "killed by signal 11"
	says "in step boom"
}

@test "a lab that ends with an error in a step is named with its exit code" {
	ends exits 1 failed "exit code 3 in step gives-up"
}

@test "a step that is left by break is found out" {
	ends leaves 1 failed "step next began inside step left"
}

@test "a lab that never stops is ended after its timeout" {
	ends never-stops 1 hung "more than 1 s in step forever"
}

@test "a theory that does not hold is exit 1 and the word DIFFERS" {
	ends wrong 1 deviates DIFFERS
	run "$bad" check "$tree/results/wrong/latest"
	equal "$status" 1
	says "1 differ"
}

@test "5000 measures in one step all arrive, and cost the lab no fault" {
	ends floods 0 holds "2 of 2 expectations hold"
	equal "$(tail -n +2 "$tree/results/floods/latest/measures.csv" | wc -l)" 5000
	run "$bad" check "$tree/results/floods/latest"
	equal "$status" 0
}

@test "what is no message is counted, and the run does not pass" {
	ends rubbish 1 failed "no message"
	[ "$(json "$tree/results/rubbish/latest" bad_messages)" -gt 0 ]
}

@test "a thousand children are held still, have their rows, and are gone afterwards" {
	ends children 0 holds "2 of 2 expectations hold"
	latest=$tree/results/children/latest
	equal "$(delta "$latest" touch minflt_total)" $((4 * 1048576 / page))
	equal "$(csv "$latest/snapshots.csv" '$c["step"] == "touch" && $c["edge"] == "after" && $c["role"] ~ /^child/' | wc -l)" 1000
	run "$bad" check "$latest"
	equal "$status" 0
}

@test "children that detach in every way do not outlive the run" {
	ends orphans 0 holds ""
}

@test "a lab that is killed with a full folder leaves none, and nobody else's is touched" {
	export TMPDIR=$BATS_TEST_TMPDIR
	mkdir "$TMPDIR/pagelab-1-abcdef" "$TMPDIR/pagelab-abcdef" "$TMPDIR/elsewhere"
	touch "$TMPDIR/elsewhere/kept"
	ends leaves-folder 1 crashed "killed by signal 9"
	equal "$(cd "$TMPDIR" && echo pagelab-*)" "pagelab-1-abcdef pagelab-abcdef"
	# What a killed harness left: of a process that is no more, and a link that only looks like it.
	mkdir -p "$TMPDIR/pagelab-2147483647-abcdef/full/of" && touch "$TMPDIR/pagelab-2147483647-abcdef/it"
	ln -s elsewhere "$TMPDIR/pagelab-2147483646-abcdef"
	run "$bad" clean
	equal "$status" 0
	says "1 temporary folder removed"
	equal "$(cd "$TMPDIR" && echo pagelab-*)" "pagelab-1-abcdef pagelab-2147483646-abcdef pagelab-abcdef"
	[ -e "$TMPDIR/elsewhere/kept" ]
}

@test "an expectation of a column that does not exist is named" {
	ends unknown-column 1 failed vm_rss_kb
	says "pagelab fields"
}

@test "a step with the lab's own name, and a lab without steps, are refused" {
	ends own-name 1 failed "not the lab's own"
	ends null-step 1 failed "no step can be called null"
	ends no-step 1 failed "no step"
}

@test "a lab that skips itself is exit 77 with its reason, and leaves no folder" {
	run "$bad" run skips
	equal "$status" 77
	says "what no machine has"
	equal "$(find "$tree/results" -mindepth 2)" ""
}

@test "hostile names do no harm in a spreadsheet or a terminal" {
	run "$bad" run escapes
	equal "$status" 0
	# What the lab itself prints is its own; what pagelab prints of it is clean.
	equal "$(printf '%s\n' "${lines[@]:1}" | tr -d '[:print:]\n' | wc -c)" 0
	latest=$tree/results/escapes/latest
	equal "$(cat "$latest"/*.csv | tr -d '[:print:]\r\n' | wc -c)" 0
	equal "$(tail -n +2 "$latest/measures.csv" | grep -cE ',(=|@|-a)')" 0
	run "$bad" check "$latest"
	equal "$status" 0
}

@test "a child that never rests stands still at an edge" {
	lab=$root/build/tests/labs/busy-child
	mkfifo "$BATS_TEST_TMPDIR/enter"
	"$bad" run busy-child --pause <"$BATS_TEST_TMPDIR/enter" >"$BATS_TEST_TMPDIR/out" 2>&1 &
	harness=$!
	exec 7>"$BATS_TEST_TMPDIR/enter"
	at_edge() { grep -q 'Enter to start' "$BATS_TEST_TMPDIR/out"; }
	until_true 10 at_edge
	# Held before the pause began, the lab and its child: so now, and in a while.
	for _ in $(seq 200); do
		states=$(for exe in $(alive "$lab"); do sed 's/.*) //; s/ .*//' "${exe%exe}stat"; done | sort | uniq -c | xargs)
		equal "$states" "2 T"
	done
	echo >&7
	exec 7>&-
	wait "$harness"
	equal "$(json "$tree/results/busy-child/latest" outcome)" holds
	equal "$(alive "$lab")" ""
	# Born after the empty step: a row of it at both edges of the one that follows.
	equal "$(csv "$tree/results/busy-child/latest/snapshots.csv" '$c["role"] == "busy"' | wc -l)" 2
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

#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Labs that crash, hang, flood, fork or lie: each gets one clear line, the right exit code, and
# leaves nothing behind.

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

@test "a lab that is killed from outside in a step is a crash, not a result" {
	"$bad" run waits >"$BATS_TEST_TMPDIR/out" 2>&1 &
	harness=$!
	lab=$root/build/tests/labs/waits
	until_true 10 is_in_step "$lab" waiting
	pid=$(alive "$lab" | cut -d/ -f3)
	kill -KILL "$pid"
	code=0
	wait "$harness" || code=$?
	equal "$code" 1
	grep -q 'killed by signal 9' "$BATS_TEST_TMPDIR/out"
	equal "$(json "$tree/results/waits/latest" outcome)" crashed
}

@test "stops and continues from outside never make a wrong number pass" {
	lab=$root/build/tests/labs/short-steps
	disturbed=0 exact=0 end=$((SECONDS + 20))
	while [ "$SECONDS" -lt "$end" ]; do
		"$bad" run short-steps --quiet >"$BATS_TEST_TMPDIR/said" 2>&1 &
		harness=$!
		while kill -0 "$harness" 2>/dev/null; do
			for exe in $(alive "$lab"); do
				pid=${exe#/proc/}
				pid=${pid%/exe}
				for _ in 1 2 3 4 5 6 7 8; do
					kill -STOP "$pid" 2>/dev/null || true
					kill -CONT "$pid" 2>/dev/null || true
				done
			done
		done
		code=0
		wait "$harness" || code=$?
		latest=$tree/results/short-steps/latest
		read -r wrong steps <<<"$(csv "$latest/steps.csv" '$c["column"] == "minflt_total" && $c["role"] == "lab" && $c["seq"] > 0 {
			steps++; wrong += $c["delta"] != 8 } END { print wrong + 0, steps + 0 }')"
		case "$code $(json "$latest" outcome)" in
		# Not joined by &&: a failure on its left would not fail the test.
		'0 holds')
			equal "$wrong of $steps" "0 of 100"
			exact=$((exact + 1))
			;;
		'1 disturbed') disturbed=$((disturbed + 1)) ;;
		*)
			echo "wanted 0 and holds, or 1 and disturbed, found $code and $(json "$latest" outcome), where it said:"
			cat "$BATS_TEST_TMPDIR/said" "$latest/run.json"
			return 1
			;;
		esac
	done
	echo "$exact exact, $disturbed disturbed"
	[ $((exact + disturbed)) -gt 10 ]
}

@test "Ctrl-C in a step ends everything: 130, and a partial folder with whole rows" {
	lab=$root/build/tests/labs/waits
	for signal in INT TERM; do
		"$bad" run waits --quiet &
		harness=$!
		until_true 10 is_in_step "$lab" waiting
		kill -"$signal" "$harness"
		code=0
		wait "$harness" || code=$?
		equal "$code" 130
		equal "$(alive "$lab")" ""
	done
	equal "$(find "$tree/results/waits" -name '*.partial' | wc -l)" 2
	for folder in "$tree"/results/waits/*.partial; do
		whole_rows "$folder"
		run "$bad" check "$folder"
		[ "$status" -ne 0 ]
	done
}

@test "a harness that is killed takes its lab with it within a second" {
	lab=$root/build/tests/labs/waits
	"$bad" run waits --quiet &
	harness=$!
	until_true 10 is_in_step "$lab" waiting
	kill -KILL "$harness"
	wait "$harness" || true
	until_true 2 nobody_alive "$lab"
	whole_rows "$tree"/results/waits/*.partial
}

@test "Ctrl-Z and fg in the middle of twenty runs lose nothing" {
	set -m
	"$pagelab" run lazy --size 16M --runs 20 --results "$results" >"$BATS_TEST_TMPDIR/out" &
	job=$!
	set +m
	while kill -0 "$job" 2>/dev/null; do
		kill -TSTP -- "-$job" 2>/dev/null || true
		stopped() { ! kill -0 "$job" 2>/dev/null || grep -qs '^State:.[TZ]' "/proc/$job/status"; }
		until_true 5 stopped
		kill -CONT -- "-$job" 2>/dev/null || true
		running() { ! grep -qs '^State:.T' "/proc/$job/status"; }
		until_true 5 running
	done
	wait "$job"
	equal "$(tail -n 1 "$BATS_TEST_TMPDIR/out")" "RUNS    20 of 20 as expected"
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

# spoilt FILE: a recorded run of one's own, without that file.
spoilt() {
	rm -rf "$spoilt"
	cp -R "$root/results/sample/lazy" "$spoilt"
	rm "$spoilt/$1"
}

# refused FILE WHY: whoever reads the run says at once what is wrong with the file.
refused() {
	local command
	for command in check replay "compare $root/results/sample/lazy" "report --out $tree/report"; do
		# shellcheck disable=SC2086 # words
		run timeout 20 "$pagelab" $command "$spoilt"
		if [ "$status" -eq 0 ] || [ "$status" -ge 124 ]; then
			echo "$command, $1: exit code $status"
			return 1
		fi
		says "$1: $2"
	done
}

@test "a pipe and a file without end in a run's folder keep nobody waiting, and are named" {
	spoilt=$BATS_TEST_TMPDIR/spoilt
	for file in run.json steps.csv measures.csv samples.csv pages.csv; do
		spoilt "$file"
		mkfifo "$spoilt/$file"
		refused "$file" "it is no ordinary file"
		spoilt "$file"
		truncate -s 1T "$spoilt/$file"
		refused "$file" "it has more than 32 MiB"
	done
	spoilt snapshots.csv
	mkfifo "$spoilt/snapshots.csv"
	run timeout 20 "$pagelab" check "$spoilt"
	says "snapshots.csv: it is no ordinary file"
	mkdir -p "$results/lazy"
	mv "$spoilt" "$results/lazy/20261122T215645Z-pc-1-01"
	run timeout 20 "$pagelab" submit --seed kim "$results"
	[ "$status" -lt 124 ]
}

# forged FILE ROWS PROGRAM: a recorded run with so many rows in that file, as awk prints row i.
forged() {
	spoilt "$1"
	head -n 1 "$root/results/sample/lazy/$1" >"$spoilt/$1"
	awk -v n="$2" -v run="$(json "$spoilt" run_id)" 'BEGIN { for (i = 0; i < n; i++) '"$3"' }' >>"$spoilt/$1"
	sed -i "s/\"${1%.csv}_rows\": [0-9]*/\"${1%.csv}_rows\": $2/" "$spoilt/run.json"
}

@test "300000 measures of as many names are read in the time that reading takes" {
	spoilt=$BATS_TEST_TMPDIR/spoilt
	forged measures.csv 300000 'printf "%s,lazy,1,reserve,n%d,,%d,address\r\n", run, i, i'
	for command in check replay "compare $root/results/sample/lazy"; do
		# shellcheck disable=SC2086 # words
		run timeout 20 "$pagelab" $command "$spoilt"
		equal "$status" 0
	done
}

@test "what cannot be said because the disk is full is no success" {
	sample=$root/results/sample/lazy
	for command in list doctor fields --help --version "check $sample" "compare $sample $sample" "replay $sample" \
		"key --seed kim" "collect --out $tree/class $root/results/sample" "run lazy --size 8M --results $results"; do
		# shellcheck disable=SC2086 # words
		run bash -c '"$@" >/dev/full' - "$pagelab" $command
		equal "$command: $status" "$command: 74"
		says "not all that it said could be written"
	done
}

@test "texts of a foreign lab do nothing to a terminal, and a pipe among them keeps nobody waiting" {
	rm "$tree/labs" && mkdir -p "$tree/labs/red" "$tree/labs/pipe" && ln -s "$root/harness" "$tree/harness"
	printf 'summary \033[31mred\n' >"$tree/labs/red/lab.conf"
	printf 'msgid "?[31mred"\nmsgstr "\033[32mgreen"\n' >"$tree/labs/red/ko.po"
	printf 'summary none\n' >"$tree/labs/pipe/lab.conf"
	mkfifo "$tree/labs/pipe/ko.po"
	for language in en ko; do
		run env PAGELAB_LANG="$language" timeout 20 "$bad" list
		equal "$language $status" "$language 0"
		equal "$(tr -dc '\033' <<<"$output" | wc -c)" 0
	done
	says "?[32mgreen"
	says "$tree/labs/pipe/ko.po: 일반 파일이 아닙니다"
}

@test "curves without number are drawn in the time that reading takes, and steps without number refused" {
	spoilt=$BATS_TEST_TMPDIR/spoilt
	mkdir "$tree/report"
	forged measures.csv 300000 'printf "%s,lazy,1,reserve,n%d,1,%d,KiB\r\n", run, i, i'
	run timeout 20 "$pagelab" report --out "$tree/report" "$spoilt"
	equal "$status" 0
	forged steps.csv 1001 'printf "%s,lazy,%d,reserve,lab,vm_size_kib,1,1,0,,,,,\r\n", run, i'
	for command in replay "report --out $tree/report" "compare $root/results/sample/lazy"; do
		# shellcheck disable=SC2086 # words
		run timeout 20 "$pagelab" $command "$spoilt"
		equal "$status" 69
		says "steps.csv: it has more than 1000 steps"
	done
}

@test "80000 snapshots of as many processes are checked in the time that reading takes" {
	spoilt=$BATS_TEST_TMPDIR/spoilt
	# What was seen, and before it what is nobody's.
	blanks=$(head -n 1 "$root/results/sample/lazy/snapshots.csv" | tr -dc , | cut -c 9-)
	forged snapshots.csv 80000 'printf "%s,lazy,0,null,before,r%d,1,%d,x'"$blanks"'\r\n", run, i, i'
	tail -n +2 "$root/results/sample/lazy/snapshots.csv" >>"$spoilt/snapshots.csv"
	rows=$(($(wc -l <"$spoilt/snapshots.csv") - 1))
	sed -i "s/\"snapshots_rows\": [0-9]*/\"snapshots_rows\": $rows/" "$spoilt/run.json"
	run timeout 10 "$pagelab" check "$spoilt"
	equal "$status" 0
	says "$rows snapshots"
}

#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bats file_tags=beside
# replay: a recorded run, on the screen of a live one.

load ../../tests/suite

setup_file() {
	built
	"$pagelab" run lazy --size 7M --results "$BATS_FILE_TMPDIR" >"$BATS_FILE_TMPDIR/live"
}

setup() {
	sample=$root/results/sample
	copy=$BATS_TEST_TMPDIR/copy
}

# ledger: standard input from the lab's first line on, without where its files are.
ledger() { sed -n '/^[a-z][a-z0-9-]*: /,$p' | sed '/^FILES /d'; }

# state FOLDER: each file, what is in it and when it was changed.
state() { (cd "$1" && find . -type f -exec cksum {} + -o -printf '%p %T@\n' && find . -printf '%p %T@\n') | sort; }

# unharmed: of the last run: no escape, no crash, no sanitizer.
unharmed() {
	[ "$status" -eq 0 ] || [ "$status" -eq 69 ] || equal "$status" "0 or 69"
	equal "$(tr -d '[:print:]\n' <<<"$output" | od -An -c)" ""
	[[ $output != *"runtime error"* && $output != *Sanitizer* ]]
}

@test "it is the screen of the live run, and says first whose recording it is" {
	run "$pagelab" replay "$BATS_FILE_TMPDIR/lazy/latest"
	equal "$status" 0
	diff <(ledger <"$BATS_FILE_TMPDIR/live") <(ledger <<<"$output")
	says "RESULT  15 of 15"
	[[ ${lines[0]} == "RECORDED, not live | "*" | Linux $(uname -r) | 20"* ]]
	says "$(json "$BATS_FILE_TMPDIR/lazy/latest" run_id)"
}

@test "the sample of lazy is the block of the README, to the letter" {
	cd "$BATS_TEST_TMPDIR" || return
	mkdir -p results/lazy
	cp -R "$sample/lazy" results/lazy/latest
	diff <(awk '/^```/ { on = 0 } /^lazy: Is memory/ { on = 1 } on' "$root/README.md") \
		<("$pagelab" replay results/lazy/latest | tail -n +2)
	run "$pagelab" replay "$sample/lazy"
	equal "${lines[0]}" "RECORDED, not live | pc07 | Linux 6.18.44 | 2026-11-23T15:42:14Z | $(json "$sample/lazy" run_id)"
}

@test "the sample of oom has its curve, its autopsy and its room, from the files alone" {
	run "$pagelab" replay "$sample/oom"
	equal "$status" 0
	for words in "A room of 64 MiB = 16,384 pages of 4 KiB, no swap | cgroup v1, made by libcgroup" \
		"X 100 %      16,266 KILLED" "signal 9 (SIGKILL)" "oom_kill counter +1" "= in all  " "holds, exact" \
		"the room's OOM event, 4.2 ms later memory gone, 11.6 ms later reaped" "Killed process 16494 (touch)" \
		"MemAvailable 22.3 GiB before" "RESULT  5 of 5 expectations hold." "Not malloc but the first touch"; do
		says "$words"
	done
	equal "$(grep -c ' ms |#' <<<"$output")" 7
	equal "$(grep -v "^FILES" <<<"$output" | awk 'length > 100')" ""
}

@test "--pause tells of each step and waits; at the end of a pipe it goes on" {
	run bash -c 'yes "" | head -n 2 | "$0" replay --pause "$1"' "$pagelab" "$sample/lazy"
	equal "$status" 0
	equal "$(grep -c 'Enter to start' <<<"$output")" 4
	diff <("$pagelab" replay "$sample/lazy") <(grep -v 'Enter to start' <<<"$output")
	mkfifo "$BATS_TEST_TMPDIR/keys"
	exec 9<>"$BATS_TEST_TMPDIR/keys"
	"$pagelab" replay --pause "$sample/lazy" <&9 >"$BATS_TEST_TMPDIR/out" 9<&- &
	job=$!
	for n in 1 2 3 4; do
		until_true 10 grep -q "^$n  " "$BATS_TEST_TMPDIR/out"
		equal "$(grep -c 'Enter to start' "$BATS_TEST_TMPDIR/out")" "$n"
		echo >&9
	done
	wait "$job"
	exec 9<&-
	grep -q '^RESULT' "$BATS_TEST_TMPDIR/out"
}

@test "nothing is run, written or changed, and a folder that may not be written is played too" {
	cp -rL "$sample/oom" "$copy"
	mkdir "$BATS_TEST_TMPDIR/here"
	before=$(state "$copy") results=$(find "$root/results" | sort)
	chmod -R a-w "$copy"
	(cd "$BATS_TEST_TMPDIR/here" && "$pagelab" replay "$copy" >/dev/null)
	equal "$(state "$copy")" "$before"
	equal "$(find "$root/results" | sort)" "$results"
	equal "$(ls -A "$BATS_TEST_TMPDIR/here")" ""
	chmod -R u+w "$copy"
	command -v strace >/dev/null || skip "needs strace"
	run strace -f -e trace=execve,clone,clone3,fork,vfork,mkdir,mkdirat,unlink,unlinkat,rename,kill "$pagelab" replay "$copy"
	equal "$(grep -cE '^(\[pid.*\] )?(clone|clone3|fork|vfork|mkdir|mkdirat|unlink|unlinkat|rename|kill)\(' <<<"$output")" 0
	equal "$(grep -c 'execve(' <<<"$output")" 1
}

@test "the machine's words are the recording's: pages, kernel, swap, huge pages" {
	cp -rL "$sample/lazy" "$copy"
	sed -i 's/"page_size_bytes": 4096/"page_size_bytes": 16384/; s/"6.18.44"/"5.4.0-x"/; s/"swap_total_kib": 0/"swap_total_kib": 9/;
		s/"thp_off": true/"thp_off": false/; s/"x86_64"/"aarch64"/; s/"virtual_machine": false/"virtual_machine": true/' "$copy/run.json"
	run "$pagelab" replay "$copy"
	says "100 MiB = 6,400 pages of 16 KiB | Linux 5.4 aarch64 in a VM | swap on | huge pages as they are set"
	sed -i 's/"swap_total_kib": 9/"swap_total_kib": null/' "$copy/run.json"
	run "$pagelab" replay "$copy"
	says "swap not known"
}

@test "a lab that is not here is played without sentences, death and all" {
	cp -rL "$sample/oom" "$copy"
	sed -i 's/"lab": "oom"/"lab": "nowhere"/' "$copy/run.json"
	sed -i '2,$ s/,oom,/,nowhere,/' "$copy"/*.csv
	run "$pagelab" replay "$copy"
	equal "$status" 0
	says "nowhere: not a lab of this copy"
	says "AUTOPSY"
	says "RESULT  5 of 5 expectations hold."
	equal "$(grep -c '^   > \|min$\|^ASK' <<<"$output")" 0
}

# meaning LAB STEP: as lab.conf has it.
meaning() { sed -n "s/^means *$2  *//p" "$root/labs/$1/lab.conf"; }

@test "a step that dies has its sentence of meaning behind the autopsy, unless somebody else killed it" {
	[ -n "$(meaning oom touch)" ]
	run "$pagelab" replay "$sample/oom"
	equal "$status" 0
	equal "$(sed -n '/^AUTOPSY/,/^AND THE OTHERS/p' <<<"$output" | grep '^   > ')" "   > $(meaning oom touch)"
	equal "$(grep -c '^   > ' <<<"$output")" 2
	# the same run, had nothing counted its death
	cp -rL "$sample/oom" "$copy"
	sed -i '/,touch,group,cg_oom_kill_total,/s/,0,1,1,/,0,0,0,/' "$copy/steps.csv"
	run "$pagelab" replay "$copy"
	says "the counter did not move: somebody else killed it"
	equal "$(grep -c '^   > ' <<<"$output")" 1
}

@test "a recording that was changed is played, and said to be changed, first and on stderr" {
	cp -rL "$sample/lazy" "$copy"
	sed -i 's/,memset,lab,minflt_total,184,25784,25600,/,memset,lab,minflt_total,184,25784,25599,/' "$copy/steps.csv"
	run bash -c '"$0" replay "$1" 2>/dev/null' "$pagelab" "$copy"
	equal "$status" 0
	says "RESULT  "
	complaint=$("$pagelab" check "$copy" 2>&1) || true
	run bash -c '"$0" replay "$1" 2>&1 >/dev/null' "$pagelab" "$copy"
	says "Do not trust this recording"
	says "$complaint"
	run bash -c '"$0" replay "$1" 2>&1' "$pagelab" "$copy"
	[[ ${lines[0]} == "Do not trust"* ]]
	run bash -c '"$0" replay "$1" 2>&1 >/dev/null' "$pagelab" "$sample/lazy"
	equal "$output" ""
}

@test "a step that was left out is told of where the lab had it" {
	cp -rL "$sample/lazy" "$copy"
	sed -i '2,$ { /,memset,/d }' "$copy/steps.csv"
	sed -i 's/"skipped_steps": \[\]/"skipped_steps": [\n{"step": "memset", "reason": "no \\"], } time"}]/' "$copy/run.json"
	run "$pagelab" replay "$copy"
	equal "$(grep -E '^[0-9-]  ' <<<"$output" | awk '{ print $2 }' | tr '\n' ' ')" "malloc memset memset-again free "
	says 'left out: no "], } time'
}

@test "what is no run is refused with 69 and what to type, and bad usage with 64" {
	echo '{"run_id": "x", "lab": "lazy"}' >"$BATS_TEST_TMPDIR/run.json"
	mkdir "$copy"
	for folder in "$copy" "$BATS_TEST_TMPDIR" /nowhere /dev/null /etc/passwd ""; do
		run bash -c '"$0" replay "$1" 2>&1 >/dev/null' "$pagelab" "$folder"
		equal "$folder $status" "$folder 69"
		says "pagelab replay results/sample/oom"
		run bash -c '"$0" replay "$1" 2>/dev/null' "$pagelab" "$folder"
		equal "$output" ""
	done
	cp -rL "$sample/lazy/." "$copy"
	for page in 0 null -4096 4095 99999999999999999999; do
		sed "s/\"page_size_bytes\": 4096/\"page_size_bytes\": $page/" "$sample/lazy/run.json" >"$copy/run.json"
		run "$pagelab" replay "$copy"
		equal "$page $status" "$page 69"
	done
	for words in "" "--nonsense $sample/lazy" "$sample/lazy $sample/oom"; do
		# shellcheck disable=SC2086 # words are words
		run bash -c '"$@" 2>/dev/null' bash "$pagelab" replay $words
		equal "$words $status $output" "$words 64 "
	done
	run "$pagelab" replay --help
	equal "$status" 0
	says "--pause"
}

@test "hostile cells do no harm: escapes, long texts, huge and missing numbers" {
	long=$(printf 'x%.0s' {1..5000})
	for lab in lazy oom; do
		for cell in $'\033[31mred' "$long" 9223372036854775807 -9223372036854775808 99999999999999999999999 1e308 nan -inf "" 0 -1; do
			for file in steps snapshots samples measures; do
				rm -rf "$copy"
				cp -rL "$sample/$lab" "$copy"
				# every cell behind the four that name the row, one column after the other, then all
				for column in $(seq 5 13) all; do
					tr -d '\r' <"$sample/$lab/$file.csv" | CELL=$cell awk -F, -v OFS=, -v column="$column" \
						'NR > 1 { for (i = 5; i <= NF; i++) if (column == "all" || i == column) $i = ENVIRON["CELL"] } 1' >"$copy/$file.csv"
					run timeout 20 "$pagelab" replay "$copy"
					unharmed
				done
			done
		done
		for text in '\\u001b[31mred' "$long" 9223372036854775807 -1 0 null; do
			sed "s/: \"[^\"]*\"/: \"$text\"/; s/: [0-9][0-9]*/: $text/; s/\"lab\": \"[^\"]*\"/\"lab\": \"$lab\"/" "$sample/$lab/run.json" >"$copy/run.json"
			run timeout 20 "$pagelab" replay "$copy"
			unharmed
		done
	done
}

@test "files that are missing or empty leave out what they tell" {
	for file in snapshots samples measures pages; do
		rm -rf "$copy"
		cp -rL "$sample/oom" "$copy"
		rm "$copy/$file.csv"
		run "$pagelab" replay "$copy"
		unharmed
		says "RESULT  5 of 5"
		: >"$copy/$file.csv"
		run "$pagelab" replay "$copy"
		unharmed
	done
	rm -rf "$copy"
	cp -rL "$sample/oom" "$copy"
	rm "$copy/samples.csv"
	run "$pagelab" replay "$copy"
	equal "$(grep -c 'KILLED' <<<"$output")" 0
	says "AUTOPSY"
}

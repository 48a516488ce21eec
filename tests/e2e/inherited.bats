#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Whoever starts pagelab hands it descriptors, signals, limits and settings of its own. A run is the same whatever they are;
# what cannot be set is said, before anything is run; and a program of one's own gets all of it as it was.

load ../../tests/suite

# A test that failed leaves nobody: the lab dies with its harness.
teardown() { [ -z "${job-}" ] || kill -KILL "$job" 2>/dev/null || true; }

# shellcheck disable=SC2120 # some tests give more words
quiet() { "$pagelab" run lazy --size 4M --quiet --results "$results" "$@"; }

# holds: the last run, which may have been started in any way, is whole and as expected.
holds() {
	equal "$status $output" "0 "
	run "$pagelab" check "$results/lazy/latest"
	equal "$status" 0
	equal "$(json "$results/lazy/latest" outcome)" holds
}

@test "signals that are ignored or blocked do not keep a run from ending" {
	for how in --ignore-signal=CHLD --ignore-signal "--block-signal --ignore-signal=CHLD,TERM"; do
		# shellcheck disable=SC2086 # words
		run timeout 20 env $how "$pagelab" run lazy --size 4M --quiet --results "$results"
		holds
	done
	run timeout 20 env --ignore-signal=CHLD "$pagelab" run --quiet --results "$results" -- sleep 0.1
	equal "$status $output" "0 "
}

@test "a lab finds all signals as usual; a program of one's own finds them as they were" {
	bad_labs
	same() { env --ignore-signal=USR1,CHLD,HUP --block-signal=USR2 "$@" grep -E '^Sig(Blk|Ign)' /proc/self/status; }
	equal "$(same "$pagelab" run --quiet --results "$results" --)" "$(same)"
	launch env --ignore-signal=USR1,CHLD,HUP --block-signal=USR2 "$bad" run waits --quiet --results "$results"
	lab=$root/build/tests/labs/waits
	until_true 10 is_in_step "$lab" waiting
	equal "$(grep -E '^Sig(Blk|Ign)' "$(alive "$lab" | sed 's/exe$/status/')" | tr -d '\t\n')" \
		SigBlk:0000000000000000SigIgn:0000000000000000
	kill -INT "$job"
	ended 130
}

@test "nohup's wish is kept: a hangup does not end the run; any other signal puts all right first" {
	bad_labs
	for signal in ALRM USR1 XCPU; do
		rm -rf "$results"
		launch env --ignore-signal=HUP "$bad" run waits --quiet --results "$results"
		until_true 10 is_in_step "$root/build/tests/labs/waits" waiting
		kill -HUP "$job"
		kill -"$signal" "$job"
		ended 130
		equal "$(cat "$BATS_TEST_TMPDIR/err")" "waits: interrupted"
		nobody_alive "$root/build/tests/labs/waits"
		equal "$(find "$results/waits" -mindepth 1 -maxdepth 1 | sed 's/.*\.//')" partial
	done
}

@test "without descriptors 0 to 2 no file gets their numbers, and what is lost is said" {
	run bash -c "exec '$pagelab' run lazy --size 4M --results '$results' <&- >&- 2>'$BATS_TEST_TMPDIR/err'"
	equal "$status" 74
	equal "$(cat "$BATS_TEST_TMPDIR/err")" "pagelab: its standard output is closed: what it said is lost"
	run "$pagelab" check "$results/lazy/latest"
	equal "$status" 0
	run bash -c "exec '$pagelab' run lazy --size 4M --quiet --results '$results' <&- >&- 2>&-"
	holds
	run bash -c "exec '$pagelab' run --quiet --results '$results' -- sh -c 'ls /proc/\$\$/fd >\"$BATS_TEST_TMPDIR/fds\"' <&-"
	equal "$(head -n 1 "$BATS_TEST_TMPDIR/fds")" 1
}

@test "a lab has no descriptor that is not its own" {
	bad_labs
	launch bash -c 'exec 7<"$0" "$@"' "$0" "$bad" run waits --quiet --results "$results"
	lab=$root/build/tests/labs/waits
	until_true 10 is_in_step "$lab" waiting
	find "$(alive "$lab" | sed 's/exe$/fd/')" -lname "$0" >"$BATS_TEST_TMPDIR/found"
	kill -INT "$job"
	ended 130
	equal "$(cat "$BATS_TEST_TMPDIR/found")" ""
}

@test "soft limits are raised; hard ones that do not suffice are said with their number, before anything is run" {
	run bash -c "ulimit -Sn 16; ulimit -Ss 64; ulimit -Sv 100000; exec '$pagelab' run lazy --size 4M --quiet --results '$results'"
	holds
	run bash -c "ulimit -n 16; exec '$pagelab' run lazy --results '$BATS_TEST_TMPDIR/none'"
	equal "$status" 77
	says "16 files may be open here, and a run needs 64"
	says "type: ulimit -n 1024"
	for kib in 64 96 128 256 511; do
		for command in "run lazy --results $BATS_TEST_TMPDIR/none" "run -- true" doctor "report $root/results/sample/lazy"; do
			run bash -c "ulimit -s $kib; exec '$pagelab' $command"
			equal "$kib $command: $status" "$kib $command: 77"
			says "a stack may have $kib KiB here"
		done
	done
	run bash -c "ulimit -n 16; exec '$pagelab' run --results '$BATS_TEST_TMPDIR/none' -- true"
	equal "$status" 77
	[ ! -e "$BATS_TEST_TMPDIR/none" ]
	run bash -c "ulimit -n 64; exec '$pagelab' run lazy --size 4M --quiet --results '$results'"
	holds
	run bash -c "ulimit -v 500000; exec '$pagelab' run overcommit --quiet --results '$results'"
	equal "$status" 77
	says "addresses are limited here"
}

@test "personality, timer slack and umask are the usual ones for a lab, are written down, and are handed on" {
	requires setarch
	run setarch -R --read-implies-exec --uname-2.6 "$pagelab" run lazy --size 4M --quiet --results "$results"
	holds
	grep -q '"personality": ' "$results/lazy/latest/run.json"
	equal "$(json "$results/lazy/latest" kernel)" "$(uname -r)"
	equal "$(setarch -R "$pagelab" run --quiet --results "$results" -- cat /proc/self/personality)" 00040000
	(
		umask 0777
		quiet
		equal "$("$pagelab" run --quiet --results "$results" -- sh -c umask)" 0777
	)
	run quiet
	holds
	run grep -A1 '"inherited"' "$results/lazy/latest/run.json"
	[[ $output != *personality* ]]
}

@test "PAGELAB_ASK in the environment does not keep labs from running" {
	PAGELAB_ASK=size run quiet
	holds
}

@test "an option that a program of one's own would not get is refused, with what to type" {
	for option in --limit=64M --size=1M --runs=2 --predict --seed=kim --cap=none --pause --map --json --all --verbose; do
		run -64 "$pagelab" run "$option" --results "$results" -- sh -c 'exit 3'
		says "${option%%=*} is for labs"
		says "Type: pagelab run -- sh …"
	done
	[ ! -e "$results" ]
	run -3 "$pagelab" run --sample 100 --quiet --results "$results" -- sh -c 'exit 3'
}

@test "by hand: malloc's settings are left out, and every word is understood or refused" {
	run -0 env MALLOC_PERTURB_=165 GLIBC_TUNABLES=glibc.malloc.mmap_threshold=2G "$root/build/labs/lazy" --size 4M </dev/null
	[[ $output != *DIFFERS* ]]
	says "4,100 kB"
	run -0 "$root/build/labs/lazy" --help </dev/null
	says "lazy [--size=64M] [--seed=ID]"
	for word in 64M --nonsense -x --size; do
		run -64 "$root/build/labs/lazy" "$word" </dev/null
		says "lazy: $word means nothing to it. Type: build/labs/lazy --size=64M"
	done
	run -64 "$root/build/labs/zeropage" --size=x </dev/null
	run -77 bash -c "ulimit -s 128; exec '$root/build/labs/lazy' </dev/null"
	says "a stack may have 128 KiB here"
	run -0 timeout 20 env --ignore-signal=CHLD "$root/build/labs/cow" --size 4M </dev/null
}

@test "Ctrl-C in all labs counts none that was not begun" {
	bad_labs
	launch "$bad" run --all --results "$results"
	until_true 20 grep -qs . "$BATS_TEST_TMPDIR/out"
	kill -INT "$job"
	ended 130
	labs=$(find "$tree/labs/" -mindepth 2 -name lab.conf | wc -l)
	equal "$(awk '/^LABS/ { n = $2 + $5 + $7 } /were not begun/ { n += $1 } END { print n }' "$BATS_TEST_TMPDIR/out")" "$labs"
	grep -q 'were not begun' "$BATS_TEST_TMPDIR/out"
}

#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bats file_tags=beside
# Folders of runs and of labs that others made: what is no file, has no end or is too long keeps nobody waiting, and does
# nothing to a terminal.

load ../../tests/suite

setup() { bad_labs; }

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

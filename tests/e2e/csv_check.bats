#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bats file_tags=beside
# pagelab check finds every edit, not only the examples of robust.bats: each row, each number, each cut.

load ../../tests/suite

setup_file() {
	built
	"$pagelab" run lazy --sample 1000 --size 64M --quiet --results "$BATS_FILE_TMPDIR/results"
}

setup() {
	run=$BATS_FILE_TMPDIR/results/lazy/latest
	copy=$BATS_TEST_TMPDIR/copy
	cp -rL "$run" "$copy"
	missed=$BATS_TEST_TMPDIR/missed
	: >"$missed"
}

# found_out WHAT FILE [PLACE]: the copy fails check, with one line that names the file, and PLACE.
found_out() {
	local said code=0
	said=$("$pagelab" check "$copy" 2>&1) || code=$?
	if [ "$code" -ne 1 ] && [ "$code" -ne 69 ]; then
		echo "$1: wanted exit code 1 or 69, found $code: $said" >>"$missed"
	elif [[ $said != *"$2${3:+ $3}"* || $said == *$'\n'* ]]; then
		echo "$1: wanted one line with \"$2${3:+ $3}\", found: $said" >>"$missed"
	fi
}

none_missed() {
	[ ! -s "$missed" ] || {
		echo "$(wc -l <"$missed") edits were not found out, such as"
		head -n 10 "$missed"
		return 1
	}
}

# edit FILE PROGRAM WHAT: the copy's file is the run's, changed by awk.
edit() {
	awk -F, -v OFS=, "$2" "$run/$1" >"$copy/$1"
	cmp -s "$run/$1" "$copy/$1" && echo "$3: wanted a change of $1, found none" >>"$missed"
	return 0
}

@test "a run as it is passes, and so does its copy elsewhere" {
	for folder in "$run" "$copy"; do
		run "$pagelab" check "$folder"
		equal "$status" 0
		says "15 of 15 expectations hold"
	done
}

@test "an older run, made before there were as many columns, passes" {
	run "$pagelab" check "$root/tests/fixtures/older-run"
	equal "$status" 0
	says "15 of 15 expectations hold"
}

@test "each row that is missing from any file is found out" {
	for file in snapshots steps samples pages; do
		rows=$(wc -l <"$run/$file.csv")
		[ "$rows" -gt 5 ]
		for ((row = 1; row <= rows; row += rows / 60 + 1)); do
			edit $file.csv "NR != $row" "$file.csv without row $row"
			found_out "$file.csv without row $row" $file.csv
		done
		cp "$run/$file.csv" "$copy/"
	done
	none_missed
}

@test "each row that is there twice is found out" {
	for file in snapshots steps samples pages; do
		rows=$(wc -l <"$run/$file.csv")
		for ((row = 1; row <= rows; row += rows / 12 + 1)); do
			edit $file.csv "1; NR == $row" "$file.csv, row $row twice"
			found_out "$file.csv, row $row twice" $file.csv
		done
		cp "$run/$file.csv" "$copy/"
	done
	none_missed
}

@test "each number of steps.csv that is changed is found out, with its row" {
	for cell in before after delta; do
		number=$(head -n 1 "$run/steps.csv" | tr -d '\r' | tr , '\n' | grep -nx $cell | cut -d: -f1)
		rows=$(awk -F, -v n="$number" 'NR > 1 && $n != "" { print NR }' "$run/steps.csv" | awk 'NR % 9 == 1')
		for row in $rows; do
			edit steps.csv "NR == $row { \$$number += 4 } 1" "$cell in row $row"
			found_out "$cell in row $row of steps.csv, 4 more" steps.csv "row $row:"
		done
	done
	none_missed
}

@test "each expectation that is changed so that it no longer follows is found out, with its row" {
	while read -r row; do
		edit steps.csv "NR == $row { \$11 += 4096; \$12 = 0 } 1" "expected in row $row"
		found_out "expected in row $row" steps.csv "row $row:"
		edit steps.csv "NR == $row { \$13 = \"unknown\" } 1" "verdict in row $row"
		found_out "verdict in row $row" steps.csv "row $row:"
		edit steps.csv "NR == $row { \$10 = \"\" } 1" "relation in row $row"
		found_out "relation in row $row" steps.csv "row $row:"
		edit steps.csv "NR == $row { \$14 = \"because\r\" } 1" "cause in row $row"
		found_out "cause in row $row" steps.csv "row $row:"
	done < <(awk -F, 'NR > 1 && $13 != "" && $3 > 0 { print NR }' "$run/steps.csv")
	none_missed
}

@test "each column of snapshots.csv that is changed before or after a step is found out" {
	columns=$(head -n 1 "$run/snapshots.csv" | tr , '\n' | wc -l)
	for ((cell = 10; cell < columns; cell++)); do
		row=$(awk -F, -v n=$cell 'NR > 1 && $n != "" && $4 == "memset" && $5 == "after" { print NR; exit }' "$run/snapshots.csv")
		[ -n "$row" ] || continue
		edit snapshots.csv "NR == $row { \$$cell += 4 } 1" "cell $cell in row $row"
		# Where it is its row that is wrong by itself, or that of steps.csv which follows from it.
		found_out "cell $cell in row $row of snapshots.csv, 4 more" .csv row
	done
	none_missed
}

@test "a counter that falls is found out, with its row" {
	# The exit, which no row of steps.csv is made from.
	row=$(awk -F, 'NR > 1 && $5 == "exited" && $6 == "lab" { print NR }' "$run/snapshots.csv")
	counter=$(head -n 1 "$run/snapshots.csv" | tr , '\n' | grep -nx minflt_total | cut -d: -f1)
	edit snapshots.csv "NR == $row { \$$counter = 5 } 1" minflt_total
	found_out "minflt_total at the exit" snapshots.csv "row $row: minflt_total falls"
	cp "$run/snapshots.csv" "$copy/"
	edit samples.csv 'NR == 9 { $10 = 5 } 1' minflt_total
	found_out "minflt_total among the samples" samples.csv "row 9: minflt_total falls"
	none_missed
}

@test "a VmRSS that is not the sum of its parts is found out, with its row" {
	cell() { head -n 1 "$run/snapshots.csv" | tr , '\n' | grep -nx "$1" | cut -d: -f1; }
	for part in vm_rss_kib rss_anon_kib rss_file_kib rss_shmem_kib; do
		edit snapshots.csv "NR == 2 { \$$(cell $part) += 4 } 1" $part
		found_out "$part of row 2" snapshots.csv "row 2: RssAnon"
	done
	none_missed
}

@test "parts that are too large to be added up are found out" {
	cell() { head -n 1 "$run/snapshots.csv" | tr , '\n' | grep -nx "$1" | cut -d: -f1; }
	# As 64 bits have it their sum is 8 more than the third: 2 * (2^63 - 4096) is -8192.
	edit snapshots.csv "NR == 2 { \$$(cell rss_anon_kib) = \$$(cell rss_file_kib) = \"9223372036854771712\"
		\$$(cell rss_shmem_kib) = \$$(cell vm_rss_kib) + 8192 } 1" overflow
	found_out overflow snapshots.csv "row 2: RssAnon + RssFile + RssShmem are no amount"
	none_missed
}

@test "a null step that moved what is the process's own is found out" {
	for column in minflt_total vm_size_kib anonymous_kib vm_pte_kib; do
		# Wrong in both files alike: each row follows from the others.
		n=$(head -n 1 "$run/snapshots.csv" | tr , '\n' | grep -nx $column | cut -d: -f1)
		edit snapshots.csv "\$4 == \"null\" && \$5 == \"before\" && \$6 == \"lab\" { \$$n -= 4 } 1" $column
		edit steps.csv "\$4 == \"null\" && \$5 == \"lab\" && \$6 == \"$column\" { \$7 -= 4; \$9 = 4 } 1" $column
		found_out "$column of the null step" steps.csv row
		cp "$run/snapshots.csv" "$copy/"
	done
	none_missed
}

@test "a header that is changed is found out in every file, as row 1" {
	for file in snapshots steps samples pages measures; do
		for program in 'NR == 1 { $3 = "sequence" } 1' 'NR == 1 { t = $3; $3 = $4; $4 = t } 1' 'NR == 1 { sub("\r", ",more\r") } 1'; do
			edit $file.csv "$program" "header of $file.csv"
			found_out "header of $file.csv by $program" $file.csv
		done
		cp "$run/$file.csv" "$copy/"
	done
	none_missed
}

@test "a file that is cut at any byte of its last rows, empty, or missing is found out" {
	for file in snapshots steps samples pages; do
		size=$(stat -L -c %s "$run/$file.csv")
		for ((cut = 1; cut < 240; cut += 3)); do
			head -c $((size - cut)) "$run/$file.csv" >"$copy/$file.csv"
			found_out "$file.csv cut by $cut bytes" $file.csv
		done
		cp "$run/$file.csv" "$copy/"
	done
	for file in snapshots steps samples pages measures; do
		: >"$copy/$file.csv"
		found_out "$file.csv empty" $file.csv
		rm "$copy/$file.csv"
		found_out "$file.csv missing" $file.csv
		cp "$run/$file.csv" "$copy/"
	done
	none_missed
}

@test "a run.json that is cut at any line, empty, or missing is found out" {
	rm "$copy/run.json"
	found_out "run.json missing" run.json
	for ((lines = 0; lines < $(wc -l <"$run/run.json"); lines++)); do
		head -n $lines "$run/run.json" >"$copy/run.json"
		found_out "run.json cut behind line $lines" run.json
	done
	none_missed
}

@test "rows of another run, text where a number belongs, and bytes of no text are found out" {
	edit steps.csv 'NR == 9 { $1 = "20000101T000000Z-pc-1-01" } 1' another
	found_out "another run's row" steps.csv "row 9:"
	edit steps.csv 'NR == 9 { $2 = "oom" } 1' another
	found_out "another lab's row" steps.csv "row 9:"
	for word in x 1x 1.5 0x10 ' 1' 1e3 99999999999999999999 -; do
		edit steps.csv "NR == 9 { \$7 = \"$word\" } 1" "$word"
		found_out "\"$word\" for a number" steps.csv "row 9:"
	done
	edit steps.csv 'NR == 9 { $6 = "vm_rss_kb" } 1' column
	found_out "a column that does not exist" steps.csv "row 9:"
	head -c 5000 /dev/urandom >"$copy/steps.csv"
	found_out "noise" steps.csv
	printf 'a\0b' >"$copy/steps.csv"
	found_out "a zero byte" steps.csv
	none_missed
}

@test "a row of steps.csv that is put under another step, process or column is found out, with its row" {
	edit steps.csv 'NR == 9 { $3 = 2 } 1' seq
	found_out "another seq" steps.csv "row 9:"
	edit steps.csv 'NR == 9 { $5 = "group" } 1' role
	found_out "another role" steps.csv "row 9:"
	edit steps.csv '$4 == "memset" && $6 == "minflt_total" { $6 = "majflt_total" } 1' column
	found_out "another column" steps.csv row
	edit steps.csv '$4 == "memset" && $6 == "minflt_total" { $4 = "malloc" } 1' step
	found_out "another step" steps.csv row
	none_missed
}

@test "what check says of a hostile file is one line without escape sequences" {
	esc=$'\033[31m'
	for cell in 1 2 5 6 7 10 13 14; do
		edit steps.csv "NR == 9 { \$$cell = \"${esc}red\" } 1" "cell $cell"
		run "$pagelab" check "$copy"
		equal "cell $cell: $(tr -d '[:print:]' <<<"$output" | od -An -c | tr -d ' ')" "cell $cell: \\n"
	done
	edit steps.csv 'NR == 1 { $1 = "\"" $1 } 1' quote
	run "$pagelab" check "$copy"
	equal "${#lines[@]}" 1
}

@test "a measure's row that does not follow from measures.csv, and a row of nobody, are found" {
	"$pagelab" run faults --size 8M --quiet --results "$BATS_TEST_TMPDIR/measured"
	local good=$BATS_TEST_TMPDIR/measured/faults/latest
	cp -rL "$good" "$BATS_TEST_TMPDIR/copy"
	for program in '$6 == "m:getrusage_minflt" { $9++; $11++ } 1' '$6 == "minflt_total" && $13 == "holds" { $5 = "nobody"; $7 = $8 = "" } 1'; do
		awk -F, -v OFS=, "$program" "$good/steps.csv" >"$BATS_TEST_TMPDIR/copy/steps.csv"
		! cmp -s "$good/steps.csv" "$BATS_TEST_TMPDIR/copy/steps.csv"
		run "$pagelab" check "$BATS_TEST_TMPDIR/copy"
		echo "$output"
		[ "$status" -eq 1 ]
		[[ $output == "steps.csv row "* ]]
	done
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

#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bats file_tags=beside
# What is written and listed in Korean says the same as in English: the same rows, numbers, options and exit codes, in
# columns that line up, and not a sentence of English left.

load ../../tests/suite

setup() {
	sample=$root/results/sample
	cd "$BATS_TEST_TMPDIR" || return
}

# both FILE COMMAND…: what it says in English and in Korean, as FILE.en and FILE.ko; the same exit code, which is kept.
both() {
	local file=$1 en=0 ko=0
	shift
	PAGELAB_LANG=en "$@" >"$file.en" 2>&1 || en=$?
	PAGELAB_LANG=ko "$@" >"$file.ko" 2>&1 || ko=$?
	equal "$* $ko" "$* $en"
	status=$en
}

# numbers FILE: each, in order; not in tags.
numbers() { sed 's/<[^>]*>//g' "$1" | grep -oE '[0-9][0-9,.]*[0-9]|[0-9]'; }

# row_ends: where the numbers of each row end, by columns.
row_ends() {
	in_columns | awk '{
		at = 0; rest = $0; line = ""
		while (match(rest, /  [+-]?[0-9][0-9,]*( kB)?( |$)/)) {
			at += RSTART + RLENGTH - 2; line = line " " at; rest = substr(rest, RSTART + RLENGTH - 1)
		}
		if (line != "") print line
	}'
}

reports() {
	command -v cmark-gfm >/dev/null || skip "cmark-gfm is missing"
	for language in en ko; do
		mkdir -p "$language"
		PAGELAB_LANG=$language "$pagelab" report --out "$language" "$sample/lazy" "$sample/oom" >"$language/said"
	done
}

@test "the report has the same headings, rows and numbers of the run, and no English sentence" {
	reports
	grep -q '<html lang="ko">' ko/report.html
	grep -q 'aria-label="표"' ko/report.html
	equal "$(grep -c 'aria-label="table"' ko/report.html)" 0
	for tag in '<h2' '<h3' '<tr' '<img' '<svg'; do
		equal "$tag $(grep -o "$tag" ko/report.html | wc -l)" "$tag $(grep -o "$tag" en/report.html | wc -l)"
	done
	no_english ko/report/report.md
	no_english ko/report.html
	# the ledger's rows, their numbers as they are in English
	equal "$(grep -E '^\|.* kB \|' ko/report/report.md | numbers /dev/stdin)" "$(grep -E '^\|.* kB \|' en/report/report.md | numbers /dev/stdin)"
	grep -qx '| 결과 | 이론과 일치 |' ko/report/report.md
	grep -qx '| Outcome | holds |' en/report/report.md
	# the lab's own questions, from its README.ko.md
	grep -q '^1. 페이지 폴트 한 번에 몇 바이트' ko/report/report.md
	equal "$(grep -c '^\*\*답 [1-9]:\*\*$' ko/report/report.md)" "$(grep -c '^\*\*Answer [1-9]' en/report/report.md)"
}

@test "the pictures speak Korean, their names and ids do not" {
	command -v gnuplot >/dev/null || skip "gnuplot is missing"
	reports
	equal "$(ls ko)" "$(ls en)"
	for picture in ko/report/*.svg; do
		hangul -q "$picture" || equal "$picture" "a picture with Hangul"
		no_english "$picture"
		equal "$picture $(grep -oE ' id="[^"]*"' "$picture" | hangul -c)" "$picture 0"
		equal "$picture $(grep -oE ' id="map[^"]*"' "$picture" | sort)" "$picture $(grep -oE ' id="map[^"]*"' "en/${picture#ko/}" | sort)"
		command -v xmllint >/dev/null || continue
		xmllint --noout "$picture"
	done
	grep -qF '>이전</text>' ko/report/01-lazy-pages-2.svg
	grep -qF '>25,600 페이지</text>' ko/report/01-lazy-pages-2.svg
	grep -qF '한 칸은 한 페이지, 한 줄은' ko/report/01-lazy-pages-2.svg
	grep -qF '>25,600 pages</text>' en/report/01-lazy-pages-2.svg
}

@test "doctor, list, fields and compare have the same rows, line up by columns, and no English sentence is left" {
	both list "$pagelab" list
	both fields "$pagelab" fields
	both doctor "$pagelab" doctor
	# what is free may differ between two looks
	sed -i '/GiB\|MiB/d' doctor.en doctor.ko
	both compare "$pagelab" compare "$sample/lazy" "$root/tests/fixtures/older-run"
	for list in list fields doctor compare; do
		[ "$(hangul -c "$list.ko")" -ge 5 ]
		equal "$list $(hangul -c "$list.en")" "$list 0"
		# a command of the doctor's stands on a line of its own
		grep -vE '^ +(mend|or|해결|또는) |^  [a-z]' "$list.ko" >prose || true
		no_english prose
	done
	for list in list fields compare; do
		equal "$list $(wc -l <"$list.ko")" "$list $(wc -l <"$list.en")"
	done
	# each number of a list ends where its neighbour above and below does
	for list in list doctor; do
		ends=$(sed -n '/^[a-z]/p' "$list.ko" | in_columns | awk 'match($0, / [0-9]+  /) { print RSTART + RLENGTH }' | sort -u)
		equal "$list $(wc -l <<<"$ends")" "$list 1"
	done
	diff <(row_ends <compare.en) <(row_ends <compare.ko)
	[ "$(row_ends <compare.ko | wc -l)" -ge 8 ]
	for list in list doctor compare; do
		equal "$list $(in_columns <"$list.ko" | awk 'length > 100')" "$list "
	done
}

@test "check finds the same fault and says it in Korean, on stderr alone" {
	fault() { # FILE SED: the copy's file is edited, the last is what was said
		rm -rf copy && cp -r "$sample/lazy" copy
		sed -i "$2" "copy/$1"
		PAGELAB_LANG=en "$pagelab" check copy >out.en 2>err.en && code=0 || code=$?
		PAGELAB_LANG=ko "$pagelab" check copy >out.ko 2>err.ko && found=0 || found=$?
		equal "$1 $2 $found" "$1 $2 $code"
		equal "$code $(wc -c <out.ko) $(wc -l <err.ko)" "1 0 1"
		hangul -q err.ko || equal "$(cat err.ko)" "a sentence in Korean"
		equal "$(numbers err.ko | head -n 1)" "$(numbers err.en | head -n 1)"
		no_english err.ko
		equal "$(hangul -c err.en)" 0
	}
	fault snapshots.csv '5s/,after,/,middle,/'
	grep -q '^snapshots.csv 5행: 없는 경계(edge)입니다: middle' err.ko
	fault snapshots.csv '$d'
	fault snapshots.csv '1s/,edge,/,corner,/'
	fault steps.csv '2s/,lab,vm_/,nobody,vm_/'
	fault steps.csv '$s/,/,"/3'
	fault steps.csv '$d'
	fault measures.csv '1s/$/,more/'
	fault run.json 's/"page_size_bytes": [0-9]*/"page_size_bytes": 7/'
	fault run.json '$d'
	fault run.json 's/"steps_rows": [0-9]*/"steps_rows": 1/'
	grep -q '행이 .*개인데, run.json에는 1개로' err.ko
	# a good one: two lines
	both good "$pagelab" check "$sample/lazy"
	no_english good.ko
	equal "$(numbers good.ko | sort)" "$(numbers good.en | sort)"
}

@test "collect writes the same table and database in both languages; the class report is in Korean" {
	PAGELAB_LANG=ko "$pagelab" collect --help | grep -q class.md
	mkdir -p runs
	cp -r "$sample/lazy" "$sample/oom" "$root/tests/fixtures/older-run" runs/
	# as if somebody had made them: the examples are not counted
	sed -i 's/Z-pc07-/Z-pc08-/' runs/lazy/*.csv runs/oom/*.csv runs/*/run.json
	cp -r runs/lazy runs/twice
	cp -r runs/oom runs/broken
	sed -i '5s/,after,/,middle,/' runs/broken/snapshots.csv
	cp -r runs/oom runs/cut.partial
	for language in en ko; do
		PAGELAB_LANG=$language "$pagelab" collect --out "$language" runs >"$language.out" 2>"$language.err"
	done
	cmp en/all.csv ko/all.csv
	equal "$(grep -c '' ko.err)" "$(grep -c '' en.err)"
	equal "$(grep -c '^뺐습니다: ' ko.err)" "$(grep -c '^left out: ' en.err)"
	no_english ko.err
	no_english ko.out
	grep -q '이미 넣었습니다' ko.err
	[ -e en/class.md ] || skip "no sqlite3 in it: no class.md"
	if command -v sqlite3 >/dev/null; then
		cmp <(sqlite3 en/all.sqlite .dump) <(sqlite3 ko/all.sqlite .dump)
	fi
	equal "$(grep -c '^|' ko/class.md)" "$(grep -c '^|' en/class.md)"
	equal "$(grep '^|' ko/class.md | tr -cd '|\n')" "$(grep '^|' en/class.md | tr -cd '|\n')"
	no_english ko/class.md
	# of the tables, only words differ
	equal "$(grep '^|' ko/class.md | numbers /dev/stdin)" "$(grep '^|' en/class.md | numbers /dev/stdin)"
	equal "$(hangul -c en/class.md)" 0
	[ "$(grep -cE '^\| (yes|no|none) \||\| (yes|no|none) \|' ko/class.md)" -eq 0 ]
}

@test "each command's usage is in Korean with the same options, and a wrong use has the same exit code" {
	for command in list run fields check clean doctor report replay compare collect key submit say; do
		both usage "$pagelab" "$command" --help
		hangul -q usage.ko || equal "$command" "a command with a usage in Korean"
		equal "$command $(grep -oE -- '--[a-z]+|[A-Z]{3,}' usage.ko | sort -u)" "$command $(grep -oE -- '--[a-z]+|[A-Z]{3,}' usage.en | sort -u)"
		equal "$command $(in_columns <usage.ko | awk 'length > 100')" "$command "
		no_english usage.ko
		both wrong "$pagelab" "$command" --no-such-option
		PAGELAB_LANG=ko "$pagelab" "$command" --no-such-option 2>/dev/null >out || true
		equal "$command $(wc -c <out)" "$command 0"
	done
	both none "$pagelab"
	equal "$status" 64
	no_english none.ko
	both none "$pagelab" no-such-command
	equal "$status" 64
	no_english none.ko
}

@test "what is wrong with a command's words is said in Korean, on stderr, with the same exit code" {
	faults=("run" "run no-such-lab" "run lazy --size x" "run lazy --runs 0" "run oom --limit 1M" "run lazy --cap x"
		"run lazy --quiet --predict" "compare $sample/lazy $sample/oom" "compare $sample/lazy nowhere" "check nowhere"
		"replay nowhere" "report nowhere" "collect --out out nowhere" "key --seed" "submit nowhere"
		"run lazy --size 900G" "run faults --sample 0" "run lazy --nonsense" "run lazy -x" "run --json=3 lazy" "key --page")
	for fault in "${faults[@]}"; do
		# shellcheck disable=SC2086 # words
		both said "$pagelab" $fault --results nowhere
		# shellcheck disable=SC2086
		both said "$pagelab" $fault
		[ "$status" -ne 0 ] || equal "$fault" "a fault"
		hangul -q said.ko || equal "$fault: $(cat said.ko)" "$fault: a message in Korean"
		no_english said.ko
	done
}

@test "why a run failed is said in Korean, and run.json keeps it in English" {
	bad_labs
	ln -s "$root/harness" "$tree/harness"
	for lab in crash exits leaves no-step rubbish unknown-column unknown-measure unknown-role wrong waits-for-child; do
		both said "$bad" run "$lab" --quiet
		equal "$lab $status" "$lab 1"
		# the lab's own line is no business of the harness
		sed -i '/began inside step/d' said.ko said.en
		hangul -q said.ko || equal "$lab: $(cat said.ko)" "$lab: a sentence in Korean"
		no_english said.ko
		equal "$lab $(hangul -c said.en)" "$lab 0"
		equal "$lab $(hangul -l "$tree/results/$lab/latest"/* | wc -l)" "$lab 0"
		# the sentence in run.json is the English one
		equal "$lab: $(json "$tree/results/$lab/latest" problem)" "$(sed "s/ *\[.*//; s/\(\"\|,\).*//" said.en | head -n 1)"
		# and played again it is the sentence of the run
		equal "$(PAGELAB_LANG=ko "$pagelab" replay "$tree/results/$lab/latest" 2>&1 >/dev/null | tail -n 1)" "$(cat said.ko)"
	done
}

@test "a reason that a lab puts together with numbers is said in Korean, the numbers put in" {
	both reason "$pagelab" run free-columns --size 1M --results reasons
	equal "$status" 77
	# which of the two, what others do meanwhile decides
	grep -qE '^free-columns: 건너뜀: .*(1024 KiB는 너무 적습니다. 입력하세요: make lab-free-columns SIZE=[0-9]+M|[0-9]+ KiB가 저절로 움직였습니다.*make vm-free-columns) ' reason.ko
}

@test "a lab.conf with a mistake is told of in Korean, with its line" {
	mkdir -p tree/build tree/labs/mine
	cp "$pagelab" tree/build/
	ln -s "$root/harness" tree/harness
	for line in 'colour red' 'minutes many' 'ends never' 'step x' 'level hard' 'class 4' 'limit x' 'means nothing' 'summary' 'at x memory.max 1G'; do
		printf 'summary Mine\n%s\n' "$line" >tree/labs/mine/lab.conf
		both said tree/build/pagelab list
		equal "$line $status" "$line 1"
		grep -q 'mine/lab.conf:2: ' said.ko
		hangul -q said.ko || equal "$line: $(cat said.ko)" "$line: a sentence in Korean"
		sed -i 's/"[^"]*"//g' said.ko
		no_english said.ko
	done
}

@test "JSON is the same in both languages, byte for byte" {
	both doctor "$pagelab" doctor --json
	diff <(grep -v 'available' doctor.en) <(grep -v 'available' doctor.ko)
	both fields "$pagelab" fields --json
	cmp fields.en fields.ko
	both run "$pagelab" run lazy --size 4M --json --results json
	equal "$(hangul -c run.ko)" 0
	# what a run's files say of it does not depend on the language
	keys() { grep -oE '^ *"[a-z_]+":' "$1"; }
	cmp <(keys run.en) <(keys run.ko)
}

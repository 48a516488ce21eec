#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bats file_tags=beside
# Korean: nothing that people read is forgotten, tables line up, and no file for machines is touched.

load ../../tests/suite

setup_file() {
	built
	for lang in ko en; do
		PAGELAB_LANG=$lang "$pagelab" run lazy --results "$BATS_FILE_TMPDIR/$lang" >"$BATS_FILE_TMPDIR/live.$lang"
	done
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return
}

# A test that fails leaves its terminal, and bats would wait for it.
teardown() { [ -z "${session-}" ] || tmux -L "$session" kill-server 2>/dev/null || true; }

# texts FILE: the cells of a CSV file that are no numbers, without who ran it and when.
texts() {
	tr -d '\r' <"$1" | awk -F, -v OFS=, '{ $1 = ""; for (i = 2; i <= NF; i++) if ($i ~ /^-?[0-9.]+$|^0x/) $i = "N" } 1'
}

# messages FILE: a PO file's msgids alone, in order, as gettext writes them.
messages() { msgattrib --no-obsolete --no-location --sort-output "$1" | grep -v '^"' | grep -c '^msgid'; }

# on_screen LAB: what stands in its lab.conf for people, as msgids. template LAB: all that it says, as a PO template:
# these, and why it is skipped.
on_screen() {
	sed -nE 's/[ \t]+$//; s/^[ \t]*(summary|result|ask)[ \t]+//p; s/^[ \t]*(step|means)[ \t]+[^ \t]+[ \t]+//p; s/^[ \t]*guess[ \t]+[^ \t]+[ \t]+[^ \t]+[ \t]+//p' \
		"$root/labs/$1/lab.conf" | sed 's/[\\"]/\\&/g; s/.*/msgid "&"/'
}

template() {
	printf 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
	{
		on_screen "$1"
		xgettext --from-code=UTF-8 -k -klab_skip:1 -klab_skip_step:2 --no-wrap -o - "$root/labs/$1/"*.c 2>/dev/null |
			sed -n '/^msgid "."*/p' | grep -v '^msgid ""$'
	} | awk '!seen[$0]++ { print; print "msgstr \"\"\n" }'
}

needs_gettext() { command -v msgcmp >/dev/null || skip "gettext is missing"; }

# complete PO POT: each message of POT has a translation in PO, and PO has no other; POT gets its codeset first.
complete() {
	sed -i 's/charset=CHARSET/charset=UTF-8/' "$2"
	[ "$(grep -c '^msgid' "$2")" -gt 20 ]
	run msgcmp --use-untranslated "$1" "$2"
	equal "$status $output" "0 $output"
	equal "$(grep -c 'this message is used but not defined' <<<"$output")" 0
	# the other way round: what is translated is said somewhere
	run msgcmp "$2" "$1"
	equal "$(grep 'but not defined' <<<"$output" | head -n 8)" ""
	msgfmt -c -o /dev/null "$1" 2>"$BATS_TEST_TMPDIR/errors" || { cat "$BATS_TEST_TMPDIR/errors" && return 1; }
	equal "$(grep -v 'header field' "$BATS_TEST_TMPDIR/errors")" ""
}

# marked POT FILE…: what these C files mark for translation.
marked() {
	xgettext --from-code=UTF-8 -k_ -kN_ -kn_:1,2 -klab_skip:1 -klab_skip_step:2 -o "$1" "${@:2}" 2>/dev/null
	sed -i 's/charset=CHARSET/charset=UTF-8/' "$1"
}

@test "no message of the harness lacks a translation, and none is left over" {
	needs_gettext
	cd "$root" || return
	marked "$BATS_TEST_TMPDIR/all.pot" harness/*/*.c labs/lib/*.c
	msgcat --use-first -o "$BATS_TEST_TMPDIR/all.po" harness/*/ko.po labs/lib/ko.po
	complete "$BATS_TEST_TMPDIR/all.po" "$BATS_TEST_TMPDIR/all.pot"
}

# A message that several folders mark stands once, with one of them.
@test "each folder's catalogue holds messages of its own sources, and no message stands in two" {
	local folder
	needs_gettext
	cd "$root" || return
	for folder in harness/*/ labs/lib/; do
		[ -e "$folder"ko.po ] || continue
		marked "$BATS_TEST_TMPDIR/folder.pot" "$folder"*.c
		run msgcmp "$BATS_TEST_TMPDIR/folder.pot" "$folder"ko.po
		equal "$folder$(grep 'but not defined' <<<"$output")" "$folder"
		cp "$folder"ko.po "$BATS_TEST_TMPDIR/$(tr / - <<<"$folder").po"
	done
	equal "$(msgcomm --more-than=1 --omit-header "$BATS_TEST_TMPDIR"/*-.po | grep '^msgid')" ""
}

# scripts/said.sh looks for a msgid and a msgstr of one line each, and no format may need a backslash.
@test "no message of the scripts lacks a translation, and none is left over" {
	needs_gettext
	cd "$root" || return
	grep -lE '^[^#]*(^|[ ({])(said|say|fail [0-9]+) ' scripts/* | grep -v '\.po$\|said.sh$' >"$BATS_TEST_TMPDIR/speaking"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/speaking")" -ge 8 ]
	xgettext -L Shell --from-code=UTF-8 -k -ksaid:1 -ksay:1 -kfail:2 --no-wrap -o "$BATS_TEST_TMPDIR/all.pot" -f "$BATS_TEST_TMPDIR/speaking" 2>/dev/null
	complete scripts/ko.po "$BATS_TEST_TMPDIR/all.pot"
	equal "$(grep -nE '^"' scripts/ko.po | sed 1,3d)" ""
	equal "$(grep -nF "\\" scripts/ko.po | sed 1,3d)" ""
	# the same conversions, in the same order
	equal "$(awk -F '"' '/^msg/ { n = gsub(/%s/, "&", $2); if ($1 == "msgstr " && n != was) print; was = n }' scripts/ko.po)" ""
}

@test "the scripts speak Korean, with the same exit codes" {
	cd "$root" || return
	both() {
		local en=0 ko=0
		PAGELAB_LANG=en "$@" >english 2>&1 || en=$?
		PAGELAB_LANG=ko "$@" >korean 2>&1 || ko=$?
		equal "$* $ko" "$* $en"
		LC_ALL=C grep -q $'[\xea-\xed][\x80-\xbf][\x80-\xbf]' korean || equal "$(cat korean)" "Korean of: $(cat english)"
		! LC_ALL=C grep -q $'[\xea-\xed][\x80-\xbf][\x80-\xbf]' english || equal "$(cat english)" English
	}
	cd "$BATS_TEST_TMPDIR" || return
	both "$root/scripts/setup" nonsense
	both "$root/scripts/setup" --help
	both "$root/scripts/new-lab" Bad_Name
	both "$root/scripts/new-lab" lazy
	both "$root/scripts/install" nothing
	both env PREFIX=here "$root/scripts/install" install
	both env SOURCE_DATE_EPOCH=x BUILD="$PWD/build" "$root/scripts/dist"
	both "$root/scripts/vm" results no-such-lab
	both env VM_MEM=1 "$root/scripts/vm" results lazy
	both "$root/scripts/vm-kernel" sparc
	both env VM_KERNEL=/nowhere "$root/scripts/vm-kernel"
	both "$root/scripts/matrix" x
	both "$root/scripts/help"
	equal "$(in_columns <korean | awk 'length > 110')" ""
	diff <(sed -E 's/^(make [a-zA-Z-]*).*/\1/; s/^ .*//' english) <(sed -E 's/^(make [a-zA-Z-]*).*/\1/; s/^ .*//' korean)
	# a locale of another codeset is no place for Korean
	LC_ALL='' LANG=ko_KR.eucKR "$root/scripts/help" | diff - english
	LANG=ko_KR.UTF-8 LC_ALL='' "$root/scripts/help" | diff - korean
}

@test "no sentence of a lab lacks a translation, and each keeps what is put in" {
	needs_gettext
	for conf in "$root"/labs/*/lab.conf; do
		lab=$(basename "${conf%/*}")
		[ -e "$root/labs/$lab/ko.po" ] || equal "$lab" "a lab with ko.po"
		template "$lab" >"$lab.pot"
		[ "$(grep -c '^msgid' "$lab.pot")" -ge 5 ]
		run msgcmp "$root/labs/$lab/ko.po" "$lab.pot"
		equal "$lab $status $output" "$lab 0 "
		msgfmt -c -o /dev/null "$root/labs/$lab/ko.po" 2>errors || { cat errors && return 1; }
		equal "$lab $(grep -c '^msgid' "$root/labs/$lab/ko.po")" "$lab $(grep -c '^msgid' "$lab.pot")"
		for brace in '{size}' '{pages}' '{page}'; do
			equal "$lab $brace $(grep '^msgstr' "$root/labs/$lab/ko.po" | grep -oF "$brace" | wc -l)" \
				"$lab $brace $(grep '^msgid' "$root/labs/$lab/ko.po" | grep -oF "$brace" | wc -l)"
		done
		# what stands on the screen fits on it: a reason to be skipped may take two lines
		equal "$lab $(awk 'FNR == NR { said[$0]; next } /^msgid/ { on = $0 in said } /^msgstr/ && on' <(on_screen "$lab") "$root/labs/$lab/ko.po" |
			sed 's/^msgstr //; s/{size}/121.8 MiB/; s/{pages}/31,184/; s/{page}/4 KiB/' | in_columns | awk 'length($0) - 2 > 95')" "$lab "
	done
}

@test "the screens of lazy and oom, in Korean, line up as the English ones do and are no wider" {
	for lab in lazy oom; do
		PAGELAB_LANG=ko "$pagelab" replay "$root/results/sample/$lab" >korean
		as_wide "$root/results/sample/$lab" korean
		# what theory says stands under its head in both
		equal "$(in_columns <korean | grep -n '  ####$' | head -n 1 | cut -d: -f1)" "$(grep -n '  verdict$' recorded | head -n 1 | cut -d: -f1)"
	done
	grep -q '^lazy: malloc이 끝나면 그 메모리는 바로 내 것일까?' <(PAGELAB_LANG=ko "$pagelab" replay "$root/results/sample/lazy")
	grep -q '^oom: 누가, 언제 죽고, 우리는 그것을 어떻게 알까?' korean
	grep -q '알고 있었나?    아니요. malloc은 실패하지 않았고, 오류도, 핸들러 실행도 없었습니다.' korean
}

@test "so do those of live runs, to what English says of the same run" {
	as_wide "$BATS_FILE_TMPDIR/ko/lazy/latest" "$BATS_FILE_TMPDIR/live.ko"
	requires room
	PAGELAB_LANG=ko "$pagelab" run oom --results oom >live
	as_wide oom/oom/latest live
	grep -q '^SAFE ' english
	grep -q '^안전    메모리가 부족해지는 곳은 이 방뿐입니다. 하네스와 나머지 시스템은 방 밖에 있습니다.$' live
	grep -q '^   어떻게 끝났나   시그널 9 (SIGKILL)              사람이 kill -9를 해도 똑같이 보입니다$' live
	grep -q '^결과    예상 5개 중 5개가 맞았습니다.$' live
}

@test "in the autopsy what stands beside and below each other begins and ends in one column" {
	for language in ko en; do
		PAGELAB_LANG=$language "$pagelab" replay "$root/results/sample/oom" | in_columns >screen
		# the head of the pages touched ends where they do; the pages and kB of the payout as well
		ends=$(sed -nE 's/^( +[0-9]+ ms \|.*X 100 % +[0-9,]+) .*$/\1/p' screen | awk '{ print length }')
		equal "$(sed -nE '/^ {8}(time|####)   [^ ]/p' screen | awk '{ print length }')" "$ends"
		ends=$(sed -nE 's/^( {19}= [a-z# ]+ +[0-9,]+) +[0-9,]+ .*/\1/p' screen | awk '{ print length }')
		equal "$(sed -nE 's/^(   .*64 MiB .*) +kB$/\1/p' screen | sed 's/ *$//' | awk '{ print length }')" "$ends"
		# what is said of the signal and of the counter begins below each other
		begin=$(sed -nE 's/^(.*\(SIGKILL\) +).*/\1/p' screen | awk '{ print length }')
		equal "$(sed -nE 's/^( +oom_kill [a-z#]+ \+1 +).*/\1/p' screen | awk '{ print length }')" "$begin"
	done
}

@test "the heads before, after, change and theory end where their numbers do" {
	for language in ko en; do
		PAGELAB_LANG=$language "$pagelab" replay "$root/results/sample/lazy" | in_columns >screen
		# of the first table: where each word of its head ends, and each number of its first row
		ends() { sed 's/ kB/_kB/g' | awk '{ at = 0; for (i = NF - 3; i <= NF; i++) printf "%d ", index_of($0, $i) } function index_of(s, word) { at += index(substr(s, at + 1), word) + length(word) - 1; return at }'; }
		head=$(grep -m 1 -E '^ {30,}[^ ]+ +[^ ]+ +[^ ]+ +[^ ]+   [^ ]+$' screen | sed -E 's/   [^ ]+$//' | ends)
		row=$(grep -m 1 'VmSize  ' screen | sed -E 's/(.*kB)   .*/\1/' | ends)
		equal "$head" "$row"
	done
}

@test "a row of large numbers and a long name stays on the screen in both languages" {
	cp -R "$root/results/sample/lazy" wide
	awk -F, -v OFS=, '$4 == "memset" && $6 == "vm_pte_kib" { $7 = 40000; $8 = 240000; $9 = 200000; $11 = 200000; $12 = 9000 } 1' \
		"$root/results/sample/lazy/steps.csv" >wide/steps.csv
	PAGELAB_LANG=ko "$pagelab" replay wide >korean
	PAGELAB_LANG=en "$pagelab" replay wide >english
	grep -qE '240,000 kB +\+200,000 kB +191,000\.\.\.209,000 kB 이론과 일치$' korean
	grep -qE '240,000 kB +\+200,000 kB +191,000\.\.\.209,000 kB +holds$' english
	equal "$(grep -hE '191,000' korean english | in_columns | awk 'length > 100')" ""
}

@test "what theory bounds from one side is said in Korean too" {
	cp -R "$root/results/sample/lazy" bounds
	awk -F, -v OFS=, '$4 == "free" && $10 == "=" { $10 = $6 == "vm_size_kib" ? "<=" : ">="; $12 = 0 } 1' \
		"$root/results/sample/lazy/steps.csv" >bounds/steps.csv
	PAGELAB_LANG=ko "$pagelab" replay bounds >korean
	grep -qE '^   찜한 주소    VmSize .* -102,404 kB 이하 +이론과 일치$' korean
	grep -qE '^   실제 메모리  VmRSS .* -102,404 kB 이상 +이론과 일치$' korean
	PAGELAB_LANG=en "$pagelab" replay bounds | grep -qE 'at most -102,404 kB +holds$'
}

@test "the tables of CSV files say the same, whatever language the run was in" {
	ko=$BATS_FILE_TMPDIR/ko/lazy/latest en=$BATS_FILE_TMPDIR/en/lazy/latest
	equal "$(cd "$ko" && ls)" "$(cd "$en" && ls)"
	for file in steps.csv snapshots.csv measures.csv; do
		diff <(texts "$en/$file") <(texts "$ko/$file")
	done
	diff <(sed -n 1p "$en/samples.csv") <(sed -n 1p "$ko/samples.csv")
	# of JSON the keys, and what it says in words
	diff <(grep -oE '"[a-z_]+": ("[A-Za-z -]*"|[[{])?' "$en/run.json") <(grep -oE '"[a-z_]+": ("[A-Za-z -]*"|[[{])?' "$ko/run.json")
}

@test "no English sentence is left on the Korean screen" {
	for lab in lazy oom; do
		PAGELAB_LANG=ko "$pagelab" replay "$root/results/sample/$lab" | sed '1d; /Memory cgroup out of memory/,+1d' >korean
		equal "$(grep -E '[a-z]{2,} [a-z]{2,} [a-z]{2,}' korean)" ""
	done
}

@test "CSV and JSON hold not one letter of it, and numbers stay as they are" {
	run=$BATS_FILE_TMPDIR/ko/lazy/latest
	grep -q '예상 15개 중 15개가 맞았습니다.' "$BATS_FILE_TMPDIR/live.ko"
	equal "$(hangul -l "$run"/*)" ""
	"$pagelab" check "$run"
	diff <(PAGELAB_LANG=ko "$pagelab" doctor --json | grep -v available) <("$pagelab" doctor --json | grep -v available)
	diff <(PAGELAB_LANG=ko "$pagelab" fields --json) <("$pagelab" fields --json)
	equal "$(PAGELAB_LANG=ko "$pagelab" run lazy --size 4M --json --results json | hangul -c)" 0
}

@test "the language is chosen as gettext does, and needs no locale that is installed" {
	speaks() { env -u LC_ALL "${@:2}" "$pagelab" list | grep "^lazy " | grep -q "$1"; }
	speaks '내 것일까' PAGELAB_LANG=ko LC_ALL=C
	speaks '내 것일까' PAGELAB_LANG=ko LC_ALL=C.UTF-8
	speaks '내 것일까' LANG=ko_KR.UTF-8
	speaks '내 것일까' LC_ALL=ko_KR.utf8 LANG=C
	speaks 'Is memory mine' LANG=ko_KR.UTF-8 LC_ALL=C
	speaks 'Is memory mine' LANG=ko_KR.UTF-8 PAGELAB_LANG=en
	speaks 'Is memory mine' LANG=ko_KR.eucKR
	speaks 'Is memory mine' PAGELAB_LANG=xx
	speaks 'Is memory mine' PAGELAB_LANG=../../etc/ko
	speaks 'Is memory mine' LANG=
}

@test "a broken catalogue is complained about, with its line, and all goes on" {
	mkdir -p tree/build/labs tree/labs tree/harness/cli
	cp "$pagelab" tree/build/ && cp "$root/build/labs/lazy" tree/build/labs/ && cp -R "$root/labs/lazy" tree/labs/
	printf 'msgid "a"\nmsgstr "b"\nhello\n' >tree/harness/cli/ko.po
	PAGELAB_LANG=ko run tree/build/pagelab run lazy --size 4M --results "$results"
	equal "$status" 0
	says 'harness/cli/ko.po:3: not a line of a PO file'
	says '15 of 15 expectations hold'
	# nor does a translation make printf read or write what is not there
	awk '/^msgid .*%/ { print; print "msgstr \"%s %s %n %s %s %s %s %s\"" }' "$root"/harness/*/ko.po >tree/harness/cli/ko.po
	PAGELAB_LANG=ko run tree/build/pagelab check "$BATS_FILE_TMPDIR/ko/lazy/latest"
	equal "$status" 0
	says 'harness/cli/ko.po:1: left out: expected the same %s, %zu and the like in msgstr as in msgid'
	says 'snapshots, '
	rm tree/harness/cli/ko.po
	PAGELAB_LANG=ko run tree/build/pagelab run lazy --size 4M --results "$results"
	equal "$status" 0
	says '15 of 15 expectations hold'
}

@test "errors are said in Korean, with the same exit codes" {
	for words in "run nosuch:64" "run lazy --size x:64" "check nowhere:69" "replay nowhere:69" "collect --out o nowhere:69" "key:64" "nosuch:64"; do
		# shellcheck disable=SC2086 # words
		PAGELAB_LANG=ko run "$pagelab" ${words%:*}
		equal "$words $status" "$words ${words##*:}"
	done
	PAGELAB_LANG=ko run "$pagelab" run nosuch
	says '입력하세요: make list'
	PAGELAB_LANG=ko run "$pagelab" --help
	equal "$status" 0
	says '리눅스 교실을 위한'
	equal "$(in_columns <<<"$output" | awk 'length > 100')" ""
}

@test "the report is in Korean too: its language, its headings, the lab's questions" {
	command -v cmark-gfm >/dev/null || skip "cmark-gfm is missing"
	PAGELAB_LANG=ko "$pagelab" report --out . "$root/results/sample/lazy" "$root/results/sample/oom"
	grep -q '<html lang="ko">' report.html
	for heading in '### 실행하기 전에' '### 단계마다' '### 강의 노트와 비교' '### 질문' '### 어떻게 끝났나'; do
		grep -qx "$heading" report/report.md || equal "$heading" "a heading of report.md"
	done
	grep -q '^1. 페이지 폴트 한 번에 몇 바이트' report/report.md
	equal "$(grep -cE '^#+ [A-Z][a-z]+ [a-z]+' report/report.md)" 0
	if command -v gnuplot >/dev/null; then
		grep -q '찜한 주소' report/01-lazy-promised.svg
	fi
}

@test "in a terminal: guesses are asked for in Korean, and the answers come out in the table" {
	command -v tmux >/dev/null || skip "tmux is missing"
	session=pagelab-korean TMUX_TMPDIR=$BATS_TEST_TMPDIR
	export TMUX_TMPDIR
	tm() { tmux -u -L "$session" "$@"; }
	screen() { tm capture-pane -p -S -200 -t "$session" 2>/dev/null; }
	shows() { screen | grep -qF -- "$1"; }
	tm -f /dev/null new-session -d -s "$session" -x 110 -y 60 \
		"PAGELAB_LANG=ko '$pagelab' run lazy --size 16M --predict --results '$results'; echo code \$?; read -r _" 3>&-
	# each answer when its question is there: what is typed before stands elsewhere on the screen
	asked() { [ "$(screen | grep -o '까요? ' | wc -l)" -ge "$1" ]; }
	number=0
	for answer in 4k 1 16 16 1 0 '' '' '' '' ''; do
		until_true 20 asked $((number += 1))
		tm send-keys -t "$session" "$answer" Enter
	done
	until_true 20 shows 'code 0'
	screen >captured
	tm kill-server
	grep -qE '^   페이지 폴트  minor +1 +[0-9,]+   예측의 [0-9,]+배$' captured
	grep -qE '^   실제 메모리  VmRSS +16 MiB +16 MiB   예측대로$' captured
	grep -qF '예측    11개 중 6개를 했습니다.' captured
	# what is asked for has its Korean word, and the kernel's beside it
	equal "$(grep -c '까요? ' captured)" 11
	equal "$(grep '까요? ' captured | in_columns | grep -cE '^     #[# ]*\([A-Za-z]+\)##? ')" 11
	# in the terminal's own cells the heads stand over their numbers
	equal "$(grep -v '^파일\| > ' captured | in_columns | awk 'length > 100')" ""
	ends=$(in_columns <captured | grep -oE '^   ####+ #+ +minor +1 +[0-9,]+' | head -n 1 | awk '{ print length }')
	equal "$(in_columns <captured | grep -oE '^ +##+ +##+$' | head -n 1 | awk '{ print length }')" "$ends"
}

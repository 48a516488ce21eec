#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bats file_tags=beside
# Korean of the labs: labs/NAME/ko.po against lab.conf, the C files and README.ko.md of the same folder, and what a run
# says. That no text lacks a translation, and that none is left over, is asked in korean.bats; here is asked what a
# translation must keep.

load ../../tests/suite

# Each lab that needs no machine of its own runs once, in Korean. What it says stands in NAME.live, if it could run.
setup_file() {
	built
	for conf in "$root"/labs/*/lab.conf; do
		lab=$(basename "${conf%/*}")
		grep -qE '^needs .*vm' "$conf" ||
			PAGELAB_LANG=ko LC_ALL=C.UTF-8 "$pagelab" run "$lab" --results "$BATS_FILE_TMPDIR/runs" >"$BATS_FILE_TMPDIR/$lab.live" 2>/dev/null || true
	done
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return
}

needs_gettext() { command -v msgcat >/dev/null || skip "gettext is missing"; }

# filled: the braces at about their widest.
filled() { sed 's/{size}/121.8 MiB/g; s/{pages}/31,184/g; s/{page}/4 KiB/g'; }

# pairs LAB: each msgid of its ko.po, a tab, its msgstr; quotes as people see them.
pairs() {
	msgcat --no-wrap "$root/labs/$1/ko.po" | sed -nE '/^msgid ""$/d; s/^msgid "(.*)"$/\1/p; s/^msgstr "(.+)"$/\t\1/p' |
		sed 's/\\"/"/g' | awk '/^\t/ { print id $0; next } { id = $0 }'
}

# korean LAB MSGID: what it says instead.
korean() { pairs "$1" | awk -F '\t' -v id="$2" '$1 == id { print $2 }'; }

# for_each_pair LAB AWK: complaints of an awk program about the fields $1 (English) and $2 (Korean), the lab in front.
for_each_pair() { pairs "$1" | awk -F '\t' "$2" | sed "s/^/$1: /"; }

# conf LAB KEY: the texts of that key of lab.conf that are for people.
conf() {
	local words=1
	case $2 in step | means) words=2 ;; guess) words=3 ;; esac
	awk -v key="$2" -v words=$words '$1 == key {
		sub(/^[ \t]+/, ""); sub(/[ \t]+$/, "")
		for (i = 0; i < words; i++) sub(/^[^ \t]+[ \t]+/, "")
		print
	}' "$root/labs/$1/lab.conf"
}

labs() { for file in "$root"/labs/*/lab.conf; do basename "${file%/*}"; done; }

# every LAB-COMMAND...: what it complains of, over all labs; nothing is wanted.
every() {
	local lab
	[ "$(labs | wc -l)" -ge 36 ]
	for lab in $(labs); do
		[ "$(pairs "$lab" | wc -l)" -ge 4 ] || echo "$lab: a ko.po with translations is missing"
		"$@" "$lab"
	done >complaints
	equal "$(cat complaints)" ""
}

@test "nothing is empty, unsure or out of use in a ko.po, the harness's or a lab's" {
	needs_gettext
	for po in "$root"/harness/*/ko.po "$root"/labs/*/ko.po; do
		equal "$po $(msgattrib --untranslated "$po")" "$po "
		equal "$po $(msgattrib --only-fuzzy "$po")" "$po "
		equal "$po $(grep -c '^#~' "$po")" "$po 0"
	done
}

placeholders() {
	for_each_pair "$1" 'function braces(text,    n, found, i, j, t) {
		n = 0
		while (match(text, /\{[a-z]*\}/)) { found[++n] = substr(text, RSTART, RLENGTH); text = substr(text, RSTART + RLENGTH) }
		for (i = 1; i <= n; i++) for (j = i + 1; j <= n; j++) if (found[j] < found[i]) { t = found[i]; found[i] = found[j]; found[j] = t }
		for (i = 1; i <= n; i++) t = i == 1 ? found[1] : t " " found[i]
		return n ? t : ""
	}
	braces($1) != braces($2) { print "other braces: " $2 }'
}

@test "each translation has the braces of its own text, in any order" {
	needs_gettext
	every placeholders
}

# What people type or look up must be there as it is, and every figure; more figures may be ("one byte": 1바이트).
kept() {
	for_each_pair "$1" '{
		rest = $1
		while (match(rest, /make (lab|vm)-[a-z-]+|make doctor|[A-Z_]+=[0-9A-Z]+|\/(proc|sys|dev)\/[a-z_\/]*|[a-z_]+\([0-9]*\)|MADV_[A-Z]+|SIG[A-Z]+|[0-9][0-9,.\/]*[0-9]|[0-9]/)) {
			word = substr(rest, RSTART, RLENGTH); rest = substr(rest, RSTART + RLENGTH)
			sub(/\(\)$/, "", word) # "malloc() returns": malloc alone is as good
			if (!index($2, word)) print "without " word ": " $2
		}
	}'
}

@test "commands, paths, names of calls and figures stay in each translation" {
	needs_gettext
	every kept
}

in_korean() {
	pairs "$1" | awk -F '\t' '$1 ~ / /' | cut -f 2 | LC_ALL=C grep -v $'[\xea-\xed][\x80-\xbf][\x80-\xbf]' | sed "s/^/$1: English: /"
	# of other letters than ASCII only Hangul: a terminal may draw an arrow or a cross as wide as it likes
	pairs "$1" | cut -f 2 | LC_ALL=C sed $'s/[\xea-\xed][\x80-\xbf][\x80-\xbf]//g' | LC_ALL=C grep $'[\x80-\xff]' |
		sed "s/^/$1: neither ASCII nor Hangul: /"
}

@test "each translation is Korean, in ASCII and Hangul" {
	needs_gettext
	every in_korean
}

# Where a line begins: a step's text behind its number and name; the others at most 6 columns in.
narrow() {
	pairs "$1" | cut -f 2 | filled | in_columns | awk 'length > 94 { print length " columns: " $0 }' | sed "s/^/$1: /"
	conf "$1" step | while IFS= read -r text; do korean "$1" "$text"; done | filled | in_columns |
		awk 'length > 100 - 19 { print "a step of " length " columns: " $0 }' | sed "s/^/$1: /"
}

# The same in English, which stands in lab.conf: behind "   > " a meaning, behind eight blanks the result and the question.
narrow_english() {
	local key most
	while read -r key most; do
		conf "$1" "$key" | filled | awk -v most="$most" 'length > most { print length " columns: " $0 }' | sed "s/^/$1: $key: /"
	done <<<$'step 81\nmeans 95\nresult 92\nask 92'
}

@test "no sentence of lab.conf makes a line wider than 100 columns" {
	every narrow_english
}

@test "no translation is wider than 94 columns, nor a step's than the rest of its line" {
	needs_gettext
	every narrow
}

titled() {
	local question
	question=$(conf "$1" summary)
	[ "$(sed -n 1p "$root/labs/$1/README.md")" = "# $1: $question" ] || echo "$1: README.md has not the title $question"
	question=$(korean "$1" "$question")
	[ "$(sed -n 1p "$root/labs/$1/README.ko.md")" = "# $1: $question" ] || echo "$1: README.ko.md has not the title $question"
}

@test "the question of a lab is the title of its README, in both languages" {
	needs_gettext
	every titled
}

# A reason that is a name, and not a text, is one that xgettext does not see; that of huge pages is lab_huge_page's.
hidden() {
	cat "$root/labs/$1/"*.c | tr '\n\t' '  ' | grep -oE 'lab_skip(_step)?\([^;]*' |
		grep -vE '^lab_skip(_step\([^,]*,|\() *("|why_not\))' | sed "s/^/$1: no text: /"
}

@test "each reason of a lab is a text where it is given" {
	needs_gettext
	every hidden
}

@test "make list shows each lab's question in Korean, within 100 columns" {
	PAGELAB_LANG=ko "$pagelab" list >shown
	for lab in $(labs); do
		title=$(sed -n "1s/^# $lab: //p" "$root/labs/$lab/README.ko.md")
		grep -qE "^$lab " shown || equal "$lab" "a lab of the list"
		grep -E "^$lab " shown | grep -qF -- "$title" || equal "$(grep -E "^$lab " shown)" "$title"
	done
	equal "$(in_columns <shown | awk 'length > 100')" ""
}

@test "each lab's screen, live and replayed, lines up as the English one of the same run, and is no wider" {
	rows=0 screens=0
	for run in "$BATS_FILE_TMPDIR"/runs/*/latest; do
		lab=$(basename "${run%/latest}")
		PAGELAB_LANG=ko "$pagelab" replay "$run" >replayed
		as_wide "$run" replayed 0
		# a live run has its rows in the order of the lab, and the kernel's log: a recorded one does not know them
		live=$BATS_FILE_TMPDIR/$lab.live
		equal "$(grep -v '^파일' "$live" | in_columns | awk 'length > 100')" ""
		diff <(edges <english | sort) <(of_lab <"$live" | edges | sort)
		rows=$((rows + $(edges <english | wc -l))) screens=$((screens + 1))
	done
	# not all can run everywhere, but most
	[ $screens -ge 15 ]
	[ $rows -ge 100 ]
}

@test "a run says the lab's steps, meanings and question in Korean, its sizes put in" {
	needs_gettext
	PAGELAB_LANG=ko "$pagelab" run zeropage --size 4M --results "$results" >screen
	sized() { sed "s/{size}/4 MiB/g; s/{pages}/$((4194304 / page))/g" | sed -E ':a; s/([0-9])([0-9]{3})($|[^0-9])/\1,\2\3/; ta'; }
	said=0
	for key in summary step means result ask; do
		while IFS= read -r text; do
			grep -qF -- "$(korean zeropage "$text" | sized)" screen || equal "$(cat screen)" "$(korean zeropage "$text" | sized)"
			! grep -qF -- "$(sized <<<"$text")" screen || equal "$text" "Korean"
			said=$((said + 1))
		done < <(conf zeropage "$key")
	done
	equal $said 9
}

@test "why a lab or a step is left out is said in Korean, and written down in English" {
	needs_gettext
	reason="so many addresses are refused here: strict overcommit, or ulimit -v? Type: make vm-pagetable"
	run bash -c "ulimit -v 4000000; PAGELAB_LANG=ko '$pagelab' run pagetable --results '$results'"
	equal "$status" 77
	says "$(korean pagetable "$reason")"
	[[ $output != *"$reason"* ]]

	[ "$(stat -f -c %T /dev/shm 2>/dev/null)" = tmpfs ] || skip "/dev/shm is no tmpfs"
	reason="the file's pages cannot be evicted (tmpfs?): set TMPDIR to a folder on a disk"
	TMPDIR=/dev/shm PAGELAB_LANG=ko run "$pagelab" run faults --size 4M --results "$results"
	equal "$status" 0
	says "$(korean faults "$reason")"
	grep -qF "\"reason\": \"$reason\"" "$results/faults/latest/run.json"
}

# Its words come from another process: what the lab shows of itself is as in English.
@test "a lab that is started by hand speaks Korean, and its numbers are those of the English one" {
	# the numbers of one page and what starting takes differ from run to run; changes and theory do not
	changes() { sed -nE 's/^   (VmSize|Anonymous) .* kB +([-+0-9,]+ kB) +([-+.0-9,]+ kB)   .*/\1 \2 \3/p'; }
	for lab in lazy zeropage after-free cow; do
		PAGELAB_LANG=en "$root/build/labs/$lab" --size=16M </dev/null >english
		PAGELAB_LANG=ko "$root/build/labs/$lab" --size=16M </dev/null >korean
		diff <(changes <english) <(changes <korean)
		[ "$(changes <korean | wc -l)" -ge 1 ]
		equal "$lab $(grep -c '   holds$' english)" "$lab $(grep -cE '   이론과 일치$' korean)"
		grep -q "^$lab: 프로세스 번호 [0-9]*. 다른 터미널에서 살펴보세요:$" korean
		equal "$(in_columns <korean | awk 'length > 100')" ""
		# the heads end where the numbers do
		equal "$(sed -nE 's/^(1  .*) {3,}.*/\1/p' korean | in_columns | sed -E 's/ +$//' | awk '{ print length }' | head -n 1)" \
			"$(sed -nE 's/^(   VmSize( +[-+0-9,]+ kB){3}).*/\1/p' korean | awk '{ print length }' | head -n 1)"
	done
	run env PAGELAB_LANG=ko "$root/build/labs/leak"
	equal "$status" 77
	says "아무것도 실행하지 않았습니다."
	says "입력하세요: make lab-leak"
	run env PAGELAB_LANG=ko "$root/build/labs/lazy" --size=x
	equal "$status" 64
	equal "${lines[-1]}" "lazy: --size=x: 64M이나 1G 같은 크기여야 합니다"
}

@test "without pagelab beside it such a lab speaks English, and runs all the same" {
	mkdir -p alone/labs
	cp "$root/build/labs/lazy" alone/labs/
	PAGELAB_LANG=ko alone/labs/lazy --size=4M </dev/null >said
	grep -q '^lazy is process ' said
	grep -q '   holds$' said
}

#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bats file_tags=beside
# The course: list, doctor, both READMEs and the teacher's sheet have the same labs in the same classes and order.

load ../../tests/suite

# The tree without labs of one's own, whose order begins with 900: they stand in no README.
setup() {
	tree=$BATS_TEST_TMPDIR/course
	mkdir -p "$tree/labs" "$tree/build"
	ln -s "$root"/README*.md "$root/harness" "$tree"
	ln -s "$root"/labs/*.md "$tree/labs"
	for lab in "$root"/labs/*/lab.conf; do
		[ "$(sed -n 's/^order *//p' "$lab")" -ge 900 ] || ln -s "${lab%/lab.conf}" "$tree/labs"
	done
	cp "$pagelab" "$tree/build"
	pagelab=$tree/build/pagelab
	cd "$tree" || return
}

# listed LANGUAGE [TREE]: what list says, without its first line.
listed() { PAGELAB_LANG=$1 "${2:-$tree}/build/pagelab" list | tail -n +2; }

# heads: of a list on stdin the lines that head a class. in_order: of one, its labs. labs_of N: those under its Nth head.
heads() { sed '/^$/d; /^[a-z]/d' | head -n "${1:-5}"; }
in_order() { awk '/^[a-z]/ { print $1 }'; }
labs_of() { awk -v n="$1" '/^[^a-z]/ { at++ } /^[a-z]/ && at == n { print $1 }'; }

# in_class KEY: the labs whose lab.conf says so, in any order.
in_class() { grep -lE "^class +$1\$" labs/*/lab.conf | awk -F / '{ print $2 }' | sort; }

@test "make list has a head for each class, with the minutes of its labs added up" {
	equal "$(listed en | heads)" "CLASS 1  Promised and had: 50 min
CLASS 2  Whose memory: 65 min
CLASS 3  When it runs short: 60 min
AT HOME: 44 min
BEYOND THE COURSE: 102 min"
	equal "$(listed ko | heads)" "수업 1  약속한 것과 가진 것: 50분
수업 2  누구의 메모리인가: 65분
수업 3  모자랄 때: 60분
집에서: 44분
더 알아보기: 102분"
	for n in 1 2 3 4 5; do
		sum=0
		for lab in $(listed en | labs_of $n); do
			sum=$((sum + $(sed -n 's/^minutes *//p' "labs/$lab/lab.conf")))
		done
		equal "$n: $sum" "$n: $(listed en | heads | sed -n "${n}s/.*: \([0-9]*\) min/\1/p")"
	done
}

@test "each lab stands under the class that its lab.conf names, and under no other" {
	for n in 1 2 3; do
		equal "$n: $(listed en | labs_of $n | sort)" "$n: $(in_class $n)"
	done
	equal "$(listed en | labs_of 4 | sort)" "$(in_class home)"
	equal "$(listed en | labs_of 5 | sort)" "$(grep -LE '^class ' labs/*/lab.conf | awk -F / '{ print $2 }' | sort)"
	# what the three classes do is the core of the course
	equal "$(cat <(in_class 1) <(in_class 2) <(in_class 3) | sort)" "$(grep -lE '^level +core$' labs/*/lab.conf | awk -F / '{ print $2 }' | sort)"
}

@test "no head of the list looks like a lab, in either language: only a lab's line begins with a small letter" {
	for language in en ko; do
		equal "$(listed $language | in_order | sort)" "$(for conf in labs/*/lab.conf; do basename "${conf%/*}"; done | sort)"
		equal "$(listed $language | in_order)" "$(listed en | in_order)"
		# a blank line stands before each head
		equal "$(listed $language | awk '/^[^a-z]/ && was != "" { print } { was = $0 }')" ""
	done
}

@test "doctor, and both READMEs twice, have the order of the list" {
	order=$(listed en | in_order)
	equal "$("$pagelab" doctor | awk 'NF == 0 { exit } NR > 1 && NF == 4 && /^[a-z]/ { print $1 }')" "$order"
	for file in README.md README.ko.md; do
		equal "$(sed -nE "s,^\| \[\`([a-z0-9-]+)\`\]\(labs/.*,\1,p" $file)" "$order"
		equal "$(sed '/^## /,$d' $file | grep -oE '\(labs/[a-z0-9-]+/README' | cut -d / -f 2)" "$order"
	done
}

@test "the teacher's sheet has the labs of each class, and how their minutes fill it" {
	for file in labs/teaching.md labs/teaching.ko.md; do
		n=0
		for key in 1 2 3; do
			n=$((n + 1))
			row=$(grep -E "^\| $key \|.*, .* \| [0-9 +]+ \|$" $file)
			equal "$file: $(cut -d '|' -f 4 <<<"$row" | tr -d ' ' | tr ',' '\n')" "$file: $(listed en | labs_of $n)"
			# its question is that of the list, its minutes are the sum
			language=en && [ $file = labs/teaching.md ] || language=ko
			listed $language | heads | sed -n "${n}p" | grep -qF -- "$(cut -d '|' -f 3 <<<"$row" | sed 's/^ *//; s/ *$//'): $(cut -d '|' -f 5 <<<"$row" | grep -oE '[0-9]+' | head -n 1)"
			# and with what is said around them at most 75
			[ $(($(cut -d '|' -f 5 <<<"$row" | grep -oE '[0-9]+' | paste -sd +))) -le 75 ]
		done
		for lab in $(listed en | labs_of 4); do
			grep -E '^\| (at home|집에서) \|' $file | grep -qw -- "$lab" || equal "$lab" "a lab at home in $file"
		done
	done
}

# for_teachers FILE HEADING: the first words of each bullet of that section that has such, up to the colon.
for_teachers() { sed -n "/^## $2\$/,\$p" "$1" | sed -nE 's/^- (Ask before|Say after|May deviate|실행 전에|실행 후에|다르게 나올 수 있는 것): .{10,}/\1/p'; }

@test "each lab tells the teacher what to ask before, what to say after and what may deviate, in the same words" {
	for conf in labs/*/lab.conf; do
		lab=${conf%/lab.conf}
		equal "$lab $(for_teachers "$lab/README.md" 'For the teacher' | tr '\n' ,)" "$lab Ask before,Say after,May deviate,"
		equal "$lab $(for_teachers "$lab/README.ko.md" '선생님께' | tr '\n' ,)" "$lab 실행 전에,실행 후에,다르게 나올 수 있는 것,"
	done
}

@test "a lab.conf with a wrong class is a mistake with its line, and the lab is not listed" {
	mkdir -p "$BATS_TEST_TMPDIR/build" "$BATS_TEST_TMPDIR/labs/mine" "$BATS_TEST_TMPDIR/labs/other"
	cp "$pagelab" "$BATS_TEST_TMPDIR/build/"
	printf 'summary Other\norder 1\n' >"$BATS_TEST_TMPDIR/labs/other/lab.conf"
	for word in 0 4 '1 2' one Home; do
		printf 'summary Mine\nclass %s\n' "$word" >"$BATS_TEST_TMPDIR/labs/mine/lab.conf"
		run "$BATS_TEST_TMPDIR/build/pagelab" list
		equal "$word: $status" "$word: 1"
		says "labs/mine/lab.conf:2: expected 1, 2, 3 or home, got \"$word\""
		equal "$("$BATS_TEST_TMPDIR/build/pagelab" list 2>/dev/null | in_order)" other
	done
	# whatever its order is, a lab stands in its class, and a class without labs has no head
	printf 'summary Mine\nclass 2\norder 9000\n' >"$BATS_TEST_TMPDIR/labs/mine/lab.conf"
	equal "$(listed en "$BATS_TEST_TMPDIR" | heads 2 | tr '\n' '|') $(listed en "$BATS_TEST_TMPDIR" | in_order | tr '\n' ' ')" \
		"CLASS 2  Whose memory: 5 min|BEYOND THE COURSE: 5 min| mine other "
}

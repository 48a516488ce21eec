#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bats file_tags=beside
# A student's walk by README.ko.md alone, in Korean, in a copy of the tree: two labs with a number of one's own, the
# report, handing in; and the teacher's, who takes it. The walk is made once; the tests look at what it said and left.

load ../../tests/suite

student=20251234 absent=20255678

# walk NAME COMMAND...: what it says, as NAME.said and NAME.warned, and its exit code, as NAME.code.
walk() {
	local name=$1 code=0
	shift
	"$@" >"$walked/$name.said" 2>"$walked/$name.warned" || code=$?
	echo "$code" >"$walked/$name.code"
}

# Ten answers from a pipe, one for nothing: what lazy asks for.
answers() { printf '%s\n' 4k 1 121.8 121.8 '' 31184 0 1 2 3 4; }

setup_file() {
	built
	walked=$BATS_FILE_TMPDIR tree=$BATS_FILE_TMPDIR/tree
	# what is built is taken along: compiling is not what is asked here
	mkdir -p "$tree/build"
	cp -a "$root"/{Makefile,harness,labs,scripts,README.ko.md} "$tree"
	cp -a "$root"/build/{obj,labs,pagelab,libpagelab.a} "$root"/build/with* "$tree/build"
	cd "$tree" || return
	[ -z "$(scripts/setup --missing report)$(scripts/setup --missing collect)" ] || return 0
	export PAGELAB_LANG=ko LC_ALL=C.UTF-8
	unset LANG LC_MESSAGES BUILD VM NAME
	walk list make list
	walk lazy make lab-lazy SEED=$student PREDICT=1 < <(answers)
	walk oom make lab-oom SEED=$student
	walk report make report
	echo '답: 페이지 폴트 한 번에 4,096바이트' >answers.md
	walk submit make submit ID=$student ANSWERS=answers.md
	mkdir class
	tar -C class -xzf results/submit-$student.tar.gz
	printf '%s\n' $student $absent >roster.txt
	walk collect make collect FROM=class ROSTER=roster.txt
}

setup() {
	walked=$BATS_FILE_TMPDIR tree=$BATS_FILE_TMPDIR/tree
	cd "$tree" || return
	[ -e "$walked/collect.code" ] || skip "what the report or the class report needs is missing: scripts/setup report collect"
}

has_oom() { [ -e results/oom/latest ]; }

# said NAME SENTENCE: that step of the walk said so.
said() { grep -qF -- "$2" "$walked/$1.said" || equal "$(cat "$walked/$1.said" "$walked/$1.warned")" "$1: $2"; }

# catalogue: what pagelab would say in English, as pieces of at least three words between the numbers that are put in,
# but for those that stand in the Korean too.
catalogue() {
	cat harness/*/ko.po scripts/ko.po labs/{lazy,oom}/ko.po | sed -nE 's/^(msgid|msgstr) "(.*)"$/\1 \2/p' >texts
	pieces() { sed -nE "s/^$1 //p" texts | sed -E 's/\\n/\n/g; s/\\"/"/g; s/%[0-9]*\$?[-+ #0-9.*]*(hh?|ll?|z|j|t)?[a-zA-Z%]|\{[a-z]+\}/\n/g'; }
	pieces msgstr >korean
	pieces msgid | grep -oE '[A-Za-z]+ [a-z]+ [a-z]+.*' | sed 's/ *$//' | sort -u | while IFS= read -r piece; do
		grep -qF -- "$piece" korean || echo "$piece"
	done
}

@test "README.ko.md has the commands of the walk" {
	for command in 'make list' 'make lab-lazy SEED=' 'PREDICT=1' 'make lab-oom' 'make report' 'make submit ID=' 'ANSWERS=file' \
		'make collect FROM=folder ROSTER=file'; do
		grep -qF -- "$command" README.ko.md || equal "$command" "a command of README.ko.md"
	done
}

@test "each step ends with 0, and warns of nothing" {
	for name in list lazy report submit collect; do
		equal "$name $(cat "$walked/$name.code") $(cat "$walked/$name.warned")" "$name 0 "
	done
	requires room
	equal "$(cat "$walked/oom.code") $(cat "$walked/oom.warned")" "0 "
}

@test "each screen says in Korean what README.ko.md promises" {
	said list '수업 1  약속한 것과 가진 것: 50분'
	said lazy '121.8 MiB = '
	said lazy '결과    예상 15개 중 15개가 맞았습니다.'
	said lazy '예측    11개 중 10개를 했습니다.'
	said report 'results/report.html'
	said submit "results/submit-$student.tar.gz: 실습 "
	hangul -q "$walked/report.said"
	said collect '뺀 것은 0개입니다.'
	grep -q '<html lang="ko">' results/report.html
	has_oom || skip "no room for oom here"
	said oom '부검'
	said oom '결과    예상 5개 중 5개가 맞았습니다.'
}

@test "no sentence of the catalogue is left in English, on a screen or on a page" {
	catalogue >pieces
	[ "$(wc -l <pieces)" -ge 500 ]
	# in English it would be found
	PAGELAB_LANG=en build/pagelab replay results/lazy/latest | grep -qFf pieces
	for page in "$walked"/*.said results/report/report.md results/report.html results/class.md; do
		[ -s "$page" ]
		equal "$page: $(sed '/Memory cgroup out of memory/,+1d' "$page" | grep -oFf pieces | sort -u)" "$page: "
	done
	for name in list lazy report submit collect; do no_english "$walked/$name.said"; done
	no_english results/report/report.md
	no_english results/class.md
}

@test "the archive is complete: the runs as they are here, the report, its pictures and the answers" {
	handed=class/$student
	for lab in lazy oom; do
		[ -e "results/$lab/latest" ] || continue
		run=$(basename "$(readlink "results/$lab/latest")")
		equal "$(ls "$handed/$lab")" "$run"
		diff -r "results/$lab/$run" "$handed/$lab/$run"
		"$pagelab" check "$handed/$lab/$run"
	done
	equal "$(csv "$handed"/lazy/*/predictions.csv '$c["guess"] != "" { n++ } END { print n }')" 10
	grep -q '<html lang="ko">' "$handed/report.html"
	for picture in $(grep -oE '\]\([0-9a-z-]+\.svg\)' "$handed/report/report.md" | tr -d '()]'); do [ -s "$handed/report/$picture" ]; done
	grep -qF '답: 페이지 폴트 한 번에 4,096바이트' "$handed"/*answers*
}

@test "collect takes all of it, and says who is missing" {
	labs=1
	! has_oom || labs=2
	said collect "실행 ${labs}개(실습 ${labs}개, 학생 1명)를 모았습니다. 뺀 것은 0개입니다."
	equal "$(csv results/all.csv '{ print $c["seed"] }' | sort -u)" "$student"
	grep -qx "하나도 내지 않은 사람: $absent." results/class.md
	# theory held on the student's own numbers
	equal "$(csv results/all.csv '$c["lab"] == "lazy" && $c["seq"] > 0 && $c["verdict"] != "" { print $c["verdict"] }' | sort | uniq -c | tr -s ' ')" " 15 holds"
}

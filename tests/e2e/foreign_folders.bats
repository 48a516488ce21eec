#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bats file_tags=beside
# Folders that others made are read only: no link in them is followed, nothing is written into them, and nothing that lies
# there keeps anybody waiting, fills the memory or stops a class.

load ../../tests/suite

# A run of somebody's own: the recorded ones are nobody's, which collect knows.
setup_file() {
	built
	"$pagelab" run lazy --size 1M --quiet --results "$BATS_FILE_TMPDIR/results"
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	sample=$root/results/sample
	echo mine >victim
}

teardown() { no_place; }

# handed NAME: a run, as somebody handed it in.
handed() { mkdir -p "$(dirname "$1")" && cp -rL "$BATS_FILE_TMPDIR/results/lazy/latest" "$1"; }

# state FOLDER: all that is in it, with sizes, times and inodes.
state() { find "$1" -printf '%p %y %s %T@ %i %l\n' | sort; }

# spoils FILE COMMAND…: the run handed in has in that file's place what the command makes under its name.
spoils() {
	rm -rf run && handed run
	rm "run/$1"
	"${@:2}" "run/$1"
}

# refuses FILE WHY: whoever reads the run says so at once.
refuses() {
	local command
	for command in check replay "compare $sample/lazy" "report --out ." "collect --out out"; do
		# shellcheck disable=SC2086 # words
		run timeout 20 "$pagelab" $command run
		case $command in check) wanted='[16]*' ;; *) wanted=69 ;; esac
		# shellcheck disable=SC2053 # a pattern
		[[ $status == $wanted ]] || equal "$command, $1: $status" "$wanted"
		says "$1"
		says "$2"
		equal "$(grep -c "$1" <<<"$output")" 1
	done
}

@test "a link in the place of a run's file is not followed, wherever it leads" {
	handed elsewhere
	for file in run.json steps.csv measures.csv; do
		for target in "$PWD/elsewhere/$file" ../elsewhere/$file /dev/zero "$file" nowhere /etc/passwd; do
			spoils "$file" ln -s "$target"
			refuses "$file" "no ordinary file"
		done
	done
}

@test "a folder, a device, a pipe and a file without end in the place of a run's file are named at once" {
	for file in run.json steps.csv samples.csv; do
		spoils "$file" mkdir
		refuses "$file" "no ordinary file"
		spoils "$file" mkfifo
		refuses "$file" "no ordinary file"
		spoils "$file" truncate -s 10G
		refuses "$file" "has more than 32 MiB"
		[ "$(id -u)" -eq 0 ] || continue
		device() { mknod "$1" c 1 5; }
		spoils "$file" device || continue
		refuses "$file" "no ordinary file"
	done
}

@test "a report is written into the folder of results, and never into one that was handed in" {
	handed class/kim/lazy/20261122T215645Z-pc-1-01
	chmod -R a-w class
	before=$(state class)
	for given in class/kim/lazy/2* class/kim/lazy class/kim; do
		rm -rf mine
		run "$pagelab" report --results mine "$given"
		equal "$given $status" "$given 0"
		says "1 run: mine/report.html   report/report.md"
		equal "$(ls -A mine)" "$(printf '%s\n' report report.html)"
		[ -s mine/report/report.md ] && [ -s mine/report/01-lazy-promised.svg ]
		mkdir mine/out
		run "$pagelab" report --out mine/out "$given"
		equal "$given $status" "$given 0"
		equal "$(ls -A mine/out)" "$(printf '%s\n' report report.html)"
	done
	equal "$(state class)" "$before"
	chmod -R u+w class
}

@test "collect writes its files into the folder of results, and never into one that was handed in" {
	mkdir mine && cd mine
	mkdir class && handed class/kim
	before=$(state class)
	run -0 bash -c "cd / && '$pagelab' collect --out '$PWD/out' '$PWD/class'"
	[ -s out/all.csv ]
	run -0 make -s -C "$root" collect FROM="$PWD/class" RESULTS="$PWD/results"
	[ -s results/all.csv ]
	# without --out: results of the tree that pagelab belongs to
	mkdir -p tree/build tree/labs && cp "$pagelab" tree/build/ && cp -r "$root/labs/lazy" tree/labs/
	run -0 tree/build/pagelab collect class
	[ -s tree/results/all.csv ]
	equal "$(state class)" "$before"
}

@test "what one that was killed left is removed by the next, and what somebody works in stays" {
	handed run
	mkdir -p out/.collect-dead out/.report-dead out/.report-held
	: >out/.collect-dead/all.csv
	exec {held}<out/.report-held
	flock "$held"
	run -0 "$pagelab" collect --out out run
	run -0 "$pagelab" report --out out run
	equal "$(find out -maxdepth 1 -name '.*' | sort)" out/.report-held
}

@test "names that can be foreseen are not used: a link that lies in wait for one leads nowhere" {
	handed run
	mkdir -p out/report && cp -r run out/
	# What is in wait has the pid of the process that would fall into it.
	wait_for() {
		local folder
		for folder in run out out/report; do
			for name in report.md report.html 01-lazy-promised.svg all.csv all.sqlite class.md; do
				ln -s "$PWD/victim" "$folder/.$name.$1"
				ln -s "$PWD/victim" "$folder/.$name.$1.partial"
			done
		done
	}
	export -f wait_for
	for command in "report --out out run" "collect --out out run"; do
		# shellcheck disable=SC2086 # words
		run bash -c 'wait_for $$ && exec "$@"' sh "$pagelab" $command
		equal "$command $status" "$command 0"
		equal "$(cat victim)" mine
	done
	[ -s out/report/report.md ] && [ -s out/all.csv ]
	equal "$(find out -name '.part-*' -o -name '.collect-*')" ""
	# under the names themselves a link is replaced, and not what it leads to
	for file in out/report.html out/report/report.md out/report/01-lazy-promised.svg out/all.csv; do
		[ "$file" = out/report/report.md ] || ln -sf "$PWD/victim" "$file"
	done
	"$pagelab" report --out out run
	"$pagelab" collect --out out run
	equal "$(cat victim)" mine
	equal "$(find out -maxdepth 2 -type l ! -name '.*')" ""
}

# keeps WHY: the report refuses, says what to do, and leaves report/ as it was.
keeps() {
	local before
	before=$(state out)
	run timeout 20 "$pagelab" report --out out run
	equal "$status" 74
	says "out/report/report.md: $1"
	says "What you wrote there would be lost."
	equal "$(state out)" "$before"
}

@test "notes that cannot be read are not lost: the report refuses, and says what to do" {
	handed run
	mkdir -p out/report
	mkfifo out/report/report.md
	keeps "it is no ordinary file"
	rm out/report/report.md && mkdir out/report/report.md
	keeps "it is no ordinary file"
	rmdir out/report/report.md && ln -s "$PWD/victim" out/report/report.md
	keeps "it is no ordinary file"
	rm out/report/report.md && truncate -s 10G out/report/report.md
	keeps "it has more than 32 MiB"
	rm out/report/report.md
	run "$pagelab" report --out out run
	equal "$status" 0
}

@test "notes that may not be read are not lost either" {
	for_user
	handed "$place/run"
	mkdir "$place/out"
	[ "$(id -u)" -ne 0 ] || chown -R 65534 "$place/out"
	as_user "$pagelab" report --out "$place/out" "$place/run"
	as_user sh -c 'echo notes >>"$0" && chmod 000 "$0"' "$place/out/report/report.md"
	run as_user "$pagelab" report --out "$place/out" "$place/run"
	equal "$status" 74
	says "$place/out/report/report.md: Permission denied"
	says "chmod u+r"
	as_user chmod 600 "$place/out/report/report.md"
	equal "$(tail -n 1 "$place/out/report/report.md")" notes
	run as_user "$pagelab" report --out "$place/out" "$place/run"
	equal "$status" 0
	equal "$(tail -n 1 "$place/out/report/report.edited-1.md")" notes
	# nor when the folder itself cannot be looked into
	as_user chmod 000 "$place/out/report"
	run as_user "$pagelab" report --out "$place/out" "$place/run"
	equal "$status" 74
	says "Permission denied"
}

@test "where notes are put aside without links, none that are there are written over" {
	handed run
	mkdir out
	"$pagelab" report --out out run
	for n in 1 2 3; do
		echo "notes $n" >>out/report/report.md
		run strace -qq -o /dev/null -e trace=linkat -e inject=linkat:error=EPERM "$pagelab" report --out out run
		[ "$status" -ne 127 ] || skip "strace is missing"
		equal "$status" 0
	done
	for n in 1 2 3; do equal "$(tail -n 1 "out/report/report.edited-$n.md")" "notes $n"; done
}

@test "an error of the disk is not taken for nothing being there" {
	requires strace
	handed run
	mkdir out
	"$pagelab" report --out out run
	echo notes >>out/report/report.md
	run strace -qq -o trace -P "$PWD/out/report/report.md" -e trace=pread64 -e inject=pread64:error=EIO \
		"$pagelab" report --out out run
	grep -q INJECTED trace
	equal "$status" 74
	says "out/report/report.md: Input/output error"
	equal "$(tail -n 1 out/report/report.md)" notes
}

@test "latest in a folder that was handed in is not looked at, and the newest run is found by its name" {
	newest=20261201T000000Z-pc-7-01
	for id in 20260101T000000Z-pc-7-01 $newest 20261130T000000Z-pc-7-01; do handed "lab/lazy/$id"; done
	for target in "$sample/oom" ../../victim 20260101T000000Z-pc-7-01 latest nowhere; do
		ln -sfn "$target" lab/lazy/latest
		run timeout 20 "$pagelab" check lab/lazy
		equal "$target $status" "$target 0"
		says "lab/lazy/$newest: "
		run timeout 20 "$pagelab" report --out . lab
		equal "$target $status" "$target 0"
		equal "$(grep -c '^## ' report/report.md)" 1
	done
	# nor are links that look like runs
	ln -s "$sample/oom" lab/lazy/20991231T235959Z-pc-7-01
	run "$pagelab" check lab/lazy
	says "lab/lazy/$newest: "
	# the user's own choice may lie behind links
	ln -s "$PWD/lab" way
	run "$pagelab" check way/lazy
	equal "$status" 0
}

@test "a lab's folder that is a link is left out of a report, and named" {
	handed class/lazy/20261122T215645Z-pc-1-01
	mkdir away && cp -r "$sample/oom" away/20261122T215645Z-pc-1-01
	ln -s ../away class/oom
	run "$pagelab" report --out . class
	equal "$status" 0
	says "left out: class/oom: it is a link"
	equal "$(grep '^## ' report/report.md)" "## lazy: $(sed -n 's/^summary //p' "$root/labs/lazy/lab.conf")" ||
		equal "$(grep -c '^## ' report/report.md)" 1
	run "$pagelab" report --out . class/oom
	equal "$status" 0
}

# takes WORDS: the class is taken, in little memory and time, and what is left out is said so.
takes() {
	rm -rf out
	run bash -c 'ulimit -v 400000; exec timeout 60 "$@"' sh "$pagelab" collect --out out class
	equal "$status" 0
	says "$1"
	says "1 run of 1 lab"
	[ -s out/all.csv ]
}

@test "one folder without end does not stop the class: a deep one, and one with very many in it" {
	handed class/kim/lazy
	mkdir class/many
	(cd class/many && seq 1 20001 | xargs mkdir && seq -f 'f%.0f' 1 2000 | xargs touch)
	takes "left out: class/many: it has more than 20000 folders"
	rm -r class/many
	deep=$(printf 'd/%.0s' {1..200})
	mkdir -p "class/deep/$deep"
	takes "it is more than 32 folders deep"
	rm -r class/deep
	# deeper than a path can be
	name=$(printf '%0250d' 0)
	(
		mkdir class/long && cd class/long || exit
		for _ in {1..20}; do mkdir "$name" && cd "./$name" || exit; done
	)
	takes "File name too long"
	mkdir -p class/lazy/twenty && (cd class/lazy/twenty && seq -f '2%.0f' 100000 103000 | xargs mkdir)
	run timeout 60 "$pagelab" check class/lazy/twenty
	equal "$status" 69
}

@test "one bad run does not stop the class, whatever it is, and is named in one line that does nothing to a terminal" {
	handed class/kim/lazy
	number=0
	for made in 'ln -s /dev/zero' 'ln -s run.json' mkfifo mkdir 'truncate -s 10G' touch; do
		number=$((number + 1))
		handed "class/bad-$number"
		rm "class/bad-$number/run.json"
		$made "class/bad-$number/run.json"
	done
	for name in $'new\nline' $'esc\033[31mape' $'bro\377ken' $'\342\200\256right'; do
		handed "class/$name"
		rm "class/$name/steps.csv"
	done
	handed class/unread/lazy
	run timeout 60 "$pagelab" collect --out out class
	equal "$status" 0
	says "1 run of 1 lab"
	says "11 left out"
	equal "$(grep -c '^left out: ' <<<"$output")" 11
	equal "$(wc -l <<<"$output")" 13
	equal "$(tr -dc '\033' <<<"$output" | wc -c)" 0
	iconv -f UTF-8 -t UTF-8 <<<"$output" >/dev/null
}

@test "names that a terminal would obey do nothing to it, whoever reads the run" {
	for name in $'20261201T000000Z-new\nline' $'20261201T000000Z-\033[31m' $'20261201T000000Z-\377'; do
		rm -rf lab && handed "lab/lazy/$name"
		for spoilt in 0 1; do
			[ "$spoilt" = 0 ] || rm "lab/lazy/$name/steps.csv"
			for command in check replay "compare $sample/lazy" "report --out ." "collect --out out"; do
				# shellcheck disable=SC2086 # words
				run "$pagelab" $command lab/lazy
				[ "$status" -lt 124 ]
				equal "$command $(grep -c '^line' <<<"$output") $(tr -dc '\033' <<<"$output" | wc -c)" "$command 0 0"
				iconv -f UTF-8 -t UTF-8 <<<"$output" >/dev/null
			done
		done
	done
}

@test "a folder whose path is too long is refused, and none whose name is its beginning is made" {
	handed run
	long=$(printf 'd/%.0s' {1..2100})
	for option in --out --results; do
		run "$pagelab" report "$option" "$PWD/$long" run
		equal "$option $status" "$option 74"
		says "File name too long"
	done
	run "$pagelab" collect --out "$PWD/$long" run
	equal "$status" 74
	run "$pagelab" run lazy --size 1M --results "$PWD/$long"
	equal "$status" 73
	[ ! -e d ]
	# just short enough to be made
	name=$(printf '%0200d' 0)
	deep=$PWD
	while [ $((${#deep} + 201)) -lt 4080 ]; do deep=$deep/$name; done
	run "$pagelab" report --results "$deep" run
	equal "$status" 0
	[ -s "$deep/report.html" ] && [ -s "$deep/report/report.md" ]
}

@test "a link that somebody else put into the place of results, or of a lab's, is not followed" {
	requires root setpriv
	handed run
	mkdir away tree
	chmod 777 away tree
	ln -s "$PWD/away" tree/results
	chown -h 65534 tree/results
	run "$pagelab" run lazy --size 1M --quiet --results tree/results
	equal "$status" 73
	says "tree/results: it is a link that somebody else made"
	run "$pagelab" report --results tree/results run
	equal "$status" 74
	says "tree/results: it is a link that somebody else made"
	rm tree/results && mkdir tree/results
	for name in lazy report run; do
		ln -s "$PWD/away" "tree/results/$name"
		chown -h 65534 "tree/results/$name"
	done
	run "$pagelab" run lazy --size 1M --quiet --results tree/results
	equal "$status" 73
	says "tree/results/lazy: it is a link that somebody else made"
	run "$pagelab" run --quiet --results tree/results -- true
	equal "$status" 73
	run "$pagelab" report --results tree/results run
	equal "$status" 74
	says "tree/results/report: it is a link that somebody else made"
	equal "$(ls -A away)" ""
	# one's own are
	rm tree/results/lazy && ln -s "$PWD/away" tree/results/lazy
	run "$pagelab" run lazy --size 1M --quiet --results tree/results
	equal "$status" 0
	[ -L tree/results/lazy/latest ]
}

@test "a list of students that never ends keeps nobody waiting, and one from another program is taken" {
	handed class/kim/lazy
	mkfifo pipe
	for list in /dev/zero pipe .; do
		run timeout 20 "$pagelab" collect --out out --roster "$list" class
		[ "$status" -ne 0 ] && [ "$status" -lt 124 ]
		says "$list: it is no ordinary file"
		run timeout 20 "$pagelab" key --roster "$list"
		[ "$status" -ne 0 ] && [ "$status" -lt 124 ]
	done
	run timeout 20 "$pagelab" collect --out out --roster <(echo kim) class
	equal "$status" 0
	run timeout 20 "$pagelab" key --roster /dev/stdin lazy < <(echo kim)
	equal "$status" 0
	says kim
	run bash -c 'timeout 20 "$0" key --roster /dev/stdin lazy </dev/zero' "$pagelab"
	[ "$status" -ne 0 ] && [ "$status" -lt 124 ]
	says "more than 8 MiB"
}

#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bats file_tags=beside
# PREDICT: asked before each step, shown and recorded behind it, and never in the way of the lab.

load ../../tests/suite

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	latest=$results/lazy/latest
}

# A test that fails leaves its terminal, and bats would wait for it.
teardown() { [ -z "${session-}" ] || tmux -L "$session" kill-server 2>/dev/null || true; }

# guesses LAB ANSWER…: a run whose answers come through a pipe.
guesses() {
	local lab=$1
	shift
	run bash -c 'printf "%s\n" "${@:4}" | "$1" run "$2" --predict --results "$3"' _ "$pagelab" "$lab" "$results" "$@"
}

@test "a guess stands beside the truth, on the screen and in predictions.csv" {
	guesses lazy 4k 1 100 100 1 0
	equal "$status" 0
	[[ $output =~ "page faults  minor                   1 "\ *[0-9,]+"   "[0-9,]+" x the guess" ]]
	faults=$((100 * 1024 * 1024 / page))
	equal "$(csv "$latest/predictions.csv" '$c["step"] == "memset" { print $c["column"], $c["guess"], $c["observed"], $c["score"] }')" \
		"vm_rss_kib 102400 102400 1
minflt_total 1 $faults 1
majflt_total 0 0 1"
	equal "$(csv "$latest/predictions.csv" '$c["step"] == "free" { print $c["guess"] "|" $c["score"] }' | sort -u)" "|0"
	says "x the guess"
	says "GUESSES 6 of 11 made"
	"$pagelab" check "$latest"
}

@test "what was observed is the change that steps.csv has, for every lab that runs here" {
	for lab in faults oom protect isolation leak; do
		guesses "$lab" 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1
		[ "$status" -eq 77 ] && continue
		equal "$status" 0
		run=$results/$lab/latest
		[ "$(csv "$run/predictions.csv" '{ n++ } END { print n }')" -ge 3 ]
		csv "$run/predictions.csv" '{ print $c["seq"], $c["column"], $c["observed"] }' | while read -r seq column observed; do
			equal "$(csv "$run/steps.csv" '$c["seq"] == seq && $c["column"] == column && ($c["role"] ~ /^(lab|group|system)$/) { print $c["delta"] }' \
				-v seq="$seq" -v column="$column")" "$observed"
		done
		"$pagelab" check "$run" >/dev/null
	done
}

@test "to ask changes nothing: the run holds as one without questions, and no file of that has guesses" {
	guesses lazy 100
	equal "$status" 0
	equal "$(json "$latest" predict)" true
	"$pagelab" run lazy --quiet --results "$results"
	equal "$(json "$latest" predict)" false
	[ ! -e "$latest/predictions.csv" ]
	"$pagelab" check "$latest"
}

@test "what stands behind the answers is left for whoever reads next" {
	run bash -c 'yes 1 | head -n 11 | cat - <(echo mine) | { "$0" run lazy --size 4M --predict --results "$1"; cat; }' "$pagelab" "$results"
	equal "$(tail -n 1 <<<"$output")" mine
	says "GUESSES 11 of 11 made"
}

@test "an end of the input is no guess, and the lab goes on" {
	run "$pagelab" run lazy --predict --results "$results" </dev/null
	equal "$status" 0
	says "GUESSES 0 of 11 made"
	equal "$(csv "$latest/predictions.csv" '{ n += $c["score"] } END { print n + 0 }')" 0
}

@test "a line without an end is the end of the input, and a NUL is no end of an answer" {
	for from in /dev/zero <(yes 1 | tr -d '\n'); do
		run timeout 60 "$pagelab" run lazy --size 4M --predict --results "$results" <"$from"
		equal "$status" 0
		says "GUESSES 0 of 11 made"
	done
	run bash -c 'yes "$(printf "%65000s" 1)" | "$0" run lazy --size 4M --predict --results "$1"' "$pagelab" "$results"
	equal "$status" 0
	answered() { printf '1\0002\n\0\n1\n\0001\n2\n' | "$pagelab" run lazy --size 4M --predict --results "$results"; }
	run answered
	equal "$status" 0
	says "GUESSES 2 of 11 made"
}

@test "only the first of several runs asks; a run without a screen refuses to" {
	run bash -c 'yes 1 | "$0" run lazy --size 4M --predict --runs 3 --results "$1"' "$pagelab" "$results"
	equal "$status" 0
	equal "$(find "$results" -name predictions.csv | wc -l)" 1
	for option in --quiet --json; do
		run "$pagelab" run lazy --predict "$option" --results "$results/none" </dev/null
		equal "$status" 64
		[ ! -e "$results/none" ]
	done
}

@test "a guess that was edited is found out" {
	guesses lazy 100
	cp -R "$(readlink -f "$latest")" copy
	"$pagelab" check copy
	sed -i '2s/,4,1/,5,1/' copy/predictions.csv
	run "$pagelab" check copy
	equal "$status" 1
	says "predictions.csv row 2: observed of vm_rss_kib is not what the other files say"
	rm copy/predictions.csv
	run "$pagelab" check copy
	equal "$status" 69
}

@test "the report says what was believed and what was seen, and replay shows it again" {
	guesses lazy 4k '<script>' 100 100 1 0
	"$pagelab" report --out . "$latest"
	grep -qxF '| memset | page faults minor | 1 | 25,600 | 25,600 x the guess |' report/report.md || [ "$page" -ne 4096 ]
	grep -q '^5 of 11 guesses were made' report/report.md
	equal "$(grep -ci '<script' report.html)" 0
	run "$pagelab" replay "$latest"
	says "GUESSES 5 of 11 made"
	says "x the guess"
	"$pagelab" collect --out . "$latest" >/dev/null
	if command -v sqlite3 >/dev/null && [ -e all.sqlite ]; then
		equal "$(sqlite3 all.sqlite 'SELECT count(*), CAST(sum(score) AS INTEGER) FROM predictions')" "11|5"
	fi
}

@test "where nobody answered, the report says that none was made; where nobody asked, it says nothing" {
	"$pagelab" run lazy --size 4M --predict --results "$results" </dev/null >/dev/null
	"$pagelab" report --out . "$latest"
	grep -q '^0 of 11 guesses were made' report/report.md
	equal "$(grep -c 'the truth is' report/report.md)" 0
	"$pagelab" run lazy --size 4M --quiet --results "$results"
	"$pagelab" report --out . "$latest"
	equal "$(grep -c 'guesses were made\|What was believed' report/report.md)" 0
}

@test "lab.conf may ask in its own words; a step or a column that is not there is a mistake" {
	mkdir -p tree/build/labs tree/labs/lazy
	cp "$pagelab" tree/build/ && cp "$root/build/labs/lazy" tree/build/labs/
	for line in 'guess memset minflt_total How many, of {pages}?' 'guess memst minflt_total What?' 'guess memset minflt What?' \
		'guess memset minflt_total'; do
		sed "/^result/i $line" "$root/labs/lazy/lab.conf" >tree/labs/lazy/lab.conf
		run bash -c 'yes 3 | tree/build/pagelab run lazy --predict --size 4M --results "$0"' "$results"
		case $line in
		*'How many'*)
			equal "$status" 0
			says "     How many, of "
			[[ $output != *'{pages}'* ]]
			equal "$(csv "$latest/predictions.csv" '$c["step"] == "memset" { print $c["column"], $c["guess"] }')" "minflt_total 3"
			;;
		*)
			equal "$status" 1
			says "lab.conf:"
			says "expected"
			;;
		esac
	done
}

@test "in a terminal the answers are typed, a word is asked for again, and Ctrl-C leaves nothing alive" {
	command -v tmux >/dev/null || skip "tmux is missing"
	session=pagelab-predict TMUX_TMPDIR=$BATS_TEST_TMPDIR
	export TMUX_TMPDIR
	tm() { tmux -L "$session" "$@"; }
	shows() { tm capture-pane -p -S -200 -t "$session" 2>/dev/null | grep -qF -- "$1"; }
	tm -f /dev/null new-session -d -s "$session" -x 110 -y 60 "trap : INT; '$pagelab' run lazy --size 16M --predict --results '$results'; echo code \$?; read -r _" 3>&-
	until_true 20 shows 'By how many MiB does its memory in RAM (VmRSS) change?'
	tm send-keys -t "$session" 'many' Enter
	until_true 10 shows '"many" is no number'
	tm send-keys -t "$session" '16' Enter '1' Enter '16' Enter
	until_true 10 shows 'write every byte of the buffer, for the first time'
	shows 'guess       observed'
	until_true 10 shows 'By how many MiB does its memory in RAM (VmRSS) change?'
	tm send-keys -t "$session" C-c
	until_true 10 shows 'code 130'
	tm kill-server
	until_true 10 nobody_alive "$root/build/labs/lazy"
	[ ! -e "$results/lazy/latest" ]
}

@test "PREDICT=0 asks nothing" {
	run make -s -C "$root" lab-lazy SIZE=1M PREDICT=0 PAUSE=0 MAP=0 VM=0 RESULTS="$results" </dev/null
	equal "$status" 0
	[ ! -e "$latest/predictions.csv" ]
}

@test "no more guesses than were asked for, of what was asked, and of no run that did not ask" {
	guesses lazy
	honest=$(readlink -f "$latest")
	# forged SED...: a copy of the run with other predictions, its number of rows as it is then
	forged() {
		rm -rf copy && cp -R "$honest" copy
		sed -i "$@" copy/predictions.csv
		sed -i "s/\"predictions_rows\": [0-9]*/\"predictions_rows\": $(($(wc -l <copy/predictions.csv) - 1))/" copy/run.json
		run "$pagelab" check copy
		equal "$* $status" "$* 1"
	}
	forged '2{p;p;p}'
	says 'predictions.csv row 3: nobody was asked that before this step'
	forged '2s/,malloc,/,memset,/'
	says 'row 2: nobody was asked'
	forged '2s/,malloc,/,=cmd(),/'
	forged '2s/,1,malloc,/,99,malloc,/'
	forged '2s/,vm_rss_kib,[^,]*,[^,]*,/,vm_rss_xib,,,/'
	forged '2{h;d};3{G}; 4{p}'
	rm -rf copy && cp -R "$honest" copy
	sed -i 's/"predict": true/"predict": false/' copy/run.json
	run "$pagelab" check copy
	equal "$status" 1
	says 'this run asked for none'
	"$pagelab" check "$honest"
}

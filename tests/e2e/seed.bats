#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bats file_tags=beside
# SEED: numbers of one's own, the same again tomorrow, and known to the teacher.

load ../../tests/suite

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	seq 20250001 20250040 >roster
}

# key_of SEED LAB COLUMN: a number of the key: 3 bytes, 4 pages, 5 room.
key_of() { "$pagelab" key --seed "$1" "$2" | awk -v n="$3" 'NR == 2 { gsub(",", ""); print $n }'; }

# denied WHO WHY: check refuses the copy as that student's.
denied() {
	run "$pagelab" check --seed "$1" copy
	equal "$status" 1
	says "$2"
}

# small COMMAND…: where 32 MB may wait for the disk, and no more.
small() {
	awk '$1 == "nr_dirty" { waits = $2 } $1 == "nr_dirty_background_threshold" { $2 = waits + 32 * 1048576 / page } 1' \
		page="$page" /proc/vmstat >vmstat
	unshare -m sh -c 'mount --bind "$PWD/vmstat" /proc/vmstat && exec "$@"' sh "$@"
}

@test "forty students have forty sizes, and each run is exact" {
	while read -r student; do
		"$pagelab" run lazy --seed "$student" --quiet --results "$results"
		size=$(json "$results/lazy/latest" size_bytes)
		equal "$size" "$(key_of "$student" lazy 3)"
		equal "$(delta "$results/lazy/latest" memset minflt_total)" $((size / page))
		equal "$(json "$results/lazy/latest" seed)" "$student"
		echo "$size"
	done <roster >sizes
	equal "$(sort -u sizes | wc -l)" 40
	equal "$(awk '$1 < 0.75 * 104857600 || $1 > 1.25 * 104857600 + 65536' sizes)" ""
	# and forty rooms, which need no run to be known
	"$pagelab" key --roster roster oom 2>twins | awk 'NR > 1 { print $3 }' >rooms
	equal "$(sort -u rooms | wc -l)" 40
	equal "$(cat twins)" ""
}

# twins_of KEY: the labs in which some have the same numbers, and who.
twins_of() {
	awk 'NR > 1 { own = $2 " " $3 " " $4 " " $5; who[own] = who[own] ? who[own] ", " $1 : $1 }
		END { for (own in who) if (who[own] ~ /,/) { split(own, of, " "); print of[1] ": " who[own] " have the same numbers" } }' "$1" |
		LC_ALL=C sort
}

# shellcheck disable=SC2094 # only read
@test "whoever has another's numbers is named, in any class of forty" {
	for class in '%d' 'student-%02d' '김민수%d'; do
		for i in {20260201..20260240}; do
			# shellcheck disable=SC2059 # a format
			printf "$class\n" "$i"
		done >class
		"$pagelab" key --roster class >key 2>said
		[ "$(wc -l <key)" -gt 1000 ]
		sed -n '/have the same/s/^pagelab: //p' said | LC_ALL=C sort >named
		twins_of key | cmp - named
		# of huge pages there are not enough for all
		[ ! -e /sys/kernel/mm/transparent_hugepage/hpage_pmd_size ] || grep -q '^thp: ' named
	done
}

# starts FILE: how wide its lines are, and where the lab stands in them, in columns of the screen; each once.
starts() {
	python3 -c 'import sys, unicodedata
wide = lambda s: sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in s)
lines = open(sys.argv[1], encoding="utf-8").read().splitlines()
print(sorted({(wide(l), wide(l[:l.index(l.split()[1])])) for l in lines}))' "$1"
}

# shellcheck disable=SC2094 # only read
@test "the key's columns line up, whatever the ids and the language" {
	command -v python3 >/dev/null || skip "there is no python3"
	printf '%s\n' kim 김민수 20251234-a-very-long-one-of-40-columns-00 >class
	for language in en ko; do
		PAGELAB_LANG=$language "$pagelab" key --roster class lazy oom cow >key
		equal "$(wc -l <key)" 10
		equal "$(starts key | tr -cd '(' | wc -c)" 1
	done
	equal "$(awk 'NR == 1 { print $1, $2, $3, $4, $5 }' key)" "SEED 실습 크기(바이트) 페이지 방(바이트)"
}

@test "a room of one's own, paid out to the page" {
	for student in 20250001 20250002 20250003; do
		run "$pagelab" run oom --seed "$student" --quiet --results "$results"
		[ "$status" -ne 77 ] || skip "no memory-limited group here"
		equal "$status" 0
		equal "$(json "$results/oom/latest" limit_bytes)" "$(key_of "$student" oom 3)"
		"$pagelab" check --seed "$student" "$results/oom/latest"
	done
	# also where a step changes it
	"$pagelab" run fewer --seed kim --quiet --results "$results"
	"$pagelab" check --seed kim "$results/fewer/latest"
	# what is asked for wins
	"$pagelab" run oom --seed 20250001 --limit 32M --quiet --results "$results"
	equal "$(json "$results/oom/latest" limit_bytes)" $((32 << 20))
}

@test "every lab that has a size of its own holds with an odd one" {
	"$pagelab" key --seed 20250007 | awk 'NR > 1 { print $2 }' >labs
	[ "$(wc -l <labs)" -ge 20 ]
	while read -r lab; do
		grep -q '^needs .*vm' "$root/labs/$lab/lab.conf" && continue
		run "$pagelab" run "$lab" --seed 20250007 --quiet --results "$results" </dev/null
		[ "$status" -eq 0 ] || [ "$status" -eq 77 ] || equal "$lab $status $output" "$lab 0"
	done <labs
}

@test "the key is the same again, in bytes and pages, and for machines with other pages" {
	"$pagelab" key --seed kim lazy oom >one
	"$pagelab" key --seed kim lazy oom | cmp - one
	equal "$(key_of kim lazy 4)" $(($(key_of kim lazy 3) / page))
	equal "$("$pagelab" key --seed kim --page 64K lazy | awk 'NR == 2 { gsub(",", ""); print $3 % 65536, $3 / 65536 - $4 }')" "0 0"
	[ "$(key_of kim lazy 3)" != "$(key_of lee lazy 3)" ]
	[ "$(key_of kim lazy 3)" != "$(key_of kim zeropage 3)" ]
	# a lab whose numbers nobody can choose has no row
	run "$pagelab" key --seed kim protect
	equal "$status" 0
	says "the same for every seed"
}

@test "a lab that is the same for every seed says so; the README names them all" {
	(cd "$root/labs" && printf '%s\n' */lab.conf) | sed 's|/lab.conf||' >all
	"$pagelab" key --seed kim | awk 'NR > 1 { print $2 }' | sort >own
	sort all | comm -23 - own >same
	[ "$(wc -l <same)" -ge 5 ]
	for readme in README.md README.ko.md; do
		paragraph=$(awk '/^```sh/ { on = 0 } on; /make lab-lazy SEED=/ { seen = 1 } seen && /^```$/ { on = 1; seen = 0 }' "$root/$readme" | tr '\n' ' ')
		equal "$(grep -o '`[a-z-]*`' <<<"$paragraph" | tr -d '`' | sort)" "$(cat same)"
	done
	while read -r lab; do
		grep -q '^needs .*vm' "$root/labs/$lab/lab.conf" && continue
		run "$pagelab" run "$lab" --seed kim --results "$results" </dev/null
		[ "$status" -eq 77 ] || says "This lab is the same for every SEED"
	done <same
	run "$pagelab" check --seed kim "$results/isolation/latest"
	equal "$status" 0
	says "This lab is the same for every SEED"
	run "$pagelab" run isolation --results "$results" </dev/null
	[[ $output != *"for every SEED"* ]]
	run "$pagelab" run lazy --seed kim --results "$results" </dev/null
	[[ $output != *"for every SEED"* ]]
	run "$pagelab" run oom --seed kim --results "$results" </dev/null
	[[ $output != *"for every SEED"* ]]
}

@test "to ask a lab for its size runs nothing of it" {
	while read -r lab; do
		run timeout 10 env PAGELAB_ASK=size "$root/build/labs/$lab" </dev/null
		equal "$lab $status" "$lab 0"
		[[ $output =~ ^([0-9]+ [0-9]+( [0-9]+)?)?$ ]]
	done < <(cd "$root/labs" && for conf in */lab.conf; do echo "${conf%/*}"; done)
	nobody_alive "$root/build/labs/oom"
}

@test "on a machine with less room the size is less, and still one's own, for who looks elsewhere" {
	unshare -m true 2>/dev/null || skip "only root can show a lab another /proc"
	small "$pagelab" run cache --seed kim --quiet --results "$results"
	run_of=$results/cache/latest
	usual=$(json "$run_of" default_size_bytes)
	[ "$usual" -lt $((64 << 20)) ]
	[ "$(json "$run_of" size_bytes)" -lt $((usual * 5 / 4 + page)) ]
	run "$pagelab" check --seed kim "$run_of"
	equal "$status" 0
	says "The numbers are those of SEED=kim."
	run "$pagelab" submit --seed kim "$results"
	equal "$status" 0
	echo kim >one
	run "$pagelab" collect --roster one --out out "$results"
	equal "$status" 0
	says "1 run of 1 lab by 1 student taken, 0 left out."
	# it says how much it takes, not whose it is; and no machine makes it more than usual
	sed -i 's/"seed": "kim"/"seed": "lee"/' "$run_of/run.json"
	run "$pagelab" check --seed lee "$run_of"
	equal "$status" 1
	says "and that of this seed"
	sed -i 's/"default_size_bytes": [0-9]*/"default_size_bytes": 268435456/' "$run_of/run.json"
	run "$pagelab" check --seed lee "$run_of"
	equal "$status" 1
	# the key says that it is of this machine
	run small "$pagelab" key --seed kim cache
	says "cache: the size depends on the machine"
	run "$pagelab" key --seed kim lazy
	[[ $output != *"depends on the machine"* ]]
}

@test "the size that is told is the one that is taken: whole huge pages, blocks, ten parts" {
	for lab in thp buffers frag-external; do
		run env PAGELAB_ASK=size "$root/build/labs/$lab"
		read -r usual unit <<<"$output"
		[ "$unit" -gt "$page" ]
		equal "$lab $(($(key_of kim "$lab" 3) % unit))" "$lab 0"
		equal "$lab $(($(key_of kim "$lab" 4) * page))" "$lab $(key_of kim "$lab" 3)"
	done
	run "$pagelab" run thp --seed kim --results "$results"
	[ "$status" -ne 77 ] || skip "no huge pages here"
	equal "$status" 0
	pages=$(delta "$results/thp/latest" touch-small minflt_total)
	says "One fault for each small page: ${pages:0:-3},${pages: -3} of them."
	equal "$(json "$results/thp/latest" size_bytes)" "$(key_of kim thp 3)"
	equal "$pages" "$(key_of kim thp 4)"
	"$pagelab" check --seed kim "$results/thp/latest"
}

# shellcheck disable=SC2094 # only read
@test "a class's key is made from its roster, from a file or a pipe; twins are named" {
	"$pagelab" key --roster roster lazy >key
	equal "$(wc -l <key)" 41
	"$pagelab" key --roster <(cat roster) lazy | cmp - key
	equal "$(awk 'NR > 1 { print $3 }' key | sort -u | wc -l)" 40
	# sizes of whole pages run out: with pages of 1 MiB two of a class must meet
	run "$pagelab" key --roster roster --page 1M lazy
	says "have the same numbers"
}

@test "a lab's name counts whole, also one that the kernel cuts" {
	mkdir -p tree/build/labs tree/labs/a-lab-with-a-long-name
	cp "$pagelab" tree/build/
	cp "$root/build/labs/lazy" tree/build/labs/a-lab-with-a-long-name
	cp "$root/labs/lazy/lab.conf" tree/labs/a-lab-with-a-long-name/
	tree/build/pagelab run a-lab-with-a-long-name --seed kim --quiet --results "$results"
	tree/build/pagelab check --seed kim "$results/a-lab-with-a-long-name/latest"
}

@test "check --seed tells whose numbers they are, and says that it is no proof" {
	"$pagelab" run lazy --seed kim --quiet --results "$results"
	run "$pagelab" check --seed kim "$results/lazy/latest"
	equal "$status" 0
	says "That is no proof of who ran it."
	run "$pagelab" check --seed lee "$results/lazy/latest"
	equal "$status" 1
	says "it was run with another seed: kim"
	cp -R "$(readlink -f "$results/lazy/latest")" copy
	sed -i 's/"seed": "kim"/"seed": "lee"/' copy/run.json
	run "$pagelab" check --seed lee copy
	equal "$status" 1
	says "and that of this seed"
	run "$pagelab" check --seed kim "$root/results/sample/lazy"
	equal "$status" 1
	says "without a seed"
}

@test "what a run does not say speaks against it, but for a room that may be lacking" {
	"$pagelab" run lazy --seed kim --quiet --results "$results"
	cp -R "$(readlink -f "$results/lazy/latest")" copy
	sed -i 's/"seed": "kim"/"seed": "lee"/; s/"size_bytes": [0-9]*/"size_bytes": null/' copy/run.json
	denied lee "it does not say its size"
	sed -i '/"size_bytes"/d' copy/run.json
	denied lee "it does not say its size"
	rm -r copy
	cp -R "$root/results/sample/oom" copy
	sed -i 's/"seed": null/"seed": "lee"/' copy/run.json
	denied lee "its room is 67,108,864 bytes"
	sed -i 's/"limit_bytes": [0-9]*/"limit_bytes": null/' copy/run.json
	denied lee "it does not say its room"
	# nor does it help to write the room there: the kernel told it at each edge
	room=$(key_of lee oom 3)
	sed -i "s/\"limit_bytes\": null/\"limit_bytes\": $room/" copy/run.json
	denied lee "its room is 67,108,864 bytes in snapshots.csv"
	tell_room copy "$room"
	"$pagelab" check --seed lee copy
	# cow runs without a room of its own, too
	"$pagelab" run cow --seed kim --cap none --quiet --results "$results"
	"$pagelab" check --seed kim "$results/cow/latest"
	run "$pagelab" collect --roster <(echo kim) --out out "$results"
	says "2 runs of 2 labs by 1 student taken, 0 left out."
}

@test "collect --roster leaves out who handed in another's numbers" {
	"$pagelab" run lazy --seed kim --quiet --results class/kim
	cp -R class/kim class/lee
	sed -i 's/"seed": "kim"/"seed": "lee"/; s/-01"/-02"/' class/lee/lazy/*/run.json
	sed -i 's/-01,lazy/-02,lazy/' class/lee/lazy/*/*.csv
	printf 'kim\nlee\n' >two
	run "$pagelab" collect --roster two --out out class
	equal "$status" 0
	says "1 run of 1 lab by 1 student taken, 1 left out."
	says "and that of this seed"
	[ ! -e out/class.md ] || grep -q '^Missing: lee' out/class.md
}

@test "an id that no roster can hold is refused, and so is a line of a roster, with its number" {
	nfd=$'\u1100\u1175\u11b7' # the name Kim, as a Mac writes it in file names
	for id in 'A#1' ' kim' 'kim ' $'k\tm' $'\e[31mkim' $'kim\u200b' $'k\u00a0m' $'e\u0301' "$nfd" $'\xb1\xe8'; do
		for words in key "run lazy" submit "check $root/results/sample/lazy"; do
			# shellcheck disable=SC2086 # words
			run "$pagelab" $words --seed="$id"
			equal "$words $id $status" "$words $id 64"
			says "expected"
		done
	done
	says "expected an id in UTF-8"
	printf '# the class\nkim # ill\n\n%s\n' "$nfd" >roster
	for command in "key" "collect --out out"; do
		# shellcheck disable=SC2086 # words
		run "$pagelab" $command --roster roster
		equal "$status" 64
		says "roster, line 4: expected Hangul in whole syllables"
	done
	printf 'kim\nA#1\n' >roster
	run env PAGELAB_LANG=ko "$pagelab" key --roster roster
	equal "$status" 64
	says "roster 2번째 줄: id에는 #이 없어야 합니다"
	printf 'kim\nlee\u00a0\n' >roster
	run env PAGELAB_LANG=ko "$pagelab" key --roster roster
	equal "$status" 64
	says "roster 2번째 줄: id는 눈에 보이는 글자여야 합니다"
	printf 'k\0i\0m\0' >roster
	run "$pagelab" key --roster roster
	equal "$status" 69
	says "Expected a student's id on each line"
}

@test "bad words are refused: 64, and a file that is missing: 69" {
	for words in "" "--seed=" "--page 4K" "--seed kim --page 3K" "--seed kim --page x" "--frog"; do
		# shellcheck disable=SC2086 # words
		run "$pagelab" key $words
		equal "$words: $status" "$words: 64"
	done
	run "$pagelab" key --seed $'a\nb'
	equal "$status" 64
	run "$pagelab" key --roster nowhere
	equal "$status" 69
	run "$pagelab" key --seed kim no-such-lab
	equal "$status" 69
	run "$pagelab" key --seed '$(touch x); ../..' lazy
	equal "$status" 0
	[ ! -e x ]
}

@test "of a lab that is not built nobody tells the numbers, and nobody says that they are the same for all" {
	mkdir -p tree/build/labs tree/labs
	cp "$pagelab" tree/build/ && cp "$root/build/labs/lazy" tree/build/labs/
	cp -R "$root/labs/lazy" "$root/labs/cow" "$root/labs/protect" tree/labs/
	run tree/build/pagelab key --seed kim
	equal "$status" 69
	says "2 labs are not built"
	says "lazy "
	[[ $output != *"cow "* ]]
	run tree/build/pagelab key --seed kim cow
	equal "$status" 69
	[[ $output != *"the same for every seed"* ]]
}

@test "a room that snapshots.csv does not tell is nobody's" {
	run "$pagelab" run oom --seed kim --quiet --results "$results"
	[ "$status" -ne 77 ] || skip "no memory-limited group here"
	"$pagelab" check --seed kim "$results/oom/latest"
	cp -R "$(readlink -f "$results/oom/latest")" copy
	n=$(head -n 1 copy/snapshots.csv | tr , '\n' | grep -n '^cg_max_bytes' | cut -d: -f1)
	awk -F, -v OFS=, -v n="$n" 'NR > 1 { $n = "" } 1' copy/snapshots.csv >without && mv without copy/snapshots.csv
	sed -i '/,cg_max_bytes,/s/,cg_max_bytes,[^,]*,[^,]*,[^,]*,/,cg_max_bytes,,,,/' copy/steps.csv
	run "$pagelab" check --seed kim copy
	equal "$status" 1
	says "does not tell how large its room is"
}

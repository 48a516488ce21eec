#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# What holds for every lab, today's and those to come: it is found by its folder, and needs no line here.

load ../../tests/suite

# In a tree of its own, so that its processes can be told from those of anybody else who runs these labs now.
setup_file() {
	local lab code
	export ran=$BATS_FILE_TMPDIR/results said=$BATS_FILE_TMPDIR tree=$BATS_FILE_TMPDIR/tree
	built
	mkdir -p "$tree/build"
	cp -R "$root/build/pagelab" "$root/build/labs" "$tree/build/"
	ln -s "$root/labs" "$root/harness" "$tree/"
	for lab in $(labs_here); do
		code=0
		"$tree/build/pagelab" run "$lab" --predict --no-color --results "$ran" </dev/null \
			>"$said/$lab.out" 2>"$said/$lab.err" 3>&- &
		echo $! >"$said/$lab.pid"
		wait $! || code=$?
		echo $code >"$said/$lab.code"
	done
}

labs() { for lab in "$root"/labs/*/lab.conf; do basename "${lab%/lab.conf}"; done; }
needs_vm() { grep -qE '^needs[[:space:]]+(.*[[:space:]])?vm([[:space:]]|$)' "$root/labs/$1/lab.conf"; }
labs_here() { for lab in $(labs); do needs_vm "$lab" || echo "$lab"; done; }

# words KEY LAB: the first word behind each such line of its lab.conf.
words() { awk -v key="$1" '$1 == key { print $2 }' "$root/labs/$2/lab.conf"; }

# each_lab FUNCTION: with every lab that ran; names those for which it fails.
each_lab() {
	local lab failed=()
	for lab in $(labs_here); do
		"$1" "$lab" || failed+=("$lab")
	done
	equal "${failed[*]}" ""
}

ended_well() {
	case $(cat "$said/$1.code") in
	0) grep -qE '^RESULT .*' "$said/$1.out" ;;
	77) grep -qE 'Type: |make (lab|vm)-|make doctor' "$said/$1.err" ;;
	*) cat "$said/$1.out" "$said/$1.err" && false ;;
	esac
}

@test "every lab is as expected here, or is skipped with a reason and what to type" {
	each_lab ended_well
	[ "$(grep -lx 0 "$said"/*.code | wc -l)" -gt 0 ]
}

# Of a step that expects one thing only there is one question; else two or three.
asks() {
	local run=$ran/$1/latest
	[ -e "$run" ] || return 0
	csv "$run/steps.csv" '$c["seq"] > 0 && $c["relation"] != "" && $c["role"] ~ /^(lab|group|system)$/ { print $c["step"] }' >"$said/expected"
	csv "$run/predictions.csv" '{ print $c["step"] }' >"$said/asked"
	awk 'FNR == NR { expected[$1]++; next } { asked[$1]++ }
		END { for (step in expected) if (asked[step] < (expected[step] > 1 ? 2 : 1) || asked[step] > 3) { print step; bad = 1 } exit bad }' \
		"$said/expected" "$said/asked"
}

@test "before each step of every lab two or three guesses are asked for" { each_lab asks; }

# A step's questions stand in lab.conf, all or none: what cannot run here has them as well.
asks_all() {
	awk '$1 == "step" { step[$2] } $1 == "guess" { asked[$2]++ }
		END { for (s in step) if (asked[s] > 3 || (asked[s] == 1 && one++)) bad = 1; exit bad }' "$root/labs/$1/lab.conf"
}

# No name that only the source knows, nor whose row it is, without a word for what it is.
asks_in_words() {
	! sed -n 's/ *> *$//p' "$said/$1.out" | grep -E '^     ' | grep -E '[a-z]_[a-z]|^     (group|system) \(|(changes by|will be)'
}

@test "the questions are in plain words" {
	each_lab asks_in_words
	for lab in $(labs); do asks_all "$lab" || equal "$lab" "a lab with two or three questions a step"; done
}

is_consistent() { [ ! -e "$ran/$1/latest" ] || "$pagelab" check "$ran/$1/latest" >/dev/null; }

@test "pagelab check bears out every run" {
	each_lab is_consistent
}

# Replayed, it says as much: how many expectations hold, and of each row the same.
replays_as_it_was() {
	[ -e "$ran/$1/latest" ] || return 0
	"$pagelab" replay --no-color "$ran/$1/latest" >"$said/$1.replayed"
	diff <(rows "$said/$1.out") <(rows "$said/$1.replayed")
}

# rows FILE: those with a verdict, in any order, and the result.
rows() { sed -n '/^RESULT/p; / \(holds\|holds, exact\|differs: why?\|DIFFERS\|unknown\)$/p' "$1" | sort; }

@test "replayed, every run says what its live screen said" {
	each_lab replays_as_it_was
}

# A step that was left out is said so in run.json.
made_its_steps() {
	local run=$ran/$1/latest step made
	[ -e "$run" ] || return 0
	made=$(csv "$run/snapshots.csv" '$c["role"] == "lab" && $c["edge"] == "before" && $c["seq"] > 0 { print $c["step"] }')
	equal "$1: $(tr '\n' ' ' <<<"$made")" "$1: $(for step in $(words step "$1"); do
		grep -q "\"step\": \"$step\"" "$run/run.json" || echo "$step"
	done | tr '\n' ' ')"
}

@test "the steps that a lab makes are those of its lab.conf, in that order" {
	each_lab made_its_steps
}

@test "each step of a lab.conf has its sentence of meaning" {
	for lab in $(labs); do
		for step in $(words step "$lab"); do
			words means "$lab" | grep -qx -- "$step" || { echo "labs/$lab/lab.conf: no means $step" && return 1; }
		done
	done
}

# Nobody can make it grow by starting it in the wrong place.
@test "a lab that has a limit, or belongs in the machine, refuses by hand at once, whatever it is told" {
	for lab in $(labs); do
		needs_vm "$lab" || { [ -n "$(words limit "$lab")" ] && [ "$(words room "$lab")" != optional ]; } || continue
		for trick in LIMIT=64M PAGELAB=1:2 PAGELAB= VM=1 pagelab.vm=1; do
			forge=()
			[ "$trick" != PAGELAB= ] || forge=("$root/tests/suite/forge_harness")
			run timeout 5 env "$trick" "${forge[@]}" "$root/build/labs/$lab" --limit=64M pagelab.vm </dev/null
			equal "$lab $trick $status" "$lab $trick 77"
			[[ $output =~ "Type: make "(lab|vm)"-$lab" ]] || says "Type: make lab-$lab"
		done
	done
}

@test "no lab leaves a process or a group behind" {
	for lab in $(labs_here); do
		equal "$lab $(groups_of "$(cat "$said/$lab.pid")")" "$lab "
		equal "$lab $(alive "$tree/build/labs/$lab")" "$lab "
	done
}

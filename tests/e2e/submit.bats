#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bats file_tags=beside
# submit: one archive, of runs that were checked, and nothing that was not made whole.

load ../../tests/suite

setup_file() {
	built
	yes 1 | "$pagelab" run lazy --size 8M --predict --seed lee --results "$BATS_FILE_TMPDIR/results" >/dev/null
	for seed in kim kim; do
		yes 1 | "$pagelab" run lazy --predict --seed "$seed" --results "$BATS_FILE_TMPDIR/results" >/dev/null
	done
	"$pagelab" run zeropage --seed kim --quiet --results "$BATS_FILE_TMPDIR/results"
	"$pagelab" run faults --size 8M --quiet --results "$BATS_FILE_TMPDIR/results"
}

setup() {
	cp -R "$BATS_FILE_TMPDIR/results" "$results"
	cd "$BATS_TEST_TMPDIR" || return
	archive=$results/submit-kim.tar.gz
}

teardown() { no_place; }

# inside ARCHIVE: its files, a line each.
inside() { tar -tzf "$1" | grep -v '/$' | sort; }

@test "the newest run of each lab with that seed, and their report, in one archive" {
	before=$(find "$results" | sort)
	run "$pagelab" submit --seed kim "$results"
	equal "$status" 0
	says "submit-kim.tar.gz: 2 labs, each checked"
	says "Guesses: 11 of 11 made."
	newest=$(basename "$(readlink "$results/lazy/latest")")
	equal "$(inside "$archive" | grep -c "^kim/lazy/")" 8
	equal "$(inside "$archive" | grep -c "^kim/lazy/$newest/")" 8
	inside "$archive" | grep -q "^kim/zeropage/.*/steps.csv"
	inside "$archive" | grep -qx "kim/report/report.md"
	equal "$(inside "$archive" | grep -c faults)" 0
	equal "$(find "$results" | grep -v submit-kim | sort)" "$before"
	# a teacher unpacks it, and takes it as it is
	mkdir class && tar -C class -xzf "$archive"
	run "$pagelab" collect --out class class
	says "2 runs of 2 labs by 1 student taken, 0 left out."
	[ ! -L "class/kim/lazy/$newest" ]
}

@test "a newer run without predictions takes back none that was predicted" {
	predicted=$(basename "$(readlink "$results/lazy/latest")")
	"$pagelab" run lazy --seed kim --quiet --results "$results"
	"$pagelab" run lazy --seed kim --predict --results "$results" </dev/null >/dev/null
	run "$pagelab" submit --seed kim "$results"
	equal "$status" 0
	says "Guesses: 11 of 11 made."
	equal "$(inside "$archive" | grep -c "^kim/lazy/$predicted/")" 8
	equal "$(inside "$archive" | grep -c '^kim/lazy/')" 8
	# without any the newest goes in
	"$pagelab" run zeropage --seed kim --quiet --results "$results"
	newest=$(basename "$(readlink "$results/zeropage/latest")")
	"$pagelab" submit --seed kim "$results"
	inside "$archive" | grep -q "^kim/zeropage/$newest/"
}

@test "predictions that are refused do not stand in the way of a sound run without" {
	sed -i '5s/,lazy,/,lezy,/' "$results"/lazy/2*/steps.csv
	"$pagelab" run lazy --seed kim --quiet --results "$results"
	newest=$(basename "$(readlink "$results/lazy/latest")")
	run "$pagelab" submit --seed kim "$results"
	equal "$status" 1
	says "left out: "
	inside "$archive" | grep -q "^kim/lazy/$newest/steps.csv"
}

@test "a run that was edited, or has not the numbers of its seed, is left out and named" {
	edited=$(basename "$(readlink "$results/lazy/latest")")
	sed -i '5s/,lazy,/,lezy,/' "$results/lazy/latest/steps.csv"
	run "$pagelab" submit --seed kim "$results"
	equal "$status" 1
	says "left out: $results/lazy/$edited: "
	# the sound one before it goes in its place
	equal "$(inside "$archive" | grep -c '^kim/lazy/.*/steps.csv')" 1
	equal "$(inside "$archive" | grep -c "$edited")" 0
	run "$pagelab" submit --seed lee "$results"
	equal "$status" 69
	says "its size is"
	[ ! -e "$results/submit-lee.tar.gz" ]
	# nor one that does not say them
	cp -R "$results/zeropage" zeropage
	sed -i 's/"seed": "kim"/"seed": "lee"/; s/"size_bytes": [0-9]*/"size_bytes": null/' "$results/zeropage/latest/run.json"
	run "$pagelab" submit --seed lee "$results"
	equal "$status" 69
	says "it does not say its size"
	rm -r "$results/zeropage" && mv zeropage "$results"
	# when all are edited, none does
	sed -i '5s/,lazy,/,lezy,/' "$results"/lazy/2*/steps.csv
	run "$pagelab" submit --seed kim "$results"
	equal "$status" 1
	equal "$(inside "$archive" | grep -c '/steps.csv')" 1
}

@test "a file of one's own goes in too" {
	echo 'one page' >'my answers.md'
	run "$pagelab" submit --seed kim --answers 'my answers.md' "$results"
	equal "$status" 0
	equal "$(tar -xzOf "$archive" 'kim/answers-my answers.md')" "one page"
	run "$pagelab" submit --seed kim --answers nowhere "$results"
	equal "$status" 69
	says nowhere
}

@test "the answers are one ordinary file: no folder, no pipe, nothing huge" {
	mkdir -p folder/deep && echo mine >folder/deep/diary
	mkfifo pipe
	truncate -s $((64 * 1024 * 1024 + 1)) huge
	for from in folder/ folder . "$HOME" /dev/zero pipe; do
		run timeout 20 "$pagelab" submit --seed kim --answers "$from" "$results"
		equal "$from $status" "$from 64"
		says "nothing to hand in was made: $from is no ordinary file"
	done
	run "$pagelab" submit --seed kim --answers huge "$results"
	equal "$status" 64
	says "huge has more than 64 MiB"
	run "$pagelab" submit --seed kim --answers folder/deep/diary/ "$results"
	equal "$status" 69
	run make -s -C "$root" submit ID=kim ANSWERS="$PWD/folder/" RESULTS="$results"
	says "is no ordinary file"
	[ ! -e "$archive" ]
	# a link to a file is that file, and the largest that may go in does
	truncate -s $((64 * 1024 * 1024)) huge
	ln -s huge linked
	run "$pagelab" submit --seed kim --answers linked "$results"
	equal "$status" 0
	equal "$(tar -xzOf "$archive" kim/answers-linked | wc -c)" $((64 * 1024 * 1024))
}

@test "answers that may not be read are refused" {
	: >secret
	chmod 000 secret
	for_user
	mv secret "$place/"
	run as_user "$place/build/pagelab" submit --seed kim --answers "$place/secret" "$place/results"
	equal "$status" 64
	says "secret: Permission denied"
}

@test "what cannot be made leaves what was there" {
	"$pagelab" submit --seed kim "$results"
	cksum "$archive" >sum
	run env PATH=/nowhere "$pagelab" submit --seed kim "$results"
	equal "$status" 69
	says "tar"
	cksum -c sum 2>/dev/null || equal "$(cksum "$archive")" "$(cat sum)"
	equal "$(find "$results" -maxdepth 1 -name '.submit*' -o -maxdepth 1 -name '*.partial')" ""
	run "$pagelab" submit --seed kim "$BATS_TEST_TMPDIR/no/such"
	equal "$status" 69
	run "$pagelab" submit --seed nobody "$results"
	equal "$status" 69
	says "make lab-lazy SEED=nobody"
	run "$pagelab" submit
	equal "$status" 64
}

@test "a run whose numbers nobody here can hold against its seed is left out, and it is said why" {
	mkdir -p tree/build/labs tree/labs
	cp "$pagelab" tree/build/
	cp -R "$root/labs/lazy" "$root/labs/zeropage" tree/labs/
	cp "$root/build/labs/lazy" tree/build/labs/
	# nor does the run itself tell what is usual
	sed -i '/"default_size_bytes"/d' "$results"/zeropage/2*/run.json
	run tree/build/pagelab submit --seed kim "$results"
	equal "$status" 1
	says "$(basename "$(readlink "$results/zeropage/latest")"): whose numbers these are cannot be told: zeropage is not built. Type: make"
	inside "$archive" | grep -q '^kim/lazy/'
	equal "$(inside "$archive" | grep -c zeropage)" 0
	# its lab is not here at all; what is another student's, or nobody's, is not named
	rm -r tree/labs/zeropage
	newest=$(basename "$(readlink "$results/zeropage/latest")")
	tree/build/pagelab run lazy --size 1M --seed lee --quiet --results "$results"
	mv "$results/lazy/$(readlink "$results/lazy/latest")" "$results/faults/"
	run tree/build/pagelab submit --seed kim "$results"
	equal "$status" 1
	equal "$(grep '^left out' <<<"$output")" "left out: $results/zeropage/$newest: there is no lab zeropage here"
	rm -r "$results/lazy"
	run tree/build/pagelab submit --seed kim "$results"
	equal "$status" 69
	says "there is no lab zeropage here"
}

# no_remains: of what was made on the way there is nothing.
no_remains() { equal "$(find "$results" -maxdepth 1 \( -name '.submit*' -o -name '*.partial*' \) -printf '%f ')" "$1"; }

@test "a name that somebody put in its way is not followed, and a link in its place is replaced" {
	echo mine >diary
	ln -s "$PWD/diary" "$archive.partial"
	"$pagelab" submit --seed kim "$results"
	equal "$(cat diary)" mine
	no_remains "submit-kim.tar.gz.partial "
	rm "$archive.partial"
	ln -sf "$PWD/diary" "$archive"
	"$pagelab" submit --seed kim "$results"
	equal "$(cat diary)" mine
	[ ! -L "$archive" ]
}

@test "a disk that the archive does not fit on keeps the old one, and nothing else" {
	[ "$(id -u)" -eq 0 ] || skip "only root can mount a small disk"
	unshare -m true 2>/dev/null || skip "no mount namespace can be made here"
	head -c 12000000 /dev/urandom >noise
	mkdir small
	run unshare -m sh -c 'mount -t tmpfs -o size=8m tmpfs small && cp -R "$2/." small && "$1" submit --seed kim small >/dev/null &&
		cksum <small/submit-kim.tar.gz >before && { "$1" submit --seed kim --answers noise small; code=$?; } || :
		cksum <small/submit-kim.tar.gz >after; find small -maxdepth 1 -name ".submit*" -o -maxdepth 1 -name "*.partial" >remains; exit $code' \
		sh "$pagelab" "$results"
	equal "$status" 74
	says "nothing to hand in was made: small/submit-kim.tar.gz: No space left on device"
	cmp before after
	[ -s before ] && [ ! -s remains ]
}

@test "what one that was killed left goes with the next, and what another works in stays" {
	mkdir bin "$results/.submit-of-mine"
	printf '#!/bin/sh\nkill -9 $PPID\n' >bin/tar
	chmod +x bin/tar
	run env PATH="$PWD/bin:$PATH" "$pagelab" submit --seed kim "$results"
	equal "$status" 137
	equal "$(find "$results" -maxdepth 1 -name '.submit-??????' | wc -l)" 1
	mkdir "$results/.submit-abcdef"
	ln -s "$PWD/bin" "$results/.submit-linked"
	exec 8<"$results/.submit-abcdef"
	flock 8
	"$pagelab" submit --seed kim "$results"
	equal "$(find "$results" -maxdepth 1 -name '.submit*' -printf '%f\n' | sort | tr '\n' ' ')" \
		".submit-abcdef .submit-linked .submit-of-mine "
	exec 8<&-
	[ -x bin/tar ]
	# so it does with clean
	mkdir -p tree/build tree/labs
	cp "$pagelab" tree/build/
	mv "$results" tree/results
	tree/build/pagelab clean
	[ ! -e tree/results/.submit-abcdef ]
	[ -e tree/results/.submit-of-mine ]
}

@test "two that hand in at once do not spoil each other's archive" {
	for _ in 1 2 3 4 5; do
		"$pagelab" submit --seed kim "$results" >one 3>&- &
		"$pagelab" submit --seed kim "$results" >two
		wait $!
		tar -tzf "$archive" | grep -q '^kim/report/report.md$'
		no_remains ''
	done
}

@test "an id is taken to the letter, and never as a path, an option or a command" {
	for id in '../../x' '-x' '$(touch y)' '김민수' 'a b' 'a,b' 'a_b' '.hidden'; do
		"$pagelab" run lazy --seed="$id" --quiet --results own
		run make -s -C "$root" submit ID="$id" RESULTS="$PWD/own"
		equal "$id $status" "$id 0"
	done
	[ ! -e "$root/y" ] && [ ! -e y ] && [ ! -e x ]
	# where a character had to go there is a number too: each student's archive has a name of its own
	equal "$(find own -maxdepth 1 -name '*.gz' -printf '%f\n' | sed -E 's/-[0-9a-f]{8}\.tar/-N.tar/' | LC_ALL=C sort | tr '\n' ' ')" \
		"submit-_._.._x-N.tar.gz submit-__touch_y_-N.tar.gz submit-_hidden-N.tar.gz submit-_x-N.tar.gz submit-a_b-N.tar.gz submit-a_b-N.tar.gz submit-a_b-N.tar.gz submit-김민수.tar.gz " || {
		find own -maxdepth 1 -name '*.gz'
		return 1
	}
}

@test "it says whether answers are in it, and that the rest is sound where something was left out" {
	run "$pagelab" submit --seed kim "$results"
	says "No answers of yours are in it"
	"$pagelab" report --out "$results" "$results/lazy/latest" >/dev/null
	echo mine >>"$results/report/report.md"
	run "$pagelab" submit --seed kim "$results"
	says "What you wrote in $results/report/report.md is not in it."
	run "$pagelab" submit --seed kim --answers "$results/report/report.md" "$results"
	says "Your file is in it: $results/report/report.md"
	sed -i '5s/,lazy,/,lezy,/' "$results/lazy/latest/steps.csv"
	run "$pagelab" submit --seed kim "$results"
	equal "$status" 1
	says "What is in it is sound. What was left out is named above"
	run make -s -C "$root" submit RESULTS="$results"
	equal "$status" 2
	says "whose runs? Type: make submit ID="
}

@test "of a run's folder only the files of a run go in, and no link is followed" {
	newest=$(readlink -f "$results/lazy/latest")
	ln -s /etc/hostname "$newest/notes"
	ln -s .. "$newest/up"
	mkdir "$newest/folder" && echo mine >"$newest/folder/diary"
	run "$pagelab" submit --seed kim "$results"
	equal "$status" 0
	equal "$(inside "$archive" | grep -c '^kim/lazy/')" 8
	# A link in the place of a file of the run: the run before it goes in.
	mv "$newest/samples.csv" samples.csv
	ln -s "$PWD/samples.csv" "$newest/samples.csv"
	run "$pagelab" submit --seed kim "$results"
	equal "$status" 1
	says "left out: $results/lazy/${newest##*/}: samples.csv is no ordinary file"
	equal "$(inside "$archive" | grep -c "${newest##*/}")" 0
	equal "$(inside "$archive" | grep -c '^kim/lazy/')" 8
}

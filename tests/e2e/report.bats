#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bats file_tags=beside
# The report: what stands in it comes from the run's files, and whatever stands in these does no harm.

load ../../tests/suite

setup_file() {
	built
	"$pagelab" report --out "$BATS_FILE_TMPDIR" "$root/results/sample/lazy" "$root/results/sample/oom"
}

setup() {
	sample=$root/results/sample
	md=$BATS_FILE_TMPDIR/report/report.md html=$BATS_FILE_TMPDIR/report.html
	out=$BATS_TEST_TMPDIR/out copy=$BATS_TEST_TMPDIR/copy
	mkdir "$out"
}

# copied LAB: a copy of the recorded run, to be spoilt.
copied() { cp -r "$sample/$1" "$copy"; }

# row TEXT: a line of report.md has it.
row() {
	grep -qF -- "$1" "$md" || {
		echo "no line with: $1"
		return 1
	}
}

@test "the changes are those of steps.csv, with theory and verdict beside them" {
	faults=$(delta "$sample/lazy" memset minflt_total)
	row "+$(printf '%s' "$faults" | sed 's/\(.*\)\(...\)/\1,\2/') |"
	equal "$(grep -c 'holds, exact' "$md")" 2
	row '| in RAM | VmRSS |'
	expected=$(csv "$sample/lazy/steps.csv" '$c["seq"] > 0 && $c["verdict"] != "" { n++ } END { print n }')
	equal "$(sed '/^## oom/,$d' "$md" | grep -cE '^(\|[^|]*){6}\| holds')" "$expected"
}

@test "the head tells of the machine, the run and what check says of it" {
	row "$(json "$sample/lazy" host)"
	row "$(json "$sample/lazy" kernel)"
	row "$(json "$sample/lazy" run_id)"
	row 'the CSV files are consistent'
	row '15 of 15 hold'
}

@test "an OOM run shows the signal, the counter, the payout and the kernel's line" {
	row '- signal 9, and the OOM kill counter of its room rose by 1'
	touched=$(csv "$sample/oom/measures.csv" '$c["name"] == "touched_pages" { print $c["value"] }')
	row "touched\\_pages: $(printf '%s' "$touched" | sed 's/\(.*\)\(...\)/\1,\2/')"
	row 'kernel log: Memory cgroup out of memory: Killed process'
}

@test "the questions are the lab's own, with room for three answers and three thoughts" {
	row '### Questions'
	row 'How many bytes does one page fault bring?'
	equal "$(grep -c '^\*\*Answer' "$md")" 6
	equal "$(grep -c '^\*\*What I' "$md")" 6
	equal "$(grep -c 'class="room"' "$html")" 12
}

@test "every picture is a file, is in the page, and tells in words what it shows" {
	[ "$(grep -c '^!\[' "$md")" -ge 5 ]
	equal "$(grep -c '<figure>' "$html")" "$(grep -c '^!\[' "$md")"
	while read -r file; do
		grep -q '<title id="' "$BATS_FILE_TMPDIR/report/$file"
		grep -q '</svg>' "$BATS_FILE_TMPDIR/report/$file"
	done < <(sed -n 's/^!\[.*](\(.*\))$/\1/p' "$md")
	equal "$(grep -c '<desc' "$html")" "$(grep -c '<figure>' "$html")"
	equal "$(grep -o ' id="[^"]*"' "$html" | sort | uniq -d)" ""
}

@test "the page asks nobody for anything and has no script" {
	equal "$(grep -cE '(src|href) *= *.(https?:|//|\.\./)|<script|<link|@import|url\(http' "$html")" 0
	grep -q "default-src 'none'" "$html"
	equal "$(grep -c '^<html lang=' "$html")" 1
}

@test "without --out it goes into the folder of results, never into the run's; --png adds the pictures as PNG" {
	copied lazy
	before=$(find "$copy" -printf '%p %s %T@ %i\n' | sort)
	run "$pagelab" report --png --results "$results" "$copy"
	equal "$status" 0
	says "1 run: $results/report.html"
	[ -s "$results/report.html" ] && [ -s "$results/report/report.md" ]
	equal "$(head -c 4 "$results"/report/01-lazy-promised.png | tail -c 3)" PNG
	equal "$(find "$copy" -printf '%p %s %T@ %i\n' | sort)" "$before"
	run "$pagelab" check "$copy"
	equal "$status" 0
}

@test "make report takes the latest run of each lab" {
	mkdir -p "$results/lazy" "$results/oom"
	cp -r "$sample/lazy" "$results/lazy/one" && ln -s one "$results/lazy/latest"
	cp -r "$sample/oom" "$results/oom/one" && ln -s one "$results/oom/latest"
	run make -s -C "$root" report RESULTS="$results"
	equal "$status" 0
	equal "$(grep -c '^## ' "$results/report/report.md")" 2
}

@test "hostile cells do no harm" {
	copied lazy
	sed -i '2,$ s/,memset,/,"<script>alert(1)<\/script>|`id`$(id)\x1b[31m=cmd()",/' "$copy/steps.csv"
	sed -i 's/"host": "[^"]*"/"host": "<img src=x onerror=alert(1)>\\u001b[2J|`x`"/' "$copy/run.json"
	run "$pagelab" report --out "$out" "$copy"
	equal "$status" 0
	equal "$(grep -c '<script\|<img' "$out/report.html")" 0
	equal "$(grep -c "$(printf '\033')" "$out/report.html" "$out/report/report.md" "$out"/report/*.svg | grep -vc ':0$')" 0
	grep -q '&lt;img src=x' "$out/report.html"
	grep -q 'steps.csv row' "$out/report/report.md"
}

@test "a run whose series are missing is reported with what there is" {
	copied oom
	rm "$copy/samples.csv" "$copy/measures.csv" "$copy/pages.csv" "$copy/datapackage.json"
	run "$pagelab" report --out "$out" "$copy"
	equal "$status" 0
	grep -q 'signal 9' "$out/report/report.md"
	grep -q 'samples.csv\|measures.csv' "$out/report/report.md"
}

@test "a step that was left out is told of, with the reason" {
	copied lazy
	sed -i 's/"skipped_steps": \[\]/"skipped_steps": [{"step": "later*", "reason": "this kernel has no <huge> pages"}]/' "$copy/run.json"
	"$pagelab" report --out "$out" "$copy"
	grep -qF '**Left out: later\*** this kernel has no \<huge\> pages' "$out/report/report.md"
	equal "$(grep -c 'Left out' "$md")" 0
}

@test "a run of a lab that is not here is reported without its texts" {
	copied lazy
	sed -i 's/"lab": "lazy"/"lab": "elsewhere"/' "$copy/run.json"
	run "$pagelab" report --out "$out" "$copy"
	equal "$status" 0
	grep -q '^## elsewhere$' "$out/report/report.md"
	equal "$(grep -c '### Questions' "$out/report/report.md")" 0
}

@test "what run.json does not tell is left out, and is never 0" {
	copied oom
	sed -i 's/"cpus": [0-9]*/"cpus": null/; s/"ram_kib": [0-9]*/"ram_kib": null/; s/"cgroup_version": 1/"cgroup_version": null/' "$copy/run.json"
	run "$pagelab" report --out "$out" "$copy"
	equal "$status" 0
	equal "$(grep -cE '^\| (CPUs|RAM|Room.s cgroup) ' "$out/report/report.md")" 0
	equal "$(sed '/^## oom/,$d' "$md" | grep -cE '^\| (CPUs|RAM) \| [1-9]')" 2
}

@test "any program's run has a report too, without the headings that it has nothing for" {
	"$pagelab" run --results "$results" -- true
	run "$pagelab" report --out "$out" "$results/run/latest"
	equal "$status" 0
	grep -q '^## run$' "$out/report/report.md"
	equal "$(grep -c '^### ' "$out/report/report.md")" 0
}

@test "a gnuplot that fails is not said to be missing, and the page says all the rest" {
	mkdir "$BATS_TEST_TMPDIR/bin"
	printf '#!/bin/sh\necho "no such \033[31mterminal" >&2\nexit 1\n' >"$BATS_TEST_TMPDIR/bin/gnuplot"
	chmod +x "$BATS_TEST_TMPDIR/bin/gnuplot"
	PATH=$BATS_TEST_TMPDIR/bin:$PATH run "$pagelab" report --out "$out" "$sample/oom"
	equal "$status" 0
	says '2 pictures could not be drawn'
	[[ $output != *missing* && $output != *$'\033'* ]]
	[ -s "$out/report.html" ]
}

@test "a full disk is 74: the file that did not fit is named, and what was there stays, all of it" {
	[ "$(id -u)" -eq 0 ] || skip "only root can mount a small disk"
	unshare -m true 2>/dev/null || skip "no mount namespace can be made here"
	run unshare -m sh -c 'mount -t tmpfs -o size=400k tmpfs "$1"
		mkdir "$1/new" && head -c 380000 /dev/zero >"$1/full"
		"$2" report --out "$1/new" "$3"; echo "code $?"
		find "$1/new" -type f; rm "$1/full"
		"$2" report --out "$1" "$3" >/dev/null; cd "$1" && find report* -type f -exec cksum {} + | sort >sums
		head -c 1000000 /dev/zero >full
		"$2" report --out . "$4"; echo "code $?"
		find report* -type f -exec cksum {} + | sort | diff sums - && echo same; ls -A' \
		sh "$out" "$pagelab" "$sample/lazy" "$sample/oom"
	equal "$(grep -c '^code 74$' <<<"$output")" 2
	equal "$(grep -c 'the report cannot be written: .*/report.*: No space left on device' <<<"$output")" 2
	says same
	equal "$(grep -c "^$out/new/" <<<"$output")" 0
	equal "$(sed '1,/^same$/d' <<<"$output" | sort | tr '\n' ' ')" "full new report report.html sums "
}

@test "rubbish is named and left out; nothing at all is 69, and leaves nothing" {
	mkdir "$copy"
	echo '{' >"$copy/run.json"
	run "$pagelab" report --out "$out" "$copy" "$sample/lazy"
	equal "$status" 0
	says "left out: $copy"
	rm -r "${out:?}"/*
	run "$pagelab" report --out "$out" "$copy"
	equal "$status" 69
	equal "$(ls -A "$out")" ""
	run "$pagelab" report "$BATS_TEST_TMPDIR/nowhere"
	equal "$status" 69
	run "$pagelab" report --unknown
	equal "$status" 64
}

@test "a folder that cannot be written is 74, and says which" {
	run "$pagelab" report --out "$BATS_TEST_TMPDIR/nowhere" "$sample/lazy"
	equal "$status" 74
	says "$BATS_TEST_TMPDIR/nowhere"
}

@test "without gnuplot and cmark-gfm there is report.md, and it says what to install" {
	mkdir "$BATS_TEST_TMPDIR/bin"
	PATH=$BATS_TEST_TMPDIR/bin run "$pagelab" report --out "$out" "$sample/oom"
	equal "$status" 0
	says 'scripts/setup report'
	[ -s "$out/report/report.md" ] && [ ! -e "$out/report.html" ]
	equal "$(grep -c '^!\[' "$out/report/report.md")" 0
}

@test "many runs of a lab: what was the same is counted, what was not has its median and range" {
	for size in 4M 4M 8M 16M; do
		"$pagelab" run lazy --size "$size" --quiet --results "$results"
	done
	cp -r "$(readlink -f "$results/lazy/latest")" "$results/lazy/20990101T000000Z-edited"
	sed -i '3s/,lazy,/,lezy,/' "$results/lazy/20990101T000000Z-edited/steps.csv"
	"$pagelab" run lazy --size 4M --quiet --results "$results"
	"$pagelab" report --out "$out" "$results"
	md=$out/report/report.md
	row '### Over 5 runs'
	row '1 more was left out: pagelab check refuses it.'
	row '- 20990101T000000Z-edited: steps.csv row 3'
	row 'changes were the same in every run of this size.'
	if command -v gnuplot >/dev/null; then
		row '(01-lazy-sizes.svg)'
		grep -q 'smallest and largest' "$out/report/01-lazy-sizes.svg"
	fi
}

@test "the median and the range are those of the files" {
	mkdir -p "$results/oom"
	for n in 1 2 3; do
		cp -r "$sample/oom" "$results/oom/oom-$n"
		sed -i "s/$(json "$sample/oom" run_id)/oom-$n/" "$results/oom/oom-$n"/*.csv "$results/oom/oom-$n/run.json"
		sed -i "s/touch,gone_ns,,[0-9]*,/touch,gone_ns,,$((n * n))00,/" "$results/oom/oom-$n/measures.csv"
		sed -i "s/m:gone_ns,,,[0-9]*,/m:gone_ns,,,$((n * n))00,/" "$results/oom/oom-$n/steps.csv"
	done
	"$pagelab" report --out "$out" "$results/oom/oom-2"
	md=$out/report/report.md
	row '| touch | measured gone\_ns | 3 | +400 | +100 | +900 |  |'
}

@test "of one run alone, or of others' runs beside it, nothing is said" {
	"$pagelab" run lazy --size 4M --quiet --results "$results"
	"$pagelab" report --out "$out" "$results/lazy/latest" "$sample/lazy"
	equal "$(grep -c '^### Over' "$out/report/report.md")" 0
}

@test "what processes share is drawn once in their Pss, and each time in their Rss" {
	command -v gnuplot >/dev/null || skip "gnuplot is missing"
	"$pagelab" run shared --size 8M --quiet --results "$results"
	"$pagelab" report --out "$out" "$results/shared/latest"
	for word in Rss Pss lab other theory; do
		grep -q ">$word<" "$out/report/01-shared-shared.svg"
	done
	"$pagelab" report --out "$out" "$sample/lazy"
	[ ! -e "$out/report/01-lazy-shared.svg" ]
}

@test "runs of several sizes: a row each of median, range and theory, as the files have them" {
	[ "$page" -eq 4096 ] || skip "the numbers below are of pages of 4 KiB"
	for size in 16M 8M 16M; do
		"$pagelab" run lazy --size "$size" --quiet --results "$results"
	done
	"$pagelab" report --png --out "$out" "$results/lazy"
	md=$out/report/report.md
	equal "$(grep -c '^## ' "$md")" 1
	row '### Over 3 runs'
	row '| 8 MiB | 1 | +2,048 | +2,048 | +2,048 | +2,048 |'
	row '| 16 MiB | 2 | +4,096 | +4,096 | +4,096 | +4,096 |'
	command -v gnuplot >/dev/null || return 0
	grep -q 'A point for each of 2 sizes.*A dashed line with crosses' "$out/report/01-lazy-sizes.svg"
	equal "$(head -c 4 "$out/report/01-lazy-sizes.png" | tail -c 3)" PNG
}

@test "several runs that are named have one section of the newest, and only they are counted" {
	for size in 4M 8M 8M; do
		"$pagelab" run lazy --size "$size" --quiet --results "$results"
	done
	set -- "$results"/lazy/2*
	run "$pagelab" report --out "$out" "$2" "$1"
	says '2 runs'
	md=$out/report/report.md
	equal "$(grep -c '^## ' "$md")" 1
	row '### Over 2 runs'
	row "| Run | $(json "$2" run_id) |"
	"$pagelab" report --out "$out" "$1" "$1/../$(basename "$1")"
	equal "$(grep -c '### Over' "$md")" 0
}

@test "a run that is cut, another student's, another machine's or a copy is left out with a sentence" {
	for seed in 1 1 1 2; do
		"$pagelab" run lazy --seed "$seed" --quiet --results "$results"
	done
	set -- "$results"/lazy/2*
	cp -r "$1" "$results/lazy/19990101T000000Z-copy"
	cp -r "$1" "$results/lazy/19990102T000000Z-cut"
	truncate -s -9 "$results/lazy/19990102T000000Z-cut/steps.csv"
	cp -r "$1" "$results/lazy/19990103T000000Z-foreign"
	sed -i "s/\"host\": \"[^\"]*\"/\"host\": \"elsewhere\"/" "$results/lazy/19990103T000000Z-foreign/run.json"
	cp -r "$1" "$results/lazy/19990104T000000Z-lost"
	rm "$results/lazy/19990104T000000Z-lost/run.json"
	mkdir "$results/lazy/notes"
	"$pagelab" report --out "$out" "$3"
	md=$out/report/report.md
	row '### Over 3 runs'
	row '2 more were left out: pagelab check refuses them.'
	row '- 19990104T000000Z-lost: run.json: No such file or directory'
	row '- 19990102T000000Z-cut: steps.csv row'
	row '2 more were left out: of another student, machine or page size.'
	row '1 more was left out: a copy.'
}

@test "what is handed in counts nobody else's runs" {
	for seed in 1 1 2; do
		"$pagelab" run lazy --seed "$seed" --quiet --results "$results"
	done
	"$pagelab" submit --seed 1 "$results"
	tar -xzf "$results/submit-1.tar.gz" -C "$out"
	md=$out/1/report/report.md
	row '### Over 2 runs'
	equal "$(find "$out" -name '*sizes*')" ""
}

@test "a child counts from the fork on, and hostile names of processes do no harm in the picture" {
	command -v gnuplot >/dev/null || skip "gnuplot is missing"
	"$pagelab" run cow --size 16M --quiet --results "$results"
	"$pagelab" report --out "$out" "$results/cow/latest"
	grep -q 'after each of 5 steps, in MiB' "$out/report/01-cow-shared.svg"
	sed -i 's/,child,/,"<script>`id`$(id)""@\x1b[31m",/' "$results/cow"/2*/snapshots.csv
	"$pagelab" report --out "$out" "$results/cow/latest"
	grep -q '&lt;script>?id??(id)' "$out/report/01-cow-shared.svg"
	equal "$(grep -c '<script' "$out/report.html")" 0
	equal "$(grep -c "$(printf '\033')" "$out/report/01-cow-shared.svg" "$out/report.html" | grep -vc ':0$')" 0
}

@test "a translation is text: none of it gets out of a picture's script or its SVG" {
	cd "$BATS_TEST_TMPDIR"
	mkdir -p tree/build
	cp -r "$root/harness" "$root/labs" tree/
	ln -s "$root/build/labs" tree/build/labs
	cp "$pagelab" tree/build/
	"$pagelab" run buffers --quiet --results runs
	"$pagelab" run lazy --quiet --size 4M --results runs
	"$pagelab" run lazy --quiet --size 8M --results runs
	"$pagelab" run lazy --quiet --map --size 4M --results runs >map
	# every message without a conversion, the harness's and the labs'
	for po in tree/harness/*/ko.po tree/labs/*/ko.po; do
		sed -i -E "/^msgid \"[^%]+\"\$/{n;s|^msgstr .*|msgstr \"'.system('touch P').'\\\\\"\`touch P\`<b>\"|}" "$po"
		printf '\nmsgid "KiB"\nmsgstr "%s"\n' "'.system('touch P').'" >>"$po"
	done
	for run in runs/buffers/latest runs/lazy/2* "$sample/lazy" "$sample/oom"; do
		run env PAGELAB_LANG=ko tree/build/pagelab report --out "$out" "$run"
		equal "$run $status $(find . "$out" -name P)" "$run 0 "
		grep -q 'touch P' "$out"/report/*.svg
		equal "$run $(grep -lF '<b>' "$out"/report/*.svg)" "$run "
	done
	run env PAGELAB_LANG=ko tree/build/pagelab report --out "$out" runs/lazy/2*
	equal "$status $(find . "$out" -name P)" "0 "
	grep -q "touch P" "$out"/report/*-sizes.svg
}

@test "what somebody wrote in report.md is kept when another takes its place" {
	cd "$BATS_TEST_TMPDIR" || return
	cp -R "$root/results/sample/lazy" run
	"$pagelab" report --out . run
	"$pagelab" report --out . run
	[ ! -e report/report.edited-1.md ]
	for n in 1 2; do
		sed -i "s/^\*\*Answer 1:\*\*/& mine $n/" report/report.md
		run "$pagelab" report --out . run
		equal "$status" 0
		says "What you wrote in ./report/report.md is kept in report.edited-$n.md."
		grep -q "mine $n" "report/report.edited-$n.md"
		! grep -q mine report/report.md
	done
	printf '' >report/report.md
	"$pagelab" report --out . run
	[ -e report/report.edited-3.md ] && [ -s report/report.md ]
}

@test "how to do it again is what was typed" {
	cd "$BATS_TEST_TMPDIR" || return
	again() { "$pagelab" report --out . "$1" >/dev/null 2>&1; sed -n 's/^`\(make lab-.*\)`$/\1/p' report/report.md; }
	"$pagelab" run lazy --quiet --results "$results"
	equal "$(again "$results/lazy/latest")" "make lab-lazy"
	"$pagelab" run lazy --quiet --size 8M --results "$results"
	equal "$(again "$results/lazy/latest")" "make lab-lazy SIZE=8M"
	"$pagelab" run lazy --quiet --seed kim --results "$results"
	equal "$(again "$results/lazy/latest")" "make lab-lazy SEED=kim"
	equal "$(again "$root/results/sample/oom")" "make lab-oom"
	cp -R "$root/results/sample/oom" guest
	sed -i 's/"virtual_machine": false/"virtual_machine": true/; s/"limit_bytes": [0-9]*/"limit_bytes": 33554432/' guest/run.json
	equal "$(again guest)" "make lab-oom VM=1 LIMIT=32M"
}

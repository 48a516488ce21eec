#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# What of the kernel could not be read is named, with why; what is cut is cut between characters, or refused.

load ../../tests/suite

# with_proc COMMANDS LAB…: pagelab run where these changed /proc, in a mount namespace of its own.
with_proc() {
	unshare -m true 2>/dev/null || skip "no mount namespace can be made here"
	run unshare -m sh -c "$1"' && shift && exec "$0" run "$@"' "$pagelab" "" "${@:2}" --size 1M --results "$results"
}

unread() { sed -n '/"unread_sources"/,/]/s/.*"file": "\(.*\)",/\1/p' "$(folder_of lazy)/run.json"; }

@test "a /proc without the system's files is named by the file, and nothing is as expected" {
	with_proc 'mount -t proc -o subset=pid proc /proc' lazy
	[ "$status" -ne 0 ]
	says "/proc/meminfo: No such file or directory"
}

@test "a file that every kernel shows and that cannot be read makes a run not as expected" {
	with_proc 'mount --bind /dev/null /proc/vmstat' lazy
	equal "$status" 1
	says "/proc/vmstat cannot be read: No data available"
	says "not read here, so unknown: /proc/vmstat (No data available)"
	equal "$(unread)" /proc/vmstat
	equal "$(json "$(folder_of lazy)" outcome)" failed
	run "$pagelab" check "$(folder_of lazy)"
	equal "$status" 0
}

@test "a file that not every kernel has is named once, and the run goes on" {
	with_proc 'mount --bind /dev/null /proc/pressure/memory' lazy
	equal "$status" 0
	equal "$(grep -c 'not read here' <<<"$output")" 1
	equal "$("$pagelab" replay "$results/lazy/latest" | grep 'not read here')" "$(grep 'not read here' <<<"$output")"
	equal "$(unread)" /proc/pressure/memory
	"$pagelab" run lazy --size 1M --quiet --results "$results"
	equal "$(unread)" ""
}

@test "an argument of any length is no more than that: check names it, or its beginning" {
	for bytes in 159 160 161 480 511 512 513 580 4095 4096 100000; do
		run "$pagelab" check "$(head -c "$bytes" /dev/zero | tr '\0' a)"
		equal "$bytes $status" "$bytes 69"
		says "a: "
	done
	run "$pagelab" check "$(printf '가%.0s' {1..900})"
	equal "$status" 69
	says "가: File name too long"
	says_characters
}

# says_characters: what was said is UTF-8.
says_characters() { iconv -f UTF-8 -t UTF-8 <<<"$output" >/dev/null; }

@test "what is typed in Hangul is cut between two characters wherever it is said" {
	long=$(printf '가%.0s' {1..40})
	for words in "run $long" "$long" "run lazy --size $long" "run lazy --runs $long" "run lazy --limit $long" \
		"run lazy --cap $long" "run --$long" "key --seed a $long" "key --seed a --page $long" "say --lab $long x"; do
		# shellcheck disable=SC2086 # words
		run "$pagelab" $words
		[ "$status" -ne 0 ]
		says "가"
		says_characters
	done
}

@test "a folder of more than 3,000 bytes is that folder or is refused, never one whose name is its beginning" {
	name=$(printf '%0200d' 0)
	deep=$BATS_TEST_TMPDIR
	for _ in {1..15}; do deep=$deep/$name; done
	mkdir -p "$deep/$name"
	run "$pagelab" run lazy --size 1M --quiet --results "$deep/$name"
	equal "$status" 0
	run "$pagelab" check "$deep/$name/lazy"
	equal "$status" 0
	run "$pagelab" report --out "$deep/$name" "$deep/$name"
	equal "$status" 0
	[ -e "$deep/$name/report/report.md" ]
	equal "$(find "$BATS_TEST_TMPDIR" -name report.md | wc -l)" 1
	run "$pagelab" run lazy --size 1M --quiet --results "$deep/$name/$name/$name/$name/$name/$name"
	equal "$status" 73
	says "File name too long"
}

@test "a column of any name is shown, compared and drawn as it is" {
	cp -r "$root/results/sample/lazy" "$BATS_TEST_TMPDIR/foreign"
	sed -i 's/minflt_total/가나다라마바사아자차카타파하가나다라마바사/; s/vm_rss_kib/가/; s/vm_size_kib/m/' \
		"$BATS_TEST_TMPDIR/foreign/steps.csv"
	mkdir "$BATS_TEST_TMPDIR/page"
	for words in "replay" "compare $root/results/sample/lazy" "report --out $BATS_TEST_TMPDIR/page"; do
		# shellcheck disable=SC2086 # words
		run "$pagelab" $words "$BATS_TEST_TMPDIR/foreign"
		equal "$words $status" "$words 0"
		says_characters
	done
	says_characters
	for file in "$BATS_TEST_TMPDIR"/page/report.html "$BATS_TEST_TMPDIR"/page/report/*; do iconv -f UTF-8 -t UTF-8 "$file" >/dev/null; done
}

#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bats file_tags=beside
# A run that was recorded long ago keeps its verdicts. tests/fixtures/recorded/runs has one of each of the 36 labs and of
# four that misbehave, recorded by the tree before its files were put into folders (schema_version 1): six in the virtual
# machine, the others on Linux 6.18, cgroup v1. The machine was then named pc07, and the kernel's name shortened to its
# version; nothing else was edited. What stands in expected was printed by that same tree's pagelab.

load ../../tests/suite

setup() {
	made=$BATS_TEST_TMPDIR/made
	mkdir "$made"
}

# as_recorded WHAT: a function of tests/suite/verdicts.bash says what it said of old.
as_recorded() {
	"$1" >"$BATS_TEST_TMPDIR/found"
	diff "$recorded/expected/$1" "$BATS_TEST_TMPDIR/found" || {
		echo "wanted (<) what the recording pagelab said, found (>)"
		return 1
	}
}

# now_in LAB SED: a copy of the fixtures in which that lab's steps.csv is edited.
now_in() {
	cp -R "$recorded" "$BATS_TEST_TMPDIR/recorded"
	recorded=$BATS_TEST_TMPDIR/recorded
	sed -i "$2" "$recorded/runs/$1/latest/steps.csv"
	! cmp -s "$recorded/runs/$1/latest/steps.csv" "$root/tests/fixtures/recorded/runs/$1/latest/steps.csv"
}

@test "there is a recorded run of each lab" {
	for lab in "$root"/labs/*/lab.conf; do
		lab=$(basename "${lab%/*}")
		equal "$lab: $(json "$recorded/runs/$lab/latest" lab)" "$lab: $lab"
	done
}

@test "check counts the same rows and verdicts in each" {
	as_recorded checks
}

@test "replay ends each with the same result" {
	as_recorded replays
}

@test "the report has each, with the same expectations and verdicts" {
	as_recorded reports
}

@test "all.csv has all of them, with the same numbers, verdicts and causes" {
	as_recorded collection
}

@test "class.md has the same numbers" {
	"$pagelab" collect --out "$made" -- "$recorded/runs" >/dev/null
	[ -e "$made/class.md" ] || skip "needs libsqlite3: scripts/setup collect"
	as_recorded class
}

@test "one row altered is seen by each of them" {
	now_in wrong '/,minflt_total,.*,7,/s/,deviates,/,holds,/'
	for what in "${verdicts[@]}"; do
		run as_recorded "$what"
		equal "$what $status" "$what 1"
		says "wrong"
	done
}

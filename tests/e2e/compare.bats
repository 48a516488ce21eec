#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bats file_tags=beside
# compare: two recorded runs of one lab, row beside row.

load ../../tests/suite

setup_file() {
	built
	"$pagelab" run lazy --size 7M --quiet --results "$BATS_FILE_TMPDIR"
}

setup() {
	sample=$root/results/sample
	mine=$BATS_FILE_TMPDIR/lazy/latest
	copy=$BATS_TEST_TMPDIR/copy
}

# changes STEP COLUMN: what was printed for A and for B.
changes() {
	tr -d ,+ <<<"$output" | awk -v step="$1" -v column="$2" \
		'/^[a-z]/ { on = $1 == step } on && $1 == column { sub(/ kB/, "", $0); sub(/ kB/, "", $0); print $2, $4, $6 }'
}

@test "each change stands beside the other run's, as steps.csv has them" {
	run "$pagelab" compare "$sample/lazy" "$mine"
	equal "$status" 0
	a=$(delta "$sample/lazy" memset minflt_total) b=$(delta "$mine" memset minflt_total)
	equal "$(changes memset minflt_total)" "$a $b 0.07x"
	says '100 MiB'
	says '7 MiB'
	[ "$(wc -L <<<"$output")" -le 100 ]
}

@test "a run beside itself is the same in every row, and no head row differs" {
	run "$pagelab" compare "$sample/oom" "$sample/oom"
	equal "$status" 0
	equal "$(grep -c '^   [a-z]' <<<"$output")" "$(grep -c ' same$' <<<"$output")"
	[ "$(grep -c ' same$' <<<"$output")" -ge 5 ]
}

@test "rows and steps that only one run has are said to be missing" {
	cp -rL "$sample/lazy" "$copy"
	sed -i '/,memset-again,/d; /,memset,lab,minflt_total,/d' "$copy/steps.csv"
	run "$pagelab" compare "$sample/lazy" "$copy"
	says 'not there'
	run "$pagelab" compare "$copy" "$sample/lazy"
	says 'only B has this step'
}

@test "what is unknown in one is no number, and has no ratio" {
	cp -rL "$sample/lazy" "$copy"
	sed -i 's/\(,memset,lab,minflt_total\),.*/\1,,,,=,25600,0,unknown,\r/' "$copy/steps.csv"
	run "$pagelab" compare "$sample/lazy" "$copy"
	equal "$(awk '/^memset / { on = 1 } on && $1 == "minflt_total" { print $4, $5, $6; exit }' <<<"$output")" "? unknown "
}

@test "two labs are refused, and so is what is no run; nothing harmful is printed" {
	run "$pagelab" compare "$sample/lazy" "$sample/oom"
	equal "$status" 1
	says 'nothing to compare'
	run "$pagelab" compare "$sample/lazy" "$BATS_TEST_TMPDIR"
	equal "$status" 69
	run "$pagelab" compare "$sample/lazy"
	equal "$status" 64
	cp -rL "$sample/lazy" "$copy"
	sed -i '2,$ s/,memset,/,"\x1b[31mred",/' "$copy/steps.csv"
	run "$pagelab" compare "$copy" "$sample/lazy"
	equal "$(grep -c "$(printf '\033')" <<<"$output")" 0
}

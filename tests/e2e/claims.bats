#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bats file_tags=beside
# The table of the course text's statements: each row names a lab, a step and a column that exist, in both languages.

load ../../tests/suite

setup() {
	cd "$root" || return 1
	"$pagelab" fields >"$BATS_TEST_TMPDIR/fields"
}

# rows FILE: "lab step column" of each row of the table.
rows() {
	sed -n 's/^| .* | \[`\([a-z-]*\)`\](\([^)]*\)) | `\([^`]*\)` | `\([^`]*\)` |$/\1 \2 \3 \4/p' "$1"
}

# Whether a lab speaks of a measure: its source has the name, or the harness makes it.
is_measure() {
	grep -qF "\"$2\"" "labs/$1/"*.c || grep -qF "\"m:$2\"" "labs/$1/"*.c || grep -qF "\"$2\"" harness/model/derived_measures.c ||
		{ [ "$1" = translate ] && grep -qF "\"${2#*_}\"" labs/translate/translate.c; }
}

# wrong_rows FILE: the rows that name what is not there.
wrong_rows() {
	local lab link step column
	rows "$1" | while read -r lab link step column; do
		[ -e "labs/$link" ] && [ "${link%%/*}" = "$lab" ] || echo "$lab: no $link"
		awk -v s="$step" '$1 == "step" && $2 == s { found = 1 } END { exit !found }' "labs/$lab/lab.conf" 2>/dev/null ||
			echo "$lab: no step $step"
		case $column in
		m:*) is_measure "$lab" "${column#m:}" || echo "$lab: never measures ${column#m:}" ;;
		*) awk -v c="$column" '$1 == c { found = 1 } END { exit !found }' "$BATS_TEST_TMPDIR/fields" || echo "$lab: no column $column" ;;
		esac
	done
}

@test "each statement of the course text names a lab, a step and a column that exist" {
	local file
	for file in labs/claims.md labs/claims.ko.md; do
		equal "$(wrong_rows "$file")" ""
		equal "$(rows "$file" | wc -l)" "$(grep -cE '^\| [0-9]' "$file")"
		[ "$(rows "$file" | wc -l)" -ge 60 ]
	done
}

@test "both languages have the same statements, in the same words of the course text" {
	statements() { grep -E '^\| [0-9]' "$1" | sed -E 's/^\| ([0-9-]+) \| (.*) \| (confirmed|refined|확인|더 정확히) \| .* \| \[/\1|\2|\3|[/; s/confirmed/확인/; s/refined/더 정확히/; s/README(\.ko)?\.md/README/'; }
	diff <(statements labs/claims.md) <(statements labs/claims.ko.md)
}

@test "every topic of the course text has its statements, and every row that is broken is found" {
	local topic copy=$BATS_TEST_TMPDIR/claims.md
	for topic in 1 1-1 2-1 3-1 3-2 3-3 4 4-1; do
		grep -q "^| $topic |" labs/claims.md || { echo "nothing of topic $topic" && return 1; }
	done
	sed '0,/`memset`/s//`nosuch`/' labs/claims.md >"$copy"
	equal "$(wrong_rows "$copy")" "lazy: no step nosuch"
	sed '0,/`majflt_total`/s//`nosuch_total`/' labs/claims.md >"$copy"
	equal "$(wrong_rows "$copy")" "lazy: no column nosuch_total"
	sed '0,/`m:signal`/s//`m:nosuch`/' labs/claims.md >"$copy"
	equal "$(wrong_rows "$copy")" "protect: never measures nosuch"
	sed '0,/\[`oom`\](oom/s//[`nosuch`](nosuch/' labs/claims.md >"$copy"
	[[ $(wrong_rows "$copy") == *"nosuch: no nosuch/README.md"* ]]
}

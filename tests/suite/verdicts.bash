# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154 # names are used where it is loaded
# What pagelab says of the runs in tests/fixtures/recorded/runs, as far as it may never change: exit codes, verdicts and
# numbers, but not how it says so. Each function prints a line for each thing, in one order. $pagelab says it; what else
# is written goes into the folder $made. See tests/e2e/recorded.bats.

recorded=$root/tests/fixtures/recorded
verdicts=(checks replays reports collection class)

# numbers: of each line the numbers in it.
numbers() { grep -oE '[0-9][0-9,]*' | tr -d ',' | xargs; }

# each WORD…: pagelab WORD… RUN of every run: its name, the exit code, and the numbers in the line that $line finds.
each() {
	local run said code
	for run in "$recorded"/runs/*/; do
		code=0
		said=$(cd "$run" && "$pagelab" "$@" latest 2>/dev/null) || code=$?
		run=${run%/}
		echo "${run##*/}: exit $code, $(grep -E "$line" <<<"$said" | numbers)"
	done
}

# checks: how many rows there are, then how many expectations hold, of how many, are explained, differ and are unknown.
checks() { line='^latest: |^[0-9]' each check; }

# replays: what the line of the result counts.
replays() { line='^RESULT ' each replay; }

# sections: the rows of a page's tables, without their heads, behind the name of the lab. "## lab" begins a section.
sections() {
	sed 's/\\//g' "$1" | awk '/^## / { lab = $2; sub(/:$/, "", lab) } /^\|[-:|]+$/ { body = 1; next } !/^\|/ { body = 0 } /^\|/ && (body || $2 == "Expectations") { print lab $0 }'
}

# reports: of each lab the line of its expectations, and how many rows of its tables hold, differ explained, or DIFFER.
reports() {
	local code=0
	"$pagelab" report --out "$made" "$recorded"/runs/*/latest >/dev/null 2>&1 || code=$?
	echo "exit $code"
	sections "$made/report/report.md" | awk -F ' *[|] *' '$2 == "Expectations" { gsub(/[^0-9]+/, " ", $3); sub(/ $/, "", $3); counts[$1] = $3 }
		$8 ~ /^(holds|differs|DIFFERS)/ { sub(/[^a-zA-Z].*/, "", $8); rows[$1 ": rows " $8]++ }
		END { for (lab in counts) print lab ": " counts[lab]; for (kind in rows) print kind " " rows[kind] }' | sort
}

# collection: how many runs are taken; of all.csv how many rows and what their columns of today add up to; and each row
# that has a verdict.
collection() {
	local code=0 said
	said=$("$pagelab" collect --out "$made" -- "$recorded/runs" 2>/dev/null) || code=$?
	echo "exit $code, $(head -n 1 <<<"$said" | numbers)"
	tr -d '\r' <"$made/all.csv" | awk -F , -v rows="$made/rows" '
		BEGIN {
			last = split("run_id lab host seed kernel machine page_size_bytes thp cap virtual_machine limit_bytes size_bytes " \
				"outcome seq step role column before after delta relation expected slack verdict cause", name, " ")
		}
		NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; next }
		{ for (i = 1; i <= last; i++) printf "%s,", $c[name[i]] >rows; print "" >rows }
		$c["verdict"] != "" {
			print $c["lab"], $c["step"], $c["role"], $c["column"], $c["delta"], $c["relation"], $c["expected"], $c["slack"], $c["verdict"], $c["cause"]
		}' | sort
	sort "$made/rows" | cksum
}

# class: the rows of class.md: the first cell, and those that are numbers. (Where collect makes a database.)
class() {
	[ -e "$made/class.md" ] || collection >/dev/null
	sections "$made/class.md" | awk -F ' *[|] *' '{
		printf "%s: %s", $1, $2
		for (i = 3; i <= NF; i++)
			if ($i ~ /^[-+]?[0-9.]+$/)
				printf " %s", $i
		print ""
	}' | sort
}

# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154,SC2016 # names are used where it is loaded; awk's are in quotes
# For tests of what labs do: the group they need, a copy of a lab, and cells of a run's files by name. RUN is the run's
# folder, or a lab's name: its latest run in $results.

# once NAME COMMAND…: for the first test of a file that asks. Its words are in $said.out and $said.err, its exit code in $code.
once() {
	said=$BATS_FILE_TMPDIR/$1 code=0
	shift
	if [ ! -e "$said.code" ]; then
		"$@" >"$said.out" 2>"$said.err" </dev/null 3>&- || code=$?
		echo "$code" >"$said.code"
	fi
	code=$(<"$said.code")
}

# ran LAB [OPTION…]: one run of it for all tests of a file, $latest. The test fails when it was not as expected, and is
# skipped with the lab's own words when it could not run here.
ran() {
	results=$BATS_FILE_TMPDIR/results latest=$BATS_FILE_TMPDIR/results/$1/latest
	once "$1" "$pagelab" run "$@" --no-color --results "$results"
	[ "$code" -ne 77 ] || skip "$(grep -oh 'skipped: .*' "$said.err" "$said.out" | head -n 1)"
	[ "$code" -eq 0 ] || { cat "$said.out" "$said.err" && return 1; }
}

# ran_apart LAB: the same, of a copy whose processes, $lab, can be told from all others; $name is the copy's.
ran_apart() {
	private_lab "$1" once "$BATS_FILE_TMPDIR"
	latest=$BATS_FILE_TMPDIR/results/$name/latest
	once "$1" "$mine" run "$name" --no-color --results "$BATS_FILE_TMPDIR/results"
	[ "$code" -eq 0 ] || { cat "$said.out" "$said.err" && return 1; }
}

# moved LAB STEP COLUMN: by how much the lab's own row did.
moved() { cell "$1" "$2" lab "$3" delta; }

# holds LAB [OPTION…]: that run is as expected, and its files agree.
holds() {
	run "$pagelab" run "$@" --no-color --results "$results"
	equal "$status" 0 || { echo "$output" && return 1; }
	"$pagelab" check "$results/$1/latest"
}

# holds_twenty LAB: in each of twenty runs, and the files agree.
holds_twenty() {
	holds "$1" --runs 20
	equal "${lines[-1]}" "RUNS    20 of 20 as expected"
}

# states LAB STEP: the states of its pages after that step, as "state pages" in order of state.
states() {
	csv "$(folder_of "$1")/pages.csv" '$c["step"] == step && $c["edge"] == "after" { n[$c["state"]] += $c["pages"] }
		END { for (k in n) print k, n[k] }' -v step="$2" | sort
}

# skip_with_lab: the last run's lab was skipped, so the test is, with the lab's own words; on nothing else.
skip_with_lab() {
	[ "$status" -ne 77 ] || skip "$(grep -o 'skipped: .*' <<<"$output" | head -n 1)"
}

# private_lab LAB TAG [PLACE]: a copy of the lab named $name, in a tree of its own, $tree, so that its processes, $lab,
# can be told from all others; $mine is the pagelab that knows it.
private_lab() {
	tree=${3:-$BATS_TEST_TMPDIR}/tree name=$1-$2
	mine=$tree/build/pagelab lab=$tree/build/labs/$name
	[ ! -x "$lab" ] || return 0
	mkdir -p "$tree/build/labs" "$tree/labs/$name"
	cp "$root/build/pagelab" "$tree/build/"
	cp "$root/build/labs/$1" "$lab"
	cp "$root/labs/$1/lab.conf" "$tree/labs/$name/"
}

# groups_of PID: the folders of the groups that this harness made, in every hierarchy.
groups_of() {
	[ -n "$1" ] || echo "no pid"
	find /sys/fs/cgroup -type d -regex ".*/pagelab-[0-9]+-$1-[^/]*" 2>/dev/null || true
}

# pid_of RUN: its harness; a run is named after time, host, process and number.
pid_of() { json "$(folder_of "$1")" run_id | sed 's/.*-\([0-9]*\)-[0-9]*$/\1/'; }

folder_of() { case $1 in */*) echo "$1" ;; *) echo "$results/$1/latest" ;; esac; }

# cell RUN STEP ROLE COLUMN NAME…: of steps.csv; several of them side by side.
cell() {
	csv "$(folder_of "$1")/steps.csv" '$c["step"] == step && $c["role"] == role && $c["column"] == column {
		last = split(names, name, " ")
		for (i = 1; i <= last; i++)
			printf "%s%s", (name[i] in c) ? $c[name[i]] : "no " name[i], i < last ? " " : "\n"
	}' -v step="$2" -v role="$3" -v column="$4" -v names="${*:5}"
}

# shot RUN STEP EDGE ROLE COLUMN: a cell of snapshots.csv.
shot() {
	csv "$(folder_of "$1")/snapshots.csv" '$c["step"] == step && $c["edge"] == edge && $c["role"] == role {
		print (column in c) ? $c[column] : "no " column
	}' -v step="$2" -v edge="$3" -v role="$4" -v column="$5"
}

# measured RUN STEP [NAME]: its values in measures.csv, or of all NAME=VALUE, side by side.
measured() {
	csv "$(folder_of "$1")/measures.csv" '$c["step"] == step && (name == "" || $c["name"] == name) {
		print (name == "" ? $c["name"] "=" : "") $c["value"]
	}' -v step="$2" -v name="${3-}" | if [ -n "${3-}" ]; then cat; else xargs; fi
}

# near FOUND WANTED SLACK
near() {
	local off=$(($1 > $2 ? $1 - $2 : $2 - $1))
	[ $off -le "$3" ] || {
		echo "wanted $2 within $3, found $1"
		return 1
	}
}

#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The leak on the real kernel: its line, the death that the line tells, and what is left after it.
# The figures are computed here again, from samples.csv and snapshots.csv alone.

load ../../tests/suite

setup() { export LC_ALL=C; }

# the_run: one for all tests.
the_run() {
	requires room
	ran leak
	results=$BATS_TEST_TMPDIR/results
}

# within VALUE LOW HIGH: also of fractions.
within() {
	awk -v n="$1" -v low="$2" -v high="$3" 'BEGIN { exit !(n ~ /^-?[0-9]/ && n + 0 >= low && n + 0 <= high) }' || {
		echo "wanted $2 to $3, found \"$1\""
		return 1
	}
}

# line RUN STEP COLUMN MOST: "points slope r2 mean_x mean_y" of least squares over the samples of the
# step in which COLUMN was at most MOST; x in seconds since the step began. r2 is - without scatter.
line() {
	csv "$1/samples.csv" '$c["step"] == step && $c[column] + 0 <= most {
			x[++n] = ($c["elapsed_ns"] - begin) / 1e9; y[n] = $c[column]; mx += x[n]; my += y[n]
		}
		END {
			mx /= n; my /= n
			for (i = 1; i <= n; i++) {
				xx += (x[i] - mx) ^ 2; xy += (x[i] - mx) * (y[i] - my); yy += (y[i] - my) ^ 2
			}
			printf "%d %.9g %s %.9g %.9g\n", n, xy / xx, yy ? xy * xy / xx / yy : "-", mx, my
		}' -v step="$2" -v column="$3" -v most="$4" -v begin="$(shot "$1" "$2" before lab elapsed_ns)"
}

@test "every expectation of the leak holds, and pagelab check agrees" {
	the_run
	equal "$(csv "$latest/steps.csv" '$c["seq"] > 0 && $c["relation"] != "" && $c["verdict"] != "holds"')" ""
	run "$pagelab" check "$latest"
	echo "$output"
	equal "$status" 0
	equal "${lines[1]}" "8 of 8 expectations hold, 0 differ and are explained, 0 differ, 0 unknown."
	grep -q '"outcome": "holds"' "$latest/run.json"
}

@test "the control works as long as it likes and does not grow by a page" {
	the_run
	equal "$(cell "$latest" steady lab minflt_total delta relation expected slack)" "0 = 0 0"
	equal "$(cell "$latest" steady lab anonymous_kib delta relation expected slack)" "0 = 0 0"
	within "$(measured "$latest" steady slope_kib_per_s)" -160 160
	# Nothing moved: there is no scatter that a line could explain.
	equal "$(measured "$latest" steady r2_permille)" ""
	equal "$(measured "$latest" steady observed_death_ms)" ""
}

@test "the leak is a straight line, at the pace of the program" {
	the_run
	read -r points slope r2 _ <<<"$(line "$latest" leaking vm_rss_kib 1e18)"
	echo "$points points, $slope KiB/s, R2 $r2"
	within "$points" 1000 1e6
	# 64 KiB every 4 ms
	within "$slope" 15200 16800
	within "$r2" 0.99 1
	# What the harness computed while it looked is what the file says.
	within "$(measured "$latest" leaking slope_kib_per_s)" "$(awk "BEGIN { print $slope * 0.9999 }")" \
		"$(awk "BEGIN { print $slope * 1.0001 }")"
	within "$(measured "$latest" leaking r2_permille)" "$(awk "BEGIN { print $r2 * 1000 - 0.01 }")" 1000
}

@test "the first half of the room tells when the program dies, within five per cent" {
	the_run
	limit=$(shot "$latest" leaking before group cg_max_bytes)
	equal "$limit" 67108864
	read -r _ slope _ x y <<<"$(line "$latest" leaking cg_current_bytes $((limit / 2)))"
	told=$(awk "BEGIN { print ($x + ($limit - $y) / $slope) * 1000 }")
	came=$(measured "$latest" leaking observed_death_ms)
	echo "told $told ms, came $came ms"
	within "$(measured "$latest" leaking predicted_death_ms)" "$(awk "BEGIN { print $told - 1 }")" \
		"$(awk "BEGIN { print $told + 1 }")"
	within "$told" "$(awk "BEGIN { print $came * 0.95 }")" "$(awk "BEGIN { print $came * 1.05 }")"
	equal "$(cell "$latest" leaking lab m:death_error_permille relation expected slack verdict)" "= 0 50 holds"
	# The death lies between the edges of the step.
	within "$came" 0 "$(awk "BEGIN { print ($(shot "$latest" leaking killed lab elapsed_ns) - \
		$(shot "$latest" leaking before lab elapsed_ns)) / 1e6 }")"
}

@test "the OOM killer of the group kills once, and all of the memory comes back" {
	the_run
	equal "$(cell "$latest" leaking group cg_oom_kill_total delta)" 1
	# 64 pages for each CPU is how late the kernel may sum up.
	late=$((64 * $(getconf PAGESIZE) * $(getconf _NPROCESSORS_ONLN)))
	within "$(shot "$latest" leaking killed group cg_anon_bytes)" 0 "$late"
	within "$(measured "$latest" leaking left_anon_kib)" 0 $((late / 1024))
	# What the room is still charged with is little, and the kernel's.
	within "$(shot "$latest" leaking killed group cg_current_bytes)" 0 $((67108864 / 16))
}

@test "in a room twice as large it lives twice as long" {
	the_run
	"$pagelab" run leak --limit 128M --quiet --results "$results"
	ratio=$(awk "BEGIN { print $(measured leak leaking observed_death_ms) / \
		$(measured "$latest" leaking observed_death_ms) }")
	within "$ratio" 1.9 2.1
}

@test "the smallest room that is allowed does too" {
	the_run
	run "$pagelab" run leak --limit 16M --quiet --results "$results"
	echo "$output"
	equal "$status" 0
	equal "$(cell leak leaking group cg_oom_kill_total delta)" 1
}

@test "too few samples are no line: not measured, and not called a failure" {
	the_run
	run "$pagelab" run leak --sample 1 --results "$results"
	equal "$status" 0
	[[ $output == *"too few samples"* ]]
	equal "$(measured leak leaking slope_kib_per_s)" ""
	equal "$(cell leak leaking lab m:slope_kib_per_s verdict)" unknown
}

@test "any sampled step of any lab has a slope" {
	run "$pagelab" run lazy --sample 1000 --quiet --results "$results"
	echo "$output"
	equal "$status" 0
	within "$(measured lazy memset slope_kib_per_s)" 1 1e12
	equal "$(measured lazy memset predicted_death_ms)" ""
}

@test "the ledger is plain, and at most 100 columns wide" {
	the_run
	# The last line names the folder of the results: as long as that is.
	equal "$(grep -v '^FILES' "$said.out" | grep -E '.{101}')" ""
	equal "$(LC_ALL=C tr -d '\11\12\40-\176' <"$said.out" | wc -c)" 0
	grep -q '^FORECAST' "$said.out"
	grep -q 'KILLED$' "$said.out"
}

@test "no group and no process is left behind" {
	the_run
	"$pagelab" run leak --limit 16M --quiet --results "$results" &
	pid=$!
	wait "$pid"
	equal "$(groups_of "$pid")" ""
}

@test "it does not run without a group: by hand, by flag or by environment" {
	run timeout 10 "$root/build/labs/leak"
	equal "$status" 77
	[[ $output == *"Nothing was run"* ]]
	PAGELAB=1:2 run timeout 10 "$root/build/labs/leak"
	equal "$status" 77
	PAGELAB=$$:1 run timeout 10 "$root/build/labs/leak"
	equal "$status" 77
	run timeout 10 "$root/build/labs/leak" --force
	equal "$status" 77
	run timeout 10 "$pagelab" run --results "$results" -- "$root/build/labs/leak"
	equal "$status" 77
}

@test "a size means nothing to it" {
	the_run
	run timeout 10 "$pagelab" run leak --size 64M --results "$results"
	equal "$status" 64
}

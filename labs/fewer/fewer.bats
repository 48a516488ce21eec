#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# fewer on the real kernel: two programs that do not fit, one alone, and both in a larger room.

load ../../tests/suite

# the_run: one run of a copy, whose processes can be told from all others, for all tests.
the_run() {
	requires room
	ran_apart fewer
}

teardown() {
	"$pagelab" clean >/dev/null
}

# with_at LINE: another copy, whose lab.conf has that line in place of its own "at".
with_at() {
	private_lab fewer at
	sed "s|^at .*|$1|" "$root/labs/fewer/lab.conf" >"$tree/labs/$name/lab.conf"
}

@test "the run is as expected" {
	the_run
	grep -q '"outcome": "holds"' "$latest/run.json"
}

@test "of two programs that do not fit, one is killed for want of memory" {
	the_run
	died=$(cell "$latest" two-programs lab m:died delta)
	finished=$(cell "$latest" two-programs lab m:finished delta)
	[ "$died" -ge 1 ]
	[ $((died + finished)) -eq 2 ]
	[ "$(cell "$latest" two-programs group cg_oom_kill_total delta)" -eq "$died" ]
	[ "$(cell "$latest" two-programs group cg_max_bytes delta)" -eq 0 ]
}

@test "the same program lives alone" {
	the_run
	[ "$(cell "$latest" one-program lab m:finished delta)" -eq 1 ]
	[ "$(cell "$latest" one-program lab m:died delta)" -eq 0 ]
	[ "$(cell "$latest" one-program group cg_oom_kill_total delta)" -eq 0 ]
	[ "$(cell "$latest" one-program group cg_max_bytes delta)" -eq 0 ]
}

@test "with more room both live" {
	the_run
	[ "$(cell "$latest" more-room group cg_max_bytes before)" -eq "$(json "$latest" limit_bytes)" ]
	[ "$(cell "$latest" more-room group cg_max_bytes after)" -eq $((2 * $(json "$latest" limit_bytes))) ]
	[ "$(cell "$latest" more-room lab m:finished delta)" -eq 2 ]
	[ "$(cell "$latest" more-room lab m:died delta)" -eq 0 ]
	[ "$(cell "$latest" more-room group cg_oom_kill_total delta)" -eq 0 ]
}

@test "pagelab check agrees" {
	the_run
	run "$pagelab" check "$latest"
	echo "$output"
	[ "$status" -eq 0 ]
}

@test "no group and no process is left" {
	the_run
	[ -z "$(groups_of "$(pid_of "$latest")")" ]
	[ -z "$(alive "$lab")" ]
}

@test "with another limit the larger room grows in proportion" {
	requires room
	run "$pagelab" run --results "$results" --limit 48M fewer
	echo "$output"
	[ "$status" -eq 0 ]
	folder=$results/fewer/latest
	[ "$(cell "$folder" more-room group cg_max_bytes before)" -eq $((48 * 1024 * 1024)) ]
	[ "$(cell "$folder" more-room group cg_max_bytes after)" -eq $((96 * 1024 * 1024)) ]
}

@test "a room that is not enough larger does not pass for a cure" {
	requires room
	with_at "at more-room memory.max 34M"
	run "$mine" run "$name"
	echo "$output"
	[ "$status" -eq 1 ]
	folder=$tree/results/$name/latest
	[ "$(cell "$folder" more-room group cg_max_bytes verdict)" = deviates ]
	[ "$(cell "$folder" more-room lab m:fit verdict)" = deviates ]
	[ "$(cell "$folder" more-room lab m:died verdict)" = deviates ]
}

@test "a room larger than half of what is available is refused before anything runs" {
	with_at "at more-room memory.max 9000T"
	run "$mine" run "$name"
	echo "$output"
	[ "$status" -eq 77 ]
	[[ $output == *'there is not enough memory to promise it a room'* ]]
	[ -z "$(find "$tree/results" -name '*.csv')" ]
}

@test "a mistake in a line at is named with its line" {
	n=$(grep -n '^at ' "$root/labs/fewer/lab.conf" | cut -d: -f 1)
	while IFS='|' read -r line said; do
		with_at "$line"
		run "$mine" run "$name"
		echo "$line: $output"
		[ "$status" -ne 0 ]
		[[ $output == *"lab.conf:$n: $said"* ]]
	done <<-'END'
		at more-room|expected the name of a step, memory.max and a size
		at more-room memory.max|expected the name of a step, memory.max and a size
		at more-room memory.high 64M|expected the name of a step, memory.max and a size
		at more-rom memory.max 64M|expected a step that a line "step" above this one names
		at more-room memory.max 64Q|expected a size such as
		at more-room memory.max -1|expected a size such as
	END
}

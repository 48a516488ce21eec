#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Four ends of one program, on the real kernel: what a parent is told, and what only the group knows.

load ../../tests/suite

teardown() {
	"$pagelab" clean >/dev/null
}

# oom_kills RUN STEP: by how much the counter of the group rose, was to rise, and the verdict.
oom_kills() { cell "$1" "$2" group cg_oom_kill_total delta expected verdict; }

@test "four ends: an exit code, two kills that look alike, a crash; and one counter that tells" {
	requires room
	for limit in 16M 64M 200M; do
		run "$pagelab" run ends --limit $limit --results "$results"
		equal "$status" 0
		latest=$results/ends/latest
		equal "$(measured "$latest" rlimit)" "exit_status=12 shell_shows=12"
		equal "$(oom_kills "$latest" rlimit)" "0 0 holds"
		equal "$(measured "$latest" cgroup)" "signal=9 shell_shows=137 outside_ooms=0"
		equal "$(oom_kills "$latest" cgroup)" "1 1 holds"
		equal "$(measured "$latest" bad-pointer)" "signal=11 shell_shows=139 si_code=1"
		equal "$(oom_kills "$latest" bad-pointer)" "0 0 holds"
		equal "$(measured "$latest" kill-by-hand)" "signal=9 shell_shows=137"
		equal "$(oom_kills "$latest" kill-by-hand)" "0 0 holds"
		run "$pagelab" check "$latest"
		equal "$status" 0
	done
}

@test "every number that the lab expects, it measured" {
	requires room
	"$pagelab" run ends --quiet --results "$results"
	latest=$results/ends/latest
	for pair in exit_status:rlimit signal:cgroup signal:bad-pointer signal:kill-by-hand \
		si_code:bad-pointer shell_shows:rlimit shell_shows:cgroup shell_shows:bad-pointer \
		shell_shows:kill-by-hand; do
		read -r found expected verdict <<<"$(cell "$latest" "${pair#*:}" lab "m:${pair%:*}" delta expected verdict)"
		equal "$found $verdict" "$expected holds"
	done
}

@test "a shell shows what the lab says that it shows, and 137 for an exit code of 137 too" {
	for shell in sh bash dash; do
		command -v $shell >/dev/null || continue
		# shellcheck disable=SC2016 # $$ is the inner shell's
		run $shell -c '$0 -c "kill -KILL \$\$"; echo $?' $shell
		equal "${lines[-1]}" 137
		run $shell -c 'exit 137'
		equal "$status" 137
	done
}

@test "twenty of twenty runs are as expected, and leave no group and no process" {
	requires room
	private_lab ends twenty
	run "$mine" run "$name" --runs 20 --results "$results"
	echo "$output" | tail -n 3
	equal "$status" 0
	equal "${lines[-1]}" "RUNS    20 of 20 as expected"
	for folder in "$results/$name"/2*; do
		"$mine" check "$folder"
	done
	equal "$(alive "$lab")" ""
	equal "$(groups_of "$(pid_of "$folder")")" ""
}

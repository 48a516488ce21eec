#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bats file_tags=beside
# --cap: where a lab with limits gets its group from.

load ../../tests/suite

@test "--cap=none: a growing lab refuses to run by itself, and leaves no results" {
	run -77 "$pagelab" run --cap=none --results "$results" oom
	says "runs only inside a memory-limited group"
	[ -z "$(find "$results" -name run.json)" ]
	run -0 "$pagelab" run --cap=none --results "$results" --size 1M lazy
}

@test "--cap=cgroup: as root, without systemd" {
	[ "$(id -u)" -eq 0 ] || skip "only root may"
	run -0 "$pagelab" run --cap=cgroup --results "$results" oom
	equal "$(json "$results/oom/latest" where)" root
}

@test "--cap=systemd: where systemd does not run it says so, and nothing else is tried" {
	[ ! -e /run/systemd/system ] || skip "systemd runs this machine"
	run -77 "$pagelab" run --cap=systemd --results "$results" oom
	says "--cap=systemd: no scope: no: systemd does not run this machine"
	[ ! -e "$results/oom" ]
}

@test "a word that --cap does not know is a usage error" {
	run -64 "$pagelab" run --cap=somewhere lazy
	says "expected auto, cgroup, systemd, vm or none"
	run -64 "$pagelab" run --cap lazy
}

#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# A room is promised together with the groups above it, and a kill is the room's only where that is proven. On v2 in
# one machine, on v1 here.

load ../../tests/suite

setup_file() {
	built
	requires vm
	machine_with "$root/tests/suite/rooms_guest.sh" VM_ACCOUNT=student VM_MEM=384M victim oom oom leak victim
}

setup() { results=$BATS_FILE_TMPDIR/machine-results; }

# runs_of LAB: its folders, the first first.
runs_of() { find "$results/$1" -mindepth 1 -maxdepth 1 -type d | sort; }

@test "v2: a room that the group above cannot hold is refused before anything runs, with a LIMIT that fits" {
	grep -q "victim: there is not enough memory to promise it a room.  Nothing was run." "$results.err"
	grep -q "memory.max 48 MiB" "$results.err"
	grep -q "echo [0-9]*M >/sys/fs/cgroup/student/memory.max" "$results.err"
	grep -q "nobody outside was killed" "$results.out"
}

@test "v2: a kill at the room's own limit is proven" {
	run=$(runs_of oom | head -n 1)
	equal "$(json "$run" kills)" proven
	equal "$(json "$run" outcome)" holds
	"$pagelab" check "$run" >/dev/null
	run -0 "$pagelab" replay --no-color "$run"
	says "both together: killed by the OOM killer of this room holds, exact"
}

@test "v2: panic_on_oom 2: refused before anything runs, and the machine lives" {
	grep -q "oom: skipped: vm.panic_on_oom is 2" "$results.err"
	equal "$(runs_of oom | wc -l)" 1
}

@test "v2: a kill for the limit of the group above is not called the room's" {
	run=$(runs_of leak | head -n 1)
	equal "$(json "$run" kills)" outside
	equal "$(json "$run" outcome)" deviates
	"$pagelab" check "$run" >/dev/null
	run "$pagelab" replay --no-color "$run"
	says "an OOM killer, but for a limit outside of this room"
	[[ $output != *"killed by the OOM killer of this room"* ]]
}

@test "v2: oom_kill_allocating_task does not change whom a room's OOM kills" {
	equal "$(json "$(runs_of victim | tail -n 1)" outcome)" holds
}

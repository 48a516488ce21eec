#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# A room is promised together with the groups above it, and a kill is the room's only where that is proven. On v2 in
# one machine, on v1 here.

load ../../tests/suite

# The one machine of this file.
boot() {
	requires vm
	results=$BATS_FILE_TMPDIR/machine-results
	[ -e "$results.code" ] ||
		machine_with "$root/tests/suite/rooms_guest.sh" VM_ACCOUNT=student VM_MEM=384M victim oom oom leak victim
}

setup() {
	case $BATS_TEST_DESCRIPTION in
	v2:*) boot ;;
	*) requires root v1 && parent=/sys/fs/cgroup/memory/rooms-$$-$BATS_TEST_NUMBER && mkdir "$parent" ;;
	esac
}

teardown() {
	[ -z "${parent-}" ] || until_true 10 rmdir "$parent" # a test that failed may leave processes that are ending
}

# inside COMMAND…: in the parent group, which is the top of the tree that is seen there, as in a container.
inside() {
	bash -c 'echo $$ >"$0/cgroup.procs" && exec unshare -m bash -c "mount --bind $0 /sys/fs/cgroup/memory &&
		exec \"\$@\"" - "$@"' "$parent" "$@"
}

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
	run "$pagelab" check "$run"
	says "all consistent"
	run "$pagelab" replay --no-color "$run"
	says "an OOM killer, but for a limit outside of this room"
	[[ $output != *"killed by the OOM killer of this room"* ]]
}

@test "v2: oom_kill_allocating_task does not change whom a room's OOM kills" {
	equal "$(json "$(runs_of victim | tail -n 1)" outcome)" holds
}

@test "v1: lab.conf's room, a step's, a LIMIT and a seed's are held against the group above alike" {
	echo 48M >"$parent/memory.limit_in_bytes"
	for words in "victim" "fewer" "oom --limit 32M" "oom --seed 20261"; do
		read -ra words <<<"$words"
		run -77 inside "$pagelab" run "${words[@]}" --results "$results"
		says "Nothing was run."
		says "memory.limit_in_bytes 48 MiB"
		[[ $output != *VM=1* ]]
		[ -z "$(find "$results" -name run.json)" ]
	done
	run -77 inside "$pagelab" run oom --results "$results"
	[[ $output =~ make\ lab-oom\ LIMIT=([0-9]+M) ]]
	run -0 inside "$pagelab" run oom --limit "${BASH_REMATCH[1]}" --quiet --results "$results"
	equal "$(json "$results/oom/latest" kills)" proven
}

@test "v1: the limit that the admin is told is enough" {
	echo 48M >"$parent/memory.limit_in_bytes"
	run -77 inside "$pagelab" run oom --results "$results"
	[[ $output =~ echo\ ([0-9]+M)\ \> ]]
	echo "${BASH_REMATCH[1]}" >"$parent/memory.limit_in_bytes"
	run -0 inside "$pagelab" run oom --quiet --results "$results"
}

@test "v1: what is promised to another room is not promised again; who waits is told so" {
	echo 200M >"$parent/memory.limit_in_bytes"
	mkfifo "$BATS_TEST_TMPDIR/enter"
	inside "$pagelab" run oom --pause --results "$results.first" <"$BATS_TEST_TMPDIR/enter" >/dev/null 3>&- &
	first=$!
	exec {enter}>"$BATS_TEST_TMPDIR/enter"
	has_room_of_it() { ls -d "$parent"/pagelab-* >/dev/null 2>&1; }
	until_true 10 has_room_of_it
	run -75 inside "$pagelab" run oom --limit 80M --results "$results"
	says "other runs have the memory for its room now"
	exec {enter}>&-
	wait "$first" || true
	run -0 inside "$pagelab" run oom --limit 80M --quiet --results "$results"
}

@test "v1: ten checks that begin together are promised no more than there is" {
	echo 200M >"$parent/memory.limit_in_bytes"
	pids=()
	for i in $(seq 10); do
		inside "$pagelab" run oom --limit 48M --quiet --results "$results.$i" >/dev/null 2>&1 3>&- &
		pids+=($!)
	done
	for pid in "${pids[@]}"; do
		code=0
		wait "$pid" || code=$?
		[[ $code =~ ^(0|75)$ ]]
	done
	equal "$(cat "$parent/memory.failcnt")" 0
}

@test "v1: what a new group inherits is set: a parent whose OOM killer is off, swappiness, notify_on_release" {
	echo 1 >"$parent/memory.oom_control"
	echo 7 >"$parent/memory.swappiness"
	echo 1 >"$parent/notify_on_release"
	run -0 inside timeout 30 "$pagelab" run oom --limit 32M --quiet --results "$results"
	equal "$(json "$results/oom/latest" kills)" proven
}

@test "v1: the tree bound twice, a sub-group first, is found; one that is covered is said to be" {
	run -0 unshare -m bash -c '
		mkdir -p "$0" && mount --bind "$1" "$0" && umount /sys/fs/cgroup/memory &&
			mount -t cgroup -o memory none /sys/fs/cgroup/memory || exit 99
		shift
		exec "$@"' "$BATS_TEST_TMPDIR/early" "$parent" "$pagelab" run oom --limit 32M --quiet --results "$results"
	run -77 unshare -m sh -c 'mount -t tmpfs none /sys/fs/cgroup/memory && exec "$@"' - \
		"$pagelab" run oom --results "$results"
	says "tmpfs is mounted over it"
	says "sudo umount /sys/fs/cgroup/memory"
}

@test "v1: root by the word of a user namespace or of fakeroot is not told of a read-only tree" {
	requires setpriv fakeroot
	place=$(mktemp -d)
	chmod 755 "$place"
	mkdir "$place/build"
	mkdir -m 777 "$place/results"
	cp -r "$root/labs" "$place/"
	cp -r "$pagelab" "$root/build/labs" "$place/build/"
	for way in "unshare -r" fakeroot; do
		read -ra words <<<"$way"
		run -77 setpriv --reuid 65534 --regid 65534 --clear-groups "${words[@]}" "$place/build/pagelab" run oom \
			--results "$place/results"
		[[ $output != *read-only* ]]
	done
	rm -r "$place"
	says "without fakeroot"
	says "sudo make lab-oom"
}

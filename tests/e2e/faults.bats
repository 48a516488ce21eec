#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# System calls that are refused to the harness, one at a time, by strace: the run says which and why, is not "as expected" for
# want of data, and leaves no group, no child, and nothing half-written under a final name.

load ../../tests/suite

# refused LAB CALL=ERROR:when=N [STRACE-OPTION…]: a run in which that call is refused.
refused() {
	local lab=$1 fault=$2
	shift 2
	rm -rf "$results"
	run timeout 60 strace -qq -o "$BATS_TEST_TMPDIR/trace" "$@" -e "inject=$fault" \
		"$pagelab" run "$lab" --size 4M --quiet --results "$results" </dev/null
	grep -q INJECTED "$BATS_TEST_TMPDIR/trace" || {
		echo "$fault did not happen"
		return 1
	}
}

# is_put_right LAB: nobody is left, nothing has a final name.
is_put_right() {
	nobody_alive "$root/build/labs/$1"
	equal "$(find "$results/$1" -mindepth 1 -maxdepth 1 ! -name '*.partial' 2>/dev/null)" ""
}

# broke_off TEXT: 74, with which call it was.
broke_off() {
	equal "$status" 74
	says "the harness could not go on: $1"
	says "The results are not whole"
	is_put_right lazy
}

# opening PATTERN [CALL]: the number of the openat(2), or CALL, of a run that first opens such a path. PID in it is the
# lab's.
opening() {
	local lab
	strace -qq -e "trace=${2-openat}" -o "$BATS_TEST_TMPDIR/all" "$pagelab" run lazy --size 4M --quiet --results "$results"
	lab=$(sed -n 's,.*"/proc/\([0-9]*\)/smaps_rollup".*,\1,p' "$BATS_TEST_TMPDIR/all" | head -n 1)
	grep -nE "${1/PID/$lab}" "$BATS_TEST_TMPDIR/all" | head -n 1 | cut -d : -f 1
}

setup() { requires strace; }

@test "refused before the lab starts: nothing is left, and the call is named" {
	refused lazy pipe2:error=EMFILE:when=1
	equal "$status $output" "69 lazy: it cannot be started: pipe2(2): Too many open files"
	refused lazy clone:error=EAGAIN:when=1
	equal "$status $output" "69 lazy: it cannot be started: fork(2): Resource temporarily unavailable"
	refused lazy fcntl:error=EINVAL:when=4
	says "F_SETFL of fcntl(2): Invalid argument"
	refused lazy signalfd4:error=EMFILE
	equal "$status" 77
	says "signalfd(2): Too many open files"
	refused lazy "openat2:error=EMFILE:when=$(opening '\.partial"' openat2)"
	equal "$status" 73
	is_put_right lazy
	equal "$(find "$results" -name '*.partial')" ""
}

@test "refused in the middle: the run is not as expected, is not whole, and says what was refused" {
	refused lazy timerfd_create:error=EMFILE:when=1
	broke_off "timerfd_create(2): Too many open files"
	refused lazy timerfd_settime:error=EINVAL:when=3
	broke_off "timerfd_settime(2): Invalid argument"
	refused lazy poll:error=ENOMEM:when=2
	broke_off "poll(2): Cannot allocate memory"
	refused lazy waitid:error=ECHILD:when=2
	broke_off "waitid(2): No child processes"
	refused lazy kill:error=EPERM:when=1
	broke_off "kill(2) with SIGCONT: Operation not permitted"
	refused lazy ioctl:error=EIO:when=2
	broke_off "PAGEMAP_SCAN of /proc/PID/pagemap: Input/output error"
}

@test "a source that is refused once is named, and no row is dropped in silence" {
	for file in cgroup pagemap smaps_rollup; do
		number=$(opening "\"/proc/PID/$file\"")
		for error in EIO EMFILE ENOENT; do
			refused lazy "openat:error=$error:when=$number"
			# a kernel that has no such text is no fault: what is expected of its columns is not known then
			if [ "$file $error" = "smaps_rollup ENOENT" ]; then
				equal "$status" 0
				[ "$(json "$results/lazy/latest" unknown)" -gt 0 ]
				continue
			fi
			equal "$status" 74
			[[ $output =~ /proc/[0-9]+/$file ]]
			is_put_right lazy
		done
	done
}

@test "a program of one's own is not ended for a text that cannot be read, but its run is no success" {
	number=$(strace -qq -e trace=pread64 -o "$BATS_TEST_TMPDIR/all" "$pagelab" run --quiet --results "$results" -- true &&
		grep -c . "$BATS_TEST_TMPDIR/all")
	rm -rf "$results"
	run strace -qq -o "$BATS_TEST_TMPDIR/trace" -e "inject=pread64:error=EIO:when=$((number / 2 + 4))+" \
		"$pagelab" run --quiet --results "$results" -- sh -c 'sleep 0.2; echo done'
	says "done"
	equal "$status" 74
	equal "$(find "$results/run" -mindepth 1 -maxdepth 1 ! -name '*.partial')" ""
}

@test "a group is removed whichever call is refused while it is made and used" {
	requires room
	for fault in clone:error=EAGAIN:when=1 pipe2:error=EMFILE:when=1 eventfd2:error=EMFILE timerfd_create:error=EMFILE:when=1 \
		rmdir:error=EIO:when=1 flock:error=EWOULDBLOCK:when=1; do
		run timeout 60 strace -qq -o "$BATS_TEST_TMPDIR/trace" -e "inject=$fault" "$pagelab" run oom --limit 16M --quiet --results "$results"
		pid=$(grep -oE 'pagelab-[0-9]+-[0-9]+-[0-9]+-[0-9]+' "$BATS_TEST_TMPDIR/trace" | tail -n 1)
		[ -n "$pid" ]
		equal "$fault $(find /sys/fs/cgroup -type d -name "$pid" 2>/dev/null)" "$fault "
		[ "$status" -eq 0 ] || [ -n "$output" ]
	done
}

@test "labs say which call was refused" {
	for lab in cow ctxswitch shared; do
		run -77 timeout 20 strace -qq -o /dev/null -e inject=socketpair:error=EMFILE "$root/build/labs/$lab" --size=4M </dev/null
		says "socketpair(2) is refused here: Too many open files"
		run -77 timeout 20 strace -qq -o /dev/null -e inject=clone:error=EAGAIN "$root/build/labs/$lab" --size=4M </dev/null
		says "fork(2) is refused here: Resource temporarily unavailable"
	done
}

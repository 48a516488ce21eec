# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154 # names are used where it is loaded
# For tests of signals and places: jobs as a shell makes them, and an ordinary user.

# launch COMMAND…: in a process group of its own, as a shell does it for a person; $job is its pid.
# (Without job control the shell would also have it ignore SIGINT.) 3 is bats' own.
launch() {
	set -m
	"$@" >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err" 3>&- &
	job=$!
	set +m
}

# ended CODE: the job ends, and so.
ended() {
	local code=0
	wait "$job" || code=$?
	job=
	equal "$code" "$1" || {
		cat "$BATS_TEST_TMPDIR/out" "$BATS_TEST_TMPDIR/err"
		return 1
	}
}

# has_state PID LETTERS: whether its state is one of them (proc_pid_stat(5)).
has_state() { grep -qs "^State:.[$2]" "/proc/$1/status"; }

# is_in_step PROGRAM NAME: whether that lab is inside that step.
is_in_step() { grep -qsx "$2" "$(alive "$1" | sed 's/exe$/comm/' | head -n 1)"; }

# Huge pages on for the whole machine, until huge_pages_restore (in teardown). The lock is for a
# second suite on this machine: it would take our "always" for what was there before.
huge_pages_always() {
	local enabled=/sys/kernel/mm/transparent_hugepage/enabled
	[ -w "$enabled" ] || skip "needs root, to switch huge pages on for the machine"
	exec {thp_lock}<"$enabled"
	flock "$thp_lock"
	thp_was=$(sed 's/.*\[\(.*\)\].*/\1/' "$enabled")
	echo always >"$enabled"
}

huge_pages_restore() {
	[ -z "${thp_was:-}" ] || echo "$thp_was" >/sys/kernel/mm/transparent_hugepage/enabled
	[ -z "${thp_lock:-}" ] || exec {thp_lock}<&-
}

# as_user COMMAND…: as an ordinary user, who must be able to reach what it needs.
as_user() {
	if [ "$(id -u)" -ne 0 ]; then
		"$@"
	else
		setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
	fi
}

# for_user: a tree in which an ordinary user may run lazy: $place, removed by no_place (in teardown).
for_user() {
	[ "$(id -u)" -ne 0 ] || command -v setpriv >/dev/null || skip "needs setpriv, to become another user"
	place=$(mktemp -d)
	chmod 755 "$place"
	mkdir -p "$place/build/labs" "$place/labs/lazy" "$place/results"
	cp "$pagelab" "$place/build/"
	cp "$root/build/labs/lazy" "$place/build/labs/"
	cp "$root/labs/lazy/lab.conf" "$place/labs/lazy/"
	[ "$(id -u)" -ne 0 ] || chown 65534 "$place/results"
}

no_place() {
	[ -z "${place:-}" ] || {
		chmod -R u+rwX "$place"
		rm -rf "$place"
	}
}

# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154 # names are used where it is loaded
# For tests that start the throw-away virtual machine.

# kernel: the folder of the kernel that machines start by default.
kernel() { "$root/scripts/vm-kernel"; }

# bad_kernel: a copy of it to spoil, in $bad.
bad_kernel() {
	bad=$BATS_TEST_TMPDIR/kernel
	cp -R "$(kernel)/." "$bad"
}

# vm_run LAB [VAR=value...]: make vm-LAB. Its results are in $results, what it said in $results.out and .err, its exit
# code, as make turns it into 2, in $results.code.
vm_run() {
	local lab=$1 code=0
	shift
	env -u MAKEFLAGS -u MAKELEVEL "$@" make -s -C "$root" "vm-$lab" RESULTS="$results" \
		>"$results.out" 2>"$results.err" 3>&- || code=$?
	echo "$code" >"$results.code"
}

# as_expected LAB: its last run ended so, no expectation differs, and the files agree.
as_expected() {
	equal "$(cat "$results.code")" 0 || {
		cat "$results.out" "$results.err"
		return 1
	}
	equal "$(json "$results/$1/latest" outcome)" holds
	equal "$(json "$results/$1/latest" deviate)" 0
	equal "$(json "$results/$1/latest" virtual_machine)" true
	"$root/build/pagelab" check "$results/$1/latest" >/dev/null
}

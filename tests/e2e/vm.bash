# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154 # names are used where it is loaded
# For tests that start the throw-away virtual machine.

needs_machine() {
	local missing
	missing=$("$BATS_TEST_DIRNAME/../../scripts/setup" --missing vm) ||
		skip "the virtual machine needs: $missing"
}

# kernel: the folder of the kernel that machines start by default.
kernel() { "$root/scripts/vm-kernel"; }

# bad_kernel: a copy of it to spoil, in $bad.
bad_kernel() {
	bad=$BATS_TEST_TMPDIR/kernel
	cp -R "$(kernel)/." "$bad"
}

# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2154 # scripts/vm-init, into which machine_with puts this, sets the names
# What rooms.bats does to the machine before each of its labs: see there.
turn=0 group=/sys/fs/cgroup/student

before()
{
	turn=$((turn + 1))
	case $turn in
	1) # beside a process of 26 MiB, in a group of 48
		echo 48M >$group/memory.max
		# shellcheck disable=SC2216 # it reads nothing: so dd keeps its buffer, and its 26 MiB
		(dd if=/dev/zero bs=26M count=1 2>/dev/null | sleep 1000) &
		until [ "$(cat $group/memory.current)" -gt 27000000 ]; do :; done ;;
	2)
		grep -q 'oom_kill 0' $group/memory.events && echo 'nobody outside was killed' >"$out"
		echo max >$group/memory.max ;;
	3) echo 2 >/proc/sys/vm/panic_on_oom ;;
	4) # the promise is broken behind its back
		echo 0 >/proc/sys/vm/panic_on_oom
		(until [ -n "$(ls -d $group/pagelab-* 2>/dev/null)" ]; do :; done; echo 50M >$group/memory.max) & ;;
	5)
		echo max >$group/memory.max
		echo 1 >/proc/sys/vm/oom_kill_allocating_task ;;
	esac
}

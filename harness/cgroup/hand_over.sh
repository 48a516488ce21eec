#!/bin/sh
# SPDX-License-Identifier: MIT
# Run as root: makes a part of the tree of groups that an ordinary user may divide, and removes it when its standard
# input ends. The pipe is held by those it is for, so it ends with them, however they end. pagelab has this text in
# itself and hands it to a shell under sudo: what root runs is no file that a student can write to.
#
# VERSION (of cgroup: 1 or 2) TOP (where the tree is mounted) NAME (pagelab-KIND-UID-PID-START) UID GID PID (of the
# process that is moved into it; 0: none). Says "root" when it has begun, and "ready" when the group is there.
main()
{
	set -u
	PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C
	export PATH LC_ALL
	umask 022
	trap '' HUP INT QUIT TERM PIPE
	[ $# -eq 6 ] || exit 64
	version=$1 top=$2 name=$3 uid=$4 gid=$5 pid=$6
	case $version-$uid-$gid-$pid in *[!0-9-]* | *--*) exit 64 ;; esac
	case $name in *[!a-z0-9-]*) exit 64 ;; pagelab-sudo-* | pagelab-handed-*) ;; *) exit 64 ;; esac
	cd -P "$top" && [ -e cgroup.procs ] || exit 69
	echo root
	forgotten
	if give; then
		echo ready
		while read -r _; do :; done
		remove "$name"
	else
		remove "$name"
		exit 77
	fi
}

# Only the folder and the files by which processes are moved and groups are made: its limits stay root's. On v2 who is
# in one part of it and moves a process to another needs the cgroup.procs of what is above both (cgroup-v2.rst,
# Delegation Containment): so the process is put into a leaf of it.
give()
{
	mkdir "$name" || return
	leaf=$name files='cgroup.procs tasks cgroup.threads cgroup.subtree_control'
	if [ "$version" -eq 2 ]; then
		grep -qw memory cgroup.subtree_control || echo +memory >cgroup.subtree_control || return
		leaf=$name/harness
		mkdir "$leaf" && echo +memory >"$name/cgroup.subtree_control" || return
		chown "$uid:$gid" "$leaf" "$leaf/cgroup.procs" || return
	fi
	chown "$uid:$gid" "$name" || return
	for file in $files; do
		[ ! -e "$name/$file" ] || chown "$uid:$gid" "$name/$file" || return
	done
	[ "$pid" -eq 0 ] || echo "$pid" >"$leaf/cgroup.procs"
}

# A tree of groups has no links, so nothing here leads out of it. v1 would set the processes of a removed group free.
remove()
{
	rounds=0
	while [ -d "$1" ] && [ $rounds -lt 250 ]; do
		find "$1" -depth -type d -exec rmdir {} + 2>/dev/null || :
		[ -d "$1" ] || return 0
		if [ -e "$1/cgroup.kill" ]; then
			echo 1 >"$1/cgroup.kill"
		else
			find "$1" -name cgroup.procs -exec cat {} + 2>/dev/null | while read -r member; do
				kill -KILL "$member" 2>/dev/null
			done
		fi
		sleep 0.02
		rounds=$((rounds + 1))
	done
}

# Those of processes that are no more, as after a power cut of their keeper: KIND-UID-PID-START.
forgotten()
{
	for old in pagelab-sudo-*-*-* pagelab-handed-*-*-*; do
		[ -d "$old" ] || continue
		owner=${old%-*} since=${old##*-}
		started "${owner##*-}"
		[ "$start" = "$since" ] || remove "$old"
	done
}

# Sets $start to the clock ticks at which a process began (proc_pid_stat(5), field 22), or to nothing.
started()
{
	start=''
	read -r stat 2>/dev/null <"/proc/$1/stat" || return 0
	# shellcheck disable=SC2086 # its fields; the name may have blanks
	set -- ${stat##*)}
	start=${20}
}

main "$@"
exit

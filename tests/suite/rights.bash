# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154 # names are used where it is loaded
# For tests of what root does for others: a tree of somebody else's, and a sudo that needs none on this machine.

# others_tree LAB…: $place is a tree of the user nobody, with pagelab and these labs; removed by no_place.
others_tree() {
	local lab
	place=$(mktemp -d)
	mkdir -p "$place/build/labs" "$place/labs" "$place/results"
	cp "$pagelab" "$place/build/"
	for lab; do
		cp "$root/build/labs/$lab" "$place/build/labs/"
		cp -R "$root/labs/$lab" "$place/labs/"
	done
	chown -R 65534:65534 "$place"
	chmod 755 "$place"
}

# Files of root below the tree.
roots_files() { find "$place" -user root; }

# sudo_here [REFUSES]: $fake is a folder for PATH with a sudo that lets everybody, or nobody before "sudo -v". What it is
# told it adds to $asked. What it runs is run by us, who are root: it hands on its standard input and output.
sudo_here() {
	fake=$(mktemp -d)
	asked=$fake/asked
	mkfifo -m 666 "$fake/words" "$fake/in" "$fake/out"
	: >"$asked"
	[ -z "${1-}" ] || : >"$fake/refuses"
	chmod 666 "$asked"
	chmod 777 "$fake"
	cat >"$fake/sudo" <<-END
		#!/bin/sh
		echo "\$*" >>'$asked'
		[ "\$1" != -v ] || { rm -f '$fake/refuses' && exit; }
		[ "\$1" != -n ] || [ ! -e '$fake/refuses' ] || { echo 'sudo: a password is required' >&2 && exit 1; }
		[ "\$*" != '-n true' ] || exit 0
		shift 2
		echo "\$*" >'$fake/words'
		cat <'$fake/out' &
		cat >'$fake/in'
		wait
	END
	chmod 755 "$fake/sudo"
	{
		while read -r words <"$fake/words"; do
			# shellcheck disable=SC2086 # they are words
			$words <"$fake/in" >"$fake/out" 2>/dev/null
		done
	} 3>&- &
	helper=$!
}

sudo_gone() {
	[ -z "${helper-}" ] || { kill "$helper" 2>/dev/null && wait "$helper" 2>/dev/null; } || true
	helper=''
	[ -z "${fake-}" ] || rm -rf "$fake"
}

# No group that was handed over is there.
nothing_handed() { [ -z "$(find /sys/fs/cgroup -maxdepth 2 -name "pagelab-*-65534-*" 2>/dev/null)" ]; }

#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Where results go: folders that cannot be written, disks that are full, runs beside each other.

load ../../tests/suite

teardown() {
	[ -z "${mounted:-}" ] || umount "$mounted"
	[ -z "${job:-}" ] || kill -KILL "$job" 2>/dev/null || true
	no_place
}

# small OPTIONS: a file system of that size, at $mounted.
small() {
	[ "$(id -u)" -eq 0 ] || skip "needs root, to mount a small tmpfs"
	mkdir -p "$BATS_TEST_TMPDIR/small"
	mount -t tmpfs -o "$1" none "$BATS_TEST_TMPDIR/small" 2>/dev/null || skip "mounting is not permitted here"
	mounted=$BATS_TEST_TMPDIR/small
}

# only_partial FOLDER: nothing in it looks like a whole run, and no row is cut.
only_partial() {
	local folder
	equal "$(find "$1" -mindepth 1 -maxdepth 1 ! -name '*.partial' 2>/dev/null)" ""
	for folder in "$1"/*.partial; do
		[ ! -e "$folder/steps.csv" ] || whole_rows "$folder"
	done
}

@test "an ordinary user runs lazy, exact, and the files are the user's own" {
	for_user
	run as_user "$place/build/pagelab" run lazy --size 7M
	equal "$status" 0
	says "15 of 15 expectations hold"
	equal "$(delta "$place/results/lazy/latest" memset minflt_total)" $((7 * 1048576 / page))
	equal "$(find "$place/results" ! -user "$(stat -c %u "$place/results")")" ""
	run as_user "$place/build/pagelab" check "$place/results/lazy/latest"
	equal "$status" 0
}

@test "a folder that the user may not write is exit 73, names the folder, and is left empty" {
	for_user
	chmod 555 "$place/results"
	run as_user "$place/build/pagelab" run lazy --size 1M
	equal "$status" 73
	says "$place/results/lazy: Permission denied"
	run as_user "$place/build/pagelab" run -- true
	equal "$status" 73
	says "$place/results/run: Permission denied"
	equal "$(find "$place/results" -mindepth 1)" ""
}

@test "a file where the results folder, or the lab's folder in it, should be is exit 73" {
	echo mine >"$BATS_TEST_TMPDIR/file"
	for folder in "$BATS_TEST_TMPDIR/file" "$BATS_TEST_TMPDIR/file/under" /dev/null; do
		run "$pagelab" run lazy --results "$folder"
		equal "$folder $status" "$folder 73"
		says "Not a directory"
	done
	mkdir "$results"
	echo mine >"$results/lazy"
	run "$pagelab" run lazy --results "$results"
	equal "$status" 73
	equal "$(cat "$BATS_TEST_TMPDIR/file" "$results/lazy" | tr '\n' ' ')" "mine mine "
	run "$pagelab" run lazy --results "$(printf '%5000s' x)"
	equal "$status" 73
	says "File name too long"
}

@test "a results folder is made with all its parents, and may have any name" {
	odd="$BATS_TEST_TMPDIR/a/b c/--size/%s%n \"quoted\"/한글"
	"$pagelab" run lazy --size 1M --quiet --results "$odd"
	run "$pagelab" check "$odd/lazy/latest"
	equal "$status" 0
}

@test "a disk that is full before the run is exit 73 or 74, and no folder looks whole" {
	small size=64k
	dd if=/dev/zero of="$mounted/filler" bs=4k 2>/dev/null || true
	run "$pagelab" run lazy --size 1M --results "$mounted"
	[[ $status == 7[34] ]] || equal "$status" "73 or 74"
	says "No space left"
	[[ $output != *"RESULT  "* ]]
	only_partial "$mounted/lazy"
	run "$pagelab" run --results "$mounted" -- true
	[[ $status == 7[34] ]] || equal "$status" "73 or 74"
	says "No space left"
	only_partial "$mounted/run"
}

# each_disk OPTIONS…: a run on each disk is whole, or ends with a whole row and says so.
each_disk() {
	local options
	cut=0 whole=0
	for options; do
		small "$options"
		run "$pagelab" run lazy --size 1M --sample 200 --results "$mounted"
		case $status in
		0)
			# not by latest: that there is no room for it is only a warning
			run "$pagelab" check "$(find "$mounted/lazy" -mindepth 1 -maxdepth 1 -type d)"
			equal "$options: $status" "$options: 0"
			whole=$((whole + 1))
			;;
		7[34])
			says "No space left"
			[[ $output != *"RESULT  "* ]]
			only_partial "$mounted/lazy"
			cut=$((cut + 1))
			;;
		*) equal "$options: $status" "$options: 0, 73 or 74" ;;
		esac
		umount "$mounted"
		mounted=
	done
	echo "$cut cut, $whole whole"
	[ "$cut" -gt 5 ] && [ "$whole" -gt 1 ]
}

@test "a disk that is full at any point of the run is exit 73 or 74, with whole rows only" {
	each_disk size={8,12,16,20,24,28,32,40,48,56,64,72,80,88,96,104,112,120,128,144,160}k
}

@test "a disk without room for another file is exit 73 or 74, and no folder looks whole" {
	each_disk size=1m,nr_inodes={2,3,4,5,6,7,8,9,10,11,12,13}
}

@test "a limit on the size of files is a full disk to it, and no signal ends it" {
	for kib in 0 1 2 4 8 12 16 24 32; do
		run bash -c 'ulimit -f "$0" && exec "$@"' "$kib" "$pagelab" run lazy --size 1M --results "$results/$kib"
		[[ $status == 7[34] ]] || equal "$kib KiB: $status" "$kib KiB: 73 or 74"
		only_partial "$results/$kib/lazy"
		until_true 2 nobody_alive "$root/build/labs/lazy"
	done
}

@test "a disk that fills under a watched program is exit 74, with whole rows only" {
	small size=64k
	# 10000 points a second fill it in a moment.
	mkfifo "$BATS_TEST_TMPDIR/keys"
	exec 9<>"$BATS_TEST_TMPDIR/keys"
	run timeout 60 "$pagelab" run --sample 10000 --results "$mounted" -- cat "$BATS_TEST_TMPDIR/keys"
	exec 9>&-
	equal "$status" 74
	says "No space left"
	only_partial "$mounted/run"
}

@test "two runs at the same time have a folder each, and latest is the last to finish" {
	mkfifo "$BATS_TEST_TMPDIR/keys"
	exec 9<>"$BATS_TEST_TMPDIR/keys"
	launch bash -c 'exec "$@" <"$0"' "$BATS_TEST_TMPDIR/keys" "$pagelab" run lazy --size 1M --pause --results "$results"
	begun() { grep -q 'Enter to start' "$BATS_TEST_TMPDIR/out"; }
	until_true 20 begun
	"$pagelab" run lazy --size 2M --quiet --results "$results"
	second=$(readlink "$results/lazy/latest")
	equal "$(json "$results/lazy/$second" size_bytes)" 2097152
	printf '\n\n\n\n' >&9
	ended 0
	first=$(readlink "$results/lazy/latest")
	[ "$first" != "$second" ]
	equal "$(json "$results/lazy/$first" size_bytes)" 1048576
	equal "$(find "$results/lazy" -mindepth 1 -maxdepth 1 -printf '%f\n' | sort)" "$(printf '%s\n' "$first" "$second" latest | sort)"
	for folder in "$first" "$second"; do
		run "$pagelab" check "$results/lazy/$folder"
		equal "$status" 0
	done
	exec 9>&-
}

@test "eight runs at once are all exact, in eight folders" {
	for _ in 1 2 3 4 5 6 7 8; do
		"$pagelab" run lazy --size 16M --quiet --results "$results" &
	done
	for pid in $(jobs -p); do wait "$pid"; done
	equal "$(find "$results/lazy" -mindepth 1 -maxdepth 1 -type d ! -name '*.partial' | wc -l)" 8
	for folder in "$results"/lazy/2*; do
		run "$pagelab" check "$folder"
		equal "$status" 0
	done
}

@test "latest may be a dangling link or a file before, and a real folder is only a warning" {
	mkdir -p "$results/lazy"
	for made in 'ln -s nowhere' 'ln -s /dev/null' touch; do
		rm -rf "$results/lazy/latest"
		$made "$results/lazy/latest"
		run "$pagelab" run lazy --size 1M --quiet --results "$results"
		equal "$made $status" "$made 0"
		[ -f "$results/lazy/latest/run.json" ]
	done
	rm "$results/lazy/latest"
	mkdir "$results/lazy/latest"
	echo mine >"$results/lazy/latest/mine"
	run "$pagelab" run lazy --size 1M --quiet --results "$results"
	equal "$status" 0
	says "latest could not be set"
	equal "$(cat "$results/lazy/latest/mine")" mine
	equal "$(find "$results/lazy" -name '.latest*')" ""
}

@test "every line of a CSV ends with CRLF, and each of steps.csv has as many cells as the first" {
	"$pagelab" run lazy --size 1M --sample 1000 --quiet --results "$results"
	for file in "$results"/lazy/latest/*.csv; do
		equal "$file $(grep -c $'\r$' "$file")" "$file $(wc -l <"$file")"
	done
	equal "$(awk -F, '{ print NF }' "$results/lazy/latest/steps.csv" | sort -u)" 14
}

@test "an ordinary user in a tree that is somebody else's: the folder that nobody named is exit 73" {
	requires root setpriv
	for_user
	chown 0 "$place/results"
	run as_user "$place/build/pagelab" run lazy --size 1M
	equal "$status" 73
	says "RESULTS=FOLDER"
}

# without_links COMMAND...: as on exFAT or on many shares of virtual machines: in $results no link can be made.
without_links() {
	local shim=$BATS_TEST_TMPDIR/no_links
	[ -e "$shim.so" ] || {
		cat >"$shim.c" <<-'END'
			#include <dlfcn.h>
			#include <errno.h>
			#include <fcntl.h>
			#include <stdio.h>
			#include <stdlib.h>
			#include <string.h>
			#include <unistd.h>
			static int is_in(int folder, const char *name) {
				char at[64], path[4096];
				snprintf(at, sizeof(at), "/proc/self/fd/%d", folder);
				ssize_t n = *name == '/' || folder == AT_FDCWD ? 0 : readlink(at, path, 4095);
				path[n > 0 ? n : 0] = 0;
				return strstr(name, getenv("NO_LINKS_IN")) || strstr(path, getenv("NO_LINKS_IN")); }
			#define NO_LINK(name, folder, where, all, ...) int name all { \
				int (*real) all = dlsym(RTLD_NEXT, #name); \
				if (!is_in(folder, where)) return real(__VA_ARGS__); \
				errno = EPERM; return -1; }
			NO_LINK(symlink, AT_FDCWD, b, (const char *a, const char *b), a, b)
			NO_LINK(link, AT_FDCWD, b, (const char *a, const char *b), a, b)
			NO_LINK(symlinkat, b, c, (const char *a, int b, const char *c), a, b, c)
			NO_LINK(linkat, c, d, (int a, const char *b, int c, const char *d, int e), a, b, c, d, e)
		END
		"${CC:-cc}" -D_GNU_SOURCE -shared -fPIC -o "$shim.so" "$shim.c"
	}
	NO_LINKS_IN=$results LD_PRELOAD=$shim.so "$@"
}

@test "where no links can be made, every command finds the newest run by its name" {
	without_links "$pagelab" run lazy --size 1M --quiet --results "$results"
	run without_links "$pagelab" run lazy --seed kim --results "$results"
	equal "$status" 0
	newest=$(find "$results/lazy" -mindepth 1 -maxdepth 1 | sort -V | tail -n 1)
	equal "$(find "$results" -type l)" ""
	says "FILES   $newest/"
	[[ $output != *latest* ]]
	for folder in "$results/lazy" "$results/lazy/latest" "$results/lazy/latest/"; do
		run "$pagelab" check "$folder"
		equal "$folder $status" "$folder 0"
		says "$newest: "
		run "$pagelab" replay "$folder"
		equal "$folder $status" "$folder 0"
		run "$pagelab" compare "$folder" "$newest"
		equal "$folder $status" "$folder 0"
	done
	run "$pagelab" report --out "$BATS_TEST_TMPDIR" "$results"
	equal "$status" 0
	says "1 run"
	echo answer >"$BATS_TEST_TMPDIR/mine.txt"
	run without_links "$pagelab" submit --seed kim --answers "$BATS_TEST_TMPDIR/mine.txt" "$results"
	equal "$status" 0
	run tar -tzf "$results/submit-kim.tar.gz"
	says "kim/lazy/${newest##*/}/steps.csv"
	says "kim/answers-mine.txt"
	run without_links "$pagelab" run --results "$results" -- true
	equal "$status" 0
	[[ $output != *latest* ]]
}

@test "a latest that leads out of its folder is not followed, nor is one that leads nowhere" {
	"$pagelab" run lazy --size 1M --quiet --results "$results"
	newest=$(readlink "$results/lazy/latest")
	for target in "$root/results/sample/oom" ../../elsewhere gone; do
		ln -sfn "$target" "$results/lazy/latest"
		run "$pagelab" check "$results/lazy"
		equal "$target $status" "$target 0"
		says "$results/lazy/$newest: "
	done
}

@test "what a machine brings back where no links can be made is whole, and named" {
	requires vm
	run without_links make -s -C "$root" vm-lazy RESULTS="$results"
	equal "$status" 0
	says "links cannot be made there; the newest run is 20"
	run "$pagelab" check "$results/lazy/latest"
	equal "$status" 0
}

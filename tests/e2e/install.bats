#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bats file_tags=beside
# make install and make uninstall: what is installed works for everybody, from any folder, and goes again.

load ../../tests/suite

setup() {
	place=$(mktemp -d)
	chmod 755 "$place"
	prefix=$place/the\ prefix
	mkdir "$place/work"
	[ "$(id -u)" -ne 0 ] || chown 65534 "$place/work"
}

teardown() { no_place; }

install_here() { make -s -C "$root" install PREFIX="$prefix"; }

# at_work COMMAND…: as an ordinary user, from a folder that has nothing to do with pagelab.
at_work() { (cd "$place/work" && as_user "$@"); }

# in_korean SENTENCE COMMAND…: it says that, and more, in Korean; in English when that is asked for.
in_korean() {
	local sentence=$1
	shift
	run at_work env LC_ALL=C.UTF-8 PAGELAB_LANG=ko "$@"
	equal "$* $status" "$* 0"
	says "$sentence"
	run at_work env PAGELAB_LANG=en LC_ALL=ko_KR.UTF-8 "$@"
	equal "$* $status" "$* 0"
	equal "$(LC_ALL=C grep -c $'[\xea-\xed][\x80-\xbf][\x80-\xbf]' <<<"$output")" 0
}

# all_of FOLDER: everything in it, with its rights.
all_of() { (cd "$1" && find . -printf '%p %M %l\n' | sort); }

@test "installed, list, run, doctor and report work from any folder, for an ordinary user" {
	[ "$(id -u)" -ne 0 ] || command -v setpriv >/dev/null || skip "needs setpriv, to become another user"
	install_here
	before=$(all_of "$prefix")
	run at_work "$prefix/bin/pagelab" list
	equal "$status" 0
	equal "$(grep -cE ' (core|extra) ' <<<"$output")" "$(find "$root/labs" -name lab.conf | wc -l)"
	says "pagelab run lazy"
	run at_work "$prefix/bin/pagelab" run lazy --size 7M
	equal "$status" 0
	says "15 of 15 expectations hold"
	says "results/lazy/latest"
	run at_work "$prefix/bin/pagelab" run -- true
	equal "$status" 0
	run at_work "$prefix/bin/pagelab" check results/lazy/latest
	equal "$status" 0
	run at_work "$prefix/bin/pagelab" doctor
	[ "$status" -eq 0 ] || [ "$status" -eq 77 ]
	says "installed without the sources"
	run at_work "$prefix/bin/pagelab" report
	equal "$status" 0
	says "1 run: results/report."
	grep -q 'How many bytes does one page fault bring?' "$place/work/results/report/report.md"
	run at_work "$prefix/bin/pagelab" key --seed kim lazy
	equal "$status" 0
	equal "$(all_of "$prefix")" "$before"
}

@test "installed, the list, a run, setup and the recorded runs are in Korean for who wants it, from any folder" {
	[ "$(id -u)" -ne 0 ] || command -v setpriv >/dev/null || skip "needs setpriv, to become another user"
	install_here
	equal "$(find "$prefix/lib/pagelab" -name '*.po' | wc -l)" \
		"$(find "$root/harness" "$root/labs" "$root/scripts" -name '*.po' | wc -l)"
	in_korean "수업 순서" "$prefix/bin/pagelab" --help
	in_korean "malloc이 끝나면 그 메모리는 바로 내 것일까?" "$prefix/bin/pagelab" list
	in_korean "예상 15개 중 15개가 맞았습니다." "$prefix/bin/pagelab" run lazy --size 4M
	in_korean "사용법: scripts/setup" "$prefix/lib/pagelab/scripts/setup" --help
	in_korean "예상" "$prefix/bin/pagelab" replay "$prefix/lib/pagelab/results/sample/oom"
}

@test "installed, the manual is where man looks, in Korean for who wants it" {
	man --version 2>/dev/null | grep -q '^man 2' || skip "man-db is missing"
	install_here
	equal "$(LC_ALL=C.UTF-8 LANGUAGE='' MANPATH="$prefix/share/man" man -w pagelab)" "$prefix/share/man/man1/pagelab.1"
	equal "$(LC_ALL=C.UTF-8 LANGUAGE=ko MANPATH="$prefix/share/man" man -w pagelab)" \
		"$prefix/share/man/ko/man1/pagelab.1"
	cmp "$root/harness/man/pagelab.ko.1" "$prefix/share/man/ko/man1/pagelab.1"
}

@test "installed, setup says what it installs, and what is missing" {
	install_here
	for setup in "$prefix/lib/pagelab/scripts/setup" "../the prefix/lib/pagelab/scripts/setup"; do
		run at_work "$setup" --help
		equal "$status" 0
		says "usage: scripts/setup"
		run at_work "$setup" nosuch
		equal "$status" 64
		says "setup: usage: scripts/setup"
		run at_work "$setup" --missing build
		equal "$status $output" "0 "
	done
}

@test "installed, what needs the virtual machine is refused with the reason, and not tried" {
	install_here
	run at_work "$prefix/bin/pagelab" run lazy --cap vm
	equal "$status" 69
	says "needs Pagelab's sources"
	says "make vm-lazy"
	run at_work "$prefix/bin/pagelab" run oom-global
	equal "$status" 69
	[ ! -e "$place/work/results" ]
}

@test "installed, a lab that gets no group names only what works without the sources" {
	[ "$(id -u)" -ne 0 ] || command -v setpriv >/dev/null || skip "needs setpriv, to become another user"
	install_here
	run at_work env -u XDG_RUNTIME_DIR "$prefix/bin/pagelab" run oom --limit 16M
	[ "$status" -ne 0 ] || skip "this user may make groups here"
	equal "$status" 77
	says "pagelab replay $prefix/lib/pagelab/results/sample/oom"
	says "pagelab doctor"
	[[ $output != *VM=1* ]]
}

@test "whatever the umask, all may read what is installed, and only its owner may write it" {
	(umask 077 && install_here)
	equal "$(find "$prefix" ! -type l ! -perm -444)" ""
	equal "$(find "$prefix" -type d ! -perm -555)" ""
	equal "$(find "$prefix" ! -type l -perm /022)" ""
	equal "$(stat -c %a "$prefix/bin/" "$prefix/lib/pagelab/build/pagelab" "$prefix/share/man/man1/pagelab.1" | tr '\n' ' ')" \
		"755 755 644 "
}

@test "with DESTDIR everything is below it, and runs once it is moved to its place" {
	stage="$place/the stage;a"
	for time in first again; do make -s -C "$root" install PREFIX="$prefix" DESTDIR="$stage"; done
	[ ! -e "$prefix" ]
	equal "$time $(grep -rl "$stage" "$stage" | head -n 1)" "again "
	mv "$stage$prefix" "$prefix"
	run at_work "$prefix/bin/pagelab" run lazy --size 2M
	equal "$status" 0
}

@test "uninstall removes exactly what install made" {
	mkdir -p "$prefix/bin" "$prefix/share/man"
	echo theirs >"$prefix/bin/other"
	before=$(all_of "$prefix")
	install_here
	[ -x "$prefix/bin/pagelab" ]
	[ -r "$prefix/share/bash-completion/completions/pagelab" ]
	make -s -C "$root" uninstall PREFIX="$prefix"
	equal "$(all_of "$prefix")" "$before"
	run make -s -C "$root" uninstall PREFIX="$prefix"
	equal "$status" 2
	says "nothing was installed there"
}

@test "uninstall takes the folders that install made above PREFIX too, and leaves what others put there" {
	make -s -C "$root" install PREFIX=/opt/deep/down DESTDIR="$place/stage"
	make -s -C "$root" uninstall PREFIX=/opt/deep/down DESTDIR="$place/stage"
	equal "$(find "$place/stage" -mindepth 1)" ""
	make -s -C "$root" install PREFIX=/opt/deep/down DESTDIR="$place/stage"
	echo theirs >"$place/stage/opt/deep/down/lib/pagelab/theirs"
	make -s -C "$root" uninstall PREFIX=/opt/deep/down DESTDIR="$place/stage"
	equal "$(find "$place/stage" -type f)" "$place/stage/opt/deep/down/lib/pagelab/theirs"
}

@test "installed again, what only the older version had is gone" {
	install_here
	mkdir "$prefix/lib/pagelab/labs/older"
	echo older >"$prefix/lib/pagelab/labs/older/lab.conf"
	printf '%s\n' "$prefix/lib/pagelab/labs/older" "$prefix/lib/pagelab/labs/older/lab.conf" \
		>>"$prefix/lib/pagelab/installed"
	install_here
	[ ! -e "$prefix/lib/pagelab/labs/older" ]
	run at_work "$prefix/bin/pagelab" list
	equal "$status" 0
}

@test "a list of what was installed elsewhere makes uninstall remove nothing there" {
	install_here
	mkdir "$place/copy"
	cp -a "$prefix/." "$place/copy"
	before=$(all_of "$prefix")
	make -s -C "$root" uninstall PREFIX="$place/copy"
	equal "$(all_of "$prefix")" "$before"
	touch "$place/theirs"
	printf '%s\n' "$prefix/../theirs" "$prefix/lib/../../theirs" >>"$prefix/lib/pagelab/installed"
	make -s -C "$root" uninstall PREFIX="$prefix"
	[ ! -e "$prefix" ]
	[ -e "$place/theirs" ]
}

@test "PREFIX is taken to the letter, and must be a whole path" {
	make -s -C "$root" install PREFIX="$place/a; touch x\$(touch y)'b"
	[ -x "$place/a; touch x\$(touch y)'b/bin/pagelab" ]
	[ ! -e "$root/x" ] && [ ! -e "$root/y" ]
	for wrong in here ./here \~/here; do
		run make -s -C "$root" install PREFIX="$wrong"
		equal "$wrong $status" "$wrong 2"
		says "expected a whole path"
		says "Error 64"
	done
	[ ! -e "$root/here" ]
}

@test "slashes too many in PREFIX are one, and uninstall finds it without them" {
	make -s -C "$root" install PREFIX="$place//new//deep//"
	[ -x "$place/new/deep/bin/pagelab" ]
	make -s -C "$root" uninstall PREFIX="$place/new/deep"
	[ ! -e "$place/new" ]
}

@test "where PREFIX/bin is a link to a folder elsewhere, pagelab runs all the same, and goes again" {
	mkdir -p "$prefix" "$place/home/bin/mine"
	ln -s "$place/home/bin/mine" "$prefix/bin"
	before=$(all_of "$place")
	install_here
	run at_work "$place/home/bin/mine/pagelab" --version
	equal "$status" 0
	make -s -C "$root" uninstall PREFIX="$prefix"
	equal "$(all_of "$place")" "$before"
}

@test "a lab that is not built is named, and what was installed before stays" {
	install_here
	before=$(all_of "$prefix")
	mkdir "$place/build"
	cp "$pagelab" "$place/build"
	BUILD="$place/build" PREFIX="$prefix" run "$root/scripts/install" install
	equal "$status" 69
	says "there is no $place/build/labs/after-free. Type: make"
	equal "$(all_of "$prefix")" "$before"
}

@test "an ordinary user installs from read-only sources that root built, and leaves what root installed whole" {
	[ "$(id -u)" -ne 0 ] || command -v setpriv >/dev/null || skip "needs setpriv, to become another user"
	tree="$place/the sources"
	mkdir "$tree" "$tree/results" "$tree/build"
	cp -a "$root"/{Makefile,LICENSE,README*.md,harness,labs,scripts} "$tree"
	cp -a "$root/results/sample" "$tree/results"
	cp -a "$root"/build/{obj,labs,pagelab,libpagelab.a} "$root"/build/with* "$tree/build"
	make -s -C "$tree" install PREFIX="$prefix"
	before=$(all_of "$prefix")
	chmod -R a-w,a+rX "$tree" "$prefix"
	run at_work make -s -C "$tree" install PREFIX="$place/work/mine"
	equal "$status $output" "0 installed: $place/work/mine/bin/pagelab"
	run at_work "$place/work/mine/bin/pagelab" list
	equal "$status" 0
	for what in install uninstall; do
		run at_work make -s -C "$tree" $what PREFIX="$prefix"
		equal "$status" 2
		says "Type: sudo make $what PREFIX='$prefix', or"
	done
	chmod -R u+w "$prefix"
	equal "$(all_of "$prefix")" "$before"
}

@test "whatever CDPATH says, the scripts find their own folder" {
	mkdir -p "$place/elsewhere/scripts"
	cd "$root"
	export CDPATH=$place/elsewhere LABS=no-such SOURCE_DATE_EPOCH=x
	for words in 'install' 'new-lab' 'dist' 'vm' 'vm-kernel --no-such' 'matrix'; do
		# shellcheck disable=SC2086 # words
		run scripts/$words
		equal "$words $status" "$words 64"
	done
}

@test "a PREFIX that may not be written is refused, and says what to type" {
	run make -s -C "$root" install PREFIX=/proc/pagelab
	equal "$status" 2
	says "Error 73"
	says "sudo make install"
}

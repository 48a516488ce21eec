#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bats file_tags=beside
# scripts/setup asks for all that the scripts and the tests call.

load ../../tests/suite

setup() { cd "$root" || return; }

# The shell files but vm-init, which has only busybox.
shell_files() {
	find .ci/run Makefile scripts tests labs -type f ! -name vm-init ! -name '*.po' |
		grep -E '^(\.ci/|scripts/[a-z-]*$|tests/[a-z-]*$|Makefile$)|\.(sh|bash|bats)$'
}

# Words in the place of a command: at the start of a line, or behind what a command follows. A word of an awk program or
# of a text may be among them.
words_called() {
	shell_files | xargs sed -E '/^(@test|\|)/d; s/(^|[[:space:]])#.*//' |
		grep -oP '(?:^[[:space:]@-]*|[|;&({`!]|\b(?:if|then|else|elif|do|while|until|exec|command -v|run|env|as_user|as_nobody|as_root)) *\K[a-zA-Z][a-zA-Z0-9_.+-]*(?= *(?:[|;&)]|$)| +(?![=|]|in ))' |
		sort -u
}

our_functions() { shell_files | xargs sed -nE 's/^[[:space:]]*([a-z_0-9]+)\(\).*/\1/p' | sort -u; }

# A minimal Debian has what is essential, apt, mount and an awk; git fetched the tree; gcc brings binutils.
is_minimal() {
	case $1-$2 in awk-* | *-apt | *-mount | *-git | *-binutils) return ;; esac
	[ "$(dpkg-query -W -f '${Essential}' "$2" 2>/dev/null)" = yes ]
}

# asked_for TOOL PACKAGE: a row of the table looks for the tool, or brings the package.
asked_for() { awk -v tool="$1" -v package="$2" '$2 == package { found = 1 } { for (i = 5; i <= NF; i++) found += $i == tool } END { exit !found }' <<<"$table"; }

@test "every program that the scripts and the tests call is in a minimal Debian, or scripts/setup asks for it" {
	local called=() owners word package unasked=''
	requires dpkg
	table=$(sed -n "/^things='/,/'\$/p" scripts/setup | tr -d "'")
	for word in $(comm -23 <(words_called) <({ our_functions && compgen -bk; } | sort -u)); do
		! type -P "$word" >/dev/null || called+=("$word")
	done
	[ "${#called[@]}" -ge 80 ]
	owners=$(dpkg -S "${called[@]/#/*bin/}" 2>/dev/null | sed -nE '/^diversion /d; s,^([^:, ]*).*: /(usr/)?s?bin/([^/]*)$,\3 \1,p')
	for word in "${called[@]}"; do
		package=$(awk -v word="$word" '$1 == word { print $2; exit }' <<<"$owners")
		is_minimal "$word" "$package" || asked_for "$word" "$package" || unasked+="$word of ${package:-?}, "
	done
	equal "$unasked" ""
}

# a_machine_without LIBRARY: tools in $bin that know of all but libcgroup; apt-get adds what it is told to $installed, and
# with "works" brings it. We are root by id's word.
a_machine_without_libcgroup() {
	bin=$BATS_TEST_TMPDIR/bin installed=$BATS_TEST_TMPDIR/installed
	mkdir -p "$bin"
	: >"$installed"
	for tool in sed grep tail sleep sh env; do ln -s "$(type -P $tool)" "$bin/$tool"; done
	printf '#!/bin/sh\n! grep -q libcgroup || [ -e %s.brought ]\n' "$installed" >"$bin/cc"
	printf '#!/bin/sh\necho 0\n' >"$bin/id"
	printf '#!/bin/sh\nexit 1\n' | tee "$bin/make" >"$bin/gcc"
	printf '#!/bin/sh\necho "$*" >>%s\ncase "$*" in *install*libcgroup*) %s ;; esac\n' \
		"$installed" "$([ "${1-}" = works ] && echo ": >$installed.brought" || echo 'exit 100')" >"$bin/apt-get"
	printf '#!/bin/sh\n[ -e %s.brought ]\n' "$installed" >"$bin/pkg-config"
	chmod +x "$bin"/{cc,id,make,gcc,apt-get,pkg-config}
	echo ID=debian >"$BATS_TEST_TMPDIR/os-release"
}

setup_there() { env PATH="$bin" PAGELAB_OS_RELEASE="$BATS_TEST_TMPDIR/os-release" /bin/sh scripts/setup "$@"; }

@test "without a word it brings libcgroup too where it may, once, and asks no more" {
	a_machine_without_libcgroup works
	run -0 setup_there
	grep -q 'install.* libcgroup-dev' "$installed"
	: >"$installed"
	run -0 setup_there
	equal "$output$(cat "$installed")" ""
}

@test "a libcgroup that cannot be had is no failure of the first command; asked for by name it is" {
	a_machine_without_libcgroup
	run -0 setup_there
	says "still missing: libcgroup-dev"
	says "made by the kernel's own files instead"
	run -69 setup_there cgroup
}

@test "whoever may not install is not told of libcgroup, and nothing is tried" {
	a_machine_without_libcgroup works
	printf '#!/bin/sh\necho 1000\n' >"$bin/id"
	run -0 setup_there
	equal "$output$(cat "$installed")" ""
}

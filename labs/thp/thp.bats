#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Huge pages on a real kernel that is told to always use them, to use them when asked to, and never: in the virtual
# machine, whose setting is ours to choose; and on this machine, as it is set.

load ../../tests/suite

setup() { here=$results; }

# small and huge, in RUN: faults and memory, by the sizes that it measured itself.
as_theory_says() {
	local kib page_kib huge_kib
	kib=$(delta "$1" touch-huge anonymous_kib)
	page_kib=$(($(json "$1" page_size_bytes) / 1024))
	huge_kib=$(csv "$1/measures.csv" '$c["name"] == "huge_page_kib" { print $c["value"] }')
	[ "$kib" -ge 32768 ]
	[ "$huge_kib" -gt "$page_kib" ]
	equal "$(delta "$1" touch-small anonymous_kib)" "$kib"
	equal "$(delta "$1" touch-small anon_huge_pages_kib)" 0
	equal "$(delta "$1" touch-small minflt_total)" $((kib / page_kib))
	equal "$(delta "$1" touch-huge anon_huge_pages_kib)" "$kib"
	equal "$(delta "$1" touch-huge minflt_total)" $((kib / huge_kib))
}

@test "in a machine where a program must ask: a fault a small page, a fault a huge page" {
	machine never
	as_expected thp
	as_theory_says "$results/thp/latest"
	equal "$(json "$results/thp/latest" transparent_hugepage)" madvise
}

@test "the kernel counted as many faults that brought a huge page" {
	machine never
	[ "$(cell thp touch-huge system sys_thp_fault_alloc_total delta)" -ge "$(cell thp touch-huge lab minflt_total delta)" ]
}

@test "on this machine, as it is set: so, or a proven cause, or left out with the reason" {
	code=0
	"$pagelab" run thp --no-color --size=32M --results "$here" >"$BATS_TEST_TMPDIR/out" 2>&1 || code=$?
	cat "$BATS_TEST_TMPDIR/out"
	case $code in
	0) ;;
	77) grep -qE 'no transparent huge pages|set to never|switched huge pages off|too little memory' "$BATS_TEST_TMPDIR/out" && return ;;
	*) return 1 ;;
	esac
	"$pagelab" check "$here/thp/latest"
	[ "$(json "$here/thp/latest" outcome)" = explained ] || as_theory_says "$here/thp/latest"
}

@test "a program for which huge pages were switched off says who did it" {
	requires python3
	grep -qE '\[(always|madvise)\]' /sys/kernel/mm/transparent_hugepage/enabled 2>/dev/null || skip "none here anyway"
	run -77 python3 -c 'import ctypes, os, sys
ctypes.CDLL(None).prctl(41, 1, 0, 0, 0)  # PR_SET_THP_DISABLE
os.execv(sys.argv[1], sys.argv[1:])' "$root/build/labs/thp" --size=4M </dev/null
	says "switched huge pages off for it"
}

@test "where they are set to never it is left out, with two mends" {
	unshare -m true 2>/dev/null || skip "only root can show it another /sys"
	mkdir "$BATS_TEST_TMPDIR/never"
	echo 'always madvise [never]' >"$BATS_TEST_TMPDIR/never/enabled"
	echo 2097152 >"$BATS_TEST_TMPDIR/never/hpage_pmd_size"
	[ -d /sys/kernel/mm/transparent_hugepage ] || skip "this kernel has none"
	run -77 unshare -m sh -c 'mount --bind "$1" /sys/kernel/mm/transparent_hugepage && exec "$2" run thp --results "$3"' \
		sh "$BATS_TEST_TMPDIR/never" "$pagelab" "$here"
	says "make vm-thp"
	says "echo madvise > /sys/kernel/mm/transparent_hugepage/enabled"
}

# with_words WORDS-OF-THE-SIZE WORDS-OF-ALL: the lab where these settings are shown.
with_words() {
	local thp=/sys/kernel/mm/transparent_hugepage size
	unshare -m true 2>/dev/null || skip "no mount namespace can be made here"
	size=$thp/hugepages-$(($(cat $thp/hpage_pmd_size) / 1024))kB/enabled
	[ -e "$size" ] || skip "this kernel has no setting of each size"
	echo "$1" >"$BATS_TEST_TMPDIR/size"
	echo "$2" >"$BATS_TEST_TMPDIR/all"
	# shellcheck disable=SC2016 # the inner shell's
	run timeout 60 unshare -m sh -c 'mount --bind "$1" "$2" && mount --bind "$3" "$4" && exec "$5" run thp --quiet --results "$6"' \
		- "$BATS_TEST_TMPDIR/size" "$size" "$BATS_TEST_TMPDIR/all" "$thp/enabled" "$pagelab" "$BATS_TEST_TMPDIR/results"
}

@test "where only smaller sizes are switched on (thp_anon=64K:always), the lab is skipped with the setting to mend" {
	with_words "always inherit madvise [never]" "[always] madvise never"
	equal "$status" 77
	says "huge pages of the largest size are set to never"
	says 'echo inherit >hugepages-$(($(cat hpage_pmd_size) / 1024))kB/enabled'
}

@test "a size that inherits is what all are set to, and one that does not is not" {
	with_words "always [inherit] madvise never" "always madvise [never]"
	equal "$status" 77
	says "madvise does not help"
	with_words "always inherit [madvise] never" "always madvise [never]"
	[[ $output != *"set to never"* ]]
}

#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bats file_tags=beside
# scripts/vm: what goes into a machine and comes out, who may start one, and what happens when it goes wrong.

load ../../tests/suite

setup() {
	requires vm
	cd "$root" || return 1
	scratch=$BATS_TEST_TMPDIR/scratch
	mkdir -p "$scratch"
}

# Nothing of a test's own machines outlives it.
teardown() {
	[ -z "${job-}" ] || kill -KILL "$job" 2>/dev/null || true
	no_trace
}

# machines_of FOLDER: the emulators that work in it.
machines_of() {
	ps -ww -eo pid=,args= | awk -v folder="$1/" '$2 ~ /^qemu-system/ && index($0, folder) { print $1 }'
}

no_machine() { [ -z "$(machines_of "$scratch")" ]; }
no_trace() { no_machine && [ -z "$(ls "$scratch")" ]; }

@test "a student without rights: make vm-oom boots, kills and brings the folder back" {
	[ "$(id -u)" -eq 0 ] || skip "only root can become somebody else"
	mkdir -m 777 "$results"
	chmod 777 "$scratch"
	chmod a+x "$BATS_TEST_TMPDIR" "$BATS_FILE_TMPDIR" "$BATS_RUN_TMPDIR"
	# A tree and a kernel that the student can reach: ours may lie in root's own folder.
	bad_kernel
	mkdir "$BATS_TEST_TMPDIR/tree"
	cp -a Makefile harness labs scripts build "$BATS_TEST_TMPDIR/tree"
	chmod -R a+rX "$BATS_TEST_TMPDIR/tree" "$bad"
	TMPDIR=$scratch HOME=$scratch run -0 setpriv --reuid 65534 --regid 65534 --clear-groups \
		make -s -C "$BATS_TEST_TMPDIR/tree" vm-oom RESULTS="$results" VM_KERNEL="$bad"
	says "5 of 5 expectations hold"
	equal "$(json "$results/oom/latest" cgroup_version)" 2
	equal "$(stat -c %u "$results/oom/latest/run.json")" 65534
}

@test "--json prints run.json alone, and what a lab is told gets there to the letter" {
	TMPDIR=$scratch run -0 --separate-stderr "$pagelab" run --cap=vm --results "$results" --json \
		--size 1M --seed "o'hara \$x \"y\"" lazy
	equal "${output:0:1}${output: -1}" '{}'
	[[ $output == *"\"seed\": \"o'hara \$x \\\"y\\\"\""* ]]
}

@test "the code of a lab that is told nonsense comes out as it is" {
	TMPDIR=$scratch run -64 "$pagelab" run --cap=vm --results "$results" --size 200M lazy
	says "is too much"
	[ -z "$(find "$results" -name run.json)" ]
}

@test "Enter starts each step in the machine too" {
	TMPDIR=$scratch run -0 "$pagelab" run --cap=vm --results "$results" --pause --size 1M lazy < <(yes '')
	says "Enter to start"
	says " of 15 expectations"
}

@test "a machine that panics is reported with the end of its console, and nothing stays" {
	bad_kernel panics
	echo 'not a program' >"$bad/busybox"
	VM_KERNEL=$bad TMPDIR=$scratch run -1 "$pagelab" run --cap=vm --results "$results" lazy
	says "ended before the labs did"
	says "Kernel panic"
	[ -z "$(find "$results" -name run.json)" ]
}

@test "a kernel without virtio says so" {
	grep -qx virtio_console.ko "$(kernel)/modules/order" || skip "this kernel has virtio built in"
	bad_kernel bare
	: >"$bad/modules/order"
	VM_KERNEL=$bad TMPDIR=$scratch run -1 "$pagelab" run --cap=vm --results "$results" lazy
	says "no virtio port"
}

@test "an accelerator that hangs is noticed within 20 seconds" {
	local start=$SECONDS
	mkdir "$BATS_TEST_TMPDIR/bin"
	printf '#!/bin/sh\nexec sleep 1000\n' >"$BATS_TEST_TMPDIR/bin/qemu-system-$(uname -m)"
	chmod +x "$BATS_TEST_TMPDIR/bin/qemu-system-$(uname -m)"
	VM_ACCEL=kvm PATH=$BATS_TEST_TMPDIR/bin:$PATH TMPDIR=$scratch \
		run -1 "$pagelab" run --cap=vm --results "$results" lazy
	says "no sign of life for 20 s"
	says "VM_ACCEL=tcg"
	[ $((SECONDS - start)) -le 25 ]
	run ! pgrep -fx 'sleep 1000'
}

@test "without qemu: 69, and the command that installs it" {
	mkdir "$BATS_TEST_TMPDIR/bin"
	local tool
	for tool in sh dirname uname id sed cat; do ln -s "$(command -v $tool)" "$BATS_TEST_TMPDIR/bin/"; done
	PATH=$BATS_TEST_TMPDIR/bin TMPDIR=$scratch run -69 "$pagelab" run --cap=vm --results "$results" lazy
	says "qemu-system-$(uname -m) is not installed. Type: scripts/setup vm"
}

@test "one machine more than there is memory for gets 75" {
	local all
	all=$(($("$pagelab" doctor --available) / 1048576))
	VM_MEM=${all}M TMPDIR=$scratch run -75 "$pagelab" run --cap=vm --results "$results" lazy
	says "more than half of the"
}

@test "a wrong setting is a usage error, and no shell reads it" {
	local setting
	for setting in VM_MEM=3 VM_MEM=64M VM_MEM='$(touch x)M' VM_SWAP=1 VM_CGROUP=v3 VM_CPUS=0 VM_CPUS=99 \
		VM_THP=yes VM_OVERCOMMIT=3 VM_ACCEL=hvf VM_ARCH=mips VM_ACCOUNT=you VM_KERNEL=/nonexistent; do
		TMPDIR=$scratch run -64 env "$setting" "$pagelab" run --cap=vm --results "$results" lazy
		says "${setting%%=*}"
	done
	run -64 "$pagelab" run --cap=elsewhere lazy
	run -64 scripts/vm
	run -64 scripts/vm "$results" no-such-lab
	run -0 scripts/vm --help
}

@test "guesses go in by a pipe, and behind its end nobody waits for more; it speaks the language of the one who types" {
	run bash -c 'printf "4k\n1\n" | PAGELAB_LANG=ko TMPDIR="$2" timeout 120 "$0" run --cap=vm --predict --size 4M --results "$1" lazy' \
		"$pagelab" "$results" "$scratch"
	equal "$status" 0
	says '실제 메모리(VmRSS)는 몇 MiB 바뀔까요?'
	says '예측    11개 중 2개를 했습니다.'
	equal "$(csv "$results/lazy/latest/predictions.csv" '{ n += $c["score"] } END { print n, NR - 1 }')" "2 11"
	"$pagelab" check "$results/lazy/latest" >/dev/null
	no_trace
}

# The lock that machines start behind, and the folder, are let go however often the terminal says Ctrl-C.
@test "who waits at a question keeps nobody else from a machine, and Ctrl-C there leaves nothing" {
	mkfifo "$BATS_TEST_TMPDIR/answers"
	exec 7<>"$BATS_TEST_TMPDIR/answers"
	launch env TMPDIR="$scratch" "$pagelab" run --cap=vm --predict --size 1M --results "$results" lazy 0<&7 7<&-
	until_true 60 grep -qs '^     By how many MiB' "$BATS_TEST_TMPDIR/out"
	TMPDIR=$scratch run -0 timeout 100 "$pagelab" run --cap=vm --quiet --size 1M --results "$results" lazy 7<&-
	kill -INT -- "-$job"
	kill -INT -- "-$job" 2>/dev/null || true
	ended 130
	exec 7>&-
	until_true 10 no_trace
}

@test "a results folder that cannot be written: 73 before anything is started" {
	TMPDIR=$scratch run -73 "$pagelab" run --cap=vm --results /proc/nowhere lazy
	says "RESULTS=FOLDER"
}

@test "interrupted, terminated or killed: no emulator, no file stays" {
	local signal code
	for signal in INT:130 TERM:130 KILL:137; do
		code=${signal#*:}
		rm -f "$BATS_TEST_TMPDIR/out" # of the machine before
		TMPDIR=$scratch launch "$pagelab" run --cap=vm --results "$results" --runs 1000 lazy
		until_true 60 test -s "$BATS_TEST_TMPDIR/out"
		[ -n "$(machines_of "$scratch")" ]
		kill -"${signal%:*}" "$job"
		ended "$code"
		until_true 10 no_trace
	done
}

@test "a killed script takes the emulator along, and the next one removes its folder" {
	TMPDIR=$scratch launch scripts/vm "$results" lazy -- --runs=1000
	until_true 60 test -s "$BATS_TEST_TMPDIR/out"
	kill -KILL "$job"
	ended 137
	until_true 10 no_machine
	[ -n "$(ls "$scratch")" ]
	TMPDIR=$scratch run -0 "$pagelab" run --cap=vm --results "$results" --size 1M lazy
}


@test "a comma, a blank, a quote and a backslash in TMPDIR, in the results' name and in the name of the clone" {
	requires vm
	local odd="$BATS_TEST_TMPDIR/o,d d'q\\n" entry
	mkdir -p "$odd/tree/scripts" "$odd/tmp"
	for entry in "$root"/*; do [ "${entry##*/}" = scripts ] || ln -s "$entry" "$odd/tree/${entry##*/}"; done
	cp "$root"/scripts/* "$odd/tree/scripts/"
	TMPDIR=$odd/tmp VM_SWAP=16M "$odd/tree/scripts/vm" "$odd/res,ults" lazy -- --quiet 3>&-
	"$pagelab" check "$odd/res,ults/lazy/latest" >/dev/null
	equal "$(ls "$odd/tmp")" ""
}

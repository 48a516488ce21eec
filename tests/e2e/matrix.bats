#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bats file_tags=beside
# The table of lab by kernel, with machines that are played: what each left is a recorded run, or none.

load ../../tests/suite

# Kernels NAME are folders below kernels/x86_64; in a machine a lab does what the file KERNEL-LAB, or KERNEL, says.
setup() {
	unset VM_KERNEL VM_MODULES LABS KERNELS
	play=$BATS_TEST_TMPDIR/play
	mkdir -p "$play/kernels/x86_64"
	sample=$root/results/sample/lazy
	cat >"$play/vm-kernel" <<-EOF
		#!/bin/sh
		[ "\$1" != --list ] || exit 0
		folder=$play/kernels/\$1/\${2-cloud}-\${3-own}
		[ -d "\$folder" ] || { echo "vm: no such kernel" >&2; exit 69; }
		echo "\$folder"
	EOF
	cat >"$play/vm" <<-EOF
		#!/bin/bash
		kernel=\${VM_KERNEL##*/} out=\$1 code=0
		echo "\$*" >>$play/boots
		shift
		for lab; do
			[ "\$lab" != -- ] || exit "\$code"
			mkdir -p "\$out/\$lab/latest"
			cp $sample/* "\$out/\$lab/latest/"
			run=\$out/\$lab/latest/run.json
			for file in $play/\$kernel $play/\$kernel-\$lab; do [ ! -r "\$file" ] || . "\$file"; done
		done
	EOF
	chmod +x "$play"/vm*
}

kernel() {
	mkdir -p "$play/kernels/${2:-x86_64}/cloud-$1"
	echo "6.1.$3-cloud" >"$play/kernels/${2:-x86_64}/cloud-$1/release"
}

matrix() {
	env PAGELAB_VM="$play/vm" PAGELAB_VM_KERNEL="$play/vm-kernel" RESULTS="$results" "$@" "$root/scripts/matrix"
}

# cell LAB KERNEL: outcome and reason of the CSV.
cell() { tr -d '\r' <"$results/matrix/table.csv" | sed -n "s/^$1,$2,[^,]*,[^,]*,[^,]*,\([^,]*\),/\1: /p"; }

# becomes OUTCOME PROBLEM: what a played machine does to run.json.
becomes() { printf '%s\n' "sed -i 's/\"outcome\": .*/\"outcome\": \"$1\",/; s/\"problem\": .*/\"problem\": \"$2\",/' \"\$run\""; }

@test "kernels stand beside each other, labs below, and all that hold is exact" {
	kernel a '' 1
	kernel b '' 2
	run --separate-stderr matrix KERNELS="a b" LABS="lazy oom"
	equal "$status" 0
	equal "${lines[0]}" "                a           b"
	equal "${lines[1]}" "Linux           6.1.1       6.1.2"
	equal "${lines[3]}" "pages of        4 KiB       4 KiB"
	equal "${lines[4]}" "lazy            exact       exact"
	equal "${lines[5]}" "oom             exact       exact"
	equal "$(wc -l <"$play/boots")" 2
	equal "$(head -n 2 "$results/matrix/table.csv")" "lab,kernel,release,machine,page_bytes,outcome,reason"$'\r\n'"lazy,x86_64-cloud-a,6.1.1-cloud,x86_64,4096,exact,"$'\r'
}

@test "what differs fails, and has the lab's own words below the table" {
	kernel a '' 1
	becomes deviates 'in step \\"x\\", 1' >"$play/cloud-a-oom"
	echo code=1 >>"$play/cloud-a-oom"
	run --separate-stderr matrix KERNELS=a LABS="lazy oom"
	equal "$status" 1
	equal "${lines[5]}" "oom             DIFFERS"
	says "oom on 6.1.1-cloud, DIFFERS:
    in step \"x\", 1"
	equal "$(cell oom x86_64-cloud-a)" 'DIFFERS: "in step ""x"", 1"'
}

@test "a verdict that the files do not bear out is none" {
	kernel a '' 1
	echo 'sed -i "s/,holds,/,deviates,batched-counter/" "${run%/*}/steps.csv"; sed -i s/holds/explained/ "$run"' >"$play/cloud-a"
	run --separate-stderr matrix KERNELS=a LABS=lazy
	equal "$status" 1
	says "pagelab check:"
}

@test "a lab that is skipped, or was not run, is a cannot with the reason, and no failure" {
	kernel a '' 1
	becomes skipped 'no PSI' >"$play/cloud-a-lazy"
	echo 'rm -r "$out/oom"; echo "oom: no memory controller" >&2; code=77' >"$play/cloud-a-oom"
	run --separate-stderr matrix KERNELS=a LABS="lazy oom"
	equal "$status" 0
	equal "$(cell lazy x86_64-cloud-a)" "cannot: no PSI"
	equal "$(cell oom x86_64-cloud-a)" "cannot: no memory controller"
}

@test "a machine that dies is booted anew for each lab, which tells who did it" {
	kernel a '' 1
	echo 'rm -r "$out"/*; echo "vm: the machine ended" >&2; echo "  | [1.0] Kernel panic: why" >&2; exit 1' >"$play/cloud-a-oom"
	run --separate-stderr matrix KERNELS=a LABS="lazy oom faults"
	equal "$status" 1
	equal "$(cell lazy x86_64-cloud-a)" "exact: "
	equal "$(cell faults x86_64-cloud-a)" "exact: "
	equal "$(cell oom x86_64-cloud-a)" "no answer: the machine ended [1.0] Kernel panic: why"
	equal "$(wc -l <"$play/boots")" 4
}

@test "a lab that wants a machine of its own gets one, as its lab.conf says; the others share theirs" {
	kernel a '' 1
	sed -i "2a echo \"swap \${VM_SWAP:-none}\" >>$play/swap" "$play/vm"
	echo 'rm -r "$out/lazy"; echo "lazy: skipped: why"; code=1' >"$play/cloud-a-lazy"
	run --separate-stderr matrix KERNELS=a LABS="lazy swap oom"
	equal "$status" 0
	equal "$(cut -d ' ' -f 2-3 "$play/boots" | tr '\n' ' ')" "lazy oom swap -- "
	equal "$(tr '\n' ' ' <"$play/swap")" "swap none swap 256M "
	equal "$(cell lazy x86_64-cloud-a)" "cannot: skipped: why"
	equal "$(cell swap x86_64-cloud-a)" "exact: "
}

@test "a kernel that is not to be had is named and left out; none at all is 69" {
	kernel a '' 1
	run --separate-stderr matrix KERNELS="nosuch a a" LABS=lazy
	equal "$status" 0
	[[ $stderr == *"left out, nosuch on x86_64: no such kernel"* ]]
	equal "$(wc -l <"$play/boots")" 1
	run matrix KERNELS=nosuch LABS=lazy
	equal "$status" 69
}

@test "more than seven kernels make a second table, never a line beyond 100 columns" {
	for n in 1 2 3 4 5 6 7 8; do kernel "k$n" '' "$n"; done
	run --separate-stderr matrix KERNELS="k1 k2 k3 k4 k5 k6 k7 k8" LABS=trap-optimiser
	equal "$status" 0
	equal "$(grep -c '^trap-optimiser' <<<"$output")" 2
	equal "$(awk 'length > 100 && !/^FILES/' <<<"$output")" ""
}

@test "wrong words are refused before anything boots" {
	run matrix KERNELS=a LABS=nosuch
	equal "$status" 64
	says 'there is no lab nosuch. Type: make list'
	run matrix KERNELS=a:b:c:d LABS=lazy
	equal "$status" 64
	says "expected SUITE[:ARCH[:FLAVOUR]]"
	run "$root/scripts/matrix" lazy
	equal "$status" 64
	[ ! -e "$play/boots" ]
}

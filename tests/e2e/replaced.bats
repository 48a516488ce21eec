#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# A text below /proc that is not the kernel's (lxcfs, a bound file) is told from the kernel's, named, and nothing rests
# on it: doctor says which labs are limited, a run reads it and holds no deviation against anybody.

load ../../tests/suite

setup() {
	results=$BATS_TEST_TMPDIR/results
	unshare -m true 2>/dev/null || skip "no mount namespace can be made here"
}

# other_meminfo: what a container of 1 GB might be told, in $BATS_TEST_TMPDIR/meminfo.
other_meminfo() {
	sed 's/^\(MemTotal: *\)[0-9]*/\11000000/; s/^\(MemAvailable: *\)[0-9]*/\1900000/; s/^\(SwapTotal: *\)[0-9]*/\17/
		s/^\(CommitLimit: *\)[0-9]*/\1500000/; s/^\(Committed_AS: *\)[0-9]*/\1100/; s/^\(Shmem: *\)[0-9]*/\10/' \
		/proc/meminfo >"$BATS_TEST_TMPDIR/meminfo"
}

# where BOUND OVER WORD…: pagelab where that file is bound over the other.
where() {
	local bound=$1 over=$2
	shift 2
	# shellcheck disable=SC2016 # the inner shell's
	run timeout 60 unshare -m sh -c 'mount --bind "$1" "$2" && shift 2 && exec "$@"' - "$bound" "$over" "$pagelab" "$@"
}

# verdicts LAB COLUMN: of its rows, each once.
verdicts() { awk -F, -v c="$2" '$6 == c && $10 != "" { print $13, $14 }' <(tr -d '\r' <"$(folder_of "$1")/steps.csv") | sort -u; }

@test "a file bound over meminfo: its columns are read and unknown, the rest holds, the file is named" {
	other_meminfo
	where "$BATS_TEST_TMPDIR/meminfo" /proc/meminfo run shared --size 4M --results "$results"
	equal "$status" 0
	says "not the kernel's, so not relied on: /proc/meminfo ("
	says "cannot be told here"
	equal "$("$pagelab" replay --no-color "$(folder_of shared)" | grep "not the kernel's")" \
		"$(grep "not the kernel's" <<<"$output")"
	equal "$(verdicts shared shmem_kib)" "unknown replaced-file"
	equal "$(verdicts shared rss_kib)" "holds "
	equal "$(awk -F, '$6 == "shmem_kib" { print $7, $8 }' "$(folder_of shared)/steps.csv" | sort -u)" "0 0"
	equal "$(sed -n '/"replaced_sources"/,/]/s/.*"file": "\(.*\)",/\1/p' "$(folder_of shared)/run.json")" /proc/meminfo
	run "$pagelab" check "$(folder_of shared)"
	equal "$status" 0
}

@test "a theory that reckons with it fails nobody: overcommit is unknown where it would differ" {
	other_meminfo
	where "$BATS_TEST_TMPDIR/meminfo" /proc/meminfo run overcommit --results "$results"
	[ "$status" -ne 77 ] || skip "$output"
	equal "$status" 0
	equal "$(json "$(folder_of overcommit)" deviate)" 0
	equal "$(verdicts overcommit m:largest_kib)" "unknown replaced-file"
	run "$pagelab" replay "$(folder_of overcommit)"
	says "why = unknown"
}

@test "a lab that does not reckon with it is as ever, and still differs where it does" {
	other_meminfo
	where "$BATS_TEST_TMPDIR/meminfo" /proc/meminfo run lazy --size 1M --results "$results"
	equal "$status" 0
	equal "$(verdicts lazy minflt_total)" "holds "
}

@test "without a replaced file nothing is said of one" {
	run "$pagelab" run shared --size 4M --results "$results"
	equal "$status" 0
	[[ $output != *"not the kernel's"* ]]
	equal "$(sed -n '/"replaced_sources"/,/]/s/.*"file": "\(.*\)",/\1/p' "$(folder_of shared)/run.json")" ""
}

@test "doctor: the labs that reckon with the file are limited, with the file system's kind and the mend; others run" {
	other_meminfo
	where "$BATS_TEST_TMPDIR/meminfo" /proc/meminfo doctor --results "$BATS_TEST_TMPDIR"
	for lab in overcommit available free-columns cache shared slab; do
		[[ $output =~ $lab\ +(core|extra)\ +[0-9]+\ +limited$'\n'\ +why\ +meminfo:\ /proc/meminfo\ is\ not\ the\ kernel\'s: ]]
		says "mend  make lab-$lab VM=1"
	done
	[[ $output =~ lazy\ +core\ +[0-9]+\ +runs ]]
}

@test "an empty file over meminfo, as lxcfs had it without a memory controller: doctor names it, and every lab cannot" {
	: >"$BATS_TEST_TMPDIR/meminfo"
	where "$BATS_TEST_TMPDIR/meminfo" /proc/meminfo doctor --results "$BATS_TEST_TMPDIR"
	equal "$status" 77
	says "why   /proc: /proc/meminfo is not the kernel's: "
	says "umount /proc/meminfo"
	where "$BATS_TEST_TMPDIR/meminfo" /proc/meminfo run lazy --size 1M --results "$results"
	[ "$status" -ne 0 ]
	says /proc/meminfo
}

@test "doctor's mend is enough: without the other file all of them run" {
	other_meminfo
	# shellcheck disable=SC2016 # the inner shell's
	run timeout 60 unshare -m sh -c 'mount --bind "$1" /proc/meminfo && umount /proc/meminfo && exec "$2" doctor --results "$3"' \
		- "$BATS_TEST_TMPDIR/meminfo" "$pagelab" "$BATS_TEST_TMPDIR"
	[[ $output != *"not the kernel's"* ]]
}

@test "a /proc mounted with subset=pid: every lab cannot, swap is not known, and doctor's mend, typed, is enough" {
	local hide='mount -t proc -o subset=pid proc /proc' typed
	run timeout 60 unshare -m sh -c "$hide && exec '$pagelab' doctor --results '$BATS_TEST_TMPDIR'"
	equal "$status" 77
	says "0 of "
	says "swap is not known"
	says "/proc/meminfo: No such file or directory"
	typed=$(sed -n 's/^ *mend  \(.*mount -t proc .*\)/\1/p' <<<"$output" | tail -n 1)
	equal "$typed" "mount -t proc proc /proc"
	run timeout 60 unshare -m sh -c "$hide && $typed && exec '$pagelab' doctor --results '$BATS_TEST_TMPDIR'"
	[[ $output == *"shows what the labs read"* ]]
}

@test "what may run is decided by the kernel's own numbers: RAM, swap, and no more available than there is" {
	other_meminfo
	sed -i 's/^\(MemAvailable: *\)[0-9]*/\1999999999/' "$BATS_TEST_TMPDIR/meminfo"
	where "$BATS_TEST_TMPDIR/meminfo" /proc/meminfo doctor --available
	[ "$output" -le $(($(awk '/^MemTotal/ { print $2 }' /proc/meminfo) * 1024)) ]
	where "$BATS_TEST_TMPDIR/meminfo" /proc/meminfo run lazy --size 1M --results "$results"
	equal "$(json "$(folder_of lazy)" ram_kib)" "$(awk '/^MemTotal/ { print $2 }' /proc/meminfo)"
	equal "$(json "$(folder_of lazy)" swap_total_kib)" "$(awk '/^SwapTotal/ { print $2 }' /proc/meminfo)"
}

@test "a panic_on_oom that is not the kernel's is unknown, so no lab runs out of memory on its word" {
	echo 0 >"$BATS_TEST_TMPDIR/zero"
	where "$BATS_TEST_TMPDIR/zero" /proc/sys/vm/panic_on_oom run oom --results "$results"
	equal "$status" 77
	says "/proc/sys/vm/panic_on_oom cannot be read"
	where "$BATS_TEST_TMPDIR/zero" /proc/sys/vm/panic_on_oom doctor --results "$BATS_TEST_TMPDIR"
	says "/proc/sys/vm/panic_on_oom is not the kernel's"
}

@test "the real lxcfs over meminfo, stat, cpuinfo, uptime and swaps" {
	command -v lxcfs >/dev/null || skip "there is no lxcfs (apt-get install lxcfs)"
	local mnt=$BATS_TEST_TMPDIR/lxcfs pid
	mkdir "$mnt"
	lxcfs -f -p "$BATS_TEST_TMPDIR/pid" "$mnt" >"$BATS_TEST_TMPDIR/log" 2>&1 3>&- &
	pid=$!
	timeout 10 sh -c "until [ -e '$mnt/proc/meminfo' ]; do :; done" || { kill "$pid"; skip "lxcfs does not start here"; }
	run timeout 60 unshare -m sh -c "for f in meminfo stat cpuinfo uptime swaps; do mount --bind $mnt/proc/\$f /proc/\$f; done
		'$pagelab' run overcommit --results '$results'"
	umount "$mnt"
	kill "$pid"
	equal "$status" 0
	says "not the kernel's, so not relied on: /proc/meminfo (fuse.lxcfs)"
}

@test "a lab that reads a text of the whole machine says so in its lab.conf" {
	local lab text
	for lab in "$root"/labs/*/lab.conf; do
		lab=${lab%/lab.conf}
		grep -q '^needs .*vm' "$lab/lab.conf" && continue
		for text in meminfo zoneinfo slabinfo; do
			case $text in
			meminfo) words='lab_look\(0, "[a-z_]*_kib"\)|_of\("system", "[a-z_]*_kib"' ;;
			zoneinfo) words='lab_zones\(\)' ;;
			slabinfo) words='/proc/slabinfo' ;;
			esac
			# A look at what is left before it begins is no theory.
			grep -vh 'mem_available_kib")' "$lab"/*.c | grep -qE "$words" || continue
			grep -qE "^needs .*\b$text\b" "$lab/lab.conf" || { echo "$lab reads $text" && return 1; }
		done
	done
}

# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154 # names are used where it is loaded
# For tests that start the throw-away virtual machine.

# kernel: the folder of the kernel that machines start by default.
kernel() { "$root/scripts/vm-kernel"; }

# bad_kernel: a copy of it to spoil, in $bad.
bad_kernel() {
	bad=$BATS_TEST_TMPDIR/kernel
	cp -R "$(kernel)/." "$bad"
}

# The machines that many tests ask for: settings, labs, and after -- what each lab is told.
settings_of() {
	case $1 in
	v2) echo VM_THP=always --all oom-global together together lazy victim ;; # who runs behind oom-global finds it as it was
	v1) echo VM_CGROUP=v1 VM_CPUS=1 VM_SWAP=256M lazy faults oom leak victim swap swap pressure ;;
	student) echo VM_ACCOUNT=student VM_SWAP=160M VM_MEM=512M VM_THP=never --all swap ;;
	# Its first run still has pagelab's own first steps in Committed_AS.
	strict) echo VM_OVERCOMMIT=2 overcommit -- --runs=2 ;;
	never) echo VM_OVERCOMMIT=1 VM_THP=madvise overcommit thp ;;
	limit) echo pressure -- --limit=32M ;;
	*) echo "there is no machine $1" >&2 && return 1 ;;
	esac
}

# machine NAME: boots it for the first test that asks, of all files of a run. Its results are in $results, what it said
# in $results.out and .err, its exit code in $results.code. A test without a virtual machine is skipped.
machine() {
	local place=${PAGELAB_MACHINES:-$BATS_RUN_TMPDIR} words settings=() code=0
	requires vm
	results=$place/$1
	exec {lock}>"$results.lock"
	flock "$lock"
	if [ ! -e "$results.code" ]; then
		read -ra words <<<"$(settings_of "$1")"
		while [[ ${words[0]} == *=* ]]; do settings+=("${words[0]}") words=("${words[@]:1}"); done
		[[ " ${words[*]} " == *" -- "* ]] || words+=(--)
		env "${settings[@]}" "$root/scripts/vm" "$results" "${words[@]}" --no-color \
			>"$results.out" 2>"$results.err" 3>&- {lock}>&- || code=$?
		echo "$code" >"$results.code"
	fi
	exec {lock}>&-
}

# as_expected LAB: its last run in the machine ended so, no expectation differs, and the files agree.
as_expected() {
	[ -e "$results/$1/latest" ] || {
		tail -n 30 "$results.out" "$results.err"
		return 1
	}
	equal "$(json "$results/$1/latest" outcome)" holds || {
		"$pagelab" replay --no-color "$results/$1/latest"
		return 1
	}
	equal "$(json "$results/$1/latest" deviate)" 0
	equal "$(json "$results/$1/latest" virtual_machine)" true
	"$pagelab" check "$results/$1/latest" >/dev/null
}

# machine_with SCRIPT SETTING... LAB...: a machine whose first program has SCRIPT's function `before` called before each
# lab, with the rights of root. As machine, but booted by each test that asks.
machine_with() {
	local script=$1 tree=$BATS_FILE_TMPDIR/machine settings=() code=0 entry
	shift
	requires vm
	mkdir -p "$tree/scripts"
	for entry in "$root"/*; do [ "${entry##*/}" = scripts ] || ln -sfn "$entry" "$tree/${entry##*/}"; done
	cp "$root"/scripts/* "$tree/scripts/"
	awk -v script="$script" '/^for lab in/ { while ((getline line <script) > 0) print line; print; print "before"; next } 1' \
		"$root/scripts/vm-init" >"$tree/scripts/vm-init"
	results=$BATS_FILE_TMPDIR/machine-results
	while [[ $1 == *=* ]]; do settings+=("$1") && shift; done
	env "${settings[@]}" "$tree/scripts/vm" "$results" "$@" -- --no-color >"$results.out" 2>"$results.err" 3>&- || code=$?
	echo "$code" >"$results.code"
}

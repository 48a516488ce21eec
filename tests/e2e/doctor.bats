#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bats file_tags=beside
# doctor says what runs here and what mends the rest; so does a run that finds no room.

load ../../tests/suite

# A copy that every user may read, with a results folder that every user may write.
setup_file() {
	top=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	tree=$(mktemp -d)
	export tree
	built
	cp -R "$top/labs" "$top/scripts" "$top/Makefile" "$tree"
	mkdir "$tree/build" "$tree/open"
	cp -R "$top/build/pagelab" "$top/build/labs" "$tree/build"
	chmod -R a+rX "$tree"
	chmod 777 "$tree/open"
}

teardown_file() { rm -rf "$tree"; }

setup() {
	unset XDG_RUNTIME_DIR
	cd "$tree" || return
}

as_nobody() {
	setpriv --reuid 65534 --regid 65534 --clear-groups env -u XDG_RUNTIME_DIR "$@"
}

requires() {
	local need
	for need; do
		case $need in
		root) [ "$(id -u)" -eq 0 ] || skip "only root can become another user" ;;
		nobody)
			requires root
			as_nobody test -x "$tree/build/pagelab" || skip "others cannot reach TMPDIR"
			;;
		v1) grep -qE '^[0-9]+:([^:]*,)?memory[,:]' /proc/self/cgroup || skip "memory is not on cgroup v1" ;;
		no-systemd) [ ! -d /run/systemd/system ] || skip "systemd runs this machine" ;;
		*) command -v "$need" >/dev/null || skip "there is no $need" ;;
		esac
	done
}

# state_of LAB: what doctor's table says of it, without the columns that lab.conf fills.
state_of() { printf '%s\n' "$output" | awk -v lab="$1" '$1 == lab && NF == 4 { print $4 }'; }

groups() { find /sys/fs/cgroup -type d \( -name harness -o -name "pagelab-*-$1-*" \) 2>/dev/null | sort; }

@test "as root on cgroup v1 the oom lab runs, and the exit code is 0" {
	requires root v1
	[ -w /sys/fs/cgroup/memory ] || skip "the cgroup tree is read-only"
	run -0 build/pagelab doctor --results open
	[ "$(state_of oom)" != cannot ]
	[[ ${lines[-1]} == "VERDICT  "*"This machine can teach today." ]]
}

@test "as an ordinary user on cgroup v1 the oom lab cannot: 77, with the reason and the mend" {
	requires nobody v1
	run -77 as_nobody build/pagelab doctor --results open
	[ "$(state_of oom)" = cannot ]
	[ "$(state_of lazy)" = runs ]
	[[ $output == *"why   memory group: only root can make a group on cgroup v1; you are uid 65534"* ]]
	# what this user can type comes first
	if [ -x /usr/bin/sudo ]; then says_mend='sudo make lab-oom'; else says_mend='make lab-oom VM=1'; fi
	[[ $output == *"mend  $says_mend"* ]]
	[[ $output == *"sudo make lab-NAME"* ]]
	[[ ${lines[-1]} == "VERDICT  "*" cannot. Mend lab-"*" before class." ]]
}

@test "the group that doctor tells an admin to give away on cgroup v1 is enough" {
	requires nobody v1
	[ -w /sys/fs/cgroup/memory ] || skip "the cgroup tree is read-only"
	local given=/sys/fs/cgroup/memory/doctor-bats-$$
	mkdir "$given" && chown -R 65534 "$given"
	run -0 sh -c 'echo $$ >"$1/cgroup.procs" && cd "$2" && exec setpriv --reuid 65534 --regid 65534 \
		--clear-groups build/pagelab doctor --results open' - "$given" "$tree"
	rmdir "$given"
	[ "$(state_of oom)" != cannot ]
	[[ $output == *"in a folder that is yours"* ]]
}

@test "a results folder that cannot be written is named, and RESULTS mends it" {
	requires nobody
	run -77 as_nobody build/pagelab doctor
	[ "$(state_of lazy)" = cannot ]
	[[ $output == *'mend  make lab-lazy RESULTS=$HOME/pagelab-results'* ]]
}

@test "doctor makes no group, no leaf and no file" {
	local before pid
	before=$(groups 0; find "$tree" | sort)
	build/pagelab doctor --results made-by-doctor >"$BATS_TEST_TMPDIR/out" || [ $? -eq 77 ]
	build/pagelab doctor --results made-by-doctor >"$BATS_TEST_TMPDIR/out" &
	pid=$!
	wait $pid || [ $? -eq 77 ]
	diff <(echo "$before") <(groups "$pid"; find "$tree" | sort)
}

@test "--json is an object with the labs, the checks and the verdict" {
	requires python3
	build/pagelab doctor --json --results open >"$BATS_TEST_TMPDIR/json" || [ $? -eq 77 ]
	python3 - "$BATS_TEST_TMPDIR/json" "$tree/labs" <<-'END'
		import json, os, sys
		report = json.load(open(sys.argv[1]))
		labs = {d for d in os.listdir(sys.argv[2]) if os.path.exists(f"{sys.argv[2]}/{d}/lab.conf")}
		assert {lab["name"] for lab in report["labs"]} == labs, labs
		for lab in report["labs"]:
		    assert lab["status"] in ("runs", "limited", "cannot"), lab
		    assert (lab["status"] == "runs") == (lab["reason"] is None), lab
		    assert set(lab) >= {"name", "status", "reason", "mend"}, lab
		for check in report["checks"]:
		    assert check["status"] in ("ok", "note", "limited", "cannot"), check
		    assert set(check) >= {"name", "status", "value", "meaning", "mend"}, check
		assert len(report["checks"]) > 10
		assert f"of {len(labs)} labs run here" in report["verdict"]
	END
}

@test "the labs are in the order of make list" {
	diff <(build/pagelab list | awk '/^[a-z]/ { print $1 }') \
		<(build/pagelab doctor --results open | awk 'NF == 0 { exit } NR > 1 && NF == 4 && /^[a-z]/ { print $1 }')
}

@test "what doctor prints is plain ASCII, at most 100 columns wide" {
	local out=$BATS_TEST_TMPDIR/out
	build/pagelab doctor >"$out" || [ $? -eq 77 ]
	requires nobody
	as_nobody build/pagelab doctor >>"$out" || [ $? -eq 77 ]
	as_nobody build/pagelab run oom --results open >>"$out" 2>&1 || [ $? -eq 77 ]
	run ! env LC_ALL=C grep -nE '[^ -~]| $|.{101}' "$out"
}

@test "make doctor ends with the verdict" {
	run make -s -C "$BATS_TEST_DIRNAME/../.." doctor
	printf '%s\n' "$output" | grep -q '^VERDICT  '
}

@test "a word that doctor does not know is a usage error" {
	run -64 build/pagelab doctor nonsense
	run -64 build/pagelab doctor --nonsense
	run -0 build/pagelab doctor --help
}

@test "a lab that finds no room says what was tried, and only what helps here" {
	requires nobody v1 no-systemd
	run -77 --separate-stderr as_nobody build/pagelab run oom --results open
	[[ $stderr == "oom: needs a memory-limited group, and this account cannot make one.  Nothing was run."* ]]
	[[ $stderr == *"sudo make lab-oom"* ]]
	[[ $stderr == *"make lab-oom VM=1"* ]]
	[[ $stderr == *"make doctor"* ]]
	[[ $stderr == *"build/pagelab replay results/sample/oom"* ]]
	[[ $stderr != *enable-linger* ]]
	# every result begins in the same column
	[ "$(printf '%s\n' "$stderr" | awk '/ no: / { print index($0, "no: ") }' | sort -u | wc -l)" -eq 1 ]
	[ -z "$(find open -name '*.partial')" ]
}

@test "scripts/setup --missing installs nothing and says what is missing" {
	mkdir "$BATS_TEST_TMPDIR/bin"
	ln -s "$(command -v id)" "$BATS_TEST_TMPDIR/bin"
	run -69 env PATH="$BATS_TEST_TMPDIR/bin" /bin/sh scripts/setup --missing build
	[[ $output == *make* ]]
	run -64 scripts/setup --missing nonsense
	[[ $output == *" report "* ]]
	run -64 scripts/setup --missing "build test"
}

@test "scripts/setup takes every word that make, pagelab or the README ask it for" {
	local word words root=$BATS_TEST_DIRNAME/../..
	words=$({ (cd "$root" && grep -hoE 'scripts/setup [a-z]+' Makefile .ci/run README*.md scripts/matrix)
		grep -aoE 'Type: scripts/setup [a-z]+' "$pagelab"
	} | sed 's/.*setup //' | sort -u)
	[[ $words == *matrix* && $words == *report* && $words == *vm* ]]
	for word in $words; do
		run "$root/scripts/setup" --missing "$word"
		[ "$status" -ne 64 ] || { echo "$word: $output" && return 1; }
	done
}

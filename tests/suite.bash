# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154,SC2016 # names are used where it is loaded; awk's are in quotes
# What every bats file begins with: `load ../../tests/suite`, from a lab's folder as well as from tests/e2e. It says where
# things are, lets nothing that was typed to make, or that the person's locale says, into a test, and brings the
# functions of suite/. Nothing here runs a lab.

bats_require_minimum_version 1.5.0

root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
pagelab=$root/build/pagelab
page=$(getconf PAGE_SIZE)
results=${BATS_TEST_TMPDIR:-${BATS_FILE_TMPDIR-}}/results # of a test its own, in setup_file the file's

unset MAKEFLAGS MAKELEVEL MFLAGS BUILD SOURCE_DATE_EPOCH TMPDIR SIZE LIMIT RUNS SAMPLE PAUSE PREDICT MAP SEED RESULTS \
	FROM ROSTER ANONYMOUS ID ANSWERS KERNELS LABS PREFIX DESTDIR NAME VM TEST PAGELAB_LANG LANG LC_MESSAGES
export LC_ALL=C.UTF-8

for part in "$root"/tests/suite/*.bash; do
	# shellcheck source=/dev/null
	. "$part"
done

# tests/run has built all; who calls bats by hand builds here what changed.
built() { [ -n "${PAGELAB_BUILT-}" ] || make -s -C "$root" all test-programs; }
setup_file() { built; }

# requires NEED…: the test is skipped, with the reason, where one of them is missing: root; room, a memory-limited
# group; vm, the throw-away machine; user, that root can become another one; v1, memory on cgroup v1; or a command.
requires() {
	local need reason
	for need; do
		reason=$(lacks "$need") || skip "$reason"
	done
}

# lacks NEED: fails, and says why, when it is missing.
lacks() {
	local missing
	case $1 in
	root) [ "$(id -u)" -eq 0 ] || { echo "needs root" && return 1; } ;;
	room) has_room || { echo "no memory-limited group: $(tr '\n' ' ' <"$BATS_FILE_TMPDIR/room")" && return 1; } ;;
	vm) missing=$("$root/scripts/setup" --missing vm) || { echo "the virtual machine needs: $missing" && return 1; } ;;
	user) [ "$(id -u)" -ne 0 ] || lacks setpriv ;;
	v1) grep -qE '^[0-9]+:([^:]*,)?memory[,:]' /proc/self/cgroup || { echo "memory is not on cgroup v1" && return 1; } ;;
	*) command -v "$1" >/dev/null || { echo "there is no $1" && return 1; } ;;
	esac
}

# Whether a group can be made here is asked once a file: pagelab's own words are kept.
has_room() {
	local said=$BATS_FILE_TMPDIR/room
	[ -e "$said" ] || "$pagelab" run oom --quiet --results "$said.results" >"$said" 2>&1 || true
	! grep -q 'memory-limited group' "$said"
}

# A tree of its own in which pagelab finds the misbehaving labs.
bad_labs() {
	tree=$BATS_TEST_TMPDIR/tree
	mkdir -p "$tree/build"
	cp "$pagelab" "$tree/build/"
	ln -s "$root/tests/labs" "$tree/labs"
	ln -s "$root/build/tests/labs" "$tree/build/labs"
	bad=$tree/build/pagelab
}

equal() {
	[ "$1" = "$2" ] || {
		echo "wanted $2, found $1"
		return 1
	}
}

# says PATTERN: the last run's output has it.
says() {
	[[ $output == *"$1"* ]] || {
		echo "wanted \"$1\" in: $output"
		return 1
	}
}

# csv FILE PROGRAM [OPTION…]: awk over the rows of a CSV whose cells have no commas; c["NAME"] is the
# number of the column of that name.
csv() {
	tr -d '\r' <"$1" | awk -F, "${@:3}" 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; next } '"$2"
}

# delta RUN STEP COLUMN: of the lab's own row.
delta() {
	csv "$1/steps.csv" '$c["step"] == step && $c["role"] == "lab" && $c["column"] == column { print $c["delta"] }' \
		-v step="$2" -v column="$3"
}

# json RUN KEY: a value of run.json, as it stands there.
json() {
	sed -n "s/^ *\"$2\": \"\{0,1\}\([^\",]*\).*/\1/p" "$1/run.json" | head -n 1
}

# tell_room RUN BYTES: its snapshots.csv and steps.csv then tell of a room of so many bytes.
tell_room() {
	awk -F, -v OFS=, -v bytes="$2" 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i }
		NR > 1 && $c["cg_max_bytes"] != "" { $c["cg_max_bytes"] = bytes } 1' "$1/snapshots.csv" >"$1/told"
	mv "$1/told" "$1/snapshots.csv"
	sed -i "/,cg_max_bytes,/s/,[0-9][0-9]*,[0-9][0-9]*,0,/,$2,$2,0,/" "$1/steps.csv"
}

# alive FILE: the processes whose program is that file.
alive() {
	find /proc/[0-9]*/exe -maxdepth 0 -lname "$1" 2>/dev/null || true
}

nobody_alive() { [ -z "$(alive "$1")" ]; }

# until_true SECONDS COMMAND…: polls a condition, with an end.
until_true() {
	local end=$((SECONDS + $1))
	shift
	until "$@"; do
		[ "$SECONDS" -lt "$end" ] || {
			echo "it did not come true: $*"
			return 1
		}
	done
}

# Every file that has anything ends with a whole line.
whole_rows() {
	local file
	for file in "$1"/*.csv; do
		[ -e "$file" ] || {
			echo "wanted CSV files in $1, found none"
			return 1
		}
		[ ! -s "$file" ] || equal "$(tail -c 2 "$file" | od -An -tx1 | tr -d ' ')" 0d0a || return
	done
}

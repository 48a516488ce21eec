#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# pagelab run -- CMD: the program notices nothing, and its time series is sound.

load ../../tests/suite

watch() { run "$pagelab" run --quiet --results "$results" -- "$@"; }

# same WHAT COMMAND…: watched, it prints to the letter what it prints by itself.
same() {
	local what=$1
	shift
	"$@" >"$BATS_TEST_TMPDIR/alone"
	"$pagelab" run --quiet --results "$results" -- "$@" >"$BATS_TEST_TMPDIR/watched"
	diff "$BATS_TEST_TMPDIR/alone" "$BATS_TEST_TMPDIR/watched" >&2 || {
		echo "$what: wanted (<) and found (>) differ"
		return 1
	}
}

@test "every exit code and every deadly signal of a program is pagelab's too" {
	for code in 0 1 2 3 64 74 77 125 126 130 255; do
		watch sh -c "exit $code"
		equal "$status" "$code"
	done
	# whoever started us by nohup has us ignore SIGHUP, and a shell cannot take that back
	for signal in 1 2 6 8 9 11 13 15; do
		watch env --default-signal sh -c "kill -$signal \$\$"
		equal "$status" $((128 + signal))
		equal "$(csv "$results/run/latest/snapshots.csv" '{ print $c["edge"] }' | tail -n 1)" killed
	done
}

@test "what cannot be executed is 126, what is not there is 127, and neither leaves a folder" {
	printf 'no program\n' >"$BATS_TEST_TMPDIR/plain"
	for program in "$BATS_TEST_TMPDIR/plain" "$BATS_TEST_TMPDIR" /; do
		watch "$program"
		equal "$program $status" "$program 126"
		says "$program: "
	done
	for program in "$BATS_TEST_TMPDIR/nosuch" no-such-program-anywhere ""; do
		# a folder in PATH that may not be searched would make it 126, as for env(1)
		PATH=/usr/bin:/bin run -127 "$pagelab" run --quiet --results "$results" -- "$program"
	done
	equal "$(find "$results/run" -mindepth 1)" ""
}

@test "a program's own options are its own, pagelab's among them" {
	same "ls -l" ls -l "$root/labs"
	same options printf '%s|' --size 1 --runs x --help -v -- --quiet ''
	watch sh -c 'echo "$0 $*"' --version --json --
	equal "$output" "--version --json --"
	watch ls --no-such-option
	equal "$status" 2
}

@test "environment, folder, limits, signals, open files and huge pages are as without pagelab" {
	export PAGELAB_TEST=1 LD_PRELOAD='' MALLOC_ARENA_MAX=2 GLIBC_TUNABLES=glibc.malloc.check=0
	same environment sh -c 'env | grep -v ^_= | sort'
	unset MALLOC_ARENA_MAX GLIBC_TUNABLES LD_PRELOAD
	same folder sh -c 'pwd; umask'
	same limits sh -c 'ulimit -a'
	same signals grep -E '^(Sig(Blk|Ign|Cgt)|THP_enabled|Cpus_allowed|NoNewPrivs|Uid|Groups)' /proc/self/status
	same "open files" sh -c 'ls /proc/$$/fd'
	same "OOM adjustment" cat /proc/self/oom_score_adj
	same group cat /proc/self/cgroup
	same session sh -c 'cut -d" " -f6 /proc/$$/stat'
	same niceness nice
}

@test "standard input and output pass through, to the last of ten million bytes" {
	head -c 10000000 /dev/urandom >"$BATS_TEST_TMPDIR/bytes"
	"$pagelab" run --quiet --results "$results" -- cat <"$BATS_TEST_TMPDIR/bytes" >"$BATS_TEST_TMPDIR/through"
	cmp "$BATS_TEST_TMPDIR/bytes" "$BATS_TEST_TMPDIR/through"
	run bash -c "'$pagelab' run --results '$results' -- sh -c 'echo out; echo err >&2' 2>/dev/null"
	equal "$output" out
	run bash -c "yes | '$pagelab' run --quiet --results '$results' -- head -n 2"
	equal "$output" $'y\ny'
}

@test "programs that end at once, fifty of them, each leave whole results" {
	for _ in {1..50}; do
		"$pagelab" run --quiet --results "$results" -- true
	done
	equal "$(find "$results/run" -mindepth 1 -maxdepth 1 -type d ! -name '*.partial' | wc -l)" 50
	for folder in "$results"/run/2*; do
		run "$pagelab" check "$folder"
		equal "$status $output" "0 $output"
	done
}

@test "the time series of a program that grows never goes back in time or in faults" {
	"$pagelab" run --quiet --results "$results" -- awk 'BEGIN { for (i = 0; i < 400000; i++) a[i] = "x" i }'
	latest=$results/run/latest
	equal "$(csv "$latest/samples.csv" '{ if ($c["elapsed_ns"] < t || $c["minflt_total"] < f) print; t = $c["elapsed_ns"]; f = $c["minflt_total"] }')" ""
	[ "$(csv "$latest/samples.csv" '1' | wc -l)" -gt 20 ]
	[ "$(delta "$latest" command vm_rss_kib)" -gt 4096 ]
	equal "$(json "$latest" outcome)" watched
	run "$pagelab" check "$latest"
	equal "$status" 0
	says "Nothing was expected"
}

# make_touch: the program touch PAGES PAGES, which touches so many pages itself, and so many in a child.
make_touch() {
	cat >"$BATS_TEST_TMPDIR/touch.c" <<-'END'
		#include <stdlib.h>
		#include <sys/mman.h>
		#include <sys/wait.h>
		#include <unistd.h>

		/* touch PAGES PAGES: of its own, and of a child */
		static void touch(long pages)
		{
			long page = sysconf(_SC_PAGESIZE);
			volatile char *p = mmap(0, pages * page + page, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

			madvise((void *)p, pages * page + page, MADV_NOHUGEPAGE);
			for (long i = 0; i < pages; i++)
				p[i * page] = 1;
		}

		int main(int argc, char **argv)
		{
			touch(atol(argv[1]));
			if (fork() == 0) {
				touch(atol(argv[2]));
				_exit(0);
			}
			return wait(0) < 0;
		}
	END
	cc=$(command -v cc || command -v gcc)
	"$cc" -O1 -w -o "$BATS_TEST_TMPDIR/touch" "$BATS_TEST_TMPDIR/touch.c"
}

@test "page faults are the kernel's count: of pages that were touched not one is missing, nor one of a child's" {
	make_touch
	for pages in "0 0" "3000 0" "0 3000" "0 0" "3000 3000"; do
		# shellcheck disable=SC2086 # words
		run -0 "$pagelab" run --results "$results" -- "$BATS_TEST_TMPDIR/touch" $pages
		says "page faults, its children's too;"
		faults=$(sed -n 's/.* \([0-9,]*\) page faults.*/\1/p' <<<"$output" | tr -d ,)
		[ "$pages" != "0 0" ] || none=$faults
		# The loader's own faults are a few more or less, by where the libraries lie.
		more=$((faults - none - ${pages% *} - ${pages#* }))
		echo "$pages: $faults, $more more than touched"
		[ "${more#-}" -le 20 ]
	done
	equal "$(delta "$results/run/latest" command minflt_total)" "$(csv "$results/run/latest/snapshots.csv" '
		$c["edge"] == "before" { b = $c["minflt_total"] } $c["edge"] == "exited" { print $c["minflt_total"] - b }')"
	run -0 "$pagelab" run --results "$results" -- true
	[[ $output != *children* ]]
}

@test "what is said of its memory is a bound, for a program that nobody saw and for its largest child too" {
	for command in true "$BATS_TEST_TMPDIR/touch 20000 0" "$BATS_TEST_TMPDIR/touch 0 20000"; do
		[[ $command == true || -e $BATS_TEST_TMPDIR/touch ]] || make_touch
		# shellcheck disable=SC2086 # words
		run -0 "$pagelab" run --sample 10 --results "$results" -- $command
		read -r most unit <<<"$(sed -nE 's/^run: at most ([0-9.]+) ([KMG]iB) in RAM.*/\1 \2/p' <<<"$output")"
		echo "$command: $most $unit"
		[[ $unit == MiB ]]
		[[ $command == true ]] || [ "${most%.*}" -ge $((20000 * $(getconf PAGESIZE) / 1048576)) ]
		[[ $command == true ]] || [ "${most%.*}" -le $((30000 * $(getconf PAGESIZE) / 1048576)) ]
	done
}

@test "the course text's program, built and started as the text does it, shows its two plateaus in order" {
	cc=$(command -v cc || command -v gcc)
	"$cc" -O0 -w -o "$BATS_TEST_TMPDIR/a.out" "$BATS_TEST_DIRNAME/course-text.c"
	# These pauses are the experiment: a person at the keyboard.
	(sleep 1; echo; sleep 1; echo; sleep 1) |
		(cd "$BATS_TEST_TMPDIR" && "$pagelab" run --sample 200 --quiet --results "$results" -- ./a.out >/dev/null)
	# Each sample is low, on the way, or high; in this order, and after free, at the end, the other way.
	read -r low high again <<<"$(csv "$results/run/latest/samples.csv" '{
		level = $c["vm_rss_kib"] < 10240 ? 1 : $c["vm_rss_kib"] <= 102400 ? 2 : 3
		n[level]++; fell += level < last; again += fell && level > last; last = level } END { print n[1] + 0, n[3] + 0, again + 0 }')"
	echo "$low samples below 10 MiB, $high above 100 MiB, $again rises after a fall"
	[ "$low" -gt 50 ] && [ "$high" -gt 50 ] && [ "$again" -eq 0 ]
}

@test "any program runs as it is, and pagelab ends as it did" {
	watch() { run "-$1" "$pagelab" run --quiet --results "$results" -- "${@:2}"; }
	watch 0 true
	watch 3 sh -c 'exit 3'
	# shellcheck disable=SC2016 # the inner shell's own pid
	watch 143 sh -c 'kill -TERM $$'
	watch 126 /etc/passwd
	watch 127 ./no-such-program
	watch 0 ls -d /
	equal "$output" /
	# shellcheck disable=SC2016 # for the inner shell
	A=1 watch 0 sh -c 'echo $A$PAGELAB'
	equal "$output" 1
	run bash -c "echo hello | '$pagelab' run --quiet --results '$results' -- cat"
	equal "$output" hello
	run "$pagelab" check "$results/run/latest"
	equal "$status" 0
}

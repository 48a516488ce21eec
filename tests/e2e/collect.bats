#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bats file_tags=beside
# Many students' runs in one table and one database: what is honest is taken once, the rest is named.

load ../../tests/suite

setup() {
	sample=$root/results/sample
	cd "$BATS_TEST_TMPDIR" || return
	class=$BATS_TEST_TMPDIR/class out=$BATS_TEST_TMPDIR/out handed=0
	mkdir "$class"
}

# hand STUDENT LAB: the recorded run as if that student had made it, another each time, in $copy.
hand() {
	handed=$((handed + 1))
	copy=$class/$1/$2/run-$handed
	id=20261123T154214Z-pc07-$((20000 + handed))-01
	mkdir -p "$copy"
	cp "$sample/$2/"* "$copy"
	sed -i "s/$(json "$sample/$2" run_id)/$id/" "$copy"/*.csv "$copy/run.json"
	sed -i "s/\"seed\": null/\"seed\": \"$1\"/" "$copy/run.json"
}

# own LAB: the copy has the numbers of its seed, as collect --roster asks for.
own() {
	"$pagelab" key --seed "$(json "$copy" seed)" "$1" | awk 'NR == 2 { gsub(",", ""); print (NF > 3 ? $3 : "null"), (NF > 3 ? $5 : $3) }' >own
	read -r size limit <own
	sed -i "s/\"size_bytes\": [0-9]*,/\"size_bytes\": $size,/; s/\"limit_bytes\": [0-9]*/\"limit_bytes\": ${limit:-null}/" "$copy/run.json"
	[ -z "$limit" ] || tell_room "$copy" "$limit"
}

# in_run FROM TO: in every file of the copy.
in_run() { sed -i "s/$1/$2/" "$copy"/*.csv "$copy/run.json"; }

# collected CODE [OPTION…]: the class, into $out.
collected() {
	run "$pagelab" collect --out "$out" "${@:2}" "$class"
	equal "$status" "$1"
}

has_database() {
	[ -e "$out/all.sqlite" ] || skip "needs libsqlite3: scripts/setup collect"
}

# answer QUESTION WANTED: of the database.
answer() {
	has_database
	command -v sqlite3 >/dev/null || skip "needs sqlite3: scripts/setup test"
	equal "$(sqlite3 "$out/all.sqlite" "$1")" "$2"
}

# left_out PATH WHY: is said in one line.
left_out() {
	grep -F "left out: " <<<"$output" | grep -F -- "$1" | grep -qF -- "$2" || {
		echo "wanted $1 left out because of \"$2\" in: $output"
		return 1
	}
}

nothing_left() { equal "$(find "$out" -name '*.partial')" ''; }

@test "the examples that come with the labs are nobody's runs, unless they are asked for" {
	mkdir -p class/kim/results
	cp -R "$sample" class/kim/results/sample
	"$pagelab" run lazy --size 4M --seed kim --quiet --results class/kim/results
	run "$pagelab" collect --out "$out" class
	equal "$status" 0
	says "1 run of 1 lab by 1 student taken, 0 left out."
	run "$pagelab" collect --out "$out" "$sample/oom"
	says "1 run of 1 lab by 1 host taken, 0 left out."
	# one that somebody put his name on, or edited, is named
	sed -i 's/"seed": null/"seed": "kim"/' class/kim/results/sample/lazy/run.json
	sed -i '5s/,after,/,middle,/' class/kim/results/sample/oom/snapshots.csv
	run "$pagelab" collect --out "$out" class
	says "1 run of 1 lab by 1 student taken, 2 left out."
	says "left out: class/kim/results/sample/lazy: an example that comes with the labs"
	says "left out: class/kim/results/sample/oom: an example that comes with the labs"
}

@test "the recorded runs are taken, and nothing of them is lost" {
	run "$pagelab" collect --out "$out" "$sample"
	equal "$status" 0
	says '2 runs of 2 labs by 1 host taken, 0 left out.'
	nothing_left
	moved=$(for lab in lazy oom; do
		csv "$sample/$lab/steps.csv" '$c["relation"] != "" || ($c["delta"] != "" && $c["delta"] != 0)'
	done | grep -vc '^run_id')
	equal "$(csv "$out/all.csv" 'NR > 1 { n++ } END { print n }')" "$moved"
	answer 'SELECT count(*) FROM steps' "$moved"
	answer 'SELECT count(*) FROM measures' $(($(wc -l <"$sample/oom/measures.csv") - 1))
	answer 'SELECT count(*) FROM samples' $(($(wc -l <"$sample/oom/samples.csv") - 1))
	answer 'SELECT expected, hold, deviate FROM runs ORDER BY lab' $'15|15|0\n5|5|0'
}

@test "numbers are numbers, and what is empty is NULL" {
	run "$pagelab" collect --out "$out" "$sample"
	answer 'SELECT DISTINCT typeof(delta) FROM steps' integer
	answer 'SELECT DISTINCT typeof(value) FROM measures' real
	answer "SELECT count(*) FROM steps WHERE relation = '' OR cause = '' OR verdict = ''" 0
	answer 'SELECT typeof(seed), typeof(cap), typeof(size_bytes) FROM runs WHERE lab = '"'lazy'" 'null|null|integer'
	answer 'SELECT count(*) FROM predictions' 0
	answer 'PRAGMA integrity_check' ok
}

@test "the views answer what is often asked" {
	run "$pagelab" collect --out "$out" "$sample"
	answer "SELECT faults, mib, faults_per_mib FROM faults_per_mib WHERE lab = 'lazy'" '25600|100.0|256.0'
	touched=$(csv "$sample/oom/measures.csv" '$c["name"] == "touched_at_death_pages" { print $c["value"] }')
	answer 'SELECT limit_bytes, touched_pages FROM oom_limit_and_payout' "67108864|$touched.0"
	answer "SELECT group_peak_kib FROM peak_by_run WHERE lab = 'oom'" 65536
	answer "SELECT peak_kib > 60000 FROM peak_by_run ORDER BY lab" $'1\n1'
	answer 'SELECT sum(runs) FROM students_and_labs' 2
	for view in $(sqlite3 "$out/all.sqlite" "SELECT name FROM sqlite_master WHERE type = 'view'"); do
		sqlite3 "$out/all.sqlite" "SELECT * FROM $view" >/dev/null
	done
}

@test "an older run with fewer columns is taken too" {
	cp -r "$root/tests/fixtures/older-run" "$class/"
	collected 0
	says '1 run of 1 lab'
}

@test "what check refuses is named and left out as a whole" {
	hand kim lazy
	good=$id
	hand cut lazy
	head -c -100 "$sample/lazy/steps.csv" >"$copy/steps.csv"
	hand edited lazy
	sed -i '/memset,lab,minflt_total/s/25600/25601/' "$copy/steps.csv"
	hand newer lazy
	sed -i 's/"schema_version": 1/"schema_version": 2/' "$copy/run.json"
	hand mixed lazy
	sed -i 's/"run_id": ".*"/"run_id": "another"/' "$copy/run.json"
	hand killed lazy
	mv "$copy" "$copy.partial"
	hand lost lazy
	rm "$copy/run.json"
	mkdir "$class/rubbish"
	head -c 5000 /dev/urandom >"$class/rubbish/run.json"
	collected 0
	says '1 run of 1 lab by 1 student taken, 7 left out.'
	left_out cut/ steps.csv
	left_out edited/ 'steps.csv row'
	left_out newer/ 'schema_version is 2'
	left_out mixed/ 'run.json is of another run'
	left_out .partial 'did not end by itself'
	left_out lost/ 'there is no run.json'
	left_out rubbish 'schema_version'
	equal "$(csv "$out/all.csv" 'NR > 1 { print $1 }' | sort -u)" "$good"
	answer 'SELECT group_concat(run_id) FROM runs' "$good"
}

@test "a run that was handed in twice counts once, and latest is no second one" {
	hand kim lazy
	cp -r "$copy" "$class/copy-of-it"
	ln -s "${copy##*/}" "$class/kim/lazy/latest"
	collected 0
	says '1 run of 1 lab by 1 student taken, 1 left out.'
	left_out '' "a run of this run_id was taken already: $id"
}

@test "a run that says of itself what its rows do not say is left out" {
	hand kim lazy
	sed -i '/,malloc,lab,minflt_total,/s/=,1,0,holds/=,2,0,deviates/' "$copy/steps.csv"
	collected 69
	left_out kim 'run.json says "holds", but 1 rows of steps.csv differ'
	[ ! -e "$out" ]
	sed -i 's/"outcome": "holds"/"outcome": "deviates"/' "$copy/run.json"
	collected 0
	answer 'SELECT student, step, "column", delta, expected FROM deviations' 'kim|malloc|minflt_total|1|2'
	grep -q '^| malloc | lab | minflt.* | 1 | 1 | kim | 1 | 1 | none proven | nothing that is recorded |' "$out/class.md"
}

@test "a pipe, a symlink and a file without end keep nobody waiting" {
	mkdir "$class/pipe" "$class/link" "$class/huge"
	mkfifo "$class/pipe/run.json"
	ln -s /dev/zero "$class/link/run.json"
	truncate -s 1T "$class/huge/run.json"
	run timeout 20 "$pagelab" collect --out "$out" "$class"
	equal "$status" 69
	left_out pipe 'run.json is no ordinary file'
	left_out link 'run.json is no ordinary file'
	left_out huge 'run.json has more than 32 MiB'
	[ ! -e "$out" ]
}

@test "names that a terminal, a spreadsheet or a browser would obey do no harm" {
	hand kim lazy
	in_run ',memset,' ',=cmd(),'
	hand lee lazy
	in_run ',memset,' ',<script>|`,'
	hand '=sum(a1)' lazy
	hand $'eva\xe2\x80\xaexe' lazy
	in_run ',memset,' $',mem\xe2\x80\xaeset,'
	mkdir "$class/"$'esc\e]0;x\a\e[2J'
	echo '{' >"$class/"$'esc\e]0;x\a\e[2J/run.json'
	collected 0
	says '4 runs of 1 lab by 4 students taken, 1 left out.'
	equal "$(grep -l $'\xe2\x80\xae' "$out"/*)" ''
	left_out 'esc?]0;x??[2J' run.json
	equal "$(LC_ALL=C tr -d '\n\040-\176' <<<"$output")" ''
	equal "$(csv "$out/all.csv" '$c["step"] ~ /cmd/ { print $c["step"] }' | sort -u)" "'=cmd()"
	equal "$(csv "$out/all.csv" '/^[=+@-]|,[=+@]./ && !/,(=|<=|>=),/' | head -n 1)" ''
	equal "$(csv "$out/all.csv" '$c["seed"] ~ /sum/ { print $c["seed"] }' | sort -u)" "'=sum(a1)"
	has_database
	equal "$(grep -c '<script>' "$out/class.md")" 0
	grep -qF '\<script\>\|\`' "$out/class.md"
	equal "$(grep '^|' "$out/class.md" | sed 's/\\|//g' | awk -F'|' '/Theory/ { n = NF } n && /script/ && NF != n')" ''
}

@test "the class report says what held where, and in what an outlier differs from the rest" {
	for student in ann bea cai dan; do hand $student lazy; done
	hand eva lazy
	sed -i 's/"kernel": ".*"/"kernel": "5.15.0"/; s/"outcome": "holds"/"outcome": "deviates"/' "$copy/run.json"
	sed -i '/,malloc,lab,minflt_total,/s/=,1,0,holds/=,2,0,deviates/' "$copy/steps.csv"
	hand ann oom
	collected 0
	says '6 runs of 2 labs by 5 students taken, 0 left out.'
	has_database
	grep -qxF '| lazy | 5 | 5 | 75 | 74 | 0 | 1 | 0 |' "$out/class.md"
	grep -qF '| 1 | 1 | eva | 1 | 1 | none proven | kernel 5.15.0 (most: 6.18.44) |' "$out/class.md"
	grep -q '^| touch | touched.*pages |  | 1 | 16266 | 16266 | 16266 | pages |' "$out/class.md"
	answer 'SELECT hold, deviate FROM expectations WHERE step = '"'malloc' AND \"column\" = 'minflt_total'" '4|1'
}

@test "the median of an even and of an odd number of runs" {
	for x in 1 5 9 30; do
		hand "s$x" oom
		sed -i "s/touch,gone_ns,,[0-9]*,/touch,gone_ns,,$x,/" "$copy/measures.csv"
		sed -i "s/m:gone_ns,,,[0-9]*,/m:gone_ns,,,$x,/" "$copy/steps.csv"
		[ "$x" -lt 9 ] || {
			collected 0
			answer "SELECT runs, median, smallest, largest FROM measures_by_step WHERE name = 'gone_ns'" \
				"$([ "$x" = 9 ] && echo '3|5.0|1.0|9.0' || echo '4|7.0|1.0|30.0')"
		}
	done
}

@test "who is missing stands in the report, in whatever way the list was typed" {
	hand kim lazy && own lazy
	hand lee lazy && own lazy
	hand kim oom && own oom
	hand guest lazy && own lazy
	printf '\357\273\277kim\r\n# the evening group\r\n lee \r\npark # ill\r\n\r\n' >"$BATS_TEST_TMPDIR/roster"
	collected 0 --roster "$BATS_TEST_TMPDIR/roster"
	has_database
	equal "$(grep -E '^(Without|Not on|Missing)' "$out/class.md")" \
		$'Without any run: park.\nNot on the roster: guest.\nMissing: park.\nMissing: lee, park.'
	collected 69 --roster "$BATS_TEST_TMPDIR/none"
	: >"$BATS_TEST_TMPDIR/empty"
	collected 69 --roster "$BATS_TEST_TMPDIR/empty"
}

@test "anonymous: no name of a student or host is in any file, and still all is told apart" {
	hand kim lazy && own lazy
	hand lee lazy && own lazy
	hand kim oom && own oom
	printf 'kim\nlee\npark\n' >"$BATS_TEST_TMPDIR/roster"
	collected 0 --anonymous --roster "$BATS_TEST_TMPDIR/roster"
	says '3 runs of 2 labs by 2 students taken'
	equal "$(grep -aEl 'kim|lee|park|pc07' "$out"/*)" ''
	equal "$(csv "$out/all.csv" 'NR > 1 { print $c["seed"] }' | sort -u)" $'student-1\nstudent-2'
	equal "$(csv "$out/all.csv" 'NR > 1 { print $c["host"] }' | sort -u)" host-1
	equal "$(csv "$out/all.csv" 'NR > 1 { print $c["run_id"] }' | sort -u)" $'run-1\nrun-2\nrun-3'
	has_database
	grep -qx 'Without any run: 1 not named here.' "$out/class.md"
	answer 'SELECT count(DISTINCT student), count(DISTINCT host), count(DISTINCT run_id) FROM runs' '2|1|3'
}

# asked ROWS: the copy is of a run that asked, and has so many rows of guesses.
asked() { sed -i "s/\"pause\": false,/&\n    \"predict\": true,/; s/\"pages_rows\"/\"predictions_rows\": $1,\n  &/" "$copy/run.json"; }

@test "guesses are taken with their run, and a run with foreign guesses is not taken" {
	hand kim lazy
	printf '%s\r\n' run_id,lab,seq,step,column,guess,observed,score \
		"$id,lazy,2,memset,minflt_total,100,25600,1" "$id,lazy,3,memset-again,minflt_total,,0,0" >"$copy/predictions.csv"
	asked 2
	hand lee lazy
	printf '%s\r\n' run_id,lab,seq,step,column,guess,observed,score "another,lazy,2,memset,minflt_total,1,2,3" >"$copy/predictions.csv"
	asked 1
	collected 0
	says '1 run of 1 lab by 1 student taken, 1 left out.'
	left_out lee 'predictions.csv row 2'
	answer 'SELECT guess, observed, score, typeof(score) FROM predictions' $'100.0|25600.0|1.0|real\n|0.0|0.0|real'
}

# guessed GUESS…: the copy was asked for as many, three at most, and these were given; empty is none.
guessed() {
	local columns=(vm_rss_kib minflt_total majflt_total) n=0
	{
		printf '%s\r\n' run_id,lab,seq,step,column,guess,observed,score
		for guess; do
			printf '%s,lazy,2,memset,%s,%s,%s,%s\r\n' "$id" "${columns[n]}" "$guess" \
				"$(delta "$copy" memset "${columns[n]}")" "$([ -z "$guess" ] && echo 0 || echo 1)"
			n=$((n + 1))
		done
	} >"$BATS_TEST_TMPDIR/guesses"
	mv "$BATS_TEST_TMPDIR/guesses" "$copy/predictions.csv"
	asked $#
}

@test "how many guesses each student made in each lab, and that others were asked for none" {
	hand kim lazy && guessed 100 '' 25600
	hand kim oom
	hand lee lazy && guessed '' ''
	collected 0
	has_database
	equal "$(sed -n '/^### Guesses/,/^## /p' "$out/class.md" | grep '^| [kl]')" \
		$'| kim | 3 | 2 | lazy 2/3, oom 0/0 |\n| lee | 2 | 0 | lazy 0/2 |'
	answer 'SELECT * FROM guesses_made ORDER BY student, lab' $'kim|lazy|1|3|2\nkim|oom|1|0|0\nlee|lazy|1|2|0'
	collected 0 --anonymous
	equal "$(grep -c '^| student-[12] | [23] | [02] | lazy ' "$out/class.md")" 2
	equal "$(grep -aEl 'kim|lee' "$out"/*)" ''
}

@test "where nobody was asked for a guess the class report has no table of them" {
	hand kim lazy
	collected 0
	has_database
	equal "$(grep -c 'Guesses\|Asked' "$out/class.md")" 0
	answer 'SELECT asked, made FROM guesses_made' '0|0'
}

@test "without a run nothing is written, and what was there stays" {
	collected 69
	says '0 runs of 0 labs'
	[ ! -e "$out" ]
	mkdir "$out"
	echo mine >"$out/all.csv"
	collected 69
	equal "$(cat "$out/all.csv")" mine
	run -69 "$pagelab" collect --out "$out" "$class/nowhere"
	left_out nowhere 'No such file'
	run -64 "$pagelab" collect --nonsense
	run -0 "$pagelab" collect --help
	says 'moved or was expected'
}

@test "what cannot be written is an error that leaves nothing" {
	hand kim lazy
	: >"$BATS_TEST_TMPDIR/file"
	run -74 "$pagelab" collect --out "$BATS_TEST_TMPDIR/file" "$class"
	run -74 "$pagelab" collect --out "$BATS_TEST_TMPDIR/no/such" "$class"
	collected 0
	for file in "$out"/all.*; do whole+=("$(($(stat -c %s "$file") / 1024))"); done
	[ "${whole[0]}" -ge 8 ]
	rm -r "$out"
	mkdir "$out"
	echo mine >"$out/all.csv"
	# As a full disk: the table cut at its start, its middle and its end; then the database, where there is one.
	for kib in 1 $((whole[0] / 2)) $((whole[0] - 1)) "${whole[0]}" ${whole[1]+$((whole[0] + 1)) $((whole[1] - 1))}; do
		run bash -c "ulimit -f $kib; exec '$pagelab' collect --out '$out' '$class'"
		equal "at $kib of ${whole[*]} KiB: $status" "at $kib of ${whole[*]} KiB: 74"
		says 'nothing was written'
		equal "$(ls -A "$out")" all.csv
		equal "$(cat "$out/all.csv")" mine
	done
}

# Its messages go to a pipe that is full: so it stands still in the middle, for as long as we like.
@test "who stops it finds nothing half-written" {
	hand a-kim lazy
	long=$(printf '%0200d' 0)
	for ((i = 0; i < 400; i++)); do
		mkdir "$class/b-$long-$i"
		: >"$class/b-$long-$i/run.json"
	done
	mkfifo "$BATS_TEST_TMPDIR/full"
	exec {full}<>"$BATS_TEST_TMPDIR/full"
	set -m
	"$pagelab" collect --out "$out" "$class" >/dev/null 2>"$BATS_TEST_TMPDIR/full" 3>&- &
	job=$!
	set +m
	until_true 20 has_state "$job" S
	begun() { compgen -G "$out/.collect-*/all.csv" >/dev/null; }
	until_true 20 begun
	kill -INT "$job"
	cat <&"$full" >"$BATS_TEST_TMPDIR/err" 3>&- &
	reader=$!
	ended 130
	kill "$reader"
	[ ! -e "$out" ]
}

@test "a folder of one's own user is enough, and a folder that may not be read is named" {
	[ "$(id -u)" -eq 0 ] || skip "needs root, to become another user"
	for_user
	hand kim lazy
	hand lee lazy
	cp -r "$class" "$place/class"
	chmod -R a+rX "$place/class"
	chmod 700 "$place/class/lee"
	mkdir -m 777 "$place/out"
	run as_user "$pagelab" collect --out "$place/out" "$place/class"
	no_place
	equal "$status" 0
	says '1 run of 1 lab by 1 student taken, 1 left out.'
	left_out lee 'Permission denied'
}

@test "without libsqlite3 there is the table, and it is said what brings the rest" {
	make -s -C "$root" BUILD=build/plain sqlite_libs= sqlite_have= build/plain/pagelab
	run "$root/build/plain/pagelab" collect --out "$out" "$sample"
	equal "$status" 0
	says '2 runs of 2 labs'
	says 'scripts/setup collect'
	equal "$(ls -A "$out")" all.csv
	run "$pagelab" collect --out "$out" "$sample"
	has_database
	"$root/build/plain/pagelab" collect --out "$BATS_TEST_TMPDIR/plain" "$sample"
	cmp "$out/all.csv" "$BATS_TEST_TMPDIR/plain/all.csv"
	# a database of other runs does not stay beside a new table
	"$root/build/plain/pagelab" collect --out "$out" "$sample"
	equal "$(ls -A "$out")" all.csv
}

@test "make collect: FROM, RESULTS, ROSTER and ANONYMOUS are taken to the letter" {
	hand kim lazy && own lazy
	odd=$BATS_TEST_TMPDIR/'a $(touch x) "b'
	mv "$class" "$odd"
	echo kim >"$BATS_TEST_TMPDIR/roster"
	run make -s -C "$root" collect FROM="$odd" RESULTS="$out" ROSTER="$BATS_TEST_TMPDIR/roster" ANONYMOUS=1
	equal "$status" 0
	says '1 run of 1 lab by 1 student taken, 0 left out.'
	equal "$(csv "$out/all.csv" 'NR == 2 { print $c["seed"] }')" student-1
	run make -s -C "$root" collect RESULTS="$odd"
	equal "$status" 0
	[ -e "$odd/all.csv" ]
}

# PAGELAB_COLLECT_RUNS=10000 for the real thing: one minute, 200 MB.
@test "many runs take little time and little memory" {
	many=${PAGELAB_COLLECT_RUNS:-200}
	id=$(json "$sample/lazy" run_id)
	(cd "$class" && seq "$many" | xargs mkdir)
	for file in run.json snapshots.csv steps.csv samples.csv measures.csv pages.csv; do
		awk -v many="$many" -v folder="$class" -v file=$file -v id="$id" -v ORS= '
			{ line[NR] = $0 "\n" }
			END {
				for (i = 1; i <= many; i++) {
					out = folder "/" i "/" file
					for (n = 1; n <= NR; n++) {
						s = line[n]
						sub(id, id "-" i, s)
						sub(/"seed": null/, "\"seed\": \"s" i "\"", s)
						print s >out
					}
					close(out)
				}
			}' "$sample/lazy/$file"
	done
	SECONDS=0
	run bash -c "ulimit -v 400000; exec '$pagelab' collect --out '$out' '$class'"
	echo "# $many runs in $SECONDS s" >&3
	equal "$status" 0
	says "$many runs of 1 lab by $many students taken, 0 left out."
	[ "$SECONDS" -lt 60 ]
	answer 'SELECT count(*), count(DISTINCT student) FROM runs' "$many|$many"
}

@test "a folder whose path is longer than SQLite takes gets its database too" {
	deep=$BATS_TEST_TMPDIR/$(printf '%0200d/%0200d/%0200d' 1 2 3)
	mkdir -p "$deep"
	"$pagelab" run lazy --size 1M --quiet --results "$deep"
	run "$pagelab" collect --out "$deep" "$deep"
	equal "$status" 0
	equal "$(find "$deep" -maxdepth 1 -type f -printf '%f\n' | sort | tr '\n' ' ')" "all.csv all.sqlite class.md "
	requires sqlite3
	cp "$deep/all.sqlite" "$BATS_TEST_TMPDIR/copy.sqlite"
	equal "$(sqlite3 "$BATS_TEST_TMPDIR/copy.sqlite" 'SELECT count(*) FROM runs')" 1
}

# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154,SC2016 # the helper sets the names; awk programs are quoted
# For tests of what is said in Korean: how wide it is, where its numbers end, and whether English is left.

# in_columns: Hangul as two characters, so that a character is a column.
in_columns() { LC_ALL=C sed $'s/[\xea-\xed][\x80-\xbf][\x80-\xbf]/##/g'; }

# hangul [FILE...]: the lines, or of several files the files, with a letter of it.
hangul() { LC_ALL=C grep $'[\xea-\xed][\x80-\xbf][\x80-\xbf]' "$@"; }

# no_english FILE: no three words of it in a row, but for commands, what only the kernel says, and tags.
no_english() {
	local left
	left=$(sed -E '/<style>/,/<\/style>/d; /Memory cgroup out of memory/d; s/`[^`]*`|pagelab [a-z]+//g; s/<[^>]*>/ | /g' "$1" | grep -E '[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}') || return 0
	equal "$1: $left" "$1: "
}

# no_bounds: without a bound in words, which is as wide as its language.
no_bounds() { sed -E 's/at (least|most) [-+]?[0-9][0-9,]*( kB)?/    /; s/[-+]?[0-9][0-9,]*( kB)? (이상|이하)/    /'; }

# edges: where the numbers of each row of a table end, a line each; not of times, which are no table.
edges() {
	no_bounds | in_columns | awk '/^   / && !/%|^   >|clock|##.* ms |[0-9] ms/ {
		at = 0; rest = $0; line = ""
		while (match(rest, /  [+-]?[0-9][0-9,]*( kB)?(  |$)/)) {
			at += RSTART + RLENGTH; line = line " " (substr(rest, RSTART + RLENGTH - 2, 2) == "  " ? at - 2 : at)
			rest = substr(rest, RSTART + RLENGTH - 2); at -= 2
		}
		if (line != "") print line
	}'
}

# of_lab: of a screen what stands from the name of the lab on (whose recording it is stands before), up to its files,
# whose names are as long as they are.
of_lab() { sed -n '/^[a-z-]*: /,$p' | sed -E '/^(FILES|파일) /,$d'; }

# as_wide RUN SCREEN [LEAST]: a Korean screen of that run, and what English says of it: a line for each line, none wider
# than the page, the numbers below each other, in at least so many rows.
as_wide() {
	PAGELAB_LANG=en "$pagelab" replay "$1" >recorded
	of_lab <recorded >english
	equal "$(grep -v '^파일' "$2" | in_columns | awk 'length > 100')" ""
	equal "$(grep -v '^FILES' recorded | awk 'length > 100')" ""
	equal "$1 $(of_lab <"$2" | wc -l)" "$1 $(wc -l <english)"
	[ "$(edges <english | wc -l)" -ge "${3:-7}" ]
	diff <(edges <english) <(of_lab <"$2" | edges)
}

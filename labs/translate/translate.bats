#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# An address is a page and an offset; the page has a frame once it is touched, and the offset stays.

load ../../tests/suite

setup() { ran translate; }

@test "page number and offset, and also the indexes of all levels, make up the address" {
	local whose step level again reach entries=$((page / 8))
	while read -r whose step; do
		address=$(measured translate "$step" "${whose}_address")
		equal $(($(measured translate "$step" "${whose}_page") * page + $(measured translate "$step" "${whose}_offset"))) "$address"
		again=$(measured translate "$step" "${whose}_offset") reach=$page
		for level in 1 2 3 4 5; do
			index=$(measured translate "$step" "${whose}_index_$level")
			[ -n "$index" ] || break
			again=$((again + index * reach)) reach=$((reach * entries))
		done
		equal "$again" "$address"
	done <<-EOF
		heap before-touch
		stack before-touch
		heap touch
	EOF
}

@test "no entry before the touch, one after it, at the same address" {
	equal "$(measured translate before-touch heap_present) $(measured translate touch heap_present)" "0 1"
	equal "$(measured translate before-touch heap_address)" "$(measured translate touch heap_address)"
	equal "$(moved translate touch minflt_total)" 1
	equal "$(measured translate touch heap_offset)" $((0x234))
}

@test "root sees the frame, which keeps the offset; nobody else does" {
	if [ "$(id -u)" -eq 0 ] && [ -n "$(measured translate touch heap_frame)" ]; then
		equal $(($(measured translate touch heap_frame) * page + $(measured translate touch heap_offset))) \
			"$(measured translate touch heap_physical)"
		[ "$(measured translate touch heap_frame)" != "$(measured translate touch heap_page)" ]
	fi
	equal "$(measured translate before-touch heap_frame)" ""
}

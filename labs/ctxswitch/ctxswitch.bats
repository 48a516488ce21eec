#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Switching between threads and between processes: as many switches, a little dearer, and far cheaper than a copy.

load ../../tests/suite

setup() { ran ctxswitch; }

@test "the kernel counted two switches for each time there and back, and a copy takes longer than one" {
	local step
	for step in threads processes; do
		[ "$(measured ctxswitch $step switches)" -ge 39998 ]
		[ "$(id -u)" -ne 0 ] || near "$(measured ctxswitch $step switches)" 40000 400
	done
	[ "$(measured ctxswitch copy-80m switches_per_copy | cut -d. -f1)" -ge 2 ]
}

@test "a switch that also changes the page tables is named with its cost, and the copy with its size" {
	local step
	for step in threads processes; do
		awk -v ns="$(measured ctxswitch $step ns_per_switch)" 'BEGIN { exit !(ns > 0) }'
	done
	awk -v copies="$(measured ctxswitch copy-80m switches_per_copy)" -v us="$(measured ctxswitch copy-80m copy_us)" \
		-v ns="$(measured ctxswitch processes ns_per_switch)" \
		'BEGIN { off = copies * ns / 1000 / us; exit !(off > 0.99 && off < 1.01) }'
}

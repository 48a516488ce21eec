#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# What page tables cost: eight bytes a page where pages are neighbours, a table or two a page where they are not.

load ../../tests/suite

setup() {
	ran pagetable
	page_kib=$((page / 1024))
}

@test "dense memory costs eight bytes a page, scattered pages a table or two each" {
	near "$(moved pagetable dense vm_pte_kib)" $((64 * 8 / page_kib)) $((5 * page_kib))
	near "$(moved pagetable sparse-2m vm_pte_kib)" $((64 * page_kib)) $((5 * page_kib))
	near "$(moved pagetable sparse-1g vm_pte_kib)" $((128 * page_kib)) $((5 * page_kib))
	for step in sparse-2m sparse-1g; do
		equal "$(moved pagetable $step anonymous_kib)" $((64 * page_kib))
	done
}

@test "the dense memory is as large as was asked, and all of it is there" {
	equal "$(moved pagetable dense anonymous_kib)" 65536
	equal "$(moved pagetable dense minflt_total)" $((65536 / page_kib))
}

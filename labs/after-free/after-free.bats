#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# What free() gives back on the real kernel, from the CSV files alone.

load ../../tests/suite

setup() {
	ran after-free --size 32M
	run=$latest kib=32768 page_kib=$((page / 1024))
}

moved() { delta "$run" "$1" "$2"; }

@test "small blocks come from the heap: the break moves by all that is promised, a fault a page" {
	equal "$(moved fill anonymous_kib)" "$kib"
	equal "$(moved fill minflt_total)" $((kib / page_kib))
	equal "$(measured "$run" fill brk_kib)" "$(moved fill vm_size_kib)"
}

@test "every other small block, and then all but the last, give nothing back" {
	for step in free-odd free-most; do
		equal "$(moved $step anonymous_kib)" 0
		equal "$(moved $step minflt_total)" 0
	done
	equal "$(moved free-most vm_size_kib)" 0
}

@test "malloc_trim gives back the pages of the hole, and none of its addresses" {
	taken=$((-$(moved trim anonymous_kib)))
	echo "$taken of $kib"
	[ "$taken" -le $((kib - page_kib)) ]
	[ "$taken" -ge $((kib - 3 * page_kib)) ]
	equal "$(moved trim vm_size_kib)" 0
}

@test "freeing the last block moves the break back, up to the 128 KiB that malloc keeps" {
	equal "$(moved free-last vm_size_kib)" $((128 - kib))
}

@test "a large block is a mapping: it leaves the break alone, and goes back at once" {
	equal "$(moved large vm_size_kib)" $((kib + page_kib))
	equal "$(measured "$run" large brk_kib)" 0
	equal "$(moved free-large vm_size_kib)" $((-kib - page_kib))
	equal "$(moved free-large anonymous_kib)" $((-kib - page_kib))
}

@test "MADV_DONTNEED takes exactly these pages, and each faults again" {
	equal "$(moved dontneed anonymous_kib)" $((-kib))
	equal "$(moved dontneed vm_size_kib)" 0
	equal "$(moved touch-again anonymous_kib)" "$kib"
	equal "$(moved touch-again minflt_total)" $((kib / page_kib))
}

@test "MADV_FREE takes nothing: it marks exactly these pages" {
	equal "$(moved madv-free anonymous_kib)" 0
	equal "$(moved madv-free lazy_free_kib)" "$kib"
}

@test "the smallest size and an odd number of pages hold as well, and the files agree" {
	"$pagelab" check "$run"
	for size in 1M $((1024 + page_kib))K; do
		run -0 "$pagelab" run after-free --size "$size" --no-color --results "$results"
		says "22 of 22 expectations hold"
	done
}

@test "started by hand, each row holds" {
	grep -qF '[always]' /sys/kernel/mm/transparent_hugepage/enabled 2>/dev/null && skip "huge pages are always used here"
	run -0 "$root/build/labs/after-free" --size=4M </dev/null
	says "10  free-large"
	[[ $output != *DIFFERS* ]]
}

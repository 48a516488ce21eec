#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# bats file_tags=beside
# Where the virtual machine's kernel comes from. One test fetches a real one; the others have an apt of their own.

load ../../tests/suite

setup() {
	cache=$BATS_TEST_TMPDIR/cache
	unset VM_KERNEL VM_MODULES XDG_CACHE_HOME
}

# module FILE DEPENDS: what the script reads of one.
module() {
	mkdir -p "${1%/*}"
	printf '\177ELF.text\0license=GPL\0depends=%s\0intree=Y\0' "$2" >"$1"
}

fake() {
	printf '#!/bin/sh\n%s\n' "$2" >"$bin/$1"
	chmod +x "$bin/$1"
}

# A machine with an apt that has one kernel, of which virtio_blk needs virtio needs virtio_ring.
fake_apt() {
	bin=$BATS_TEST_TMPDIR/bin tree=$BATS_TEST_TMPDIR/deb
	mkdir -p "$bin" "$tree/boot"
	echo kernel >"$tree/boot/vmlinuz-9.9-cloud"
	module "$tree/lib/modules/9.9-cloud/kernel/drivers/block/virtio_blk.ko" virtio
	module "$tree/lib/modules/9.9-cloud/kernel/drivers/virtio/virtio.ko" virtio_ring
	module "$tree/lib/modules/9.9-cloud/kernel/drivers/virtio/virtio_ring.ko" ''
	module "$tree/lib/modules/9.9-cloud/kernel/crypto/lzo-rle.ko" ''
	xz "$tree/lib/modules/9.9-cloud/kernel/drivers/virtio/virtio.ko"
	gzip "$tree/lib/modules/9.9-cloud/kernel/crypto/lzo-rle.ko"
	module "$tree/usr/lib/modules/9.9-cloud/kernel/sound/snd.ko" ''
	fake apt-config 'case $1 in dump) echo "Acquire::Retries \"3\";" ;; *) echo "d='\''/lists/'\''" ;; esac'
	fake apt-cache '
		case "$1 $2" in
		"show linux-image-cloud-amd64" | "show linux-image-cloud-arm64") echo Package: it ;;
		"depends linux-image-cloud-"*) echo "  Depends: linux-image-9.9-cloud" ;;
		esac'
	fake apt-get '
		echo "$*" >>"'"$BATS_TEST_TMPDIR"'/calls"
		case "$*" in
		*--print-uris*) echo "uri name 2000000 hash" ;;
		*indextargets*) echo "http://mirror/|own|own|own|main" ;;
		*download*) tar -C "'"$tree"'" -cf kernel.deb . ;;
		esac'
	fake dpkg 'echo amd64'
	fake dpkg-deb 'cat "$2"'
	fake uname 'case $1 in -m) echo x86_64 ;; *) echo 9.9 ;; esac'
	fake busybox 'echo busybox'
	fake ldd 'echo not a dynamic executable'
	echo VERSION_CODENAME=own >"$BATS_TEST_TMPDIR/os-release"
}

# vm_kernel [VARIABLE=value…]
# shellcheck disable=SC2120
vm_kernel() {
	env PATH="$bin:$PATH" PAGELAB_CACHE="$cache" PAGELAB_OS_RELEASE="$BATS_TEST_TMPDIR/os-release" "$@" \
		"$root/scripts/vm-kernel"
}

# nothing_left: only the lock and empty folders.
nothing_left() { equal "$(find "$cache" -type f ! -name lock; find "$cache" -name '.partial*')" ""; }

@test "a kernel is fetched once: whole, with its modules in an order that inserts, and then is there at once" {
	fake_apt
	run --separate-stderr vm_kernel
	equal "$status" 0
	equal "$output" "$cache/kernels/x86_64/cloud-own"
	equal "$stderr" "vm: fetching the kernel 9.9-cloud (3 MB) into $cache, once"
	equal "$(cat "$output/release")" 9.9-cloud
	equal "$(cat "$output/vmlinuz")" kernel
	equal "$(tr '\n' ' ' <"$output/modules/order")" "virtio_ring.ko virtio.ko virtio_blk.ko lzo_rle.ko "
	cmp "$output/modules/virtio_ring.ko" "$tree/lib/modules/9.9-cloud/kernel/drivers/virtio/virtio_ring.ko"
	[ "$(head -c 4 "$output/modules/virtio.ko")" = $'\177ELF' ]
	[ -x "$output/busybox" ]
	equal "$(find "$output/modules" -name 'snd*')" ""
	rm "$BATS_TEST_TMPDIR/calls"
	run --separate-stderr vm_kernel
	equal "$status $output $stderr" "0 $cache/kernels/x86_64/cloud-own "
	[ ! -e "$BATS_TEST_TMPDIR/calls" ]
	PAGELAB_CACHE=$cache run "$root/scripts/vm-kernel" --list
	equal "$output" "$cache/kernels/x86_64/cloud-own"
}

@test "two at once both get it, from one fetch" {
	fake_apt
	# shellcheck disable=SC2119
	vm_kernel >"$BATS_TEST_TMPDIR/1" 2>/dev/null 3>&- &
	# shellcheck disable=SC2119
	vm_kernel >"$BATS_TEST_TMPDIR/2" 2>/dev/null 3>&-
	wait $!
	equal "$(cat "$BATS_TEST_TMPDIR/1" "$BATS_TEST_TMPDIR/2" | uniq)" "$cache/kernels/x86_64/cloud-own"
	equal "$(grep -c '^-qq download' "$BATS_TEST_TMPDIR/calls")" 1
}

half_fetched() { [ -s "$(echo "$cache"/.partial.*/deb/half.deb)" ]; }

@test "an interrupted fetch ends at once and leaves nothing; what a killed one left goes with the next" {
	fake_apt
	cp "$bin/apt-get" "$bin/apt-get.whole"
	fake apt-get 'case "$*" in *print-uris*) ;; *) echo $$ >half.deb; exec sleep 60 ;; esac'
	for signal in TERM INT HUP KILL; do
		set -m	# as a terminal does: in the background an interrupt would be ignored
		PATH="$bin:$PATH" PAGELAB_CACHE=$cache PAGELAB_OS_RELEASE=$BATS_TEST_TMPDIR/os-release \
			"$root/scripts/vm-kernel" 3>&- &
		set +m
		until_true 10 half_fetched
		fetching=$(cat "$cache"/.partial.*/deb/half.deb)
		kill -s "$signal" $!
		wait $! || true
		[ "$signal" != KILL ] || break
		nothing_left
		equal "$signal $(ps -o stat= -p "$fetching")" "$signal "
	done
	kill "$fetching"
	mv "$bin/apt-get.whole" "$bin/apt-get"
	run vm_kernel
	equal "$status" 0
	equal "$(find "$cache" -name '.partial*')" ""
}

@test "without network it says so, and what to do" {
	fake_apt
	fake apt-get 'case "$*" in *indextargets*) echo "http://mirror/|own|own|own|main" ;;
		*) echo "E: Temporary failure resolving mirror" >&2; exit 100 ;; esac'
	run vm_kernel
	equal "$status" 69
	says "Temporary failure resolving mirror. It needs the network, once; or give a kernel: VM_KERNEL=path"
	nothing_left
}

@test "without the program that unpacks its modules no kernel is fetched, and it is said what brings it" {
	fake_apt
	for tool in $(find /usr/bin/ /bin/ -maxdepth 1 ! -name xz -printf '%f\n' | sort -u); do
		[ -e "$bin/$tool" ] || ln -s "$(type -P "$tool")" "$bin/$tool" || continue
	done 2>/dev/null
	run --separate-stderr env PATH="$bin" PAGELAB_CACHE="$cache" PAGELAB_OS_RELEASE="$BATS_TEST_TMPDIR/os-release" \
		"$root/scripts/vm-kernel"
	equal "$status $output $stderr" "69  vm: xz is not installed. Type: scripts/setup vm"
	[ ! -e "$BATS_TEST_TMPDIR/calls" ]
	nothing_left
}

@test "a suite or a kernel that the mirror has not is named" {
	fake_apt
	fake apt-cache ''
	run vm_kernel
	equal "$status" 69
	says "no kernel cloud of own for x86_64: no package linux-image-cloud-amd64 linux-image-virtual there. Name another suite"
	nothing_left
}

@test "another architecture comes from the same mirror, by lists of our own, under the suite's real name" {
	fake_apt
	fake ldd 'echo dynamic'
	mkdir -p "$tree/usr/bin" && echo theirs >"$tree/usr/bin/busybox"
	fake apt-get '
		echo "$*" >>"'"$BATS_TEST_TMPDIR"'/calls"
		case "$*" in
		*CODENAME*REPO* | *REPO*CODENAME*) echo "http://mirror/|own|own|own|main" ;;
		*indextargets*) echo realname ;;
		*update*) cat "${APT_CONFIG%/*}/list" "$APT_CONFIG" >"'"$BATS_TEST_TMPDIR"'/conf" ;;
		*--print-uris*) echo "uri name 2000000 hash" ;;
		*download*) tar -C "'"$tree"'" -cf kernel.deb . ;;
		esac'
	run --separate-stderr env PATH="$bin:$PATH" PAGELAB_CACHE="$cache" PAGELAB_OS_RELEASE="$BATS_TEST_TMPDIR/os-release" \
		"$root/scripts/vm-kernel" arm64 cloud stable
	equal "$status $output" "0 $cache/kernels/aarch64/cloud-realname"
	equal "$(cat "$output/busybox")" theirs
	grep -qx 'deb http://mirror/ stable main' "$BATS_TEST_TMPDIR/conf"
	grep -qx 'APT::Architecture "arm64";' "$BATS_TEST_TMPDIR/conf"
	equal "$(readlink "$cache/kernels/aarch64/cloud-stable")" cloud-realname
}

@test "a cache that cannot be written is named, with the variable that moves it" {
	fake_apt
	echo "file" >"$BATS_TEST_TMPDIR/file"
	cache=$BATS_TEST_TMPDIR/file/cache
	run vm_kernel
	equal "$status" 74
	says "cannot write $cache: Not a directory. Make room there, or choose a folder: PAGELAB_CACHE=folder"
}

@test "VM_KERNEL takes an image, with the modules beside it, or a whole folder as it is" {
	fake_apt
	image=$BATS_TEST_TMPDIR/boot/vmlinuz-8.8
	mkdir -p "${image%/*}"
	{ head -c 514 /dev/zero; printf HdrS; head -c 100 /dev/zero; } >"$image"
	module "$BATS_TEST_TMPDIR/lib/modules/8.8/virtio_blk.ko" ''
	run --separate-stderr vm_kernel VM_KERNEL="$image"
	equal "$status" 0
	equal "$(cat "$output/release" "$output/modules/order" | tr '\n' ' ')" "8.8 virtio_blk.ko "
	whole=$output
	run --separate-stderr vm_kernel VM_KERNEL="$whole"
	equal "$status $output" "0 $whole"
	mkdir "$BATS_TEST_TMPDIR/else"
	run --separate-stderr vm_kernel VM_KERNEL="$image" VM_MODULES="$BATS_TEST_TMPDIR/else"
	equal "$status $(wc -c <"$output/modules/order")" "0 0"
	[ ! -e "$BATS_TEST_TMPDIR/calls" ]
}

@test "VM_KERNEL that is none is refused with what was expected" {
	fake_apt
	for path in /nonexistent /etc "$root/README.md"; do
		run vm_kernel VM_KERNEL="$path"
		equal "$status" 64
		says "VM_KERNEL=$path: expected a kernel image"
	done
	nothing_left
}

@test "wrong words are refused" {
	for words in 'riscv' 'x86_64 16k' 'x86_64 cloud ../x' '--wrong' 'a b c d'; do
		# shellcheck disable=SC2086
		run "$root/scripts/vm-kernel" $words
		equal "$words $status" "$words 64"
	done
}

@test "this machine's own kernel is fetched from its own mirror, by an ordinary user's means" {
	command -v apt-get >/dev/null || skip "no apt here"
	run --separate-stderr "$root/scripts/vm-kernel" x86_64
	equal "$status" 0
	[ "$(tail -c +515 "$output/vmlinuz" | head -c 4)" = HdrS ]
	equal "$(sort "$output/modules/order")" "$(cd "$output/modules" && find . -name '*.ko' | cut -c3- | sort)"
	[ -x "$output/busybox" ]
}

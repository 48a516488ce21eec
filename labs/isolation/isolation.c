/* SPDX-License-Identifier: MIT */
/* isolation: an address means something only inside one address space. */
#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lab.h"

static volatile char *address; /* the one that both use */

static volatile char *map(volatile char *where, int how)
{
	how |= MAP_PRIVATE | MAP_ANONYMOUS;
	return mmap((void *)where, lab_page(), PROT_READ | PROT_WRITE, how, -1, 0);
}

static struct b {
	char found;
	uint64_t frame;
} b;

/* What B does, be it a thread or a process: it looks, and then writes its own value, 2. */
static void *play_b(void *unused)
{
	b.found = *address;
	*address = 2;
	b.frame = lab_entry(address).frame;
	return unused;
}

static void report(void)
{
	const uint64_t frame = lab_entry(address).frame;

	lab_measure("b_finds", b.found, "value");
	lab_measure("a_finds", *address, "value");
	if (frame)
		lab_measure("frames", frame == b.frame ? 1 : 2, "frames");
}

/* B as a process: with a page of its own at the address, it plays when it is told to. */
static void start_b(int line[2])
{
	char word;

	lab_pair(SOCK_SEQPACKET, line);
	const pid_t pid = lab_fork("B");
	close(line[pid > 0]); /* each keeps one end */
	if (pid > 0)
		return;
	/* It is free, or this fails; and before Linux 4.17 the kernel only takes it as a wish. */
	if (map(address, MAP_FIXED_NOREPLACE) != address)
		_exit(EXIT_FAILURE);
	while (read(line[1], &word, 1) == 1) {
		play_b(NULL);
		if (write(line[1], &b, sizeof(b)) < 0)
			break;
	}
	_exit(EXIT_SUCCESS);
}

static void expect(int b_finds, int a_finds, int frames, bool is_told)
{
	lab_expect("m:b_finds", b_finds, 0);
	lab_expect("m:a_finds", a_finds, 0);
	if (is_told)
		lab_expect("m:frames", frames, 0);
}

int main(void)
{
	const int64_t page_kib = (int64_t)lab_page() / 1024;
	const bool is_told = lab_entry(&b).frame != 0;
	pthread_t thread;
	int line[2];

	address = map(NULL, 0);
	if (address == MAP_FAILED)
		lab_skip("mmap refused");
	lab_region((void *)address, lab_page());
	expect(1, 2, 1, is_told);
	LAB_STEP ("one-space") {
		*address = 1;
		if (pthread_create(&thread, NULL, play_b, NULL) != 0)
			lab_skip("a second thread cannot be had here");
		pthread_join(thread, NULL);
		report();
	}

	/* The address is given back, so that each of the two gets it anew, with nothing behind. */
	munmap((void *)address, lab_page());
	start_b(line);
	if (map(address, MAP_FIXED_NOREPLACE) != address)
		lab_skip("the address was taken in the meantime: run it once more");
	expect(0, 1, 2, is_told);
	lab_expect("anonymous_kib", page_kib, 0);
	lab_expect_of("B", "anonymous_kib", page_kib, 0);
	LAB_STEP ("two-spaces") {
		*address = 1;
		if (write(line[0], "", 1) != 1 || read(line[0], &b, sizeof(b)) <= 0)
			lab_skip("B could not be had at that address: run it once more");
		report();
	}
	close(line[0]);
	wait(NULL);
	return 0;
}

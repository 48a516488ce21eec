/* SPDX-License-Identifier: MIT */
/* ctxswitch: to switch address spaces is to load a pointer. Without them, memory had to be copied.
 */

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lab.h"

enum { TRIPS = 20000 };

static int line[2]; /* one end for each of the two */

/* How often this thread was taken off the CPU: because it waited, or by force. */
static int64_t switches(void)
{
	struct rusage usage;

	getrusage(RUSAGE_THREAD, &usage);
	return usage.ru_nvcsw + usage.ru_nivcsw;
}

/* Sends each byte back. Tells at last how often it was switched. */
static void echo(void)
{
	const int64_t before = switches();
	int64_t mine;
	char byte;

	for (int i = 0; i < TRIPS; i++)
		if (read(line[1], &byte, 1) != 1 || write(line[1], &byte, 1) != 1)
			return;
	mine = switches() - before;
	(void)!write(line[1], &mine, sizeof(mine));
}

static void *echo_thread(void *unused)
{
	echo();
	return unused;
}

/* The other one waits already. Both are on one CPU, so each message needs a switch. */
static double ping_pong(void)
{
	const int64_t before = switches();
	const double start = lab_seconds();
	int64_t mine, others = 0;
	char byte = 0;

	for (int i = 0; i < TRIPS; i++)
		if (write(line[0], &byte, 1) != 1 || read(line[0], &byte, 1) != 1)
			lab_skip("the other one is gone");
	const double ns = (lab_seconds() - start) * 1e9 / (2 * TRIPS);
	mine = switches() - before;
	(void)!read(line[0], &others, sizeof(others));
	lab_measure("switches", (double)(mine + others), "times");
	lab_measure("ns_per_switch", ns, "ns");
	return ns;
}

/* This thread and what it starts: on one CPU, and as root in front of everybody else there. */
static bool have_cpu_alone(void)
{
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET((size_t)sched_getcpu(), &one);
	return sched_setaffinity(0, sizeof(one), &one) == 0 &&
	       sched_setscheduler(0, SCHED_FIFO, &(struct sched_param){1}) == 0;
}

/* At each message one of the two leaves the CPU. Where others may have it too, they add some. */
static void expect(bool alone)
{
	const int64_t made = 2 * TRIPS;

	if (alone)
		lab_expect("m:switches", made, made / 100);
	else
		lab_at_least("m:switches", made - 2);
}

int main(int argc, char **argv)
{
	const size_t size = lab_size(argc, argv, 80 * LAB_MIB);
	const size_t half = size / 2; /* copied twice: so it takes no more than size in all */
	char *from = malloc(half), *to = malloc(half);
	pthread_t thread;
	double between_threads = 0, between_processes = 0;

	if (from && to) {
		lab_fill(from, half);
		lab_fill(to, half);
	}
	if (!from || !to)
		lab_skip("malloc refused: ask for less, as in SIZE=10M");
	lab_pair(SOCK_STREAM, line);
	const bool alone = have_cpu_alone();

	expect(alone);
	LAB_STEP ("threads") {
		if (pthread_create(&thread, NULL, echo_thread, NULL) != 0)
			lab_skip("no thread can be had here");
		between_threads = ping_pong();
		pthread_join(thread, NULL);
	}

	expect(alone);
	LAB_STEP ("processes") {
		if (lab_fork("other") == 0) {
			echo();
			_exit(EXIT_SUCCESS);
		}
		between_processes = ping_pong();
	}

	/* Only the order: how much depends on the machine. */
	lab_at_least("m:switches_per_copy", 2);
	LAB_STEP ("copy-80m") {
		const double start = lab_seconds();

		memcpy(to, from, half);
		lab_read_pages(to, half); /* so that no compiler leaves the copy out */
		memcpy(from, to, half);
		lab_read_pages(from, half);
		const double ns = (lab_seconds() - start) * 1e9;
		lab_measure("copy_us", ns / 1000, "us");
		lab_measure("switches_per_copy", ns / between_processes, "times");
		lab_measure("process_per_thread", between_processes / between_threads, "times");
	}
	return 0;
}

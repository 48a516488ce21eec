/* SPDX-License-Identifier: MIT */
/*
 * lab.h: all that a lab includes.
 *
 * A lab is a program that does one thing to memory at a time. Each act stands in a LAB_STEP, and
 * what theory says about it stands right before it:
 *
 *	lab_expect("minflt_total", size / lab_page(), 0);
 *	LAB_STEP("memset") {
 *		lab_fill(buffer, size);
 *	}
 *
 * Started by hand, the lab shows each step itself and waits for Enter. Started by the harness, it
 * stops itself at both edges of each step (SIGSTOP), so that the harness can look while nothing
 * moves, and the step's name is the process's name, as `ps` shows it.
 *
 * Nothing here returns an error: a lab that cannot go on says why on stderr and exits, 64 for a
 * bad argument, 71 for a refusal of the system, 77 for what is not possible here.
 */
#ifndef LAB_H
#define LAB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define LAB_MIB		  ((size_t)1024 * 1024)
#define LAB_STEP_NAME_MAX 15 /* bytes: what the kernel keeps of a name, see proc_pid_comm(5) */

/*
 * LAB_STEP("name") { … }: one act. The name is a literal of at most 15 bytes, not the lab's own
 * and not "null"; leave the block only at its end (no break, continue, return or goto).
 */
#define LAB_STEP(name)                                                                             \
	for (bool lab_running_ = lab_step_begin(LAB_STEP_NAME_(name)); lab_running_;               \
	     lab_running_ = lab_step_end())

/* A name that is too long, or not a literal, does not compile. */
#define LAB_STEP_NAME_(name)                                                                       \
	(&("" name)[0 * sizeof(struct {                                                            \
			    _Static_assert(sizeof(name) <= LAB_STEP_NAME_MAX + 1,                  \
					   "the name of a step has at most 15 bytes");             \
			    int unused;                                                            \
		    })])

/*
 * Theory. Each call says what the next LAB_STEP will change, in the column's own unit (the last
 * part of its name: _kib, _bytes, _total for a count). slack is how far off it may be; 0 is exact.
 * `pagelab fields` lists the columns. "m:NAME" is a number that the lab measures itself in that
 * step. role is "lab" for the lab's own process or a name given to lab_fork.
 */
void lab_expect(const char *column, int64_t change, int64_t slack);
void lab_at_most(const char *column, int64_t change);
void lab_at_least(const char *column, int64_t change);
void lab_expect_of(const char *role, const char *column, int64_t change, int64_t slack);
void lab_at_most_of(const char *role, const char *column, int64_t change);
void lab_at_least_of(const char *role, const char *column, int64_t change);
void lab_expect_same(const char *measure, const char *column); /* "m:NAME" = the column's change */

/* A number that the lab measured itself, in the step that runs or ran last. */
void lab_measure(const char *name, double value, const char *unit);
void lab_measure_at(const char *name, double x, double value, const char *unit);

/* Addresses whose pages the harness looks up at each following edge: pages.csv. */
void lab_region(const void *start, size_t bytes);

/* The next step cannot be done here: forget what was expected of it, and say why. */
void lab_skip_step(const char *step, const char *reason);

/* The whole lab cannot be done here: say why, exit 77. */
__attribute__((noreturn)) void lab_skip(const char *reason);

/* The same, when the system has just refused that call: why is errno's. */
_Noreturn void lab_refused(const char *call);

/*
 * The size to work with, in bytes, a multiple of the page and at least 1 MiB: --size=64M if given,
 * else fallback; with --seed=ID a share of fallback that depends on the ID and the lab alone. It
 * stands before all that takes memory: `pagelab key` runs a lab up to here to know its fallback.
 */
size_t lab_size(int argc, char **argv, size_t fallback);

/* The same, up to whole units of so many bytes: blocks, or huge pages. 0: pages. */
size_t lab_size_of(int argc, char **argv, size_t fallback, size_t unit);

/* The same, where this machine may have less room than fallback: then that is the fallback. */
size_t lab_size_within(int argc, char **argv, size_t fallback, size_t room);

/* The size of a page, in bytes. */
size_t lab_page(void);

/*
 * The size of a huge page, in bytes; 0: this kernel has none. *why_not says why this process cannot
 * have one, or is NULL.
 */
size_t lab_huge_page(const char **why_not);

/*
 * What /proc/self/pagemap tells of the page at that address, see
 * Documentation/admin-guide/mm/pagemap.rst.
 */
struct lab_entry {
	bool present;
	bool written; /* since the soft-dirty bits were cleared; false where the kernel has none */
	uint64_t frame; /* its number; 0: not present, or not told, because only root is */
};
struct lab_entry lab_entry(const volatile void *address);

/* Writes every byte (not zero), in a way that no compiler leaves out or turns into calloc. */
void lab_fill(void *start, size_t bytes);

/* Reads, or writes, one byte of each page. */
void lab_read_pages(const void *start, size_t bytes);
void lab_write_pages(void *start, size_t bytes);

/* Seconds on a clock that never goes back. */
double lab_seconds(void);

/* socketpair(2) of AF_UNIX; refused, it is lab_refused. */
void lab_pair(int type, int line[2]);

/*
 * How many pages malloc touches for itself when it maps a block of so many bytes: in glibc one, its
 * note in front of the block.
 */
int64_t lab_malloc_pages(size_t bytes);

/*
 * fork(2) for labs: as fork returns; refused, it is lab_refused. The child is named role in every result, and dies with its
 * parent. It has no steps of its own: let it wait in read(2) on a pipe.
 */
pid_t lab_fork(const char *role);

/*
 * A child that does nothing but take memory when it is told to, and keep it. lab_child_take is
 * true when it has that much more, and false when it is dead. lab_child_end lets it exit, unless
 * something else has ended it, and is how it ended, as waitpid(2) says.
 */
struct lab_child {
	pid_t pid;
	int line; /* to talk to it */
};
struct lab_child lab_child(const char *role);
bool lab_child_take(struct lab_child child, size_t bytes);
int lab_child_end(struct lab_child child);

/* lab_child_end, and whether SIGKILL had ended it before. */
bool lab_child_was_killed(struct lab_child child);

/*
 * How the OOM killer rates a process, in pages: oom_badness() in the kernel's mm/oom_kill.c. The
 * room is the group's limit, or all RAM and swap.
 */
int64_t lab_badness(pid_t pid, int64_t room_pages);

/* Raises oom_score_adj, see proc_pid_oom_score_adj(5). Only up: to lower it needs a right. */
void lab_raise_adj(pid_t pid, int64_t adj);

/*
 * A file without a name in $TMPDIR, or else in /var/tmp: it is gone when the lab ends. It has so
 * many bytes, all written to the disk. −1: it cannot be had.
 */
int lab_file(size_t bytes);

/*
 * A new folder in the same place, open; path gets its name. The lab removes it when it is empty
 * again; of a lab that is killed the harness does. −1: it cannot be had.
 */
enum { LAB_PATH = 4096 };
int lab_folder(char path[LAB_PATH]);

/* How many pages of the file are in the page cache: mincore(2). */
int64_t lab_cached_pages(int file);

/* Has the file's pages leave the page cache. False where they stay, as in tmpfs. */
bool lab_drop(int file);

/*
 * How much more may wait to be written to disks, in KiB, before the kernel begins to write by
 * itself: what is left below dirty_background_ratio.
 */
int64_t lab_dirty_room_kib(void);

/* A number of /proc/vmstat, by its name there: for those that are no columns. -1: not known. */
int64_t lab_vmstat(const char *name);

/*
 * A column of a process, as it is now, in the column's own unit: of this one, or of a child that
 * waits. A column of the system is the same for every pid. What cannot be read ends the lab with
 * exit code 77: not available is not 0.
 */
int64_t lab_look(pid_t pid, const char *column);

/*
 * /proc/zoneinfo, summed over all zones, in KiB. stock_kib: pages that the CPUs keep by them, each
 * for its next user. They are free, but not in MemFree; since Linux 6.7 it may be a good part of
 * what was just given back. low_kib: the low watermark. reserve_kib: what MemAvailable leaves out
 * of MemFree. late_kib: how far one of the machine's counters may be off, for each CPU.
 */
struct lab_zones {
	int64_t stock_kib, low_kib, reserve_kib, late_kib;
};
struct lab_zones lab_zones(void);

/*
 * Of so much page cache (or slab) MemAvailable leaves out a part, so that the machine goes on to
 * work well: half, but at most the low watermark.
 */
int64_t lab_kept_back(int64_t cache_kib);

/*
 * On a machine where others work too, one look before an act and one after it prove nothing. This
 * does the act nine times, undone in between; look fills in up to LAB_COLUMNS columns, in KiB.
 * change is the middle of the nine changes, a column each. Before each act nothing is done for as
 * long as the act before took. Returns the noise, of the column that has most: how much moved while
 * nothing was done (the middle of nine), or how far apart the changes are (the middle half of
 * them). With more noise than slack_kib it tries again, and in the end skips the lab: too noisy.
 */
enum { LAB_COLUMNS = 8 };
int64_t lab_crowd(void (*look)(int64_t *at), void (*act)(void), void (*undo)(void), int64_t *change,
		  int64_t slack_kib);

/*
 * How far off a column may be, where an act moves size_kib and others move noise_kib. If that is
 * more than a quarter of size_kib, skips the lab.
 */
int64_t lab_crowd_slack(int64_t size_kib, int64_t noise_kib);

/*
 * The limit of this process's memory cgroup, in bytes: the smallest of its own and its ancestors'.
 * Labs that grow call it first. Without a limit, or with one above half of RAM, exits 77.
 */
size_t lab_need_cap(void);

/*
 * memory.high of this process's group, in bytes: above it nobody is killed, but held up. Without
 * one, as always on cgroup v1, exits 77.
 */
size_t lab_need_high(void);

/*
 * Labs that make the whole machine run out call it first: outside of the throw-away virtual machine
 * it exits 77. Only the kernel's command line says where we are; no environment variable is
 * believed.
 */
void lab_need_vm(void);

/*
 * By how many bytes the group's own figures may be off: one batch of 64 pages. The kernel charges a
 * group ahead for a CPU by as many, and sums up its figures as late.
 */
size_t lab_cap_slack(void);

/* Behind LAB_STEP; not for labs to call. */
bool lab_step_begin(const char *name);
bool lab_step_end(void);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * autopsy: how a process died of OOM, told from what was seen while it lived (the samples, the
 * group's event) and what is left (the zombie's fault count, the group's counters, the kernel log).
 */
#ifndef MODEL_AUTOPSY_H
#define MODEL_AUTOPSY_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "cgroup/cap.h"
#include "kernel/sample.h"
#include "model/observations.h"

struct curve_point {
	int64_t elapsed_ns;
	struct sample sample;
};

struct autopsy {
	/* while it lives */
	struct curve_point *curve; /* of the step that it dies in */
	size_t count, room;
	int kernel_log; /* /dev/kmsg, or −1 */
	int log_error;	/* why not */
	/* the clock, since the run began */
	struct value oom_event_ns, last_growth_ns, gone_ns, reaped_ns;
	struct value touched_at_death; /* pages */
	/* where the limit went, in pages, when the room was full */
	struct value touched, startup, kernel, file, accounted, limit;
	struct value unassigned; /* charged to the group, but to none of its own figures */
	int signal;
	struct value oom_kills;	  /* before and after, as one change */
	char log[320];		  /* the kernel's own line, or "" */
	char log_role[WIRE_NAME]; /* whom it is about */
};

void autopsy_open(struct autopsy *a);
void autopsy_close(struct autopsy *a);

/* A sample of the step; none (NULL): the process has given up its memory. 0 or -ENOMEM. */
int autopsy_sample(struct autopsy *a, int64_t elapsed_ns, const struct sample *sample);

/* What death leaves. start: the shot after the empty step; before: of the step it died in. */
void autopsy_conclude(struct autopsy *a, const struct shot *start, const struct shot *before,
		      const struct shot *end, const struct cap *cap, const siginfo_t *info);

/*
 * Reads the kernel log on: how many OOM kills it tells of among the processes of the shot; the last
 * line stays in log. Unknown where the log cannot be read.
 */
struct value autopsy_read_log(struct autopsy *a, const struct shot *seen);

/*
 * Pure: the pages of the limit that can be accounted for; unknown when a part is. page is in bytes.
 */
struct value autopsy_sum(const struct autopsy *a);

/* Pure: of whose OOM kill a text of the kernel's log tells; unknown: of none. */
struct value autopsy_log_pid(const char *text);

/* Pure: the text of a kernel log record when it tells of the OOM kill of pid, or NULL. */
const char *autopsy_log_line(const char *record, pid_t pid);

#endif

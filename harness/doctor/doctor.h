/* SPDX-License-Identifier: MIT */
/*
 * doctor: what of this machine matters for the labs. A table of checks, each of which looks at one
 * thing and changes nothing, and the labs' state that follows from them.
 */
#ifndef DOCTOR_DOCTOR_H
#define DOCTOR_DOCTOR_H

#include "cgroup/cgroup_diagnose.h"
#include "kernel/roots.h"
#include "lab/lab_list.h"

enum doctor_status { DOCTOR_OK, DOCTOR_NOTE, DOCTOR_LIMITED, DOCTOR_CANNOT };

/* What is looked at, and for whom. */
struct doctor {
	struct roots roots;
	struct caller caller;
	const char *root;    /* has labs/ and scripts/ */
	const char *results; /* the folder for results, whether it is there or not */
	struct room room;    /* by room_look */
};

enum { DOCTOR_VALUE = 200, DOCTOR_MEND = 400, DOCTOR_CHECKS = 32 };

/*
 * What a check saw. Lines of mend are alternatives; {lab} stands for a lab's name. meaning and mend
 * are the check's own where the look leaves them empty.
 */
struct finding {
	enum doctor_status status;
	char value[DOCTOR_VALUE];
	const char *meaning;
	char mend[DOCTOR_MEND];
};

/*
 * affects: the labs that have no use of a machine where the status is cannot, and lose something
 * where it is limited: "all", a word of lab.conf's `needs` ("cgroup" goes without saying where
 * there are limits), or "oom" for those that end so. "": no lab. A lab that needs vm is affected by
 * "all" and "vm" alone.
 */
struct check {
	const char *name, *affects;
	enum { TELL, HUSH } unneeded; /* what to do with a lack that hurts no lab */
	void (*look)(const struct doctor *d, struct finding *f);
	const char *meaning, *mend;
};

extern const struct check doctor_checks[];
extern const size_t doctor_check_count;

/* Runs every check. What affects no lab of the catalogue is at most a note. */
void doctor_examine(const struct doctor *d, const struct catalogue *labs,
		    struct finding finding[DOCTOR_CHECKS]);

/* A lab's state and the worst of what affects it. */
struct lab_state {
	enum doctor_status status; /* OK, LIMITED or CANNOT */
	char reason[DOCTOR_VALUE + 40];
	char mend[DOCTOR_MEND]; /* the first one, with the lab's name */
};

void doctor_judge(const struct labconf *lab, const struct finding finding[DOCTOR_CHECKS],
		  struct lab_state *out);

/* mend with the lab's name put in. */
void doctor_fill_mend(const char *mend, const char *lab, char out[DOCTOR_MEND]);

/* 0: no WSL; else its version. From the text of /proc/sys/kernel/osrelease. Pure. */
int doctor_wsl(const char *osrelease);

/* True from that kernel on. Pure. */
bool doctor_release_is(const char *osrelease, int64_t major, int64_t minor);

#endif

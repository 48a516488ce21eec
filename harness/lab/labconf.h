/* SPDX-License-Identifier: MIT */
/*
 * labconf: labs/NAME/lab.conf. Lines "key value"; blank lines and lines that begin with # are
 * skipped. Resource keys are the file names of cgroup v2, so that a student can edit them.
 */
#ifndef LAB_LABCONF_H
#define LAB_LABCONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/value.h"

enum {
	LABCONF_TEXT = 200,
	LABCONF_STEPS = 16,
	LABCONF_LIMITS = 8,
	LABCONF_VM = 6,
	LABCONF_GUESSES = 24,
	LABCONF_NAME = 32 /* of a lab, with its NUL */
};

/* Where a lab has its place in the course, in this order. */
enum lab_class { IN_CLASS_1 = 1, IN_CLASS_2, IN_CLASS_3, AT_HOME, BEYOND };

enum lab_end { END_EXIT, END_OOM, END_SIGNAL };

struct labconf {
	char name[LABCONF_NAME];
	char summary[LABCONF_TEXT]; /* the question */
	char topic[LABCONF_TEXT];   /* of the course text */
	char result[LABCONF_TEXT];  /* what to take home, one line */
	char ask[LABCONF_TEXT];	    /* what to try next */
	bool core;
	enum lab_class class; /* class 1|2|3|home; none: beyond the course */
	int order, minutes;
	struct {
		char file[48], value[48];
	} limit[LABCONF_LIMITS]; /* limit memory.max 64M */
	size_t limits;
	char needs[LABCONF_TEXT]; /* blank-separated words */
	struct {
		char name[24], value[24];
	} vm[LABCONF_VM]; /* vm swap 256M: VM_SWAP=256M for scripts/vm */
	size_t vm_settings;
	bool thp_default;   /* else huge pages are off */
	bool all_cpus;	    /* else the lab is pinned to one */
	bool room_optional; /* without a group of its own it runs too, and tells less */
	enum lab_end ends;
	int end_signal;
	int sample_hz, timeout_s;
	bool has_adj;
	int adj;
	struct {
		char name[16];
		char what[LABCONF_TEXT];  /* what the step does */
		char means[LABCONF_TEXT]; /* what its result means */
		struct value memory_max;  /* bytes, from this step on: at NAME memory.max 128M */
	} step[LABCONF_STEPS];
	size_t steps;
	struct {
		int step;
		char column[48]; /* or m:NAME */
		char question[LABCONF_TEXT];
	} guess[LABCONF_GUESSES]; /* guess NAME COLUMN question: what --predict asks for */
	size_t guesses;
};

/* A mistake in a lab.conf. */
struct labconf_error {
	size_t line;
	char message[400];
};

/* Pure. False with *error filled. */
bool labconf_parse(const char *text, const char *name, struct labconf *out,
		   struct labconf_error *error);

/* The value of that limit, or NULL. */
const char *labconf_limit(const struct labconf *conf, const char *file);

/* True when the word stands among the lab's needs. */
bool labconf_needs(const struct labconf *conf, const char *word);

/* The step of that name, or −1. */
int labconf_step(const struct labconf *conf, const char *name);

/* Lower-case letters, digits and hyphens, beginning with a letter, at most 31 bytes. */
bool lab_name_is_valid(const char *name);

#endif

/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "doctor/doctor_internal.h"
#include "i18n/intl.h"
#include "util/file.h"
#include "util/line.h"
#include "util/template.h"

/* One row, one thing that matters; its meaning and mend are for a status other than ok. */
static const char by_another[] =
	N_("it tells of a part of the machine, or what somebody made up: what differs proves nothing");

const struct check doctor_checks[] = {
	{"/proc", "all", TELL, look_proc, by_another, NULL},
	{"meminfo", "meminfo", TELL, look_meminfo, by_another, NULL},
	{"zoneinfo", "zoneinfo", TELL, look_zoneinfo, by_another, NULL},
	{"slabinfo", "slabinfo", TELL, look_slabinfo, by_another, NULL},
	{N_("memory group"), "cgroup", TELL, look_group,
	 N_("labs with a limit run only inside a memory-limited group"), NULL},
	{N_("room size"), "cgroup", TELL, look_promise,
	 N_("a room has half of what is left above it, so that only the room can run out"),
	 "ps -eo rss,comm --sort=-rss | head -n 6     # and close the largest"},
	{N_("panic on OOM"), "cgroup", TELL, look_panic,
	 N_("no lab with a limit runs where it would take the machine with it"),
	 "sudo sysctl -w vm.panic_on_oom=0\nmake lab-{lab} VM=1"},
	{N_("swap in groups"), "cgroup", TELL, look_group_swap,
	 N_("with swap that no limit holds, a lab would crawl instead of being killed"),
	 "sudo swapoff -a\nmake lab-{lab} VM=1"},
	{N_("free memory"), "all", TELL, look_available,
	 N_("labs of 100 MiB and more may fail here, or disturb others"),
	 "ps -eo rss,comm --sort=-rss | head -n 6     # and close the largest"},
	{N_("overcommit"), "all", TELL, look_overcommit, NULL,
	 "sudo sysctl -w vm.overcommit_memory=0\nmake lab-{lab} VM=1"},
	{N_("swap"), "swap", HUSH, look_swap, N_("labs about swap need some"),
	 "sudo fallocate -l 1G /swap && sudo chmod 600 /swap && sudo mkswap /swap && "
	 "sudo swapon /swap"},
	{N_("huge pages"), "", TELL, look_huge_pages, NULL, NULL},
	{N_("results folder"), "all", TELL, look_results, N_("a run's files have no place"),
	 "make lab-{lab} RESULTS=$HOME/pagelab-results"},
	{N_("kernel log"), "oom", TELL, look_kernel_log,
	 N_("an OOM kill is shown without the kernel's own line; its counters still prove it"),
	 NULL},
	{N_("systemd-oomd"), "cgroup", TELL, look_oomd,
	 N_("it kills groups that are short of memory, and may come before the kernel does"),
	 "systemctl status systemd-oomd\n"
	 "sudo systemctl stop systemd-oomd     # until the next start"},
	{N_("smaps_rollup"), "all", TELL, look_smaps_rollup,
	 N_("exact memory (Anonymous, PSS) is not shown; these expectations stay unknown"),
	 N_("use a kernel from 4.14 on, with CONFIG_PROC_PAGE_MONITOR")},
	{N_("PAGEMAP_SCAN"), "", TELL, look_pagemap_scan,
	 N_("pages.csv calls the shared zero page present"), N_("use a kernel from 6.7 on")},
	{N_("children"), "fork", TELL, look_children,
	 N_("processes that a lab forks are not held still while it is looked at"),
	 N_("use a kernel with CONFIG_PROC_CHILDREN")},
	{N_("pressure"), "psi", TELL, look_pressure,
	 N_("how long programs waited for memory (PSI) is not shown: these columns stay empty"),
	 N_("add psi=1 to the kernel's command line, then reboot")},
	{N_("WSL"), "all", TELL, look_wsl, NULL, NULL},
	{N_("root"), "root", HUSH, look_root, N_("some labs read what only root may"),
	 "sudo make lab-{lab}"},
	{N_("virtual machine"), "vm", HUSH, look_machine,
	 N_("labs that a shared machine must not feel run only in it; the others may (VM=1)"),
	 "scripts/setup vm"},
	{N_("libcgroup"), "", TELL, look_libcgroup,
	 N_("groups are made by the kernel's own files instead"), "scripts/setup cgroup && make"},
	{N_("test tools"), "", TELL, look_tools, N_("only make test needs these, no lab does"),
	 "scripts/setup test"},
};
const size_t doctor_check_count = sizeof(doctor_checks) / sizeof(doctor_checks[0]);

_Static_assert(sizeof(doctor_checks) / sizeof(doctor_checks[0]) <= DOCTOR_CHECKS,
	       "make DOCTOR_CHECKS larger");

/* The next blank-separated word at *s, or NULL; *len is its length. */
static const char *next_word(const char **s, size_t *len)
{
	const char *word = *s + strspn(*s, " \t");

	*len = strcspn(word, " \t");
	*s = word + *len;
	return *len ? word : NULL;
}

static bool is_affected(const struct labconf *lab, const char *affects)
{
	const char *s = lab->needs, *word;
	size_t len;

	if (strcmp(affects, "all") != 0 && labconf_needs(lab, "vm"))
		return strcmp(affects, "vm") == 0; /* the rest is as that machine has it */
	if (strcmp(affects, "all") == 0 || (strcmp(affects, "cgroup") == 0 && lab->limits) ||
	    (strcmp(affects, "oom") == 0 && lab->ends == END_OOM))
		return true;
	while ((word = next_word(&s, &len)))
		if (strlen(affects) == len && memcmp(word, affects, len) == 0)
			return true;
	return false;
}

static bool is_any_affected(const struct catalogue *labs, const char *affects)
{
	for (size_t i = 0; i < labs->count; i++)
		if (is_affected(&labs->lab[i], affects))
			return true;
	return false;
}

/* A lack that hurts no lab of these. */
static void play_down(const struct check *c, struct finding *f)
{
	f->status = c->unneeded == HUSH ? DOCTOR_OK : DOCTOR_NOTE;
	if (c->unneeded == HUSH)
		line_add(f->value, sizeof(f->value), "%s", _(" (no lab here needs it)"));
}

/* Each line of it with "sudo " left out: root needs none, and a container seldom has it. */
static void type_as_root(char *mend)
{
	static const char word[] = "sudo ";
	const size_t len = sizeof(word) - 1;
	bool is_start = true;
	char *out = mend;

	for (const char *s = mend; *s;) {
		if (is_start && strncmp(s, word, len) == 0) {
			s += len;
			continue;
		}
		is_start = *s == '\n' || *s == ' ';
		*out++ = *s++;
	}
	*out = '\0';
}

static bool has_sudo(const char *line)
{
	for (const char *word = line; *word; word += strcspn(word, " "), word += *word == ' ')
		if (strncmp(word, "sudo ", 5) == 0)
			return true;
	return false;
}

/* Where there is no sudo, what needs none comes first. */
static void type_without_sudo(char *mend)
{
	char first[DOCTOR_MEND] = "", last[DOCTOR_MEND] = "", *save;

	for (char *line = strtok_r(mend, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		char *out = has_sudo(line) ? last : first;

		line_add(out, DOCTOR_MEND, "%s%s", *out ? "\n" : "", line);
	}
	line_set(mend, DOCTOR_MEND, "%s%s%s", first, *first && *last ? "\n" : "", last);
}

static void fit_to_caller(const struct doctor *d, char *mend)
{
	char path[PATH_MAX];

	format(path, sizeof(path), "%s/usr/bin/sudo", d->roots.prefix);
	if (d->caller.rights == RIGHTS_ROOT)
		type_as_root(mend);
	else if (access(path, X_OK) < 0)
		type_without_sudo(mend);
}

void doctor_examine(const struct doctor *d, const struct catalogue *labs,
		    struct finding finding[DOCTOR_CHECKS])
{
	for (size_t i = 0; i < doctor_check_count; i++) {
		const struct check *c = &doctor_checks[i];
		struct finding *f = &finding[i];

		*f = (struct finding){0};
		c->look(d, f);
		if (f->status > DOCTOR_NOTE && !is_any_affected(labs, c->affects))
			play_down(c, f);
		if (!f->meaning)
			f->meaning = c->meaning ? _(c->meaning) : NULL;
		if (f->status != DOCTOR_OK && !f->mend[0] && c->mend)
			format(f->mend, sizeof(f->mend), "%s", _(c->mend));
		fit_to_caller(d, f->mend);
	}
}

void doctor_fill_mend(const char *mend, const char *lab, char out[DOCTOR_MEND])
{
	const struct template_word word = {"{lab}", lab};

	template_fill_or_die(mend, &word, 1, out, DOCTOR_MEND);
}

/* A word of `needs` that no check is about: doctor must not call it met. */
static void find_unknown_need(const struct labconf *lab, struct lab_state *out)
{
	const char *s = lab->needs, *word;
	size_t len;

	while ((word = next_word(&s, &len))) {
		bool is_known = false;

		for (size_t i = 0; i < doctor_check_count; i++)
			is_known |= strlen(doctor_checks[i].affects) == len &&
				    memcmp(doctor_checks[i].affects, word, len) == 0;
		if (!is_known) {
			out->status = DOCTOR_LIMITED;
			format(out->reason, sizeof(out->reason),
			       _("it needs \"%.*s\", which doctor cannot judge"), (int)len, word);
		}
	}
}

/* How much a finding hurts this lab. */
static enum doctor_status hurts(const struct labconf *lab, const struct check *c,
				const struct finding *f)
{
	if (!is_affected(lab, c->affects))
		return DOCTOR_OK;
	if (f->status == DOCTOR_CANNOT && strcmp(c->affects, "cgroup") == 0 && lab->room_optional)
		return DOCTOR_LIMITED;
	return f->status;
}

void doctor_judge(const struct labconf *lab, const struct finding finding[DOCTOR_CHECKS],
		  struct lab_state *out)
{
	*out = (struct lab_state){0};
	for (size_t i = 0; i < doctor_check_count; i++) {
		const struct finding *f = &finding[i];
		const enum doctor_status status = hurts(lab, &doctor_checks[i], f);
		char first[DOCTOR_MEND];

		if (status <= DOCTOR_NOTE || status <= out->status)
			continue;
		out->status = status;
		format(out->reason, sizeof(out->reason), "%s: %s", _(doctor_checks[i].name),
		       f->value);
		format(first, sizeof(first), "%.*s", (int)strcspn(f->mend, "\n"), f->mend);
		doctor_fill_mend(first, lab->name, out->mend);
	}
	if (out->status == DOCTOR_OK)
		find_unknown_need(lab, out);
}

/* SPDX-License-Identifier: MIT */
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "i18n/intl.h"
#include "lab/lab_list.h"
#include "run/run.h"
#include "run/vm.h"
#include "util/exit_code.h"
#include "util/file.h"
#include "util/inherited.h"
#include "util/line.h"

enum { WORDS = 24, WORD = PATH_MAX + 32 };

/* scripts/vm's words, as execv(3) wants them. */
struct vm_words {
	char text[WORDS][WORD];
	char *at[WORDS + 1];
	size_t count;
};

static __attribute__((format(printf, 2, 3))) void add(struct vm_words *w, const char *how, ...)
{
	va_list args;

	va_start(args, how);
	const bool whole = line_vset(w->text[w->count], WORD, how, args);
	va_end(args);
	/* A word that is cut is another one. */
	if (!whole) {
		warnx("%.60s…: %s", w->text[w->count], intl_error(ENAMETOOLONG));
		_exit(EXIT_CANNOT_CREATE);
	}
	w->at[w->count] = w->text[w->count];
	w->count++;
}

/* As people type it: what is wrong with it is said in the machine. */
static void add_size(struct vm_words *w, const char *name, int64_t bytes)
{
	const int64_t mib = 1024 * 1024;

	add(w, bytes % mib ? "--%s=%lld" : "--%s=%lldM", name,
	    (long long)(bytes % mib ? bytes : bytes / mib));
}

/* The options of a run, as they were typed. */
static void add_options(struct vm_words *w, const struct run_options *o)
{
	if (o->size.known)
		add_size(w, "size", o->size.n);
	if (o->limit.known)
		add_size(w, "limit", o->limit.n);
	if (o->runs > 1)
		add(w, "--runs=%d", o->runs);
	if (o->sample_hz >= 0)
		add(w, "--sample=%d", o->sample_hz);
	if (o->seed)
		add(w, "--seed=%s", o->seed);
	if (o->predict)
		add(w, "--predict");
	if (o->show.pause)
		add(w, "--pause");
	if (o->show.map)
		add(w, "--map");
	if (o->show.json)
		add(w, "--json");
	if (o->show.quiet)
		add(w, "--quiet");
	if (o->show.verbose)
		add(w, "--verbose");
	add(w, o->show.color ? "--color" : "--no-color");
}

/* What was typed wins over lab.conf; make hands on an empty text for what was not typed. */
static void ask_for_machine(const struct labconf *lab)
{
	for (size_t i = 0; i < lab->vm_settings; i++) {
		const char *typed = getenv(lab->vm[i].name);

		if (!typed || !*typed)
			setenv(lab->vm[i].name, lab->vm[i].value, 1);
	}
}

static __attribute__((noreturn)) void start(const struct run_options *o, const struct labconf *lab,
					    pid_t parent)
{
	static struct vm_words w;

	/* A harness that is killed takes the machine with it. */
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(EXIT_INTERRUPTED);
	add(&w, "%s/scripts/vm", o->root);
	add(&w, "%s", o->results);
	add(&w, "%s", lab ? lab->name : "--all");
	add(&w, "--");
	add_options(&w, o);
	if (lab)
		ask_for_machine(lab);
	setenv("PAGELAB_LANG", intl_language(), 1);
	execv(w.at[0], w.at);
	warn("%s", w.at[0]);
	_exit(EXIT_MISSING);
}

/* Hands every signal on until the script is gone. Its wait status, or −1. */
static int wait_for(pid_t pid, const sigset_t *signals, bool *interrupted)
{
	int status, signal;

	while (sigwait(signals, &signal) == 0) {
		if (signal != SIGCHLD) {
			kill(pid, signal == SIGINT || signal == SIGHUP ? signal : SIGTERM);
			*interrupted = true;
		} else if (waitpid(pid, &status, WNOHANG) == pid) {
			return status;
		}
	}
	return -1;
}

/* The machine's programs are built anew, linked statically. */
static bool has_sources(const struct run_options *o, const struct labconf *lab)
{
	if (!catalogue_is_installed(o->root))
		return true;
	warnx(_("the virtual machine needs Pagelab's sources, and this pagelab was installed "
		"without "
		"them. Nothing was run. Type, in the folder of the sources: make vm-%s"),
	      lab ? lab->name : "NAME");
	return false;
}

int vm_run(const struct run_options *options, const struct labconf *lab)
{
	const pid_t parent = getpid();
	bool interrupted = false;
	sigset_t signals, before;

	if (!has_sources(options, lab))
		return EXIT_MISSING;
	fflush(NULL);
	inherited_interrupts(&signals);
	sigaddset(&signals, SIGCHLD);
	sigprocmask(SIG_BLOCK, &signals, &before);
	const pid_t pid = fork();
	if (pid == 0) {
		inherited_set_usual();
		start(options, lab, parent);
	}
	if (pid < 0)
		warn("fork");
	const int status = pid < 0 ? -1 : wait_for(pid, &signals, &interrupted);
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (interrupted)
		return EXIT_INTERRUPTED;
	return status >= 0 && WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_MISSING;
}

/* SPDX-License-Identifier: MIT */
/* outcome: what became of a run, in a word, an exit code and a sentence; and run.json. */
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <sys/wait.h>

#include "i18n/intl.h"
#include "record/schema.h"
#include "run/drive.h"
#include "run/run.h"
#include "util/exit_code.h"
#include "util/failed.h"
#include "util/utf8.h"
#include "util/version.h"

/* problem, if any, is marked by N_(), or is a lab's. */
static struct outcome because(struct run *run, const char *word, int code, const char *problem)
{
	if (problem)
		reason_say(&run->session.problem, "%s", problem);
	return (struct outcome){word, code};
}

/* "in step memset", "after step memset" or "before its first step" */
static const char *place(const struct run *run, char *out, size_t room)
{
	if (run->session.at.seq == 0)
		return N_("before its first step");
	snprintf(out, room,
		 run->session.died_inside || run->has_before ? N_("in step %s")
							     : N_("after step %s"),
		 run->session.at.step);
	return out;
}

/* how, marked by N_(), puts in a number (%1$d), the place (%2$s) and perhaps what it is (%3$s). */
static struct outcome because_there(struct run *run, const char *word, const char *how, int number,
				    const char *what)
{
	char where[100];

	reason_say(&run->session.problem, how, number, place(run, where, sizeof(where)), what);
	return (struct outcome){word, EXIT_NOT_AS_EXPECTED};
}

static bool lacks_a_source(struct run *run)
{
	int error;
	const enum source source = unread_worst(&run->session.unread, &error);
	char name[64];

	if (source == SOURCES)
		return false;
	reason_say(&run->session.problem,
		   N_("%.60s cannot be read: %s. What it tells is unknown"),
		   unread_name(source, name, sizeof(name)), strerror(error));
	return true;
}

/* It ended as lab.conf says it does: now the verdicts decide. */
static struct outcome judge_verdicts(struct run *run, const struct drive *d)
{
	if (d->bad_messages)
		return because(
			run, N_("failed"), EXIT_NOT_AS_EXPECTED,
			N_("it told the harness what is no message: an expectation may be lost"));
	if (lacks_a_source(run))
		return because(run, N_("failed"), EXIT_NOT_AS_EXPECTED, NULL);
	if (run->session.null_moved)
		return because(
			run, N_("disturbed"), EXIT_NOT_AS_EXPECTED,
			N_("the empty step moved counters of the process: what was measured is "
			   "not the lab's alone. Run it again"));
	if (run->session.tally.deviate && !run->session.problem.english[0])
		run->session.problem = run->session.first_wrong;
	if (run->session.tally.deviate)
		return because(run, N_("deviates"), EXIT_NOT_AS_EXPECTED, NULL);
	return because(run, run->session.tally.explained ? N_("explained") : N_("holds"),
		       EXIT_AS_EXPECTED, NULL);
}

static struct outcome judge_signal(struct run *run, const struct drive *d, int signal)
{
	if (run->session.conf->ends == END_OOM && signal == SIGKILL) {
		if (run->session.autopsy.oom_kills.known && run->session.autopsy.oom_kills.n > 0)
			return judge_verdicts(run, d);
		return because(run, N_("killed"), EXIT_NOT_AS_EXPECTED,
			       N_("it was killed, but not for want of memory: its group's oom_kill "
				  "counter did not rise"));
	}
	if (run->session.conf->ends == END_SIGNAL && run->session.conf->end_signal == signal)
		return judge_verdicts(run, d);
	return because_there(run, N_("crashed"), N_("it was killed by signal %1$d (%3$s) %2$s"),
			     signal, strsignal(signal));
}

static struct outcome judge_exit(struct run *run, const struct drive *d, int status)
{
	if (status == EXIT_NOT_POSSIBLE)
		return because(run, N_("skipped"), EXIT_NOT_POSSIBLE,
			       run->skip_reason[0] ? run->skip_reason
						   : N_("it says it cannot run here"));
	if (status != 0)
		return because_there(run, N_("failed"), N_("it ended with exit code %1$d %2$s"),
				     status, "");
	if (run->session.conf->ends != END_EXIT)
		return because(run, N_("deviates"), EXIT_NOT_AS_EXPECTED,
			       N_("it lived, and lab.conf says that it dies"));
	return judge_verdicts(run, d);
}

static struct outcome judge_end(struct run *run, const struct drive *d)
{
	const siginfo_t *info = &d->info;

	if (info->si_code != CLD_EXITED)
		return judge_signal(run, d, info->si_status);
	if (run->session.died_inside && info->si_status == 0)
		return because(run, N_("failed"), EXIT_NOT_AS_EXPECTED,
			       N_("it ended inside a step: a LAB_STEP must be left at its end"));
	if (run->session.at.seq == 0 && info->si_status == 0)
		return because(run, N_("failed"), EXIT_NOT_AS_EXPECTED, N_("it made no step"));
	return judge_exit(run, d, info->si_status);
}

/* Too many files or processes are no reason to build anything. */
static bool mends_by_make(int error)
{
	return error == -ENOENT || error == -EACCES || error == -ENOEXEC;
}

static struct outcome judge_stopped(struct run *run, int error)
{
	if (error == -ECANCELED)
		return run->wanted;
	if (error == -ETIMEDOUT)
		return because(run, N_("hung"), EXIT_NOT_AS_EXPECTED,
			       N_("a child of it could not be held still within two seconds"));
	if (record_error(&run->record) == 0) {
		const char *what = failed_what(error);

		if (*what)
			reason_say(&run->session.problem,
				   N_("the harness could not go on: %.120s: %s. The results are "
				      "not whole"),
				   what, strerror(-error));
		else
			reason_say(&run->session.problem,
				   N_("the harness could not go on: %s. The results are not whole"),
				   strerror(-error));
		return because(run, N_("unwritten"), EXIT_CANNOT_WRITE, NULL);
	}
	reason_say(&run->session.problem,
		   N_("results cannot be written: %s. What was written stays in "
		      "%.100s/%.100s.partial"),
		   strerror(-error), run->record.results.top, run->record.results.id);
	return because(run, N_("unwritten"), EXIT_CANNOT_WRITE, NULL);
}

struct outcome run_outcome(struct run *run, const struct drive *d, int end)
{
	switch ((enum drive_end)end) {
	case DRIVE_ENDED:
		return judge_end(run, d);
	case DRIVE_NOT_STARTED:
		reason_say(&run->session.problem,
			   mends_by_make(d->error) ? N_("its program cannot be started: %s. Type: make")
					       : N_("its program cannot be started: %s"),
			   strerror(-d->error));
		return because(run, N_("missing"), EXIT_MISSING, NULL);
	case DRIVE_HUNG:
		return because_there(run, N_("hung"),
				     N_("it ran for more than %1$d s %2$s and was ended"),
				     run->session.conf->timeout_s, "");
	case DRIVE_DISTURBED:
		return because(
			run, N_("disturbed"), EXIT_NOT_AS_EXPECTED,
			N_("somebody else continued it (SIGCONT) while it was being looked at. "
			   "Run it again"));
	case DRIVE_BROKEN:
		return because(
			run, N_("failed"), EXIT_NOT_AS_EXPECTED,
			N_("its steps are out of order: a LAB_STEP must be left at its end, not "
			   "by break, return or goto"));
	case DRIVE_INTERRUPTED:
		return because(run, N_("interrupted"), EXIT_INTERRUPTED, N_("interrupted"));
	case DRIVE_STOPPED:
		break;
	}
	return judge_stopped(run, d->error);
}

static void parameters_json(const struct run *run, struct json *j)
{
	const struct run_options *o = run->options;

	json_open(j, "parameters", '{');
	json_value(j, "size_bytes", run->session.size);
	json_value(j, "default_size_bytes", run->usual);
	json_value(j, "size_unit_bytes", run->unit);
	json_string(j, "seed", o->seed);
	json_int(j, "sample_hz", o->sample_hz >= 0 ? o->sample_hz : run->session.conf->sample_hz);
	json_bool(j, "thp_off", !run->session.conf->thp_default);
	json_bool(j, "pause", o->show.pause);
	json_bool(j, "predict", o->predict);
	json_value(j, "lab_cpu",
		   run->session.conf->all_cpus || o->lab_cpu < 0 ? unknown : known(o->lab_cpu));
	json_close(j, '}');
}

static void verdicts_json(const struct run *run, const struct drive *d, struct json *j)
{
	json_open(j, "verdicts", '{');
	json_int(j, "expected", (int64_t)run->session.tally.expected);
	json_int(j, "hold", (int64_t)run->session.tally.hold);
	json_int(j, "explained", (int64_t)run->session.tally.explained);
	json_int(j, "deviate", (int64_t)run->session.tally.deviate);
	json_int(j, "unknown", (int64_t)run->session.tally.unknown);
	json_int(j, "null_moved", (int64_t)run->session.null_moved);
	json_close(j, '}');
	json_open(j, "skipped_steps", '[');
	for (size_t i = 0; i < run->session.skips.count; i++) {
		json_open(j, NULL, '{');
		json_string(j, "step", run->session.skips.m[i].name);
		json_string(j, "reason", run->session.skips.m[i].text);
		json_close(j, '}');
	}
	json_close(j, ']');
	unread_json(&run->session.unread, j);
	replaced_json(&run->session.replaced, j);
	record_rows_json(&run->record, j);
	json_int(j, "late_ticks", (int64_t)run->late_ticks);
	json_int(j, "foreign_stops", (int64_t)d->foreign_stops);
	json_int(j, "bad_messages", (int64_t)d->bad_messages);
}

static void cap_json(const struct cap *cap, enum kill_proof kill, struct json *j)
{
	/* Whether what the OOM killer killed in the room was for the room's own limit. */
	static const char *const kill_words[] = {[KILL_NONE] = NULL,
						 [KILL_PROVEN] = "proven",
						 [KILL_LIKELY] = "likely",
						 [KILL_OUTSIDE] = "outside"};

	if (!cap->how) {
		json_string(j, "cap", NULL);
		return;
	}
	json_open(j, "cap", '{');
	json_string(j, "how", cap->how);
	json_string(j, "where", cap->where);
	json_int(j, "cgroup_version", cap->group.version);
	json_value(j, "limit_bytes", cap->made_bytes);
	if (cap->limit_bytes.n != cap->made_bytes.n)
		json_value(j, "last_limit_bytes", cap->limit_bytes);
	json_string(j, "kills", kill_words[kill]);
	json_close(j, '}');
}

void run_json(const struct run *run, const struct drive *d, struct outcome outcome, struct json *j)
{
	char when[32];
	time_t now = time(NULL);
	struct tm utc;

	strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &utc));
	json_open(j, NULL, '{');
	json_int(j, "schema_version", SCHEMA_VERSION);
	json_string(j, "pagelab_version", PAGELAB_VERSION);
	json_string(j, "run_id", run->record.results.id);
	json_string(j, "lab", run->session.conf->name);
	json_string(j, "ended_utc", when);
	json_string(j, "outcome", outcome.word);
	json_int(j, "exit_code", outcome.exit_code);
	json_string(j, "problem",
		    run->session.problem.english[0] ? run->session.problem.english : NULL);
	json_int(j, "page_size_bytes", run->session.env.page_size);
	json_value(j, "signal",
		   run->session.died_inside && run->session.autopsy.signal
			   ? known(run->session.autopsy.signal)
			   : unknown);
	json_string(j, "kernel_log", run->session.autopsy.log[0] ? run->session.autopsy.log : NULL);
	json_value(j, "uid", run->session.uid);
	cap_json(&run->cap, run->session.worst_kill, j);
	parameters_json(run, j);
	verdicts_json(run, d, j);
	env_json(&run->session.env, j);
	json_close(j, '}');
}

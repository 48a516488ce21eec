/* SPDX-License-Identifier: MIT */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "i18n/intl.h"
#include "screen/replay.h"
#include "screen/replay_internal.h"
#include "screen/screen.h"
#include "util/exit_code.h"
#include "util/utf8.h"

enum { WIDTH = 100 };

/* The run id has a line of its own where all in one is too wide. */
static void print_what(const struct recorded *r)
{
	char line[2 * RECORDED_TEXT];

	snprintf(line, sizeof(line), _("RECORDED, not live | %.40s | Linux %.60s | %s"),
		 r->host[0] ? r->host : "?", r->kernel[0] ? r->kernel : "?",
		 r->ended_utc[0] ? r->ended_utc : "?");
	const bool fits = utf8_width(line) + 3 + (int)strlen(r->id) <= WIDTH;

	printf("%.*s%s%.*s\n", (int)utf8_fitting(line, WIDTH), line,
	       fits ? " | " : _("\n         run "), WIDTH - 13, r->id);
}

/* A step left out is told of before the step that the lab has behind it. */
static int add_skips(struct session *session, const struct recorded *r,
		     const struct recorded_step *next)
{
	int error = 0;

	while (session->skips.count < r->skips && !error) {
		const struct recorded_skip *skip = &r->skip[session->skips.count];
		const int at = labconf_step(session->conf, skip->step);
		struct message m = {.kind = MESSAGE_SKIP};

		if (next && (at < 0 || at > labconf_step(session->conf, next->name)))
			break;
		memcpy(m.name, skip->step, sizeof(m.name));
		memcpy(m.text, skip->reason, sizeof(m.text));
		error = messages_add(&session->skips, &m);
	}
	return error;
}

static void wait_for_enter(void)
{
	char c;

	while (read(STDIN_FILENO, &c, 1) == 1 && c != '\n')
		;
}

static int play(struct session *session, const struct recorded *r, struct recorded_step *step,
		const struct replay_ends *ends)
{
	const bool is_last = step == &r->step[r->steps - 1];
	int error;

	session->at = (struct moment){step->seq > 0 && step->seq < INT_MAX ? (int)step->seq : 0,
				      step->name};
	if (session->at.seq > 0) {
		screen_head(session);
		if (session->options->pause) {
			screen_pause(session);
			wait_for_enter();
		}
	}
	if ((error = replay_step(session, r, step)) < 0 ||
	    (error = add_skips(session, r, is_last ? NULL : step + 1)) < 0)
		return error;
	if (is_last) {
		/* The line that was found last is the one that was recorded. */
		memcpy(session->autopsy.log, r->log, sizeof(session->autopsy.log));
		memcpy(session->autopsy.log_role, ends->log_role[0] ? ends->log_role : "lab",
		       ends->log_role[0] ? sizeof(ends->log_role) : sizeof("lab"));
	}
	if (step->seq > 0 && step->seq == ends->died_in) {
		session->died_inside = true;
		error = replay_autopsy(session, r, step);
	}
	if (!error)
		screen_step(session);
	return error;
}

/* What the machine and its group were, in place of what this one is. */
static void fill_machine(struct session *session, const struct recorded *r)
{
	struct env *env = &session->env;

	snprintf(env->kernel, sizeof(env->kernel), "%s", r->kernel);
	snprintf(env->machine, sizeof(env->machine), "%s", r->machine);
	env->is_guest = r->is_guest;
	env->swap_kib = r->swap_kib;
	env->page_size = (long)r->page_bytes.n;
	session->size = replay_honest(r->size_bytes);
	session->group.limit_bytes = replay_honest(r->limit_bytes);
	session->group.is_there = session->group.limit_bytes.known &&
				  session->group.limit_bytes.n > 0 && r->cgroup_version.known;
	session->group.version = (int)replay_honest(r->cgroup_version).n;
	session->group.how = r->cap_how;
	session->unread = r->unread;
	session->replaced = r->replaced;
	session->group.where = r->cap_where;
	session->uid = replay_honest(r->uid);
	const char *swap = labconf_limit(session->conf, "memory.swap.max");
	session->group.swaps = swap && strcmp(swap, "0") != 0;
}

/* Whether a death in that step can be told of: the group's limit must be known. */
static bool has_autopsy(const struct session *session, const struct recorded *r, int64_t died_in)
{
	for (size_t i = 0; i < r->steps; i++)
		if (r->step[i].seq == died_in && session->group.is_there)
			return recorded_row(&r->step[i], "m:touched_at_death_pages") != NULL;
	return false;
}

static int play_all(struct session *session, const struct recorded *r,
		    const struct replay_ends *ends)
{
	int error = 0;

	print_what(r);
	for (size_t i = 0; i < r->steps && !error; i++)
		error = play(session, r, &r->step[i], ends);
	if (!error && !session->has_head)
		printf(_("It came to no step.\n"));
	if (!error)
		screen_end(session,
			   (struct outcome){r->outcome, r->exit_code.known && !r->exit_code.n
								? EXIT_AS_EXPECTED
								: EXIT_NOT_AS_EXPECTED});
	return error;
}

int replay(struct recorded *r, const struct labconf *conf, const struct session_options *options)
{
	struct labconf own = *conf;
	struct session session = {.options = options, .conf = &own, .whole = true};
	char folder[PATH_MAX];
	struct replay_ends ends;
	size_t len = strlen(r->folder);
	int error;

	while (len > 1 && r->folder[len - 1] == '/')
		len--;
	snprintf(folder, sizeof(folder), "%.*s", (int)len, r->folder);
	utf8_clean(folder);
	session.recording = folder;
	session.run_id = r->id;
	own.thp_default = !r->thp_off;
	fill_machine(&session, r);
	reason_say(&session.problem, "%s", r->problem);
	if ((error = replay_shots(&session, r, &ends)) == 0) {
		/* Of a lab that is not here, only the recording says how it ended. */
		if (own.ends == END_OOM || !own.minutes)
			own.ends = has_autopsy(&session, r, ends.died_in) ? END_OOM : END_EXIT;
		error = play_all(&session, r, &ends);
	}
	free(session.autopsy.curve);
	session_free(&session);
	return error;
}

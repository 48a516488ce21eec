/* SPDX-License-Identifier: MIT */
/* pagelab doctor: what runs on this machine, why the rest does not, and what mends it. */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "doctor/doctor.h"
#include "i18n/intl.h"
#include "i18n/option.h"
#include "record/results.h"
#include "util/exit_code.h"
#include "util/file.h"
#include "util/json.h"
#include "util/utf8.h"

enum { WIDTH = 98 };

static const char doctor_usage[] =
	N_("pagelab doctor [--json] [--results DIR] | --available\n"
	   "  what runs on this machine, what does not, why, and the command that mends it.\n"
	   "  With --available: only how many bytes a program may still take here.\n"
	   "  It looks and changes nothing. Exit: 0 when every core lab runs, if limited; 77 when "
	   "one\n"
	   "  cannot.\n");

static const char *const status_words[] = {N_("ok"), N_("note"), N_("limited"), N_("cannot")};

struct report {
	struct catalogue labs;
	struct finding finding[DOCTOR_CHECKS];
	struct lab_state *state; /* one a lab */
	size_t counts[DOCTOR_CANNOT + 1];
	size_t core_cannot;
	const char *first; /* of these */
	char verdict[400];
};

static const char *lab_word(enum doctor_status status)
{
	return status == DOCTOR_OK ? N_("runs") : status_words[status];
}

static void conclude(struct report *r)
{
	char limited[60] = "", cannot[60] = "", close[160];

	if (r->counts[DOCTOR_LIMITED])
		format(limited, sizeof(limited), _(", %zu limited"), r->counts[DOCTOR_LIMITED]);
	if (r->counts[DOCTOR_CANNOT])
		format(cannot, sizeof(cannot), _(", %zu cannot"), r->counts[DOCTOR_CANNOT]);
	if (r->core_cannot == 1)
		format(close, sizeof(close), _("Mend lab-%s before class."), r->first);
	else if (r->core_cannot)
		format(close, sizeof(close), _("Mend lab-%s and %zu more before class."), r->first,
		       r->core_cannot - 1);
	else
		format(close, sizeof(close), "%s", _("This machine can teach today."));
	format(r->verdict, sizeof(r->verdict), _("%zu of %zu labs run here%s%s. %s"),
	       r->counts[DOCTOR_OK], r->labs.count, limited, cannot, close);
}

static void judge_all(struct report *r)
{
	for (size_t i = 0; i < r->labs.count; i++) {
		struct lab_state *state = &r->state[i];

		doctor_judge(&r->labs.lab[i], r->finding, state);
		r->counts[state->status]++;
		if (state->status != DOCTOR_CANNOT || !r->labs.lab[i].core)
			continue;
		if (!r->core_cannot++)
			r->first = r->labs.lab[i].name;
	}
	conclude(r);
}

/* Prose: broken at blanks, each further line below the first. */
static void print_prose(const char *head, const char *text)
{
	const int indent = utf8_width(head), room = WIDTH - indent;

	while (*text) {
		const size_t len = utf8_fitting(text, room);

		printf("%*s%s%.*s\n", utf8_gap(head, indent), "", head, (int)len, text);
		text += len;
		text += strspn(text, " ");
		head = "";
	}
}

/* A command is never broken; one that does not fit stands on a line of its own. */
static void print_mend(const char *indent, const char *mend)
{
	for (bool is_first = true; *mend; is_first = false) {
		const size_t len = strcspn(mend, "\n");
		const char *word = is_first ? _("mend") : _("or");

		if (strlen(indent) + 6 + len <= WIDTH)
			printf("%s%s%*s%.*s\n", indent, word, utf8_gap(word, 6), "", (int)len,
			       mend);
		else
			printf("%s%s\n  %.*s\n", indent, word, (int)len, mend);
		mend += len + (mend[len] == '\n');
	}
}

static void print_labs(const struct report *r)
{
	const char *head = _("LAB"), *rank = _("LEVEL"), *minutes = _("MIN");
	printf("%s%*s %s%*s %*s%s   %s\n", head, utf8_gap(head, 19), "", rank, utf8_gap(rank, 6),
	       "", utf8_gap(minutes, 3), "", minutes, _("HERE"));
	for (size_t i = 0; i < r->labs.count; i++) {
		const struct labconf *lab = &r->labs.lab[i];
		const struct lab_state *state = &r->state[i];

		const char *level = lab->core ? _("core") : _("extra");
		printf("%-19s %s%*s %3d   %s\n", lab->name, level, utf8_gap(level, 6), "",
		       lab->minutes, _(lab_word(state->status)));
		if (state->reason[0])
			print_prose(_("      why   "), state->reason);
		print_mend("      ", state->mend);
	}
}

static void print_checks(const struct report *r)
{
	printf(_("\nTHIS MACHINE\n"));
	for (size_t i = 0; i < doctor_check_count; i++) {
		const struct finding *f = &r->finding[i];
		char head[128], mend[DOCTOR_MEND];

		const char *status = _(status_words[f->status]), *name = _(doctor_checks[i].name);
		format(head, sizeof(head), "%s%*s %s%*s ", status, utf8_gap(status, 8), "", name,
		       utf8_gap(name, 16), "");
		print_prose(head, f->value);
		if (f->status == DOCTOR_OK)
			continue;
		print_prose(_("         means "), f->meaning);
		doctor_fill_mend(f->mend, "NAME", mend);
		print_mend("         ", mend);
	}
}

static void add_state(struct json *j, const char *status, const char *mend)
{
	json_string(j, "status", status);
	json_string(j, "mend", *mend ? mend : NULL);
}

static void print_json(const struct report *r)
{
	struct json j = {0};

	json_open(&j, NULL, '{');
	json_open(&j, "labs", '[');
	for (size_t i = 0; i < r->labs.count; i++) {
		const struct lab_state *state = &r->state[i];

		json_open(&j, NULL, '{');
		json_string(&j, "name", r->labs.lab[i].name);
		json_string(&j, "level", r->labs.lab[i].core ? "core" : "extra");
		json_string(&j, "reason", state->reason[0] ? state->reason : NULL);
		add_state(&j, lab_word(state->status), state->mend);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_open(&j, "checks", '[');
	for (size_t i = 0; i < doctor_check_count; i++) {
		const struct finding *f = &r->finding[i];
		char mend[DOCTOR_MEND];

		doctor_fill_mend(f->mend, "NAME", mend);
		json_open(&j, NULL, '{');
		json_string(&j, "name", doctor_checks[i].name);
		json_string(&j, "value", f->value);
		json_string(&j, "meaning", f->meaning);
		add_state(&j, status_words[f->status], mend);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_string(&j, "verdict", r->verdict);
	json_close(&j, '}');
	printf("%s\n", j.data);
	json_free(&j);
}

static int examine(const char *root, const char *results, bool is_json)
{
	struct doctor d = {system_roots, caller_self(), root, results, {0}};
	struct report r = {0};
	size_t broken;

	if (is_json)
		intl_english();
	int error = catalogue_read(&r.labs, root, &broken);

	if (error || r.labs.count == 0) {
		warnx(_("%s/labs: %s"), root, error ? intl_error(-error) : _("there is no lab"));
		return EXIT_MISSING;
	}
	r.state = calloc(r.labs.count, sizeof(*r.state));
	if (!r.state)
		err(EXIT_MISSING, "%s", _("no memory for the labs' states"));
	room_look(&d.roots, &d.caller, &d.room);
	doctor_examine(&d, &r.labs, r.finding);
	judge_all(&r);
	if (is_json) {
		print_json(&r);
	} else {
		print_labs(&r);
		print_checks(&r);
		printf(_("\nVERDICT  %s\n"), r.verdict);
	}
	free(r.state);
	catalogue_free(&r.labs);
	if (r.core_cannot)
		return EXIT_NOT_POSSIBLE;
	return broken ? EXIT_NOT_AS_EXPECTED : EXIT_AS_EXPECTED;
}

/* MemAvailable, or what the groups around us leave, if that is less. */
static int print_available(void)
{
	const struct value available = memory_available(&system_roots, getpid());

	if (!available.known)
		errx(EXIT_MISSING, "%s", _("/proc/meminfo does not tell MemAvailable"));
	printf("%lld\n", (long long)available.n);
	return EXIT_AS_EXPECTED;
}

int command_doctor(int argc, char **argv)
{
	static const struct option options[] = {{"json", no_argument, NULL, 'j'},
						{"results", required_argument, NULL, 'r'},
						{"available", no_argument, NULL, 'a'},
						{"help", no_argument, NULL, 'h'},
						{0}};
	char root[PATH_MAX], results[PATH_MAX + 16];
	const char *wanted = results;
	bool is_json = false;
	int option;

	catalogue_root(root);
	results_default(root, results, sizeof(results));
	while ((option = option_next(argc, argv, ":h", options)) != -1) {
		if (option == 'h') {
			fputs(_(doctor_usage), stdout);
			return EXIT_AS_EXPECTED;
		}
		if (option == 'a')
			return print_available();
		if (option == '?')
			return EXIT_BAD_USAGE;
		is_json |= option == 'j';
		wanted = option == 'r' ? optarg : wanted;
	}
	if (optind < argc) {
		fputs(_(doctor_usage), stderr);
		return EXIT_BAD_USAGE;
	}
	return examine(root, wanted, is_json);
}

/* SPDX-License-Identifier: MIT */
#include <err.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/run_arguments.h"
#include "course/seed.h"
#include "i18n/intl.h"
#include "i18n/option.h"
#include "kernel/memory_budget.h"
#include "kernel/vm_guest.h"
#include "util/line.h"
#include "util/number.h"
#include "util/size.h"

static const char usage[] = N_(
	"pagelab run LAB | --all | -- CMD [ARG...]\n"
	"  --size SIZE     how much memory to work with: 64M, 1G (SIZE= for make)\n"
	"  --limit SIZE    how much room a memory-limited lab gets, at least 16M (LIMIT= for "
	"make)\n"
	"  --runs N        how often, 1 to 10000\n"
	"  --sample HZ     a time series too, 1 to 10000 points a second\n"
	"  --seed ID       sizes of one's own, from a student's number\n"
	"  --pause         wait for Enter before each step\n"
	"  --predict       ask for a guess before each step, and show it beside the truth\n"
	"  --map           draw the lab's pages before and after each step (MAP=1 for make)\n"
	"  --results DIR   where the results go (default: results beside the labs, and below\n"
	"                  the current folder for an installed pagelab)\n"
	"  --cap WHERE     where a memory-limited lab gets its group: auto, cgroup (not from "
	"systemd),\n"
	"                  systemd, vm (any lab, in a throw-away virtual machine: VM=1 for make), "
	"none\n"
	"  --json          print run.json instead of the ledger\n"
	"  --quiet         print nothing but what went wrong\n"
	"  -v, --verbose   also the course text's lines of /proc/PID/status, and pmap's\n"
	"  --color, --no-color   colour, or none (NO_COLOR in the environment does the same)\n");

enum {
	OPTION_ALL = 256,
	OPTION_SIZE,
	OPTION_LIMIT,
	OPTION_RUNS,
	OPTION_SAMPLE,
	OPTION_SEED,
	OPTION_PAUSE,
	OPTION_PREDICT,
	OPTION_MAP,
	OPTION_RESULTS,
	OPTION_JSON,
	OPTION_QUIET,
	OPTION_CAP,
	OPTION_COLOR,
	OPTION_NO_COLOR
};

static const struct option long_options[] = {
	{"all", no_argument, NULL, OPTION_ALL},
	{"size", required_argument, NULL, OPTION_SIZE},
	{"limit", required_argument, NULL, OPTION_LIMIT},
	{"runs", required_argument, NULL, OPTION_RUNS},
	{"sample", required_argument, NULL, OPTION_SAMPLE},
	{"seed", required_argument, NULL, OPTION_SEED},
	{"pause", no_argument, NULL, OPTION_PAUSE},
	{"predict", no_argument, NULL, OPTION_PREDICT},
	{"map", no_argument, NULL, OPTION_MAP},
	{"results", required_argument, NULL, OPTION_RESULTS},
	{"json", no_argument, NULL, OPTION_JSON},
	{"quiet", no_argument, NULL, OPTION_QUIET},
	{"verbose", no_argument, NULL, 'v'},
	{"cap", required_argument, NULL, OPTION_CAP},
	{"color", no_argument, NULL, OPTION_COLOR},
	{"no-color", no_argument, NULL, OPTION_NO_COLOR},
	{"help", no_argument, NULL, 'h'},
	{0},
};

/* A number in words of ours; false and a line on stderr for anything else. */
static bool take_number(const char *name, const char *text, int min, int max, int *out)
{
	const char *s = text, *end = text + strlen(text);
	struct value value = parse_number(&s, end);

	if (value.known && s == end && value.n >= min && value.n <= max) {
		*out = (int)value.n;
		return true;
	}
	warnx(_("--%s %.40s: expected a whole number from %d to %d"), name, line_part(text, 40),
	      min, max);
	return false;
}

static bool take_number_of_bytes(const char *name, const char *text, struct value *out)
{
	*out = size_parse(text);
	if (!out->known)
		warnx(_("%s %.40s: expected a size such as 64M or 1G"), name, line_part(text, 40));
	return out->known;
}

static bool take_size(const char *text, struct value *out)
{
	const struct value most = fit_most(&system_roots);
	char there[FIT_TEXT], typed[FIT_TYPED];

	if (!take_number_of_bytes("SIZE", text, out))
		return false;
	if (!most.known || out->n <= most.n)
		return true;
	warnx(_("SIZE %.40s is too much: at most %s. Type: %s"), line_part(text, 40),
	      fit_show(&system_roots, there),
	      guest_is_here(&system_roots)		 ? _("a smaller SIZE, or VM_MEM=1G")
	      : *fit_typed(&system_roots, "SIZE", typed) ? typed
							 : "make doctor");
	return false;
}

/* Whether a room of that size is to be had now is found when it is made: cap_promise. */
static bool take_limit(const char *text, struct value *out)
{
	const int64_t half = (int64_t)sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE) / 2;
	char size[32];

	if (!take_number_of_bytes("LIMIT", text, out))
		return false;
	if (out->n < CAP_FLOOR_BYTES) {
		warnx(_("%s %.40s is below the floor of %s: a smaller group can hang"), "LIMIT",
		      line_part(text, 40), size_show(CAP_FLOOR_BYTES, size, sizeof(size)));
		return false;
	}
	if (guest_is_here(&system_roots) || out->n <= half)
		return true;
	warnx(_("LIMIT %.40s is too much: half of this machine's memory is %s"),
	      line_part(text, 40), size_show(half, size, sizeof(size)));
	return false;
}

static bool take_run_seed(const char *text, const char **out)
{
	const char *wrong = *text ? seed_wrong(text) : NULL;

	*out = *text ? text : NULL;
	if (wrong)
		warnx("SEED: %s", _(wrong));
	return !wrong;
}

static bool take_cap(const char *text, enum cap_choice *out)
{
	static const char *const words[] = {"auto", "cgroup", "systemd", "vm", "none"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(text, words[i]) == 0) {
			*out = (enum cap_choice)i;
			return true;
		}
	warnx(_("--cap %.40s: expected auto, cgroup, systemd, vm or none"), line_part(text, 40));
	return false;
}

/* What only a lab can be told: a program of one's own is run as it is, once. */
static bool is_for_labs(int option)
{
	static const int others[] = {OPTION_SAMPLE, OPTION_RESULTS,  OPTION_QUIET,
				     OPTION_COLOR,  OPTION_NO_COLOR, 'h'};

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (option == others[i])
			return false;
	return true;
}

static const char *name_of(int option)
{
	for (const struct option *o = long_options; o->name; o++)
		if (o->val == option)
			return o->name;
	return "";
}

static bool take_option(int option, struct request *r)
{
	struct run_options *o = &r->options;

	if (is_for_labs(option))
		r->lab_option = name_of(option);
	switch (option) {
	case OPTION_ALL:
		return r->all = true;
	case OPTION_SIZE:
		return take_size(optarg, &o->size);
	case OPTION_LIMIT:
		return take_limit(optarg, &o->limit);
	case OPTION_RUNS:
		return take_number("runs", optarg, 1, 10000, &o->runs);
	case OPTION_SAMPLE:
		return take_number("sample", optarg, 1, 10000, &o->sample_hz);
	case OPTION_SEED:
		return take_run_seed(optarg, &o->seed);
	case OPTION_PAUSE:
		return o->show.pause = true;
	case OPTION_PREDICT:
		return o->predict = true;
	case OPTION_MAP:
		return o->show.map = true;
	case OPTION_RESULTS:
		o->results = optarg;
		return true;
	case OPTION_JSON:
		return o->show.json = true;
	case OPTION_QUIET:
		return o->show.quiet = true;
	case 'v':
		return o->show.verbose = true;
	case OPTION_CAP:
		return take_cap(optarg, &o->cap);
	case OPTION_COLOR:
		return o->show.color = true;
	case OPTION_NO_COLOR:
		o->show.color = false;
		return true;
	case 'h':
		return r->help = true;
	default:
		return false; /* it is said why */
	}
}

/* Options, up to the first word that is none. */
static bool take_options(int argc, char **argv, struct request *r)
{
	int option;

	while ((option = option_next(argc, argv, "+:hv", long_options)) != -1)
		if (!take_option(option, r))
			return false;
	return true;
}

bool request_take(int argc, char **argv, struct request *r)
{
	if (!take_options(argc, argv, r))
		return false;
	if (r->help) {
		fputs(_(usage), stdout);
		return true;
	}
	/* A command's own options, behind --, are not ours. */
	if (optind > 1 && strcmp(argv[optind - 1], "--") == 0 && optind < argc) {
		r->command = argv + optind;
		if (!r->lab_option)
			return true;
		fprintf(stderr,
			_("pagelab run: --%s is for labs; a program behind -- is run once, as it "
			  "is. "
			  "Nothing was run. Type: pagelab run -- %.60s%s\n"),
			r->lab_option, r->command[0], r->command[1] ? " …" : "");
		return false;
	}
	r->lab = optind < argc ? argv[optind++] : NULL;
	/* Options may also follow the lab's name. */
	if (!take_options(argc, argv, r))
		return false;
	if (r->options.predict && (r->options.show.quiet || r->options.show.json)) {
		fputs(_("pagelab run: --predict asks on the screen, so leave out --quiet and "
			"--json\n"),
		      stderr);
		return false;
	}
	if (r->all == (r->lab != NULL) || optind < argc) {
		fputs(_("pagelab run: expected one lab, or --all, or -- and a command. "
			"Type: pagelab run --help\n"),
		      stderr);
		return false;
	}
	return true;
}

/* SPDX-License-Identifier: MIT */
/* pagelab run: what was asked for, checked before anything is started. */
#include <err.h>
#include <errno.h>
#include <getopt.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "catalogue.h"
#include "commands.h"
#include "file.h"
#include "parse.h"
#include "results.h"
#include "run.h"
#include "size.h"
#include "spawn.h"

static const char usage[] =
	"pagelab run LAB | --all | -- CMD [ARG...]\n"
	"  --size SIZE     how much memory to work with: 64M, 1G (SIZE= for make)\n"
	"  --limit SIZE    how much room a memory-limited lab gets, at least 16M (LIMIT= for "
	"make)\n"
	"  --runs N        how often, 1 to 10000\n"
	"  --sample HZ     a time series too, 1 to 10000 points a second\n"
	"  --seed ID       sizes of one's own, from a student's number\n"
	"  --pause         wait for Enter before each step\n"
	"  --results DIR   where the results go (default: results)\n"
	"  --json          print run.json instead of the ledger\n"
	"  --quiet         print nothing but what went wrong\n"
	"  -v, --verbose   also the course text's lines of /proc/PID/status, and pmap's\n"
	"  --no-color      no colour (NO_COLOR in the environment does the same)\n";

enum {
	OPTION_ALL = 256,
	OPTION_SIZE,
	OPTION_LIMIT,
	OPTION_RUNS,
	OPTION_SAMPLE,
	OPTION_SEED,
	OPTION_PAUSE,
	OPTION_RESULTS,
	OPTION_JSON,
	OPTION_QUIET,
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
	{"results", required_argument, NULL, OPTION_RESULTS},
	{"json", no_argument, NULL, OPTION_JSON},
	{"quiet", no_argument, NULL, OPTION_QUIET},
	{"verbose", no_argument, NULL, 'v'},
	{"no-color", no_argument, NULL, OPTION_NO_COLOR},
	{"help", no_argument, NULL, 'h'},
	{0},
};

struct request {
	struct run_options options;
	bool all, help;
	struct cap_tries tries; /* to have a memory-limited group */
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
	warnx("--%s %.40s: expected a whole number from %d to %d", name, text, min, max);
	return false;
}

static bool take_size(const char *name, const char *text, int64_t floor, struct value *out)
{
	const struct value available = memory_available(&system_roots, getpid());
	char there[32];

	*out = size_parse(text);
	if (!out->known) {
		warnx("%s %.40s: expected a size such as 64M or 1G", name, text);
		return false;
	}
	if (out->n < floor) {
		warnx("%s %.40s is below the floor of %s: a smaller group can hang", name, text,
		      size_show(floor, there, sizeof(there)));
		return false;
	}
	if (!available.known || out->n <= available.n / 2)
		return true;
	warnx("%s %.40s is too much: at most half of the %s that are available. Type: %s=100M",
	      name, text, size_show(available.n, there, sizeof(there)), name);
	return false;
}

static bool take_seed(const char *text, const char **out)
{
	*out = *text ? text : NULL;
	if (strlen(text) <= 64 && !strpbrk(text, "\r\n\t"))
		return true;
	warnx("SEED: expected at most 64 bytes on one line");
	return false;
}

static bool take_option(int option, struct request *r)
{
	struct run_options *o = &r->options;

	switch (option) {
	case OPTION_ALL:
		return r->all = true;
	case OPTION_SIZE:
		return take_size("SIZE", optarg, 1, &o->size);
	case OPTION_LIMIT:
		return take_size("LIMIT", optarg, CAP_FLOOR_BYTES, &o->limit);
	case OPTION_RUNS:
		return take_number("runs", optarg, 1, 10000, &o->runs);
	case OPTION_SAMPLE:
		return take_number("sample", optarg, 1, 10000, &o->sample_hz);
	case OPTION_SEED:
		return take_seed(optarg, &o->seed);
	case OPTION_PAUSE:
		return o->pause = true;
	case OPTION_RESULTS:
		o->results = optarg;
		return true;
	case OPTION_JSON:
		return o->json = true;
	case OPTION_QUIET:
		return o->quiet = true;
	case 'v':
		return o->verbose = true;
	case OPTION_NO_COLOR:
		o->color = false;
		return true;
	case 'h':
		return r->help = true;
	default:
		return false; /* getopt has said why */
	}
}

/* The harness keeps off the lab's CPU. */
static void choose_cpus(struct run_options *o)
{
	cpu_set_t set;

	spawn_choose_cpus(&o->lab_cpu, &o->own_cpu);
	if (o->own_cpu < 0)
		return;
	CPU_ZERO(&set);
	CPU_SET((size_t)o->own_cpu, &set);
	sched_setaffinity(0, sizeof(set), &set);
}

static int worse(int a, int b)
{
	return a == EXIT_AS_EXPECTED ? b : a;
}

static int run_lab(const struct run_options *o, const struct labconf *conf)
{
	int worst = EXIT_AS_EXPECTED, as_expected = 0;

	for (int i = 0; i < o->runs; i++) {
		int code = run_once(o, conf, i == 0);

		if (code != EXIT_AS_EXPECTED && code != EXIT_NOT_AS_EXPECTED)
			return code;
		as_expected += code == EXIT_AS_EXPECTED;
		worst = worse(worst, code);
	}
	if (o->runs > 1 && !o->quiet && !o->json)
		printf("RUNS    %d of %d as expected\n", as_expected, o->runs);
	return worst;
}

static int run_named(const struct run_options *o, const char *name)
{
	struct labconf conf;
	int error = catalogue_read_lab(o->root, name, &conf);

	if (error == -EINVAL)
		return EXIT_NOT_AS_EXPECTED;
	if (error) {
		warnx("there is no lab \"%.40s\". Type: make list", name);
		return EXIT_BAD_USAGE;
	}
	return run_lab(o, &conf);
}

static int run_all(struct run_options *o)
{
	struct catalogue c;
	size_t broken, passed = 0, skipped = 0;
	int worst = EXIT_AS_EXPECTED;
	int error = catalogue_read(&c, o->root, &broken);

	if (error) {
		warnx("%s/labs: %s", o->root, strerror(-error));
		return EXIT_MISSING;
	}
	for (size_t i = 0; i < c.count; i++) {
		if (i && !o->quiet && !o->json)
			puts("");
		int code = run_lab(o, &c.lab[i]);
		passed += code == EXIT_AS_EXPECTED;
		skipped += code == EXIT_NOT_POSSIBLE;
		if (code == EXIT_INTERRUPTED) {
			worst = code;
			break;
		}
		if (code != EXIT_NOT_POSSIBLE)
			worst = worse(worst, code);
	}
	if (!o->quiet && !o->json)
		printf("\nLABS    %zu as expected, %zu not, %zu skipped\n", passed,
		       c.count - passed - skipped, skipped);
	catalogue_free(&c);
	return broken ? worse(worst, EXIT_NOT_AS_EXPECTED) : worst;
}

/* Only a lab with limits needs a group. */
static bool needs_room(const struct request *r, const char *name)
{
	return r->all || catalogue_lab_has_limits(r->options.root, name);
}

/*
 * A lab with limits needs a part of the group tree that is ours. Where none is and systemd can give
 * one, this does not return: the same command starts again inside it.
 */
static void find_room(struct request *r, const char *name, char **argv)
{
	struct cap_tries tries = {0};
	struct group parent;
	const char *where;

	r->options.tries = &r->tries;
	if (!needs_room(r, name))
		return;
	const bool found = cap_find_parent(&system_roots, &parent, &where, &tries);
	if (!found || (strcmp(where, "root") == 0 && access("/run/systemd/system", F_OK) == 0))
		cap_enter_scope(argv - 1, &r->tries); /* with the program's name, as main has it */
}

static bool wants_color(void)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(STDOUT_FILENO) && !(no_color && *no_color) &&
	       !(term && strcmp(term, "dumb") == 0);
}

int command_run(int argc, char **argv)
{
	char root[PATH_MAX], results[PATH_MAX + 16];
	struct request r = {.options = {.runs = 1,
					.sample_hz = -1,
					.lab_cpu = -1,
					.own_cpu = -1,
					.color = wants_color()}};
	int option;
	/* A command's own options, behind --, are not ours. */
	bool command = false;

	catalogue_root(root);
	results_default(root, results, sizeof(results));
	r.options.root = root;
	r.options.results = results;
	while ((option = getopt_long(argc, argv, "+hv", long_options, NULL)) != -1)
		if (!take_option(option, &r))
			return EXIT_BAD_USAGE;
	if (r.help) {
		fputs(usage, stdout);
		return EXIT_AS_EXPECTED;
	}
	command = optind > 1 && strcmp(argv[optind - 1], "--") == 0 && optind < argc;
	if (command)
		return watch_command(&r.options, argv + optind);
	const char *name = optind < argc ? argv[optind++] : NULL;
	/* Options may also follow the lab's name. */
	while ((option = getopt_long(argc, argv, "+hv", long_options, NULL)) != -1)
		if (!take_option(option, &r))
			return EXIT_BAD_USAGE;
	if (r.all == (name != NULL) || optind < argc) {
		fputs("pagelab run: expected one lab, or --all, or -- and a command. "
		      "Type: pagelab run --help\n",
		      stderr);
		return EXIT_BAD_USAGE;
	}
	cap_clean(&system_roots); /* what a run before us may have left, killed */
	find_room(&r, name, argv);
	choose_cpus(&r.options);
	return r.all ? run_all(&r.options) : run_named(&r.options, name);
}

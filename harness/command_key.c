/* SPDX-License-Identifier: MIT */
/* pagelab key: which numbers a student's seed makes, for whoever reads the reports. */
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "catalogue.h"
#include "commands.h"
#include "intl.h"
#include "names.h"
#include "option.h"
#include "roster.h"
#include "run.h"
#include "seed.h"
#include "size.h"

static const char usage[] =
	N_("pagelab key --seed ID | --roster FILE [--page SIZE] [LAB...]: the size and the room "
	   "that\n"
	   "SEED=ID gives each lab, in bytes and pages; a lab that is the same for all is left "
	   "out.\n"
	   "  --roster FILE  of every student in it: an id on each line\n"
	   "  --page SIZE    the students' machines have pages of that size (default: as here)\n"
	   "Exit: 0, 64 usage, 69 when a file or a lab is missing.\n");

struct key {
	struct names seeds;
	int64_t page_bytes;
	char *const *labs; /* NULL-terminated; none: all */
	char root[PATH_MAX];
	size_t rows;
};

static bool take_page(const char *text, int64_t *out)
{
	const struct value page = size_parse(text);

	if (page.known && page.n >= 4096 && page.n <= 1 << 20 && !(page.n & (page.n - 1))) {
		*out = page.n;
		return true;
	}
	warnx(_("--page %.40s: expected a size of pages, such as 4K, 16K or 64K"), text);
	return false;
}

static bool take_seed(struct names *seeds, const char *seed)
{
	const char *wrong = seed_wrong(seed);

	if (wrong) {
		warnx("--seed: %s", _(wrong));
		return false;
	}
	return names_add(seeds, seed) != 0;
}

/* An exit code, or −1 to go on. */
static int take_roster(struct names *seeds, const char *path)
{
	char why[PATH_MAX + 300];
	const int error = roster_read(seeds, path, why, sizeof(why));

	if (!error)
		return -1;
	warnx("%s", why);
	return error == -EINVAL ? EXIT_BAD_USAGE : EXIT_MISSING;
}

/* An exit code, or −1 to go on. */
static int parse(int argc, char **argv, struct key *k)
{
	static const struct option options[] = {
		{"seed", required_argument, NULL, 's'},
		{"roster", required_argument, NULL, 'r'},
		{"page", required_argument, NULL, 'p'},
		{"help", no_argument, NULL, 'h'},
		{0},
	};
	bool good = true;
	int c, code = -1;

	while (good && code < 0 && (c = option_next(argc, argv, ":h", options)) != -1) {
		if (c == 's')
			good = take_seed(&k->seeds, optarg);
		else if (c == 'r')
			code = take_roster(&k->seeds, optarg);
		else if (c == 'p')
			good = take_page(optarg, &k->page_bytes);
		else if (c == 'h')
			return fputs(_(usage), stdout) < 0 ? EXIT_CANNOT_WRITE : EXIT_AS_EXPECTED;
		else if (c == '?')
			good = false;
	}
	k->labs = argv + optind;
	if (code >= 0)
		return code;
	if (good && k->seeds.count)
		return -1;
	fputs(_(usage), stderr);
	return EXIT_BAD_USAGE;
}

static bool is_wanted(const struct key *k, const char *lab)
{
	for (char *const *name = k->labs; *name; name++)
		if (strcmp(*name, lab) == 0)
			return true;
	return !*k->labs;
}

static void print_row(const struct key *k, const struct labconf *lab, const char *seed,
		      struct seeded own)
{
	char bytes[40] = "", pages[40] = "", room[40] = "";

	if (own.size_bytes.known) {
		count_show(own.size_bytes.n, false, bytes, sizeof(bytes));
		count_show(own.size_bytes.n / k->page_bytes, false, pages, sizeof(pages));
	}
	if (own.limit_bytes.known)
		count_show(own.limit_bytes.n, false, room, sizeof(room));
	printf("%-16s %-16s %14s %10s %14s\n", seed, lab->name, bytes, pages, room);
}

/* Two with the same numbers could hand in the same file. */
static void warn_of_twins(const struct key *k, const struct labconf *lab, const struct seeded *own)
{
	for (size_t i = 0; i < k->seeds.count; i++)
		for (size_t j = 0; j < i; j++)
			if (own[i].size_bytes.n == own[j].size_bytes.n &&
			    own[i].limit_bytes.n == own[j].limit_bytes.n)
				warnx(_("%s: %s and %s have the same numbers"), lab->name,
				      k->seeds.text[j], k->seeds.text[i]);
}

static void print_lab(struct key *k, const struct labconf *lab)
{
	const struct usual usual = seed_ask(k->root, lab->name, k->page_bytes);
	struct seeded *own = calloc(k->seeds.count, sizeof(*own));

	if (!own)
		err(EXIT_MISSING, "%s", lab->name);
	for (size_t i = 0; i < k->seeds.count; i++) {
		own[i] = seed_of(k->seeds.text[i], lab, usual, k->page_bytes);
		if (!own[i].size_bytes.known && !own[i].limit_bytes.known)
			break;
		if (!k->rows++)
			printf("%-16s %-16s %14s %10s %14s\n", "SEED", "LAB", "SIZE_BYTES", "PAGES",
			       "ROOM_BYTES");
		print_row(k, lab, k->seeds.text[i], own[i]);
	}
	if (usual.most_bytes.known)
		warnx(_("%s: the size depends on the machine; this is what it is on this one"),
		      lab->name);
	if (own[0].size_bytes.known || own[0].limit_bytes.known)
		warn_of_twins(k, lab, own);
	free(own);
}

static int print_key(struct key *k)
{
	struct catalogue c;
	struct labconf lab;
	size_t broken;

	for (char *const *name = k->labs; *name; name++)
		if (catalogue_read_lab(k->root, *name, &lab) < 0) {
			warnx(_("there is no lab %.40s. Type: make list"), *name);
			return EXIT_MISSING;
		}
	if (catalogue_read(&c, k->root, &broken) < 0)
		return EXIT_MISSING;
	for (size_t i = 0; i < c.count; i++)
		if (is_wanted(k, c.lab[i].name))
			print_lab(k, &c.lab[i]);
	catalogue_free(&c);
	if (!k->rows)
		warnx(_("these labs are the same for every seed"));
	return EXIT_AS_EXPECTED;
}

int command_key(int argc, char **argv)
{
	struct key k = {.page_bytes = sysconf(_SC_PAGESIZE)};
	int code = parse(argc, argv, &k);

	if (code < 0) {
		catalogue_root(k.root);
		code = print_key(&k);
	}
	names_free(&k.seeds);
	return code;
}

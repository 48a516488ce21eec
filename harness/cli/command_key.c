/* SPDX-License-Identifier: MIT */
/* pagelab key: which numbers a student's seed makes, for whoever reads the reports. */
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "course/roster.h"
#include "course/seed.h"
#include "i18n/intl.h"
#include "i18n/option.h"
#include "lab/lab_list.h"
#include "util/exit_code.h"
#include "util/file.h"
#include "util/line.h"
#include "util/names.h"
#include "util/size.h"
#include "util/utf8.h"

static const char key_usage[] =
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
	size_t rows, unbuilt;
	int seed_wide, lab_wide; /* columns of the screen */
};

static bool take_page(const char *text, int64_t *out)
{
	const struct value page = size_parse(text);

	if (page.known && page.n >= 4096 && page.n <= 1 << 20 && !(page.n & (page.n - 1))) {
		*out = page.n;
		return true;
	}
	warnx(_("--page %.40s: expected a size of pages, such as 4K, 16K or 64K"),
	      line_part(text, 40));
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
static int parse_key(int argc, char **argv, struct key *k)
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
			return fputs(_(key_usage), stdout) < 0 ? EXIT_CANNOT_WRITE
							       : EXIT_AS_EXPECTED;
		else if (c == '?')
			good = false;
	}
	k->labs = argv + optind;
	if (code >= 0)
		return code;
	if (good && k->seeds.count)
		return -1;
	fputs(_(key_usage), stderr);
	return EXIT_BAD_USAGE;
}

static bool is_wanted(const struct key *k, const char *lab)
{
	for (char *const *name = k->labs; *name; name++)
		if (strcmp(*name, lab) == 0)
			return true;
	return !*k->labs;
}

/* A row, or the heads of all: a seed and a lab, then numbers. */
static void print_cells(const struct key *k, const char *const cells[5])
{
	enum { NAMES = 2, BYTES_WIDE = 14, PAGES_WIDE = 10 };
	static const int wide[] = {BYTES_WIDE, PAGES_WIDE, BYTES_WIDE};

	printf("%s%*s %s%*s", cells[0], utf8_gap(cells[0], k->seed_wide), "", cells[1],
	       utf8_gap(cells[1], k->lab_wide), "");
	for (int i = 0; i < 3; i++)
		printf(" %*s%s", utf8_gap(cells[NAMES + i], wide[i]), "", cells[NAMES + i]);
	printf("\n");
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
	print_cells(k, (const char *const[]){seed, lab->name, bytes, pages, room});
}

static bool are_twins(struct seeded a, struct seeded b)
{
	return a.size_bytes.n == b.size_bytes.n && a.limit_bytes.n == b.limit_bytes.n;
}

/* Two with the same numbers could hand in the same file. All of them are named in one line. */
static void warn_of_twins(const struct key *k, const struct labconf *lab, const struct seeded *own)
{
	for (size_t i = 0; i < k->seeds.count; i++) {
		size_t earlier = 0, more = 0, len = 0;
		char *list = NULL;

		while (earlier < i && !are_twins(own[earlier], own[i]))
			earlier++;
		FILE *f = earlier < i ? NULL : open_memstream(&list, &len);
		if (!f)
			continue;
		fputs(k->seeds.text[i], f);
		for (size_t j = i + 1; j < k->seeds.count; j++)
			if (are_twins(own[i], own[j])) {
				fprintf(f, ", %s", k->seeds.text[j]);
				more++;
			}
		if (fclose(f) == 0 && more)
			warnx(_("%s: %s have the same numbers"), lab->name, list);
		free(list);
	}
}

/* Its program knows its size. */
static bool is_built(const struct key *k, const char *lab)
{
	char program[PATH_MAX + LABCONF_NAME + 16];

	format(program, sizeof(program), "%s/build/labs/%s", k->root, lab);
	return access(program, X_OK) == 0;
}

static void print_answers(struct key *k, const struct labconf *lab)
{
	if (!is_built(k, lab->name)) {
		k->unbuilt++;
		return;
	}
	const struct usual usual = seed_ask(k->root, lab->name, k->page_bytes);
	struct seeded *own = calloc(k->seeds.count, sizeof(*own));

	if (!own)
		err(EXIT_MISSING, "%s", lab->name);
	for (size_t i = 0; i < k->seeds.count; i++) {
		own[i] = seed_of(k->seeds.text[i], lab, usual, k->page_bytes);
		if (!own[i].size_bytes.known && !own[i].limit_bytes.known)
			break;
		if (!k->rows++)
			print_cells(k, (const char *const[]){_("SEED"), _("LAB"), _("SIZE_BYTES"),
							     _("PAGES"), _("ROOM_BYTES")});
		print_row(k, lab, k->seeds.text[i], own[i]);
	}
	if (usual.most_bytes.known)
		warnx(_("%s: the size depends on the machine; this is what it is on this one"),
		      lab->name);
	if (own[0].size_bytes.known || own[0].limit_bytes.known)
		warn_of_twins(k, lab, own);
	free(own);
}

static int wider(int wide, const char *name)
{
	const int own = utf8_width(name);

	return own > wide ? own : wide;
}

/* The columns of names are as wide as the longest in them. */
static void measure(struct key *k, const struct catalogue *c)
{
	const int least = 16;

	k->seed_wide = k->lab_wide = least;
	for (size_t i = 0; i < k->seeds.count; i++)
		k->seed_wide = wider(k->seed_wide, k->seeds.text[i]);
	for (size_t i = 0; i < c->count; i++)
		k->lab_wide = wider(k->lab_wide, c->lab[i].name);
}

static int print_key(struct key *k)
{
	struct catalogue c;
	struct labconf lab;
	size_t broken;

	for (char *const *name = k->labs; *name; name++)
		if (catalogue_read_lab(k->root, *name, &lab) < 0) {
			warnx(_("there is no lab %.40s. Type: make list"), line_part(*name, 40));
			return EXIT_MISSING;
		}
	if (catalogue_read(&c, k->root, &broken) < 0)
		return EXIT_MISSING;
	measure(k, &c);
	for (size_t i = 0; i < c.count; i++)
		if (is_wanted(k, c.lab[i].name))
			print_answers(k, &c.lab[i]);
	catalogue_free(&c);
	if (k->unbuilt)
		warnx(n_("%zu lab is not built, so nobody can tell its numbers. Type: make",
			 "%zu labs are not built, so nobody can tell their numbers. Type: make",
			 k->unbuilt),
		      k->unbuilt);
	else if (!k->rows)
		warnx(_("these labs are the same for every seed"));
	return k->unbuilt ? EXIT_MISSING : EXIT_AS_EXPECTED;
}

int command_key(int argc, char **argv)
{
	struct key k = {.page_bytes = sysconf(_SC_PAGESIZE)};
	int code = parse_key(argc, argv, &k);

	if (code < 0) {
		catalogue_root(k.root);
		code = print_key(&k);
	}
	names_free(&k.seeds);
	return code;
}

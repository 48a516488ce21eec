/* SPDX-License-Identifier: MIT */
/* pagelab list and pagelab fields: what there is, printed. */
#include <err.h>
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "i18n/intl.h"
#include "kernel/metrics.h"
#include "lab/lab_list.h"
#include "util/exit_code.h"
#include "util/json.h"
#include "util/utf8.h"

static void print_how(const char *root, const char *lab)
{
	if (!catalogue_is_installed(root)) {
		printf(_("\nRun one:  make lab-%s        all:  make labs\n"), lab);
		return;
	}
	printf(_("\nRun one:  pagelab run %s        all:  pagelab run --all\n"), lab);
	puts(_("Where a message says make lab-NAME SIZE=64M, type pagelab run NAME --size 64M."));
}

static void print_lab(const struct labconf *lab)
{
	const char *level = lab->core ? _("core") : _("extra");

	printf("%-16s %s%*s %4d  %s\n", lab->name, level, utf8_gap(level, 6), "", lab->minutes,
	       _(lab->summary));
}

/* The head of lab i's class. It begins with no small letter, as each lab's line does. */
static void print_class(const struct catalogue *c, size_t i)
{
	static const char *const heads[] = {[IN_CLASS_1] = N_("CLASS 1  Promised and had"),
					    [IN_CLASS_2] = N_("CLASS 2  Whose memory"),
					    [IN_CLASS_3] = N_("CLASS 3  When it runs short"),
					    [AT_HOME] = N_("AT HOME"),
					    [BEYOND] = N_("BEYOND THE COURSE")};
	const enum lab_class class = c->lab[i].class;
	int minutes = 0;

	for (; i < c->count && c->lab[i].class == class; i++)
		minutes += c->lab[i].minutes;
	printf("\n%s: ", _(heads[class]));
	printf(_("%d min"), minutes);
	putchar('\n');
}

int command_list(int argc, char **argv)
{
	struct catalogue c;
	char root[PATH_MAX];
	size_t broken;

	if (argc > 1) {
		const bool help = strcmp(argv[1], "--help") == 0;

		fputs(_("pagelab list: prints the labs in course order\n"), help ? stdout : stderr);
		return help ? EXIT_AS_EXPECTED : EXIT_BAD_USAGE;
	}
	catalogue_root(root);
	int error = catalogue_read(&c, root, &broken);
	if (error) {
		warnx(_("%s/labs: %s"), root, intl_error(-error));
		return EXIT_MISSING;
	}
	const char *lab = _("LAB"), *level = _("LEVEL"), *minutes = _("MIN");
	printf("%s%*s %s%*s %*s%s  %s\n", lab, utf8_gap(lab, 16), "", level, utf8_gap(level, 6), "",
	       utf8_gap(minutes, 4), "", minutes, _("QUESTION"));
	for (size_t i = 0; i < c.count; i++) {
		if (i == 0 || c.lab[i].class != c.lab[i - 1].class)
			print_class(&c, i);
		print_lab(&c.lab[i]);
	}
	print_how(root, c.count ? c.lab[0].name : "NAME");
	catalogue_free(&c);
	return broken ? EXIT_NOT_AS_EXPECTED : EXIT_AS_EXPECTED;
}

static const char *kind(const struct metric *m)
{
	return m->flags & METRIC_COUNTER ? N_("counter") : N_("gauge");
}

static const char *whose(const struct metric *m)
{
	return m->flags & METRIC_OWN ? N_("own") : N_("shared");
}

static const char *place(const struct place *at)
{
	return at->source == SOURCE_NONE ? "" : sources[at->source].path;
}

enum { FIELD_CELLS = 6 };

struct field_line {
	const char *cell[FIELD_CELLS];
};

/* Line i of the table; line 0 is its head. */
static struct field_line field_line(size_t i)
{
	if (i == 0)
		return (struct field_line){
			{_("COLUMN"), _("UNIT"), _("KIND"), _("MOVED"), _("FILE"), _("MEANING")}};
	const struct metric *m = &metrics[i - 1];
	return (struct field_line){
		{m->column, metric_unit(m), _(kind(m)), _(whose(m)), place(&m->at), _(m->meaning)}};
}

/* A line for each column, so that grep finds it whole; only the meaning may leave the screen. */
static void fields_as_text(void)
{
	int wide[FIELD_CELLS - 1] = {0};

	for (size_t i = 0; i <= metric_count; i++) {
		const struct field_line line = field_line(i);

		for (size_t k = 0; k < FIELD_CELLS - 1; k++)
			if (utf8_width(line.cell[k]) > wide[k])
				wide[k] = utf8_width(line.cell[k]);
	}
	for (size_t i = 0; i <= metric_count; i++) {
		const struct field_line line = field_line(i);

		for (size_t k = 0; k < FIELD_CELLS - 1; k++)
			printf("%s%*s  ", line.cell[k], utf8_gap(line.cell[k], wide[k]), "");
		printf("%s\n", line.cell[FIELD_CELLS - 1]);
	}
	printf(_("\nMOVED own: by the process itself alone; an empty step does not move it. A cell "
		 "is empty\n"
		 "where this kernel, this user or this cgroup version cannot tell.\n"));
}

static void fields_as_markdown(void)
{
	printf(_("| column | unit | kind | moved | file | on cgroup v1 | meaning |\n"
		 "|---|---|---|---|---|---|---|\n"));
	for (size_t i = 0; i < metric_count; i++)
		printf("| `%s` | %s | %s | %s | `%s` | %s | %s |\n", metrics[i].column,
		       metric_unit(&metrics[i]), _(kind(&metrics[i])), _(whose(&metrics[i])),
		       place(&metrics[i].at), place(&metrics[i].at_v1), _(metrics[i].meaning));
}

static void fields_as_json(void)
{
	struct json j = {0};

	json_open(&j, NULL, '[');
	for (size_t i = 0; i < metric_count; i++) {
		json_open(&j, NULL, '{');
		json_string(&j, "column", metrics[i].column);
		json_string(&j, "unit", metric_unit(&metrics[i]));
		json_string(&j, "kind", kind(&metrics[i]));
		json_string(&j, "moved", whose(&metrics[i]));
		json_string(&j, "file", place(&metrics[i].at));
		json_string(&j, "file_v1",
			    metrics[i].at_v1.source ? place(&metrics[i].at_v1) : NULL);
		json_string(&j, "key", metrics[i].shown);
		json_string(&j, "meaning", metrics[i].meaning);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	printf("%s\n", j.data);
	json_free(&j);
}

int command_fields(int argc, char **argv)
{
	const char *how = argc > 1 ? argv[1] : "";
	const bool help = strcmp(how, "--help") == 0;

	if (argc == 1)
		fields_as_text();
	else if (argc == 2 && strcmp(how, "--markdown") == 0)
		fields_as_markdown();
	else if (argc == 2 && strcmp(how, "--json") == 0)
		fields_as_json();
	else {
		fprintf(help ? stdout : stderr, "%s",
			_("pagelab fields [--json | --markdown]: every column of "
			  "the results and what it means\n"));
		return help ? EXIT_AS_EXPECTED : EXIT_BAD_USAGE;
	}
	return EXIT_AS_EXPECTED;
}

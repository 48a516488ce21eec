/* SPDX-License-Identifier: MIT */
/* Whether a folder holds a run that may be taken. Whatever a student hands in comes through here.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "course/collect_internal.h"
#include "i18n/intl.h"
#include "record/schema.h"
#include "util/folder.h"
#include "util/json.h"
#include "util/line.h"

static const char guess_file[] = "predictions.csv";
const char *const collect_guess_names[GUESS_CELLS] = {"seq",   "step",	   "column",
						      "guess", "observed", "score"};

__attribute__((format(printf, 3, 4))) static bool no(char *why, size_t room, const char *how, ...)
{
	va_list args;

	va_start(args, how);
	line_vset(why, room, how, args);
	va_end(args);
	return false;
}

/* As folder_open_file has it. */
static bool is_plain(int folder, const char *name, int most_mib, char *why, size_t room)
{
	struct stat info;

	if (fstatat(folder, name, &info, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT || no(why, room, "%s: %s", name, intl_error(errno));
	if (!S_ISREG(info.st_mode))
		return no(why, room, _("%s is no ordinary file"), name);
	return info.st_size <= (off_t)most_mib << 20 ||
	       no(why, room, _("%s has more than %d MiB"), name, most_mib);
}

static bool files_are_plain(int folder, char *why, size_t room)
{
	bool plain =
		is_plain(folder, "run.json", FOLDER_JSON_MIB, why, room) && is_plain(folder, guess_file, FOLDER_SERIES_MIB, why, room);

	for (enum file file = 0; plain && file < FILES; file++)
		plain = is_plain(folder, schema_file(file), FOLDER_SERIES_MIB, why, room);
	return plain;
}

/* Before anything else is read: the files of another version may look like anything. */
static bool version_is_ours(int folder, char *why, size_t room)
{
	CLEANUP_TEXT struct text text = {0};
	const int error = folder_read_file(&text, folder, "run.json", FOLDER_JSON_MIB);

	if (error == -ENOENT)
		return no(why, room, _("there is no run.json: the run did not end by itself"));
	if (error < 0)
		return no(why, room, "run.json: %s", intl_error(-error));
	const struct value version = json_find_int(text.data, "schema_version");
	if (!version.known)
		return no(why, room,
			  _("run.json names no schema_version: cut off, or not of a run"));
	return version.n == SCHEMA_VERSION ||
	       no(why, room, _("its schema_version is %lld, and %d is what is known here"),
		  (long long)version.n, SCHEMA_VERSION);
}

/* run.json could have been put beside the CSV files of another run. */
static bool is_one_run(int folder, const struct recorded *run, char *why, size_t room)
{
	char id[RECORDED_TEXT + 8];
	struct csv_reader csv;
	bool same = true;
	int error = csv_read_open(&csv, folder, schema_file(FILE_STEPS));

	csv_guard(run->id, id, sizeof(id));
	if (!error && csv_read_row(&csv))
		same = csv.cells > 1 && strcmp(csv.cell[0], id) == 0 &&
		       strcmp(csv.cell[1], run->lab) == 0;
	error = error ? error : csv.error;
	csv_read_close(&csv);
	if (error)
		return no(why, room, "%s: %s", schema_file(FILE_STEPS), intl_error(-error));
	return same || no(why, room, _("run.json is of another run than steps.csv"));
}

static bool outcome_is_right(const struct collected *c, char *why, size_t room)
{
	const char *outcome = c->run.outcome;
	const bool good = strcmp(outcome, "holds") == 0 || strcmp(outcome, "explained") == 0;

	return !good || !c->tally.deviate ||
	       no(why, room, _("run.json says \"%s\", but %zu rows of steps.csv differ"), outcome,
		  c->tally.deviate);
}

static int take_nothing(void *self, char *const *cells)
{
	(void)self;
	(void)cells;
	return 0;
}

/* check_run and recorded_read begin with the path, which is said already. */
static const char *without_path(const char *problem, const char *folder)
{
	const char *shown = line_part(folder, 250);
	const size_t len = strlen(shown);

	if (strncmp(problem, shown, len) == 0)
		problem += len;
	return problem + strspn(problem, "/: ");
}

bool collect_judge(struct collected *c, int fd, const char *folder, const struct names *taken,
		   char *why, size_t room)
{
	struct check_report report;
	char problem[PATH_MAX + 100];

	c->run = (struct recorded){0};
	c->folder = fd;
	if (!files_are_plain(fd, why, room) || !version_is_ours(fd, why, room))
		return false;
	if (recorded_read_at(&c->run, fd, folder, problem, sizeof(problem)) < 0)
		return no(why, room, "%s", without_path(problem, folder));
	if (names_find(taken, c->run.id))
		return no(why, room, _("a run of this run_id was taken already: %s"), c->run.id);
	if (!check_run_at(fd, folder, &report))
		return no(why, room, "%s", without_path(report.problem, folder));
	c->tally = report.tally;
	return is_one_run(fd, &c->run, why, room) && outcome_is_right(c, why, room) &&
	       collect_guesses(c, take_nothing, NULL, why, room) == 0;
}

static bool is_number(const char *text)
{
	char *end;

	strtod(text, &end);
	return *end == '\0' && strspn(text, "0123456789+-.eE") == strlen(text);
}

/* In place: the row's cells by the names of their columns. False: the row is not of this run. */
static bool guess_is_right(const struct csv_reader *csv, const struct recorded *run,
			   const int *place, char **cells)
{
	bool right = strcmp(csv->cell[0], run->id) == 0 && strcmp(csv->cell[1], run->lab) == 0;

	for (int i = 0; i < GUESS_CELLS; i++) {
		cells[i] = csv->cell[place[i]];
		right &= i == 1 || i == 2 || is_number(cells[i]);
	}
	return right && *cells[0];
}

/* Where each column stands. The first two are run_id and lab, as in every file. */
static bool guess_header(const struct csv_reader *csv, int place[GUESS_CELLS])
{
	bool whole = csv->cells >= 2 && strcmp(csv->cell[0], "run_id") == 0 &&
		     strcmp(csv->cell[1], "lab") == 0;

	for (int i = 0; i < GUESS_CELLS; i++) {
		place[i] = -1;
		for (size_t k = 0; k < csv->cells; k++)
			if (strcmp(csv->cell[k], collect_guess_names[i]) == 0)
				place[i] = (int)k;
		whole &= place[i] >= 0;
	}
	return whole;
}

int collect_guesses(const struct collected *c, int (*take)(void *self, char *const *cells),
		    void *self, char *why, size_t room)
{
	const struct recorded *run = &c->run;
	struct csv_reader csv;
	int place[GUESS_CELLS], error = csv_read_open(&csv, c->folder, guess_file);
	char *cells[GUESS_CELLS];
	bool right = !error && guess_header(&csv, place);

	if (error && error != -ENODATA) {
		csv_read_close(&csv);
		if (error != -ENOENT)
			no(why, room, "%s: %s", guess_file, intl_error(-error));
		return error == -ENOENT ? 0 : error;
	}
	const size_t columns = csv.cells;
	for (error = 0; right && !error && csv_read_row(&csv);) {
		right = csv.cells == columns && guess_is_right(&csv, run, place, cells);
		error = right ? take(self, cells) : 0;
	}
	if (!error && csv.error) {
		no(why, room, "%s: %s", guess_file, intl_error(-csv.error));
		error = csv.error;
	}
	if (!error && (!right || csv.malformed || csv.truncated)) {
		no(why, room, _("%s row %zu: it is edited, cut off, or of another run"), guess_file,
		   csv.row);
		error = -EILSEQ;
	}
	csv_read_close(&csv);
	return error;
}

bool collect_wants(const struct ledger_row *row)
{
	return row->relation != RELATION_NONE || (row->delta.known && row->delta.n != 0);
}

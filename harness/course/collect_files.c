/* SPDX-License-Identifier: MIT */
/* The files that collect writes: each gets its name when all are whole, or none is left. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "course/class.h"
#include "course/collect_internal.h"
#include "i18n/intl.h"
#include "util/folder.h"

enum { DATABASE_PATH = 96 };

enum product { CSV, DATABASE, CLASS, PRODUCTS };

static const char *const product_names[PRODUCTS] = {"all.csv", "all.sqlite", "class.md"};

int collect_fail(struct collect_files *f, int error, const char *what)
{
	if (error && !f->error) {
		f->error = error;
		snprintf(f->problem, f->room, "%s: %s", what, intl_error(-error));
	}
	return f->error;
}

void collect_files_init(struct collect_files *f, const char *out, char *problem, size_t room)
{
	*f = (struct collect_files){
		.out = out, .folder = -1, .unfinished = -1, .csv = {.fd = -1}, .problem = problem, .room = room};
	problem[0] = '\0';
}

/* However long the folder's own path is: SQLite takes 512 bytes at most. */
static const char *database_path(const struct collect_files *f, char out[DATABASE_PATH])
{
	format(out, DATABASE_PATH, "/proc/self/fd/%d/%s", f->unfinished, product_names[DATABASE]);
	return out;
}

/*
 * When the first run is taken: without one nothing is touched. All is made in a folder that only we can enter, since
 * SQLite opens what is there under its file's name, and its journal's.
 */
static int open_files(struct collect_files *f)
{
	char path[DATABASE_PATH];
	int error;

	f->is_new = mkdir(f->out, 0777) == 0;
	if (!f->is_new && errno != EEXIST)
		return collect_fail(f, -errno, f->out);
	if ((f->folder = folder_open(f->out)) < 0)
		return collect_fail(f, f->folder, f->out);
	folder_sweep(f->folder, COLLECT_PREFIX);
	f->unfinished = folder_make_temporary(f->folder, COLLECT_PREFIX, f->unfinished_name);
	if (f->unfinished < 0)
		return collect_fail(f, f->unfinished, f->out);
	if ((error = collect_csv_open(&f->csv, f->unfinished, product_names[CSV])) < 0)
		return collect_fail(f, error, product_names[CSV]);
	if (!collect_sql_is_there())
		return 0;
	f->sql = collect_sql_new(database_path(f, path), f->problem, f->room);
	return f->sql ? 0 : collect_fail(f, -ENOMEM, product_names[DATABASE]);
}

int collect_files_run(struct collect_files *f, const struct collected *c)
{
	if (f->folder < 0 && open_files(f) < 0)
		return f->error;
	collect_csv_run(&f->csv, c);
	collect_fail(f, f->csv.error, product_names[CSV]);
	if (f->sql && !f->error)
		f->error = collect_sql_run(f->sql, c);
	return f->error;
}

static int write_class(struct collect_files *f, const struct class_roster *roster)
{
	char path[DATABASE_PATH];
	const int fd = openat(f->unfinished, product_names[CLASS], O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
			      0666);
	FILE *md = fd < 0 ? NULL : fdopen(fd, "w");

	if (!md)
		return collect_fail(f, -errno, product_names[CLASS]);
	f->error = class_write(md, database_path(f, path), roster, f->problem, f->room);
	const bool broken = ferror(md) || fflush(md) != 0;
	if (fclose(md) != 0 || broken)
		collect_fail(f, errno ? -errno : -EIO, product_names[CLASS]);
	return f->error;
}

/* What was not made now goes: it would tell of other runs than the table beside it. */
static int name_product(const struct collect_files *f, enum product product)
{
	if (product == CSV || f->has_database)
		return renameat(f->unfinished, product_names[product], f->folder, product_names[product]);
	return unlinkat(f->folder, product_names[product], 0) < 0 && errno != ENOENT ? -1 : 0;
}

int collect_files_finish(struct collect_files *f, const struct class_roster *roster)
{
	collect_fail(f, csv_close(&f->csv), product_names[CSV]);
	if (f->sql && !f->error)
		f->error = collect_sql_finish(f->sql);
	f->has_database = f->sql != NULL;
	collect_sql_free(f->sql);
	f->sql = NULL;
	if (!f->error && f->has_database)
		write_class(f, roster);
	if (!f->error && collect_interrupted())
		collect_fail(f, -EINTR, "stopped");
	for (enum product p = 0; !f->error && p < PRODUCTS; p++)
		if (name_product(f, p) < 0)
			collect_fail(f, -errno, product_names[p]);
	return f->error;
}

/* What has got its place is no longer in the other folder. */
void collect_files_close(struct collect_files *f)
{
	csv_close(&f->csv);
	collect_sql_free(f->sql);
	folder_remove(f->folder, f->unfinished_name, &f->unfinished);
	if (f->error && f->is_new)
		rmdir(f->out);
	close_fd(&f->folder);
}

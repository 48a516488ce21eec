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
#include "util/file.h"

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
		.out = out, .folder = -1, .csv = {.fd = -1}, .problem = problem, .room = room};
	problem[0] = '\0';
}

/* Under this name until all are whole. */
static const char *unfinished(enum product product, char out[48])
{
	format(out, 48, ".%s.%ld.partial", product_names[product], (long)getpid());
	return out;
}

/* However long the folder's own path is: SQLite takes 512 bytes at most. */
static void path_of(const struct collect_files *f, const char *name, char out[DATABASE_PATH])
{
	format(out, DATABASE_PATH, "/proc/self/fd/%d/%s", f->folder, name);
}

/* When the first run is taken: without one nothing is touched. */
static int open_files(struct collect_files *f)
{
	char name[48], path[DATABASE_PATH];
	int error;

	f->is_new = mkdir(f->out, 0777) == 0;
	if (!f->is_new && errno != EEXIST)
		return collect_fail(f, -errno, f->out);
	f->folder = open(f->out, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (f->folder < 0)
		return collect_fail(f, -errno, f->out);
	if ((error = collect_csv_open(&f->csv, f->folder, unfinished(CSV, name))) < 0)
		return collect_fail(f, error, product_names[CSV]);
	if (!collect_sql_is_there())
		return 0;
	path_of(f, unfinished(DATABASE, name), path);
	f->sql = collect_sql_new(path, f->problem, f->room);
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
	char name[48], path[DATABASE_PATH];
	const int fd = openat(f->folder, unfinished(CLASS, name),
			      O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	FILE *md = fd < 0 ? NULL : fdopen(fd, "w");

	if (!md)
		return collect_fail(f, -errno, product_names[CLASS]);
	path_of(f, unfinished(DATABASE, name), path);
	f->error = class_write(md, path, roster, f->problem, f->room);
	const bool broken = ferror(md) || fflush(md) != 0;
	if (fclose(md) != 0 || broken)
		collect_fail(f, errno ? -errno : -EIO, product_names[CLASS]);
	return f->error;
}

/* What was not made now goes: it would tell of other runs than the table beside it. */
static int name_product(const struct collect_files *f, enum product product)
{
	char name[48];

	if (product == CSV || f->has_database)
		return renameat(f->folder, unfinished(product, name), f->folder,
				product_names[product]);
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

/* What has got its name is no longer there under the other. */
void collect_files_close(struct collect_files *f)
{
	char name[48];

	csv_close(&f->csv);
	collect_sql_free(f->sql);
	for (enum product p = 0; f->folder >= 0 && p < PRODUCTS; p++)
		unlinkat(f->folder, unfinished(p, name), 0);
	if (f->error && f->is_new)
		rmdir(f->out);
	close_fd(&f->folder);
}

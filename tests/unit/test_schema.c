/* SPDX-License-Identifier: MIT */
/* schema: a file's header and its description in datapackage.json say the same. */
#include "unit.h"

#include "kernel/metrics.h"
#include "kernel/sample.h"
#include "record/schema.h"
#include "util/json.h"

/* Enough of a JSON reader for a text of ours: the string behind the next "key": at or after s. */
static const char *next_string(const char *s, const char *key, char *out, size_t room)
{
	char pattern[64];
	size_t len;

	snprintf(pattern, sizeof(pattern), "\"%s\": \"", key);
	if (!(s = strstr(s, pattern)))
		return NULL;
	s += strlen(pattern);
	len = strcspn(s, "\"");
	snprintf(out, room, "%.*s", (int)len, s);
	return s + len;
}

/* The names of the fields of the resource with that path, "a,b,c". */
static void described_header(const char *package, const char *path, char *out, size_t room)
{
	char pattern[64], name[128];
	const char *s, *end;
	size_t len = 0;

	snprintf(pattern, sizeof(pattern), "\"path\": \"%s\"", path);
	s = strstr(package, pattern);
	want_true(path, s != NULL);
	s = strstr(s, "\"fields\": [");
	want_true(path, s != NULL);
	end = strchr(s + strlen("\"fields\": ["), ']');
	want_true(path, end != NULL);
	*out = '\0';
	while ((s = next_string(s, "name", name, sizeof(name))) && s < end)
		len += (size_t)snprintf(out + len, room - len, "%s%s", len ? "," : "", name);
}

static void read_package(struct text *text)
{
	CLEANUP_FD int folder = open(scratch, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char path[PATH_MAX];

	format(path, sizeof(path), "%s/datapackage.json", scratch);
	unlink(path);
	/* The only file that a run may do without. */
	CLEANUP_FD int guesses =
		openat(folder, schema_file(FILE_PREDICTIONS), O_CREAT | O_WRONLY, 0600);
	want_true("predictions.csv", guesses >= 0);
	want_int("schema_write", 0,
		 schema_write(folder, "trap-optimiser", "20261122T215645Z-pc07-4242-01"));
	want_int(path, 0, text_read(text, path));
}

static void each_header_equals_the_fields_of_its_file_in_order(void **state)
{
	CLEANUP_TEXT struct text package = {0};

	(void)state;
	read_package(&package);
	for (enum file file = 0; file < FILES; file++) {
		char wanted[8192], found[8192];

		schema_header(file, wanted, sizeof(wanted));
		described_header(package.data, schema_file(file), found, sizeof(found));
		want_text(schema_file(file), wanted, found);
	}
}

static void the_fixed_parts_of_the_headers_are_as_published(void **state)
{
	static const struct {
		enum file file;
		const char *name, *begins;
		bool whole;
	} rows[] = {
		{FILE_SNAPSHOTS, "snapshots.csv",
		 "run_id,lab,seq,step,edge,role,elapsed_ns,pid,comm,", false},
		{FILE_STEPS, "steps.csv",
		 "run_id,lab,seq,step,role,column,before,after,delta,relation,expected,slack,"
		 "verdict,cause",
		 true},
		{FILE_SAMPLES, "samples.csv", "run_id,lab,seq,step,role,elapsed_ns,pid,", false},
		{FILE_MEASURES, "measures.csv", "run_id,lab,seq,step,name,x,value,unit", true},
		{FILE_PAGES, "pages.csv", "run_id,lab,seq,step,edge,start,pages,state", true},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char header[8192];

		schema_header(rows[i].file, header, sizeof(header));
		want_text(rows[i].name, rows[i].name, schema_file(rows[i].file));
		if (!rows[i].whole)
			header[strlen(rows[i].begins)] = '\0';
		want_text(rows[i].name, rows[i].begins, header);
	}
}

static size_t count_cells(const char *header)
{
	size_t n = 1;

	for (; *header; header++)
		n += *header == ',';
	return n;
}

static void snapshots_have_every_metric_and_samples_the_cheap_ones(void **state)
{
	char header[8192];

	(void)state;
	schema_header(FILE_SNAPSHOTS, header, sizeof(header));
	want_int("snapshots.csv", 9 + metric_count, count_cells(header));
	schema_header(FILE_SAMPLES, header, sizeof(header));
	want_int("samples.csv", 7 + SAMPLE_COLUMNS, count_cells(header));
	for (size_t i = 0; i < SAMPLE_COLUMNS; i++) {
		want_true(sample_columns[i], metric_find(sample_columns[i]) >= 0);
		want_true(sample_columns[i], strstr(header, sample_columns[i]) != NULL);
	}
}

static void no_header_names_a_column_twice(void **state)
{
	(void)state;
	for (enum file file = 0; file < FILES; file++) {
		char header[8192], copy[8192 + 2], *save, *name;

		schema_header(file, header, sizeof(header));
		snprintf(copy, sizeof(copy), ",%s,", header);
		for (name = strtok_r(header, ",", &save); name; name = strtok_r(NULL, ",", &save)) {
			char pattern[128];

			snprintf(pattern, sizeof(pattern), ",%s,", name);
			const char *first = strstr(copy, pattern);

			want_true(name, first && !strstr(first + 1, pattern));
		}
	}
}

static void a_header_stays_inside_its_room(void **state)
{
	char out[4096];

	(void)state;
	memset(out, '#', sizeof(out));
	schema_header(FILE_STEPS, out, 16);
	want_true("ends inside", memchr(out, '\0', 16) != NULL);
	for (size_t i = 16; i < sizeof(out); i++)
		want_int("a byte behind the room", '#', out[i]);
}

static void the_package_names_its_version_and_itself(void **state)
{
	CLEANUP_TEXT struct text package = {0};
	char name[256];

	(void)state;
	read_package(&package);
	want_value("schema_version", known(SCHEMA_VERSION),
		   json_find_int(package.data, "schema_version"));
	want_true("name", next_string(package.data, "name", name, sizeof(name)) != NULL);
	want_text("name", "pagelab-trap-optimiser-20261122t215645z-pc07-4242-01", name);
	want_int("name", strlen(name), strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789.-_"));
}

static void the_package_is_not_written_over(void **state)
{
	CLEANUP_FD int folder = open(scratch, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	CLEANUP_TEXT struct text package = {0};

	(void)state;
	read_package(&package);
	want_int("the second time", -EEXIST, schema_write(folder, "lazy", "x"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_header_equals_the_fields_of_its_file_in_order,
		     "each header equals the fields of its file, in order"),
		TEST(the_fixed_parts_of_the_headers_are_as_published,
		     "the fixed parts of the headers are as published"),
		TEST(snapshots_have_every_metric_and_samples_the_cheap_ones,
		     "snapshots have every metric and samples the cheap ones"),
		TEST(no_header_names_a_column_twice, "no header names a column twice"),
		TEST(a_header_stays_inside_its_room, "a header stays inside its room"),
		TEST(the_package_names_its_version_and_itself,
		     "the package names its version and itself"),
		TEST(the_package_is_not_written_over, "the package is not written over"),
	};

	return cmocka_run_group_tests_name("schema", tests, make_scratch, remove_scratch);
}
